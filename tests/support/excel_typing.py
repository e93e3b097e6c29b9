"""What Excel does when a row is typed directly below a table, as its documentation describes it.

A model, since Excel cannot run here: the table takes the row in (AutoExpansion), calculated columns
are filled down, cells look like those above, and rules that reach down to the table's last row
reach over the new one. What the workbook does not say, it does not do: a formula that stands in
every row but is not the column's own is not filled down.
"""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet


class TypingExcel:
    """A workbook that is open, and into whose tables somebody types."""

    def __init__(self, path: Path) -> None:
        self.book = load_workbook(path)

    def type_below(self, name: str, **cells: object) -> int:
        """Type cells, by their headers, into the row below a table; the row."""
        sheet, table = next(
            (sheet, sheet.tables[name]) for sheet in self.book if name in sheet.tables
        )
        left, _, right, bottom = range_boundaries(table.ref)
        row = bottom + 1
        below = [sheet.cell(row, column).value for column in range(left, right + 1)]
        assert not any(below), f"something stands below {name}: Excel would not take the row in"
        for column, part in enumerate(table.tableColumns, left):
            cell, above = sheet.cell(row, column), sheet.cell(bottom, column)
            cell._style = above._style
            if part.name in cells:
                cell.value = cells.pop(part.name)
            elif part.calculatedColumnFormula is not None:
                cell.value = f"={part.calculatedColumnFormula.attr_text}"
        assert not cells, f"{name} has no column {', '.join(cells)}"
        _reach(table, row)
        rules = sheet.data_validations.dataValidation
        for rule in rules:
            rule.sqref = _longer(rule.sqref, bottom, left, right)
        _extend_looks(sheet, bottom, left, right)
        return row

    def save(self, path: Path) -> None:
        """Save it, without the values beside formulas: other engines compute them."""
        self.book.save(path)


def _reach(table: Table, row: int) -> None:
    for part in (table, table.autoFilter):
        if part is not None:
            first, last = part.ref.split(":")
            part.ref = f"{first}:{last.rstrip('0123456789')}{row}"


def _longer(areas: Any, bottom: int, left: int, right: int) -> MultiCellRange:
    """The areas, those that end with the table's last row one row longer."""
    found = MultiCellRange(str(areas))
    for area in found.ranges:
        if area.max_row == bottom and left <= area.min_col and area.max_col <= right:
            area.expand(down=1)
    return found


def _extend_looks(sheet: Worksheet, bottom: int, left: int, right: int) -> None:
    extended = ConditionalFormattingList()
    for look in sheet.conditional_formatting:
        for rule in look.rules:
            extended.add(str(_longer(look.sqref, bottom, left, right)), rule)
    sheet.conditional_formatting = extended
