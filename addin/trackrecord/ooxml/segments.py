"""Large parts as independently deflated segments, so that most of them need not be inflated.

Large sheets are deflated in segments of about 512 KB that start at a row, so one segment can be
read or replaced without inflating the others. Where they lie is in the workbook's index. Files that
other programs wrote have no such segments.
"""

import re
import zlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from trackrecord.ooxml.markup.spelling import SpellingGate

FLUSH_AFTER = 1 << 19  # bytes
_ROW_START = re.compile(rb'<row r="(\d+)"')
_ROW_END = b"</row>"


@dataclass(frozen=True, slots=True)
class Segment:
    """Packed bytes, what they unpack to (checksum, size), and the rows, if they are whole rows.

    Of one that is `proven`, it is known already that it unpacks to that by itself.
    """

    raw: bytes
    crc: int
    size: int
    first: int = 0
    last: int = 0
    proven: bool = False

    def data(self) -> bytes:
        """What it unpacks to. Errors: ValueError if that is not what it should be."""
        try:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.raw, self.size + 1)
        except zlib.error as error:
            raise ValueError(f"a stretch does not unpack: {error}") from error
        if len(data) != self.size or zlib.crc32(data) != self.crc:
            raise ValueError("a stretch unpacks to something else")
        if not SpellingGate().is_usual(data):
            raise ValueError("a stretch is spelled otherwise than we spell")
        return data

    def may_hold(self, rows: Sequence[int]) -> bool:
        """May one of some rows, in their order, lie in it? What is around the rows is in others."""
        at = bisect_left(rows, self.first)
        return not self.first or (at < len(rows) and rows[at] <= self.last)


@dataclass(frozen=True, slots=True)
class DeflatedPart:
    """A new part, compressed already."""

    stretches: Sequence[Segment]
    crc: int
    size: int

    @property
    def packed_size(self) -> int:
        """Bytes that it takes in the file."""
        return sum(len(one.raw) for one in self.stretches)

    def data(self) -> bytes:
        """What it unpacks to."""
        return b"".join(one.data() for one in self.stretches)


def keep_deflated(stretches: Sequence[Segment], rows: Collection[int]) -> Iterator[bytes | Segment]:
    """A sheet of which the stretches stay packed that hold none of some rows."""
    wanted = sorted(rows)
    return (one.data() if one.may_hold(wanted) else one for one in stretches)


def inflate_rows(stretches: Sequence[Segment], rows: Collection[int]) -> Iterator[bytes]:
    """Of a sheet, the pieces that hold some rows, and what is around all rows."""
    wanted = sorted(rows)
    return (one.data() for one in stretches if one.may_hold(wanted))


def deflate(pieces: Iterable[bytes | Segment]) -> DeflatedPart:
    """Compress a part that comes in pieces; a stretch that is packed already stays so."""
    made: list[Segment] = []
    waiting: list[bytes] = []
    waits = 0
    for piece in pieces:
        if isinstance(piece, Segment):
            made += [_pressed(b"".join(waiting))] if waiting else []
            made.append(piece)
            waiting, waits = [], 0
            continue
        waiting.append(piece)
        waits += len(piece)
        if waits >= FLUSH_AFTER:
            made.append(_pressed(b"".join(waiting)))
            waiting, waits = [], 0
    made.append(_pressed(b"".join(waiting), zlib.Z_FINISH))
    crc = 0
    for one in made:
        crc = joined(crc, one.crc, one.size)
    return DeflatedPart(made, crc, sum(one.size for one in made))


def _pressed(data: bytes, flush: int = zlib.Z_FULL_FLUSH) -> Segment:
    press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw = press.compress(data) + press.flush(flush)
    first, last = _ROW_START.match(data), _ROW_START.search(data, max(0, data.rfind(b"<row ")))
    rows = (0, 0)
    if first and last and data.endswith(_ROW_END):
        rows = int(first[1]), int(last[1])
    return Segment(raw, zlib.crc32(data), len(data), *rows)


_POLYNOMIAL = 0xEDB88320  # of the checksum of zip and zlib


def joined(one: int, two: int, size: int) -> int:
    """The checksum of two texts one after the other, from those of each and the second's size.

    >>> joined(zlib.crc32(b"fore"), zlib.crc32(b"cast"), 4) == zlib.crc32(b"forecast")
    True
    """
    power = 0
    while size:
        if size & 1:
            one = _times(_zero_bytes(power), one)
        size, power = size >> 1, power + 1
    return one ^ two


@cache
def _zero_bytes(power: int) -> list[int]:
    """What two to the power of so many zero bytes behind a text do to its checksum."""
    if power:
        return _squared(_zero_bytes(power - 1))
    bit = [_POLYNOMIAL, *(1 << n for n in range(31))]
    return _squared(_squared(_squared(bit)))


def _times(matrix: list[int], vector: int) -> int:
    total = place = 0
    while vector:
        if vector & 1:
            total ^= matrix[place]
        vector >>= 1
        place += 1
    return total


def _squared(matrix: list[int]) -> list[int]:
    return [_times(matrix, row) for row in matrix]
