"""The XML of a sheet, cut into rows and cells where it stands, without reading all of it.

The sheet is spelled as spreadsheets spell it (`spelling`): no prefixes, no comments, double quotes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import overload

from trackrecord.ooxml.cell_names import column_number
from trackrecord.ooxml.segments import Segment
from trackrecord.ooxml.values import MOST_SHEET_ROWS

_LONGEST_ROW = 32_000_000  # bytes
_ROW_TAG = re.compile(rb"<row(?=[\s/>])([^>]*?)(/?)>")
_CELL = re.compile(rb"<c(?=[\s/>])([^>]*?)(/?)>")
# A cell of the form that most have; the rest is read by its parts.
PLAIN = re.compile(
    rb'<c r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?: t="(\w+)")?'
    rb'(?:/>|><v>([^<]*)</v></c>|><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)'
)
_AT = re.compile(rb'\sr="([A-Z]{1,3})(\d+)"')
_ROW_NUMBER = re.compile(rb'\sr="(\d+)"')
_CELL_STYLE = re.compile(rb'\ss="(\d+)"')
_KIND = re.compile(rb'\st="(\w+)"')
_ROW_END, _CELL_END = b"</row>", b"</c>"


@dataclass(frozen=True, slots=True)
class CellXml:
    """A cell as it lies in the file: its column, style and type, and what is inside."""

    column: int
    style: int
    kind: bytes
    inner: bytes


def rows_of(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each row of a sheet with its number, as it lies in the file."""
    number = count = 0
    for row in split(pieces):
        if isinstance(row, Piece):
            continue
        count += 1
        if count > MOST_SHEET_ROWS:
            raise ValueError("there are more rows than a sheet can hold")
        said = number_in(row)
        number = number + 1 if said is None else said
        yield number, row


class Piece(bytes):
    """What lies before, between and behind the rows of a sheet."""


@overload
def split(pieces: Iterable[bytes]) -> Iterator[bytes]: ...
@overload
def split(pieces: Iterable[bytes | Segment]) -> Iterator[bytes | Segment]: ...
def split(pieces: Iterable[bytes | Segment]) -> Iterator[bytes | Segment]:
    """A sheet cut into its rows and, as `Piece`, what is around them; together it is the sheet.

    A stretch that is packed stays whole. Errors: ValueError where a row is longer than any that
    Excel writes.
    """
    kept = b""
    for piece in pieces:
        if isinstance(piece, Segment):
            if kept:
                yield Piece(kept)
            yield piece
            kept = b""
            continue
        kept += piece
        start = 0
        while (found := _ROW_TAG.search(kept, start)) is not None:
            if found[2]:
                end = found.end()
            else:
                end = kept.find(_ROW_END, found.end()) + len(_ROW_END)
                if end < len(_ROW_END):
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


def number_in(row: bytes) -> int | None:
    """The number of a row, if it says one."""
    said = _ROW_NUMBER.search(row, 0, row.index(b">"))
    return int(said[1]) if said else None


def spans_of(row: bytes, place: int = 0, column: int = 0) -> Iterator[tuple[int, int, int]]:
    """Each cell of a row: its column, and where it begins and ends.

    Read from `place` on, behind the column given. Errors: ValueError where a cell does not end.
    """
    place = place or row.index(b">")
    while (found := _CELL.search(row, place)) is not None:
        place = found.end()
        if not found[2]:
            place = row.find(_CELL_END, place) + len(_CELL_END)
            if place < len(_CELL_END):
                raise ValueError("a cell does not end")
        at = _AT.search(found[1])
        column = column_number(at[1]) if at else column + 1
        yield column, found.start(), place


def cells_of(
    row: bytes, left: int = 1, right: int = 16_384, place: int = 0, column: int = 0
) -> Iterator[CellXml]:
    """The cells of a row from one column to another, read as `spans_of` does."""
    for at, start, end in spans_of(row, place, column):
        if at > right:
            return
        if at >= left:
            tag_end = row.index(b">", start)
            tag = row[start:tag_end]
            style, kind = _CELL_STYLE.search(tag), _KIND.search(tag)
            yield CellXml(
                at, int(style[1]) if style else 0, kind[1] if kind else b"", row[tag_end + 1 : end]
            )
