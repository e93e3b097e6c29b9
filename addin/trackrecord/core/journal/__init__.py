"""The journal: what was changed, by whom, from what, to what; and its seals.

Each entry keeps a row as it was and as it became, as one line of JSON. Its seal is the SHA-256 of
the seal before it and of its own content, so that a change of any entry breaks every seal after
it. An action of several rows makes several entries, "Import (2 of 5)". What was typed into the
tables by hand is taken in by the next action, as "Typed".

Many rows that come or go together make blocks: many rows to an entry, whose key is "340 rows" and
whose texts list each row's key with its fingerprint. So are rows that an import adds, and rows that
were there before the journal began ("Found"). A row's own text cannot be taken for such a list: it
holds its key, "340 rows", as a value, and that is no fingerprint.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from json.encoder import encode_basestring_ascii

from trackrecord.core.changes import TABLES, Change, RecordRow, parsed, text_of
from trackrecord.core.model import Entry, Problem, Record
from trackrecord.errors import Refused
from trackrecord.language import say

FOUND_ACTION, TYPED_ACTION, UNDO_ACTION, READ_ACTION = "Found", "Typed", "Undo", "Read wording"
EDIT_ACTION, DELETE_ACTION = "Edit", "Delete"
_ON_PURPOSE = (READ_ACTION, EDIT_ACTION, DELETE_ACTION, f"{UNDO_ACTION} ")
MOST_CHARACTERS = 32_767  # of a cell
_LONGEST_LIST = 8_000  # characters that every Excel takes in one go
_MANY = 20  # rows; more are taken in with their fingerprints only
_COUNT_OF_ROWS = re.compile(r"(\d{1,7}) rows", re.ASCII)
_FINGERPRINT = re.compile("[0-9a-f]{16}")
_HALF = re.compile("[\ud800-\udfff]")  # half a character, which no file holds
UNDONE = re.compile(rf"{UNDO_ACTION} (\d{{1,9}})(?: \(\d+ of \d+\))?")


def seal(previous: str, entry: Entry) -> str:
    """The seal of an entry: SHA-256, in hexadecimal, over the seal before it and its content.

    >>> first = Entry(1, datetime(2024, 1, 1), "ann", "Void", "Outcomes", "sop", "", "{}", "")
    >>> seal("", first)[:12], seal("", first) == seal("", replace(first, who="bob"))
    ('a199f8754d40', False)
    """
    content = [
        previous,
        entry.number,
        entry.when.isoformat(),
        entry.who,
        entry.action,
        entry.table,
        entry.key,
        entry.before,
        entry.after,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def sealed_entries(
    journal: Sequence[Entry], when: datetime, who: str, action: str, changes: Sequence[Change]
) -> tuple[Entry, ...]:
    """The entries of one action, sealed, to be added at the end of a journal."""
    made: list[Entry] = []
    number, last = (journal[-1].number, journal[-1].seal) if journal else (0, "")
    # A clock that was set back does not turn the order of what happened around.
    when = max([when.replace(microsecond=0), *(entry.when for entry in journal[-1:])])
    for place, change in enumerate(changes, 1):
        named = action if len(changes) == 1 else f"{action} ({place} of {len(changes)})"
        longest = max(change.before, change.after, key=len)
        if len(longest.encode("utf-16-le", "surrogatepass")) > 2 * MOST_CHARACTERS:
            raise Refused(
                say(
                    "{table}, {key}: the row is too long to be journalled; shorten it (all its "
                    "texts together: {most:,} characters)",
                    table=change.table,
                    key=change.key,
                    most=MOST_CHARACTERS,
                )
            )
        number += 1
        entry = Entry(
            number, when, who, named, change.table, change.key, change.before, change.after, ""
        )
        last = seal(last, entry)
        made.append(replace(entry, seal=last))
    return tuple(made)


def verify(journal: Sequence[Entry]) -> Iterator[Problem]:
    """The first entry that does not fit the one before it, if there is one."""
    last = ""
    for number, entry in enumerate(journal, 1):
        if entry.number != number:
            message = say(
                "the number is {number}, but this is entry {place}; an entry was taken out or put "
                "in",
                number=entry.number,
                place=number,
            )
            yield Problem(entry.where.at("Number"), message)
            return
        if seal(last, entry) != entry.seal:
            message = say(
                "the seal does not fit: this entry, or the order of entries, was changed after "
                "it was written; compare it with an older copy of the file"
            )
            yield Problem(entry.where.at("Seal"), message)
            return
        last = entry.seal


def row_fingerprint(text: str) -> str:
    """A short mark of a row's text, different for different rows."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Block:
    """Many rows in one entry: how many it says there are, the fingerprint of each, by key."""

    count: int
    before: Mapping[str, str]
    after: Mapping[str, str]


def block_of(entry: Entry) -> Block | None:
    """The rows of an entry that lists many with their fingerprints; None if it is about one.

    >>> block_of(Entry(1, datetime(2024, 1, 1), "ann", "Import", "Outcomes", "1 rows", "",
    ...     '{"sop": "0123456789abcdef"}', "")).after
    {'sop': '0123456789abcdef'}
    """
    if entry.action.startswith(FOUND_ACTION):
        found = {key: mark for key, mark in parsed(entry.after).items() if _is_mark(key, mark)}
        return Block(len(found), {}, found)
    count = _COUNT_OF_ROWS.fullmatch(entry.key)
    if count is None:
        return None
    before, after = _fingerprints_in(entry.before), _fingerprints_in(entry.after)
    if before is None or after is None or not (before or after):
        return None
    return Block(int(count[1]), before, after)


def _is_mark(key: str, mark: object) -> bool:
    """Does a list say something of a row, whose key a cell can hold?"""
    return isinstance(mark, str) and bool(key.strip()) and not _HALF.search(key + mark)


def _fingerprints_in(text: str) -> dict[str, str] | None:
    """The fingerprints in a list of many rows; None if it is no such list."""
    kept = parsed(text) if text else {}
    are_marks = all(_is_mark(*line) and _FINGERPRINT.fullmatch(line[1]) for line in kept.items())
    return kept if are_marks and bool(kept) == bool(text) else None


def blocks_of(added: Mapping[str, Sequence[RecordRow]]) -> list[Change]:
    """New rows of some tables, many to a change, as they are journalled."""
    return [
        Change(table, f"{count} rows", "", text)
        for table, (_, key) in TABLES.items()
        for text, count in fingerprint_lists(
            (getattr(row, key), row_fingerprint(text_of(row))) for row in added.get(table, ())
        )
    ]


def fingerprint_lists(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Lists of keys with their fingerprints, and how many are in each: as many as a cell holds."""
    part: list[str] = []
    size = 2
    for key, mark in rows:
        line = f'{encode_basestring_ascii(key)}: "{mark}"'
        size += len(line) + 2
        if size > _LONGEST_LIST:
            yield _list_of_lines(part)
            part, size = [], 2 + len(line) + 2
        part.append(line)
    if part:
        yield _list_of_lines(part)


def _list_of_lines(lines: Sequence[str]) -> tuple[str, int]:
    return "{" + ", ".join(lines) + "}", len(lines)


def all_rows(record: Record) -> Iterator[tuple[str, str, RecordRow]]:
    """Every row that is journalled, with its table and its key."""
    for table, (_, key) in TABLES.items():
        for row in getattr(record, table.lower()):
            yield table, getattr(row, key), row


def is_begun(text: str) -> bool:
    """Is it a forecast that was opened and not filled in yet?"""
    kept = parsed(text)
    return "forecast" in kept and not {"low", "high"} & set(kept)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the journal last saw of a row: its text, or only its fingerprint."""

    entry: Entry
    text: str
    mark: str

    def fits(self, text: str) -> bool:
        """Is this text what it was?"""
        return self.text == text or (not self.text and self.mark == row_fingerprint(text))


def last_seen(journal: Iterable[Entry]) -> tuple[dict[tuple[str, str], Seen], dict[str, Seen]]:
    """What the journal last saw of each row, and what it first saw of each forecast."""
    last: dict[tuple[str, str], Seen] = {}
    first: dict[str, Seen] = {}
    for entry in journal:
        block = block_of(entry)
        if block is not None:
            for key in block.before:
                last[entry.table, key] = Seen(entry, "", "")
                if entry.table == "Forecasts" and entry.action.startswith(_ON_PURPOSE):
                    first.pop(key, None)
            for key, mark in block.after.items():
                last[entry.table, key] = Seen(entry, "", mark)
                if entry.table == "Forecasts":
                    first.setdefault(key, last[entry.table, key])
            continue
        seen = Seen(entry, entry.after, row_fingerprint(entry.after) if entry.after else "")
        last[entry.table, entry.key] = seen
        if entry.table != "Forecasts":
            continue
        if entry.action.startswith(_ON_PURPOSE):
            first.pop(entry.key, None)  # what it was before was said by mistake
        if entry.after and not is_begun(entry.after):
            first.setdefault(entry.key, seen)
    return last, first


Stands = Callable[[str, str], bool]  # does a row of that table and key stand, readable or not?


def nothing_else(_table: str, _key: str) -> bool:
    """No row stands that is not in the record."""
    return False


def unseen_changes(record: Record, stands: Stands = nothing_else) -> list[Change]:
    """What stands in the tables otherwise than the journal last saw it: typed by hand.

    Of rows that `stands` knows and the record does not, nothing can be said. Of two rows with
    one key the first counts.
    """
    last, _ = last_seen(record.journal)
    found: list[Change] = []
    here: set[tuple[str, str]] = set()
    for table, key, row in all_rows(record):
        if (table, key) in here:
            continue
        here.add((table, key))
        text = text_of(row)
        seen = last.get((table, key))
        if seen is None or not seen.fits(text):
            found.append(Change(table, key, seen.text or seen.mark if seen else "", text))
    for (table, key), seen in last.items():
        gone = table in TABLES and (table, key) not in here
        if (seen.text or seen.mark) and gone and not stands(table, key):
            found.append(Change(table, key, seen.text or seen.mark, ""))
    return found


def journal_unseen(
    record: Record, when: datetime, who: str, stands: Stands = nothing_else
) -> tuple[Entry, ...]:
    """The entries for what the journal has not seen yet."""
    found, typed = unjournalled(record, stands)
    made = sealed_entries(record.journal, when, who, FOUND_ACTION, found)
    return made + sealed_entries((*record.journal, *made), when, who, TYPED_ACTION, typed)


def unjournalled(
    record: Record, stands: Stands = nothing_else
) -> tuple[list[Change], list[Change]]:
    """What the journal has not seen yet: many rows to a change, and one by one."""
    changes = unseen_changes(record, stands)
    many = [c for c in changes if not c.before]
    if len(many) <= _MANY and record.journal:
        return [], changes
    found = [
        Change(table, f"{count} rows", "", text)
        for table in TABLES
        for text, count in fingerprint_lists(
            (c.key, row_fingerprint(c.after)) for c in many if c.table == table
        )
    ]
    return found, [change for change in changes if change.before]


def keys(journal: Sequence[Entry], table: str, *, standing: bool = False) -> set[str]:
    """Every key that a row of a table ever had; or those of rows that it says are there."""
    last, _ = last_seen(journal)
    return {key for (of, key), seen in last.items() if of == table and (seen.mark or not standing)}
