"""What a cell of a spreadsheet can hold, and how a file says that it is a date or a percentage."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trackrecord.errors import Refused

MOST_SHEET_ROWS = 1_048_576
MOST_ROWS_BELOW = 5_000  # rows typed below a table that are looked for
FIRST_AXIS_DAY = 10_000  # an axis that begins beyond has days on it
DAYS_TO_1904 = 1_462  # from the first day that Excel's numbers count from, to the other one
SERIAL_ZERO = date(1899, 12, 30)  # the day Excel's numbers count from, after February 1900
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_SHARE_IDS = {9, 10}
_FROM_1904: ContextVar[bool] = ContextVar("from_1904", default=False)
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


@contextmanager
def days_counted(*, from_1904: bool) -> Iterator[None]:
    """Count days as a workbook does, from 1904 or, as most do, from 1900: until the block ends."""
    before = _FROM_1904.set(from_1904)
    try:
        yield
    finally:
        _FROM_1904.reset(before)


def day_of(number: int) -> date:
    """The day that has a number in the workbook at hand; the other way of `serial`.

    >>> with days_counted(from_1904=True):
    ...     serial(date(2024, 3, 28)), day_of(43917)
    (43917, datetime.date(2024, 3, 28))
    """
    if _FROM_1904.get():
        number += DAYS_TO_1904
    return SERIAL_ZERO + timedelta(days=number + (number < 61))


def serial(day: date) -> float:
    """The number that a workbook keeps for a day.

    Days are counted from 1900, with a 29 February 1900 that Excel has and the calendar has not;
    within `days_counted` from 1904, where a workbook counts so.

    >>> serial(date(1900, 1, 1)), serial(date(1900, 3, 1)), serial(date(2024, 3, 28))
    (1, 61, 45379)
    """
    days = (date(day.year, day.month, day.day) - SERIAL_ZERO).days
    if days < 61:
        days -= 1
    if _FROM_1904.get():
        days -= DAYS_TO_1904
        if days < 0:
            raise Refused(
                f"{day:%Y-%m-%d} is before 1904, from when this workbook counts its days; put the "
                "record into another workbook. Nothing was changed"
            )
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
