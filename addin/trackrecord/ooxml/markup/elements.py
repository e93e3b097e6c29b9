"""Elements of a part that is spelled as spreadsheets spell it, found in one pass."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Extent(NamedTuple):
    """Where an element begins and ends in a part, and where what is inside does."""

    start: int
    inner_start: int
    inner_end: int
    end: int


def elements(part: bytes | bytearray, name: str) -> Iterator[Extent]:
    """The elements of a name, each behind the one before (those inside of one are part of it).

    Errors: ValueError where one does not end.

    >>> [found.inner_end - found.inner_start for found in elements(b'<a><b c="1"/><b>two</b></a>', "b")]
    [0, 3]
    """  # noqa: E501 - as it is written
    opening = re.compile(rb"<" + name.encode() + rb"(?=[\s/>])[^<>]*>")
    closing = b"</" + name.encode() + b">"
    place = 0
    while (found := opening.search(part, place)) is not None:
        inner = end = found.end()
        if not found[0].endswith(b"/>"):
            inner = part.find(closing, end)
            if inner < 0:
                raise ValueError(f"<{name}> does not end")
            end = inner + len(closing)
        yield Extent(found.start(), found.end(), inner, end)
        place = end


def without_elements(part: bytes, name: str) -> bytes:
    """A part without the elements of a name. Errors: as `elements`."""
    out, place = [], 0
    for found in elements(part, name):
        out.append(part[place : found.start])
        place = found.end
    return b"".join([*out, part[place:]])
