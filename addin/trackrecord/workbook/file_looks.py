"""How rows look that a person typed, and how high rows are whose text has changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from trackrecord.core.assessment import Assessment
from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.reader import TableArea
from trackrecord.ooxml.values import Formula, Share
from trackrecord.tables.number_formats import height_for
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.schema import Column, Table, file_formula, shown, stored
from trackrecord.workbook.file import WorkbookFile
from trackrecord.workbook.file_rows import varied_format


def height_of_inputs(place: TableArea, table: Table, row: object) -> float | None:
    """The points that what is typed into a row takes."""
    headers = {column.header for column in place.columns}
    return height_for(
        table,
        lambda column: None if column.twin or column.header not in headers else stored(row, column),
    )


def height_of_assessed(place: TableArea, row: Assessment) -> float | None:
    """The points that a row of Forecasts takes, with what is computed."""
    headers = {column.header for column in place.columns}

    def text(column: Column) -> object:
        if column.header not in headers:
            return None
        return shown(row, column) if column.twin else stored(row.forecast, column)

    return height_for(FORECASTS, text)


def _cell_of(typed: Mapping[str, object], column: Column) -> object:
    return typed.get(column.header)


def dress_typed_rows(
    file: WorkbookFile, place: TableArea, table: Table, numbers: Iterable[int], source: int
) -> None:
    """Give rows typed below a table its formulas and its look, as high as their text needs.

    What shows a percent keeps its look, for it means another number without.
    """
    raw = file.raw[place.name]
    at = {where.row: index for index, where in enumerate(raw.where)}
    edit = file.edit(place)
    inputs = {column.header: column for column in table.inputs}
    computed = {column.header: column for column in table.calculated}
    for number in numbers:
        typed = {header: cells[at[number]] for header, cells in raw.columns.items() if cells}
        edit.fits[number] = height_for(table, partial(_cell_of, typed))
        for left, column in enumerate(place.columns, place.left):
            if column.header in computed:
                formula = file_formula(table, computed[column.header])
                edit.put(number, left, CellChange(None, formula, like=source))
            part, value = inputs.get(column.header), typed.get(column.header)
            if part is None or isinstance(value, (Formula, Share)):
                continue
            day = value.date() if isinstance(value, datetime) else value
            format_ = varied_format(part, day)
            edit.put(
                number, left, CellChange(day, None, format_, like=source, dress=True, keep=True)
            )
