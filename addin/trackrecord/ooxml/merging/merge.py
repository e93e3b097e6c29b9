"""Our sheets put into a workbook that has others: nothing of the others is touched.

A new workbook of ours is the donor. Its sheets, tables and charts come in under free numbers, its
texts stand in their cells, and its looks are added behind those that are there, so that of the
workbook's own parts only four change: the list of sheets, of links, of types, and of looks.
"""

import re
from html import escape
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.locks import held
from trackrecord.files.writing import fingerprint
from trackrecord.ooxml import part_edits as parts
from trackrecord.ooxml.cell_xml import text
from trackrecord.ooxml.merging.merged_styles import MergedStyles
from trackrecord.ooxml.package import TYPES, Package
from trackrecord.ooxml.reader import MAIN, Contents, damage_in_words
from trackrecord.ooxml.segments import DeflatedPart, deflate
from trackrecord.ooxml.sheet_xml import split

_OFFICE_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OUR_PARTS = re.compile(
    r"xl/(worksheets|tables|drawings|charts)/(_rels/)?(sheet|table|drawing|chart)"
    r"(\d+)\.xml(\.rels)?"
)
_NUMBERED_PART = re.compile(rb"\b(sheet|table|drawing|chart)(\d+)\.xml")
_PART_KINDS = {
    "sheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "table": "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
}
_SAVE_IT = "open the file in Excel, save it, and try again. Nothing was changed"
_STYLED = re.compile(rb'(<c r="[A-Z]+\d+" s=")(\d+)(")')
_TEXT_ITEM = re.compile(rb'(<c r="[A-Z]+\d+" s="\d+") t="s"><v>(\d+)</v></c>')


def merge(target: Path, donor: Path) -> None:
    """Put the sheets of a new workbook of ours into a workbook.

    Refused, with nothing changed, if one of its sheets, tables or names is there already, or if the
    workbook cannot be written.
    """
    with held(target) as real, Package(donor) as source:
        seen = fingerprint(real)
        with damage_in_words(real, ". Nothing was changed"), Package(real) as package:
            parts.must_stand_changes(package)
            there, ours = Contents(package), Contents(source)
            _must_not_clash(there, ours)
            parts.put(package, seen, _made(there, ours))


def _must_not_clash(there: Contents, ours: Contents) -> None:
    def names(contents: Contents) -> set[str]:
        return {
            name.get("name", "")
            for name in contents.root.iter(f"{MAIN}definedName")
            if name.get("localSheetId") is None
        }

    for kind, old, new in (
        ("a sheet", there.sheets, ours.sheets),
        ("a table", there.tables, ours.tables),
        ("a name", names(there), names(ours)),
    ):
        lower = {name.lower() for name in old}
        clash = next((name for name in new if name.lower() in lower), None)
        if clash is not None:
            raise Refused(
                f"there is {kind} called {clash} in {there.package.path} already; rename "
                "it and try again. Nothing was changed"
            )


def _made(there: Contents, ours: Contents) -> dict[str, DeflatedPart | None]:
    package, source = there.package, ours.package
    offset = _highest(package)
    table_ids = _highest_table(there)
    styles = there.part_of("styles")
    ours_styles = ours.part_of("styles")
    if styles is None or ours_styles is None:
        raise Refused(f"{package.path} has no part for looks; {_SAVE_IT}")
    looks = MergedStyles(package.read(styles), source.read(ours_styles))
    made: dict[str, DeflatedPart | None] = {}
    overrides = []
    for name in source.names:
        found = _OUR_PARTS.fullmatch(name)
        if found is None:
            continue
        folder, rels, kind, number, end = found.groups()
        renamed = f"xl/{folder}/{rels or ''}{kind}{int(number) + offset}.xml{end or ''}"
        if rels:
            made[renamed] = deflate([_renumbered(source.read(name), offset)])
        elif kind == "sheet":
            pieces = split(source.stream(name))
            made[renamed] = deflate(_merged_sheet(piece, ours, looks) for piece in pieces)
        else:
            part = source.read(name)
            if kind == "table":
                part = re.sub(
                    rb'(<table [^>]*?\bid=")(\d+)',
                    lambda found: found[1] + str(int(found[2]) + table_ids).encode(),
                    part,
                    count=1,
                )
            made[renamed] = deflate([part])
        if not rels:
            overrides.append(f'<Override PartName="/{renamed}" ContentType="{_PART_KINDS[kind]}"/>')
    made[styles] = deflate([looks.part()])
    types = package.read(TYPES)
    made[TYPES] = deflate([_inserted_before(types, b"</Types>", "".join(overrides))])
    return made | _listed(there, ours, offset)


def _highest(package: Package) -> int:
    found = (_OUR_PARTS.fullmatch(name) for name in package.names)
    return max((int(one[4]) for one in found if one), default=0)


def _highest_table(there: Contents) -> int:
    ids = (int(there.parsed(place.part).get("id", 0)) for place in there.tables.values())
    return max(ids, default=0)


def _renumbered(part: bytes, offset: int) -> bytes:
    return _NUMBERED_PART.sub(
        lambda found: found[1] + str(int(found[2]) + offset).encode() + b".xml", part
    )


def _merged_sheet(piece: bytes, ours: Contents, looks: MergedStyles) -> bytes:
    """A piece of a sheet, with the looks of its new place, and its texts in the cells."""

    def inline(found: re.Match[bytes]) -> bytes:
        said = text(ours.text(int(found[2])))
        return (
            found[1] + (f' t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>').encode()
        )

    piece = _TEXT_ITEM.sub(inline, piece)
    piece = _STYLED.sub(
        lambda found: found[1] + str(looks.cells[int(found[2])]).encode() + found[3], piece
    )
    return re.sub(
        rb'(\bdxfId=")(\d+)',
        lambda found: found[1] + str(int(found[2]) + looks.first_difference).encode(),
        piece,
    )


def _listed(there: Contents, ours: Contents, offset: int) -> dict[str, DeflatedPart | None]:
    """The main part with our sheets and names, and its links."""
    package = there.package
    main = package.read(there.part)
    if there.root.find(f"{MAIN}sheets") is None or b"</sheets>" not in main:
        raise Refused(f"{package.path} lists its sheets in an unusual way; {_SAVE_IT}")
    numbers = [int(sheet.get("sheetId", 0)) for sheet in there.root.iter(f"{MAIN}sheet")]
    count = len(numbers)
    lines, links = [], []
    for number, (name, part) in enumerate(ours.sheets.items(), 1):
        link = f"rIdTrackRecord{number}"
        lines.append(
            f'<sheet name="{escape(name)}" sheetId="{max(numbers) + number}" '
            f'xmlns:tr="{_OFFICE_LINKS}" tr:id="{link}"/>'
        )
        target = _renumbered(part.encode(), offset).decode().removeprefix("xl/")
        links.append(
            f'<Relationship Id="{link}" Type="{_OFFICE_LINKS}/worksheet" Target="{target}"/>'
        )
    main = _inserted_before(main, b"</sheets>", "".join(lines))
    names = re.findall(rb"<definedName .*?</definedName>", ours.package.read(ours.part), re.DOTALL)
    moved = b"".join(
        re.sub(
            rb'(localSheetId=")(\d+)',
            lambda found: found[1] + str(int(found[2]) + count).encode(),
            name,
        )
        for name in names
    ).decode()
    main = re.sub(rb"<definedNames\s*/>", b"<definedNames></definedNames>", main)
    if b"</definedNames>" in main:
        main = _inserted_before(main, b"</definedNames>", moved)
    else:
        after = next(
            mark
            for mark in (b"</externalReferences>", b"</functionGroups>", b"</sheets>")
            if mark in main
        )
        place = main.index(after) + len(after)
        main = main[:place] + f"<definedNames>{moved}</definedNames>".encode() + main[place:]
    rels = there.links_part
    return {
        there.part: deflate([parts.recalculating(main)]),
        rels: deflate([_inserted_before(package.read(rels), b"</Relationships>", "".join(links))]),
    }


def _inserted_before(part: bytes, before: bytes, added: str) -> bytes:
    """A part with something added at the end of its list."""
    place = part.rfind(before)
    if place < 0:
        raise Refused(f"a list is written in an unusual way ({before.decode()}); {_SAVE_IT}")
    return part[:place] + added.encode() + part[place:]
