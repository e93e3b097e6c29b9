"""Cells that were typed otherwise than the record holds them: what should stand there."""

from collections.abc import Iterator, Mapping
from typing import Any

from trackrecord.core.model import Record
from trackrecord.ooxml.values import Share
from trackrecord.tables.kinds import BY_UNIT, PERCENT_UNITS, Kind
from trackrecord.tables.loading import RawTable
from trackrecord.tables.record import RECORD
from trackrecord.tables.schema import Column, Table


def cells_typed_otherwise(
    tables: Mapping[str, RawTable], record: Record
) -> Iterator[tuple[Table, int, Column, str | float]]:
    """Cells that the record holds otherwise: table, row, column, and what should stand there.

    Keys that are spelled otherwise in their own table, or were given; 42 for 42 %. `tables` are the
    cells that the record was loaded from.
    """
    for table in RECORD:
        yield from _percents(table, tables.get(table.name), record)
        raw = tables.get(table.name)
        rows = getattr(record, table.name.lower())
        columns = [column for column in table.inputs if column.kind is Kind.KEY]
        if raw is None or not rows or not columns:
            continue
        cells = {c.header: raw.columns.get(c.header, (None,) * len(raw.where)) for c in columns}
        changed = [
            column
            for column in columns
            if {key or "" for key in cells[column.header]}
            - {getattr(row, column.field) for row in rows}
        ]
        if not changed:
            continue
        at = {where.row: number for number, where in enumerate(raw.where)}
        for row in rows:
            number = at[row.where.row]
            for column in changed:
                key = getattr(row, column.field)
                if key and (cells[column.header][number] or "") != key:
                    yield table, row.where.row, column, key


def _percents(
    table: Table, raw: RawTable | None, record: Record
) -> Iterator[tuple[Table, int, Column, str | float]]:
    for column in table.inputs:
        cells = raw.columns.get(column.header, ()) if raw and column.kind in BY_UNIT else ()
        shown = {
            where.row
            for where, cell in zip(raw.where if raw else (), cells, strict=False)
            if type(cell) is Share
        }
        for row in getattr(record, table.name.lower()) if shown else ():
            value = getattr(row, column.field)
            if (
                row.where.row in shown
                and isinstance(value, float)
                and _asks_for_percent(row, record)
            ):
                yield table, row.where.row, column, value


def _asks_for_percent(row: Any, record: Record) -> bool:  # noqa: ANN401 - a row with a question
    return any(
        question.unit in PERCENT_UNITS
        for question in record.questions
        if question.question == row.question
    )
