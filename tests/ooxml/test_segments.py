"""Stretches that stay packed: the same sheet comes out as if all of it had been packed anew."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.segments import Segment, deflate, inflate_rows, joined, keep_deflated
from trackrecord.ooxml.sheet_edits import SheetEdit, edited
from trackrecord.ooxml.styles import CellFormats

LAST = 100_000
HEAD, TAIL = b"<worksheet><sheetData>", b"</sheetData></worksheet>"


def row(number: int) -> bytes:
    return b'<row r="%d"><c r="A%d" s="1"><v>%d</v></c>%s</row>' % (
        number,
        number,
        number * 7919,
        b'<c r="D%d" t="b"><v>1</v></c>' % number,
    )


def sheet() -> Iterator[bytes]:
    yield HEAD
    yield from map(row, range(1, LAST + 1, 2))  # every second row is not there
    yield TAIL


@pytest.fixture(scope="module")
def lying() -> Sequence[Segment]:
    return deflate(sheet()).stretches


def test_a_large_sheet_is_cut_between_rows(lying: Sequence[Segment]) -> None:
    whole = [one for one in lying if one.first]
    assert len(whole) > 3
    assert [one.last + 2 for one in whole[:-1]] == [one.first for one in whole[1:]]
    assert (lying[0].first, lying[-1].first) == (0, 0)  # what is around the rows is there
    assert b"".join(one.data() for one in lying) == b"".join(sheet())
    raw = b"".join(one.raw for one in lying)
    assert zlib.decompress(raw, -zlib.MAX_WBITS) == b"".join(sheet())


@pytest.mark.parametrize(
    "touched",
    [[1], [LAST - 1], [2], [LAST + 5], [50_001, 50_002], [44_000, 44_001, LAST + 1], [15, 99_990]],
)
@pytest.mark.parametrize("like", [0, 49_999])
def test_the_same_sheet_comes_out(lying: Sequence[Segment], touched: list[int], like: int) -> None:
    edit = SheetEdit()
    between = next(one.last + 1 for one in lying if one.first)
    for number in (*touched, between):
        is_new = number > LAST or number % 2 == 0
        edit.put(number, 1, CellChange("new", like=like if is_new and number > like else 0))
    wanted = b"".join(
        bytes(piece)
        for piece in edited(sheet(), edit, CellFormats(b""))
        if not isinstance(piece, Segment)
    )
    pieces = list(edited(keep_deflated(lying, edit.rows()), edit, CellFormats(b"")))
    made = deflate(pieces)
    assert any(isinstance(piece, Segment) for piece in pieces)
    raw = b"".join(one.raw for one in made.stretches)
    assert zlib.decompress(raw, -zlib.MAX_WBITS) == made.data() == wanted
    assert (made.crc, made.size) == (zlib.crc32(wanted), len(wanted))
    assert made.packed_size == len(raw)


@pytest.mark.parametrize("rows", [[], [1], [2], [50_001, 12], [LAST - 1, LAST + 1]])
def test_the_pieces_that_hold_some_rows(lying: Sequence[Segment], rows: list[int]) -> None:
    pieces = list(inflate_rows(lying, rows))
    assert all(
        any(row(number) in piece for piece in pieces)
        for number in rows
        if number % 2 and number <= LAST
    )
    assert len(pieces) <= 2 + len(rows)
    assert (pieces[0].startswith(HEAD), pieces[-1].endswith(TAIL)) == (True, True)


def test_what_was_damaged_is_not_unpacked(lying: Sequence[Segment]) -> None:
    one = lying[1]
    half = len(one.raw) // 2
    for bad in (
        replace(one, crc=one.crc ^ 1),
        replace(one, size=one.size - 1),
        replace(one, size=one.size + 1),
        replace(one, raw=one.raw[:half]),
        replace(one, raw=b"\xff" + one.raw[1:]),
    ):
        with pytest.raises(ValueError, match="a stretch"):
            bad.data()


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_join(one: bytes, two: bytes) -> None:
    assert joined(zlib.crc32(one), zlib.crc32(two), len(two)) == zlib.crc32(one + two)
