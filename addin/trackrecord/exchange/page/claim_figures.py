"""What was read of a claim, and what it scored: in words, with the exact numbers in the markup.

A number stands in ``<data value="…">``, so that a script reads what a person sees rounded.
"""

from collections.abc import Iterator
from datetime import date

from trackrecord.core.assessment import Assessment, Shape
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound
from trackrecord.core.wording.units import NUMBER
from trackrecord.exchange.page.text import escaped, say_escaped
from trackrecord.language import say

_LONGEST_WHOLE = 1e15  # beyond that a float holds no single units


def claim_figures(row: Assessment) -> str:
    """What was read of a forecast and what it scored, as a line of HTML; blank if nothing was."""
    read = _what_was_read(row)
    parts = [say_escaped("Read as {said}", said=read)] if read else []
    parts += _scores(row)
    return f'<span class="figures">{" · ".join(parts)}</span>' if parts else ""


def _what_was_read(row: Assessment) -> str:
    """Low, High, Best and Level in words, with the unit."""
    forecast = row.forecast
    if row.question is None:
        return ""
    if row.shape is Shape.CHANCE:
        said = say("a probability of {share:.10g} %", share=(row.probability or 0.0) * 100)
        return said + (say(" (our reading of the words)") if row.imputed else "")
    if row.shape is None:
        return ""
    said = _low_to_high(forecast.low, forecast.high)
    if row.question.unit not in {DATE_UNIT, YES_NO_UNIT, NUMBER}:
        said += f" {row.question.unit}"
    if forecast.best is not None and not row.is_point:
        said += say(", most likely {best}", best=in_digits(forecast.best))
    if forecast.level is not None:
        said += say(" (at a level of {level:.10g} %)", level=forecast.level * 100)
    return said


def _low_to_high(low: Bound | None, high: Bound | None) -> str:
    if low is None or high is None:
        end = high if low is None else low
        if isinstance(end, date):
            return say("by {day}", day=end) if low is None else say("from {day} on", day=end)
        shown = in_digits(end)
        return say("at most {n}", n=shown) if low is None else say("at least {n}", n=shown)
    if low == high:
        return in_digits(low)
    return say("{low} to {high}", low=in_digits(low), high=in_digits(high))


def in_digits(value: object) -> str:
    """A day in ISO form; a number with thousands parted, as many digits as tell it.

    >>> in_digits(50_000.0), in_digits(299_999.99), in_digits(date(2024, 2, 1))
    ('50,000', '299,999.99', '2024-02-01')
    """
    if not isinstance(value, float):
        return str(value)
    whole = value.is_integer() and abs(value) < _LONGEST_WHOLE
    return f"{int(value):,}" if whole else f"{value:,.12g}"


def _scores(row: Assessment) -> Iterator[str]:
    """The scores of a row that count in comparisons; smaller is better."""
    if row.score is None or row.question is None or row.shape is Shape.CHANCE:
        return  # Brier's score is the verdict
    unit = say("days") if row.question.unit == DATE_UNIT else row.question.unit
    shown = escaped("" if unit == NUMBER else f" {unit}")
    so_far = say_escaped(" so far") if row.provisional else ""
    yield f"{say_escaped('Score')} {_data(row.score)}{shown}{so_far}"
    if row.relative_score is not None and row.relative_score != row.score:
        yield f"{say_escaped('Relative score')} {_data(row.relative_score)}"


def _data(value: float) -> str:
    return f'<data value="{value!r}">{rounded(value)}</data>'


def rounded(value: float) -> str:
    """Four digits that tell; no thousands are lost, and no power of ten is shown for them.

    >>> rounded(79_652.3), rounded(0.87561)
    ('79,652', '0.8756')
    """
    return f"{value:,.0f}" if 1000 <= abs(value) < _LONGEST_WHOLE else f"{value:,.4g}"
