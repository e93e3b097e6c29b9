"""Taking the last action back: which entries it made, and the entries that say it is undone."""

import re
from collections.abc import Sequence
from datetime import datetime

from trackrecord.core.changes import Change, text_of
from trackrecord.core.journal import (
    FOUND_ACTION,
    TYPED_ACTION,
    UNDO_ACTION,
    UNDONE,
    all_rows,
    is_begun,
    sealed_entries,
)
from trackrecord.core.model import Entry, Record

_OF_SEVERAL = re.compile(r"(.+) \((\d+) of (\d+)\)")


def last_action(journal: Sequence[Entry]) -> list[Entry]:
    """The entries of the last action that was not taken back yet; empty if there is none.

    What was typed by hand is no action: it is taken back with the action on the same row.
    """
    undone = {int(found[1]) for entry in journal if (found := UNDONE.fullmatch(entry.action))}
    for place in range(len(journal) - 1, -1, -1):
        entry = journal[place]
        if entry.number in undone or entry.action.startswith(
            (FOUND_ACTION, TYPED_ACTION, f"{UNDO_ACTION} ")
        ):
            continue
        several = _OF_SEVERAL.fullmatch(entry.action)
        count = int(several[2]) if several else 1
        return list(journal[max(0, place - count + 1) : place + 1])
    return []


def action_name(entries: Sequence[Entry]) -> str:
    """What an action was called, without the count of its rows."""
    several = _OF_SEVERAL.fullmatch(entries[-1].action)
    return several[1] if several else entries[-1].action


def undo_entries(
    record: Record, journal: Sequence[Entry], action: Sequence[Entry], when: datetime, who: str
) -> tuple[Entry, ...]:
    """The entries that say that an action was taken back, last row first.

    Each row goes back to what it was before the action, whatever was typed into it since. Before
    and After are alike where there is nothing left to do.
    """
    now = {(table, key): text_of(row) for table, key, row in all_rows(record)}
    made: list[Entry] = []
    for entry in reversed(action):
        stands = now.get((entry.table, entry.key), "")
        if not stands and is_begun(entry.after):
            stands = entry.after
        change = Change(entry.table, entry.key, stands, entry.before)
        made += sealed_entries(
            (*journal, *made), when, who, f"{UNDO_ACTION} {entry.number}", [change]
        )
    return tuple(made)
