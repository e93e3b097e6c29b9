"""Taking the last action back: which entries it made, and the entries that say it is undone."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from trackrecord.core.changes import Change, RecordRow, text_of
from trackrecord.core.journal import (
    FOUND_ACTION,
    TYPED_ACTION,
    UNDO_ACTION,
    UNDONE,
    all_rows,
    block_of,
    fingerprint_lists,
    is_begun,
    row_fingerprint,
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


def rows_in_entry(entry: Entry) -> list[Change]:
    """Each row of an entry, before and after it: its text, or its fingerprint in a block."""
    block = block_of(entry)
    if block is None:
        return [Change(entry.table, entry.key, entry.before, entry.after)]
    return [
        Change(entry.table, key, block.before.get(key, ""), block.after.get(key, ""))
        for key in {**block.before, **block.after}
    ]


RowsNow = Mapping[tuple[str, str], RecordRow]


def rows_now(record: Record) -> RowsNow:
    """The rows of a record by table and key."""
    return {(table, key): row for table, key, row in all_rows(record)}


def row_back(now: RowsNow, done: Change) -> Change:
    """What takes back what was done to a row: from what it is now to what it was before.

    Before and after are alike where there is nothing left to do.
    """
    stands = text_of(now.get((done.table, done.key)))
    if not stands and is_begun(done.after):
        stands = done.after
    return Change(done.table, done.key, stands, done.before)


def is_as_left(done: Change, text: str) -> bool:
    """Is this text of a row what it was after something was done to it?"""
    return text == done.after or (bool(text) and row_fingerprint(text) == done.after)


def undo_entries(
    record: Record, journal: Sequence[Entry], action: Sequence[Entry], when: datetime, who: str
) -> tuple[Entry, ...]:
    """The entries that say that an action was taken back, last row first.

    Each row goes back to what it was before the action, whatever was typed into it since. For a
    block they list its rows as they are now, and those that are gone as they were.
    """
    now = rows_now(record)
    made: list[Entry] = []
    for entry in reversed(action):
        done = rows_in_entry(entry)
        back = [row_back(now, one) for one in done]
        if block_of(entry) is not None:
            marks = (
                (one.key, row_fingerprint(one.before) if one.before else was.after)
                for one, was in zip(back, done, strict=True)
            )
            lists = fingerprint_lists(marks)
            back = [Change(entry.table, f"{count} rows", text, "") for text, count in lists]
        name = f"{UNDO_ACTION} {entry.number}"
        made += sealed_entries(made or journal, when, who, name, back)
    return tuple(made)
