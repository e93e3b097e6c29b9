"""Compound files ([MS-CFB] version 3): the container of a VBA project. Writes, does not read.

A file of 512-byte sectors: allocation table, directory (a red-black tree for each storage), the
small streams together in one, and the large ones. The same streams give the same bytes.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_IN_HEADER = 109  # sectors of the allocation table that the header has room for
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Entry:
    """One line of the directory."""

    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name,
            len(name) + 2,
            self.kind,
            self.colour,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            0,
            0,
            self.start,
            self.size,
        )


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The file that holds these streams, by name; ``VBA/dir`` is the stream dir in storage VBA.

    Errors: ValueError where a name is too long or the file would be too large (7 MB).
    """
    entries = _directory(streams)
    small = [entry for entry in entries if entry.kind == _STREAM and entry.size < _CUTOFF]
    large = [entry for entry in entries if entry.kind == _STREAM and entry.size >= _CUTOFF]
    mini_table: list[int] = []
    mini_stream = b""
    for entry in small:
        if entry.size:
            entry.start = len(mini_table)
            mini_stream += _padded(entry.content, _MINI)
            mini_table += _chain(len(mini_table), -(-entry.size // _MINI))
        else:
            entry.start = _END
    root = entries[0]
    root.size = len(mini_stream)
    directory = -(-len(entries) // (_SECTOR // 128))
    parts = [
        b"\0" * directory * _SECTOR,
        _sector_table(mini_table),
        _padded(mini_stream, _SECTOR),
        *(_padded(entry.content, _SECTOR) for entry in large),
    ]
    sectors = [len(part) // _SECTOR for part in parts]
    tables = 1
    while tables * (_SECTOR // 4) < tables + sum(sectors):
        tables += 1
    if tables > _IN_HEADER:
        raise ValueError("the streams are too large for a compound file of this kind")
    table = [_FAT] * tables
    starts = []
    for count in sectors:
        starts.append(len(table) if count else _END)
        table += _chain(len(table), count)
    root.start = starts[2]
    for entry, start in zip(large, starts[3:], strict=True):
        entry.start = start
    blank = _Entry("", 0).packed()[:64] + struct.pack("<HBBIII", 0, 0, 0, _NONE, _NONE, _NONE)
    blank += b"\0" * (128 - len(blank))
    lines = [entry.packed() for entry in entries]
    lines += [blank] * (directory * (_SECTOR // 128) - len(lines))
    parts[0] = b"".join(lines)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        tables,
        starts[0],
        0,
        _CUTOFF,
        starts[1],
        sectors[1],
        _END,
        0,
    ) + struct.pack("<109I", *range(tables), *[_FREE] * (_IN_HEADER - tables))
    return header + _sector_table(table) + b"".join(parts)


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    storages = {"": 0}
    members: dict[str, list[int]] = {"": []}
    for path, content in streams.items():
        storage, _, name = path.rpartition("/")
        if storage not in storages:
            storages[storage] = len(entries)
            members[""].append(len(entries))
            members[storage] = []
            entries.append(_Entry(storage, _STORAGE))
        members[storage].append(len(entries))
        entries.append(_Entry(name, _STREAM, content, size=len(content)))
    for entry in entries:
        if not 0 < len(entry.name.encode("utf-16-le")) <= 62:
            raise ValueError(f"'{entry.name}' is no name in a compound file")
    for storage, numbers in members.items():
        ordered = sorted(numbers, key=lambda n: (len(entries[n].name), entries[n].name.upper()))
        deepest = len(ordered).bit_length()
        full = len(ordered) == 2**deepest - 1
        entries[storages[storage]].child = _tree(entries, ordered, 1, 0 if full else deepest)
    return entries


def _tree(entries: list[_Entry], ordered: Sequence[int], level: int, red: int) -> int:
    """Link names in their order into a balanced tree; an unfilled last level is red."""
    if not ordered:
        return _NONE
    middle = len(ordered) // 2
    entry = entries[ordered[middle]]
    entry.left = _tree(entries, ordered[:middle], level + 1, red)
    entry.right = _tree(entries, ordered[middle + 1 :], level + 1, red)
    entry.colour = _RED if level == red else _BLACK
    return ordered[middle]


def _chain(first: int, count: int) -> list[int]:
    """So many sectors in a row, each naming the next."""
    return [*range(first + 1, first + count), _END] if count else []


def _sector_table(numbers: Sequence[int]) -> bytes:
    packed = struct.pack(f"<{len(numbers)}I", *numbers)
    return packed + b"\xff" * (-len(packed) % _SECTOR)


def _padded(content: bytes, size: int) -> bytes:
    return content + b"\0" * (-len(content) % size)
