"""Excel's rules hold for every file we build, and each rule notices a file broken on purpose."""

import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from oletools.olevba import decompress_stream
from support.excel_rules import RULES, Macros, broken
from support.packages import repacked

from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin.compound_file import compound_file
from trackrecord.office.addin.vba import Module, ModuleKind, compress

BIN = "xl/vbaProject.bin"


def addin(more: int = 0) -> bytes:
    extra = [
        Module(
            f"Extra{n}" + "x" * (n % 20),
            f"Sub S{n}()\n" + f"' {n} text\n" * n * 30 + "End Sub\n",
            ModuleKind.CLASS if n % 3 == 0 else ModuleKind.STANDARD,
        )
        for n in range(more)
    ]
    # One that takes sectors of its own, however it is pressed.
    marks = (hashlib.sha256(bytes([n])).hexdigest() for n in range(200))
    extra.append(Module("Large", "".join(f"' {mark}\n" for mark in marks)))
    settings = xlam.settings(Path("/opt/python 3/bin/python"), "win32")
    return xlam.package([*xlam.modules(), *extra], settings)


@pytest.fixture(scope="module")
def whole() -> bytes:
    return addin(3)


@pytest.mark.parametrize("more", range(40))
def test_no_add_in_breaks_a_rule(more: int) -> None:
    assert broken(addin(more), "xlam") == []


def test_a_workbook_with_the_tab_inside_breaks_no_rule(tmp_path: Path) -> None:
    path = tmp_path / "with-buttons.xlsm"
    build(bundled(), path, date(2026, 11, 24))
    assert broken(path.read_bytes(), "xlsm") == []


Break = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Part:
    """Something else in one part of the package."""

    name: str
    old: str
    new: str

    def __call__(self, data: bytes) -> bytes:
        def change(parts: dict[str, bytes]) -> None:
            assert self.old.encode() in parts[self.name]
            parts[self.name] = parts[self.name].replace(self.old.encode(), self.new.encode())

        return repacked(data, change)


def first_types_last(data: bytes) -> bytes:
    return repacked(
        data, lambda parts: parts.update({"[Content_Types].xml": parts.pop("[Content_Types].xml")})
    )


@dataclass(frozen=True)
class Streams:
    """Something else in the streams of the project, which is packed anew."""

    change: Callable[[dict[str, bytes]], object]

    def __call__(self, data: bytes) -> bytes:
        streams = dict(Macros(data, "xlam").streams)
        self.change(streams)
        return repacked(data, lambda parts: parts.update({BIN: compound_file(streams)}))


def text(stream: str, old: str, new: str) -> Streams:
    """Something else in a module, or in PROJECT."""

    def change(streams: dict[str, bytes]) -> None:
        packed = stream.startswith("VBA/")
        source = streams[stream]
        plain = bytes(decompress_stream(bytearray(source))) if packed else source
        assert old.encode() in plain
        plain = plain.replace(old.encode(), new.encode("latin-1"))
        streams[stream] = compress(plain) if packed else plain

    return Streams(change)


def named(name: bytes) -> bytes:
    """The record of the dir stream that says what a module is called."""
    return struct.pack("<HI", 0x19, len(name)) + name


def record(old: bytes, new: bytes) -> Streams:
    """Something else in the dir stream."""

    def change(streams: dict[str, bytes]) -> None:
        plain = bytes(decompress_stream(bytearray(streams["VBA/dir"])))
        assert old in plain
        streams["VBA/dir"] = compress(plain.replace(old, new, 1))

    return Streams(change)


def put(name: str, content: bytes) -> Streams:
    return Streams(lambda streams: streams.update({name: content}))


def raw(change: Callable[[bytearray, Macros], object]) -> Break:
    """Something else in the bytes of the compound file."""

    def spoil(data: bytes) -> bytes:
        file = Macros(data, "xlam")
        content = bytearray(file.vba)
        change(content, file)
        return repacked(data, lambda parts: parts.update({BIN: bytes(content)}))

    return spoil


def at(place: int, form: str, value: int) -> Break:
    return raw(lambda content, _: struct.pack_into(form, content, place, value))


def line(name: str, offset: int, form: str, value: int) -> Break:
    """Something else in a line of the directory."""

    def change(content: bytearray, file: Macros) -> None:
        number = [entry.name for entry in file.directory].index(name)
        sector = file.chain(file.header["directory"])[number // 4]
        struct.pack_into(form, content, (sector + 1) * 512 + number % 4 * 128 + offset, value)

    return raw(change)


def swapped(content: bytearray, file: Macros) -> None:
    """The two halves of the root's tree change places."""
    start = (file.header["directory"] + 1) * 512
    top = start + file.directory[0].child * 128
    left, right = struct.unpack_from("<II", content, top + 68)
    struct.pack_into("<II", content, top + 68, right, left)


def reddened(content: bytearray, file: Macros) -> None:
    """Every name of the directory is red."""
    for number in range(len(file.directory)):
        content[(file.header["directory"] + 1) * 512 + number * 128 + 67] = 0


TYPES, BOOK, RIBBON = "[Content_Types].xml", "xl/workbook.xml", "customUI/customUI14.xml"
LINKS = "xl/_rels/workbook.xml.rels"
BREAKS: list[tuple[str, Break]] = [
    (
        "r01",
        Part(
            LINKS,
            "microsoft.com/office/2006/relationships/vba",
            "openxmlformats.org/officeDocument/2006/relationships/vba",
        ),
    ),
    ("r02", Part(TYPES, "excel.addin.macro", "excel.sheet.macro")),
    ("r03", Part(TYPES, "vnd.ms-office.vbaProject", "octet-stream")),
    ("r03", Part(LINKS, "styles.xml", "looks.xml")),
    ("r03", Part(LINKS, 'Id="rId2"', 'Id="rId1"')),
    ("r03", Part(TYPES, "/docProps/core.xml", "/docProps/none.xml")),
    ("r03", first_types_last),
    ("r04", Part(BOOK, "</sheets>", "</sheets><bookViews/>")),
    ("r05", Part(BOOK, 'codeName="ThisWorkbook"', 'codeName="Other"')),
    ("r05", Part("xl/worksheets/sheet1.xml", ' codeName="ConfigSheet"', "")),
    ("r05", text("PROJECT", "Module=Extra1x", "Document=Extra1x/&H00000000")),
    ("r06", record(named(b"TrackRecordRunner"), named(b"1rackRecordRunner"))),
    ("r06", record(named(b"Extra1x"), named(b"EXTRA0"))),
    ("r06", record(named(b"TrackRecordRunner"), named(b"Print"))),
    ("r07", text("PROJECT", "Module=Extra1x\r\n", "")),
    ("r07", text("PROJECT", "Module=Extra1x\r\n", "Module=Extra1x\r\nModule=Extra1x\r\n")),
    ("r07", put("VBA/Orphan", compress(b'Attribute VB_Name = "Orphan"\r\n'))),
    ("r07", Streams(lambda streams: streams.pop("VBA/Extra1x"))),
    ("r07", record(struct.pack("<HI", 0x21, 0), struct.pack("<HI", 0x22, 0))),
    ("r07", record(struct.pack("<HIH", 0x0F, 2, 9), struct.pack("<HIH", 0x0F, 2, 8))),
    ("r08", record("Extra1x".encode("utf-16-le"), "Extra2x".encode("utf-16-le"))),
    ("r09", text("VBA/TrackRecordWatcher", "FCFB3D2A", "00020819")),
    (
        "r09",
        text("VBA/TrackRecordWatcher", "Option Explicit", "VERSION 1.0 CLASS\r\nOption Explicit"),
    ),
    ("r10", text("VBA/ConfigSheet", "00020820", "00020819")),
    ("r10", text("VBA/ThisWorkbook", "VB_PredeclaredId = True", "VB_PredeclaredId = False")),
    ("r11", record(struct.pack("<HIH", 0x03, 2, 1252), struct.pack("<HIH", 0x03, 2, 65001))),
    ("r11", text("VBA/Extra1x", 'Attribute VB_Name = "Extra1x"\r\n', "")),
    ("r11", text("VBA/Extra1x", "End Sub\r\n", "End Sub")),
    ("r11", text("VBA/Extra1x", "' 1 text\r\n", "' 1 text\n")),
    ("r11", text("VBA/Extra1x", "' 1 text", "' \0")),
    ("r11", text("VBA/Extra1x", "' 1 text", "'" + "x" * 1100)),
    ("r11", text("VBA/Extra1x", "' 1 text", "' \x81")),
    ("r12", put("VBA/_VBA_PROJECT", bytes.fromhex("CC61B5000003 00"))),
    ("r12", put("VBA/_VBA_PROJECT", bytes.fromhex("CC61FFFF000000") + b"cache")),
    ("r13", put("VBA/__SRP_0", b"x")),
    ("r13", record(struct.pack("<HII", 0x31, 4, 0), struct.pack("<HII", 0x31, 4, 9))),
    ("r13", record(struct.pack("<HIH", 0x13, 2, 0xFFFF), struct.pack("<HIH", 0x13, 2, 1))),
    ("r13", record(struct.pack("<HIH", 0x2C, 2, 0xFFFF), struct.pack("<HIH", 0x2C, 2, 1))),
    ("r14", record(struct.pack("<HII", 0x02, 4, 0x409), struct.pack("<HII", 0x02, 4, 0x407))),
    ("r14", record(struct.pack("<HII", 0x08, 4, 0), struct.pack("<HII", 0x08, 4, 1))),
    (
        "r14",
        record(
            struct.pack("<HI", 0x05, 0) + struct.pack("<HI", 0x40, 0),
            struct.pack("<HI", 0x40, 0) + struct.pack("<HI", 0x05, 0),
        ),
    ),
    (
        "r14",
        record(
            struct.pack("<HI", 0x2B, 0) + struct.pack("<HI", 0x10, 0),
            struct.pack("<HI", 0x2B, 0) + struct.pack("<HI", 0x10, 0) + b"more here",
        ),
    ),
    ("r15", text("PROJECT", 'Name="TrackRecordAddin"', 'Name="Another"')),
    ("r15", text("PROJECT", 'HelpContextID="0"\r\n', "")),
    ("r15", text("PROJECT", "\r\n[Workspace]", "[Workspace]")),
    ("r15", text("PROJECT", 'HelpContextID="0"\r\n', 'HelpContextID="0"\n')),
    ("r16", text("PROJECT", 'ID="{', 'ID="{0')),
    ("r16", lambda data: text("PROJECT", *_another("DPB", data))(data)),
    ("r17", Streams(lambda streams: streams.update(PROJECTwm=streams["PROJECTwm"][:-9] + b"\0\0"))),
    ("r18", at(0, "<B", 0)),
    ("r18", at(56, "<I", 8192)),
    ("r18", at(26, "<H", 4)),
    ("r18", raw(lambda content, _: content.extend(b"more"))),
    (
        "r18",
        raw(
            lambda content, _: content.__setitem__(
                slice(512, 1024),
                content[512:1024].replace(
                    struct.pack("<I", 0xFFFFFFFD), struct.pack("<I", 0xFFFFFFFE), 1
                ),
            )
        ),
    ),
    ("r18", line("Root Entry", 100, "<Q", 1)),
    ("r18", line("PROJECT", 80, "<B", 1)),
    ("r18", line("Large", 116, "<I", 2)),
    ("r19", raw(swapped)),
    ("r19", raw(reddened)),
    (
        "r20",
        Streams(
            lambda streams: streams.update({"VBA/Extra1x": b"\2" + streams["VBA/Extra1x"][1:]})
        ),
    ),
    ("r20", Streams(lambda streams: streams.update({"VBA/Extra1x": streams["VBA/Extra1x"][:-3]}))),
    (
        "r20",
        Streams(
            lambda streams: streams.update(
                {"VBA/Extra1x": streams["VBA/Extra1x"][:2] + b"\xf0" + streams["VBA/Extra1x"][3:]}
            )
        ),
    ),
    ("r21", Part(RIBBON, "2009/07/customui", "2006/01/customui")),
    ("r21", Part(RIBBON, 'id="trackrecordVoid"', 'id="trackrecordUndo"')),
    ("r21", Part(RIBBON, 'id="trackrecordVoid"', "")),
    ("r21", Part(RIBBON, 'imageMso="Undo"', 'imageMso="Undo" image="own"')),
    ("r21", Part(RIBBON, ".PressVoid", ".PressNothing")),
    ("r21", Part("_rels/.rels", "/ui/extensibility", "/ui/other")),
    ("r22", at(44, "<I", 9)),
    ("r22", at(72, "<I", 1)),
    (
        "r23",
        record(
            struct.pack("<HI", 0x04, 16) + b"TrackRecordAddin",
            struct.pack("<HI", 0x04, 7) + b"xlwings",
        ),
    ),
    (
        "r23",
        record(
            struct.pack("<HI", 0x04, 16) + b"TrackRecordAddin",
            struct.pack("<HI", 0x04, 18) + b"TrackRecordWatcher",
        ),
    ),
]


def _another(name: str, data: bytes) -> tuple[str, str]:
    found = re.search(rf'{name}="(\w+)"', "\n".join(Macros(data, "xlam").project))
    assert found
    return found[0], found[0][:-2] + ('0"' if found[0][-2] != "0" else '1"')


@pytest.mark.parametrize(
    ("number", "spoil"), BREAKS, ids=[f"{number}-{n}" for n, (number, _) in enumerate(BREAKS)]
)
def test_the_rule_notices(number: str, spoil: Break, whole: bytes) -> None:
    [rule] = [rule for name, rule in RULES.items() if name.startswith(number)]
    assert list(rule(Macros(whole, "xlam"))) == []
    assert list(rule(Macros(spoil(whole), "xlam")))


def test_every_rule_was_seen_to_notice() -> None:
    assert {name[:3] for name in RULES} == {number for number, _ in BREAKS}
    assert len(RULES) == 23
