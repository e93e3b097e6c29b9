"""The file as a package of parts: our cells put into the sheets that openpyxl laid out.

Styles, tables, validation and charts are openpyxl's; every formula comes with the value Python
computed, which openpyxl cannot write. The same parts give the same bytes, and the package carries
a seal over them, so that a file nobody saved anything into can be told from one somebody did.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import IO, Protocol
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from trackrecord.ooxml.cell_xml import Strings
from trackrecord.ooxml.cell_xml import rows as cell_rows
from trackrecord.ooxml.file_seal import CORE, UNSEALED, digest
from trackrecord.ooxml.package import TYPES
from trackrecord.ooxml.parts.zip_writer import Writer
from trackrecord.ooxml.segments import Segment, deflate
from trackrecord.workbook import index
from trackrecord.workbook.sheets.dashboard import Frame
from trackrecord.workbook.sheets.layout import Rows

OnRows = Callable[[int], None]  # told the number of rows written, now and then
_STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_STRINGS_LINK = (
    b'<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'sharedStrings" Target="sharedStrings.xml" Id="rIdStrings"/></Relationships>'
)
_FONT = (
    b"b",
    b"i",
    b"strike",
    b"condense",
    b"extend",
    b"outline",
    b"shadow",
    b"u",
    b"vertAlign",
    b"sz",
    b"color",
    b"name",
    b"family",
    b"charset",
    b"scheme",
)  # the schema's order
_NO_TITLE = b'<chart><autoTitleDeleted val="1"/><plotArea>'
_SHEET_DATA = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")


_PLAIN_BOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_BOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_VBA_TYPE = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
_VBA_LINK = (
    b'<Relationship Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    b'Target="vbaProject.bin" Id="rIdMacros"/></Relationships>'
)


class Tab(Protocol):
    """What a workbook with macros holds beside its cells; another room makes it."""

    @property
    def code_names(self) -> Mapping[str, str]:
        """The module of each sheet; the workbook's own under ""."""

    @property
    def config(self) -> tuple[str, Mapping[str, str]]:
        """A hidden sheet, and the settings that stand in it."""

    @property
    def parts(self) -> Mapping[str, bytes]:
        """Parts by their path in the package; one is xl/vbaProject.bin."""

    @property
    def links(self) -> Mapping[str, str]:
        """What a part is to the package, and which part."""


def finish(  # noqa: PLR0913, PLR0917 - what, where, and what else goes in
    source: ZipFile,
    out: IO[bytes],
    page_rows: Mapping[str, Rows],
    frames: Sequence[Frame],
    progress: OnRows,
    tab: Tab | None = None,
    begun: index.Index | None = None,
) -> None:
    """Copy the parts into the final file, putting the cells into their sheets on the way.

    If `begun` is given, the positions of the sheet segments are added to it, and it is stored as a
    part.
    """
    strings = Strings()
    writer = Writer(out)
    sheets: dict[str, Sequence[Segment]] = {}
    for name in sorted(source.namelist(), key=_part_order):
        if name == CORE:
            continue
        content = source.read(name)
        if name in page_rows:
            before, after = _SHEET_DATA.split(_without_dimension(content))
            chunks = _chunks(page_rows[name], strings, progress)
            part = deflate(chain([before + b"<sheetData>"], chunks, [b"</sheetData>" + after]))
            sheets[name] = part.stretches
        else:
            mended = _mended(name, content, frames, indexed=begun is not None)
            part = deflate([mended if tab is None else _content_with(tab, name, mended)])
        writer.add(name, part)
    for name, content in tab.parts.items() if tab else ():
        writer.add(name, deflate([content]))
    writer.add("xl/sharedStrings.xml", deflate(piece.encode() for piece in strings.part()))
    if begun is not None:
        writer.add(index.PART, index.packed_index(replace(begun, sheets=sheets)))
    seal = digest(writer.parts).encode()
    writer.add(CORE, deflate([source.read(CORE).replace(UNSEALED.encode(), seal)]))
    writer.close()


def _content_with(tab: Tab, name: str, content: bytes) -> bytes:
    """The same part of a workbook with macros."""
    if name == TYPES:
        content = content.replace(_PLAIN_BOOK, _MACRO_BOOK)
        return re.sub(rb"(<Types[^>]*>)", rb"\1" + _VBA_TYPE, content, count=1)
    if name == "xl/_rels/workbook.xml.rels":
        return content.replace(b"</Relationships>", _VBA_LINK)
    if name == "_rels/.rels":
        links = "".join(
            f'<Relationship Type="{kind}" Target="{part}" Id="rIdTab{number}"/>'
            for number, (kind, part) in enumerate(tab.links.items(), 1)
        )
        return content.replace(b"</Relationships>", links.encode() + b"</Relationships>")
    return content


def _part_order(name: str) -> tuple[bool, str]:
    # Readers that stream want the content types first.
    return not name.startswith(("[", "_")), name


def _without_dimension(content: bytes) -> bytes:
    # openpyxl saw no cells; the element is optional.
    return re.sub(rb"<dimension [^>]*/>", b"", content, count=1)


def _mended(name: str, content: bytes, frames: Sequence[Frame], *, indexed: bool) -> bytes:
    """What openpyxl leaves out: shared strings, the order of elements, what a chart shows."""
    if name == TYPES:
        content = content.replace(b"</Types>", _STRINGS_TYPE)
        return index.with_type(content) if indexed else content
    if name == "xl/_rels/workbook.xml.rels":
        content = content.replace(b"</Relationships>", _STRINGS_LINK)
        return index.with_link(content) if indexed else content
    if name.startswith("xl/charts/"):
        # The schema wants plus before minus; Excel calls anything else damaged.
        swapped = rb"\2\1"
        content = re.sub(
            rb"(<minus>.*?</minus>)(<plus>.*?</plus>)", swapped, content, flags=re.DOTALL
        )
        # Labels have a format of their own, not that of the cells.
        content = re.sub(rb'(<numFmt formatCode="[^"]*") ?/>', rb'\1 sourceLinked="0"/>', content)
        # Else Excel makes a title of the name of a series.
        return content.replace(b"<chart><plotArea>", _NO_TITLE)
    if name == "xl/styles.xml":
        return re.sub(rb"(?<=<font>).*?(?=</font>)", _font_in_order, content, flags=re.DOTALL)
    if name == "xl/drawings/drawing1.xml":
        for number, frame in enumerate(frames, 1):
            hidden = ' hidden="1"' if frame.hidden else ""
            attributes = f'name="{frame.name}" descr={quoteattr(frame.words)}{hidden}'
            content = content.replace(f'name="Chart {number}"'.encode(), attributes.encode())
    return content


def _font_in_order(found: re.Match[bytes]) -> bytes:
    parts = re.findall(rb"<(\w+)[^>]*/>", found[0])
    elements = re.findall(rb"<\w+[^>]*/>", found[0])
    ranked = sorted(zip(parts, elements, strict=True), key=lambda pair: _FONT.index(pair[0]))
    return b"".join(element for _, element in ranked)


def _chunks(table: Rows, strings: Strings, progress: OnRows, size: int = 100) -> Iterator[bytes]:
    chunk: list[str] = []
    for row in cell_rows(table, strings):
        chunk.append(row)
        if len(chunk) == size:
            yield "".join(chunk).encode()
            progress(size)
            chunk.clear()
    yield "".join(chunk).encode()
    progress(len(chunk))
