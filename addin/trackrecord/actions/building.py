"""Make a workbook: from a record, with the bundled example, empty, or inside another workbook."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trackrecord.actions.reading import BUNDLED, bundled, read_sound, title_of
from trackrecord.actions.session import NOTHING, Session
from trackrecord.core.model import Record
from trackrecord.errors import Refused
from trackrecord.files.backups import drop_copy, is_same, keep_as
from trackrecord.files.ledger import in_place
from trackrecord.files.locks import locked, must_be_writable
from trackrecord.files.reading import real_path
from trackrecord.files.writing import (
    close,
    fingerprint,
    must_be_replaceable,
    new_beside,
    replace_file,
)
from trackrecord.language import say
from trackrecord.office.addin.ribbon import help_lines
from trackrecord.ooxml.file_seal import untouched
from trackrecord.ooxml.merging import merge
from trackrecord.ooxml.values import days_counted
from trackrecord.workbook import new as new_workbook
from trackrecord.workbook.read import read_workbook
from trackrecord.workbook.store import Screen

if TYPE_CHECKING:
    from trackrecord.workbook.assembly import Tab


def build(
    source: Path, target: Path, today: date, progress: Callable[[int], None] | None = None
) -> tuple[Record, Path | None]:
    """A workbook from a record folder; the record, and where an older workbook was put aside.

    Refused, with the list of problems, if the record has any. A file of that name that anybody
    saved something into since it was built, or whose Journal knows more, is kept under a new
    name; a link is replaced, not followed. Other writers wait. A target that ends in .xlsm has the
    ribbon tab inside, for the Python that runs this.
    """
    if not target.parent.is_dir():
        raise Refused(
            say("the folder {folder} does not exist; make it first", folder=target.parent)
        )
    with locked(target):  # before reading: the source may be the target
        record = read_sound(source, say("nothing was built"))
        must_be_replaceable(target)
        there = os.path.lexists(target)
        keep = there and (not untouched(target) or _knows_more(target, record))
        aside = _aside(target) if keep else None
        seen = fingerprint(target)
        write = new_workbook.new_workbook(
            record,
            record.settings.as_of or today,
            title_of(source),
            progress,
            _tab(target),
            help_lines(),
        )

        def put_aside() -> None:
            if aside is not None:
                keep_as(target, aside)

        try:
            replace_file(target, seen, write, keep=put_aside)
        except BaseException:
            if aside is not None and target not in in_place():
                drop_copy(target, aside)
            raise
    return record, aside


def add_to(target: Path, source: Path, today: date) -> tuple[Record, dict[str, str]]:
    """Put the sheets of a record into a workbook that has others. Refused as `build` is.

    The record, and the names of those of our sheets that are called otherwise, since there were
    sheets of their names.
    """
    record = read_sound(source, say("nothing was changed"))
    title = title_of(source)
    must_be_writable(real_path(target))
    titles, from_1904 = merge.room_in(target, new_workbook.SHEETS)
    write = new_workbook.new_workbook(
        record, record.settings.as_of or today, title, buttons=help_lines(), titles=titles
    )
    beside = target.with_name(f"{target.name}.sheets")  # never in place: it is merged
    with locked(beside), new_beside(beside) as (donor, out):
        with days_counted(from_1904=from_1904):
            write(out)
        close(out)
        merge.merge(target, donor)
    return record, {name: title for name, title in titles.items() if name != title}


def build_empty(target: Path, today: date, title: str = "") -> None:
    """A workbook without a single row, to be filled in. Refused where there is one of that name."""
    if not target.parent.is_dir():
        raise Refused(
            say("the folder {folder} does not exist; make it first", folder=target.parent)
        )
    with locked(target):
        if os.path.lexists(target):
            raise Refused(f"{target} exists already; name another file. Nothing was changed")
        title, tab = title or say("A track record"), _tab(target)
        write = new_workbook.new_workbook(Record(), today, title, None, tab, help_lines())
        replace_file(target, "", write)


def _tab(target: Path) -> "Tab | None":
    if target.suffix.lower() != ".xlsm":
        return None
    from trackrecord.office.addin import excel_file  # noqa: PLC0415 - xlwings, for .xlsm only

    return excel_file.inside(new_workbook.SHEETS, Path(sys.executable))


def _knows_more(target: Path, record: Record) -> bool:
    """Does the Journal of a workbook tell of changes that a record does not know?"""
    try:
        there, problems = read_workbook(target)
    except Refused:
        return True
    known = {entry.seal for entry in record.journal}
    return bool(problems) or any(entry.seal not in known for entry in there.journal)


def _aside(target: Path) -> Path:
    """The first name beside it that is free, or that a run which died gave it already."""
    number = 1
    while True:
        aside = target.with_name(f"{target.stem}-before-{number}{target.suffix}")
        if not os.path.lexists(aside) or is_same(target, aside):
            return aside
        number += 1


def new_on_screen(session: Session, screen: Screen) -> str:
    """A workbook of its own, the example or an empty one, opened."""
    answer = screen.ask(
        say(
            "Make a new workbook with the example (forecasts on Xiaomi's first car)?\n\n"
            "Yes: with the example.\nNo: an empty one."
        ),
        "yes_no_cancel",
    )
    if answer not in ("yes", "no"):
        return say(NOTHING)
    name = BUNDLED if answer == "yes" else "track-record"
    folder = screen.folder
    target, number = folder / f"{name}.xlsx", 2
    while target.exists():
        target, number = folder / f"{name}-{number}.xlsx", number + 1
    if answer == "yes":
        build(bundled(), target, session.today)
    else:
        build_empty(target, session.today)
    screen.open_file(target)
    return say(
        "{name} was made in {folder} and is open now.", name=target.name, folder=target.parent
    )
