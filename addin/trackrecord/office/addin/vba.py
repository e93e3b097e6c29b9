"""A VBA project from text ([MS-OVBA]): vbaProject.bin, without compiled code.

Office compiles the text itself when it opens the file (the project's version says FFFF, so nothing
else is looked at). Modules are text in the code page 1252 with CRLF; the same text gives the same
bytes.
"""

import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from trackrecord.office.addin.compound_file import compound_file

_CODE_PAGE, _ENGLISH, _CHUNK = 1252, 0x0409, 4096
_LONGEST_NAME, _LONGEST_LINE = 31, 1023
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Words that Excel's editor takes for no module.
_REFUSED = {
    "print",
    "open",
    "input",
    "get",
    "put",
    "date",
    "me",
    "debug",
    "array",
    "stop",
    "name",
    "type",
    "string",
    "close",
    "write",
    "line",
    "lock",
    "seek",
    "select",
    "new",
    "option",
}
_OLE = (
    "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
    "C:\\Windows\\System32\\stdole2.tlb#OLE Automation"
)
# Has IRibbonControl. The path is a hint; what counts is the number.
_OFFICE_LIBRARY = (
    "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\\Program Files\\Common Files\\"
    "Microsoft Shared\\OFFICE16\\MSO.DLL#Microsoft Office 16.0 Object Library"
)
_REFERENCES = (("stdole", _OLE), ("Office", _OFFICE_LIBRARY))
_DOCUMENT = (
    "VB_GlobalNameSpace = False",
    "VB_Creatable = False",
    "VB_PredeclaredId = True",
    "VB_Exposed = True",
    "VB_TemplateDerived = False",
    "VB_Customizable = True",
)


class ModuleKind(Enum):
    """What a module is; its value is the word for it in the PROJECT stream."""

    STANDARD = "Module"
    CLASS = "Class"
    WORKBOOK = "Document"
    SHEET = "Document "


_BASES = {
    ModuleKind.CLASS: "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
    ModuleKind.WORKBOOK: "0{00020819-0000-0000-C000-000000000046}",
    ModuleKind.SHEET: "0{00020820-0000-0000-C000-000000000046}",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name and its text as it stands in a .bas or .cls file."""

    name: str
    text: str = ""
    kind: ModuleKind = ModuleKind.STANDARD

    def source(self) -> bytes:
        """The text as the project keeps it: attributes first, CRLF, a new line at the end.

        Errors: ValueError where Excel would not take the name or the text.
        """
        if not _NAME.fullmatch(self.name) or len(self.name) > _LONGEST_NAME:
            raise ValueError(f"'{self.name}' is no name of a module")
        if self.name.lower() in _REFUSED:
            raise ValueError(f"Excel refuses a module with the name {self.name}")
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.kind in (ModuleKind.WORKBOOK, ModuleKind.SHEET):
            lines.append(f'Attribute VB_Base = "{_BASES[self.kind]}"')
            lines += [f"Attribute {attribute}" for attribute in _DOCUMENT]
        lines += self._body()
        for line in lines:
            if len(line) > _LONGEST_LINE or "\0" in line:
                raise ValueError(f"{self.name}: a line that VBA does not take: {line[:40]}")
        content = ("\r\n".join(lines) + "\r\n").encode("cp1252")
        while not _is_valid(content):  # a last piece that cannot be pressed must be a whole one
            content += b"\r\n"
        return content

    def _body(self) -> list[str]:
        lines = self.text.replace("\r\n", "\n").rstrip("\n").split("\n")
        if self.kind is ModuleKind.CLASS:
            while lines and not lines[0].startswith("Attribute VB_Name"):
                lines.pop(0)  # the head of an exported class belongs to the file alone
        if lines and lines[0].startswith("Attribute VB_Name"):
            lines.pop(0)
        if self.kind is not ModuleKind.CLASS:
            return [line for line in lines if line or len(lines) > 1]
        return [
            f'Attribute VB_Base = "{_BASES[ModuleKind.CLASS]}"',
            *_class_attributes(lines),
            *(line for line in lines if not line.startswith("Attribute VB_")),
        ]


def _class_attributes(lines: Sequence[str]) -> list[str]:
    own = {line.split(" = ")[0]: line for line in lines if line.startswith("Attribute VB_")}
    usual = {
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": "False",
        "VB_Exposed": "False",
        "VB_TemplateDerived": "False",
        "VB_Customizable": "False",
    }
    return [
        own.get(f"Attribute {name}", f"Attribute {name} = {value}") for name, value in usual.items()
    ]


def project(name: str, modules: Sequence[Module]) -> bytes:
    """vbaProject.bin with these modules, in this order.

    Errors: ValueError where Excel would call the project damaged.
    """
    names = [module.name.lower() for module in modules]
    if len(set(names)) < len(names):
        raise ValueError("two modules have one name")
    if name.lower() in names:
        raise ValueError("the project and a module have one name")
    identity = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"trackrecord:{name}")).upper() + "}"
    streams = {
        "VBA/dir": compress(_dir(name, modules)),
        "VBA/_VBA_PROJECT": bytes.fromhex("CC61FFFF000000"),
        **{f"VBA/{module.name}": compress(module.source()) for module in modules},
        "PROJECT": _project(name, identity, modules),
        "PROJECTwm": b"".join(
            module.name.encode("cp1252") + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
            for module in modules
        )
        + b"\0\0",
    }
    return compound_file(streams)


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _dir(name: str, modules: Sequence[Module]) -> bytes:
    """The dir stream: what the project is made of, record by record (2.3.4.2)."""
    parts = [
        _record(0x01, struct.pack("<I", 1)),  # 32-bit Windows, as every project says
        _record(0x02, struct.pack("<I", _ENGLISH)),
        _record(0x14, struct.pack("<I", _ENGLISH)),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, name.encode("cp1252")),
        _record(0x05, b""),
        _record(0x40, b""),
        _record(0x06, b""),
        _record(0x3D, b""),
        _record(0x07, struct.pack("<I", 0)),
        _record(0x08, struct.pack("<I", 0)),
        struct.pack("<HIIH", 0x09, 4, 1, 0),
        _record(0x0C, b""),
        _record(0x3C, b""),
    ]
    for short, library in _REFERENCES:
        libid = library.encode("cp1252")
        parts += [
            _record(0x16, short.encode("cp1252")),
            _record(0x3E, short.encode("utf-16-le")),
            _record(0x0D, struct.pack("<I", len(libid)) + libid + struct.pack("<IH", 0, 0)),
        ]
    parts += [
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, struct.pack("<H", 0xFFFF)),
    ]
    for module in modules:
        ansi, wide = module.name.encode("cp1252"), module.name.encode("utf-16-le")
        parts += [
            _record(0x19, ansi),
            _record(0x47, wide),
            _record(0x1A, ansi),
            _record(0x32, wide),
            _record(0x1C, b""),
            _record(0x48, b""),
            _record(0x31, struct.pack("<I", 0)),
            _record(0x1E, struct.pack("<I", 0)),
            _record(0x2C, struct.pack("<H", 0xFFFF)),
            _record(0x21 if module.kind is ModuleKind.STANDARD else 0x22, b""),
            _record(0x2B, b""),
        ]
    return b"".join(parts) + struct.pack("<HI", 0x10, 0)


def _project(name: str, identity: str, modules: Sequence[Module]) -> bytes:
    """The PROJECT stream: the same for people (2.3.1)."""
    items = [
        f"{module.kind.value.strip()}={module.name}"
        + ("/&H00000000" if module.kind in (ModuleKind.WORKBOOK, ModuleKind.SHEET) else "")
        for module in modules
    ]
    lines = [
        f'ID="{identity}"',
        *items,
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_sealed(identity, 0x0A, bytes(4))}"',
        f'DPB="{_sealed(identity, 0x0C, bytes(1))}"',
        f'GC="{_sealed(identity, 0x0E, bytes([0xFF]))}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def _sealed(identity: str, seed: int, data: bytes) -> str:
    """Data as the project hides it (2.4.3.2): visible, not locked, no password."""
    key = sum(identity.encode("cp1252")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain = key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(byte ^ ((out[-2] + plain) & 0xFF))
        plain = byte
    return bytes(out).hex().upper()


def compress(data: bytes) -> bytes:
    """A compressed container (2.4.1): pieces of 4096 bytes, each with copies of what was before.

    >>> compress(b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa").hex()[:20]
    '012fb000236161616263'
    """
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    return b"\x01" + b"".join(map(_compressed, chunks))


def _is_valid(data: bytes) -> bool:
    last = data[len(data) // _CHUNK * _CHUNK :]
    return len(_tokens(last)) <= _CHUNK


def _compressed(chunk: bytes) -> bytes:
    tokens = _tokens(chunk)
    if len(tokens) <= _CHUNK:
        return struct.pack("<H", 0xB000 | (len(tokens) + 2 - 3)) + tokens
    return struct.pack("<H", 0x3000 | (_CHUNK + 2 - 3)) + chunk.ljust(_CHUNK, b"\0")


def _tokens(chunk: bytes) -> bytes:
    out = bytearray()
    places: dict[bytes, list[int]] = {}
    position = 0
    while position < len(chunk):
        flags, group = 0, bytearray()
        for bit in range(8):
            if position >= len(chunk):
                break
            bits = max((position - 1).bit_length(), 4)
            length, offset = _match(chunk, position, places, (0xFFFF >> bits) + 3)
            if length:
                flags |= 1 << bit
                group += struct.pack("<H", ((offset - 1) << (16 - bits)) | (length - 3))
            else:
                length = 1
                group.append(chunk[position])
            for place in range(position, position + length):
                places.setdefault(chunk[place : place + 3], []).append(place)
            position += length
        out.append(flags)
        out += group
    return bytes(out)


def _match(
    chunk: bytes, position: int, places: dict[bytes, list[int]], longest: int
) -> tuple[int, int]:
    """The longest copy of what comes next among what was before: its length and how far back."""
    best, offset = 0, 0
    for place in reversed(places.get(chunk[position : position + 3], [])):
        length = 3
        while (
            length < longest
            and position + length < len(chunk)
            and chunk[place + length] == chunk[position + length]
        ):
            length += 1
        if position + 3 <= len(chunk) and length > best:
            best, offset = length, position - place
    return best, offset
