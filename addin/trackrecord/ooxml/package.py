"""A workbook file as a zip of parts: looked over before anything reads it, copied part by part.

This is the one gate that every workbook passes which we did not just write ourselves. Sizes are
counted while a part is read, not believed. A part that is not changed is copied as it lies, still
compressed, so that it keeps its bytes whatever is in it.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from trackrecord.errors import Refused
from trackrecord.files.reading import open_file
from trackrecord.ooxml.markup.spelling import SpellingGate, respelled
from trackrecord.ooxml.parts.zip_writer import (
    END,
    END_OF_FILE,
    LOCAL,
    MOST_FILE_BYTES,
    Writer,
    described,
)
from trackrecord.ooxml.segments import DeflatedPart

MOST_PARTS = 2_000
MOST_TIMES = 250  # a part is this many times as large as it lies; text of tables reaches 60
_LARGE, _MOST_TIMES_OF_LARGE = 1_000_000_000, 100  # beyond so many bytes it is no more than that
MOST_SMALL = 8_000_000  # of a part that is read whole
_MOST_PICTURE = 1_000_000_000  # of a part that is no text, and that nobody here inflates
_ALWAYS_FINE = 8_000_000  # bytes that may be as dense as they like
_PIECE = 1 << 20
TYPES = "[Content_Types].xml"  # of which kind each part is
_TEXT_PARTS = (".xml", ".rels", ".vml")
_LARGE_END, _LARGE_LOCATOR, _LARGE_COUNT = b"PK\x06\x06", "<4sIQI", 0xFFFF
_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
# What begins a definition of entities, also in two bytes a letter.
_FORBIDDEN = re.compile(
    b"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE
)
_LONGEST_FORBIDDEN = 2 * len(b"<!DOCTYPE")
_FLAG_ENCRYPTED = 0x1


class Package:
    """An Office file, open for reading."""

    def __init__(self, path: Path, kind: str = "a workbook") -> None:
        """Look the file over. Refused, with the reason, if it should not be read as that kind."""
        self.path, self._kind = path, kind
        try:
            self._file = open_file(path)
        except FileNotFoundError:
            raise Refused(f"{path} does not exist") from None
        except OSError as error:
            raise Refused(
                f"{path} cannot be read ({error.strerror}); close it in Excel, or check who owns it"
            ) from error
        try:
            self._infos = self._directory()
            self._by_name = {name.casefold(): name for name in self._infos}
            self._is_usual: dict[str, bool] = {}
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; it was only read, so that whatever the disk says now, all is well."""
        with suppress(OSError):
            self._file.close()

    @property
    def names(self) -> list[str]:
        """The parts, in the order in which they lie."""
        return list(self._infos)

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """Of each part its name, checksum and size, as the file says them."""
        return [(name, info.CRC, info.file_size) for name, info in self._infos.items()]

    def _directory(self) -> dict[str, ZipInfo]:
        if self._file.read(8) == _OLD_OFFICE:
            raise self._no(
                "it is encrypted, or of the kind before 2007; save it as .xlsx, without a password"
            )
        self._file.seek(0, 2)
        size = self._file.tell()
        self._file.seek(max(0, size - 66_000))
        tail = self._file.read()
        place = tail.rfind(END_OF_FILE)
        if place < 0 or len(tail) - place < struct.calcsize(END):
            raise self._no("it is something else, or only a part of one")
        count = struct.unpack_from(END, tail, place)[4]
        if count == _LARGE_COUNT:
            count = self._large_count(tail[:place])
        if count > MOST_PARTS:
            raise self._no(f"it has {count:,} parts; a workbook has at most {MOST_PARTS:,}")
        try:
            infos = ZipFile(self._file).infolist()
        except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
            raise self._no(f"it is damaged ({error})") from error
        self._check(infos)
        return {_part_name(info): info for info in infos}

    def _large_count(self, before: bytes) -> int:
        """How many parts a file has whose directory is written as in one of more than 4 GB."""
        size = struct.calcsize(_LARGE_LOCATOR)
        if len(before) < size:
            return _LARGE_COUNT
        place = struct.unpack(_LARGE_LOCATOR, before[-size:])[2]
        try:
            self._file.seek(place)
            head = self._file.read(40)
        except (OSError, OverflowError, ValueError):  # it leads to nowhere
            return _LARGE_COUNT
        if len(head) < 40 or not head.startswith(_LARGE_END):
            return _LARGE_COUNT
        return int(struct.unpack_from("<Q", head, 32)[0])

    def _check(self, infos: list[ZipInfo]) -> None:
        lower = [_part_name(info).casefold() for info in infos]
        if len(infos) > MOST_PARTS:
            raise self._no(f"it has {len(infos):,} parts; a workbook has at most {MOST_PARTS:,}")
        for info in infos:
            name = info.orig_filename
            parts = _part_name(info).split("/")
            if "\0" in name or not parts[0] or ".." in parts:
                raise self._no(f"a part has the name {name[:60]!r}, which leads out of the file")
            if info.flag_bits & _FLAG_ENCRYPTED:
                raise self._no("it is encrypted; save it without a password")
            if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self._no(f"{name[:60]} is compressed in a way that Excel does not use")
            is_text = name.lower().endswith(_TEXT_PARTS)
            most = _most_inflated(info.compress_size) if is_text else _MOST_PICTURE
            if info.file_size > most:
                raise self._no(f"{name[:60]} is a bomb that unfolds to {info.file_size:,} bytes")
        if len(set(lower)) < len(lower):
            raise self._no("it holds two parts of one name, and readers would see different ones")

    def _no(self, why: str) -> Refused:
        return Refused(f"{self.path} is not {self._kind} that can be read: {why}")

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def find(self, name: str) -> str | None:
        """The part that has this name, in whatever case; None if there is none."""
        return name if name in self._infos else self._by_name.get(name.casefold())

    def _lying(self, info: ZipInfo) -> tuple[int, int]:
        """Where the bytes of a part begin, and how many they are."""
        try:
            self._file.seek(max(0, info.header_offset))
            head = self._file.read(struct.calcsize(LOCAL))
        except (OSError, OverflowError, ValueError):  # it leads to nowhere
            head = b""
        if len(head) < struct.calcsize(LOCAL) or not head.startswith(b"PK\x03\x04"):
            raise self._no(f"it is damaged at {info.filename}")
        name, extra = struct.unpack(LOCAL, head)[-2:]
        return info.header_offset + len(head) + name + extra, info.compress_size

    def _raw(self, info: ZipInfo) -> Iterator[bytes]:
        place, left = self._lying(info)
        while left:
            try:
                self._file.seek(place)
                piece = self._file.read(min(left, _PIECE // 8))
            except (OSError, OverflowError, ValueError):  # it leads to nowhere
                piece = b""
            if not piece:
                raise self._no(f"it ends within {info.filename}")
            place, left = place + len(piece), left - len(piece)
            yield piece

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces, inflated.

        Refused where it is too large or damaged, or defines entities of its own.
        """
        info = self._infos[name]
        crc = read = taken = 0
        last = b""
        for piece, lying in self._inflated(info):
            taken += lying
            read += len(piece)
            if read > min(_most_inflated(taken), MOST_FILE_BYTES):
                raise self._no(f"{name} is a bomb that unfolds to more than {read:,} bytes")
            if read > info.file_size:
                raise self._no(f"{name} is longer than the file says")
            crc = zlib.crc32(piece, crc)
            if _FORBIDDEN.search(last + piece[:_LONGEST_FORBIDDEN]) or _FORBIDDEN.search(piece):
                raise self._no(f"{name} defines entities of its own, which no workbook needs")
            last = piece[-_LONGEST_FORBIDDEN:]
            yield piece
        if crc != info.CRC or read != info.file_size:
            raise self._no(f"it is damaged at {name}; open it in Excel, which may repair it")

    def spelled(self, name: str, most: int = MOST_FILE_BYTES) -> Iterator[bytes]:
        """A part in pieces, in the one spelling that patterns read. Refused as by `stream`."""
        if self._infos[name].file_size > most:
            raise self._no(f"{name} is larger than {most:,} bytes")
        if name not in self._is_usual:
            gate = SpellingGate()
            seen = all(gate.is_usual(piece) for piece in self.stream(name))
            self._is_usual[name] = seen and gate.is_closed
        if self._is_usual[name]:
            return self.stream(name)
        return self._respelled(name)

    def _respelled(self, name: str) -> Iterator[bytes]:
        try:
            yield from respelled(self.stream(name))
        except ValueError as error:
            raise self._no(f"{name} is damaged ({error})") from error

    def _inflated(self, info: ZipInfo) -> Iterator[tuple[bytes, int]]:
        """Pieces, each with the number of bytes that it took in the file."""
        if info.compress_type == ZIP_STORED:
            yield from ((piece, len(piece)) for piece in self._raw(info))
            return
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for raw in self._raw(info):
                rest, lying = raw, len(raw)
                while True:
                    piece = inflate.decompress(rest, _PIECE)
                    yield piece, lying
                    rest, lying = inflate.unconsumed_tail, 0
                    if not rest and len(piece) < _PIECE:
                        break
        except zlib.error as error:
            raise self._no(f"it is damaged at {info.filename} ({error})") from error

    def packed(self, name: str, most: int = MOST_FILE_BYTES) -> bytes:
        """A part as it lies in the file, packed and not looked into. Refused if it is larger."""
        info = self._infos[name]
        if info.compress_size > most:
            raise self._no(f"{name} takes more than {most:,} bytes")
        return b"".join(self._raw(info))

    def packed_pieces(self, name: str) -> Iterator[bytes]:
        """The same, whatever its size, in pieces."""
        return self._raw(self._infos[name])

    def read(self, name: str, most: int = MOST_SMALL) -> bytes:
        """A part as a whole. Refused if it is not there, or larger than `most` bytes."""
        if name not in self._infos:
            raise self._no(f"the part {name} is missing")
        if self._infos[name].file_size > most:
            raise self._no(f"{name} is larger than {most:,} bytes")
        return b"".join(self.stream(name))  # no more than the file says, which is counted

    def holds(self, name: str, part: DeflatedPart) -> bool:
        """Is a part just that already?"""
        info = self._infos[name]
        return (info.CRC, info.file_size) == (part.crc, part.size)

    def write(self, out: IO[bytes], changed: Mapping[str, DeflatedPart | None]) -> None:
        """The same file with some parts changed, new (at the end) or left out (None)."""
        writer = Writer(out)
        for name, info in self._infos.items():
            if name not in changed:
                writer.put(info, self._raw(info))
            elif (new := changed[name]) is not None:
                writer.put(described(info, new), (one.raw for one in new.stretches))
        for name, new in changed.items():
            if name not in self._infos and new is not None:
                writer.add(name, new)
        writer.close()


def _part_name(info: ZipInfo) -> str:
    """The name of a part, whichever slashes its writer took."""
    return info.filename.replace("\\", "/")


def _most_inflated(lying: int) -> int:
    """How many bytes a part may unfold to that takes so many in the file."""
    most = max(_ALWAYS_FINE, lying * MOST_TIMES)
    return most if most <= _LARGE else max(_LARGE, lying * _MOST_TIMES_OF_LARGE)
