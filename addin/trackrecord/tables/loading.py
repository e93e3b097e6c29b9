"""Raw cells, as a carrier read them, into a record: the same for every carrier.

What cannot be read becomes a problem that names table, row and column; the rest still loads. A
row that refers to a row (or a table) with such a problem is left out with it, without a second
message. Reading goes column by column, and each text of a column is read once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, repeat
from typing import Any, cast

from trackrecord.core import journal
from trackrecord.core.keys import Spellings, free_numbers, spelled
from trackrecord.core.model import Location, Problem, Record, Settings
from trackrecord.language import say
from trackrecord.ooxml.values import Raw, Share
from trackrecord.tables.kinds import BY_UNIT, PERCENT_UNITS, Kind, key_of_cell, parse
from trackrecord.tables.missing_columns import missing_columns
from trackrecord.tables.record import FORECASTERS, FORECASTS, JOURNAL, OUTCOMES, QUESTIONS, RECORD
from trackrecord.tables.schema import Column, Table


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was read: the cells by header, and for each row where it stands."""

    where: Sequence[Location]
    columns: Mapping[str, Sequence[Raw]]
    notices: Sequence[Problem] = ()


MOST_PROBLEMS = 1_000  # of a table that are named each
ROWS_BETWEEN = 20  # empty ones below a table, after which nothing is taken for a row of it


def more_problems(where: Location, count: int) -> list[Problem]:
    """What stands for problems that are too many to be named each."""
    if not count:
        return []
    more = say("{n:,} more problems in this table; mend the first ones first", n=count)
    return [Problem(where, more)]


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """In place of a value: why there is none."""

    why: str


def _attempt(read: Callable[[Any], object], key: object) -> object:
    try:
        return read(key)
    except ValueError as problem:
        return _Unreadable(str(problem))


def load(
    tables: Mapping[str, RawTable], settings: Settings | None = None
) -> tuple[Record, list[Problem]]:
    """The record in these tables, and what could not be read; a table not given was unreadable."""
    problems: list[Problem] = []
    rows: dict[str, list[Any]] = {}
    broken: dict[str, set[object]] = {}
    units = _units(tables.get(QUESTIONS.name))
    for table in RECORD:
        raw = tables.get(table.name, RawTable((), {}))
        rows[table.name], keys = _readable_rows(table, raw, units, problems)
        key = table.columns[0].field
        broken[table.name] = keys - {getattr(row, key) for row in rows[table.name]}
    unread = {table.name for table in RECORD if table.name not in tables}
    if unread or any(broken.values()):
        for table in RECORD:
            rows[table.name] = [
                row for row in rows[table.name] if not _leans_on(row, table, broken, unread)
            ]
    _spell_alike(rows)
    fields = {name.lower(): tuple(values) for name, values in rows.items()}
    notices = tuple(notice for raw in tables.values() for notice in raw.notices)
    return Record(**fields, settings=settings or Settings(), notices=notices), problems


def _spell_alike(rows: dict[str, list[Any]]) -> None:
    """Give each key the spelling that it has in its own table, and forecasts without a key one."""
    forecasts = rows[FORECASTS.name]
    if not all(row.forecast for row in forecasts):
        used = journal.keys(rows[JOURNAL.name], FORECASTS.name)
        free = free_numbers([*used, *(row.forecast for row in forecasts)])
        rows[FORECASTS.name] = [
            row if row.forecast else replace(row, forecast=next(free)) for row in forecasts
        ]
    known = {
        table.name: Spellings(getattr(row, table.columns[0].field) for row in rows[table.name])
        for table in (FORECASTERS, QUESTIONS, FORECASTS)
    }
    for table in RECORD:
        for column in table.inputs:
            if not column.refers:
                continue
            of, name = known[column.refers].of, column.field
            rows[table.name] = [
                row if of(key) == key else replace(row, **{name: of(key)})
                for row in rows[table.name]
                for key in (getattr(row, name),)
            ]


def _units(questions: RawTable | None) -> dict[object, object]:
    """The unit of each question, as far as it can be read."""
    if questions is None:
        return {}
    blank = [None] * len(questions.where)
    found = (
        _attempt(partial(parse, Kind.UNIT), cell) for cell in questions.columns.get("Unit", blank)
    )
    keys = (key_of_cell(cell) for cell in questions.columns.get("Question", blank))
    units: dict[object, object] = {}
    for key, unit in zip(keys, found, strict=True):
        # The first row of a key counts.
        units.setdefault(key, "" if isinstance(unit, _Unreadable) else unit)
    return units


def _readable_rows(
    table: Table, raw: RawTable, units: Mapping[object, object], problems: list[Problem]
) -> tuple[list[Any], set[object]]:
    """The rows that could be read, and the keys of those that could not."""
    assert table.row is not None
    blank = [None] * len(raw.where)
    keys = raw.columns.get("Question", blank)
    unit_of = {key: units.get(key_of_cell(key), "") for key in dict.fromkeys(keys)}
    unit = [unit_of[key] for key in keys]
    columns: dict[str, list[object]] = {}
    more: dict[str, list[object]] = {}
    known = table.fields
    found: list[tuple[int, str, str]] = []
    bad: set[int] = set()
    count = 0
    for column in table.inputs:
        values, read = _values(table, column, raw.columns.get(column.header, blank), unit)
        if any(type(value) is _Unreadable for value in read.values()):
            wrong = [n for n, value in enumerate(values) if type(value) is _Unreadable]
            bad.update(wrong)
            count += len(wrong)
            whys = (cast("_Unreadable", values[number]).why for number in wrong)
            found += islice(zip(wrong, repeat(column.header), whys, strict=False), MOST_PROBLEMS)
        problems += _shown_in_percent(raw, column, unit)
        if column.field in known:
            columns[column.field] = values
        else:
            more[column.field] = values
    in_order = (columns[name] for name in table.field_order)
    rows = list(map(table.row, *in_order, raw.where, *([_more(more)] if more else [])))
    if not found:
        return rows, set()
    found.sort(key=lambda problem: problem[0])
    named = found[:MOST_PROBLEMS]
    problems += [Problem(raw.where[n].at(header), why) for n, header, why in named]
    problems += more_problems(Location(table.name), count - len(named))
    good = [row for number, row in enumerate(rows) if number not in bad]
    return good, {columns[table.columns[0].field][number] for number in bad}


def _shown_in_percent(raw: RawTable, column: Column, units: Sequence[object]) -> Iterator[Problem]:
    """Cells that show 42 % and hold 0.42, of a question that asks for percent."""
    cells = raw.columns.get(column.header, ()) if column.kind in BY_UNIT else ()
    if not any(type(cell) is Share for cell in cells):
        return
    for where, cell, unit in zip(raw.where, cells, units, strict=True):
        if isinstance(cell, Share) and unit in PERCENT_UNITS:
            message = say(
                "the cell shows {cell}, and holds {held:.10g}, which the formulas take; type "
                "{meant:.10g}, or click Compute accuracy, which does",
                cell=cell,
                held=float(cell),
                meant=cell * 100,
            )
            yield Problem(where.at(column.header), message)


def _more(columns: Mapping[str, Sequence[Any]]) -> list[tuple[tuple[str, str], ...]]:
    """For each row, the texts of the columns that have no field of their own."""
    names = sorted(columns)
    return [
        tuple((name, str(text)) for name, text in zip(names, row, strict=True) if text)
        for row in zip(*(columns[name] for name in names), strict=True)
    ]


def _values(
    table: Table, column: Column, cells: Sequence[Raw], units: Sequence[object]
) -> tuple[list[object], dict[Any, object]]:
    """The values of a column, and what each different cell of it was read as."""
    keys: Sequence[Any] = cells
    if not set(map(type, cells)) <= {str, type(None)}:
        # True, 1 and 1.0 are equal, but not the same cell.
        keys = [c if type(c) is str or c is None else (type(c), c) for c in cells]
    read: Callable[[Any], object] = partial(_cell_value, table, column)
    if column.kind in BY_UNIT:
        keys = list(zip(keys, units, strict=True))
        read = lambda key: _cell_value(table, column, *key)  # noqa: E731 - the same with a unit
    found = {key: _attempt(read, key) for key in dict.fromkeys(keys)}
    return list(map(found.__getitem__, keys)), found


def _cell_value(table: Table, column: Column, key: object, unit: str = "") -> object:
    raw = cast("Raw", key[1] if isinstance(key, tuple) else key)
    value = parse(column.kind, raw, unit, column.choices)
    # An outcome may be begun: its row is opened before it is filled in; the checks ask for it.
    # A forecast without a key is given a number.
    optional = column.blank or (table is OUTCOMES and column.header != "Question")
    optional = optional or (table is FORECASTS and column.header == "Forecast")
    if not optional and (value is None or (isinstance(value, str) and not value.strip())):
        raise ValueError(say("empty; fill it in. {doc}", doc=say(column.doc)))
    return value


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


def raw_table(
    table: Table,
    headers: Sequence[str],
    grid: Iterable[tuple[int, Sequence[Raw]]],
    last_row: int,
    problems: list[Problem],
) -> RawTable | None:
    """A table of a workbook: columns by header, without empty rows; None if it cannot be read.

    `grid` gives the rows below the headers, each with its number. Columns of the user's own are
    passed over. Rows typed below the table belong to it, until so many stand empty that what comes
    is something else, with a problem that says that the formulas do not see them.
    """
    for header in dict.fromkeys(h for h in headers if list(headers).count(h) > 1):
        message = say("the header stands there twice; rename one of the columns")
        problems.append(Problem(Location(table.name, column=header), message))
    place = Location(table.name)
    remedy = say("the column is missing or renamed; give a column this header again")
    lost, notices = missing_columns(table, headers, place, remedy, problems)
    if lost:
        return None
    wanted = {*table.input_headers}
    places = [at for at, header in enumerate(headers) if header in wanted]
    where: list[Location] = []
    rows: list[list[Raw]] = []
    reach = last_row + ROWS_BETWEEN
    for number, cells in grid:
        raw = [cells[at] for at in places]
        if number > reach:
            break
        if all(value is None or value == "" for value in raw):
            continue
        reach = max(reach, number + ROWS_BETWEEN)
        where.append(Location(table.name, number))
        rows.append(raw)
        if number > last_row:
            message = say(
                "the row stands below the table, where the formulas do not see it; drag the "
                "table's lower right corner over it"
            )
            problems.append(Problem(where[-1], message))
    columns = zip(*rows, strict=True) if rows else ((),) * len(places)
    held = dict(zip((headers[at] for at in places), columns, strict=True))
    found = RawTable(where, held, notices)
    problems += _unlike_the_formulas(table, found)
    return found


def _unlike_the_formulas(table: Table, found: RawTable) -> Iterator[Problem]:
    """Cells that Python could read but the sheet's own formulas read otherwise."""
    for column in table.inputs:
        cells = found.columns.get(column.header, ())
        wrong = {
            cell: why
            for cell in {c for c in cells if isinstance(c, str)}
            if (why := _unlike_a_formula(column.kind, cell))
        }
        if wrong:
            for where, cell in zip(found.where, cells, strict=True):
                if isinstance(cell, str) and cell in wrong:
                    yield Problem(where.at(column.header), wrong[cell])


def _unlike_a_formula(kind: Kind, cell: str) -> str:
    """Why a formula would read a text otherwise than Python does; "" where it would not."""
    if (kind in (Kind.DATE, Kind.BOUND, Kind.SHARE) and cell.strip()) or (
        kind in (Kind.VALUE, Kind.UNTIL) and any(sign.isdecimal() for sign in cell)
    ):
        return say("this is text, which the formulas pass over; type it again as a value")
    if kind in (Kind.UNIT, Kind.CHOICE) and cell != cell.strip():
        return say("there are spaces around it, which the formulas count; delete them")
    if kind is Kind.KEY and cell != spelled(cell):
        return say(
            "there are spaces too many, or signs that nobody sees, which the formulas count; type "
            "{key}, or click Compute accuracy, which does",
            key=spelled(cell)[:40],
        )
    return ""
