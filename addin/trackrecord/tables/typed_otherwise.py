"""Cells that were typed otherwise than the record holds them: what should stand there."""

from collections.abc import Iterator, Mapping

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
        raw = tables.get(table.name)
        yield from _percents(table, raw, record)
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
    in_percent = {row.question for row in record.questions if row.unit in PERCENT_UNITS}
    for column in table.inputs if in_percent else ():
        cells = raw.columns.get(column.header, ()) if raw and column.kind in BY_UNIT else ()
        shown = {
            where.row
            for where, cell in zip(raw.where if raw else (), cells, strict=False)
            if type(cell) is Share
        }
        for row in getattr(record, table.name.lower()) if shown else ():
            value = getattr(row, column.field)
            is_shown = row.where.row in shown and isinstance(value, float)
            if is_shown and row.question in in_percent:
                yield table, row.where.row, column, value
