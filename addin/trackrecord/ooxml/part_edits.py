"""The parts of a workbook that a change touches: sheets, tables, charts, looks, and no others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from trackrecord.errors import Refused
from trackrecord.files.backups import keep_backup
from trackrecord.files.writing import replace_file
from trackrecord.ooxml.drawings.chart_edits import ChartChanges, changed_charts
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.package import MOST_SMALL, TYPES, Package
from trackrecord.ooxml.parts.main_part import MainPart, Types
from trackrecord.ooxml.reader import Contents
from trackrecord.ooxml.segments import DeflatedPart, Segment, deflate, keep_deflated
from trackrecord.ooxml.sheet_edits import SheetEdit, edited
from trackrecord.ooxml.styles import MOST_OF_LOOKS, CellFormats
from trackrecord.ooxml.table_growth import Growth, lengthen, reformulate, retitle, widen


def must_stand_changes(package: Package) -> None:
    """Refused if a change would break what the file promises."""
    if any(name.startswith("_xmlsignatures/") for name in package.names):
        raise Refused(
            f"{package.path} is digitally signed, and a change would break the signature; work on "
            "an unsigned copy. Nothing was changed"
        )


def must_have_looks(contents: Contents) -> str:
    """The part that says how cells look, by which a day is told from a number; Refused without."""
    styles = contents.part_of("styles")
    if styles is None:
        raise Refused(
            f"{contents.package.path} says nothing of how its cells look, so that a day cannot be "
            "told from a number; open it in Excel, save it, and try again. Nothing was changed"
        )
    return styles


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
    styles = must_have_looks(contents)
    looks = CellFormats(package.read(styles, MOST_OF_LOOKS))
    titles = {part: title for title, part in contents.sheets.items()}
    made: dict[str, DeflatedPart | None] = {}
    for name, edit in edits.items():
        pieces, links = _sheet_pieces(contents, name, edit), contents.addresses(name)
        sheet = deflate(
            edited(pieces, edit, looks, titles.get(name, name), links, contents.read_cell)
        )
        if not package.holds(name, sheet):
            made[name] = sheet
    small = _tables(contents, tables) | changed_charts(
        contents, tuple(tables.growths.values()), charts
    )
    added = looks.part()
    if added is not None:
        small[styles] = added
    small |= _main_part(contents, names)
    return made | {name: deflate([part]) for name, part in small.items()} | _without_chain(contents)


def _sheet_pieces(contents: Contents, name: str, edit: SheetEdit) -> Iterable[bytes | Segment]:
    """A sheet to be edited; what is not touched stays packed, where that can be."""
    if name in contents.stretches and not edit.known:
        return keep_deflated(contents.stretches[name], edit.rows())
    return contents.package.spelled(name)


def _tables(contents: Contents, changes: TableChanges) -> dict[str, bytes]:
    made = {}
    renamed = changes.renamed
    for name in {*changes.growths, *renamed, *changes.widened, *changes.renewed}:
        place = contents.tables[name]
        table = tree.tree_of(contents.package.read(place.part))
        if name in changes.growths:
            lengthen(table, changes.growths[name])
        reformulate(table, changes.renewed.get(name, {}))
        if name in changes.widened:
            widen(table, changes.widened[name])
        if name in renamed:
            retitle(table, *renamed[name])
        made[place.part] = tree.written(table)
    return made


def _main_part(contents: Contents, names: Mapping[str, str]) -> dict[str, bytes]:
    """The main part with more names, which asks whoever opens the file to compute everything."""
    before = contents.package.read(contents.part)
    main = MainPart(tree.tree_of(before))
    unchanged = tree.written(main.root)
    main.add_names((name, stands_for, {}) for name, stands_for in names.items())
    main.recalculate()
    written = tree.written(main.root)
    return {} if written == unchanged else {contents.part: written}


def _without_chain(contents: Contents) -> dict[str, DeflatedPart | None]:
    """Excel makes its list of formulas anew when there is none; an old one would be wrong."""
    chain = contents.part_of("calcChain")
    if chain is None:
        return {}
    package, rels = contents.package, contents.links_part
    links = tree.tree_of(package.read(rels))
    gone = {link for link, (_, part) in contents.links(contents.part).items() if part == chain}
    for link in tree.children(links):
        if link.get("Id") in gone:
            links.remove(link)
    types = Types(package.read(TYPES))
    types.drop(chain)
    return {chain: None, rels: deflate([tree.written(links)]), TYPES: deflate([types.part()])}


def free_part(package: Package, wanted: str) -> str:
    """A name for a new part: the one wanted, or one like it that is free."""
    stem, dot, ending = wanted.rpartition(".")
    name, number = wanted, 1
    while package.find(name) is not None:
        number += 1
        name = f"{stem}{number}{dot}{ending}"
    return name


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
