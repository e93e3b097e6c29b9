"""What each verb does, with the carriers joined to the core. Time and place are arguments."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from trackrecord.core.checks import check as check_record
from trackrecord.core.checks import future
from trackrecord.core.due import Due
from trackrecord.core.due import due as due_questions
from trackrecord.core.journal import check as check_journal
from trackrecord.core.journal import verify
from trackrecord.core.model import Problem, Record
from trackrecord.core.wording.reading import misread
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder as folder
from trackrecord.office.addin.ribbon import help_lines
from trackrecord.ooxml import merge as graft
from trackrecord.ooxml.file_seal import untouched
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import Contents
from trackrecord.tables.schema import RECORD
from trackrecord.workbook import read as reading

if TYPE_CHECKING:
    from trackrecord.exchange.imported_rows import Found
    from trackrecord.workbook.assembly import Tab

BUNDLED = "xiaomi-su7"
BUNDLED_TITLE = "Xiaomi's first car: the forecasts of 15 November 2023"


def bundled() -> Path:
    """The record that ships with the package: beside the code in a checkout, inside it if not."""
    beside = Path(__file__).parents[3] / "workbooks" / BUNDLED
    if beside.is_dir():
        return beside
    with as_file(files("trackrecord") / "workbooks" / BUNDLED) as inside:
        return inside


def read(place: Path) -> tuple[Record, list[Problem]]:
    """The record in a folder or a workbook, and all its problems, in the order of the files."""
    if not place.exists():
        raise Refused(f"{place} does not exist")
    record, problems = folder.read(place) if place.is_dir() else reading.read(place)
    return record, problems + check_record(record)


def check(place: Path, today: date) -> tuple[Record, list[Problem]]:
    """The same, with what is misread or lies in the future, and what does not fit the journal."""
    record, problems = read(place)
    others = [*misread(record), *future(record, today)]
    # What was left out because of a problem is not gone: of tables that have any, nothing is said.
    if problems:
        return record, [*problems, *others, *verify(record.journal)]
    return record, [*others, *check_journal(record)]


def build(
    source: Path, target: Path, today: date, progress: Callable[[int], None] | None = None
) -> tuple[Record, Path | None]:
    """A workbook from a record folder; the record, and where an older workbook was put aside.

    Refused, with the list of problems, if the record has any. A file of that name that anybody
    saved something into since it was built is kept under a new name. A target that ends in .xlsm
    has the ribbon tab inside, for the Python that runs this.
    """
    from trackrecord.workbook import new as xlsx  # noqa: PLC0415 - it loads openpyxl

    record = _sound(source, "nothing was built")
    if not target.parent.is_dir():
        raise Refused(f"the folder {target.parent} does not exist; make it first")
    if target.is_dir():
        raise Refused(f"{target} is a folder; name a file that ends in .xlsx or .xlsm")
    aside = _aside(target) if target.exists() and not untouched(target) else None
    title = _title(source)
    as_of = record.settings.as_of or today
    try:
        xlsx.write(target, record, as_of, title, progress, aside, _tab(target), help_lines())
    except OSError as error:
        why = error.strerror or error
        raise Refused(f"{target} could not be written ({why}); close it if it is open") from error
    return record, aside


def add_to(target: Path, source: Path, today: date) -> Record:
    """Put the sheets of a record into a workbook that has others. Refused as `build` is."""
    from trackrecord.workbook import new as xlsx  # noqa: PLC0415 - as above

    record = _sound(source, "nothing was changed")
    title = _title(source)
    with tempfile.TemporaryDirectory() as place:
        donor = Path(place) / "donor.xlsx"
        xlsx.write(donor, record, record.settings.as_of or today, title, buttons=help_lines())
        graft.graft(target, donor)
    return record


def read_any(path: Path, chosen: Mapping[str, str] | None = None) -> "Found":
    """The record in a folder, a workbook, or a file of another tool, with how it was taken."""
    from trackrecord.exchange.import_table import read_other  # noqa: PLC0415 - seldom
    from trackrecord.exchange.imported_rows import Found  # noqa: PLC0415 - seldom

    files = {table.file for table in RECORD}
    folder_of = path.parent if path.name in files else path
    if folder_of.is_dir() and any((folder_of / name).exists() for name in files):
        record, problems = read(folder_of)
        return Found(record, {}, [], problems)
    if path.suffix.lower() in (".xlsx", ".xlsm") and path.is_file():
        with Package(path) as package:
            ours = {table.name for table in RECORD} <= set(Contents(package).tables)
        if ours:
            record, problems = read(path)
            return Found(record, {}, [], problems)
    return read_other(path, chosen)


def due(
    place: Path, as_of: date, calendar: Path | None, now: datetime
) -> tuple[list[Due], list[Problem]]:
    """What is due in a record, and its problems; the calendar of what is open, if one is wanted."""
    record, problems = read(place)
    if calendar is not None:
        from trackrecord.exchange.export_calendar import calendar as calendar_of  # noqa: PLC0415 - seldom

        _write(calendar, calendar_of(record, now), b"PRODID:-//Track Record//")
    return due_questions(record, as_of), problems


def export(place: Path, target: Path, kind: str, as_of: date) -> str:
    """A record in another form (``csv``, ``long``, ``fatebook``, ``html``); what was written.

    Refused if the record has problems, because what cannot be read would be lost on the way.
    """
    record = _sound(place, "nothing was written")
    if kind == "csv":
        if target.exists() and not target.is_dir():
            raise Refused(f"{target} is a file; name a folder")
        try:
            folder.replace(target, record)
        except OSError as error:
            raise Refused(f"{target} cannot be written ({error.strerror})") from error
        return f"The record was written into {target}, as CSV files."
    if kind == "html":
        from trackrecord.exchange.export_page import page  # noqa: PLC0415 - seldom

        _write(target, page(record, as_of, _title(place)).encode(), b'content="Track Record"')
        return f"Written: {target}, a web page of the record as of {as_of}."
    from trackrecord.exchange import export_tables as long_table  # noqa: PLC0415 - seldom

    if kind == "fatebook":
        content, left = long_table.fatebook(record)
        _write(target, content.encode())
        more = f"; {left} forecast(s) of dates or numbers it cannot hold" if left else ""
        return f"Written: {target}, for Fatebook's import{more}."
    _write(target, long_table.long_table(record, as_of).encode())
    return f"Written: {target}, {len(record.forecasts)} forecasts with their scores as of {as_of}."


def _write(path: Path, content: bytes, mark: bytes = b"") -> None:
    """A file of ours in one step, in place of one that has the same first line, or a mark in it.

    Refused if it cannot be written, or if another file is there.
    """
    begins = mark or content.partition(b"\n")[0]
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as old:
            if begins not in old.read(1000):
                raise Refused(
                    f"{path} is there already, and something else; name another file, or "
                    "delete it. Nothing was written"
                )
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written ({error.strerror})") from error


def _title(source: Path) -> str:
    if source == bundled():
        return BUNDLED_TITLE
    return source.resolve().stem if source.is_file() else source.resolve().name


def _sound(source: Path, otherwise: str) -> Record:
    """The record in a place; Refused, with the list of problems, if it has any."""
    record, problems = read(source)
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise Refused(f"{source} has {len(problems)} problem(s), {otherwise}:\n{listed}")
    return record


def _tab(target: Path) -> "Tab | None":
    if target.suffix.lower() != ".xlsm":
        return None
    from trackrecord.office.addin import excel_file as xlam  # noqa: PLC0415 - it loads xlwings, for its VBA
    from trackrecord.workbook import new as xlsx  # noqa: PLC0415 - as above

    return xlam.inside(xlsx.SHEETS, Path(sys.executable))


def build_empty(target: Path, today: date) -> None:
    """A workbook without a single row, to be filled in."""
    from trackrecord.workbook import new as xlsx  # noqa: PLC0415 - as above

    xlsx.write(target, Record(), today, "A track record", buttons=help_lines())


def _aside(target: Path) -> Path:
    """The first free name beside it."""
    number = 1
    while (aside := target.with_name(f"{target.stem}-before-{number}{target.suffix}")).exists():
        number += 1
    return aside
