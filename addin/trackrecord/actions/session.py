"""Where an action works: the workbook with its carrier, the person, the day. Journals changes."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trackrecord.core import journal
from trackrecord.core.changes import TABLES, Change, row_of
from trackrecord.core.model import Entry, Problem, Record
from trackrecord.errors import Refused
from trackrecord.tables.schema import JOURNAL, RECORD

NOTHING = "Nothing was changed."
_TABLES = {table.name: table for table in RECORD}


@dataclass(frozen=True, slots=True)
class Desk:
    """The workbook in front of a person, and all that an action may know beside it.

    `carrier` is the module that reads and writes the book (`workbook.excel`).
    `ask` puts a question with buttons (``yes_no``, ``yes_no_cancel``) and gives the answer;
    `choose` lets the person choose a file; `open_file` opens one; `folder` says where new files go,
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
    folder: Callable[[], Path]
    name: str


@dataclass(frozen=True, slots=True)
class Look:
    """What lies on the desk: the record, what could not be read of it, and every key there is.

    A row that cannot be read is not in the record, but its key stands.
    """

    record: Record
    problems: list[Problem]
    keys: dict[str, Counter[str]]

    def stands(self, table: str, key: str) -> bool:
        """Does a row of that key stand there, readable or not?"""
        return self.keys[table][key] > 0

    def lost(self, table: str, key: str) -> bool:
        """Does it stand there, and cannot be read?"""
        return self.stands(table, key) and self.row(table, key) is None

    def row(self, table: str, key: str) -> Any:  # noqa: ANN401 - a row of any table
        """The first row of that key; None if there is none that can be read."""
        name = TABLES[table][1]
        rows = getattr(self.record, table.lower())
        return next((row for row in rows if getattr(row, name) == key), None)


def look(desk: Desk) -> Look:
    """Read what is on the desk; the journal in the order of its numbers."""
    record, problems = desk.carrier.read(desk.book)
    ordered = tuple(sorted(record.journal, key=lambda entry: entry.number))
    keys = {name: Counter(desk.carrier.keys(desk.book, _TABLES[name])) for name in TABLES}
    return Look(replace(record, journal=ordered), problems, keys)


def must_be_readable(found: Look, table: str, key: str) -> None:
    """Refused if the row of a key stands there and cannot be read."""
    if found.lost(table, key):
        raise Refused(
            f"the row of '{key}' in {table} cannot be read; click Check, mend it, and click again. "
            "Nothing was changed"
        )


def change(desk: Desk, found: Look, action: str, changes: Sequence[Change]) -> Record:
    """Make the changes and journal them, after what was typed by hand; the record's journal then.

    Refused before anything is changed if a table cannot be written, or a row to be changed is not
    there or is there twice. If the spreadsheet fails on the way, what was done is taken back.
    """
    record = found.record
    known = desk.carrier.to_take_in(desk.book)
    if known is None:
        entries = journal.take_in(record, desk.now, desk.who, found.stands)
    else:
        entries = journal.write(record.journal, desk.now, desk.who, journal.FOUND, known)
    entries += journal.write((*record.journal, *entries), desk.now, desk.who, action, changes)
    return put(desk, found, changes, entries)


def put(desk: Desk, found: Look, changes: Sequence[Change], entries: Sequence[Entry]) -> Record:
    """Make changes whose entries are written already."""
    record = found.record
    if entries:
        touched = [_TABLES[name] for name in dict.fromkeys(c.table for c in changes)]
        desk.carrier.check_writable(desk.book, [*touched, JOURNAL])
        _must_fit(found, changes)
        desk.carrier.settle(desk.book)
        done: list[Change] = []
        try:
            _make(desk, changes, done)
            desk.carrier.append(desk.book, JOURNAL, entries)
        except Exception:
            with suppress(Exception):  # the first error is the one to be told
                desk.carrier.cut(desk.book, JOURNAL, len(record.journal))
            for made in reversed(done):
                with suppress(Exception):
                    _make(desk, [Change(made.table, made.key, made.after, made.before)], [])
            raise
    return replace(record, journal=(*record.journal, *entries))


def _must_fit(found: Look, changes: Sequence[Change]) -> None:
    broken = next(
        (p for p in found.problems if p.where.table == JOURNAL.name and p.where.row), None
    )
    if broken is not None:
        raise Refused(f"{broken}. Mend the Journal first; nothing was changed")
    for item in changes:
        count = found.keys[item.table][item.key]
        if item.before and count != 1:
            how = "stands there twice" if count else "does not stand there any more"
            raise Refused(f"'{item.key}' in {item.table} {how}; nothing was changed")
        if not item.before and count:
            raise Refused(f"'{item.key}' stands in {item.table} already; nothing was changed")


def _make(desk: Desk, changes: Sequence[Change], done: list[Change]) -> None:
    """Make the changes, and note each before it is begun."""
    added: dict[str, list[Change]] = {}
    for item in changes:
        if item.before:
            done.append(item)
            row = row_of(item.table, item.after)
            desk.carrier.update(desk.book, _TABLES[item.table], item.key, row)
        else:
            added.setdefault(item.table, []).append(item)
    for name, items in added.items():
        done += items
        rows = [row_of(name, item.after) for item in items]
        desk.carrier.append(desk.book, _TABLES[name], rows)
