"""Columns of a table in an open workbook: those typed in, those that an older one has not."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.kinds import Kind
from trackrecord.tables.missing_columns import column_alike
from trackrecord.tables.number_formats import WIDTHS, number_format
from trackrecord.tables.schema import Column, Table, file_formula, stored
from trackrecord.workbook.open.tables import OpenTable


def inputs_of(
    table: Table, headers: Sequence[str], *, must: bool = True
) -> list[tuple[Column, int]]:
    """The columns that are typed in, and where they stand; Refused where one is missing."""
    found = [(c, headers.index(c.header)) for c in table.inputs if c.header in headers]
    missing = [
        column.header
        for column in table.inputs
        if column.header not in headers and (column.needed or not column.blank)
    ]
    if missing and must:
        raise Refused(
            say(
                "the table {table} has no column {column}; give the column its header back and "
                "click again. Nothing was changed",
                table=table.name,
                column=missing[0],
            )
        )
    return found


def must_have_columns_for(table: Table, headers: Iterable[str], rows: Iterable[object]) -> None:
    """Refused if a row says something in a column that the table has not and cannot get."""
    there = set(headers)
    for column in table.inputs:
        if column.header not in there and any(stored(row, column) is not None for row in rows):
            raise Refused(
                say(
                    "the table {table} has no column {column}, and no room for it; clear the cells "
                    "right of the table and click again. Nothing was changed",
                    table=table.name,
                    column=column.header,
                )
            )


def add_columns(place: OpenTable, table: Table, missing: Sequence[Column]) -> None:
    """Columns more at the right of a table, where nothing stands; the last looks are theirs too."""
    first, last = place.columns, place.columns + len(missing) - 1
    beside = place.values(0, place.rows - 1, first, last)
    if any(value is not None for row in beside for value in row):
        return
    headers = place.headers()
    place.excel.resize(place.cells(0, place.rows - 1, 0, last))
    place.columns = last + 1
    for number, column in enumerate(missing, first):
        model = column_alike(table, headers, column)
        whole = place.cells(0, place.rows - 1, number, number)
        place.cells(0, place.rows - 1, model, model).copy(whole)
        body = place.cells(1, place.rows - 1, number, number)
        body.clear_contents()
        if column.formula:
            body.formula = [["=" + file_formula(table, column)]] * (place.rows - 1)
        elif number_format(column.kind) != number_format(Kind.PROSE):
            body.number_format = number_format(column.kind)
        place.cells(0, 0, number, number).value = column.header
        whole.column_width = column.width or WIDTHS[column.kind]
        if column.choices:
            with suppress(Exception):  # a rule is a help; without it the checks still speak
                body.data_validation.set_list(list(column.choices))
    place.forget()
