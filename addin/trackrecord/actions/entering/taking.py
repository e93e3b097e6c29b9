"""Forecasts that were found in a text and agreed to, added to a record as one action."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trackrecord.actions.entering.said import Said, Understood
from trackrecord.actions.entering.understanding import understand
from trackrecord.actions.session import Done, Session, change, free_key, read_view
from trackrecord.actions.soundness import must_be_sound
from trackrecord.core.changes import Change, RecordRow, applied, text_of
from trackrecord.core.finding.proposals import Proposal
from trackrecord.core.keys import folded
from trackrecord.core.model import Record
from trackrecord.language import say
from trackrecord.tables.kinds import plain, unparse
from trackrecord.tables.record import FORECASTERS, FORECASTS, QUESTIONS

UNNAMED = "unnamed"
# Words that say yes, or no, without a chance: what they are read as has to be said beside them.
WILL_SAID = re.compile(r"will|won['’]t|going to|needs? to|not need|一定会|不会|将会|会|将")


def said_of(found: Proposal, issued: date | None, source: str = "") -> Said:
    """What a proposal says, as a person would have entered it."""
    yes_no = found.low is not None and WILL_SAID.fullmatch(found.wording) is not None
    return Said(
        who=found.forecaster or UNNAMED,
        wording=found.wording,
        question=found.question,
        issued=found.issued or issued,
        source=source,
        quote=found.quote,
        claim=found.claim,
        low=str(plain(unparse(found.low))) if yes_no else "",
        high=str(plain(unparse(found.high))) if yes_no else "",
        unit=found.unit,
    )


def take(session: Session, said: Sequence[Said], restated: Sequence[int | None]) -> Done:
    """Add forecasts with what is new of their questions and forecasters; undone as one action.

    `restated` names for each the number, from 0, of the one before that it says again. What stands
    there already adds nothing. Errors: Incomplete, Refused; nothing is added then.
    """
    view = read_view(session)
    record = view.record
    changes: list[Change] = []
    keys: list[str] = []
    number = free_key(view)
    for one, again in zip(said, restated, strict=True):
        earlier = keys[again] if again is not None else ""
        found = understand(record, replace(one, restates=earlier), session.today)
        if found.same:
            keys.append(found.same)
            continue
        forecast = replace(found.forecast, forecast=number)
        found = replace(found, forecast=forecast)
        keys.append(number)
        number = _next_key(number, view.has_row)
        record = _with_the_new(record, found)
        must_be_sound(record, session.today, forecast=forecast)
        record = replace(record, forecasts=(*record.forecasts, forecast))
        changes += _changes_of(found)
    count = sum(c.table == FORECASTS.name for c in changes)
    if not changes:
        return Done(say("nothing was added: all of it stands there already."), view.record)
    journal = change(session, view, "Find forecasts", changes)
    there = len(said) - count
    more = say(" {n} stood there already.", n=there) if there else ""
    return Done(
        say("{n} forecasts were added.", n=count) + more, applied(journal, changes), changes
    )


def _next_key(number: str, has_row: object) -> str:
    following = int(number) + 1
    while has_row(FORECASTS.name, str(following)):  # type: ignore[operator]  # View.has_row
        following += 1
    return str(following)


def _with_the_new(record: Record, found: Understood) -> Record:
    """The record with the question and the forecaster that were understood."""
    questions = tuple(
        row for row in record.questions if folded(row.question) != folded(found.question.question)
    )
    known = {folded(row.forecaster) for row in record.forecasters}
    new = () if folded(found.forecaster.forecaster) in known else (found.forecaster,)
    return replace(
        record, questions=(*questions, found.question), forecasters=(*record.forecasters, *new)
    )


def _changes_of(found: Understood) -> list[Change]:
    rows: list[tuple[str, str, RecordRow]] = []
    if found.is_new_forecaster:
        rows.append((FORECASTERS.name, found.forecaster.forecaster, found.forecaster))
    if found.is_new_question:
        rows.append((QUESTIONS.name, found.question.question, found.question))
    rows.append((FORECASTS.name, found.forecast.forecast, found.forecast))
    return [Change(name, key, text_of(None), text_of(row)) for name, key, row in rows]
