"""How rows look that a person typed below a table of an open workbook."""

from trackrecord.tables.number_formats import VARIED
from trackrecord.tables.schema import Table
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
