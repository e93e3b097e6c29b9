"""The tables of an open workbook as they are read: cells by header, and the settings."""

from collections.abc import Iterable, Sequence

from trackrecord.core.model import Problem, Settings
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.values import Raw
from trackrecord.tables.loading import RawTable, raw_table
from trackrecord.tables.missing_columns import missing_table
from trackrecord.tables.record import RECORD
from trackrecord.tables.schema import Table
from trackrecord.tables.settings import SETTINGS, read_settings
from trackrecord.workbook.open_columns import inputs_of
from trackrecord.workbook.open_tables import OpenTable, OpenWorkbook, block, reach


def tables_of(workbook: OpenWorkbook) -> tuple[dict[str, RawTable], Settings, list[Problem]]:
    """The tables of a record, by name, its settings, and what could not be read of them.

    Refused if the workbook holds none of the tables.
    """
    places = {table.name: workbook.place(table.name) for table in (*RECORD, SETTINGS)}
    if not any(places[table.name] for table in RECORD):
        raise Refused(
            say(
                "{name} holds no Track Record tables; bring your Track Record workbook to the "
                "front, or click New",
                name=workbook.book.name,
            )
        )
    problems: list[Problem] = []
    tables: dict[str, RawTable] = {}
    for table in RECORD:
        place = places[table.name]
        if place is None:
            problems.append(missing_table(table))
            continue
        found = _read_open_table(place, table, problems)
        if found is not None:
            tables[table.name] = found
    settings = read_settings(_settings_rows(places[SETTINGS.name]), problems)
    return tables, settings, problems


def _read_open_table(place: OpenTable, table: Table, problems: list[Problem]) -> RawTable | None:
    headers = place.headers()
    last = place.last_used()
    left, right = reach(number for _, number in inputs_of(table, headers, must=False))
    rows = block(place, 1, last, left, right) if last else []
    return raw_table(
        table,
        headers[left : right + 1],
        enumerate(rows, place.row + 1),
        place.row + place.rows - 1,
        problems,
    )


def _settings_rows(place: OpenTable | None) -> Iterable[tuple[int, Sequence[Raw]]] | None:
    if place is None or place.rows < 2:
        return None
    return enumerate(block(place, 1, place.rows - 1, 0, 1), place.row + 1)
