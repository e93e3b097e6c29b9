"""The record in a workbook file: its tables found by name, its columns by header."""

import re
from collections.abc import Callable
from itertools import dropwhile
from pathlib import Path

from trackrecord.core.model import Problem, Record, Refused, Settings
from trackrecord.workbook.load import Raw, RawTable, load, missing_table, raw_table
from trackrecord.workbook.markup import column_letters
from trackrecord.workbook.schema import FORECASTS, RECORD, Table
from trackrecord.workbook.settings import read_settings
from trackrecord.workbook.sheets import Contents, Place
from trackrecord.workbook.zipped import Package

_QUESTION = next(column.header for column in FORECASTS.columns if column.field == "question")
# What a part that is damaged inside makes of the reading; there is no one class.
DAMAGED = (ValueError, LookupError, OverflowError, TypeError, AttributeError)


def read(path: Path) -> tuple[Record, list[Problem]]:
    """The record in a workbook, and every problem met; Refused if there is none in it."""
    with Package(path) as package:
        return record_in(Contents(package))


def record_in(
    contents: Contents, tables: dict[str, RawTable] | None = None, about: str = ""
) -> tuple[Record, list[Problem]]:
    """The record in a workbook, and every problem met; Refused if there is none in it.

    `tables` gets the cells of each table as they were read. Where a question is named, forecasts
    `about` others may be left out.

    Tables are found on whatever sheet. Columns and sheets of the user's own are passed over. Rows
    typed directly below a table belong to it, with a problem that says that the formulas do not
    see them.
    """
    path = contents.package.path
    try:
        places = contents.tables
        if not any(table.name in places for table in RECORD):
            raise Refused(f"{path} holds no Track Record tables; make one with trackrecord build")
        problems: list[Problem] = []
        tables = {} if tables is None else tables
        for table in RECORD:
            if table.name not in places:
                problems.append(missing_table(table))
                continue
            found = _table(contents, places[table.name], table, problems,
                           about if table is FORECASTS else "")
            if found is not None:
                tables[table.name] = found
        settings = _settings(contents, places.get("Settings"), problems)
        record, unreadable = load(tables, settings)
    except DAMAGED as error:
        raise Refused(
            f"{path} cannot be read: it is damaged ({error}); open it in Excel, which may repair it"
        ) from error
    return record, problems + unreadable


def _table(
    contents: Contents, place: Place, table: Table, problems: list[Problem], about: str
) -> RawTable | None:
    first, header = next(contents.rows(place), (0, []))
    headers = [str(text).strip() for text in header] if first == place.top else []
    only = None
    if about and _QUESTION in headers:
        only = _telling_of(contents, place.left + headers.index(_QUESTION), about)
    inputs = [n for n, text in enumerate(headers, 1) if text in {c.header for c in table.inputs}]
    rows = contents.rows(place, max(inputs, default=None), only=only)
    rows_below = dropwhile(lambda row: row[0] == place.top, rows)
    return raw_table(table, headers, rows_below, place.bottom, problems)


def _telling_of(contents: Contents, column: int, text: str) -> Callable[[bytes], bool]:
    """Whether a row, as it lies in the file, may have a text in a column."""
    numbers = contents.numbers_of(text)
    letters = column_letters(column).encode()
    kept_once = re.compile(rb'<c r="%s\d+"[^>]* t="s"[^>]*><v>(\d+)</v>' % letters)

    def tells(row: bytes) -> bool:
        found = kept_once.search(row)
        return found is None or int(found[1]) in numbers  # what lies there otherwise is read

    return tells


def _settings(contents: Contents, place: Place | None, problems: list[Problem]) -> Settings:
    if place is None:
        return read_settings(None, problems)
    typed: dict[str, tuple[str, Raw]] = {}
    for number, row in contents.rows(place):
        if place.top < number <= place.bottom and isinstance(row[0], str):
            typed[row[0]] = (f"Settings row {number}", row[1] if len(row) > 1 else None)
    return read_settings(typed, problems)
