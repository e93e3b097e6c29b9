"""Number formats and widths of cells, by kind: what every carrier that writes cells needs."""

import re
from collections.abc import Mapping
from datetime import date

from trackrecord.workbook.kinds import Kind

FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Kind.COUNT: "0",
    Kind.SHARE: "0%",
    Kind.SIGNED: '+0%;-0%;""',
    Kind.DAYS: "0",
    Kind.NUMBER: "#,##0.00",
    Kind.RATIO: "0.00",
    Kind.KEY: "@",  # Text: Excel would make a date of dec-2023
    Kind.WORD: "@",  # and of "February 2024"
    Kind.UNIT: "@",
    Kind.CHOICE: "@",
}
THOUSANDS = "#,##0"
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_SHARE_IDS = {9, 10}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
DATE_FORMAT = FORMATS[Kind.DATE]

# Columns whose cells stand between text and numbers and would touch them.
CENTRED = (Kind.DATE, Kind.MOMENT, Kind.VALUE, Kind.TRUTH, Kind.CHOICE, Kind.SHARE,
           Kind.STATE)

WIDTHS = {
    Kind.KEY: 24, Kind.WORD: 16, Kind.PROSE: 48, Kind.UNIT: 10, Kind.CHOICE: 11, Kind.DATE: 12,
    Kind.MOMENT: 20, Kind.COUNT: 9, Kind.SHARE: 9, Kind.BOUND: 13, Kind.VALUE: 13, Kind.DAYS: 10,
    Kind.SIGNED: 9, Kind.NUMBER: 12, Kind.RATIO: 10, Kind.TRUTH: 9, Kind.STATE: 11,
}


def number_format(kind: Kind, value: object = None) -> str:
    """The format of a cell of that kind; where dates and numbers mix, the value decides.

    >>> number_format(Kind.BOUND, date(2024, 2, 1)), number_format(Kind.BOUND, 50_000.0)
    ('yyyy-mm-dd', '#,##0')
    """
    if kind in FORMATS:
        return FORMATS[kind]
    if isinstance(value, date):
        return DATE_FORMAT
    if isinstance(value, float) and value.is_integer() and 1000 <= abs(value) < 1e15:
        return THOUSANDS
    return "General"


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
