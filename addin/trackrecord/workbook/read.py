"""The record in a workbook file: its tables found by name, its columns by header."""

from collections.abc import Collection
from itertools import dropwhile
from pathlib import Path

from trackrecord.core.model import Problem, Record, Settings
from trackrecord.errors import Refused
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import DAMAGED, Contents, TableArea, damage_in_words
from trackrecord.ooxml.values import days_counted
from trackrecord.tables.loading import RawTable, load, raw_table
from trackrecord.tables.missing_columns import missing_table
from trackrecord.tables.record import FORECASTS, RECORD
from trackrecord.tables.schema import Table
from trackrecord.tables.settings import read_settings


def read_workbook(path: Path) -> tuple[Record, list[Problem]]:
    """The record in a workbook, and every problem met; Refused if there is none in it."""
    with Package(path) as package:
        return record_in(Contents(package))


def record_in(
    contents: Contents,
    tables: dict[str, RawTable] | None = None,
    only: Collection[int] | None = None,
) -> tuple[Record, list[Problem]]:
    """The record in a workbook, and every problem met; Refused if there is none in it.

    `tables` gets the cells of each table as they were read. Of Forecasts, `only` some rows may be
    wanted, by their numbers.

    Tables are found on whatever sheet. Columns and sheets of the user's own are passed over. Rows
    typed directly below a table belong to it, with a problem that says that the formulas do not
    see them.
    """
    path = contents.package.path
    with damage_in_words(path), days_counted(from_1904=contents.from_1904):
        places = contents.tables
        if not any(table.name in places for table in RECORD):
            raise Refused(f"{path} holds no Track Record tables; make one with trackrecord build")
        problems: list[Problem] = []
        tables = {} if tables is None else tables
        for table in RECORD:
            if table.name not in places:
                problems.append(missing_table(table))
                continue
            _must_have_header(places[table.name])
            found = _raw_table_of(
                contents, places[table.name], table, problems, only if table is FORECASTS else None
            )
            if found is not None:
                tables[table.name] = found
        settings = _settings(contents, places.get("Settings"), problems)
        record, unreadable = load(tables, settings)
    return record, problems + unreadable


def _must_have_header(place: TableArea) -> None:
    if place.is_headless:
        raise Refused(
            f"the table {place.name} on the sheet {place.sheet} has no header; switch it on (Table "
            "Design, Header Row) and try again. Nothing was changed"
        )


def _raw_table_of(
    contents: Contents,
    place: TableArea,
    table: Table,
    problems: list[Problem],
    only: Collection[int] | None,
) -> RawTable | None:
    first, header = next(contents.rows(place, only=(place.top,)), (0, []))
    headers = [str(text).strip() for text in header] if first == place.top else []
    inputs = [n for n, text in enumerate(headers, 1) if text in table.input_headers]
    rows = contents.rows(place, max(inputs, default=None), only=only)
    rows_below = dropwhile(lambda row: row[0] == place.top, rows)
    return raw_table(table, headers, rows_below, place.bottom, problems)


def _settings(contents: Contents, place: TableArea | None, problems: list[Problem]) -> Settings:
    if place is None:
        return read_settings(None, problems)
    rows = (
        (number, row) for number, row in contents.rows(place) if place.top < number <= place.bottom
    )
    return read_settings(rows, problems)


def shown_values(contents: Contents, place: TableArea, column: int) -> list[object]:
    """What a column of a table shows, row by row; none where a program left the file damaged."""
    try:
        found = {
            number: row[column]
            for number, row in contents.rows(place, shown=True)
            if place.top < number <= place.bottom
        }
    except DAMAGED:
        return []
    return [found.get(number) for number in range(place.top + 1, place.bottom + 1)]
