"""What an import would do: rows to be added, rows to be changed, and what speaks against it.

The checks of `check` run on the record as it would be; what they find in new rows is told by the
line of the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from trackrecord.actions.importing.matching import Differs, Matched, matched
from trackrecord.actions.session import View
from trackrecord.core.changes import TABLES, Change, text_of
from trackrecord.core.checks import check_record, hindsight
from trackrecord.core.model import Location, Outcome, Problem, Record
from trackrecord.core.wording.disagreements import disagreements
from trackrecord.exchange.imports import Import, without_bad
from trackrecord.language import say

_IN_FIGURES = re.compile(r"[\d.,]+ ?%?")


@dataclass(slots=True)
class Plan:
    """An import, thought through. `counts` says what becomes of the rows of the file.

    `skipped` are the claims of the file that are left out, with what is wrong with each.
    """

    theirs: Import
    added: Mapping[str, Sequence[Any]]
    changes: list[Change]
    differs: list[Differs]
    renamed: list[tuple[str, str]]
    problems: list[Problem]
    hindsight: int = 0  # new forecasts that were issued when the outcome was known
    everybody: str = ""  # whose rows are that name nobody, where most of them are here
    counts: dict[str, int] = field(default_factory=dict)
    skipped: dict[int, list[Problem]] = field(default_factory=dict)

    @property
    def rows_added(self) -> int:
        """How many rows would be added to the tables."""
        return sum(map(len, self.added.values()))


def planned(
    view: View, theirs: Import, today: date, *, update: bool = False, skip: bool = False
) -> Plan:
    """What importing would do to the record in view.

    With `update` rows that are here are changed to what the file says; with `skip` rows that
    cannot be taken are left out, and the others taken.
    """
    skipped: dict[int, list[Problem]] = {}
    while True:
        if skip and theirs.collected is not None and theirs.collected.bad:
            skipped |= theirs.collected.bad
            theirs = without_bad(theirs, theirs.collected.bad.keys())
        found = matched(view, theirs, update=update)
        problems = [*theirs.problems, *_clashes(found)]
        if not problems or theirs.claims is not None:
            problems += _unsound(view, found, today, update=update)
        bad = _claims_of(theirs, problems) if skip else {}
        if not bad:
            break
        skipped |= bad
        theirs = without_bad(theirs, bad.keys())
    changes = [_change(of) for of in found.differs] if update else []
    plan = Plan(theirs, found.new, changes, found.differs, found.renamed, problems)
    plan.everybody = found.everybody
    plan.hindsight = _hindsight(view, found, changed=found.differs if update else ())
    plan.skipped = {claim: of for claim, of in skipped.items() if claim in theirs.left_out}
    plan.skipped |= {claim: [] for claim in theirs.left_out - plan.skipped.keys()}
    plan.counts = _counts(theirs, found)
    return plan


def _change(of: Differs) -> Change:
    return Change(of.table, of.key, text_of(of.ours), text_of(of.theirs))


def _clashes(found: Matched) -> list[Problem]:
    message = "'{key}' stands here already, for something else; give it another key"
    return [Problem(Location(table), say(message, key=key)) for table, key in found.clashes]


def _unsound(view: View, found: Matched, today: date, *, update: bool) -> list[Problem]:
    """What `check` would say of the new rows; an outcome that contradicts ours is one of it."""
    new = found.new
    changed = found.differs if update else []
    record = _as_it_would_be(view.record, new, changed)
    places = {
        row.where._replace(column="")
        for rows in (*new.values(), [of.theirs for of in changed])
        for row in rows
    }
    problems = [
        problem
        for problem in (*check_record(record, today), *disagreements(_told_apart(record)))
        if problem.where._replace(column="") in places
    ]
    if update:
        return problems
    problems += [
        _contradiction(of)
        for of in found.differs
        if isinstance(of.ours, Outcome)
        and isinstance(of.theirs, Outcome)
        and of.ours.value != of.theirs.value
    ]
    return problems


def _contradiction(of: Differs) -> Problem:
    ours, theirs = (_outcome_text(row) for row in (of.ours, of.theirs))
    message = say(
        "'{key}' has the outcome {ours} in {place} and {theirs} here; correct one of the two, or "
        "take what the file says with --update",
        key=of.key,
        ours=ours,
        place=of.ours.where,
        theirs=theirs,
    )
    return Problem(of.theirs.where, message)


def _outcome_text(row: Any) -> str:  # noqa: ANN401 - an outcome
    return (
        {True: "yes", False: "no"}.get(row.value, str(row.value))
        if isinstance(row.value, bool)
        else str(row.value)
    )


def _as_it_would_be(
    ours: Record, new: Mapping[str, Sequence[Any]], changed: Sequence[Differs]
) -> Record:
    """The record after the import, as far as its new rows are about it."""
    asked = {row.question for table in ("Questions", "Forecasts", "Outcomes") for row in new[table]}
    asked |= {of.key for of in changed if of.table in ("Questions", "Outcomes")}
    other = {(of.table, of.key): of.theirs for of in changed}

    def those(table: str, name: str, wanted: set[str] | None) -> tuple[Any, ...]:
        rows = getattr(ours, table.lower())
        here = [
            other.get((table, getattr(row, name)), row)
            for row in rows
            if wanted is None or getattr(row, name) in wanted
        ]
        return (*here, *new[table])

    restated = {row.restates for row in new["Forecasts"] if row.restates}
    return Record(
        those("Forecasters", "forecaster", None),
        those("Questions", "question", asked),
        those("Forecasts", "forecast", restated),
        those("Outcomes", "question", asked),
        settings=ours.settings,
    )


def _hindsight(view: View, found: Matched, changed: Sequence[Differs]) -> int:
    """How many new forecasts the record would hold that were issued too late to be scored."""
    places = {row.where for row in found.new["Forecasts"]}
    record = _as_it_would_be(view.record, found.new, changed)
    return sum(problem.where._replace(column="") in places for problem in hindsight(record))


def _told_apart(record: Record) -> Record:
    """With one forecast for all that say the same in the same words, to be compared with them."""
    units = {row.question: row.unit for row in record.questions}
    seen: dict[tuple[object, ...], Any] = {}
    for row in record.forecasts:
        day = None if _IN_FIGURES.fullmatch(row.wording) else row.issued
        key = (row.wording, units.get(row.question), row.low, row.high, row.best, day)
        seen.setdefault(key, row)
    return replace(record, forecasts=tuple(seen.values()))


def _claims_of(theirs: Import, problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    """The claims in whose rows problems lie, also through their question."""
    if theirs.claims is None or theirs.collected is None:
        return {}
    claims = theirs.claims
    by_place: dict[Location, list[int]] = {}
    of_question: dict[str, list[int]] = {}
    for number, claim in enumerate(theirs.collected.origins):
        row = theirs.record.forecasts[number]
        of_question.setdefault(row.question, []).append(claim)
        by_place.setdefault(claims.first_row(claim), []).append(claim)
    for table in ("questions", "outcomes"):
        for row in getattr(theirs.record, table):
            by_place.setdefault(row.where, []).extend(of_question.get(row.question, ()))
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        for claim in by_place.get(problem.where._replace(column=""), ()):
            found.setdefault(claim, []).append(problem)
    return found


def _counts(theirs: Import, found: Matched) -> dict[str, int]:
    """What becomes of each row of the file: taken, same as there, skipped, passed over."""
    claims, collected, sources = theirs.claims, theirs.collected, theirs.sources
    if claims is None or collected is None or sources is None:
        total = sum(len(getattr(theirs.record, table.lower())) for table in TABLES)
        taken = sum(map(len, found.new.values()))
        return {
            "rows": total,
            "taken": taken,
            "same": total - taken,
            "skipped": 0,
            "passed_over": 0,
        }
    state: dict[int, int] = {}
    rank = {"same": 0, "skipped": 1, "taken": 2}

    def mark(claim: int, what: str) -> None:
        for row in claims.rows[claim]:
            state[row] = max(state.get(row, 0), rank[what])

    for claim in collected.same:
        mark(claim, "same")
    for claim in (*theirs.left_out, *collected.bad):
        mark(claim, "skipped")
    for number, claim in enumerate(collected.origins):
        mark(claim, "taken" if number in found.taken else "same")
    used = {id(grid.lines): grid for grid in claims.grids}
    inside = sum(map(len, used.values()))
    above = sum(count for grid in used.values() for count in grid.passed_over.values())
    counts = dict.fromkeys(rank, 0)
    for number in state.values():
        counts[next(name for name, of in rank.items() if of == number)] += 1
    return {
        "rows": inside + above,
        "taken": counts["taken"],
        "same": counts["same"],
        "skipped": counts["skipped"],
        "passed_over": inside + above - sum(counts.values()),
    }
