"""Foreign XML taken apart in one pass, however it was made.

`MarkupGate` lets through what regular expressions can read in linear time: every tag ends before
the next one begins, and there is nothing hidden (comments with tags, CDATA, entities). `elements`
finds elements without ever searching a stretch twice.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_MOST_TAG = 1_000_000  # bytes
_UNUSUAL = re.compile(rb"<[^<>]*<|<!(?!--)")


class MarkupGate:
    """Looks at a part as it goes by in pieces."""

    def __init__(self) -> None:
        """For one part, from its beginning."""
        self._open = b""  # a tag that has not ended yet

    def must_be_plain(self, piece: bytes) -> None:
        """Errors: ValueError if what was seen so far is not plain markup."""
        seen = self._open + piece
        if _UNUSUAL.search(seen):
            raise ValueError("its XML is not as spreadsheets write it")
        start = seen.rfind(b"<")
        self._open = seen[start:] if start >= 0 and b">" not in seen[start:] else b""
        if len(self._open) > _MOST_TAG:
            raise ValueError("a tag of it is longer than any of a spreadsheet")


class Element(NamedTuple):
    """An element in a part: where it begins and ends, its tag, what is inside."""

    start: int
    end: int
    prefix: bytes
    tag: bytes
    inner: tuple[int, int]


def elements(part: bytes | bytearray, name: str) -> Iterator[Element]:
    """The elements of a name, each behind the one before (those inside of one are part of it).

    Errors: ValueError where one does not end.

    >>> [found.tag for found in elements(b'<a><x:b c="1"/><b>two</b></a>', "b")]
    [b'<x:b c="1"/>', b'<b>']
    """
    opening = re.compile(rb"<((?:\w+:)?)" + name.encode() + rb"\b[^<>]*>")
    place = 0
    while (found := opening.search(part, place)) is not None:
        tag, prefix = bytes(found[0]), bytes(found[1])
        if tag.endswith(b"/>"):
            inner, end = (found.end(), found.end()), found.end()
        else:
            closing = b"</" + prefix + name.encode() + b">"
            close = part.find(closing, found.end())
            if close < 0:
                raise ValueError(f"<{name}> does not end")
            inner, end = (found.end(), close), close + len(closing)
        yield Element(found.start(), end, prefix, tag, inner)
        place = end


def with_elements(part: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A part with each element of a name, tag and all, changed. Errors: as `elements`."""
    out, place = [], 0
    for found in elements(part, name):
        out += [part[place : found.start], change(part[found.start : found.end])]
        place = found.end
    return b"".join([*out, part[place:]])
