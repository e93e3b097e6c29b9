"""One forecast, its question and what is known of the outcome: the calculated columns.

Everything a row of the Forecasts table shows beside what was typed in. Each field is the Python
twin of a formula in the workbook and gives the same number; `core.assessing` fills them in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trackrecord.core.keys import folded
from trackrecord.core.model import Bound, Claim, Forecast, Question, Until, Value

# The groups that are compared, each within itself; premises are not compared at all.
FORECASTS, GOALS_AND_PLANS, PREMISES = "forecasts", "goals and plans", "premises"
_GROUPS = {
    Claim.FORECAST: FORECASTS,
    Claim.GOAL: GOALS_AND_PLANS,
    Claim.PLAN: GOALS_AND_PLANS,
    Claim.PREMISE: PREMISES,
}


class Status(StrEnum):
    """Where a forecast stands on the day it is looked at."""

    OPEN = "Open"
    OVERDUE = "Overdue"  # its own window, or the question's day, is past and nothing is recorded
    RESOLVED = "Resolved"
    VOID = "Void"
    HINDSIGHT = "Hindsight"  # said when the outcome was known: scored nowhere


class Shape(StrEnum):
    """What a forecast says; only forecasts of one shape are compared."""

    VALUE = "value"  # a point or an interval
    BOUND = "bound"  # one end is open
    CHANCE = "chance"  # a probability


@dataclass(slots=True)
class Assessment:
    """How one forecast stands as of one day. None is blank: it does not apply, or not yet."""

    forecast: Forecast
    question: Question | None
    asks_for: str = ""  # date, yes/no, number; "" without a question
    shape: Shape | None = None  # None for a row that cannot be scored
    outcome: Value | None = None
    until: Bound | Until | None = None
    known: date | None = None
    status: Status | None = None
    lead: int | None = None
    vote: str = ""
    answers: int = 0
    following: int | None = None  # day number of the forecaster's next answer
    close: int | None = None
    stood: float | None = None
    in_force: float = 0
    eligible: bool = False  # is it of what the settings ask for?
    chosen: bool = False  # the answer whose hit counts for the vote
    counts: bool = False  # chosen and matured
    hit: bool | None = None
    days_late: float | None = None
    provisional: bool = False  # the scores are the least that they will be
    error: float | None = None
    log_ratio: float | None = None
    interval_score: float | None = None
    brier: float | None = None
    scored_at: float | None = None
    middle: float | None = None
    left: float | None = None
    right: float | None = None
    logs: tuple[float, float, float] | None = None  # middle and spreads of the logarithms
    score: float | None = None
    relative_score: float | None = None
    matured: bool = False
    imputed: bool = False  # the probability is our reading of words

    @property
    def probability(self) -> float | None:
        """What a yes/no forecast says, from 0 to 1."""
        return number(self.forecast.low or 0.0) if self.shape is Shape.CHANCE else None

    @property
    def parts(self) -> tuple[float, float, float] | None:
        """Middle and spreads of a point or an interval."""
        if self.middle is None or self.left is None or self.right is None:
            return None
        return self.middle, self.left, self.right

    @property
    def is_point(self) -> bool:
        """Does it name one value?"""
        return self.shape is Shape.VALUE and self.forecast.low == self.forecast.high

    @property
    def claims(self) -> str:
        """The group it is compared in: forecasts, goals and plans, or premises."""
        return _GROUPS[self.forecast.claim]


def claim_group(claim: Claim) -> str:
    """Forecasts are compared with forecasts, goals and plans with each other.

    >>> claim_group(Claim.GOAL)
    'goals and plans'
    """
    return _GROUPS[claim]


def number(value: Bound | bool) -> float:
    """A day number for a date, the number itself otherwise (yes is 1, no is 0).

    >>> number(date(1, 1, 2)), number(True)
    (2, 1)
    """
    if isinstance(value, date):
        return value.toordinal()
    return int(value) if isinstance(value, bool) else value


def last_answers(rows: Sequence[Assessment]) -> list[Assessment]:
    """Of these rows the last answer of each vote, in the order of the rows; no restatements."""
    last: dict[tuple[object, ...], Assessment] = {}
    for row in rows:
        said = row.forecast
        if said.restates:
            continue
        key = folded(said.question), folded(said.forecaster), row.claims, row.shape
        before = last.get(key)
        if before is None or before.forecast.issued <= said.issued:
            last[key] = row
    chosen = {id(row) for row in last.values()}
    return [row for row in rows if id(row) in chosen]
