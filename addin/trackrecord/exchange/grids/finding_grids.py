"""The tables in what somebody names: a text, a workbook, a Parquet file, an archive, a folder."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

from trackrecord.errors import Refused
from trackrecord.exchange.csv_limits import MOST_COLUMNS, MOST_CSV_BYTES
from trackrecord.exchange.grids.grid import Grid, grid_of
from trackrecord.exchange.grids.sheet_grids import grids_of_workbook, is_workbook
from trackrecord.exchange.grids.text_grids import grids_of_text
from trackrecord.files.reading import open_file, read_file
from trackrecord.language import say
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import damage_in_words

MOST_ROWS = 1_000_000  # of all files together: as many as a sheet holds
_MOST_FILES = 2_000
_ENDINGS = (".csv", ".tsv", ".txt", ".json", ".parquet", ".md")
_PARQUET = b"PAR1"


def grids_in(path: Path) -> list[Grid]:
    """Every table in a file, an archive or a folder. Refused where it cannot be read."""
    if not path.exists():
        raise Refused(say("{place} does not exist", place=path))
    if path.is_dir():
        return list(_in_folder(path))
    try:
        with open_file(path) as file:
            begins = file.read(4)
    except OSError as error:
        raise _unreadable(path, error) from error
    if begins == b"PK\x03\x04":
        return _in_archive(path)
    try:
        data = read_file(path, MOST_CSV_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from error
    return _in_bytes(path.name, data)


def _unreadable(path: Path, error: OSError) -> Refused:
    return Refused(say("{file} cannot be read ({reason})", file=path, reason=error.strerror))


def _in_bytes(name: str, data: bytes) -> list[Grid]:
    return [_in_parquet(name, data)] if data[:4] == _PARQUET else grids_of_text(name, data)


def _in_folder(folder: Path) -> Iterator[Grid]:
    """The tables in the files of a folder and the folders in it, in the order of their names."""
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _ENDINGS and path.is_file() and not path.is_symlink()
    )
    tables = [path for path in paths if path.suffix.lower() not in (".md", ".txt")] or paths
    if len(tables) > _MOST_FILES:
        raise Refused(
            say("{folder} holds more than {most:,} files", folder=folder, most=_MOST_FILES)
        )
    if not tables:
        raise Refused(say("{folder} holds no tables (CSV, JSON, Parquet)", folder=folder))
    for path in tables:
        data = read_file(path, MOST_CSV_BYTES)
        yield from _in_one_of_many(path.relative_to(folder).as_posix(), data)


def _in_one_of_many(name: str, data: bytes) -> Iterator[Grid]:
    """The tables in a file that lies beside others; what holds none is passed over."""
    try:
        yield from _in_bytes(name, data)
    except Refused:
        if not name.endswith(".json"):  # such as a description of the others
            raise


def _in_archive(path: Path) -> list[Grid]:
    """The tables in a workbook, or in the files of an archive."""
    with damage_in_words(path), Package(path, say("a workbook or an archive")) as package:
        if is_workbook(package.names):
            return grids_of_workbook(path.name, package)
        found: list[Grid] = []
        for name in sorted(package.names):
            inside = PurePosixPath(name)
            if inside.suffix.lower() in _ENDINGS[:-1] and "__MACOSX" not in inside.parts:
                found += _in_one_of_many(inside.name, package.read(name, MOST_CSV_BYTES))
    if not found:
        raise Refused(say("{name} holds no tables (CSV, JSON, Parquet)", name=path.name))
    return found


def _in_parquet(name: str, data: bytes) -> Grid:
    """The table in a Parquet file."""
    try:
        import polars  # noqa: ICN001, PLC0415 - an extra, and of no other path
    except ImportError:
        raise Refused(
            say("{name} is a Parquet file: install trackrecord[parquet] to read it", name=name)
        ) from None
    try:
        frame = polars.read_parquet(BytesIO(data))
    except (polars.exceptions.PolarsError, OSError, ValueError) as error:
        raise Refused(
            say("{name} cannot be read ({reason})", name=name, reason=str(error)[:80])
        ) from error
    if frame.height > MOST_ROWS or frame.width > MOST_COLUMNS:
        raise Refused(
            say(
                "{name} has more than {most:,} rows or columns; split it", name=name, most=MOST_ROWS
            )
        )
    texts = (
        (number, ["" if cell is None else _text_of_value(cell) for cell in row])
        for number, row in enumerate(frame.iter_rows(), 1)
    )
    return grid_of(name, "", frame.columns, texts)


def _text_of_value(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).removesuffix(" 00:00:00")
