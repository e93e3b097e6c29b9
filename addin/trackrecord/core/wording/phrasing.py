"""The way back: a reading, or two ends, in words that read the same."""

import re
from datetime import date
from math import isfinite

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Never, Reading
from trackrecord.core.wording.dates.spans import MONTHS, months
from trackrecord.core.wording.units import next_to


def canonical(reading: Reading, unit: str) -> str:
    """A wording that reads the same, whatever the day of issue.

    >>> canonical(Reading(date(2024, 2, 1), date(2024, 2, 29)), "date")
    'February 2024'
    >>> canonical(Reading(None, 2.0), "cars")
    'at most 2'
    """
    if isinstance(reading.low, Never):
        return str(reading.low)
    said = _canonical_ends(*reading.ends(), unit)
    if reading.best is not None and reading.low != reading.high:
        said = f"{said}, most likely {_digits(reading.best)}"
    if reading.level is None:
        return said
    return f"{said} ({reading.level * 100:.10g} % confidence)"


def _canonical_ends(low: Bound | None, high: Bound | None, unit: str) -> str:
    if unit == YES_NO_UNIT:
        return _digits(low)
    if isinstance(low, date) and isinstance(high, date):
        return period_name(low, high)
    words = ("by", "from") if unit == DATE_UNIT else ("at most", "at least")
    if (strict := _strictly(low, high, unit)) is not None:
        return strict
    if low is None:
        return f"{words[0]} {_digits(high)}"
    if high is None:
        return f"{words[1]} {_digits(low)}"
    return _digits(low) if low == high else f"{_digits(low)} to {_digits(high)}"


def _strictly(low: Bound | None, high: Bound | None, unit: str) -> str | None:
    """More than 800 km, less than 3 %: what lies next to a short number, and would show as dust."""
    end = high if low is None else low
    if not isinstance(end, float) or (low is not None and high is not None):
        return None
    near = float(f"{end:.12g}")
    way = -1 if low is None else 1
    if near == end or not isfinite(near) or next_to(near, unit, way) != end:
        return None
    return f"{'less' if low is None else 'more'} than {_digits(near)}"


def _digits(value: Bound | None) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    # One or more digits before three decimals may be thousands: 1.250 is asked back.
    return f"{text}0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


def period_name(low: date, high: date) -> str:
    """The name of a month, quarter, half or year, else its two days.

    >>> period_name(date(2024, 1, 1), date(2024, 3, 31)), period_name(*[date(2024, 1, 1)] * 2)
    ('Q1 2024', '2024-01-01')
    """
    names = {
        1: f"{MONTHS[low.month - 1].capitalize()} {low.year}",
        3: f"Q{(low.month + 2) // 3} {low.year}",
        6: f"H{(low.month + 5) // 6} {low.year}",
        12: f"{low.year}",
    }
    if low == high:
        return str(low)
    for count, name in names.items():
        if (
            (low.month - 1) % count == 0
            and low.day == 1
            and (low, high) == months(low.year, low.month, count)
        ):
            return name
    return f"{low} to {high}"


def ends_in_words(low: Bound | None, high: Bound | None) -> str:
    """Low and High in words, without their unit.

    >>> ends_in_words(50_000.0, 60_000.0), ends_in_words(None, date(2024, 6, 30))
    ('50000 to 60000', 'at most 2024-06-30')
    """
    first, last = ("" if end is None else _digits(end) for end in (low, high))
    if first == last:
        return first
    if first and last:
        return f"{first} to {last}"
    return f"at least {first}" if first else f"at most {last}"
