"""Days and numbers as people's tables and keyboards have them: 28.03.2024, 3/28/2024, 1.200,5.

They are read where they can be meant in one way only. A whole column says more than one cell:
`order_of` and `decimal_of` give what fits all of it, to be named when each cell is read. Nothing
here depends on the language or the time zone of the machine.
"""

import re
from collections.abc import Iterable
from datetime import date

from trackrecord.core.wording.dates.days import ORDERS, day_in_figures, days_by_order
from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.digits import ONE_NUMBER, readings_by_decimal, scaled
from trackrecord.core.wording.numerals import in_figures
from trackrecord.core.wording.text import Unclear, normalised

_LONGEST_CELL = 60  # characters of a day or a number
_MIDNIGHT = re.compile(r"[t ]0{1,2}:00(?::00(?:\.0{1,9})?)?$")


def read_day(text: str, order: str = "") -> date:
    """A day, whichever way it is written.

    ``order`` says how figures are meant where more than one order fits: "dmy", "mdy" or "ymd".
    Errors: ValueError, naming the days where there are two.

    >>> read_day("28.03.2024"), read_day("Dec 16, 2024"), read_day("03/04/2025", "dmy")
    (datetime.date(2024, 3, 28), datetime.date(2024, 12, 16), datetime.date(2025, 4, 3))
    """
    if order and order not in ORDERS:
        raise ValueError(f"'{order}' is no order of a day; write dmy, mdy or ymd")
    small = _MIDNIGHT.sub("", normalised(text)) if len(text) <= _LONGEST_CELL else ""
    try:
        day = day_in_figures(small, order)
        span = (day, day) if day else period(small, None) if re.search(r"\d", small) else None
    except Unclear as unclear:
        raise ValueError(str(unclear)) from None
    except (ValueError, OverflowError):  # a day that is not in the calendar
        span = None
    if span is None or span[0] != span[1]:
        raise ValueError(f"'{text[:60]}' is no day; write it as yyyy-mm-dd, like 2024-03-28")
    return span[0]


def read_number(text: str, decimal: str = "") -> float:
    """A number, whichever way it is written.

    ``decimal`` says which sign stands before decimals where both readings fit: "." or ",".
    Errors: ValueError, naming the numbers where there are two.

    >>> read_number("1.200,5"), read_number("1.2 million"), read_number("1.200", ",")
    (1200.5, 1200000.0, 1200.0)
    """
    if decimal not in ("", ".", ","):
        raise ValueError(f"'{decimal}' is no sign before decimals; write . or ,")
    small = normalised(text) if len(text) <= _LONGEST_CELL else ""
    found = ONE_NUMBER.fullmatch(in_figures(small).replace("- ", "-"))
    if found is not None:
        try:
            value = scaled(found["digits"], found["exponent"] or "", found["scale"] or "", decimal)
        except Unclear as unclear:
            raise ValueError(str(unclear)) from None
        if value is not None:
            return value
    sign = f" with {decimal} before decimals" if decimal else ""
    raise ValueError(f"'{text[:60]}' is no number{sign}; write it like 1200.5")


def order_of(texts: Iterable[str]) -> str:
    """The one order of day, month and year in which all days in figures can be meant; else "".

    Texts that are no days in figures, or begin with a year of four digits, say nothing.

    >>> order_of(["03/04/2025", "13/04/2025"]), order_of(["03/04/2025"])
    ('dmy', '')
    """
    fitting = [set(orders) for text in texts if (orders := days_by_order(_cell(text)))]
    common = set.intersection(*fitting) if fitting else set()
    return next(iter(common)) if len(common) == 1 else ""


def _cell(text: str) -> str:
    return _MIDNIGHT.sub("", normalised(text)) if len(text) <= _LONGEST_CELL else ""


def decimal_of(texts: Iterable[str]) -> str:
    """The one sign before decimals with which all texts are numbers; "" if undecided.

    Texts that are no numbers say nothing.

    >>> decimal_of(["1.200", "0,4"]), decimal_of(["1,200", "1.5"]), decimal_of(["1.200"])
    (',', '.', '')
    """
    fitting = []
    for text in texts:
        small = normalised(text) if len(text) <= _LONGEST_CELL else ""
        found = ONE_NUMBER.fullmatch(small)
        if found is not None and (signs := set(readings_by_decimal(found["digits"]))):
            fitting.append(signs)
    common = set.intersection(*fitting) if fitting else set()
    return next(iter(common)) if len(common) == 1 else ""
