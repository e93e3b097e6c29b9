"""The frames of charts in a sheet's drawing: which part each shows, and which are hidden."""

from collections.abc import Iterator, Mapping

from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.parts.main_part import OFFICE
from trackrecord.ooxml.reader import Contents

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def drawing_of(contents: Contents, sheet_part: str) -> str | None:
    """The drawing of a sheet; None where it has none."""
    found = (part for kind, part in contents.links(sheet_part).values() if kind == "drawing")
    return next((part for part in found if part in contents.package), None)


def charts_by_name(contents: Contents, drawing: str) -> dict[str, str]:
    """The part of each chart of a drawing, by the name of its frame."""
    links = contents.links(drawing)
    found = {}
    for name, _, anchor in _frames(contents.parsed(drawing)):
        for chart in anchor.iter():
            link = chart.get(f"{{{OFFICE}}}id", "") if tree.local(chart) == "chart" else ""
            kind, part = links.get(link, ("", ""))
            if name and kind == "chart" and part in contents.package:
                found[name] = part
    return found


def hide(drawing: tree.Element, hidden: Mapping[str, bool]) -> bool:
    """Hide the frames of those names in a drawing, or show them. Is it another one then?"""
    is_other = False
    for name, properties, _ in _frames(drawing):
        wish = hidden.get(name)
        if wish is None or wish == (properties.get("hidden") in ("1", "true")):
            continue
        is_other = True
        if wish:
            properties.set("hidden", "1")
        else:
            del properties.attrib["hidden"]
    return is_other


def put_on_cells(drawing: tree.Element, cells: Mapping[str, tuple[int, int, int, int]]) -> bool:
    """Let frames that another program took off their cells fill them. Is it another one then?

    LibreOffice saves a chart as one that does not grow with its rows, and one that is hidden as
    one over a single row. A frame that begins elsewhere was moved by somebody, and stays. `cells`
    are by the name of a frame: its first row and column, its last ones.
    """
    is_other = False
    for name, _, anchor in _frames(drawing):
        first, last = tree.child(anchor, "from"), tree.child(anchor, "to")
        if name not in cells or first is None or last is None or anchor.get("editAs") != "oneCell":
            continue
        top, left, bottom, right = cells[name]
        begins = _at(first)
        if begins != (str(top - 1), str(left - 1)) and begins[0] != _at(last)[0]:
            continue
        is_other = True
        anchor.set("editAs", "twoCell")
        _put_at(first, top - 1, left - 1)
        _put_at(last, bottom, right)
    return is_other


def _at(corner: tree.Element) -> tuple[str, str]:
    """The row and the column of a corner; both count from 0."""
    found = {tree.local(one): tree.inner_text(one).strip() for one in corner}
    return found.get("row", ""), found.get("col", "")


def _put_at(corner: tree.Element, row: int, column: int) -> None:
    values = {"row": row, "col": column}
    for one in corner:
        tree.put_text(one, str(values.get(tree.local(one), 0)))


def _frames(drawing: tree.Element) -> Iterator[tuple[str, tree.Element, tree.Element]]:
    """Of each frame its name, the element that has it, and its anchor."""
    for anchor in drawing.iter():
        if tree.local(anchor) not in _ANCHORS:
            continue
        for one in anchor.iter():
            if tree.local(one) == "cNvPr":
                yield one.get("name", ""), one, anchor
                break
