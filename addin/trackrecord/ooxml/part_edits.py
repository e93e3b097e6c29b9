"""The parts of a workbook that a change touches: sheets, tables, charts, looks, and no others."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.parsers import expat

from trackrecord.errors import Refused
from trackrecord.files.backups import keep_backup
from trackrecord.files.writing import replace_file
from trackrecord.ooxml.drawings.chart_edits import ChartChanges, changed_charts
from trackrecord.ooxml.new_columns import table_reformulated, table_widened
from trackrecord.ooxml.package import MOST_SMALL, TYPES, Package
from trackrecord.ooxml.reader import Contents
from trackrecord.ooxml.segments import DeflatedPart, Segment, deflate, keep_deflated
from trackrecord.ooxml.sheet_edits import SheetEdit, edited
from trackrecord.ooxml.styles import CellFormats
from trackrecord.ooxml.table_growth import Growth, table_grown, table_renamed

_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


def must_stand_changes(package: Package) -> None:
    """Refused if a change would break what the file promises."""
    if any(name.startswith("_xmlsignatures/") for name in package.names):
        raise Refused(
            f"{package.path} is digitally signed, and a change would break the signature; work on "
            "an unsigned copy. Nothing was changed"
        )


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What becomes of the parts of tables, by their names."""

    growths: Mapping[str, Growth]
    renamed: Mapping[str, tuple[int, list[str]]]
    widened: Mapping[str, Sequence[tuple[str, str]]]  # new columns
    renewed: Mapping[str, Mapping[str, str]]  # formulas of columns, by their headers


def rewritten(
    contents: Contents,
    edits: Mapping[str, SheetEdit],
    tables: TableChanges,
    charts: ChartChanges | None,
    names: Mapping[str, str],
) -> dict[str, DeflatedPart | None]:
    """Every part that is another one after the changes; None for what is to go.

    `names` are defined names to be added. Refused where a change would lose something.
    """
    package = contents.package
    styles = contents.part_of("styles")
    looks = CellFormats(package.read(styles) if styles else b"")
    made: dict[str, DeflatedPart | None] = {}
    for name, edit in edits.items():
        sheet = deflate(edited(_sheet_pieces(contents, name, edit), edit, looks))
        if not package.holds(name, sheet):
            made[name] = sheet
    small = _tables(contents, tables) | changed_charts(
        contents, tuple(tables.growths.values()), charts
    )
    added = looks.part()
    if styles and added is not None:
        small[styles] = added
    main = package.read(contents.part)
    if (renewed := recalculating(_with_names(main, names))) != main:
        small[contents.part] = renewed
    return made | {name: deflate([part]) for name, part in small.items()} | _without_chain(contents)


def _sheet_pieces(contents: Contents, name: str, edit: SheetEdit) -> Iterable[bytes | Segment]:
    """A sheet to be edited; what is not touched stays packed, where that can be."""
    if name in contents.stretches and not edit.known:
        return keep_deflated(contents.stretches[name], edit.rows())
    return contents.package.stream(name)


def _tables(contents: Contents, changes: TableChanges) -> dict[str, bytes]:
    made = {}
    renamed = changes.renamed
    for name in {*changes.growths, *renamed, *changes.widened, *changes.renewed}:
        place = contents.tables[name]
        part = contents.package.read(place.part)
        if name in changes.growths:
            part = table_grown(part, changes.growths[name])
        part = table_reformulated(part, changes.renewed.get(name, {}))
        part = table_widened(part, changes.widened.get(name, ()))
        made[place.part] = table_renamed(part, *renamed[name]) if name in renamed else part
    return made


def _with_names(workbook: bytes, names: Mapping[str, str]) -> bytes:
    """The main part with more defined names; those that are there already stay."""
    there = set(re.findall(rb"<(?:\w+:)?definedName\b[^>]*?\bname=\"([^\"]*)\"", workbook))
    found = re.search(rb"</((?:\w+:)?)definedNames>", workbook)
    new = {name: text for name, text in names.items() if name.encode() not in there}
    if found is None or not new:
        return workbook
    prefix = found[1].decode()
    lines = "".join(
        f'<{prefix}definedName name="{name}">{escape(text, quote=False)}</{prefix}definedName>'
        for name, text in new.items()
    )
    return workbook[: found.start()] + lines.encode() + workbook[found.start() :]


def recalculating(workbook: bytes) -> bytes:
    """The main part, which asks whoever opens the file to compute everything anew."""
    found = re.search(rb"<(?:\w+:)?calcPr\b[^>]*?(/?)>", workbook)
    if found is None:
        for name in reversed(_BEFORE_CALCULATION):
            closing = re.search(rb"</((?:\w+:)?)" + name.encode() + rb">", workbook)
            if closing is not None:
                line = b"<" + closing[1] + b'calcPr fullCalcOnLoad="1"/>'
                return workbook[: closing.end()] + line + workbook[closing.end() :]
        return workbook
    if b'fullCalcOnLoad="1"' in found[0]:
        return workbook
    tag = re.sub(rb'\sfullCalcOnLoad="[^"]*"', b"", found[0])
    end = -2 if found[1] else -1
    tag = tag[:end].rstrip() + b' fullCalcOnLoad="1"' + tag[end:]
    return workbook[: found.start()] + tag + workbook[found.end() :]


def _without_chain(contents: Contents) -> dict[str, DeflatedPart | None]:
    """Excel makes its list of formulas anew when there is none; an old one would be wrong."""
    chain = contents.part_of("calcChain")
    if chain is None:
        return {}
    package, rels = contents.package, contents.links_part
    types = package.read(TYPES)
    links = re.sub(rb"<(?:\w+:)?Relationship\b[^>]*?/calcChain\"[^>]*?/>", b"", package.read(rels))
    types = re.sub(rb"<(?:\w+:)?Override\b[^>]*?calcChain\.xml\"[^>]*?/>", b"", types)
    return {chain: None, rels: deflate([links]), TYPES: deflate([types])}


def after(package: Package, made: Mapping[str, DeflatedPart | None]) -> list[tuple[str, int, int]]:
    """Of each part its name, checksum and size, after a change."""
    kept_parts = [part for part in package.parts if part[0] not in made]
    return kept_parts + [(name, new.crc, new.size) for name, new in made.items() if new]


def put(package: Package, seen: str, made: Mapping[str, DeflatedPart | None]) -> None:
    """Save a package that is held and was `seen` so, with some parts made anew, in one step."""

    def check(path: Path) -> None:
        package.close()  # Windows replaces no file that is open
        must_be_whole(path, made)

    path = package.path
    replace_file(
        path,
        seen,
        lambda out: package.write(out, made),
        check=check,
        keep=lambda: keep_backup(path, seen),
    )


def must_be_whole(path: Path, made: Mapping[str, DeflatedPart | None]) -> None:
    """Refused if a file that was just written cannot be read back, or its new parts are no XML."""
    with Package(path) as package:
        for name, part in made.items():
            if part is None:
                continue
            try:
                if part.size > MOST_SMALL:  # what was put into it is the same as elsewhere
                    _must_lie_there(part, package.packed_pieces(name))
                else:
                    expat.ParserCreate().Parse(package.read(name), True)
            except (ValueError, expat.ExpatError) as error:
                raise Refused(
                    f"{name} would be damaged by the change ({error}); please report it. Nothing "
                    "was changed"
                ) from error


def _must_lie_there(part: DeflatedPart, pieces: Iterator[bytes]) -> None:
    """Errors: ValueError if a large part is not there as it was packed, or would not unpack."""
    lying = b""
    for one in part.stretches:
        while len(lying) < len(one.raw) and (piece := next(pieces, b"")):
            lying += piece
        if not lying.startswith(one.raw):
            raise ValueError("other bytes were written")
        lying = lying[len(one.raw) :]
        if not one.proven:
            one.data()
    if lying or next(pieces, b""):
        raise ValueError("it has another length")
