"""Writes a package of parts that are packed already."""

import struct
from collections.abc import Iterable
from typing import IO
from zipfile import ZIP_DEFLATED, ZipInfo

from trackrecord.errors import Refused
from trackrecord.ooxml.segments import DeflatedPart

MOST_FILE_BYTES = 4_000_000_000  # of a part, inflated; 100,000 forecasts take half of it
END_OF_FILE = b"PK\x05\x06"
LOCAL, _CENTRAL, END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"  # the records of a zip file
_FLAG_UTF_8 = 0x800
_MOST_32 = 0xFFFFFFFE


class Writer:
    """Writes a zip file of parts that are packed already."""

    def __init__(self, out: IO[bytes]) -> None:
        """Into an open file, from its beginning."""
        self._out, self._place = out, 0
        self._lines: list[bytes] = []
        self.parts: list[tuple[str, int, int]] = []  # name, checksum, size

    def put(self, info: ZipInfo, pieces: Iterable[bytes]) -> None:
        """A part, described and packed. Refused if it is larger than any that is read."""
        if info.file_size > MOST_FILE_BYTES:
            raise Refused(
                f"{info.filename} would hold more than {MOST_FILE_BYTES:,} bytes, and could not be "
                "read again; take several workbooks. Nothing was changed"
            )
        head, line = _headers(info, self._place)
        self._lines.append(line)
        self.parts.append((info.filename, info.CRC, info.file_size))
        for piece in (head, *pieces):
            self._out.write(piece)
            self._place += len(piece)

    def add(self, name: str, part: DeflatedPart) -> None:
        """A new part, without a date of its own: the same parts give the same bytes."""
        self.put(described(ZipInfo(name), part), (one.raw for one in part.stretches))

    def close(self) -> None:
        """Write the directory at the end."""
        directory = b"".join(self._lines)
        count = len(self._lines)
        self._out.write(directory)
        self._out.write(
            struct.pack(END, END_OF_FILE, 0, 0, count, count, len(directory), self._place, 0)
        )


def described(info: ZipInfo, new: DeflatedPart) -> ZipInfo:
    """A part that takes the place of another, in its name and with its date."""
    made = ZipInfo(info.filename, info.date_time)
    made.compress_type, made.CRC = ZIP_DEFLATED, new.crc
    made.compress_size, made.file_size = new.packed_size, new.size
    made.flag_bits = info.flag_bits & _FLAG_UTF_8
    made.external_attr, made.create_system = info.external_attr, 0
    return made


def _headers(info: ZipInfo, place: int) -> tuple[bytes, bytes]:
    """The header before a part, and its line in the directory at the end."""
    if max(info.file_size, info.compress_size, place) > _MOST_32:
        raise Refused("the file would be larger than 4 GB; nothing was changed")
    try:
        name, flags = info.filename.encode("ascii"), 0
    except UnicodeEncodeError:  # with the flag that says so, or in the code of old
        flags = info.flag_bits & _FLAG_UTF_8
        name = info.filename.encode("utf-8" if flags else "cp437")
    year, month, day, hour, minute, second = info.date_time
    when = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    sizes = (info.CRC, info.compress_size, info.file_size)
    head = struct.pack(
        LOCAL, b"PK\x03\x04", 20, flags, info.compress_type, *when, *sizes, len(name), 0
    )
    line = struct.pack(
        _CENTRAL,
        b"PK\x01\x02",
        info.create_system << 8 | 20,
        20,
        flags,
        info.compress_type,
        *when,
        *sizes,
        len(name),
        0,
        0,
        0,
        0,
        info.external_attr,
        place,
    )
    return head + name, line + name
