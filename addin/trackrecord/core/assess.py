"""One forecast, its question and what is known of the outcome: the calculated columns.

Everything a row of the Forecasts table shows beside what was typed in. Each field is the Python
twin of a formula in the workbook and gives the same number. `assess` is total: a row that the
checks complain about (low above high, unknown question) gets blanks, never an exception.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from trackrecord.core import scores
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Claim,
    Forecast,
    Never,
    Outcome,
    Question,
    Record,
    Value,
    Void,
)


class Status(StrEnum):
    """Where a forecast stands on the day it is looked at."""

    OPEN = "Open"
    OVERDUE = "Overdue"  # Resolves or High is past and nothing is recorded
    RESOLVED = "Resolved"
    VOID = "Void"


@dataclass(frozen=True, slots=True)
class Assessment:
    """How one forecast stands as of one day. None is blank: it does not apply, or not yet."""

    forecast: Forecast
    question: Question | None
    outcome: Value | None = None
    status: Status | None = None
    lead: int | None = None
    hit: bool | None = None
    days_late: float | None = None
    provisional: bool = False
    error: float | None = None
    log_ratio: float | None = None
    interval_score: float | None = None
    brier: float | None = None
    score: float | None = None
    matured: bool = False

    @property
    def counted(self) -> bool:
        """Does it enter a leaderboard? Matured, and not the mere repetition of another."""
        return self.matured and not self.forecast.restates

    @property
    def claims(self) -> str:
        """The group it is compared in: forecasts, or goals and plans."""
        return claim_group(self.forecast.claim)


def claim_group(claim: Claim) -> str:
    """Forecasts are compared with forecasts, goals and plans with each other.

    >>> claim_group(Claim.GOAL)
    'goals and plans'
    """
    return "forecasts" if claim == Claim.FORECAST else "goals and plans"


def assess(record: Record, as_of: date) -> tuple[Assessment, ...]:
    """Every forecast of the record as it stood on the day ``as_of``, in the record's order.

    Outcomes that became known later are ignored; an outcome whose day is missing counts as
    known (and `checks` asks for the day).
    """
    # The first row of a key counts, as it does for a look-up in the sheet.
    questions = {row.question: row for row in reversed(record.questions)}
    outcomes = {row.question: row for row in reversed(record.outcomes)}
    level = record.settings.interval_level
    return tuple(
        _assess(
            forecast,
            questions.get(forecast.question),
            _value(outcomes.get(forecast.question), as_of),
            as_of,
            level,
        )
        for forecast in record.forecasts
    )


def _value(outcome: Outcome | None, as_of: date) -> Value | None:
    if outcome is None or (outcome.known is not None and outcome.known > as_of):
        return None
    return outcome.value


def _assess(
    forecast: Forecast, question: Question | None, outcome: Value | None, as_of: date, level: float
) -> Assessment:
    if question is None:
        return Assessment(forecast, None)
    lead = (question.resolves - forecast.issued).days
    matured = question.resolves <= as_of
    if outcome is None:
        late = _overdue_days(forecast, question, as_of)
        overdue = question.resolves < as_of or late is not None
        return Assessment(
            forecast,
            question,
            status=Status.OVERDUE if overdue else Status.OPEN,
            lead=lead,
            days_late=late,
            provisional=late is not None,
            matured=matured,
        )
    if isinstance(outcome, Void):
        return Assessment(
            forecast, question, outcome, status=Status.VOID, lead=lead, matured=matured
        )
    parts = _scores(forecast, question, outcome, level) if _scorable(forecast, question) else {}
    return Assessment(
        forecast, question, outcome, status=Status.RESOLVED, lead=lead, matured=matured, **parts
    )


def _overdue_days(forecast: Forecast, question: Question, as_of: date) -> int | None:
    """Days late at the least, when the window of a date question is past and nothing is known."""
    if question.unit != DATE_UNIT or not isinstance(forecast.high, date):
        return None
    return (as_of - forecast.high).days if forecast.high < as_of else None


def _scorable(forecast: Forecast, question: Question) -> bool:
    ends = [end for end in (forecast.low, forecast.high) if end is not None]
    dated = question.unit == DATE_UNIT
    if not ends or any(isinstance(end, date) is not dated for end in ends):
        return False
    numbers = [number(end) for end in ends]
    if question.unit == YES_NO_UNIT:
        return len(numbers) == 2 and numbers[0] == numbers[1] and 0 <= numbers[0] <= 1
    return numbers == sorted(numbers)


def _scores(
    forecast: Forecast, question: Question, outcome: date | float | bool | Never, level: float
) -> dict[str, Any]:
    if isinstance(outcome, Never):
        return {"hit": False}
    low = None if forecast.low is None else number(forecast.low)
    high = None if forecast.high is None else number(forecast.high)
    value = number(outcome)
    if question.unit == YES_NO_UNIT:
        assert low is not None
        brier = scores.brier(low, value)
        return {
            "hit": None if low == 0.5 else (low > 0.5) == (value == 1),
            "brier": brier,
            "score": brier,
        }
    closed = low is not None and high is not None
    parts: dict[str, Any] = {
        "hit": scores.hit(low, high, value),
        "interval_score": scores.interval_score(low, high, value, level) if closed else None,
        "score": scores.crps(low, high, value),
    }
    if question.unit == DATE_UNIT:
        return parts | {"days_late": scores.days_late(low, high, value)}
    positive = scores.middle(low, high) > 0 and value > 0
    return parts | {
        "error": scores.error(low, high, value),
        "log_ratio": scores.log_ratio(low, high, value) if positive else None,
    }


def number(value: Bound | bool) -> float:
    """A day number for a date, the number itself otherwise (yes is 1, no is 0).

    >>> number(date(1, 1, 2)), number(True)
    (2, 1)
    """
    if isinstance(value, date):
        return value.toordinal()
    return int(value) if isinstance(value, bool) else value


def due(record: Record, as_of: date) -> Iterable[Question]:
    """Questions whose outcome can be known by now and is not, oldest first."""
    answered = {row.question for row in record.outcomes if _value(row, as_of) is not None}
    waiting = [
        row for row in record.questions if row.resolves <= as_of and row.question not in answered
    ]
    return sorted(waiting, key=lambda row: (row.resolves, row.question))
