"""The Dashboard of an open workbook: laid out by the cells and the heights of its rows."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from trackrecord.ooxml.values import FIRST_AXIS_DAY
from trackrecord.tables.charts.bands import (
    BANDS,
    CELLS,
    LINES_CHART,
    TABLES_COLUMN,
    TABLES_ROW,
    TIMELINE_MARKS,
    TITLES,
    Sketch,
    unit_of_days,
)
from trackrecord.tables.charts.timeline_table import CALLED
from trackrecord.tables.number_formats import WORDS_AT
from trackrecord.workbook.open.workbook import OpenWorkbook
from trackrecord.workbook.open.writing import shielded

if TYPE_CHECKING:
    from trackrecord.tables.charts.chart_data import Drawing

_MOST_CELLS_OF_ADDRESS = 40  # it may be of 255 characters
_MOVE_AND_SIZE = 1  # xlMoveAndSize
_RIGHT = -4152  # xlLegendPositionRight
TextsAt: TypeAlias = Mapping[tuple[int, int], str]  # of cells, by row and column


def lay_out(workbook: OpenWorkbook, drawing: "Drawing") -> None:
    """The days of its timeline, its words, the heights of its rows, and which charts are seen.

    The Dashboard is the sheet that holds our tables, whatever it is called. Where somebody moved
    them, by rows or columns of their own, its rows are theirs, and stay as they are.
    """
    sketch = drawing.sketch
    place = workbook.place("Timeline" if sketch is None else CALLED.name)
    if place is None:
        return
    charts: Any = {}  # a chart is a help: without it the tables are right
    with suppress(Exception):
        charts = place.sheet.charts
    if sketch is None:
        place.sheet[WORDS_AT].value = shielded(drawing.words)
        with suppress(Exception):
            for chart in charts:
                _renew_first(chart, drawing)
        return
    new: TextsAt = {}
    if (place.row, place.column) == (TABLES_ROW, TABLES_COLUMN):
        held = place.workbook.cells_around(place)
        heights, new = sketch.heights, sketch.texts
        if held is not None:
            heights = {row: heights[row] for row in rows_to_lay(new, held, heights)}
            new = {at: text for at, text in new.items() if held.get(at, "") != text}
        _lay_rows(place.sheet, heights, _charts_follow(charts, sketch))
        for (top, column), lines in _blocks(new):
            cells = place.sheet.range((top, column), (top + len(lines) - 1, column))
            cells.raw_value = [[shielded(text) if text else None] for text in lines]
    for name in (name for name, hidden in sketch.hidden.items() if not hidden):
        with suppress(Exception):  # somebody took it away
            chart = charts[name]
            _renew(chart, name, sketch)
            if TITLES[name] in new:
                _put_on_cells(chart, CELLS[name])


def rows_to_lay(
    texts: TextsAt, held: Mapping[tuple[int, int], object], heights: Iterable[int]
) -> list[int]:
    """The rows whose height may be another one, since it follows from which words there are.

    Only those over which charts stretch are as high as the charts need. What stands there is
    written after the heights, so that those are asked for again where a click was broken off.
    """
    columns: dict[int, list[int]] = {}
    for row, column in texts:
        columns.setdefault(row, []).append(column)
    titles = {row: band.title_row for band in BANDS for row in band.rows_below_texts}
    of_charts = {row for band in BANDS for row in range(band.first_row, band.last_row + 1)}

    def is_laid(row: int) -> bool:
        words = titles.get(row, row)
        now, before = (
            any(of.get((words, column)) for column in columns.get(words, ()))
            for of in (texts, held)
        )
        return words in columns and now == before and not (now and row in of_charts)

    return [row for row in heights if not is_laid(row)]


def _lay_rows(
    sheet: Any,  # noqa: ANN401 - xlwings'
    heights: Mapping[int, float],
    charts_follow: AbstractContextManager[None],
) -> None:
    with charts_follow:
        for rows, height in _rows_of_height(heights):
            sheet.range(rows).row_height = height


def _charts_follow(charts: Any, sketch: Sketch) -> AbstractContextManager[None]:  # noqa: ANN401 - as above
    """While the heights of rows change: in LibreOffice charts are asked to follow, as in Excel."""
    with suppress(Exception):
        shown = {name: cells for name, cells in CELLS.items() if not sketch.hidden.get(name)}
        return cast("AbstractContextManager[None]", charts.impl.following(shown))
    return nullcontext()


def _renew_first(chart: Any, drawing: "Drawing") -> None:  # noqa: ANN401 - as above
    """The days of a chart of version 0.1, which is known by nothing else."""
    axis = chart.value_axis
    if axis.minimum_scale > FIRST_AXIS_DAY:
        unit = unit_of_days(drawing.first, drawing.last, TIMELINE_MARKS)
        _set_days(axis, drawing.first, drawing.last, unit)


def _renew(chart: Any, name: str, sketch: Sketch) -> None:  # noqa: ANN401 - as above
    _show(chart, CELLS[name])
    if name == LINES_CHART:
        _name_lines(chart, sketch.lines)
    if name in sketch.days:
        axis = chart.category_axis if name == LINES_CHART else chart.value_axis
        _set_days(axis, *sketch.days[name])


def _show(chart: Any, area: tuple[int, int, int, int]) -> None:  # noqa: ANN401 - as above
    """Let a chart be seen that a file was written without; xlwings has no word for it.

    Excel for Windows gives the frame and the chart, Excel for Mac its own objects; in LibreOffice
    a chart is seen where its rows are. LibreOffice saves a chart as one that does not grow with its
    rows: from then on it shall, unless somebody moved it.
    """
    with suppress(Exception):
        frame = chart.api[0]
        try:
            frame.Visible = True
        except AttributeError:
            frame.visible.set(True)
            return
        corner = frame.TopLeftCell
        if frame.Placement != _MOVE_AND_SIZE and (corner.Row, corner.Column) == area[:2]:
            frame.Placement = _MOVE_AND_SIZE
            _fill(chart, chart.parent.range(area[:2], area[2:]))


def _put_on_cells(chart: Any, area: tuple[int, int, int, int]) -> None:  # noqa: ANN401 - as above
    """Let a chart that came fill its cells: LibreOffice saves what is hidden as over one row."""
    cells = chart.parent.range(area[:2], area[2:])
    if chart.height < cells.height / 2:
        _fill(chart, cells)


def _fill(chart: Any, cells: Any) -> None:  # noqa: ANN401 - as above
    chart.left, chart.top = cells.left, cells.top
    chart.width, chart.height = cells.width, cells.height


def _set_days(axis: Any, first: int, last: int, unit: int) -> None:  # noqa: ANN401 - as above
    axis.set(minimum_scale=first, maximum_scale=last, major_unit=unit)


def _name_lines(chart: Any, count: int) -> None:  # noqa: ANN401 - as above
    """Let the legend name the first lines only; xlwings has no word for that either.

    In Excel a legend that goes and comes again names all of them; then those behind are taken away.
    """
    with suppress(Exception):
        if hasattr(chart.impl, "name_lines"):  # LibreOffice
            chart.impl.name_lines(count)
            return
        drawn = chart.api[1]
        drawn.HasLegend = False
        drawn.HasLegend = True
        drawn.Legend.Position = _RIGHT
        for number in range(drawn.SeriesCollection().Count, count, -1):
            drawn.Legend.LegendEntries(number).Delete()


def _blocks(texts: TextsAt) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Cells below each other, with the place of the first."""
    places = sorted(texts, key=lambda place: (place[1], place[0]))
    for _, group in groupby(enumerate(places), key=lambda pair: (pair[1][1], pair[1][0] - pair[0])):
        found = [place for _, place in group]
        yield found[0], [texts[place] for place in found]


def _rows_of_height(heights: Mapping[int, float]) -> Iterator[tuple[str, float]]:
    """A cell of each row of a height, as one address, which spreadsheets take if it is short.

    Single cells: the colon of an area is taken for that of the whole address on a Mac.
    """
    by_height = sorted(heights, key=lambda row: (heights[row], row))
    for height, rows in groupby(by_height, key=heights.__getitem__):
        cells = [f"A{row}" for row in rows]
        for start in range(0, len(cells), _MOST_CELLS_OF_ADDRESS):
            yield ",".join(cells[start : start + _MOST_CELLS_OF_ADDRESS]), height
