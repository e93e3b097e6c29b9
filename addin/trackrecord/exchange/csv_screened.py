"""CSV files as large as they come, made fit for an engine of data frames.

An engine has its own mind about a row with too few cells: it fills it up, or refuses the file. So
each file is looked through first; where a row is none, a copy without it takes the file's place.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from trackrecord.core.model import Location, Problem
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.exchange.csv_limits import csv_rows
from trackrecord.files.reading import open_file
from trackrecord.files.writing import write_file
from trackrecord.language import say
from trackrecord.tables.missing_columns import as_headed
from trackrecord.tables.schema import Table

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_ENOUGH_TO_SEE = 100_000  # bytes: more than a line has


def screened(
    path: Path, table: Table, copy: Path, problems: list[Problem], *, is_long: bool
) -> Path | None:
    """The file itself, or the copy of it that an engine reads as we do; None where there is none.

    `problems` gets what is wrong with its first line and with rows, as `csv_folder` says it. The
    long table is of several tables: of its first line only names that stand there twice are said.
    """
    file = Location(table.name, file=path.name)
    header = _first_row(path)
    if is_long:
        csv_folder.say_columns(file, header, problems)
    elif (
        csv_folder.header_fits(file, as_headed(table.input_headers, header), table, problems)
        is None
    ):
        return None
    if not _lines_end_as_on_old_macs(path) and _is_even(path, len(header)):
        return path
    write_file(copy, partial(_write_rows, path, file, len(header), problems))
    return copy


@contextmanager
def _rows_of(path: Path) -> Iterator["CsvReader"]:
    """The rows of a file. Refused where it is not UTF-8."""
    try:
        with open_file(path) as file:
            yield csv_rows(file)
    except UnicodeDecodeError:
        raise Refused(say("{path}: not UTF-8; save the file as “CSV UTF-8”", path=path)) from None


def _first_row(path: Path) -> list[str]:
    try:
        with _rows_of(path) as rows:
            return [cell.strip() for cell in next(rows, [])]
    except csv.Error:
        return []


def _lines_end_as_on_old_macs(path: Path) -> bool:
    with open_file(path) as file:
        start = file.read(_ENOUGH_TO_SEE)
    return b"\r" in start and b"\n" not in start


def _is_even(path: Path, width: int) -> bool:
    """Has every row as many cells as the first?"""
    try:
        with _rows_of(path) as rows:
            return set(map(len, rows)) <= {width}
    except csv.Error:
        return False


def _write_rows(
    path: Path, file: Location, width: int, problems: list[Problem], target: IO[bytes]
) -> None:
    """The rows that are as wide as the header, and it; what is wrong with the others is said."""
    with _rows_of(path) as rows:
        target.write(csv_folder.line(next(rows)).encode())
        for _, row in csv_folder.whole_rows(file, rows, width, problems):
            target.write(csv_folder.line(row).encode())
