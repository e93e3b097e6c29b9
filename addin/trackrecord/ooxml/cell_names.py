"""Columns by letters and by numbers; sheets as formulas name them."""

import re
from functools import cache

AREA = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)(?::(\$?)([A-Z]{1,3})(\$?)(\d+))?")
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


def area_of(address: str) -> tuple[int, int, int, int]:
    """The first row and column of some cells, and the last ones.

    Errors: ValueError where that is no address of cells.

    >>> area_of("$A$1:$C$33"), area_of("B2")
    ((1, 1, 33, 3), (2, 2, 2, 2))
    """
    ends = AREA.fullmatch(address)
    if ends is None:
        raise ValueError(f"{address} is no area of cells")
    left, right = (column_number((end or ends[2]).encode()) for end in (ends[2], ends[6]))
    return int(ends[4]), left, int(ends[8] or ends[4]), right


def quoted(sheet: str) -> str:
    """The name of a sheet, as it stands in a formula.

    >>> quoted("Settings"), quoted("Ann's sheet")
    ('Settings', "'Ann''s sheet'")
    """
    return sheet if _PLAIN_TITLE.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
