"""The XML of a sheet, cut into rows and cells where it stands, without reading all of it.

Only what producers of workbooks write is expected: no comments and no CDATA among the cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_LONGEST_ROW = 32_000_000  # bytes
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(/?)>")
_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(/?)>")
# A cell of the form that most have; the rest is read by its parts.
PLAIN = re.compile(
    rb'<c r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|><v>([^<]*)</v></c>)'
)
_AT = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d+)[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")
_KIND = re.compile(rb"\bt=[\"'](\w+)[\"']")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it lies in the file: its column, style and type, and what is inside."""

    column: int
    style: int
    kind: bytes
    inner: bytes


def rows_of(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each row of a sheet with its number, as it lies in the file."""
    number = 0
    for row in split(pieces):
        if isinstance(row, Piece):
            continue
        said = _NUMBER.search(row, 0, row.index(b">"))
        number = int(said[1]) if said else number + 1
        yield number, row


class Piece(bytes):
    """What lies before, between and behind the rows of a sheet."""


def split(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A sheet cut into its rows and, as `Piece`, what is around them; together it is the sheet.

    Errors: ValueError where a row is longer than any that Excel writes.
    """
    kept = b""
    for piece in pieces:
        kept += piece
        start = 0
        while (found := _ROW.search(kept, start)) is not None:
            if found[3]:
                end = found.end()
            else:
                closing = b"</" + found[1] + b"row>"
                end = kept.find(closing, found.end()) + len(closing)
                if end < len(closing):
                    break
            if found.start() > start:
                yield Piece(kept[start : found.start()])
            yield kept[found.start() : end]
            start = end
        kept = kept[start:]
        if len(kept) > _LONGEST_ROW:
            raise ValueError("a row is too long")
    if kept:
        yield Piece(kept)


def cells_of(
    row: bytes, left: int = 1, right: int = 16_384, place: int = 0, column: int = 0
) -> Iterator[Cell]:
    """The cells of a row from one column to another, read from `place` on, behind `column`."""
    place = place or row.index(b">")
    while (found := _CELL.search(row, place)) is not None:
        place = found.end()
        inner = b""
        if not found[3]:
            closing = b"</" + found[1] + b"c>"
            end = row.find(closing, place)
            if end < 0:
                raise ValueError("a cell does not end")
            inner, place = row[place:end], end + len(closing)
        at = _AT.search(found[2])
        column = column_number(at[1]) if at else column + 1
        if column > right:
            return
        if column >= left:
            style, kind = _STYLE.search(found[2]), _KIND.search(found[2])
            yield Cell(column, int(style[1]) if style else 0, kind[1] if kind else b"", inner)


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
