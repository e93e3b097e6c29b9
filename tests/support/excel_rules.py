"""What Excel is picky about in a file with macros: one function a rule, which yields what is wrong.

The file is read with zipfile, olefile and oletools, never with what wrote it. The numbers are those
of the check list that the rules come from; each names where it is written.
"""

import posixpath
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import olefile
from oletools.olevba import decompress_stream

_NONE, _FREE, _FAT, _END = 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFE
_MAIN = {
    "xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
_VBA_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_BASES = {
    "ThisWorkbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
    "class": "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
}
_REFUSED = {"print", "open", "input", "get", "put", "date", "me", "debug", "array", "stop"}


class Line(NamedTuple):
    """One line of a compound file's directory."""

    name: str
    size_of_name: int
    kind: int
    colour: int
    left: int
    right: int
    child: int
    clsid: bytes
    times: tuple[int, int]
    start: int
    size: int


class Listed(NamedTuple):
    """A module as the dir stream lists it."""

    name: str
    unicode_name: str
    stream: str
    unicode_stream: str
    offset: int
    cookie: int
    kind: int


@dataclass
class Macros:
    """A workbook or add-in with macros, opened."""

    data: bytes
    kind: str  # xlam, xlsm

    @cached_property
    def names(self) -> list[str]:
        with ZipFile(BytesIO(self.data)) as archive:
            return archive.namelist()

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with ZipFile(BytesIO(self.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def links(self, part: str = "") -> list[tuple[str, str, str]]:
        """The links of a part: id, type, and the part it leads to."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        if rels not in self.parts:
            return []
        return [
            (
                e.get("Id", ""),
                e.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, e.get("Target", "")))[1:],
            )
            for e in ET.fromstring(self.parts[rels])  # noqa: S314 - our own file
        ]

    @cached_property
    def vba(self) -> bytes:
        return self.parts["xl/vbaProject.bin"]

    @cached_property
    def streams(self) -> dict[str, bytes]:
        with olefile.OleFileIO(BytesIO(self.vba)) as file:
            return {"/".join(path): file.openstream(path).read() for path in file.listdir()}

    @cached_property
    def records(self) -> list[tuple[int, int, bytes]]:
        """The dir stream: number, size said, content of each record; what is left over last."""
        data, place, found = decompress_stream(bytearray(self.streams["VBA/dir"])), 0, []
        while place + 6 <= len(data):
            number, size = struct.unpack_from("<HI", data, place)
            real = 6 if number == 0x09 else size
            found.append((number, size, bytes(data[place + 6 : place + 6 + real])))
            place += 6 + real
        return [*found, (-1, 0, bytes(data[place:]))] if place < len(data) else found

    def record(self, number: int) -> bytes:
        return next(content for found, _, content in self.records if found == number)

    @cached_property
    def listed(self) -> list[Listed]:
        found: list[dict[int, bytes]] = []
        for number, _, content in self.records:
            if number == 0x19:
                found.append({})
            if found:
                found[-1][number] = content
        return [
            Listed(
                one[0x19].decode("cp1252"),
                one[0x47].decode("utf-16-le"),
                one[0x1A].decode("cp1252"),
                one[0x32].decode("utf-16-le"),
                *struct.unpack("<I", one[0x31]),
                *struct.unpack("<H", one[0x2C]),
                0x21 if 0x21 in one else 0x22,
            )
            for one in found
        ]

    @cached_property
    def project(self) -> list[str]:
        return self.streams["PROJECT"].decode("cp1252").split("\r\n")

    def items(self) -> list[tuple[str, str]]:
        """The modules that PROJECT names: what each is, and its name."""
        found = (
            re.fullmatch(r"(Document|Class|Module)=(\w+)(?:/&H00000000)?", line)
            for line in self.project
        )
        return [(one[1], one[2]) for one in found if one]

    def sources(self) -> Iterator[tuple[str, str, bytes]]:
        for kind, name in self.items():
            if f"VBA/{name}" in self.streams:
                packed = bytearray(self.streams[f"VBA/{name}"])
                yield kind, name, bytes(decompress_stream(packed))

    @cached_property
    def header(self) -> dict[str, Any]:
        names = (
            "magic",
            "clsid",
            "minor",
            "major",
            "order",
            "shift",
            "mini",
            "zeros",
            "dirs",
            "fats",
            "directory",
            "transaction",
            "cutoff",
            "minifat",
            "minifats",
            "difat",
            "difats",
        )
        return dict(zip(names, struct.unpack_from("<8s16sHHHHH6sIIIIIIIII", self.vba), strict=True))

    @cached_property
    def fat_sectors(self) -> list[int]:
        return [n for n in struct.unpack_from("<109I", self.vba, 76) if n != _FREE]

    @cached_property
    def fat(self) -> list[int]:
        found: list[int] = []
        for sector in self.fat_sectors:
            piece = self.vba[(sector + 1) * 512 : (sector + 2) * 512]
            found += struct.unpack(f"<{len(piece) // 4}I", piece)
        return found

    def chain(self, start: int) -> list[int]:
        found: list[int] = []
        while start < len(self.fat) and len(found) <= len(self.fat):
            found.append(start)
            start = self.fat[start]
        return found

    @cached_property
    def directory(self) -> list[Line]:
        data = b"".join(
            self.vba[(n + 1) * 512 : (n + 2) * 512] for n in self.chain(self.header["directory"])
        )
        lines = (
            struct.unpack_from("<64sHBBIII16sIQQIQ", data, place)
            for place in range(0, len(data), 128)
        )
        return [
            Line(e[0][: max(e[1] - 2, 0)].decode("utf-16-le"), *e[1:8], (e[9], e[10]), e[11], e[12])
            for e in lines
        ]


Rule = Callable[[Macros], Iterator[str]]


def r01_link_to_the_macros(file: Macros) -> Iterator[str]:
    found = [kind for _, kind, part in file.links("xl/workbook.xml") if part == "xl/vbaProject.bin"]
    if found != [_VBA_LINK]:
        yield f"the workbook's link to its macros is {found}"


def r02_main_type_fits_the_name(file: Macros) -> Iterator[str]:
    wanted = f'PartName="/xl/workbook.xml" ContentType="{_MAIN[file.kind]}"'
    if wanted.encode() not in file.parts["[Content_Types].xml"]:
        yield "the workbook's content type is not that of its file name"


def r03_package_is_sound(file: Macros) -> Iterator[str]:
    types = file.parts["[Content_Types].xml"]
    if b'Extension="bin" ContentType="application/vnd.ms-office.vbaProject"' not in types:
        yield "vbaProject.bin has another content type"
    if file.names[0] != "[Content_Types].xml":
        yield "the content types are not first"
    lower = [name.lower() for name in file.names]
    yield from (f"{name} is there twice" for name in set(lower) if lower.count(name) > 1)
    for part in ["", *file.names]:
        links = file.links(part)
        ids = [name for name, _, _ in links]
        yield from (f"{name} is there twice in {part}" for name in set(ids) if ids.count(name) > 1)
        yield from (
            f"{part} leads to {to}, which is not there"
            for _, _, to in links
            if to not in file.parts
        )
    for name in re.findall(rb'PartName="/([^"]*)"', types):
        if name.decode() not in file.parts:
            yield f"a type is given to {name.decode()}, which is not there"


def r04_children_of_the_workbook_are_in_order(file: Macros) -> Iterator[str]:
    order = [
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
        "calcPr",
        "oleSize",
        "customWorkbookViews",
        "pivotCaches",
        "extLst",
    ]
    root = ET.fromstring(file.parts["xl/workbook.xml"])  # noqa: S314 - our own file
    found = [order.index(child.tag.partition("}")[2]) for child in root]
    if found != sorted(found):
        yield "workbook.xml has its parts in another order"


def r05_code_names_are_document_modules(file: Macros) -> Iterator[str]:
    text = b"".join(
        content
        for name, content in file.parts.items()
        if re.fullmatch(r"xl/(workbook|worksheets/\w+)\.xml", name)
    )
    sheets = sum(name.startswith("xl/worksheets/sheet") for name in file.names)
    names = [name.decode() for name in re.findall(rb'codeName="(\w+)"', text)]
    documents = [name for kind, name in file.items() if kind == "Document"]
    if sorted(names) != sorted(documents) or len(names) != sheets + 1:
        yield f"code names {names}, modules {documents}, {sheets} sheets"


def r06_modules_have_names_that_the_editor_takes(file: Macros) -> Iterator[str]:
    names = [module.name for module in file.listed]
    for name in names:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", name) or name.lower() in _REFUSED:
            yield f"{name} is no name"
    if len({name.lower() for name in names}) < len(names):
        yield "two modules have one name"


def r07_three_lists_of_modules_agree(file: Macros) -> Iterator[str]:
    names = [name for _, name in file.items()]
    listed = {module.name: module for module in file.listed}
    streams = {name.removeprefix("VBA/") for name in file.streams if name.startswith("VBA/")}
    if not len(names) == len(set(names)) == struct.unpack("<H", file.record(0x0F))[0]:
        yield f"{len(names)} modules in PROJECT, other counts elsewhere"
    if set(names) != set(listed) or set(names) != streams - {"dir", "_VBA_PROJECT"}:
        yield f"PROJECT {names}, dir {sorted(listed)}, streams {sorted(streams)}"
    for kind, name in file.items():
        if name in listed and (listed[name].kind == 0x21) != (kind == "Module"):
            yield f"{name} is another kind of module in dir"


def r08_each_module_has_one_name(file: Macros) -> Iterator[str]:
    for module in file.listed:
        if len(set(module[:4])) > 1:
            yield f"{module.name} has other names"


def r09_classes(file: Macros) -> Iterator[str]:
    for kind, name, source in file.sources():
        if kind == "Class" and f'VB_Base = "{_BASES["class"]}"'.encode() not in source:
            yield f"{name} has no base"
        if re.search(rb"^VERSION ", source, re.MULTILINE):
            yield f"{name} has the head of an exported file"


def r10_documents(file: Macros) -> Iterator[str]:
    for kind, name, source in file.sources():
        base = _BASES.get(name, _BASES["sheet"])
        if kind == "Document" and (
            f'VB_Base = "{base}"'.encode() not in source or b"VB_PredeclaredId = True" not in source
        ):
            yield f"{name} is not declared as a document"


def r11_sources(file: Macros) -> Iterator[str]:
    if file.record(0x03) != struct.pack("<H", 1252):
        yield "another code page"
    for _, name, source in file.sources():
        lines = source.split(b"\r\n")
        if lines[0] != f'Attribute VB_Name = "{name}"'.encode() or lines[-1]:
            yield f"{name} does not begin with its name, or ends within a line"
        if b"\0" in source or any(b"\n" in line or b"\r" in line for line in lines):
            yield f"{name} has odd line ends, or NUL"
        if max(map(len, lines)) > 1023:
            yield f"{name} has too long a line"
        try:
            source.decode("cp1252")
        except UnicodeDecodeError:
            yield f"{name} is not in its code page"


def r12_no_compiled_code(file: Macros) -> Iterator[str]:
    if not re.fullmatch(rb"\xcc\x61\xff\xff\x00..", file.streams["VBA/_VBA_PROJECT"], re.DOTALL):
        yield "_VBA_PROJECT claims compiled code"


def r13_offsets_and_cookies(file: Macros) -> Iterator[str]:
    if any("__SRP_" in name for name in file.streams):
        yield "left-overs of the compiler"
    if file.record(0x13) != b"\xff\xff":
        yield "the project's cookie"
    yield from (
        f"{module.name} does not begin with its text, or has a cookie"
        for module in file.listed
        if module.offset or module.cookie != 0xFFFF
    )


def r14_records_of_the_project(file: Macros) -> Iterator[str]:
    order = [0x01, 0x02, 0x14, 0x03, 0x04, 0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C]
    numbers = [number for number, _, _ in file.records]
    rest = [n for n in numbers[len(order) :] if n not in (0x16, 0x3E, 0x0D)]
    module = [0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C, 0x21, 0x2B]
    wanted = [0x0F, 0x13, *module * len(file.listed), 0x10]
    if numbers[: len(order)] != order or [0x21 if n == 0x22 else n for n in rest] != wanted:
        yield "the records stand in another order"
    if file.record(0x02) != struct.pack("<I", 0x409) or file.record(0x14) != file.record(0x02):
        yield "another language"
    if file.record(0x08) != bytes(4) or not 1 <= len(file.record(0x04)) <= 128:
        yield "flags, or the project's name"
    if file.records[-1] != (0x10, 0, b""):
        yield "the end is not the end"


def r15_project_says_the_same(file: Macros) -> Iterator[str]:
    text = file.streams["PROJECT"].decode("cp1252")
    if f'\r\nName="{file.record(0x04).decode("cp1252")}"\r\n' not in text:
        yield "PROJECT has another name"
    if text.count("\n") != text.count("\r\n"):
        yield "odd line ends"
    form = (
        r'ID="\{[0-9A-F-]{36}\}"\r\n((Document|Module|Class)=[^\r]+\r\n)+(HelpFile=[^\r]+\r\n)?'
        r'Name="[^"]+"\r\nHelpContextID="0"\r\n(Description=[^\r]+\r\n)?'
        r'(VersionCompatible32="393222000"\r\n)?CMG="\w+"\r\nDPB="\w+"\r\nGC="\w+"\r\n\r\n'
        r"\[Host Extender Info\]\r\n(&H[^\r]+\r\n)+\r\n\[Workspace\]\r\n(\w+=[^\r]+\r\n)*"
    )
    if not re.fullmatch(form, text):
        yield "PROJECT has its lines in another order"


def r16_project_can_be_viewed(file: Macros) -> Iterator[str]:
    said = dict(line.replace('"', "").split("=", 1) for line in file.project if "=" in line)
    for name, wanted in (("CMG", b"\0\0\0\0"), ("DPB", b"\0"), ("GC", b"\xff")):
        if unsealed(bytes.fromhex(said.get(name, "")), said["ID"]) != wanted:
            yield f"{name} says something else"


def unsealed(data: bytes, identity: str) -> bytes:
    """[MS-OVBA] 2.4.3.3, written from the specification's side that decrypts."""
    if len(data) < 4 or data[0] ^ data[1] != 2 or data[0] ^ data[2] != sum(identity.encode()) % 256:
        return b"?"
    last, one, two, plain = data[0] ^ data[2], data[2], data[1], bytearray()
    for byte in data[3:]:
        value = byte ^ ((two + last) & 0xFF)
        two, one, last = one, byte, value
        plain.append(value)
    rest = plain[(data[0] & 6) // 2 :]
    return bytes(rest[4:]) if struct.unpack_from("<I", rest)[0] == len(rest) - 4 else b"?"


def r17_names_in_both_alphabets(file: Macros) -> Iterator[str]:
    wanted = (
        b"".join(
            m.name.encode("cp1252") + b"\0" + m.name.encode("utf-16-le") + b"\0\0"
            for m in file.listed
        )
        + b"\0\0"
    )
    if file.streams["PROJECTwm"] != wanted:
        yield "PROJECTwm names other modules"


def r18_compound_file(file: Macros) -> Iterator[str]:
    wanted = {
        "magic": bytes.fromhex("D0CF11E0A1B11AE1"),
        "clsid": bytes(16),
        "major": 3,
        "order": 0xFFFE,
        "shift": 9,
        "mini": 6,
        "zeros": bytes(6),
        "dirs": 0,
        "transaction": 0,
        "cutoff": 4096,
    }
    yield from (f"header: {name}" for name, value in wanted.items() if file.header[name] != value)
    if len(file.vba) % 512:
        yield "not a whole number of sectors"
    if [n for n, value in enumerate(file.fat) if value == _FAT] != file.fat_sectors:
        yield "the table does not mark its own sectors"
    root = file.directory[0]
    if root.name != "Root Entry" or root.kind != 5 or root.times[0]:
        yield "the root"
    used = [
        *file.fat_sectors,
        *file.chain(file.header["directory"]),
        *file.chain(file.header["minifat"]),
        *file.chain(root.start),
    ]
    for line in file.directory:
        if line.kind == 2:
            if line.clsid.strip(b"\0") or any(line.times):
                yield f"{line.name} has a class or times"
            if line.size >= 4096:
                used += file.chain(line.start)
    if sorted(used) != [n for n, value in enumerate(file.fat) if value != _FREE]:
        yield "sectors that are shared, or that nothing uses"


def r19_tree_of_names(file: Macros) -> Iterator[str]:
    lines = file.directory

    def walk(number: int, *, red: bool) -> tuple[list[str], set[int]]:
        if number == _NONE:
            return [], {1}
        line = lines[number]
        first, left = walk(line.left, red=line.colour == 0)
        last, right = walk(line.right, red=line.colour == 0)
        depths = left | right | ({-1} if red and line.colour == 0 else set())
        return [*first, line.name, *last], {depth + (line.colour == 1) for depth in depths}

    for line in lines:
        if line.kind in (1, 5):
            names, depths = walk(line.child, red=False)
            if names != sorted(names, key=lambda name: (len(name), name.upper())):
                yield f"{line.name}: names in another order"
            if len(depths) > 1:
                yield f"{line.name}: not a red-black tree"


def r20_containers(file: Macros) -> Iterator[str]:
    for name in ("dir", *(module.name for module in file.listed)):
        data, place = file.streams.get(f"VBA/{name}", b"\1"), 1
        if data[:1] != b"\1":
            yield f"{name}: no container"
        while place < len(data):
            [head] = struct.unpack_from("<H", data, place)
            size = (head & 0x0FFF) + 3
            if head & 0x7000 != 0x3000 or (not head & 0x8000 and size != 4098):
                yield f"{name}: a bad head of a piece"
            place += size
        if place != len(data):
            yield f"{name}: the last piece is cut"


def r21_ribbon(file: Macros) -> Iterator[str]:
    pairs = {
        "2007": "http://schemas.microsoft.com/office/2009/07/customui",
        "2006": "http://schemas.microsoft.com/office/2006/01/customui",
    }
    found = [(kind, part) for _, kind, part in file.links() if kind.endswith("/ui/extensibility")]
    if not found or len({kind for kind, _ in found}) < len(found):
        yield "there is no tab, or there are two of one kind"
    code = b"\n".join(source for _, _, source in file.sources()).decode("cp1252")
    subs = set(re.findall(r"^Public Sub (\w+)\(", code, re.MULTILINE))
    modules = {name for _, name in file.items()}
    for kind, part in found:
        root = ET.fromstring(file.parts[part])  # noqa: S314 - our own file
        namespace = next((pairs[year] for year in pairs if f"office/{year}/" in kind), "")
        if root.tag != f"{{{namespace}}}customUI":
            yield f"{part} is not what its link says"
        yield from (f"{part}: {what}" for what in _controls(root, modules, subs))


def _controls(root: Any, modules: set[str], subs: set[str]) -> Iterator[str]:
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    if len(set(ids)) < len(ids):
        yield "two controls have one name"
    for element in root.iter():
        control = element.tag.partition("}")[2] in ("button", "group", "tab")
        if control and bool(element.get("id")) + bool(element.get("idMso")) != 1:
            yield "a control needs one name"
        if element.get("image") and element.get("imageMso"):
            yield "two pictures"
        for name, value in element.attrib.items():
            module, _, sub = value.partition(".")
            if name.startswith(("on", "get")) and (module not in modules or sub not in subs):
                yield f"nothing answers to {value}"


def r22_enough_tables(file: Macros) -> Iterator[str]:
    sectors = len(file.vba) // 512 - 1
    tables = len(file.fat_sectors)
    if file.header["fats"] != tables or not (tables - 1) * 128 < sectors <= tables * 128:
        yield f"{file.header['fats']} tables said, {tables} there, {sectors} sectors"
    if file.header["difat"] != _END or file.header["difats"]:
        yield "more tables than there are"


def r23_project_has_a_name_of_its_own(file: Macros) -> Iterator[str]:
    name = file.record(0x04).decode("cp1252").lower()
    if name == "xlwings" or name in {module.name.lower() for module in file.listed}:
        yield f"the project is called {name}, like something else"


RULES: dict[str, Rule] = {
    name: rule for name, rule in globals().items() if re.match(r"r\d\d_", name)
}


def broken(data: bytes, kind: str) -> list[str]:
    """Every rule that a file breaks, with what is wrong."""
    file = Macros(data, kind)
    return [f"{name}: {what}" for name, rule in RULES.items() for what in rule(file)]
