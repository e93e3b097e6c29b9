"""Rows of a table in a workbook file: which cells are typed in, and what a new row holds."""

from trackrecord.errors import Refused
from trackrecord.ooxml.reader import TableArea
from trackrecord.ooxml.sheet_edits import CellChange, SheetEdit
from trackrecord.ooxml.values import Cell
from trackrecord.tables.number_formats import MISREAD, VARIED, number_format
from trackrecord.tables.record import COSTLY
from trackrecord.tables.schema import Column, Table, file_formula, stored


def inputs_in(place: TableArea, table: Table) -> list[tuple[int, Column]]:
    """The columns that are typed in, and where they stand; Refused if a needed one is missing."""
    headers = [column.header for column in place.columns]
    for column in table.inputs:
        if column.header not in headers and (column.needed or not column.blank):
            raise Refused(
                f"the table {table.name} has no column {column.header}; give the column its header "
                "back and try again. Nothing was changed"
            )
    return [
        (place.left + headers.index(column.header), column)
        for column in table.inputs
        if column.header in headers
    ]


def lay_formulas(  # noqa: PLR0913 - what a row is made of
    edit: SheetEdit, place: TableArea, table: Table, number: int, source: int, *, older: bool
) -> None:
    """Make a new row: empty cells that look like those of another row, and formulas.

    In an `older` workbook they are those of its other rows.
    """
    ours = {column.header: column for column in table.calculated}
    like = source if number != source else 0
    for at, column in enumerate(place.columns, place.left):
        formula = column.formula
        costly = column.header in COSTLY and not formula  # of a large workbook: values
        if column.header in ours and ours[column.header].formula and not (costly or older):
            formula = file_formula(table, ours[column.header])
        edit.put(number, at, CellChange(None, formula, like=like))


def typed_cell(row: object, column: Column) -> CellChange:
    """What a cell that is typed in holds for a row."""
    return typed_cell_of(stored(row, column), column)


def typed_cell_of(value: Cell, column: Column) -> CellChange:
    """What a cell that is typed in holds for a value."""
    literal = isinstance(value, str) and value.startswith(MISREAD)
    return CellChange(value, "", varied_format(column, value), literal)


def varied_format(column: Column, value: object) -> str:
    """The number format of a cell whose kind leaves it to the value; "" for others."""
    varied = column.kind in VARIED and value is not None
    return number_format(column.kind, value) if varied else ""
