"""The head of a Journal: its last seal, how many entries there are, the day of the last one.

Each seal covers all entries before it. So whoever kept a head (printed, in a commit of git, in an
e-mail) can prove later that everything sealed then still stands. Without such an anchor outside of
the file a chain of seals shows accidents and clumsy edits only: who can write the file can compute
a whole chain anew, cut its end off, or delete it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from trackrecord.core.journal import DELETE_ACTION, EDIT_ACTION, UNDONE, last_seen, seal
from trackrecord.core.keys import Spellings
from trackrecord.core.model import Entry, Location, Problem, Record
from trackrecord.errors import Refused
from trackrecord.language import say

NOTHING_SEALED = "Nothing is sealed yet"
_SAID = re.compile(r"(?:entries (\d{1,9}), last day (\d{4}-\d\d-\d\d), seal )?\b([0-9a-f]{64})\b")


@dataclass(frozen=True, slots=True)
class Head:
    """How far a Journal reaches: the count of its entries, the day of the last one, its seal."""

    entries: int
    day: date
    seal: str

    def __str__(self) -> str:
        """As it is shown, printed, and given to ``check --seal``."""
        return f"entries {self.entries}, last day {self.day}, seal {self.seal}"


def head_of(journal: Sequence[Entry]) -> Head | None:
    """The head of a Journal, in the order of its numbers; None where nothing is sealed."""
    if not journal:
        return None
    last = max(journal, key=lambda entry: entry.number)
    return Head(len(journal), last.when.date(), last.seal)


def head_text(journal: Sequence[Entry]) -> str:
    """The head of a Journal in words."""
    return str(head_of(journal) or NOTHING_SEALED)


def check_head(journal: Sequence[Entry], text: str) -> Iterator[Problem]:
    """What keeps a Journal from being the one whose head somebody kept; nothing if it still is.

    `text` is a head as it was printed, with anything around it, or a seal alone. Refused where it
    holds no seal. Entries that came later do not matter.
    """
    found = _SAID.search(text.lower())
    if found is None:
        raise Refused(
            say(
                "'{text}' holds no seal; give what 'trackrecord seal' printed (64 digits and "
                "letters a to f)",
                text=text[:80],
            )
        )
    last, chain = "", []
    for entry in sorted(journal, key=lambda one: one.number):
        last = seal(last, entry)
        chain.append(last)
    count = int(found[1]) if found[1] else None
    place = Location("Journal")
    if count is not None and count > len(chain):
        message = say(
            "it has {n} entries, and when that seal was taken it had {count}: entries were taken "
            "out at its end",
            n=len(chain),
            count=count,
        )
        yield Problem(place, message)
    elif found[3] not in chain or (count is not None and chain[count - 1 : count] != [found[3]]):
        message = say(
            "it is not the one that was sealed then: an entry was changed, taken out or put in, or "
            "all of it was written anew; compare it with a copy from that day"
        )
        yield Problem(place, message)


def backward_steps(journal: Sequence[Entry]) -> Iterator[Problem]:
    """The first entry that says it is older than the one before it, if there is one."""
    for before, entry in pairwise(journal):
        if entry.when < before.when:
            message = say(
                "entry {number} of {when} says it is older than the one before it ({before}); a "
                "clock ran wrong, or it was put in later",
                number=entry.number,
                when=entry.when,
                before=before.when,
            )
            yield Problem(entry.where.at("When"), message)
            return


def edited_on_purpose(journal: Sequence[Entry]) -> list[Problem]:
    """A note on forecasts that were edited or deleted after they were journalled, by a command."""
    undone = {int(found[1]) for entry in journal if (found := UNDONE.fullmatch(entry.action))}
    entries = [
        entry
        for entry in journal
        if entry.action.startswith((EDIT_ACTION, DELETE_ACTION))
        and entry.table == "Forecasts"
        and entry.number not in undone
    ]
    if not entries:
        return []
    message = say(
        "{n} forecast(s) were edited or deleted after they were journalled (entries {numbers}); "
        "each entry says what it was before",
        n=len({entry.key for entry in entries}),
        numbers=", ".join(str(entry.number) for entry in entries[:8]),
    )
    return [Problem(Location("Journal", entries[0].where.row), message)]


def spelled_as_journalled(record: Record) -> Record:
    """With keys spelled as the Journal last saw them: another case typed changes nothing."""
    last, _ = last_seen(record.journal)
    known = {
        table: Spellings(key for (of, key), seen in last.items() if of == table and seen.mark)
        for table in ("Forecasters", "Questions", "Forecasts")
    }

    def spelled_so(row: Any, **tables: str) -> Any:  # noqa: ANN401 - a row of any table
        anew = {
            name: spelling
            for name, table in tables.items()
            if (spelling := known[table].of(key := getattr(row, name))) != key
        }
        return replace(row, **anew) if anew else row

    return replace(
        record,
        forecasters=tuple(spelled_so(row, forecaster="Forecasters") for row in record.forecasters),
        questions=tuple(spelled_so(row, question="Questions") for row in record.questions),
        forecasts=tuple(
            spelled_so(
                row,
                forecast="Forecasts",
                question="Questions",
                forecaster="Forecasters",
                restates="Forecasts",
            )
            for row in record.forecasts
        ),
        outcomes=tuple(spelled_so(row, question="Questions") for row in record.outcomes),
    )
