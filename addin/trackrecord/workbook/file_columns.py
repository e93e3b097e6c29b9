"""Columns that an older version did not have, written into a table of a workbook file."""

from collections.abc import Sequence

from trackrecord.errors import Refused
from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.cell_names import column_letters
from trackrecord.ooxml.reader import TableArea
from trackrecord.tables.missing_columns import column_alike, columns_to_add
from trackrecord.tables.number_formats import WIDTHS
from trackrecord.tables.record import JOURNAL
from trackrecord.tables.schema import Column, Table, file_formula, stored
from trackrecord.workbook.file import WorkbookFile
from trackrecord.workbook.sheets.validation import cell_rule, header_prompt, rule_xml


def add_missing_columns(file: WorkbookFile, place: TableArea, table: Table) -> None:
    """Write the columns that a table has not into its right, if nothing stands there."""
    headers = [column.header for column in place.columns]
    missing = columns_to_add(table, headers)
    if missing and is_free(file, place, len(missing)):
        for column in missing:
            model = place.left + column_alike(table, headers, column)
            _add_column(file, place, table, column, model)


def is_free(file: WorkbookFile, place: TableArea, count: int) -> bool:
    """Is there nothing in so many columns right of a table?"""
    others = [other for other in file.contents.tables.values() if other is not place]
    right = place.right + count
    if any(
        other.sheet_part == place.sheet_part
        and other.left <= right
        and other.right > place.right
        and other.top <= place.bottom
        and other.bottom >= place.top
        for other in others
    ):
        return False
    wide = right - place.left + 1
    return not any(
        value is not None
        for number, row in file.contents.rows(place, wide)
        if number <= place.bottom
        for value in row[place.right - place.left + 1 :]
    )


def _add_column(
    file: WorkbookFile, place: TableArea, table: Table, column: Column, model: int
) -> None:
    """One column more at the right of a table, which looks like the column `model`."""
    place.right += 1
    formula = file_formula(table, column) if column.formula else ""
    place.columns.append(type(place.columns[0])(column.header, formula))
    file.widened.setdefault(place.name, []).append((column.header, formula))
    edit = file.edit(place)
    edit.put(place.top, place.right, CellChange(column.header, like=place.top, like_column=model))
    for number in range(place.top + 1, place.bottom + 1):
        edit.put(number, place.right, CellChange(None, formula, like=number, like_column=model))
    edit.widths[place.right] = column.width or WIDTHS[column.kind]
    letter = column_letters(place.right)
    edit.rules.append(rule_xml(header_prompt(column, f"{letter}{place.top}")))
    if column.twin is None and table is not JOURNAL:
        edit.rules.append(rule_xml(cell_rule(column, letter, row=place.top + 1)))


def must_have_room(place: TableArea, table: Table, rows: Sequence[object]) -> None:
    """Refused if a row says something in a column that the table has not and cannot get."""
    headers = {column.header for column in place.columns}
    for column in table.inputs:
        if column.header in headers:
            continue
        if any(stored(row, column) is not None for row in rows):
            raise Refused(
                f"the table {table.name} has no column {column.header}, and no room for it; clear "
                "the cells right of the table and try again. Nothing was changed"
            )
