"""Files made to do harm: each is refused in words, in a few seconds and little memory."""

import json
import random
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from support.other_workbooks import with_index
from support.packages import repacked
from support.records import AS_OF, small_record

from trackrecord.ooxml.package import Package
from trackrecord.ooxml.segments import deflate
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

SHEET, TEXTS, BOOK = "xl/worksheets/sheet4.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
LARGEST = "A1:XFD1048576"
NOISE = random.Random(1).randbytes(500_000)  # noqa: S311 - the same noise each time


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "record.xlsx"
    write_workbook(path, small_record(), AS_OF)
    return path.read_bytes()


def part(name: str, make: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: repacked(data, lambda parts: parts.update({name: make(parts[name])}))


def named(name: str) -> Callable[[bytes], bytes]:
    return lambda data: repacked(data, lambda parts: parts.update({name: b"x"}))


def twice(data: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<other/>")
    return out.getvalue()


def crowd(_: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"xl/{number}.xml", b"")
    return out.getvalue()


def lying(data: bytes) -> bytes:
    """A gigabyte of zeros whose directory says that it is small."""
    bomb = bytearray(repacked(data, lambda parts: parts.update({SHEET: b"\0" * 1_000_000_000})))
    size = struct.pack("<I", 1_000_000_000)
    return bytes(bomb.replace(size, struct.pack("<I", 9_000)))


def encrypted(data: bytes) -> bytes:
    spoilt = bytearray(data)
    place = data.index(b"PK\x01\x02")
    spoilt[place + 8] |= 1
    return bytes(spoilt)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


REFUSED: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("entities in a sheet", "entities of its own", part(SHEET, lambda xml: BOMB + xml)),
    ("entities in the main part", "entities of its own", part(BOOK, lambda xml: BOMB + xml)),
    (
        "entities in UTF-16",
        "entities of its own",
        part(BOOK, lambda xml: (BOMB + xml).decode().encode("utf-16")),
    ),
    ("a gigabyte of zeros", "is a bomb", part(SHEET, lambda _: b"\0" * 1_000_000_000)),
    ("a gigabyte of texts", "is a bomb", part(TEXTS, lambda _: b"<si/>" * 200_000_000)),
    ("a bomb that lies", "bomb|damaged", lying),
    ("100,000 parts", "100,000 parts|parts; a workbook has", crowd),
    ("a name that leads out", "leads out", named("../../etc/passwd")),
    ("an absolute name", "leads out", named("/etc/passwd")),
    ("two parts of one name", "two parts of one name", twice),
    ("two parts but for case", "two parts of one name", named(SHEET.upper())),
    ("half a file", "only a part of one|damaged", lambda data: data[: len(data) // 2]),
    ("nothing", "only a part of one", lambda _: b""),
    ("random bytes", "only a part of one", lambda _: NOISE[:100_000]),
    (
        "a flipped bit",
        "damaged|longer than the file says",
        lambda data: flipped(data, data.index(SHEET.encode()) + 500),
    ),
    ("an encrypted part", "encrypted", encrypted),
    ("an old or encrypted file", "encrypted", lambda _: bytes.fromhex("D0CF11E0A1B11AE1") * 99),
    (
        "strict",
        "Strict Open XML",
        part(
            BOOK,
            lambda xml: xml.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
        ),
    ),
    (
        "1904",
        "1904",
        part(BOOK, lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"')),
    ),
    (
        "no tables",
        "no Track Record tables",
        lambda data: repacked(
            data, lambda parts: [parts.pop(name) for name in list(parts) if "tables/" in name]
        ),
    ),
    ("a deep part", "damaged", part(BOOK, lambda _: b"<a>" * 300_000)),
    ("a part that is no XML", "damaged", part(BOOK, lambda _: b"<workbook")),
    (
        "a long row",
        "damaged",
        part(
            SHEET,
            lambda xml: xml.replace(
                b'<row r="2"', b'<row r="1">' + NOISE.hex().encode() * 40 + b'<row r="2"'
            ),
        ),
    ),
]
UNSOUND = [  # what a fuzzer found: read and changed as far as that goes, or refused in words
    part(SHEET, lambda xml: xml.replace(b"</c></row>", b"</row>")),
    part(SHEET, lambda xml: xml.replace(b' r="', b' q="')),
    part(SHEET, lambda xml: xml.replace(b"</row>", b"")),
    part("xl/tables/table4.xml", lambda xml: xml.replace(b'ref="A1:', b'ref="XFD1048576:')),
]
HARMLESS: list[tuple[str, Callable[[bytes], bytes]]] = [
    (
        "a merge of the whole sheet",
        part(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b'</sheetData><mergeCells count="1"><mergeCell ref="%s"/></mergeCells>'
                % LARGEST.encode(),
            ),
        ),
    ),
    (
        "rules of the whole sheet",
        part(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b'</sheetData><conditionalFormatting sqref="%s"/>' % LARGEST.encode(),
            ),
        ),
    ),
    (
        "a million cells to the right",
        part(
            SHEET,
            lambda xml: xml.replace(
                b"</row>", b"".join(b'<c s="%d"/>' % n for n in range(1_000_000)) + b"</row>", 1
            ),
        ),
    ),
    (
        "a cell at the very end",
        part(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            ),
        ),
    ),
]
MEASURED = """
import json, sys, time
from datetime import date, datetime
from pathlib import Path
from trackrecord.actions import on_file
from trackrecord.actions.reading import check_place
from trackrecord.errors import Refused
path, said = Path(sys.argv[1]), []
for step in (
    lambda: check_place(path, date(2025, 6, 1)),
    lambda: on_file.record(path, on_file.Person("x", date(2025, 6, 1), datetime(2025, 6, 1)),
                         "how-many", "5", known=date(2025, 5, 1), source="S"),
):
    try:
        step()
        said.append("")
    except Refused as refusal:
        said.append(str(refusal))
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([said, time.process_time(), int(peak) / 1024]))
"""


def measured(path: Path) -> list[str]:
    """What reading and changing a file says, in a process of its own that stays small and quick."""
    if sys.platform != "linux":
        pytest.skip("the peak of memory is read from /proc, which only Linux has")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    said, seconds, megabytes = json.loads(done.stdout)
    assert seconds < 10  # two steps, on a machine that may be busy; alone each takes less than 3
    assert megabytes < 300
    return list(said)


INDEXES = {
    "many elements": b"<index>" + b"".join(b"<q%x/>" % n for n in range(900_000)) + b"</index>",
    "deep": b"<a>" * 300_000 + NOISE.hex().encode() + b"</a>" * 300_000,
    "many rows": b'<index xmlns="urn:trackrecord:index"><question rows="%s">q</question></index>'
    % b" ".join(b"%d" % n for n in range(1_100_000)),
}


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_made_to_do_harm(name: str, sound: bytes, tmp_path: Path) -> None:
    """With a seal that fits, which anybody can make."""
    path = tmp_path / "harmful.xlsx"
    path.write_bytes(sound)
    with_index(path, lambda _: INDEXES[name])
    assert measured(path) == ["", ""]


@pytest.mark.parametrize(("name", "message", "spoil"), REFUSED, ids=[n for n, _, _ in REFUSED])
def test_harmful(
    name: str, message: str, spoil: Callable[[bytes], bytes], sound: bytes, tmp_path: Path
) -> None:
    assert name
    path = tmp_path / "harmful.xlsx"
    path.write_bytes(spoil(sound))
    before = path.read_bytes()
    assert all(re.search(message, said) for said in measured(path)), measured(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("name", "spoil"), HARMLESS, ids=[n for n, _ in HARMLESS])
def test_harmless(name: str, spoil: Callable[[bytes], bytes], sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "harmless.xlsx"
    path.write_bytes(spoil(sound))
    said = measured(path)
    assert said[0] == "", name
    assert read_workbook(path)[0].forecasts == small_record().forecasts


@pytest.mark.parametrize("spoil", UNSOUND)
def test_unsound(spoil: Callable[[bytes], bytes], sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "unsound.xlsx"
    path.write_bytes(spoil(sound))
    measured(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def test_parts_are_copied_as_they_lie(sound: bytes, tmp_path: Path) -> None:
    path, copy = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(sound)
    with Package(path) as package, copy.open("wb") as out:
        package.write(out, {BOOK: deflate([b"<x/>"]), "new.xml": deflate([b"<y/>"]), TEXTS: None})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy) as new:
        assert new.testzip() is None
        assert new.namelist() == [n for n in old.namelist() if n != TEXTS] + ["new.xml"]
        for name in new.namelist()[:-1]:
            if name != BOOK:
                assert new.read(name) == old.read(name)
                assert new.getinfo(name).compress_size == old.getinfo(name).compress_size
        assert (new.read(BOOK), new.read("new.xml")) == (b"<x/>", b"<y/>")
