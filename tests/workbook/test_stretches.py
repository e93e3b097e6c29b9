"""Stretches that stay packed: the same sheet comes out as if all of it had been packed anew."""

import zlib
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import bench
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord import verbs
from trackrecord.workbook import xlsx
from trackrecord.workbook.edits import New, SheetEdit, edited
from trackrecord.workbook.stretches import Stretch, cut, joined, kept, packed, stretch
from trackrecord.workbook.styles_part import Looks
from trackrecord.workbook.zipped import Package

FORECASTS_PART = "xl/worksheets/sheet4.xml"
LAST = 100_000
HEAD, TAIL = b"<worksheet><sheetData>", b"</sheetData></worksheet>"


def row(number: int) -> bytes:
    return b'<row r="%d"><c r="A%d" s="1"><v>%d</v></c>%s</row>' % (
        number, number, number * 7919, b'<c r="D%d" t="b"><v>1</v></c>' % number)


def sheet() -> Iterator[bytes]:
    yield HEAD
    yield from map(row, range(1, LAST + 1, 2))  # every second row is not there
    yield TAIL


def stretches_of(raw: bytes) -> list[Stretch]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    return [stretch(piece, inflate.decompress(piece)) for piece in cut(raw)]


@pytest.fixture(scope="module")
def lying() -> list[Stretch]:
    return stretches_of(packed(sheet()).content)


def test_a_large_sheet_is_cut_between_rows(lying: list[Stretch]) -> None:
    whole = [one for one in lying if one.first]
    assert whole
    assert all(one.data() for one in lying)
    assert [one.last + 2 for one in whole[:-1]] == [one.first for one in whole[1:]]


@pytest.mark.parametrize("touched", [
    [1], [LAST - 1], [2], [LAST + 5], [50_001, 50_002], [44_000, 44_001, LAST + 1], [15, 99_990],
])
@pytest.mark.parametrize("like", [0, 49_999])
def test_the_same_sheet_comes_out(lying: list[Stretch], touched: list[int], like: int) -> None:
    edit = SheetEdit()
    between = next(one.last + 1 for one in lying if one.first)
    for number in (*touched, between):
        is_new = number > LAST or number % 2 == 0
        edit.put(number, 1, New("new", like=like if is_new and number > like else 0))
    wanted = b"".join(bytes(piece) for piece in edited(sheet(), edit, Looks(b""))
                      if not isinstance(piece, Stretch))
    pieces = list(edited(kept(lying, edit.rows()), edit, Looks(b"")))
    made = packed(pieces)
    assert zlib.decompress(made.content, -zlib.MAX_WBITS) == wanted
    assert (made.crc, made.size) == (zlib.crc32(wanted), len(wanted))
    assert any(isinstance(piece, Stretch) for piece in pieces)
    assert all(one.data() is not None for one in stretches_of(made.content))


def test_what_leans_on_the_bytes_before_it_is_not_kept() -> None:
    press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw = press.compress(HEAD + row(1)) + press.flush(zlib.Z_SYNC_FLUSH)
    raw += press.compress(row(2) + TAIL) + press.flush()
    found = stretches_of(raw)
    assert sum(one.size for one in found) == len(HEAD + row(1) + row(2) + TAIL)
    with pytest.raises(ValueError, match="by itself"):
        kept(found, [])


def test_a_part_that_was_damaged_is_not_kept(lying: list[Stretch]) -> None:
    bad = Stretch(lying[1].raw, lying[1].crc ^ 1, lying[1].size, lying[1].first, lying[1].last)
    with pytest.raises(ValueError, match="by itself"):
        kept([bad], [])


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_join(one: bytes, two: bytes) -> None:
    assert joined(zlib.crc32(one), zlib.crc32(two), len(two)) == zlib.crc32(one + two)


def test_recording_in_a_large_file_leaves_most_of_it_packed(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    xlsx.write(path, bench.record(6_000), bench.AS_OF)
    with Package(path, in_stretches=True) as package:
        deque(package.stream(FORECASTS_PART), maxlen=0)
        found = package.stretches[FORECASTS_PART]
    me = verbs.Person("x", bench.AS_OF, datetime(2026, 1, 1))
    verbs.record(path, me, "q0", "2021-05-01", known=bench.AS_OF, source="S")
    after = path.read_bytes()
    touched = set(range(2, 6_002, 600))  # the forecasts of that question
    others = [one for one in found
              if one.first and touched.isdisjoint(range(one.first, one.last + 1))]
    assert len(others) > 1
    assert all(one.raw in after for one in others)
