"""From a record to its assessments: every forecast placed, given its vote, and scored.

`assess` is total: a row that the checks complain about (low above high, unknown question) gets
blanks, never an exception.
"""

import math
from dataclasses import replace
from datetime import date

from trackrecord.core import scores
from trackrecord.core.assessment import Assessment, Shape, Status, number
from trackrecord.core.comparing.choosing import give_votes
from trackrecord.core.estimates import is_a_reading
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Forecast,
    Never,
    Outcome,
    Question,
    Record,
    Settings,
    Until,
    Void,
)


def assess(record: Record, as_of: date) -> tuple[Assessment, ...]:
    """Every forecast of the record as it stood on the day ``as_of``, in the record's order.

    Outcomes that became known later are ignored, and a forecast issued later is blank but for what
    does not depend on the day; an outcome whose day is missing counts as known (and `checks` asks
    for the day).
    """
    # The first row of a key counts, as it does for a look-up in the sheet.
    questions = {row.question: row for row in reversed(record.questions)}
    outcomes = {
        row.question: row
        for row in reversed(record.outcomes)
        if row.value is not None and (row.known is None or row.known <= as_of)
    }
    settings = record.settings
    rows = [
        _placed(row, questions.get(row.question), outcomes.get(row.question), as_of, settings)
        for row in record.forecasts
    ]
    give_votes(rows, as_of, settings)
    for row in rows:
        if row.shape is Shape.CHANCE:
            _score_probability(row)
        elif row.scored_at is not None:
            _score(row, as_of, settings)
    return tuple(rows)


def said_by(record: Record, as_of: date) -> Record:
    """The record without the forecasts that were issued after a day."""
    said = tuple(row for row in record.forecasts if row.issued <= as_of)
    return record if len(said) == len(record.forecasts) else replace(record, forecasts=said)


def _placed(
    forecast: Forecast,
    question: Question | None,
    outcome: Outcome | None,
    as_of: date,
    settings: Settings,
) -> Assessment:
    """A forecast with its question, its outcome and where it stands."""
    row = Assessment(forecast, question)
    if question is None:
        return row
    unit = question.unit
    row.asks_for = unit if unit in (DATE_UNIT, YES_NO_UNIT) else "number"
    row.shape = _shape(forecast, row.asks_for)
    row.lead = (question.resolves - forecast.issued).days
    row.matured = question.resolves <= as_of
    if row.shape is Shape.CHANCE:
        row.imputed = is_a_reading(forecast.wording, number(forecast.low or 0.0), settings.scale)
    if outcome is not None:
        row.outcome, row.known = outcome.value, outcome.known
        row.until = _other_end(outcome)
    if row.shape is not None:
        _spread(row, settings)
    if forecast.issued > as_of:
        return row
    high = forecast.high if row.asks_for == DATE_UNIT else None
    window = high if isinstance(high, date) else None
    row.matured = row.matured or (window is not None and window < as_of)
    if outcome is None:
        row.status = Status.OVERDUE if (window or question.resolves) < as_of else Status.OPEN
    elif isinstance(outcome.value, Void):
        row.status = Status.VOID
    else:
        row.status = Status.HINDSIGHT if _in_hindsight(row) else Status.RESOLVED
    if row.status not in (Status.VOID, Status.HINDSIGHT):
        row.scored_at = _scored_at(row, question, as_of)
        row.provisional = row.scored_at is not None and (
            row.until is Until.OPEN or row.outcome is None or isinstance(row.outcome, Never)
        )
    return row


def _shape(forecast: Forecast, asks_for: str) -> Shape | None:
    """What it says; None if the row makes no sense."""
    low, high, best = forecast.low, forecast.high, forecast.best
    if any(end is not None and isinstance(end, date) is not (asks_for == DATE_UNIT)
           for end in (low, high, best)):  # fmt: skip
        return None
    if low is None or high is None:
        one = low is not None or high is not None
        return Shape.BOUND if one and best is None and asks_for != YES_NO_UNIT else None
    if asks_for == YES_NO_UNIT:
        return Shape.CHANCE if low == high and 0 <= number(low) <= 1 else None
    middle = number(low if best is None else best)
    return Shape.VALUE if number(low) <= middle <= number(high) else None


def _other_end(outcome: Outcome) -> Bound | Until | None:
    """The other end of an outcome that is known as a span; None where there is none to be used."""
    value, until = outcome.value, outcome.until
    if until is None or value is None or isinstance(value, (bool, Void, Never)):
        return None
    if isinstance(until, Until):
        return until
    if isinstance(until, date) is not isinstance(value, date) or number(until) < number(value):
        return None
    return until


def _in_hindsight(row: Assessment) -> bool:
    """Was it said after the outcome was known, or after the day on which it happened?"""
    issued = row.forecast.issued
    if row.known is not None and row.known < issued:
        return True
    last = row.until if row.until is not None else row.outcome
    return row.asks_for == DATE_UNIT and isinstance(last, date) and last < issued


def _scored_at(row: Assessment, question: Question, as_of: date) -> float | None:
    """The value its scores are computed with: the outcome, or the day up to which nothing was."""
    if row.shape is None or row.asks_for == YES_NO_UNIT:
        return None
    value = row.outcome
    dated = row.asks_for == DATE_UNIT
    if value is None or isinstance(value, Never):
        return min(as_of, question.resolves).toordinal() if dated else None
    if isinstance(value, (bool, Void)) or isinstance(value, date) is not dated:
        return None
    until = row.until
    if until is None or isinstance(until, Until):
        return number(value)
    return (number(value) + number(until)) / 2


def _spread(row: Assessment, settings: Settings) -> None:
    """What the forecast stands for: a middle, and the spreads of an interval."""
    forecast = row.forecast
    if row.shape is Shape.BOUND:
        end = forecast.high if forecast.low is None else forecast.low
        row.middle = None if end is None else number(end)
    elif row.shape is Shape.VALUE and forecast.low is not None and forecast.high is not None:
        best = None if forecast.best is None else number(forecast.best)
        level = forecast.level or settings.interval_level
        ends = number(forecast.low), best, number(forecast.high)
        row.middle, row.left, row.right = scores.spreads(*ends, level)
        if row.asks_for == "number" and ends[0] > 0:
            low, high = math.log(ends[0]), math.log(ends[2])
            row.logs = scores.spreads(low, None if best is None else math.log(best), high, level)


def _score(row: Assessment, as_of: date, settings: Settings) -> None:
    """Everything that follows from the value it is scored at."""
    forecast, at = row.forecast, row.scored_at
    assert at is not None
    assert row.middle is not None
    low = None if forecast.low is None else number(forecast.low)
    high = None if forecast.high is None else number(forecast.high)
    row.hit = _hit(row, low, high, as_of, settings)
    happened = row.outcome is not None and not isinstance(row.outcome, Never)
    if row.asks_for == DATE_UNIT:
        if happened:
            row.days_late = scores.days_late(low, high, at)
        elif high is not None and isinstance(row.outcome, Never):
            row.days_late = max(0, as_of.toordinal() - high)
        elif high is not None and high < as_of.toordinal():
            row.days_late = as_of.toordinal() - high
    if row.shape is Shape.BOUND:
        below = settings.bound_level if low is None else 1 - settings.bound_level
        rule = scores.pending_one_ended if row.provisional else scores.one_ended
        row.score = rule(row.middle, at, below)
        if row.asks_for == "number" and row.middle > 0 and at > 0:
            row.relative_score = rule(math.log(row.middle), math.log(at), below)
    elif low is not None and high is not None:
        _score_value(row, low, high, at, settings)
    if row.asks_for == "number":
        _error(row, at)


def _score_value(row: Assessment, low: float, high: float, at: float, settings: Settings) -> None:
    """The scores of a point or an interval."""
    rule = scores.pending_crps if row.provisional else scores.split_normal_crps
    assert row.parts is not None
    row.score = rule(*row.parts, at)
    if not row.provisional:
        row.interval_score = scores.interval_score(low, high, at, settings.interval_level)
    if row.logs is not None and at > 0:
        row.relative_score = rule(*row.logs, math.log(at))


def _score_probability(row: Assessment) -> None:
    """The Brier score of a probability, and whether it was on the right side of one half."""
    p = row.probability
    if row.status is Status.RESOLVED and isinstance(row.outcome, bool) and p is not None:
        row.brier = row.score = scores.brier(p, number(row.outcome))
        row.hit = None if p == 0.5 else (p > 0.5) == row.outcome


def _error(row: Assessment, at: float) -> None:
    """How far off a number was; not of a bound that held, nor where more may still come."""
    assert row.middle is not None
    if row.shape is Shape.BOUND and row.hit is not False:
        return
    if row.until is Until.OPEN and row.middle >= at:
        return
    row.error = row.middle - at
    if row.middle > 0 and at > 0:
        row.log_ratio = math.log(row.middle) - math.log(at)


def _hit(
    row: Assessment, low: float | None, high: float | None, as_of: date, settings: Settings
) -> bool | None:
    """Is the outcome inside? None where a span lies across an end, or a point claims no window."""
    if isinstance(row.outcome, Never):  # "not before May" is neither right nor wrong then
        return None if high is None else False
    if row.outcome is None or isinstance(row.outcome, Void):
        return False if high is not None and high < as_of.toordinal() else None
    first, last = number(row.outcome), number(row.outcome)
    is_open = isinstance(row.until, Until)
    if row.until is not None and not isinstance(row.until, Until):
        last = number(row.until)
    if row.is_point and row.asks_for == "number":
        at, middle, share = row.scored_at, row.middle, settings.tolerance
        if share is None or is_open or at is None or middle is None:
            return None
        return abs(middle - at) <= share * abs(at)
    if (low is None or low <= first) and (high is None or (not is_open and last <= high)):
        return True
    apart = (high is not None and first > high) or (low is not None and not is_open and last < low)
    return False if apart else None
