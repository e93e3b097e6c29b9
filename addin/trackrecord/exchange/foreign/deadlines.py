"""The day on which a question is over by its own words: the end of the period it names."""

import re
from datetime import date

from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.text import normalised

_Y4 = r"(?:19|20)\d{2}"
_M = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NAMED_PERIOD = re.compile(
    rf"{_Y4}-\d{{2}}-\d{{2}}|{_Y4} ?-?q[1-4]|q[1-4] ?{_Y4}|{_Y4} ?h[12]|h[12] ?{_Y4}|"
    rf"\d{{1,2}} {_M} {_Y4}|{_M} \d{{1,2}},? {_Y4}|{_M} {_Y4}|"
    rf"{_Y4}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|(?<!\d){_Y4}(?!\d)"
)


def last_day_named(title: str) -> date | None:
    """The last day of the one period that a title names; None where it names none, or several.

    >>> last_day_named("Fed funds upper bound, 2026 Q2"), last_day_named("Units sold in 2025")
    (datetime.date(2026, 6, 30), datetime.date(2025, 12, 31))
    >>> last_day_named("Higher in 2026 than in 2025?")
    """
    found = [
        _NAMED_PERIOD.sub(lambda m: _spelled(m[0]), m[0])
        for m in _NAMED_PERIOD.finditer(normalised(title))
    ]
    if len(found) != 1:
        return None
    try:
        span = period(found[0], None)
    except (ValueError, OverflowError):
        return None
    return span[1] if span else None


def _spelled(text: str) -> str:
    """A quarter or half as the grammar has it: Q2 2026."""
    turned = re.fullmatch(rf"({_Y4}) ?-?([qh]\d)", text)
    return f"{turned[2]} {turned[1]}" if turned else text
