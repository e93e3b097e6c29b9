"""Carrier: a folder of CSV files, one per table (UTF-8, ISO dates), made for git.

Text that a spreadsheet would take for a formula is written with an apostrophe before it and read
back without, so that opening a file in Excel runs nothing and a round trip changes nothing.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from trackrecord.core.model import Location, Problem, Record
from trackrecord.errors import Refused
from trackrecord.exchange.csv_limits import MOST_CSV_BYTES, csv_reader, line_not_utf8, too_much
from trackrecord.files.reading import open_file, read_file
from trackrecord.language import say
from trackrecord.ooxml.values import Formula, Raw
from trackrecord.tables.kinds import RISKY_TEXT, Kind, plain
from trackrecord.tables.loading import MOST_PROBLEMS, RawTable, load, more_problems
from trackrecord.tables.missing_columns import as_headed, missing_columns
from trackrecord.tables.record import JOURNAL, RECORD
from trackrecord.tables.schema import Table, stored

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_MOST_READINGS = 5
_LONGEST_HEADER = 10_000  # bytes
_NAMES = tuple(table.file for table in RECORD)
_RISKY = re.compile(RISKY_TEXT)
_SHIELDED = re.compile("'" + RISKY_TEXT)
_TEXT_KINDS = (Kind.KEY, Kind.PROSE, Kind.WORD, Kind.UNIT)


def read_folder(folder: Path) -> tuple[Record, list[Problem]]:
    """The record in a folder, and every problem met; Refused if it is no record folder."""
    if not folder.is_dir():
        raise Refused(say("{folder} is not a folder", folder=folder))
    if not any((folder / table.file).exists() for table in RECORD):
        names = " ".join(table.file for table in RECORD if table is not JOURNAL)
        raise Refused(say("{folder} holds no record: expected {names}", folder=folder, names=names))
    for _ in range(_MOST_READINGS):
        before = _states(folder)
        problems: list[Problem] = []
        places = _settled(folder)
        read_tables = {
            t.name: _read_csv(places.get(t.file, folder / t.file), t, problems) for t in RECORD
        }
        if _states(folder) == before:  # else somebody wrote meanwhile
            break
    record, found = load({name: rows for name, rows in read_tables.items() if rows is not None})
    return record, problems + found


def is_record(folder: Path, name: str = "") -> bool:
    """Does a folder hold a record of ours, or its file of that name: by headers, not by names?"""
    files = [table for table in RECORD if table.file == name or not name]
    return any(_has_our_headers(folder / table.file, table) for table in files)


def _has_our_headers(path: Path, table: Table) -> bool:
    """Has a file the key of a table of ours, and half of what the table cannot do without?"""
    try:
        with open_file(path) as file:
            first = file.readline(_LONGEST_HEADER)
        found = {*as_headed(table.input_headers, next(csv_reader(first), []))}
    except (OSError, UnicodeError, csv.Error, Refused):
        return False
    needed = [c.header for c in table.inputs if not c.blank or c.needed]
    return table.columns[0].header in found and len(found.intersection(needed)) * 2 >= len(needed)


def _states(folder: Path) -> list[tuple[int, int, int] | None]:
    """Which files lie in a folder, as far as it matters."""
    found: list[tuple[int, int, int] | None] = []
    for name in _NAMES:
        try:
            state = (folder / name).stat()
            found.append((state.st_ino, state.st_mtime_ns, state.st_size))
        except OSError:
            found.append(None)
    return found


def _settled(folder: Path) -> dict[str, Path]:
    """Where files lie that somebody wrote completely and could not put in place, by name."""
    from trackrecord.files.ledger import UNFINISHED  # noqa: PLC0415 - of no click

    if not (folder / UNFINISHED).exists():
        return {}
    from trackrecord.files.folders import settled  # noqa: PLC0415 - seldom

    return settled(folder, _NAMES)


def write_folder(folder: Path, record: Record) -> None:
    """Write the whole record into a folder, made if it is not there.

    Columns of the person's own stay, with what they say of the rows that are still there. Refused
    if the folder holds another record, of which no question is in this one.
    """
    there = _questions_there(folder)
    if there and there.isdisjoint(row.question for row in record.questions):
        raise Refused(
            say(
                "{folder} holds another record (about '{key}' …); name another folder. Nothing was "
                "written",
                folder=folder,
                key=min(there),
            )
        )
    from trackrecord.files.folders import write_files  # noqa: PLC0415 - of no click but Export

    contents = {}
    for table in RECORD:
        rows = getattr(record, table.name.lower())
        path = folder / table.file
        if rows or table is not JOURNAL or path.exists():
            own = _own_columns(path, table) if there else {}
            contents[table.file] = _table_text(table, rows, own).encode()
    write_files(folder, contents, _NAMES)


def _own_columns(path: Path, table: Table) -> dict[str, dict[str, str]]:
    """The columns of a file that are the person's own: by header, what they say of each key."""
    if path.is_symlink():  # what it leads to is not to be copied into a folder of others
        return {}
    try:
        lines = list(csv_reader(_content_of(path, table)))
    except (_UnreadableError, csv.Error):
        return {}
    header = as_headed(table.input_headers, lines[0]) if lines else []
    wanted = table.input_headers
    key = table.columns[0].header
    if key not in header:
        return {}
    at = header.index(key)
    rows = [row for row in lines[1:] if len(row) == len(header)]
    return {
        name: {row[at].strip(): row[number] for row in rows}
        for number, name in enumerate(header)
        if name and name not in wanted
    }


def _questions_there(folder: Path) -> set[str]:
    """The questions of the record that lies in a folder, if one does."""
    try:
        return {row.question for row in read_folder(folder)[0].questions}
    except Refused:
        return set()


def _table_text(
    table: Table, rows: tuple[object, ...], own: Mapping[str, Mapping[str, str]]
) -> str:
    lines = [line([*table.input_headers, *own])]
    for row in rows:
        cells = [plain(stored(row, column)) for column in table.inputs]
        shielded = (
            shield(cell) if column.kind in _TEXT_KINDS else cell
            for column, cell in zip(table.inputs, cells, strict=True)
        )
        key = cells[0]
        lines.append(line([*shielded, *(texts.get(key, "") for texts in own.values())]))
    return "".join(lines)


def line(cells: list[str]) -> str:
    """One line of a CSV file."""
    buffer = StringIO(newline="")
    # With this line end csv also quotes a lone carriage return; the file itself has plain \n.
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().removesuffix("\r\n") + "\n"


def shield(text: str) -> str:
    """Text that no spreadsheet takes for a formula; read back without its apostrophe."""
    return "'" + text if _RISKY.match(text) else text


def _unshield(text: str) -> Raw:
    if text.startswith("="):
        return Formula(text)
    return text[1:] if _SHIELDED.match(text) else text


def _column(cells: Sequence[str]) -> list[Raw]:
    return [_unshield(cell) if cell[:1] in ("'", "=") else cell for cell in cells]


def read_table(path: Path, table: Table, problems: list[Problem]) -> RawTable | None:
    """The rows of one file, as `read_folder` reads them; None if it is no table at all."""
    return _read_csv(path, table, problems)


def _read_csv(path: Path, table: Table, problems: list[Problem]) -> RawTable | None:
    """The rows of one file; None if it cannot be read as a table at all."""
    if table is JOURNAL and not path.exists():
        return RawTable((), {})
    here = Location(table.name, file=table.file)
    try:
        content = _content_of(path, table)
    except _UnreadableError as unreadable:
        problems.append(unreadable.problem)
        return None
    reader = csv_reader(content)
    try:
        header = as_headed(table.input_headers, next(reader, []))
    except csv.Error:
        header = []
    notices = header_fits(here, header, table, problems)
    if notices is None:
        return None
    try:
        rows = list(reader)
    except csv.Error:
        rows = []
    where = [Location(table.name, line, file=path.name) for line in range(2, len(rows) + 2)]
    if (
        reader.line_num != len(rows) + 1
        or not all(map(any, rows))
        or (set(map(len, rows)) - {len(header)})
    ):
        # Something is out of the ordinary: blank lines, cells of many lines, too few cells.
        reader = csv_reader(content)
        next(reader)
        whole = [*whole_rows(here, reader, len(header), problems)]
        where, rows = [place for place, _ in whole], [row for _, row in whole]
    columns = zip(*rows, strict=True) if rows else ((),) * len(header)
    held: dict[str, list[Raw]] = {}
    for name, column in zip(header, map(_column, columns), strict=True):
        held.setdefault(name, column)
    return RawTable(where, held, notices)


class _UnreadableError(Exception):
    """A file that cannot be read as text at all."""

    def __init__(self, where: Location, message: str) -> None:
        self.problem = Problem(where, message)


def _content_of(path: Path, table: Table) -> bytes:
    here = Location(table.name, file=table.file)
    if not path.exists():
        message = say(
            "the file is missing; make it with the first line {line}", line=_first_line(table)
        )
        raise _UnreadableError(here, message)
    if not path.is_file():
        raise _UnreadableError(here, say("this is no file; put the CSV file in its place"))
    try:
        content = read_file(path, MOST_CSV_BYTES)
    except OSError as problem:
        message = say("cannot be read ({reason})", reason=problem.strerror)
        raise _UnreadableError(here, message) from None
    if message := too_much(content):
        raise _UnreadableError(here, message)
    if line := line_not_utf8(content):
        message = say("not UTF-8; save the file as “CSV UTF-8”")
        raise _UnreadableError(here._replace(row=line), message)
    return content


def whole_rows(
    file: Location, rows: "CsvReader", width: int, problems: list[Problem]
) -> Iterator[tuple[Location, list[str]]]:
    """The rows after the first that have as many cells as it, with their places.

    `problems` gets the others, and where a file is CSV no more.
    """
    wrong = 0
    try:
        while True:
            line = rows.line_num + 1
            row = next(rows, None)
            if row is None:
                break
            if not any(row):
                continue
            place = file._replace(row=line)
            if len(row) == width:
                yield place, row
                continue
            wrong += 1
            if wrong <= MOST_PROBLEMS:
                message = say(
                    "{n} cells under {width} headers; put text with a comma between double quotes",
                    n=len(row),
                    width=width,
                )
                problems.append(Problem(place, message))
    except csv.Error as problem:
        place = file._replace(row=rows.line_num)
        message = say(
            "not CSV from here on ({problem}); look for a double quote that is not closed",
            problem=problem,
        )
        problems.append(Problem(place, message))
    problems += more_problems(file, wrong - min(wrong, MOST_PROBLEMS))


def header_fits(
    file: Location, header: list[str], table: Table, problems: list[Problem]
) -> list[Problem] | None:
    """Report what is wrong with the first line; None if the rows cannot be read, else notices."""
    where = file._replace(row=1)
    if not any(header):
        message = say("the file is empty; its first line should be {line}", line=_first_line(table))
        problems.append(Problem(where, message))
        return None
    wanted = table.input_headers
    remedy = say("the column is missing; add it (the line is {line})", line=_first_line(table))
    lost, notices = missing_columns(table, header, where, remedy, problems)
    say_columns(file, header, problems)
    for column in dict.fromkeys(header):
        if header.count(column) == 1 and column and ";" not in column and column not in wanted:
            message = say("no column of ours; it is kept as your own")
            notices.append(Problem(where.at(column), message))
    return None if lost else notices


def say_columns(file: Location, header: list[str], problems: list[Problem]) -> None:
    """Report which columns have no name, or one that stands there twice, or are several in one."""
    where = file._replace(row=1)
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            message = say("the column stands there twice; remove one")
            problems.append(Problem(where.at(column or "(no name)"), message))
        elif ";" in column:
            message = say("the columns are parted by semicolons; save the file with commas")
            problems.append(Problem(where.at(column), message))
        elif not column:
            message = say("the column has no name; name it or remove it")
            problems.append(Problem(where.at("(no name)"), message))


def _first_line(table: Table) -> str:
    return ",".join(table.input_headers)
