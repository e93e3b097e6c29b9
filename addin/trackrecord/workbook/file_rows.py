"""Rows of a table in a workbook file: which cells are typed in, and what a new row holds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from trackrecord.errors import Refused
from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.reader import TableArea
from trackrecord.ooxml.row_blocks import BlockColumn, RowBlock
from trackrecord.ooxml.values import Cell
from trackrecord.tables.number_formats import (
    MISREAD,
    VARIED,
    WRAPPED,
    column_width,
    number_format,
    row_height,
)
from trackrecord.tables.record import COSTLY, FORECASTS, is_huge
from trackrecord.tables.schema import Column, Table, file_formula, shown, stored, stored_by
from trackrecord.workbook import index
from trackrecord.workbook.file import WorkbookFile


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


def new_rows(  # noqa: PLR0913, PLR0917 - what rows are made of
    place: TableArea, table: Table, first: int, rows: Sequence[object], source: int, older: bool
) -> RowBlock:
    """New rows of a table: cells that look like those of another row, with formulas.

    In an `older` workbook these are those of its other rows.
    """
    typed = dict(inputs_in(place, table))
    ours = {column.header: column for column in table.calculated}
    columns: list[BlockColumn] = []
    wraps: list[tuple[BlockColumn, int]] = []

    def add(made: BlockColumn, part: Column | None = None) -> None:
        columns.append(made)
        if part is not None and part.kind in WRAPPED:
            wraps.append((made, column_width(part)))

    for at, column in enumerate(place.columns, place.left):
        if at in typed:
            part = typed[at]
            add(BlockColumn(at, "", stored_by(table, part), _number_of(part)), part)
            continue
        formula = column.formula
        part_or_none = ours.get(column.header)
        costly = is_value_by_us(place, column.header, formula)
        if part_or_none is None:
            add(BlockColumn(at, formula))
            continue
        part = part_or_none
        if part.formula and not (costly or older):
            formula = file_formula(table, part)
        show = partial(shown, column=part)
        add(BlockColumn(at, formula, show, _number_of(part), is_computed=True), part)
    return RowBlock(first, source, tuple(columns), list(rows), MISREAD, row_height, tuple(wraps))


def is_value_by_us(place: TableArea, header: str, formula: str) -> bool:
    """Does a calculated column hold values that Python writes, being in a large workbook?"""
    huge = place.name == FORECASTS.name and is_huge(place.bottom - place.top)
    return (huge or header in COSTLY) and not formula


def computed_columns(place: TableArea) -> list[tuple[int, Column, str | None]]:
    """Of the table Forecasts, what is computed: where, which, and None where a formula stays."""
    ours = {column.header: column for column in FORECASTS.calculated}
    return [
        (at, ours[c.header], "" if is_value_by_us(place, c.header, c.formula) else None)
        for at, c in enumerate(place.columns, place.left)
        if c.header in ours
    ]


def costly_as_values(file: WorkbookFile, place: TableArea, last: int) -> None:
    """Of a table of forecasts that is about to be large: what costs too much holds values.

    So it is in a large workbook that is made new. Each row keeps what its formulas computed.
    """
    if last - place.top <= index.LARGE:
        return
    costly = [at for at, column in enumerate(place.columns) if column.header in COSTLY]
    costly = [at for at in costly if place.columns[at].formula]
    edit = file.edit(place)
    for at in costly:
        header = place.columns[at].header
        place.columns[at] = type(place.columns[at])(header, "")
        file.renewed.setdefault(place.name, {})[header] = ""
    added = file.widened.get(place.name, [])
    added[:] = [(header, "" if header in COSTLY else formula) for header, formula in added]
    there = {place.left + at for at in costly}
    for block in edit.blocks:
        block.columns = tuple(
            replace(column, formula="") if column.column in there else column
            for column in block.columns
        )
    for number, row in file.contents.rows(place, shown=True) if costly else ():
        for at in costly if place.top < number <= place.bottom else ():
            value = row[at] if at < len(row) else None
            edit.put(number, place.left + at, CellChange(value, ""))


def _number_of(column: Column) -> Callable[[object], str] | None:
    """What gives the number format of a cell by its value; None where its kind says it."""
    return partial(number_format, column.kind) if column.kind in VARIED else None


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
