"""Take the last action back."""

from collections.abc import Sequence

from trackrecord.actions.session import NOTHING, Done, Session, apply, must_be_readable, read_view
from trackrecord.core import journal
from trackrecord.core.changes import TABLES, Change, applied, row_of
from trackrecord.core.journal import undoing
from trackrecord.core.keys import folded
from trackrecord.core.model import Entry
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.workbook.store import Screen


def undo(session: Session) -> Done:
    """Take back the last action that was not taken back yet, if the person agrees."""
    view = read_view(session, settings=False)
    broken = next(journal.verify(view.record.journal), None)
    if broken is not None:  # what it says of earlier rows cannot be trusted
        raise Refused(say("{problem}. Nothing was changed", problem=broken))
    taken_in = journal.journal_unseen(view.record, session.now, session.who, view.has_row)
    entries = (*view.record.journal, *taken_in)
    action = undoing.last_action(entries)
    if not action:
        raise Refused(say("there is nothing to take back: the Journal has no action that stands"))
    must_be_rows(action)
    rows = [row for entry in reversed(action) for row in reversed(undoing.rows_in_entry(entry))]
    for row in rows:
        if not journal.is_begun(row.after):
            must_be_readable(view, row.table, row.key)
    name = undoing.action_name(action)
    entries_back = undoing.undo_entries(view.record, entries, action, session.now, session.who)
    now = undoing.rows_now(view.record)
    back = [undoing.row_back(now, row) for row in rows]
    stands = [view.has_row(row.table, row.key) for row in rows]
    gone = sum(bool(row.after) and not here for row, here in zip(rows, stands, strict=True))
    since = any(
        not undoing.is_as_left(row, one.before) or view.is_unreadable(row.table, row.key)
        for row, one, here in zip(rows, back, stands, strict=True)
        if here
    )
    asked = say("Take back “{action}” ({rows})?", action=say(name), rows=_rows_said(rows))
    if since:
        asked += "\n\n" + say("What was typed there since goes too.")
    if gone:
        asked += "\n\n" + say("{n} of its rows are gone already.", n=gone)
    if session.ask(asked, "yes_no") != "yes":
        return Done(say(NOTHING), view.record)
    changes = [
        Change(one.table, one.key, one.before if here else "", one.after)
        for one, here in zip(back, stands, strict=True)
    ]
    # A row that is gone already and was not there before needs nothing done.
    changes = [one for one in changes if one.before or one.after]
    after = apply(session, view, changes, [*taken_in, *entries_back])
    said = say("“{action}” was taken back ({rows}).", action=say(name), rows=_rows_said(rows))
    return Done(said, applied(after, changes), changes or back)


def must_be_rows(entries: Sequence[Entry]) -> None:
    """Refused if an entry of the Journal, which anybody may have written, holds no row of ours."""
    for entry in entries:
        try:
            if (block := journal.block_of(entry)) is not None:
                _must_be_added(entry, block)
                continue
            rows = [row_of(entry.table, text) for text in (entry.before, entry.after)]
            keys = {getattr(row, TABLES[entry.table][1]) for row in rows if row is not None}
        except (ValueError, AttributeError, TypeError) as error:
            raise Refused(
                say(
                    "entry {number} of the Journal cannot be taken back: {error}. Nothing was "
                    "changed",
                    number=entry.number,
                    error=error,
                )
            ) from error
        if not keys <= {entry.key}:
            raise Refused(
                say(
                    "entry {number} of the Journal is about '{key}' and holds another row. Nothing "
                    "was changed",
                    number=entry.number,
                    key=entry.key,
                )
            )


def _must_be_added(entry: Entry, block: journal.Block) -> None:
    """Errors: ValueError if many rows cannot all be taken away by their keys."""
    if entry.table not in TABLES:
        raise ValueError(f"there is no table {entry.table[:40]} whose rows are journalled")
    if block.before:
        raise ValueError(say("it keeps only fingerprints of rows that were there before"))
    count = len(set(map(folded, block.after)))
    if block.count != count:
        raise ValueError(
            say("it says that there are {all} rows and lists {n}", all=block.count, n=count)
        )


def _rows_said(rows: Sequence[Change]) -> str:
    """The rows of an action, last first, by the first one and how many more there are."""
    first = f"{rows[-1].table}, {rows[-1].key}"
    if len(rows) == 1:
        return first
    return say("{first} and {n} more", first=first, n=len(rows) - 1)


def undo_on_screen(session: Session, _screen: Screen) -> str:
    """Take the last action back."""
    return undo(session).said
