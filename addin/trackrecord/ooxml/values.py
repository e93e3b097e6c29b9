"""What a cell of a spreadsheet can hold, and how a file says that it is a date or a percentage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

MOST_ROWS_BELOW = 5_000  # rows typed below a table that are looked for
FIRST_AXIS_DAY = 10_000  # an axis that begins beyond has days on it
DAYS_TO_1904 = 1_462  # from the first day that Excel's numbers count from, to the other one
SERIAL_ZERO = date(1899, 12, 30)  # the day Excel's numbers count from, after February 1900
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_SHARE_IDS = {9, 10}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

Cell = str | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes something, where a value is wanted."""

    text: str


Raw = Cell | Formula


class Share(float):
    """A number that its cell shows in percent: 0.014 as 1.4 %."""

    __slots__ = ()

    def __str__(self) -> str:
        """As it is shown."""
        return f"{self * 100:.10g}%"


def serial(day: date) -> float:
    """The number Excel keeps for a day (1900 system, with its missing 29 February 1900).

    >>> serial(date(1900, 1, 1)), serial(date(1900, 3, 1)), serial(date(2024, 3, 28))
    (1, 61, 45379)
    """
    days = (date(day.year, day.month, day.day) - SERIAL_ZERO).days
    if days < 61:
        days -= 1
    if isinstance(day, datetime):
        return days + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return days


def is_date_format(number: int, codes: Mapping[int, str]) -> bool:
    """Does a number format show a day or a time?

    >>> is_date_format(14, {}), is_date_format(170, {170: "yyyy-mm-dd"})
    (True, True)
    >>> is_date_format(0, {}), is_date_format(170, {170: '0" days"'}), is_date_format(4, {})
    (False, False, False)
    """
    if number in codes:
        code = _first_code(codes[number])
        return bool(re.search("[dmyhs]", code, re.IGNORECASE))
    return number in _DATE_IDS


def is_share_format(number: int, codes: Mapping[int, str]) -> bool:
    """Does a number format show a hundredth as 1 %?

    >>> is_share_format(10, {}), is_share_format(170, {170: '0.0"%"'})
    (True, False)
    """
    return "%" in _first_code(codes[number]) if number in codes else number in _SHARE_IDS


def _first_code(code: str) -> str:
    return _NOT_CODE.sub("", code).split(";")[0]
