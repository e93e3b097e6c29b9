"""Raw rows, as a carrier read them, into a record: the same for every carrier.

What cannot be read becomes a problem that names table, row and column; the rest still loads. A
row that refers to a row (or a table) with such a problem is left out with it, without a second
message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trackrecord.core.model import Problem, Record, Settings
from trackrecord.workbook.kinds import Cell, Formula, Kind, parse
from trackrecord.workbook.schema import OUTCOMES, QUESTIONS, RECORD, Column, Table

Raw = Cell | Formula


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it was read: where, and the cells by header."""

    where: str
    cells: Mapping[str, Raw]


def load(
    tables: Mapping[str, Sequence[RawRow]], settings: Settings | None = None
) -> tuple[Record, list[Problem]]:
    """The record in these rows, and what could not be read."""
    problems: list[Problem] = []
    rows: dict[str, list[Any]] = {}
    units: dict[str, str] = {}
    broken: dict[str, set[object]] = {}
    for table in RECORD:
        raw_rows = tables.get(table.name, ())
        if table is QUESTIONS:
            units = {str(row.cells.get("Question")): _unit(row) for row in raw_rows}
        good, keys = _rows(table, raw_rows, units, problems)
        broken[table.name] = keys - {_key(table, row) for row in good}
        rows[table.name.lower()] = good
    unread = {table.name for table in RECORD if table.name not in tables}
    for table in RECORD:
        rows[table.name.lower()] = [
            row for row in rows[table.name.lower()] if not _leans_on(row, table, broken, unread)
        ]
    fields = {name: tuple(values) for name, values in rows.items()}
    return Record(**fields, settings=settings or Settings()), problems


def _unit(row: RawRow) -> str:
    try:
        return str(parse(Kind.UNIT, row.cells.get("Unit")))
    except ValueError:
        return ""


def _rows(
    table: Table, raw_rows: Sequence[RawRow], units: Mapping[str, str], problems: list[Problem]
) -> tuple[list[Any], set[object]]:
    """The rows that could be read, and the keys of those that could not."""
    assert table.row is not None
    good: list[Any] = []
    broken: set[object] = set()
    for raw in raw_rows:
        unit = units.get(str(raw.cells.get("Question")), "")
        values: dict[str, Any] = {}
        found: list[Problem] = []
        for column in table.inputs:
            try:
                values[column.field] = _cell(table, column, raw.cells.get(column.header), unit)
            except ValueError as problem:
                found.append(Problem(f"{raw.where}, column {column.header}", str(problem)))
        if found:
            problems += found
            broken.add(values.get(table.columns[0].field))
        else:
            good.append(table.row(**values, where=raw.where))
    return good, broken


def _cell(table: Table, column: Column, raw: Raw, unit: str) -> object:
    value = parse(column.kind, raw, unit, column.choices)
    # An outcome may be begun: its row is opened before it is filled in; the checks ask for it.
    optional = column.blank or (table is OUTCOMES and column.header != "Question")
    if not optional and (value is None or (isinstance(value, str) and not value.strip())):
        raise ValueError(f"empty; fill it in. {column.doc}")
    return value


def _key(table: Table, row: object) -> object:
    return getattr(row, table.columns[0].field)


def _leans_on(
    row: object, table: Table, broken: Mapping[str, set[object]], unread: set[str]
) -> bool:
    """Does it refer to a row, or to a table, that could not be read?"""
    return any(
        key and (column.refers in unread or key in broken[column.refers])
        for column in table.inputs
        if column.refers
        for key in (getattr(row, column.field),)
    )
