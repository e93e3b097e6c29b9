"""The day on which a text says that it was published."""

import re
from datetime import date

from trackrecord.core.wording.reading import read_wording

_WHOLE_DAY = (
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|\d{4}-\d\d-\d\d|"
    r"\d{4}年\d{1,2}月\d{1,2}[日号])"
)
_BEGINNING_OF_TEXT = 2_000  # characters
_LINES_LOOKED_AT = 6  # at the beginning that are looked at
# A line that is the day alone, or says that it is; a place before it and a dash behind it.
_DAY_ALONE = re.compile(
    rf"\W*(?:(?:first |last )?(?:published|posted|updated|dated?|on|发布|发表)\W{{1,3}})?"
    rf"(?:[A-Z][a-z]+day,? )?({_WHOLE_DAY})[^.。]{{0,40}}$",
    re.IGNORECASE,
)
_OF_A_PLACE = re.compile(
    rf"[^.。\n]{{0,60}}?({_WHOLE_DAY}) ?(?:\([^()\n]{{1,40}}\) ?)?(?:--|–|—|-|[)）])"
)


def day_published(text: str) -> date | None:
    """The day in the dateline of a text, or on a line of its own near the beginning; else None.

    >>> day_published("PORT ELLERY, March 12, 2025 (News) -- It will open in May.")
    datetime.date(2025, 3, 12)
    >>> day_published("It opened on March 12, 2025. It will open again.") is None
    True
    """
    lines = [line for line in text[:_BEGINNING_OF_TEXT].split("\n") if line.strip()]
    for line in lines[:_LINES_LOOKED_AT]:
        found = _DAY_ALONE.match(line) or _OF_A_PLACE.match(line)
        if found is None:
            continue
        try:
            read = read_wording(found[1], "date")
        except ValueError:
            continue
        if isinstance(read.low, date) and read.low == read.high:
            return read.low
    return None
