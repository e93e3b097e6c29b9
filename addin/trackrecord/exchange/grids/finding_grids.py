"""The tables in what somebody names: a text, a workbook, a Parquet file, an archive, a folder."""

from collections.abc import Sequence
from dataclasses import replace
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
_WORKBOOKS = (".xlsx", ".xlsm")
_MAY_BE_OTHERS = (".json", ".md", ".txt")
_LONGEST_NAMES = 300  # characters of names
_PARQUET = b"PAR1"


def grids_in(path: Path) -> list[Grid]:
    """Every table in a file, an archive or a folder. Refused where it cannot be read."""
    if not path.exists():
        raise Refused(say("{place} does not exist", place=path))
    if path.is_dir():
        return _in_folder(path)
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


def _in_folder(folder: Path) -> list[Grid]:
    """The tables in the files of a folder and the folders in it, in the order of their names."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    if len(paths) > _MOST_FILES:
        raise Refused(
            say("{folder} holds more than {most:,} files", folder=folder, most=_MOST_FILES)
        )
    found: list[Grid] = []
    left: list[str] = []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or path.suffix.lower() not in (*_ENDINGS, *_WORKBOOKS):
            left.append(name)
            continue
        may_be_other = path.suffix.lower() in _MAY_BE_OTHERS  # a text, or about the others
        try:
            grids = grids_in(path)
        except Refused:
            if not may_be_other:
                raise
            grids = []
        if may_be_other and not any(map(len, grids)):
            left.append(name)
        found += [replace(grid, file=name) for grid in grids]
    return _with_those_left(found, left, folder)


def _with_those_left(found: list[Grid], left: Sequence[str], place: Path) -> list[Grid]:
    """The grids found in a folder or an archive; what was not read is noted with the first."""
    if not found:
        raise Refused(say("{place} holds no tables (CSV, JSON, Parquet)", place=place))
    if left:
        found[0].notes.append(
            say("files passed over: {names}", names=", ".join(left)[:_LONGEST_NAMES])
        )
    return found


def _in_archive(path: Path) -> list[Grid]:
    """The tables in a workbook, or in the files of an archive."""
    found: list[Grid] = []
    left: list[str] = []
    with damage_in_words(path), Package(path, say("a workbook or an archive")) as package:
        if is_workbook(package.names):
            return grids_of_workbook(path.name, package)
        for name in sorted(package.names):
            inside = PurePosixPath(name)
            if name.endswith("/"):
                continue
            if inside.suffix.lower() not in _ENDINGS or "__MACOSX" in inside.parts:
                left.append(name)
                continue
            try:
                found += _in_bytes(name, package.read(name, MOST_CSV_BYTES))
            except Refused:
                if inside.suffix.lower() not in _MAY_BE_OTHERS:
                    raise
                left.append(name)
    return _with_those_left(found, left, path)


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
    if isinstance(cell, list):
        return "; ".join("" if item is None else _text_of_value(item) for item in cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).removesuffix(" 00:00:00")
