"""What a claim says, what happened and how far off it was: in words, for whatever shows claims."""

from datetime import date

from trackrecord.core.assessment import Assessment, Shape, Status
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Never, Outcome, Question, Void
from trackrecord.core.sentences import IN_POINTS, percent_off
from trackrecord.core.wording.units import NUMBER
from trackrecord.language import say, say_count

_LONGEST_WHOLE = 1e15  # beyond that a float holds no single units


def verdict_in_words(row: Assessment) -> tuple[str, str]:
    """How right a forecast was: in a word of markup (right, wrong, late, quiet), and in words."""
    if row.status is Status.HINDSIGHT:
        look, words = "quiet", say("Said when the outcome was known: not scored")
    elif row.status is Status.OVERDUE:
        look, words = "late", say("Overdue")
        if row.days_late:
            words = say("Overdue, at least {days:.0f} days", days=row.days_late)
    elif row.status is not Status.RESOLVED:
        look, words = "quiet", say(row.status or Status.OPEN)
    elif row.brier is not None and not row.imputed:
        look, words = "quiet", say("Brier score {brier:.2f}", brier=row.brier)
    elif row.hit is None:
        look, words = "quiet", _off_by(row)
    elif row.hit:
        look, words = "right", say("Right") + _days_off(row)
    else:
        look, words = "wrong", say("Wrong") + _days_off(row) + _missed_by(row)
    return look, words


def _days_off(row: Assessment) -> str:
    days = row.days_late or 0
    if not days:
        return ""
    size = say_count(round(abs(days)), "1 day", "{n} days")
    if row.provisional:
        size = say("at least {size}", size=size)
    return say(", {size} late", size=size) if days > 0 else say(", {size} early", size=size)


def _off_by(row: Assessment) -> str:
    """How far off a number was that claimed no window."""
    if row.error == 0:
        return say("Exact")
    size = _size_of_error(row)
    if not size:
        return say("Neither")
    if row.provisional:
        size = say("at least {size}", size=size)
    if (row.error or 0) > 0:
        return say("Off by {size}, too high", size=size)
    return say("Off by {size}, too low", size=size)


def _missed_by(row: Assessment) -> str:
    """How far off a number was that claimed a window or a bound: its middle, or the bound."""
    if row.asks_for != "number" or not row.error or not (size := _size_of_error(row)):
        return ""
    if row.provisional:
        size = say("at least {size}", size=size)
    return (
        say(", {size} too high", size=size) if row.error > 0 else say(", {size} too low", size=size)
    )


def _size_of_error(row: Assessment) -> str:
    """In percent of the outcome where that has a meaning, else in the unit; blank if unknown."""
    unit = "" if row.question is None else row.question.unit
    if row.error is not None and unit in IN_POINTS:
        return say("{n} points", n=rounded(abs(row.error)))
    if row.log_ratio is not None:
        return f"{abs(percent_off(row.log_ratio)):.1%}"
    if row.error is None or row.question is None:
        return ""
    unit = "" if row.question.unit == NUMBER else f" {row.question.unit}"
    return rounded(abs(row.error)) + unit


def read_in_words(row: Assessment) -> str:
    """Low, High, Best and Level in words, with the unit."""
    forecast = row.forecast
    if row.question is None:
        return ""
    if row.shape is Shape.CHANCE:
        said = say("a probability of {share:.10g} %", share=(row.probability or 0.0) * 100)
        return said + (say(" (our reading of the words)") if row.imputed else "")
    if row.shape is None:
        return ""
    said = low_to_high(forecast.low, forecast.high)
    if row.question.unit not in {DATE_UNIT, YES_NO_UNIT, NUMBER}:
        said += f" {row.question.unit}"
    if forecast.best is not None and not row.is_point:
        said += say(", most likely {best}", best=in_digits(forecast.best))
    if forecast.level is not None:
        said += say(" (at a level of {level:.10g} %)", level=forecast.level * 100)
    return said


def low_to_high(low: Bound | None, high: Bound | None) -> str:
    """Two ends in words, without their unit; not both may be open."""
    if low is None or high is None:
        end = high if low is None else low
        if isinstance(end, date):
            return say("by {day}", day=end) if low is None else say("from {day} on", day=end)
        shown = in_digits(end)
        return say("at most {n}", n=shown) if low is None else say("at least {n}", n=shown)
    if low == high:
        return in_digits(low)
    return say("{low} to {high}", low=in_digits(low), high=in_digits(high))


def outcome_in_words(question: Question, outcome: Outcome) -> str:
    """The value of an outcome that is known, with its unit."""
    value = outcome.value
    if value is Void.AMBIGUOUS:
        return say("Void: reality is unclear")
    if value is Void.ANNULLED:
        return say("Void: the question was broken")
    if isinstance(value, Never):
        return say("It can no longer happen")
    bare = question.unit in (DATE_UNIT, YES_NO_UNIT, NUMBER)
    unit = "" if bare else f" {question.unit}"
    shown = say("yes" if value else "no") if isinstance(value, bool) else in_digits(value)
    if outcome.until == "open":
        shown = say("{low} or more", low=shown)
    elif outcome.until is not None:
        shown = say("{low} to {high}", low=shown, high=in_digits(outcome.until))
    return shown + unit


def in_digits(value: object) -> str:
    """A day in ISO form; a number with thousands parted, as many digits as tell it.

    >>> in_digits(50_000.0), in_digits(299_999.99), in_digits(date(2024, 2, 1))
    ('50,000', '299,999.99', '2024-02-01')
    """
    if not isinstance(value, float):
        return str(value)
    whole = value.is_integer() and abs(value) < _LONGEST_WHOLE
    return f"{int(value):,}" if whole else f"{value:,.12g}"


def rounded(value: float) -> str:
    """Four digits that tell; no thousands are lost, and no power of ten is shown for them.

    >>> rounded(79_652.3), rounded(0.87561)
    ('79,652', '0.8756')
    """
    return f"{value:,.0f}" if 1000 <= abs(value) < _LONGEST_WHOLE else f"{value:,.4g}"
