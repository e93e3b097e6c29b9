"""What is changed in the parts of charts: how far they reach, their days, their lines' names."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from trackrecord.errors import Refused
from trackrecord.ooxml.drawings.frames import charts_by_name, drawing_of, hide, put_on_cells
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.reader import Contents
from trackrecord.ooxml.table_growth import Growth, longer
from trackrecord.ooxml.values import FIRST_AXIS_DAY

_ANY = ""
_MOST_OF_CHART = 64_000_000  # bytes
_CHART = re.compile(r"(?:^|/)charts/chart\d+\.xml$")


@dataclass(slots=True)
class ChartChanges:
    """What becomes of the charts of one sheet, by the names of their frames.

    `days` are the first, the last, and those between two marks of an axis of days; `lines` says how
    many lines of a chart have a name; `hidden` whether a chart is; `cells` which it fills, by its
    first row and column and its last ones. A chart is ours by its name, and because it is drawn
    from the row `first_row`. Under the name "" are the days of all of them, as version 0.1 had no
    names.
    """

    sheet: str  # its part
    first_row: int = 0
    days: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    hidden: Mapping[str, bool] = field(default_factory=dict)
    cells: Mapping[str, tuple[int, int, int, int]] = field(default_factory=dict)


def changed_charts(
    contents: Contents, grown: Collection[Growth], changes: ChartChanges | None
) -> dict[str, bytes]:
    """The parts of charts, and of a drawing, that are others after the changes."""
    made: dict[str, bytes] = {}
    ours: dict[str, tuple[str, tree.Element]] = {}  # by their parts
    drawing = drawing_of(contents, changes.sheet) if changes else None
    if changes and drawing is not None:
        ours = _ours_on(contents, drawing, changes.first_row)
        names = {name for name, _ in ours.values()}
        frames = contents.parsed(drawing)
        hidden = {of: is_hidden for of, is_hidden in changes.hidden.items() if of in names}
        cells = {of: area for of, area in changes.cells.items() if hidden.get(of) is False}
        if hide(frames, hidden) | put_on_cells(frames, cells):
            made[drawing] = tree.written(frames)
    for part in contents.package.names if grown or changes else ():
        known = ours.get(part)
        chart = known[1] if known else _others_chart(contents, part, grown)
        if chart is None:
            continue
        before = tree.written(chart)
        follow(chart, grown)
        if changes and known:
            name = known[0]
            days = changes.days.get(name, changes.days.get(_ANY))
            if days is not None:
                _span_days(chart, *days, known=name in changes.days)
            if name in changes.lines:
                name_lines(chart, changes.lines[name])
        if (after := tree.written(chart)) != before:
            made[part] = after
    return made


def _ours_on(
    contents: Contents, drawing: str, first_row: int
) -> dict[str, tuple[str, tree.Element]]:
    """The charts of a drawing that are drawn from that row: their names and trees, by part."""
    found = {}
    for name, part in charts_by_name(contents, drawing).items():
        chart = contents.parsed(part)
        if _is_drawn_from(chart, first_row):
            found[part] = name, chart
    return found


def _others_chart(contents: Contents, part: str, grown: Collection[Growth]) -> tree.Element | None:
    """A chart that may be drawn from a table that grew; None for any other part.

    Those that do not say the name of such a sheet are not read, and those that cannot be read stay
    as they are.
    """
    if _CHART.search(part.casefold()) is None:
        return None
    sheets = {growth.sheet.casefold() for growth in grown}
    try:
        content = contents.package.read(part, _MOST_OF_CHART)
        said = content.decode("utf-8", "ignore").casefold()
        if not any(one in said or escape(one) in said or not one.isascii() for one in sheets):
            return None
        return tree.tree_of(content)
    except (Refused, ValueError):
        return None


def _references(chart: tree.Element) -> Iterator[tree.Element]:
    return (one for one in chart.iter() if tree.local(one) == "f")


def _is_drawn_from(chart: tree.Element, row: int) -> bool:
    begins = re.compile(rf"\${row}\b")
    return any(begins.search(tree.inner_text(one)) for one in _references(chart))


def follow(chart: tree.Element, grown: Iterable[Growth]) -> None:
    """Let the series of a chart reach as far as the tables they are drawn from."""
    for one in _references(chart):
        said = tree.inner_text(one)
        sheet, mark, area = said.rpartition("!")
        for growth in grown:
            if sheet.strip(" '").replace("''", "'").casefold() == growth.sheet.casefold():
                area = longer(area.strip(), growth)
        if sheet + mark + area != said:
            tree.put_text(one, sheet + mark + area)


def _span_days(chart: tree.Element, first: int, last: int, unit: int, *, known: bool) -> None:
    """Let the axis of days of a chart, if it has one, reach from one day to another.

    In a chart that is known by its name that is the one across; in others one that begins with a
    day.
    """
    for axis in (one for one in chart.iter() if tree.local(one) == "valAx"):
        parts = {tree.local(one): one for one in axis.iter()}
        low = parts.get("min")
        if low is None:
            continue
        at = parts.get("axPos")
        across = at is not None and at.get("val") == "b"
        if not (across if known else float(low.get("val", "0")) > FIRST_AXIS_DAY):
            continue
        for name, value in (("min", first), ("max", last), ("majorUnit", unit)):
            if name in parts:
                parts[name].set("val", str(value))


def name_lines(chart: tree.Element, count: int) -> None:
    """Let the legend of a chart name its first lines only.

    >>> chart = tree.tree_of(b"<c><ser/><ser/><legend><legendPos/></legend></c>")
    >>> name_lines(chart, 1)
    >>> tree.written(chart)[91:]
    b'<legendEntry><idx val="1"/><delete val="1"/></legendEntry></legend></c>'
    """
    series = sum(tree.local(one) == "ser" for one in chart.iter())
    for legend in (one for one in chart.iter() if tree.local(one) == "legend"):
        for entry in [one for one in legend if tree.local(one) == "legendEntry"]:
            legend.remove(entry)
        place = next((n for n, one in enumerate(legend, 1) if tree.local(one) == "legendPos"), 0)
        for number in range(count, series) if place else ():
            entry = tree.appended(legend, "legendEntry")
            tree.appended(entry, "idx", val=str(number))
            tree.appended(entry, "delete", val="1")
            legend.insert(place + number - count, entry)
