"""Charts: the scale of their value axis, and that they follow the tables they are drawn from.

As in Excel, a chart that is drawn from whole columns of a table grows with the table; here only
if it stands on the same sheet.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from xlwings import base_classes

from trackrecord.office.libreoffice.addresses import column_of

_CELLS = re.compile(
    r"(?P<sheet>.*\.)\$(?P<left>[A-Z]+)\$(?P<top>\d+)(?::\$(?P<right>[A-Z]+)\$(?P<bottom>\d+))?"
)


class Charts(base_classes.Charts):
    """The charts of a sheet."""

    api: Any = None

    def __init__(self, sheet: Any) -> None:
        self.parent = sheet
        self.api = sheet.api.Charts

    def __call__(self, name_or_index: str | int) -> "Chart":
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        own = next((own for own, name in self._names.items() if name == name_or_index), "")
        if self.api.hasByName(own or name_or_index):
            return Chart(self.api.getByName(own or name_or_index), str(name_or_index))
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return self.api.Count  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator["Chart"]:
        names = self._names
        natives = map(self.api.getByIndex, range(self.api.Count))
        return (Chart(native, names.get(native.Name) or native.Name) for native in natives)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of the frames: LibreOffice calls a chart of a file "Object 1"."""
        page = self.parent.api.DrawPage
        frames = map(page.getByIndex, range(page.Count))
        return {frame.PersistName: frame.Name for frame in frames if hasattr(frame, "PersistName")}


class Chart(base_classes.Chart):
    """One chart."""

    api: Any = None

    name = ""

    def __init__(self, native: Any, name: str) -> None:
        self.api = native
        self.name = name

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
