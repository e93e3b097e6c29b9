"""The Excel add-in file (.xlam), built from text.

It holds the tab's XML, our callbacks, the VBA that starts Python, and a sheet with the interpreter
that built it, so that add-in and Python always fit each other. The same interpreter gives the same
bytes on every platform. Never tried in a real Excel here.

The same tab can stand inside a workbook (.xlsm): `inside` gives what such a workbook needs.
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, unescape
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from trackrecord import __version__
from trackrecord.errors import Refused
from trackrecord.files.writing import content_writer, write_file
from trackrecord.office.addin import ribbon
from trackrecord.office.addin.vba import Module, ModuleKind, project

ADDIN_NAME = "trackrecord"
FILE = "trackrecord.xlam"
_SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROJECT = "TrackRecordAddin"
_BOOK, _SHEET = "ThisWorkbook", "ConfigSheet"  # modules of the workbook and of our sheet
CONFIG_SHEET = f"{ADDIN_NAME}.conf"  # the sheet that says which Python is started
RUNNER = "TrackRecordRunner"  # the module that starts it
RUNNER_VERSION = 2  # 1 was xlwings' own module, which read settings of other workbooks
_MAIN_SCHEMA = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE_SCHEMAS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
VBA = "xl/vbaProject.bin"
VBA_LINK = f"{_MICROSOFT}/2006/relationships/vbaProject"  # another one, and Excel skips the macros
RIBBON_LINKS = {
    f"{_MICROSOFT}/2007/relationships/ui/extensibility": "customUI/customUI14.xml",
    f"{_MICROSOFT}/2006/relationships/ui/extensibility": "customUI/customUI.xml",
}


def build_addin(target: Path, interpreter: Path, platform: str = sys.platform) -> None:
    """Write the add-in for an interpreter of that platform (``win32``, ``darwin``)."""
    write_file(target, content_writer(package(modules(), settings(interpreter, platform))))


def package(held: Sequence[Module], config: dict[str, str]) -> bytes:
    """An add-in with these modules and settings. Errors: ValueError, as `vba.project`."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:  # stored: zlib differs between machines
        for name, content in _addin_parts(held, config).items():
            info = ZipInfo(name)
            info.create_system = 0  # else the machine's own kind
            archive.writestr(info, content)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Inside:
    """What a workbook needs to have the tab inside: sheets' modules, settings, parts, links."""

    code_names: dict[str, str]  # of each sheet; the workbook's own under ""
    config: tuple[str, dict[str, str]]  # the sheet of the settings, and what stands in it
    parts: dict[str, bytes]  # by their path in the package
    links: dict[str, str]  # of the package: what a part is to it, and which part


def inside(sheets: Sequence[str], interpreter: Path, platform: str = sys.platform) -> Inside:
    """The tab for a workbook with these sheets, run by that interpreter."""
    names = {sheet: f"Sheet{number}" for number, sheet in enumerate(sheets, 1)} | {
        CONFIG_SHEET: _SHEET
    }
    parts = {name: text.encode() for name, text in _ribbons().items()}
    parts[VBA] = project(_PROJECT, modules(list(names.values())))
    return Inside(
        {"": _BOOK} | names,
        (CONFIG_SHEET, settings(interpreter, platform)),
        parts,
        dict(RIBBON_LINKS),
    )


def _ribbons() -> dict[str, str]:
    return {name: ribbon.custom_ui(namespace) for name, namespace in ribbon.NAMESPACES.items()}


def settings(interpreter: Path, platform: str) -> dict[str, str]:
    """What the add-in's sheet says: which Python is started.

    On Windows our VBA reads it; on a Mac the script says so, and doctor compares the two.

    Refused where its path cannot be handed over.
    """
    must_be_startable(os.fspath(interpreter), platform)
    key = "Interpreter_Mac" if platform == "darwin" else "Interpreter_Win"
    return {key: os.fspath(interpreter)}


def must_be_startable(interpreter: str, platform: str) -> None:
    """Refused where the path of a Python has signs that cannot be handed over."""
    wrong = [sign for sign in interpreter if sign < " " or (platform != "darwin" and sign in '"%')]
    if wrong:
        raise Refused(
            f"the path of this Python, {interpreter!r}, has a sign ({wrong[0]!r}) that cannot be "
            "handed over to it; move the project to another folder"
        )


def modules(sheets: Sequence[str] = (_SHEET,)) -> list[Module]:
    """The VBA modules of a workbook whose sheets have modules of these names."""
    runner = files("trackrecord.office.addin").joinpath(f"{RUNNER}.bas").read_text("utf-8")
    return [
        Module(_BOOK, kind=ModuleKind.WORKBOOK),
        *(Module(name, kind=ModuleKind.SHEET) for name in sheets),
        Module(RUNNER, runner),
        Module(ribbon.CALLBACKS, ribbon.callbacks()),
        Module("TrackRecordWatcher", ribbon.watcher(), ModuleKind.CLASS),
    ]


def _addin_parts(held: Sequence[Module], config: dict[str, str]) -> dict[str, str | bytes]:
    links = [
        (f"{_OFFICE_SCHEMAS}/officeDocument", "xl/workbook.xml"),
        *RIBBON_LINKS.items(),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(links),
        **_ribbons(),
        "docProps/core.xml": _core(),
        "xl/workbook.xml": _workbook_part(),
        "xl/_rels/workbook.xml.rels": _relationships(
            [
                (f"{_OFFICE_SCHEMAS}/worksheet", "worksheets/sheet1.xml"),
                (f"{_OFFICE_SCHEMAS}/styles", "styles.xml"),
                (VBA_LINK, "vbaProject.bin"),
            ]
        ),
        "xl/styles.xml": _styles_part(),
        VBA: project(_PROJECT, held),
        "xl/worksheets/sheet1.xml": _sheet_part(config),
    }


def _content_types() -> str:
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/worksheets/sheet1.xml": f"{_SHEET_ML}.worksheet+xml",
        "/xl/styles.xml": f"{_SHEET_ML}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    defaults = {
        "bin": "application/vnd.ms-office.vbaProject",
        "xml": "application/xml",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
    }
    lines = [f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items()]
    lines += [
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items()
    ]
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{"".join(lines)}</Types>'


def _relationships(links: Sequence[tuple[str, str]]) -> str:
    """Each with what it is and where it leads, named rId1, rId2 and so on."""
    lines = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    ]
    inner = "".join(lines)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _core() -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:identifier>{escape(identity())}</dc:identifier>"
        f"<dc:title>{escape(ribbon.TAB)}</dc:title></cp:coreProperties>"
    )


def identity() -> str:
    """What an add-in built here says of itself: our version, and how it starts Python."""
    return f"{ADDIN_NAME} {__version__}, runner {RUNNER_VERSION}"


@dataclass(frozen=True, slots=True)
class Found:
    """An add-in file as it lies somewhere: what built it, for which interpreter."""

    identity: str
    interpreter: str

    @property
    def reads_other_workbooks(self) -> bool:
        """Was it built when other workbooks could still say what is started?"""
        return "runner" not in self.identity


def inspect(path: Path) -> Found | None:
    """What an add-in file says of itself; None if it is not one of ours."""
    try:
        with ZipFile(path) as archive:
            core, sheet = (
                _small(archive, name) for name in ("docProps/core.xml", "xl/worksheets/sheet1.xml")
            )
    except (BadZipFile, KeyError, OSError, UnicodeDecodeError):
        return None
    said = re.search(rf"<dc:identifier>({ADDIN_NAME} [^<]*)</dc:identifier>", core)
    cells = [unescape(text) for text in re.findall(r"<t [^>]*>([^<]*)</t>", sheet)]
    return Found(unescape(said[1]), cells[1]) if said and len(cells) > 1 else None


def _small(archive: ZipFile, name: str) -> str:
    """A part of an add-in of ours; of another file's part no more than that is read."""
    with archive.open(name) as part:
        return part.read(100_000).decode()


def _workbook_part() -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN_SCHEMA}" xmlns:r="{_OFFICE_SCHEMAS}">'
        f'<workbookPr codeName="{_BOOK}"/>'
        '<bookViews><workbookView visibility="hidden"/></bookViews>'
        f'<sheets><sheet name="{CONFIG_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _styles_part() -> str:
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN_SCHEMA}"><fonts count="1"><font><sz val="11"/>'
        '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" '
        'fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" '
        'fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
    )


def _sheet_part(config: dict[str, str]) -> str:
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(text)}</t></is></c>"
            for letter, text in zip("AB", pair, strict=True)
        )
        + "</row>"
        for number, pair in enumerate(config.items(), 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN_SCHEMA}"><sheetPr codeName="{_SHEET}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
