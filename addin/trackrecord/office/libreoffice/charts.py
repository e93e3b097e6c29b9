"""Charts: the scale of their value axis, and that they follow the tables they are drawn from.

As in Excel, a chart that is drawn from whole columns of a table grows with the table; here only
if it stands on the same sheet.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from xlwings import base_classes

from trackrecord.office.libreoffice.addresses import column_of
from trackrecord.office.libreoffice.fonts import MM100_PER_POINT

_CELLS = re.compile(
    r"(?P<sheet>.*\.)\$(?P<left>[A-Z]+)\$(?P<top>\d+)(?::\$(?P<right>[A-Z]+)\$(?P<bottom>\d+))?"
)

_NEAR, _LOW = 20, 40  # hundredths of a millimetre: lengths are rounded in several ways


class Charts(base_classes.Charts):
    """The charts of a sheet."""

    api: Any = None

    def __init__(self, sheet: Any) -> None:
        self.parent = sheet
        self.api = sheet.api.Charts

    def __call__(self, name_or_index: str | int) -> "Chart":
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        frame = self._by_name.get(name_or_index)
        own = name_or_index if frame is None else frame.PersistName
        if self.api.hasByName(own):
            return Chart(self.parent, self.api.getByName(own), name_or_index, frame)
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return self.api.Count  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator["Chart"]:
        frames = {frame.PersistName: frame for frame in self._frames}
        for native in map(self.api.getByIndex, range(self.api.Count)):
            frame = frames.get(native.Name)
            yield Chart(self.parent, native, (frame and frame.Name) or native.Name, frame)

    @cached_property
    def _frames(self) -> list[Any]:
        """What charts stand in: LibreOffice calls a chart of a file "Object 1", not its frame."""
        page = self.parent.api.DrawPage
        found = map(page.getByIndex, range(page.Count))
        return [frame for frame in found if hasattr(frame, "PersistName")]

    @cached_property
    def _by_name(self) -> dict[str, Any]:
        return {frame.Name: frame for frame in self._frames}

    @contextmanager
    def following(self, cells: Mapping[str, tuple[int, int, int, int]]) -> Iterator[None]:
        """Let charts that fill their cells fill them again after the heights of rows have changed.

        Excel does so by itself; LibreOffice goes back to the size a chart was loaded with, and of
        one that a file was written without, too low to be seen, it does not know the cells.
        """
        found = [(self._by_name.get(name), self._area(area)) for name, area in cells.items()]
        frames = [(frame, area) for frame, area in found if frame is not None]
        before = [(frame, area, frame.Size.Height) for frame, area in frames if _fills(frame, area)]
        yield
        for frame, area, height in before:
            if not frame.Visible:
                frame.Visible = True
            if abs(height - area.Size.Height) > _NEAR:
                frame.Position = area.Position
                frame.Size = area.Size
                frame.Anchor = area.getCellByPosition(0, 0)  # it keeps to what it is over by now
                frame.ResizeWithCell = True

    def _area(self, cells: tuple[int, int, int, int]) -> Any:
        top, left, bottom, right = cells
        return self.parent.api.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def _fills(frame: Any, area: Any) -> bool:
    """Does a frame begin and end where cells do, or is it too low to be seen?"""
    position, size, place, room = frame.Position, frame.Size, area.Position, area.Size
    pairs = (
        (position.X, place.X),
        (position.Y, place.Y),
        (size.Width, room.Width),
        (size.Height, room.Height),
    )
    return size.Height <= _LOW or all(abs(one - other) <= _NEAR for one, other in pairs)


class Chart(base_classes.Chart):
    """One chart."""

    api: Any = None

    name = ""

    parent: Any = None

    def __init__(self, sheet: Any, native: Any, name: str, frame: Any = None) -> None:
        self.parent = sheet
        self.api = native
        self.name = name
        self._frame = frame

    def _set(self, of: str, part: str, points: float) -> None:
        struct = getattr(self._frame, of)
        setattr(struct, part, round(points * MM100_PER_POINT))
        setattr(self._frame, of, struct)

    left = property(
        lambda self: self._frame.Position.X / MM100_PER_POINT,
        lambda self, value: self._set("Position", "X", value),
    )
    top = property(
        lambda self: self._frame.Position.Y / MM100_PER_POINT,
        lambda self, value: self._set("Position", "Y", value),
    )
    width = property(
        lambda self: self._frame.Size.Width / MM100_PER_POINT,
        lambda self, value: self._set("Size", "Width", value),
    )
    height = property(
        lambda self: self._frame.Size.Height / MM100_PER_POINT,
        lambda self, value: self._set("Size", "Height", value),
    )

    @property
    def value_axis(self) -> "ChartAxis":
        """The axis of its values."""
        return self._axis(1)

    @property
    def category_axis(self) -> "ChartAxis":
        """The axis of what its values are of; where points are scattered, the one across."""
        return self._axis(0)

    def _axis(self, dimension: int) -> "ChartAxis":
        [system, *_] = self.api.EmbeddedObject.getFirstDiagram().getCoordinateSystems()
        return ChartAxis(system.getAxisByDimension(dimension, 0))

    def name_lines(self, count: int) -> None:
        """Let the legend name so many of its series, and no others."""
        [system, *_] = self.api.EmbeddedObject.getFirstDiagram().getCoordinateSystems()
        series = [one for kind in system.getChartTypes() for one in kind.getDataSeries()]
        for number, one in enumerate(series):
            one.ShowLegendEntry = number < count


class ChartAxis(base_classes.ChartAxis):
    """An axis: only its scale."""

    api: Any = None

    def __init__(self, native: Any) -> None:
        self.api = native

    # Where LibreOffice chooses the scale itself it does not tell which.
    minimum_scale = property(lambda self: self.api.getScaleData().Minimum or 0.0)
    maximum_scale = property(lambda self: self.api.getScaleData().Maximum or 0.0)

    def set(
        self,
        minimum_scale: Any = None,
        maximum_scale: Any = None,
        major_unit: Any = None,
        **_: object,
    ) -> None:
        """Set the ends of the scale, and how far apart its marks are."""
        scale = self.api.getScaleData()
        if isinstance(minimum_scale, (int, float)):
            scale.Minimum = float(minimum_scale)
        if isinstance(maximum_scale, (int, float)):
            scale.Maximum = float(maximum_scale)
        if isinstance(major_unit, (int, float)):
            increment = scale.IncrementData
            increment.Distance = float(major_unit)
            scale.IncrementData = increment
        self.api.setScaleData(scale)


def follow(sheet: Any, old: Any, new: Any) -> None:
    """Let every chart beside a table that is drawn from whole columns of it reach over its rows.

    `old` and `new` are the areas of the table with its header, as CellRangeAddress.
    """
    if old.EndRow == new.EndRow or old.StartRow != new.StartRow:
        return
    charts = sheet.api.Charts
    for number in range(charts.Count):
        chart = charts.getByIndex(number).EmbeddedObject
        provider = chart.getDataProvider()
        for holder in _sequences(chart):
            values = holder.getValues()
            wanted = _moved(values.getSourceRangeRepresentation(), sheet, old, new)
            if wanted:
                sequence = provider.createDataSequenceByRangeRepresentation(wanted)
                sequence.Role = values.Role
                holder.setValues(sequence)


def _moved(cells: str, sheet: Any, old: Any, new: Any) -> str:
    """The same columns down to the new last row; "" where it was not the whole column."""
    found = _CELLS.fullmatch(cells)
    if found is None or found["sheet"].strip("$.'").replace("''", "'") != sheet.name:
        return ""
    whole = int(found["top"]) == old.StartRow + 2 and (
        int(found["bottom"] or found["top"]) == max(old.EndRow, old.StartRow + 1) + 1
    )
    left = column_of(found["left"])
    if not whole or not old.StartColumn <= left - 1 <= old.EndColumn:
        return ""
    last = max(new.EndRow, new.StartRow + 1) + 1
    right = found["right"] or found["left"]
    return f"{found['sheet']}${found['left']}${found['top']}:${right}${last}"


def _sequences(chart: Any) -> Iterator[Any]:
    """What a chart is drawn from: values, categories, error bars."""
    for system in chart.getFirstDiagram().getCoordinateSystems():
        categories = system.getAxisByDimension(0, 0).getScaleData().Categories
        if categories is not None:
            yield categories
        for kind in system.getChartTypes():
            for series in kind.getDataSeries():
                yield from series.getDataSequences()
                for bars in (series.ErrorBarX, series.ErrorBarY):
                    if bars is not None:
                        yield from bars.getDataSequences()
