"""The index of a large workbook of ours: a small change finds its place without reading everything.

It says where the stretches of large sheets lie, in which rows the forecasts of each question are,
and what the journal has yet to be told of a workbook just built. It is a part of the file that
others pass over, as they must (ECMA-376, Part 1, 9.1, unknown parts and relationships). Who asks
for it must know that the file is as we left it (`seal`).
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from xml.etree import ElementTree as ET

from trackrecord.core.changes import Change
from trackrecord.core.keys import folded
from trackrecord.errors import Refused
from trackrecord.ooxml.cell_xml import text, untext
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.package import MOST_SMALL, Package
from trackrecord.ooxml.parts.main_part import Types, add_link
from trackrecord.ooxml.segments import DeflatedPart, Segment, deflate
from trackrecord.ooxml.values import MOST_SHEET_ROWS

PART = "xl/trackrecord/index.xml"
LARGE = 5_000  # forecasts; a workbook of more has an index
_NAMESPACE = "urn:trackrecord:index"
_IN = f"{{{_NAMESPACE}}}"
_TYPE = "application/vnd.trackrecord.index+xml"
_MOST_PACKED = 64_000_000  # bytes of a sheet
_LONGEST_LIST_OF_ROWS = 8_000_000  # bytes of a stretch


@dataclass(frozen=True, slots=True)
class Index:
    """Stretches by the part of their sheet, rows of Forecasts by question, rows to be journalled.

    `unseen` is None where one must look what the journal has not seen.
    """

    sheets: Mapping[str, Sequence[Segment]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    unseen: Sequence[Change] | None = None


def by_question(questions: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """The rows of each question, folded, from the question of each row."""
    rows: dict[str, list[int]] = {}
    for number, question in questions:
        rows.setdefault(folded(question), []).append(number)
    return rows


def read_index(package: Package) -> Index | None:
    """The index of a file; None if it has none, or one that does not fit what lies in the file."""
    if PART not in package:
        return None
    try:
        # The gate has let no entities in.
        root = ET.fromstring(package.read(PART))  # noqa: S314
        found = [*root.iter(f"{_IN}sheet")]
        if len({sheet.get("part") for sheet in found}) < len(found):
            return None
        sheets = {sheet.get("part", ""): _stretches(package, sheet) for sheet in found}
        questions = [*root.iter(f"{_IN}question")]
        if sum(item.get("rows", "").count(" ") + 1 for item in questions) > MOST_SHEET_ROWS:
            return None
        rows = {
            untext(item.text or ""): [*map(int, item.get("rows", "").split())] for item in questions
        }
    except (ET.ParseError, ValueError, KeyError, Refused):
        return None
    told = root.find(f"{_IN}unseen")
    unseen = (
        None
        if told is None
        else [
            Change(item.get("table", ""), f"{item.get('count')} rows", "", item.text or "")
            for item in told
        ]
    )
    return Index(sheets, rows, unseen) if sheets else None


def _stretches(package: Package, sheet: ET.Element) -> list[Segment]:
    """The stretches of a sheet. Errors: ValueError where other bytes lie there."""
    raw = package.packed(sheet.get("part", ""), _MOST_PACKED)
    found, start = [], 0
    for item in sheet:
        length, packed_crc, crc, size, first, last = (
            int(item.get(name, "")) for name in ("packed", "lies", "crc", "size", "first", "last")
        )
        piece = raw[start : start + length]
        if zlib.crc32(piece) != packed_crc or not 0 <= size <= _LONGEST_LIST_OF_ROWS:
            raise ValueError("other bytes lie there")
        found.append(Segment(piece, crc, size, first, last, proven=True))
        start += length
    ends_fit = found and not found[0].first and not found[-1].first
    ordered = all(one.last < two.first for one, two in pairwise(one for one in found if one.first))
    if start != len(raw) or not ends_fit or not ordered:
        raise ValueError("the stretches are not the sheet")
    return found


def packed_index(index: Index) -> DeflatedPart:
    """The part that holds an index; an empty one, if it would be too large to be read."""
    part = deflate(_ranges_written(index))
    return part if part.size <= MOST_SMALL else deflate(_ranges_written(Index()))


def _ranges_written(index: Index) -> Iterator[bytes]:
    yield f'<index xmlns="{_NAMESPACE}">'.encode()
    for part, stretches in index.sheets.items():
        yield f'<sheet part="{escape(part)}">'.encode()
        for one in stretches:
            yield (
                f'<stretch packed="{len(one.raw)}" lies="{zlib.crc32(one.raw)}" crc="{one.crc}" '
                f'size="{one.size}" first="{one.first}" last="{one.last}"/>'
            ).encode()
        yield b"</sheet>"
    for question, rows in index.rows.items():
        yield f'<question rows="{" ".join(map(str, rows))}">{text(question)}</question>'.encode()
    if index.unseen is not None:
        yield b"<unseen>"
        for change in index.unseen:
            count = change.key.partition(" ")[0]
            yield (
                f'<rows table="{change.table}" count="{count}">'
                f"{escape(change.after, quote=False)}</rows>"
            ).encode()
        yield b"</unseen>"
    yield b"</index>"


def with_type(types: bytes) -> bytes:
    """The list of types with that of the index."""
    listed = Types(types)
    listed.add(PART, _TYPE)
    return listed.part()


def with_link(links: bytes) -> bytes:
    """The links of a workbook's main part with that to the index."""
    listed = tree.tree_of(links)
    add_link(listed, _NAMESPACE, PART)
    return tree.written(listed)
