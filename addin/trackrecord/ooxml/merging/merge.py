"""Our sheets put into a workbook that has others: nothing of the others is touched.

A new workbook of ours is the donor. Its sheets, tables and charts come in under free numbers, its
texts stand in their cells, and its looks are added behind those that are there, so that of the
workbook's own parts only four change: the list of sheets, of links, of types, and of looks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.locks import held
from trackrecord.files.writing import fingerprint
from trackrecord.ooxml import part_edits as parts
from trackrecord.ooxml.cell_xml import text
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.merging.merged_styles import PLAIN_LOOKS, MergedStyles
from trackrecord.ooxml.package import TYPES, Package
from trackrecord.ooxml.parts.main_part import OFFICE, MainPart, Types, add_link
from trackrecord.ooxml.reader import Contents, damage_in_words
from trackrecord.ooxml.segments import DeflatedPart, deflate
from trackrecord.ooxml.sheet_xml import Piece, split
from trackrecord.ooxml.styles import MOST_OF_LOOKS

_OUR_PARTS = re.compile(
    r"xl/(worksheets|tables|drawings|charts)/(_rels/)?(sheet|table|drawing|chart)"
    r"(\d+)\.xml(\.rels)?"
)
_NUMBERED_PART = re.compile(rb"\b(sheet|table|drawing|chart)(\d+)\.xml")
_TAKEN_NUMBER = re.compile(r"(?:sheet|table|drawing|chart)(\d+)\.xml")
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PART_KINDS = {
    "sheet": _SPREADSHEET + "worksheet+xml",
    "table": _SPREADSHEET + "table+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "styles": _SPREADSHEET + "styles+xml",
}
_A_RECORD = 3  # a workbook with more of our tables holds a record
_STYLED = re.compile(rb'(<c r="[A-Z]+\d+" s=")(\d+)(")')
_STYLED_COLUMN = re.compile(rb'(<col [^<>]*?\bstyle=")(\d+)(")')
_DIFFERENCE = re.compile(rb'(\sdxfId=")(\d+)')
_TEXT_ITEM = re.compile(rb'(<c r="[A-Z]+\d+" s="\d+") t="s"><v>(\d+)</v></c>')


def room_in(target: Path, wanted: Sequence[str]) -> tuple[dict[str, str], bool]:
    """What our sheets have to suit in a workbook before they are laid out.

    A name for each that no sheet has: its own, if that is free; and whether its days are counted
    from 1904. Refused if the workbook cannot be read.
    """
    with damage_in_words(target, ". Nothing was changed"), Package(target) as package:
        there = Contents(package)
        taken = {title.casefold() for title in there.titles}
    found = {}
    for name in wanted:
        title, number = name, 1
        while title.casefold() in taken:
            title = f"Track Record {name}" + (f" {number}" if number > 1 else "")
            number += 1
        taken.add(title.casefold())
        found[name] = title
    return found, there.from_1904


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
            _must_take_sheets(there)
            _must_not_clash(there, ours)
            parts.put(package, seen, _made(there, ours))


def _must_take_sheets(there: Contents) -> None:
    protection = tree.child(there.root, "workbookProtection")
    if protection is not None and protection.get("lockStructure") in ("1", "true"):
        raise Refused(
            f"the structure of {there.package.path} is locked, and no sheet can be added; unlock "
            "it (Review, Protect Workbook) and try again. Nothing was changed"
        )


def _must_not_clash(there: Contents, ours: Contents) -> None:
    """Refused where a sheet, a table or a name of ours is taken; the last two share their names."""
    common = {name.casefold() for name in ours.tables} & {n.casefold() for n in there.tables}
    if len(common) > _A_RECORD:
        raise Refused(
            f"{there.package.path} holds a record already; to add to it, import: trackrecord "
            f"import {there.package.path} MORE. Nothing was changed"
        )
    taken = {
        "a sheet": {title.casefold(): title for title in there.titles},
        "a table": {name.casefold(): name for name in there.tables},
        "a name": {name.casefold(): name for name in there.names},
    }
    wanted = {
        "a sheet": ours.titles,
        "a table": [*ours.tables, *ours.names],
        "a name": [*ours.tables, *ours.names],
    }
    where = {
        "a sheet": "",
        "a table": " (Table Design, Table Name)",
        "a name": " (Formulas, Name Manager)",
    }
    for kind, names in wanted.items():
        clash = next((taken[kind][n.casefold()] for n in names if n.casefold() in taken[kind]), "")
        if clash:
            raise Refused(
                f"there is {kind} called {clash} in {there.package.path} already, and ours is "
                f"called so; rename it{where[kind]} and try again. Nothing was changed"
            )


def _made(there: Contents, ours: Contents) -> dict[str, DeflatedPart | None]:
    package, source = there.package, ours.package
    types = Types(package.read(TYPES))
    links = tree.tree_of(package.read(there.links_part))
    offset = _highest([*package.names, *types.parts, *_targets(links)])
    table_ids = _highest_table(there)
    styles = there.part_of("styles")
    ours_styles = ours.part_of("styles")
    if ours_styles is None:
        raise ValueError("the donor has no looks")
    theirs = package.read(styles, MOST_OF_LOOKS) if styles else PLAIN_LOOKS
    looks = MergedStyles(theirs, source.read(ours_styles))
    made: dict[str, DeflatedPart | None] = {}
    for name in source.names:
        found = _OUR_PARTS.fullmatch(name)
        if found is None:
            continue
        folder, rels, kind, number, end = found.groups()
        renamed = f"xl/{folder}/{rels or ''}{kind}{int(number) + offset}.xml{end or ''}"
        if kind == "sheet" and not rels:
            pieces = split(source.stream(name))
            made[renamed] = deflate(_merged_sheet(piece, ours, looks) for piece in pieces)
        else:
            part = source.read(name)
            if rels:
                part = _renumbered(part, offset)
            elif kind == "table":
                part = _with_id(part, table_ids)
            made[renamed] = deflate([part])
        if not rels:
            types.add(renamed, _PART_KINDS[kind])
    if styles is None:
        styles = parts.free_part(package, "xl/styles.xml")
        types.add(styles, _PART_KINDS["styles"])
        add_link(links, f"{OFFICE}/styles", styles)
    made[styles] = deflate([looks.part()])
    made[there.part] = deflate([_with_sheets(there, ours, links, offset)])
    made[there.links_part] = deflate([tree.written(links)])
    made[TYPES] = deflate([types.part()])
    return made


def _targets(links: tree.Element) -> Iterable[str]:
    return (link.get("Target", "") for link in tree.children(links))


def _highest(names: Iterable[str]) -> int:
    """The highest number that a part has, or is said to have."""
    found = (_TAKEN_NUMBER.search(name.lower()) for name in names)
    return max((int(one[1]) for one in found if one), default=0)


def _highest_table(there: Contents) -> int:
    return max((place.id for place in there.tables.values()), default=0)


def _with_id(table: bytes, more: int) -> bytes:
    root = tree.tree_of(table)
    root.set("id", str(int(root.get("id", "0")) + more))
    return tree.written(root)


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

    rows = not isinstance(piece, Piece)
    piece = _STYLED_COLUMN.sub(
        lambda found: found[1] + str(looks.cells[int(found[2])]).encode() + found[3], piece
    )
    piece = _TEXT_ITEM.sub(inline, piece)
    piece = _STYLED.sub(
        lambda found: found[1] + str(looks.cells[int(found[2])]).encode() + found[3], piece
    )
    return (
        piece
        if rows
        else _DIFFERENCE.sub(
            lambda found: found[1] + str(int(found[2]) + looks.first_difference).encode(), piece
        )
    )


def _with_sheets(there: Contents, ours: Contents, links: tree.Element, offset: int) -> bytes:
    """The main part with our sheets and names; `links` get a link to each."""
    main = MainPart(tree.tree_of(there.package.read(there.part)))
    count = len(there.titles)
    for title, part in ours.sheets.items():
        target = _renumbered(part.encode(), offset).decode()
        main.add_sheet(title, add_link(links, f"{OFFICE}/worksheet", target))
    main.add_names(_names_behind(ours, count))
    main.recalculate()
    return tree.written(main.root)


def _names_behind(ours: Contents, count: int) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Our names, where so many sheets come before ours."""
    for name in tree.items(ours.root, "definedNames", "definedName"):
        said = {str(key): str(value) for key, value in name.attrib.items() if key != "name"}
        if "localSheetId" in said:
            said["localSheetId"] = str(int(said["localSheetId"]) + count)
        yield name.get("name", ""), tree.inner_text(name), said
