"""Rows that a person typed below a table of an open workbook: taken in, and how they look."""

from trackrecord.tables.number_formats import VARIED
from trackrecord.tables.schema import Table, file_formula
from trackrecord.workbook.open.tables import OpenTable, runs
from trackrecord.workbook.open.writing import set_number_formats


def dress(place: OpenTable, table: Table, first: int) -> None:
    """Let the rows from `first` on look like the one above, where they do not yet.

    Excel sees to that itself while somebody types. What shows dates or numbers by its value keeps
    showing it so.
    """
    above, last = first - 1, place.rows - 1
    headers = place.headers()
    inputs = [
        (column, headers.index(column.header))
        for column in table.inputs
        if column.header in headers
    ]
    for left, right in runs(number for _, number in inputs):
        pattern, rest = (
            place.cells(*rows, left, right) for rows in ((above, above), (first, last))
        )
        if pattern[0].color == rest[0].color:
            continue
        pattern.copy()
        rest.paste(paste="formats")
        for column, number in inputs:
            if column.kind in VARIED and left <= number <= right:
                values = [value for (value,) in place.values(first, last, number, number)]
                set_number_formats(place, first, number, values, column.kind)


def take_in(place: OpenTable, table: Table, below: int) -> None:
    """Let a table reach over rows typed below it, with the formulas of its other rows."""
    headers = place.headers()
    place.excel.resize(place.cells(0, place.rows + below - 1))
    first = place.rows
    place.rows += below
    calculated = [
        (column, headers.index(column.header))
        for column in table.calculated
        if column.header in headers
    ]
    dress(place, table, first)
    for left, right in runs(number for _, number in calculated):
        # The row above has the formulas; where somebody overwrote one, the schema's is taken.
        above = place.cells(first - 1, first - 1, left, right).formula
        line = list(above[0]) if isinstance(above, (list, tuple)) else [above]
        of = {number: column for column, number in calculated}
        for offset, formula in enumerate(line):
            if not str(formula).startswith("="):
                line[offset] = "=" + file_formula(table, of[left + offset])
        cells = place.cells(first, place.rows - 1, left, right)
        cells.formula = [line] * below
    place.cells(first, place.rows - 1).rows.autofit()
    place.forget()
