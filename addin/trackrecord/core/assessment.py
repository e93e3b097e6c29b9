"""One forecast, its question and what is known of the outcome: the calculated columns.

Everything a row of the Forecasts table shows beside what was typed in. Each field is the Python
twin of a formula in the workbook and gives the same number. `assess` is total: a row that the
checks complain about (low above high, unknown question) gets blanks, never an exception.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from trackrecord.core import scores
from trackrecord.core.estimates import estimate
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

FORECASTS, GOALS_AND_PLANS = "forecasts", "goals and plans"  # the groups that are compared


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
    imputed: bool = False  # the forecaster gave a word, the probability is our reading of it

    @property
    def probability(self) -> float | None:
        """What a yes/no forecast says, from 0 to 1."""
        low = self.forecast.low
        yes_no = self.question is not None and self.question.unit == YES_NO_UNIT
        return low if yes_no and not isinstance(low, date) else None

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
    return FORECASTS if claim == Claim.FORECAST else GOALS_AND_PLANS


def assess(record: Record, as_of: date) -> tuple[Assessment, ...]:
    """Every forecast of the record as it stood on the day ``as_of``, in the record's order.

    Outcomes that became known later are ignored; an outcome whose day is missing counts as
    known (and `checks` asks for the day).
    """
    # The first row of a key counts, as it does for a look-up in the sheet.
    questions = {row.question: row for row in reversed(record.questions)}
    outcomes = {row.question: _as_number(row, as_of) for row in reversed(record.outcomes)}
    level, scale = record.settings.interval_level, record.settings.scale
    return tuple(
        _assess(
            forecast,
            questions.get(forecast.question),
            outcomes.get(forecast.question),
            as_of,
            level,
            estimate(forecast.wording, scale) is not None,
        )
        for forecast in record.forecasts
    )


def _as_number(outcome: Outcome, as_of: date) -> Value | None:
    return None if outcome.known is not None and outcome.known > as_of else outcome.value


def _assess(  # noqa: PLR0913, PLR0917 - the parts of one row
    forecast: Forecast,
    question: Question | None,
    outcome: Value | None,
    as_of: date,
    level: float,
    imputed: bool,
) -> Assessment:
    if question is None:
        return Assessment(forecast, None)
    parts: dict[str, Any] = {
        "lead": (question.resolves - forecast.issued).days,
        "matured": question.resolves <= as_of,
        "imputed": imputed,
    }
    if outcome is None:
        late = _overdue_days(forecast, question, as_of)
        overdue = question.resolves < as_of or late is not None
        parts["status"] = Status.OVERDUE if overdue else Status.OPEN
        parts["days_late"] = late
        parts["provisional"] = late is not None
    elif isinstance(outcome, Void):
        parts["status"] = Status.VOID
    else:
        parts["status"] = Status.RESOLVED
        _score(forecast, question, outcome, level, parts)
    return Assessment(forecast, question, outcome, **parts)


def _overdue_days(forecast: Forecast, question: Question, as_of: date) -> int | None:
    """Days late at the least, when the window of a date question is past and nothing is known."""
    if question.unit != DATE_UNIT or not isinstance(forecast.high, date):
        return None
    return (as_of - forecast.high).days if forecast.high < as_of else None


def _score(
    forecast: Forecast,
    question: Question,
    outcome: date | float | bool | Never,
    level: float,
    parts: dict[str, Any],
) -> None:
    """Put in what can be scored; nothing, if the row or the outcome does not fit the unit."""
    low, high = forecast.low, forecast.high
    dated = question.unit == DATE_UNIT
    if (low is None and high is None) or not (_is_usable(low, dated) and _is_usable(high, dated)):
        return
    if isinstance(outcome, Never):
        parts["hit"] = False
        return
    if isinstance(outcome, date) is not dated:
        return
    lowest = None if low is None else number(low)
    highest = None if high is None else number(high)
    value = number(outcome)
    if question.unit == YES_NO_UNIT:
        if lowest is not None and lowest == highest and 0 <= lowest <= 1 and value in (0, 1):
            parts["hit"] = None if lowest == 0.5 else (lowest > 0.5) == (value == 1)
            parts["brier"] = parts["score"] = scores.brier(lowest, value)
        return
    if lowest is not None and highest is not None:
        if lowest > highest:
            return
        parts["interval_score"] = scores.interval_score(lowest, highest, value, level)
    parts["hit"] = scores.hit(lowest, highest, value)
    parts["score"] = scores.crps(lowest, highest, value)
    if dated:
        parts["days_late"] = scores.days_late(lowest, highest, value)
        return
    parts["error"] = scores.error(lowest, highest, value)
    if value > 0 and scores.middle(lowest, highest) > 0:
        parts["log_ratio"] = scores.log_ratio(lowest, highest, value)


def _is_usable(end: Bound | None, dated: bool) -> bool:
    return end is None or isinstance(end, date) is dated


def number(value: Bound | bool) -> float:
    """A day number for a date, the number itself otherwise (yes is 1, no is 0).

    >>> number(date(1, 1, 2)), number(True)
    (2, 1)
    """
    if isinstance(value, date):
        return value.toordinal()
    return int(value) if isinstance(value, bool) else value
