"""A large sheet in stretches that are packed by themselves, so that most of them can stay packed.

We write a large part with a full flush of the packer every megabyte, between two rows: what lies
between two flushes needs nothing of what lies before it. A change then unpacks and packs only the
stretches it touches. Files of others have no such places; they are one stretch.
"""

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

FLUSH_AFTER = 1 << 20  # bytes
_SYNC = re.compile(re.escape(b"\x00\x00\xff\xff"))
_ROW = re.compile(rb'<row r="(\d+)"')
_ROW_END = b"</row>"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Packed bytes, what they unpack to (checksum, size), and the rows, if they are whole rows."""

    raw: bytes
    crc: int
    size: int
    first: int = 0
    last: int = 0

    def data(self) -> bytes | None:
        """What it unpacks to by itself; None if it needs what lies before it."""
        try:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.raw, self.size + 1)
        except zlib.error:
            return None
        return data if len(data) == self.size and zlib.crc32(data) == self.crc else None


@dataclass(frozen=True, slots=True)
class Packed:
    """A new part, compressed already."""

    content: bytes
    crc: int
    size: int


def kept(stretches: Sequence[Stretch], rows: Collection[int]) -> Iterator[bytes | Stretch]:
    """A sheet of which the stretches stay packed that hold none of some rows.

    Errors: ValueError, before anything is given, if a stretch needs what lies before it.
    """
    if any(one.data() is None for one in stretches):
        raise ValueError("a stretch cannot be unpacked by itself")
    return (one if one.first and not any(one.first <= row <= one.last for row in rows)
            else one.data() or b"" for one in stretches)


def packed(pieces: Iterable[bytes | Stretch]) -> Packed:
    """Compress a part that comes in pieces; a stretch that is packed already stays so."""
    press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    out = bytearray()
    crc = size = since = 0
    for piece in pieces:
        if isinstance(piece, Stretch):
            out += press.flush(zlib.Z_FULL_FLUSH) + piece.raw
            crc, size, since = joined(crc, piece.crc, piece.size), size + piece.size, 0
            continue
        crc, size, since = zlib.crc32(piece, crc), size + len(piece), since + len(piece)
        out += press.compress(piece)
        if since >= FLUSH_AFTER and piece.endswith(_ROW_END):
            out += press.flush(zlib.Z_FULL_FLUSH)
            since = 0
    out += press.flush()
    return Packed(bytes(out), crc, size)


def cut(raw: bytes) -> Iterator[bytes]:
    """Packed bytes, cut where a flush may have been."""
    start = 0
    for found in _SYNC.finditer(raw):
        yield raw[start : found.end()]
        start = found.end()
    yield raw[start:]


def stretch(raw: bytes, data: bytes) -> Stretch:
    """A stretch of a part, and which rows it holds."""
    first, last = _ROW.match(data), _ROW.search(data, max(0, data.rfind(b"<row ")))
    rows = (0, 0)
    if first and last and data.endswith(_ROW_END):
        rows = int(first[1]), int(last[1])
    return Stretch(raw, zlib.crc32(data), len(data), *rows)


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
