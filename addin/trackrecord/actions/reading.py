"""Read the record that lies in a folder or a workbook, or what another tool wrote."""

from collections.abc import Sequence
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from trackrecord.actions.checking import check
from trackrecord.actions.listing import indented
from trackrecord.core.checks import check_record
from trackrecord.core.due import Due, due_questions
from trackrecord.core.model import Problem, Record
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.files.reading import real_path
from trackrecord.language import say
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import Contents, damage_in_words
from trackrecord.tables.record import RECORD
from trackrecord.workbook.read import read_workbook

if TYPE_CHECKING:
    from trackrecord.exchange.foreign.claims import Choices
    from trackrecord.exchange.imports import Import

BUNDLED = "xiaomi-su7"
BUNDLED_TITLE = "Xiaomi's first car: the forecasts of 15 November 2023"


def read_place(place: Path) -> tuple[Record, list[Problem]]:
    """The record in a folder or a workbook, and the cells of it that cannot be read."""
    if not place.exists():
        raise Refused(say("{place} does not exist", place=place))
    return csv_folder.read_folder(place) if place.is_dir() else read_workbook(place)


def read_sound(place: Path, otherwise: str) -> Record:
    """The record in a place; Refused, with the list of problems, if it has any."""
    record, problems = read_checked(place)
    if problems:
        raise Refused(
            say(
                "{place} has {n} problem(s), {otherwise}:\n{problems}",
                place=place,
                n=len(problems),
                otherwise=otherwise,
                problems=indented(problems),
            )
        )
    return record


def read_checked(place: Path) -> tuple[Record, list[Problem]]:
    """The record in a place, and its problems: cells and rows, in the order of the files."""
    record, unreadable = read_place(place)
    return record, unreadable + check_record(record)


def read_any(
    paths: Sequence[Path], choices: "Choices | None" = None, today: date = date.max
) -> "Import":
    """The record in a folder, a workbook, or files of other tools, with how it was taken.

    `choices` says what tables do not say themselves; an outcome that no day was given for is known
    `today` at the latest. A record of ours stands alone.
    """
    from trackrecord.exchange.imports import Import, read_tables  # noqa: PLC0415 - of one button

    for path in paths:
        if not path.exists():
            raise Refused(say("{place} does not exist", place=path))
    if len(paths) == 1 and (place := _place_of_ours(paths[0])) is not None:
        record, problems = read_checked(place)
        return Import(record, problems)
    return read_tables(paths, choices, today)


def _place_of_ours(path: Path) -> Path | None:
    """The record folder or workbook that a path names; None where it is somebody else's file."""
    if path.is_dir():
        return path if csv_folder.is_record(path) else None
    if path.name in {table.file for table in RECORD}:
        return path.parent if csv_folder.is_record(path.parent, path.name) else None
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with damage_in_words(path), Package(path) as package:
            if {table.name for table in RECORD} <= set(Contents(package).tables):
                return path
    return None


def check_place(place: Path, today: date) -> tuple[Record, list[Problem]]:
    """The record in a folder or a workbook, and every problem of it."""
    record, unreadable = read_place(place)
    return record, check(record, unreadable, today)


def due_in(place: Path, as_of: date) -> tuple[Record, list[Due], list[Problem]]:
    """The record in a folder or a workbook, what is due of it, and its problems."""
    record, unreadable = read_place(place)
    return record, due_questions(record, as_of), [*unreadable, *check_record(record)]


def title_of(source: Path) -> str:
    """What the workbook of a record is called: as the bundled record is, or its folder, or file."""
    if source == bundled():
        return say(BUNDLED_TITLE)
    name = stem_of(source)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def stem_of(source: Path) -> str:
    """The name of a folder, or of a file without its ending."""
    return real_path(source).stem if source.is_file() else real_path(source).name


def bundled() -> Path:
    """The record that ships with the package: beside the code in a checkout, inside it if not."""
    beside = Path(__file__).parents[3] / "workbooks" / BUNDLED
    if beside.is_dir():
        return beside
    with as_file(files("trackrecord") / "workbooks" / BUNDLED) as inside:
        return inside
