"""The day on which a text says that it was published."""

import re
from datetime import date

from trackrecord.core.finding.phrases import Sort, phrases_in
from trackrecord.core.wording.reading import read_wording

_HAN_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}[日号]")
_NEAR_THE_TOP = 600  # characters at the beginning that are looked at


def day_published(text: str) -> date | None:
    """The first whole day, year and all, near the beginning; None where there is none.

    >>> day_published("PORT ELLERY, March 12, 2025 (News) -- It will open in May.")
    datetime.date(2025, 3, 12)
    """
    end = min(len(text), _NEAR_THE_TOP)
    places = [(p.start, p.end) for p in phrases_in(text, 0, end) if p.sort is Sort.TIME]
    places += [found.span() for found in _HAN_DAY.finditer(text, 0, end)]
    for first, last in sorted(places):
        try:
            read = read_wording(text[first:last], "date")
        except ValueError:
            continue
        if isinstance(read.low, date) and read.low == read.high:
            return read.low
    return None
