"""Take the last action back."""

from collections.abc import Sequence

from trackrecord.actions.session import NOTHING, Done, Session, apply, must_be_readable, read_view
from trackrecord.core import journal
from trackrecord.core.changes import TABLES, Change, applied, row_of
from trackrecord.core.journal import undoing
from trackrecord.core.model import Entry
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.workbook.store import Screen


def undo(session: Session) -> Done:
    """Take back the last action that was not taken back yet, if the person agrees."""
    view = read_view(session)
    broken = next(journal.verify(view.record.journal), None)
    if broken is not None:  # what it says of earlier rows cannot be trusted
        raise Refused(say("{problem}. Nothing was changed", problem=broken))
    taken_in = journal.journal_unseen(view.record, session.now, session.who, view.has_row)
    entries = (*view.record.journal, *taken_in)
    action = undoing.last_action(entries)
    if not action:
        raise Refused(say("there is nothing to take back: the Journal has no action that stands"))
    must_be_rows(action)
    for entry in action:
        if not journal.is_begun(entry.after):
            must_be_readable(view, entry.table, entry.key)
    name = undoing.action_name(action)
    back = undoing.undo_entries(view.record, entries, action, session.now, session.who)
    gone = sum(bool(done.after) and not view.has_row(done.table, done.key) for done in action)
    since = any(
        e.before != done.after or view.is_unreadable(done.table, done.key)
        for e, done in zip(back, reversed(action), strict=True)
        if view.has_row(done.table, done.key)
    )
    asked = say("Take back “{action}” ({rows})?", action=say(name), rows=_of(action))
    if since:
        asked += "\n\n" + say("What was typed there since goes too.")
    if gone:
        asked += "\n\n" + say("{n} of its rows are gone already.", n=gone)
    if session.ask(asked, "yes_no") != "yes":
        return Done(say(NOTHING), view.record)
    # A row that is gone already and was not there before needs nothing done.
    changes = [
        Change(e.table, e.key, e.before if view.has_row(e.table, e.key) else "", e.after)
        for e in back
        if view.has_row(e.table, e.key) or e.after
    ]
    after = apply(session, view, changes, [*taken_in, *back])
    said = say("“{action}” was taken back ({rows}).", action=say(name), rows=_of(action))
    return Done(said, applied(after, changes), changes)


def must_be_rows(entries: Sequence[Entry]) -> None:
    """Refused if an entry of the Journal, which anybody may have written, holds no row of ours."""
    for entry in entries:
        try:
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


def _of(action: Sequence[Entry]) -> str:
    first = f"{action[0].table}, {action[0].key}"
    if len(action) == 1:
        return first
    return say("{first} and {n} more", first=first, n=len(action) - 1)


def undo_on_screen(session: Session, _screen: Screen) -> str:
    """Take the last action back."""
    return undo(session).said
