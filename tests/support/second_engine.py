"""A second engine beside LibreOffice: formulon, whose functions are tested against Excel's.

It reads formulas with A1 references, so the structured ones are spelled out first. openpyxl drops
every value that was written beside a formula, so that none can be copied.
"""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import formulon
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook

Places = dict[str, tuple[str, int, int, dict[str, str]]]
_TEXT = re.compile(r'("(?:[^"]|"")*")')
_REFERENCE = re.compile(
    r"(\w+)\[(?:\[#This Row\],\[([^\]]+)\]|\[([^\]]+)\]:\[([^\]]+)\]|([^\[\]]+))\]"
)


def recalculated(path: Path) -> dict[tuple[str, str], Any]:
    """What the second engine computes for every formula of a workbook, by sheet and cell."""
    book = load_workbook(path)
    places = _places(book)
    formulas = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = _plain(str(cell.value), places, cell.row)
                    formulas.append((sheet.title, cell.coordinate, cell.row, cell.column))
        sheet.tables.clear()
        sheet.data_validations.dataValidation.clear()
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        sheet.auto_filter.ref = None
    for name in book.defined_names.values():
        name.attr_text = _plain(name.attr_text, places, 0)
    names = [sheet.title for sheet in book.worksheets]
    plain = BytesIO()
    book.save(plain)
    found = {}
    with formulon.Workbook.load(plain.getvalue()) as engine:
        engine.recalc()
        for sheet_name, coordinate, row_number, column in formulas:
            value = engine.get_value(names.index(sheet_name), row_number - 1, column - 1)
            shown = value.to_python()
            if value.kind.name == "ERROR":
                shown = formulon.error_display_name(value.error_code)
            found[sheet_name, coordinate] = shown
    return found


def _places(book: Workbook) -> Places:
    places = {}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            left, top, _, bottom = range_boundaries(table.ref)
            columns = {
                part.name: get_column_letter(left + at)
                for at, part in enumerate(table.tableColumns)
            }
            places[table.name] = sheet.title, top + 1, bottom, columns
    return places


def _plain(formula: str, places: Places, row: int) -> str:
    def cells(found: re.Match[str]) -> str:
        sheet, first, last, columns = places[found[1]]
        if found[2]:
            return f"'{sheet}'!${columns[found[2]]}{row}"
        left, right = columns[found[3] or found[5]], columns[found[4] or found[5]]
        return f"'{sheet}'!${left}${first}:${right}${last}"

    bits = _TEXT.split(formula)
    bits[::2] = [_REFERENCE.sub(cells, bit) for bit in bits[::2]]
    return "".join(bits)
