"""Where an action works: the workbook with its carrier, the person, the day. Journals changes."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trackrecord.core import journal
from trackrecord.core.journal import Change
from trackrecord.core.model import Entry, Problem, Record
from trackrecord.workbook.schema import JOURNAL, RECORD

_TABLES = {table.name: table for table in RECORD}


@dataclass(frozen=True, slots=True)
class Desk:
    """The workbook in front of a person, and all that an action may know beside it.

    `carrier` is the module that reads and writes the book (`workbook.excel`).
    `ask` puts a question with buttons (``yes_no``, ``yes_no_cancel``) and gives the answer;
    `choose` lets the person choose a file; `open_file` opens one; `folder` is for new files,
    `name` is the workbook's.
    """

    carrier: Any
    book: Any
    today: date
    now: datetime
    who: str
    ask: Callable[[str, str], str]
    choose: Callable[[str], Path | None]
    open_file: Callable[[Path], None]
    folder: Path
    name: str


def look(desk: Desk) -> tuple[Record, list[Problem]]:
    """The record on the desk and what could not be read."""
    found: tuple[Record, list[Problem]] = desk.carrier.read(desk.book)
    return found


def unread(problems: Iterable[Problem]) -> frozenset[str]:
    """The tables that hold rows which could not be read."""
    words = (problem.where.removeprefix("table ").split(maxsplit=1)[0] for problem in problems)
    return frozenset(word.strip(",") for word in words)


def change(
    desk: Desk, record: Record, problems: Iterable[Problem], action: str,
    changes: Sequence[Change],
) -> Record:
    """Make the changes and journal them, after what was typed by hand; the record's journal then.

    All or nothing: whatever goes wrong on the way is taken back. Refused before anything is
    changed if a table cannot be written.
    """
    entries = list(journal.take_in(record, desk.now, desk.who, unread(problems)))
    entries += journal.write(
        (*record.journal, *entries), desk.now, desk.who, action, changes
    )
    return put(desk, record, changes, entries)


def put(
    desk: Desk, record: Record, changes: Sequence[Change], entries: Sequence[Entry]
) -> Record:
    """Make changes whose entries are written already."""
    if entries:
        touched = [_TABLES[name] for name in dict.fromkeys(c.table for c in changes)]
        desk.carrier.check_writable(desk.book, [*touched, JOURNAL])
        done: list[Change] = []
        try:
            _make(desk, changes, done)
            desk.carrier.append(desk.book, JOURNAL, entries)
        except Exception:
            for made in reversed(done):
                with suppress(Exception):  # the first error is the one to be told
                    _make(desk, [Change(made.table, made.key, made.after, made.before)], [])
            raise
    return Record(
        record.forecasters, record.questions, record.forecasts, record.outcomes,
        (*record.journal, *entries), record.settings,
    )


def _make(desk: Desk, changes: Sequence[Change], done: list[Change]) -> None:
    added: dict[str, list[Change]] = {}
    for item in changes:
        if item.before:
            table = _TABLES[item.table]
            row = journal.row_of(item.table, item.after)
            desk.carrier.update(desk.book, table, item.key, row)
            done.append(item)
        else:
            added.setdefault(item.table, []).append(item)
    for name, items in added.items():
        rows = [journal.row_of(name, item.after) for item in items]
        desk.carrier.append(desk.book, _TABLES[name], rows)
        done += items
