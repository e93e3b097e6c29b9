"""What stands before and behind the rows of a sheet: how far it reaches, widths, rules, formats.

Before the rows is little, and stays as it lies but for what is said. Behind them is read as a tree,
with the declarations of the sheet's first tag, and written again only where something is new.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from trackrecord.errors import Refused
from trackrecord.ooxml.cell_names import AREA, column_letters, column_number
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.parts.main_part import OFFICE
from trackrecord.ooxml.table_growth import Growth, longer

_ROOT = re.compile(rb"<worksheet\b[^<>]*>")
_DIMENSION = re.compile(rb'(<dimension\b[^<>]*?\sref=")([^"]*)(")')
_COL = re.compile(rb"<col\b([^<>]*?)/?>")
# The children of a worksheet behind its rows, in the order of the standard (ECMA-376, 18.3.1.99).
_BEHIND = (
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


def head(piece: bytes, last: int, widths: Mapping[int, float]) -> bytes:
    """What stands before the rows of a sheet that reaches to the row `last`, with new widths.

    >>> head(b'<dimension ref="A1:B2"/><sheetData>', 5, {3: 7.5}).decode()
    '<dimension ref="A1:C5"/><cols><col width="7.5" customWidth="1" min="3" max="3"/></cols><sheetData>'
    """  # noqa: E501 - as it is written
    wide = max(widths, default=0)

    def further(found: re.Match[bytes]) -> bytes:
        ends = AREA.fullmatch(found[2].decode())
        if ends is None:
            return found[0]
        bottom = max(last, int(ends[8] or ends[4]))
        right = max(wide, column_number((ends[6] or ends[2]).encode()))
        return found[1] + f"{ends[2]}{ends[4]}:{column_letters(right)}{bottom}".encode() + found[3]

    return _with_widths(_DIMENSION.sub(further, piece, count=1), widths)


def _with_widths(piece: bytes, widths: Mapping[int, float]) -> bytes:
    """Widths for columns that have none yet."""
    start = re.search(rb"<sheetData\b", piece)
    if start is None or not widths:
        return piece
    there = [
        (int(low[1]), int(high[1]), b"<col" + tag[1] + b"/>")
        for tag in _COL.finditer(piece)
        if (low := re.search(rb'\smin="(\d+)', tag[0]))
        and (high := re.search(rb'\smax="(\d+)', tag[0]))
    ]
    new = [
        (
            number,
            number,
            f'<col width="{width:g}" customWidth="1" min="{number}" max="{number}"/>'.encode(),
        )
        for number, width in widths.items()
        if not any(low <= number <= high for low, high, _ in there)
    ]
    if not new:
        return piece
    lines = b"".join(tag for _, _, tag in sorted([*there, *new]))
    old = re.search(rb"<cols\b[^<>]*>.*?</cols>", piece, re.DOTALL)
    first, end = old.span() if old else (start.start(), start.start())
    return piece[:first] + b"<cols>" + lines + b"</cols>" + piece[end:]


def root_tag(piece: bytes) -> bytes:
    """The first tag of a sheet, with what it declares."""
    found = _ROOT.search(piece)
    if found is None:
        raise ValueError("a sheet does not begin as one")
    return found[0]


@dataclass(slots=True)
class Surroundings:
    """What is to become of what stands behind the rows of a sheet.

    `said_anew` are the cells that hold another text than before; `links` are the addresses of the
    sheet's links, by their ids.
    """

    sheet: str
    grown: Sequence[Growth] = ()
    rules: Sequence[bytes] = ()
    said_anew: Collection[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def tail(piece: bytes, first_tag: bytes, new: Surroundings) -> bytes:
    """What stands behind the rows: rules and formats reach as far as their tables, more rules.

    Refused if the sheet is protected, or if merged cells are in the way of new rows.
    """
    root = tree.tree_of(first_tag + piece)
    protection = tree.child(root, "sheetProtection")
    if protection is not None and protection.get("sheet") in ("1", "true"):
        raise Refused(
            f"the sheet {new.sheet} is protected; unprotect it (Review, Unprotect Sheet) and try "
            "again. Nothing was changed"
        )
    if not (new.grown or new.rules or new.said_anew):
        return piece
    before = tree.written(root)
    for growth in new.grown:
        _must_not_merge(root, growth)
        _extend(root, growth)
    _add_rules(root, new.rules)
    _unlink(root, new)
    if not len(root):
        root.text = root.text or ""  # so that it has an end of its own
    after = tree.written(root)
    if after == before:
        return piece
    return after[after.index(b">", after.index(b"<worksheet")) + 1 :]


def _must_not_merge(root: tree.Element, growth: Growth) -> None:
    """Refused if merged cells below a table are in the way of its new rows."""
    for cells in tree.items(root, "mergeCells", "mergeCell"):
        area = cells.get("ref", "").upper()
        ends = AREA.fullmatch(area)
        if ends is None:
            continue
        left, right = column_number(ends[2].encode()), column_number((ends[6] or ends[2]).encode())
        top, bottom = int(ends[4]), int(ends[8] or ends[4])
        across = left <= growth.right and right >= growth.left
        if across and top <= growth.now and bottom > growth.before:
            raise Refused(
                f"the merged cells {area} are in the way of a new row; "
                "unmerge them and try again. Nothing was changed"
            )


def _extend(root: tree.Element, growth: Growth) -> None:
    """What reached to the last row of a table reaches to its new last row."""
    for one in root.iter():
        name = tree.local(one)
        if name in ("dataValidation", "conditionalFormatting") and "sqref" in one.attrib:
            one.set("sqref", _extended(one.get("sqref", ""), growth))
        elif name == "sqref" and (said := tree.inner_text(one)):
            tree.put_text(one, _extended(said, growth))


def _extended(areas: str, growth: Growth) -> str:
    return " ".join(longer(area, growth) for area in areas.split())


def _add_rules(root: tree.Element, rules: Sequence[bytes]) -> None:
    """More data validations."""
    if not rules:
        return
    there = tree.child(root, "dataValidations")
    if there is None:
        there = tree.appended(root, "dataValidations")
        tree.put_in_order(root, there, _BEHIND)
    for rule in rules:
        tree.add_xml(there, rule)
    there.set("count", str(len(tree.children(there))))


def _unlink(root: tree.Element, new: Surroundings) -> None:
    """A cell that holds another text loses its link, which leads to what it held before."""
    links = tree.child(root, "hyperlinks")
    if links is None:
        return
    for link in tree.children(links):
        leads_out = link.get(f"{{{OFFICE}}}id", "") in new.links
        if leads_out and link.get("ref", "") in new.said_anew:
            links.remove(link)
    if not tree.children(links):
        root.remove(links)
