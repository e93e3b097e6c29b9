"""What a new row must not bring: a question that is not there, or a problem that was not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from trackrecord.core.checks import check_record, notes_on
from trackrecord.core.model import Forecast, Outcome, Problem, Record
from trackrecord.core.wording.disagreements import disagreements
from trackrecord.errors import Refused
from trackrecord.language import say


def must_be_sound(
    record: Record, today: date, *, outcome: Outcome | None = None, forecast: Forecast | None = None
) -> str:
    """What a new row brings that is worth knowing, as a sentence more; "" for nothing.

    Refused if it brings a problem that was not there before.
    """
    question = outcome.question if outcome else forecast.question if forecast else ""
    restated = forecast.restates if forecast else ""

    def about(rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.question == question)

    before = replace(
        record,
        journal=(),
        questions=about(record.questions),
        outcomes=about(record.outcomes),
        forecasts=about(record.forecasts)
        + tuple(
            row for row in record.forecasts if row.forecast == restated and row.question != question
        ),
    )
    after = replace(before, outcomes=(outcome,)) if outcome else before
    if forecast is not None:
        after = replace(after, forecasts=(*after.forecasts, forecast))
    known = set(_all_problems(before, today))
    for problem in _all_problems(after, today):
        if problem not in known:
            raise Refused(say("{problem}. Nothing was changed", problem=problem.message))
    noted = set(notes_on(before))
    new = [note for note in notes_on(after) if note not in noted]
    if not new:
        return ""
    more = say(" (and {n} more; see check)", n=len(new) - 1) if len(new) > 1 else ""
    return say(" Note: {note}{more}.", note=new[0].message, more=more)


def _all_problems(record: Record, today: date) -> Iterator[Problem]:
    yield from check_record(record, today)
    yield from disagreements(record)
