"""The way back: a reading, or two ends, in words that read the same."""

from datetime import date

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Reading
from trackrecord.core.wording.dates.spans import MONTHS, months


def canonical(reading: Reading, unit: str) -> str:
    """A wording that reads the same, whatever the day of issue.

    >>> canonical(Reading(date(2024, 2, 1), date(2024, 2, 29)), "date")
    'February 2024'
    >>> canonical(Reading(None, 2.0), "cars")
    'at most 2'
    """
    said = _canonical_ends(reading, unit)
    if reading.level is None:
        return said
    return f"{said} ({reading.level * 100:.10g} % confidence)"


def _canonical_ends(reading: Reading, unit: str) -> str:
    low, high = reading.low, reading.high
    if unit == YES_NO_UNIT:
        return _digits(low)
    if isinstance(low, date) and isinstance(high, date):
        return _period_name(low, high)
    words = ("by", "from") if unit == DATE_UNIT else ("at most", "at least")
    if low is None:
        return f"{words[0]} {_digits(high)}"
    if high is None:
        return f"{words[1]} {_digits(low)}"
    return _digits(low) if low == high else f"{_digits(low)} to {_digits(high)}"


def _digits(value: Bound | None) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _period_name(low: date, high: date) -> str:
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
