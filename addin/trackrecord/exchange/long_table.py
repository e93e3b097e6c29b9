"""The one long table that `export` writes, read back: the record in it, without what it leaves out.

It holds every forecast with its question, and of outcomes what a forecast shows of them.
"""

from collections.abc import Sequence

from trackrecord.core.model import Problem, Record
from trackrecord.exchange.grids.grid import Grid
from trackrecord.tables.loading import RawTable, load
from trackrecord.tables.record import (
    FORECASTERS,
    FORECASTS,
    IN_LONG_TABLE,
    JOURNAL,
    OUTCOMES,
    QUESTIONS,
    VALUE_COLUMN,
)
from trackrecord.tables.schema import Table

# Of the long table, what it says of a forecast's question and outcome, beside the forecast.
QUESTION_COLUMNS = ("Title", "Unit", "Resolves", "Criterion", "Topic", "Event")
KIND_COLUMN = "Kind"
_NEEDED = {column.header for column in FORECASTS.inputs} | {"Title", "Unit", "Resolves"}


def record_in_long_table(grids: Sequence[Grid]) -> tuple[Record, list[Problem]] | None:
    """The record in a long table of ours, and what cannot be read of it; None where it is none."""
    if len(grids) != 1 or not set(grids[0].headers) >= _NEEDED:
        return None
    grid = grids[0]
    everyone = list(range(len(grid)))
    judged = [row for row in _first_of(grid, "Question") if _text(grid, VALUE_COLUMN, row)]
    tables = {
        FORECASTERS.name: _part_of_record(grid, FORECASTERS, _first_of(grid, "Forecaster")),
        QUESTIONS.name: _part_of_record(grid, QUESTIONS, _first_of(grid, "Question")),
        FORECASTS.name: _part_of_record(grid, FORECASTS, everyone),
        OUTCOMES.name: _part_of_record(grid, OUTCOMES, judged),
        JOURNAL.name: RawTable((), {}),
    }
    return load(tables)


def _first_of(grid: Grid, header: str) -> list[int]:
    """The first row of each key."""
    rows: dict[str, int] = {}
    for row, key in enumerate(grid.column(header)):
        rows.setdefault(key, row)
    return list(rows.values())


def _text(grid: Grid, header: str, row: int) -> str:
    return grid.column(header)[row] if header in grid.headers else ""


def _part_of_record(grid: Grid, table: Table, rows: Sequence[int]) -> RawTable:
    """A table of a record, of some rows of the long one."""
    renamed = IN_LONG_TABLE.get(table.name, {})
    columns: dict[str, list[str | None]] = {}
    for column in table.inputs:
        header = renamed.get(column.header, column.header)
        if header in grid.headers:
            texts = grid.column(header)
            columns[column.header] = [texts[row] or None for row in rows]
    return RawTable([grid.where(row) for row in rows], columns)
