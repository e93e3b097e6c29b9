"""Columns by letters and by numbers; sheets as formulas name them."""

import re
from functools import cache

_PLAIN_TITLE = re.compile(r"[A-Za-z_]{4,}")


@cache
def column_number(letters: bytes) -> int:
    """The number of a column.

    >>> column_number(b"A"), column_number(b"AA"), column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@cache
def column_letters(number: int) -> str:
    """The letters of a column.

    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def quoted(sheet: str) -> str:
    """The name of a sheet, as it stands in a formula.

    >>> quoted("Settings"), quoted("Ann's sheet")
    ('Settings', "'Ann''s sheet'")
    """
    return sheet if _PLAIN_TITLE.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
