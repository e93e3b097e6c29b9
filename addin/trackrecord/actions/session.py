"""What an action works with (Session), what it sees (View), and how a change is journalled."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from trackrecord.core import journal
from trackrecord.core.changes import NONE_ADDED, TABLES, Added, Change, RecordRow, row_of
from trackrecord.core.keys import folded, free_numbers
from trackrecord.core.model import Entry, Forecast, Problem, Question, Record
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.record import FORECASTS, JOURNAL, OUTCOMES, QUESTIONS, RECORD
from trackrecord.workbook.store import Store

NOTHING = "Nothing was changed."
_TABLES = {table.name: table for table in RECORD}


@dataclass(frozen=True, slots=True)
class Session:
    """One action's record and all it may know beside it: who acts, when, and how to ask back.

    `store` reads and writes the workbook. `today` is the day on the person's calendar, `now` the
    moment in UTC. `ask` puts a question with buttons (``yes_no``, ``yes_no_cancel``) and gives the
    answer.
    """

    store: Store
    today: date
    now: datetime
    who: str
    ask: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: a sentence for the person, the record after it, the rows it changed.

    Rows it `added` in blocks are no changes beside.
    """

    said: str
    record: Record
    changes: Sequence[Change] = ()
    added: Added = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Was anything changed?"""
        return bool(self.changes) or any(self.added.values())

    @property
    def questions(self) -> set[str]:
        """The questions that the changes are about."""
        about = {c.key for c in self.changes if c.table in (QUESTIONS.name, OUTCOMES.name)}
        for table in (QUESTIONS.name, FORECASTS.name, OUTCOMES.name):
            about |= {row.question for row in self.added.get(table, ())}  # type: ignore[union-attr]
        said = [
            row.question
            for change in self.changes
            if change.table == FORECASTS.name
            for text in (change.before, change.after)
            if isinstance(row := row_of(change.table, text), Forecast)
        ]
        return about | set(said)


@dataclass(frozen=True, slots=True)
class View:
    """What a store holds: the record, what could not be read of it, and every key there is.

    A row that cannot be read is not in the record, but its key stands.
    """

    record: Record
    problems: list[Problem]
    keys: dict[str, Counter[str]]
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    def has_row(self, table: str, key: str) -> bool:
        """Does a row of that key stand there, readable or not?"""
        return self.keys[table][folded(key)] > 0

    def is_unreadable(self, table: str, key: str) -> bool:
        """True if the row exists but could not be parsed."""
        return self.has_row(table, key) and self.row(table, key) is None

    def row(self, table: str, key: str) -> Any:  # noqa: ANN401 - a row of any table
        """The first row of that key; None if there is none that can be read."""
        rows = self._rows.get(table)
        if rows is None:
            rows = self._rows[table] = {}
            for row in getattr(self.record, table.lower()):
                rows.setdefault(folded(getattr(row, TABLES[table][1])), row)
        return rows.get(folded(key))


def read_view(session: Session, *, settings: bool = True) -> View:
    """Read what the store holds; the journal in the order of its numbers.

    Without `settings`, those of the record may be missing, for actions that need none.
    """
    record, problems = session.store.read(settings=settings)
    if record.journal and session.store.unjournalled() is None:  # something may have been typed
        from trackrecord.core.journal.head import spelled_as_journalled  # noqa: PLC0415 - seldom

        record = spelled_as_journalled(record)
    ordered = tuple(sorted(record.journal, key=lambda entry: entry.number))
    keys = {name: Counter(map(folded, session.store.keys(_TABLES[name]))) for name in TABLES}
    for row in record.forecasts:  # one without a key was given it while it was read
        keys[FORECASTS.name].setdefault(folded(row.forecast), 1)
    return View(replace(record, journal=ordered), problems, keys)


def must_be_readable(view: View, table: str, key: str) -> None:
    """Refused if the row of a key stands there and cannot be read."""
    if view.is_unreadable(table, key):
        raise Refused(
            say(
                "the row of '{key}' in {table} cannot be read; click Check, mend it, and click "
                "again. Nothing was changed",
                key=key,
                table=table,
            )
        )


def change(
    session: Session, view: View, action: str, changes: Sequence[Change], added: Added = NONE_ADDED
) -> Record:
    """Make the changes and journal them, after what was typed by hand; the record's journal then.

    Rows `added`, of each table, are journalled in blocks, and before the changes.

    Refused before anything is changed if a table cannot be written, or a row to be changed is not
    there or is there twice. If the spreadsheet fails on the way, what was done is taken back.
    """
    record = view.record
    known = session.store.unjournalled()
    if known is None:
        entries = journal.journal_unseen(record, session.now, session.who, view.has_row)
    else:
        entries = journal.sealed_entries(
            record.journal, session.now, session.who, journal.FOUND_ACTION, known
        )
    entries += journal.sealed_entries(
        (*record.journal, *entries),
        session.now,
        session.who,
        action,
        [*journal.blocks_of(added), *changes],
    )
    return apply(session, view, changes, entries, added)


def apply(
    session: Session,
    view: View,
    changes: Sequence[Change],
    entries: Sequence[Entry],
    added: Added = NONE_ADDED,
) -> Record:
    """Make changes whose entries are written already."""
    record = view.record
    if entries:
        names = dict.fromkeys(
            [*(n for n, rows in added.items() if rows), *(c.table for c in changes)]
        )
        touched = [_TABLES[name] for name in names]
        session.store.check_writable([*touched, JOURNAL])
        _must_fit(view, changes)
        _must_be_new(view, added)
        session.store.add_missing_columns(touched)
        session.store.extend_over_typed_rows()
        session.store.settle_cells(view.record)
        done: list[Change] = []
        begun: list[str] = []
        try:
            _make(session, changes, done)
            for name, rows in added.items():
                begun.append(name)
                session.store.append(_TABLES[name], rows)
            session.store.append(JOURNAL, entries)
        except Exception:
            with suppress(Exception):  # the first error is the one to be told
                session.store.truncate(JOURNAL, len(record.journal))
            for name in reversed(begun):
                for key in reversed(_keys_of(name, added[name])):
                    with suppress(Exception):
                        session.store.update(_TABLES[name], key, None)
            for made in reversed(done):
                with suppress(Exception):
                    _make(session, [Change(made.table, made.key, made.after, made.before)], [])
            raise
    return replace(record, journal=(*record.journal, *entries))


def _must_fit(view: View, changes: Sequence[Change]) -> None:
    broken = next((p for p in view.problems if p.where.table == JOURNAL.name and p.where.row), None)
    if broken is not None:
        raise Refused(say("{problem}. Mend the Journal first; nothing was changed", problem=broken))
    gone: Counter[tuple[str, str]] = Counter()
    for item in changes:
        name = item.table, folded(item.key)
        count = view.keys[item.table][name[1]] - gone[name]
        gone[name] += bool(item.before and not item.after)  # a key may be spelled anew
        if item.before and count != 1:
            raise Refused(_not_once(item, twice=count > 1))
        if not item.before and count:
            raise Refused(_stands_already(item.table, item.key))


def _keys_of(table: str, rows: Sequence[RecordRow]) -> list[str]:
    return [getattr(row, TABLES[table][1]) for row in rows]


def _must_be_new(view: View, added: Added) -> None:
    for table, rows in added.items():
        met: set[str] = set()
        for key in _keys_of(table, rows):
            name = folded(key)
            if name in met or view.keys[table][name]:
                raise Refused(_stands_already(table, key))
            met.add(name)


def _stands_already(table: str, key: str) -> str:
    return say("'{key}' stands in {table} already; nothing was changed", key=key, table=table)


def _not_once(item: Change, *, twice: bool) -> str:
    if twice:
        return say(
            "'{key}' in {table} stands there twice; nothing was changed",
            key=item.key,
            table=item.table,
        )
    return say(
        "'{key}' in {table} does not stand there any more; nothing was changed",
        key=item.key,
        table=item.table,
    )


def _make(session: Session, changes: Sequence[Change], done: list[Change]) -> None:
    """Make the changes, and note each before it is begun."""
    added: dict[str, list[Change]] = {}
    came = False
    for item, follower in zip_longest(changes, changes[1:]):
        if came:  # in the place of the one before
            came = False
        elif came := follower is not None and _takes_the_place(item, follower):
            done += [item, follower]
            row = row_of(item.table, follower.after)
            session.store.update(_TABLES[item.table], item.key, row)
        elif item.before:
            done.append(item)
            row = row_of(item.table, item.after)
            session.store.update(_TABLES[item.table], item.key, row)
        else:
            added.setdefault(item.table, []).append(item)
    for name, items in added.items():
        done += items
        rows = [row_of(name, item.after) for item in items]
        session.store.append(_TABLES[name], rows)


def _takes_the_place(one: Change, other: Change) -> bool:
    """Does a row come where another goes, as one that is renamed? Then what is beside it stays."""
    leaves, comes = one.before and not one.after, other.after and not other.before
    return bool(leaves and comes and one.table == other.table)


def question_of(view: View, key: str) -> Question:
    """The question of a key; Refused, with keys like it, if it is not there or cannot be read."""
    question = question_named(view.record.questions, key)
    if question is None:
        from difflib import get_close_matches  # noqa: PLC0415 - only where a key is not there

        keys = [row.question for row in view.record.questions]
        near = (
            get_close_matches(key.lower(), keys, 5) or [k for k in keys if key.lower() in k] or keys
        )[:5]
        hint = f"; there are for example {', '.join(near)}" if near else ""
        raise Refused(
            f"there is no question '{key}' in Questions{hint} ('trackrecord list' names all, "
            "'trackrecord add' makes new ones). Nothing was changed"
        )
    must_be_readable(view, OUTCOMES.name, question.question)
    return question


def question_named(questions: Sequence[Question], words: str) -> Question | None:
    """The question of that key, or else of that title; None if there is none.

    Refused where two questions have that title.
    """
    wanted = folded(words)
    found = [row for row in questions if folded(row.question) == wanted]
    if not found and wanted:
        asked = wanted.rstrip("?？ ")
        found = [row for row in questions if folded(row.title).rstrip("?？ ") == asked]
        if len(found) > 1:
            keys = ", ".join(f"'{row.question}'" for row in found)
            raise Refused(f"several questions have that title: {keys}; name one by its key")
    return found[0] if found else None


def free_key(view: View) -> str:
    """A key for a new forecast that no forecast has or ever had: a short number."""
    ever = journal.keys(view.record.journal, FORECASTS.name)
    return next(free_numbers([*view.keys[FORECASTS.name], *ever]))
