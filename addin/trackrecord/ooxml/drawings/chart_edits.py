"""What is changed in the parts of charts: how far they reach, their days, their lines' names."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from trackrecord.ooxml.drawings.frames import charts_by_name, drawing_of, with_hidden
from trackrecord.ooxml.elements import with_elements
from trackrecord.ooxml.reader import Contents
from trackrecord.ooxml.table_growth import Growth, longer
from trackrecord.ooxml.values import FIRST_AXIS_DAY

_CHART = re.compile(r"xl/charts/chart\d+\.xml")


@dataclass(slots=True)
class ChartChanges:
    """What becomes of the charts of one sheet, by the names of their frames.

    `days` are the first, the last, and those between two marks of an axis of days; `lines` says how
    many lines of a chart have a name; `hidden` whether a chart is. A chart is ours by its name, and
    because it is drawn from the row `first_row`. Without a sheet only days are changed, under the
    name "", in all charts of the workbook.
    """

    sheet: str  # its part
    first_row: int = 0
    days: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    hidden: Mapping[str, bool] = field(default_factory=dict)


def changed_charts(
    contents: Contents, grown: Collection[Growth], changes: ChartChanges | None
) -> dict[str, bytes]:
    """The parts of charts, and of a drawing, that are others after the changes."""
    package = contents.package
    made: dict[str, bytes] = {}
    names: dict[str, str] = {}
    drawing = drawing_of(contents, changes.sheet) if changes and changes.sheet else None
    if changes and drawing is not None:
        drawn = f"${changes.first_row}".encode()
        names = {
            part: name
            for name, part in charts_by_name(contents, drawing).items()
            if re.search(re.escape(drawn) + rb"\b", package.read(part))
        }
        before = package.read(drawing)
        hidden = {name: of for name, of in changes.hidden.items() if name in names.values()}
        if (after := with_hidden(before, hidden)) != before:
            made[drawing] = after
    for part in package.names:
        if not _CHART.fullmatch(part) or not (grown or changes):
            continue
        before = package.read(part)
        after = chart_follows(before, grown)
        name = names.get(part, "") if drawing else ""
        if changes and name in changes.days and (name or not drawing):
            after = _with_days(after, *changes.days[name], ours=bool(name))
        if changes and name in changes.lines:
            after = with_names_for(after, changes.lines[name])
        if after != before:
            made[part] = after
    return made


def chart_follows(part: bytes, grown: Iterable[Growth]) -> bytes:
    """A chart whose series reach as far as the tables they are drawn from."""

    def follow(found: re.Match[bytes]) -> bytes:
        sheet, mark, area = unescape(found[2].decode()).rpartition("!")
        for growth in grown:
            if sheet.strip("'").replace("''", "'") == growth.sheet:
                area = longer(area, growth)
        return found[1] + escape(sheet + mark + area, quote=False).encode() + found[3]

    return re.sub(rb"(<(?:\w+:)?f>)([^<]*)(</(?:\w+:)?f>)", follow, part)


def _with_days(chart: bytes, first: int, last: int, unit: int, *, ours: bool) -> bytes:
    """A chart whose axis of days, if it has one, reaches from one day to another.

    In a chart of ours that is the one across; in others one that begins with a day.
    """

    def span(axis: bytes) -> bytes:
        low = re.search(rb'<((?:\w+:)?)min val="(-?[\d.]+)"', axis)
        across = re.search(rb'<(?:\w+:)?axPos val="b"', axis)
        dated = across is not None if ours else low and float(low[2]) > FIRST_AXIS_DAY
        if low is None or not dated:
            return axis
        axis = re.sub(rb'(<(?:\w+:)?min val=")[^"]*', rb"\g<1>%d" % first, axis)
        axis = re.sub(rb'(<(?:\w+:)?max val=")[^"]*', rb"\g<1>%d" % last, axis)
        return re.sub(rb'(<(?:\w+:)?majorUnit val=")[^"]*', rb"\g<1>%d" % unit, axis)

    return with_elements(chart, "valAx", span)


def with_names_for(chart: bytes, count: int) -> bytes:
    """A chart whose legend names its first lines only.

    >>> with_names_for(b"<ser/><ser/><legend><legendPos/></legend>", 1)[12:]
    b'<legend><legendPos/><legendEntry><idx val="1"/><delete val="1"/></legendEntry></legend>'
    """
    series = len(re.findall(rb"<(?:\w+:)?ser\b[^<>]*>", chart))

    def named(legend: bytes) -> bytes:
        legend = with_elements(legend, "legendEntry", lambda _: b"")
        place = re.search(rb"<((?:\w+:)?)legendPos\b[^<>]*/>", legend)
        if place is None:
            return legend
        p = place[1].decode()
        entries = "".join(
            f'<{p}legendEntry><{p}idx val="{number}"/><{p}delete val="1"/></{p}legendEntry>'
            for number in range(count, series)
        )
        return legend[: place.end()] + entries.encode() + legend[place.end() :]

    return with_elements(chart, "legend", named)
