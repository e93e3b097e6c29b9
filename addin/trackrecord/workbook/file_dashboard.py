"""The Dashboard of a workbook file: laid out by the cells and the heights of its rows."""

from typing import TYPE_CHECKING

from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.drawings.chart_edits import ChartChanges
from trackrecord.tables.charts.bands import (
    CELLS,
    LINES_CHART,
    TABLES_COLUMN,
    TABLES_ROW,
    TIMELINE_MARKS,
    unit_of_days,
)
from trackrecord.tables.charts.timeline_table import CALLED
from trackrecord.tables.number_formats import WORDS_AT
from trackrecord.workbook.file import WorkbookFile

if TYPE_CHECKING:
    from trackrecord.tables.charts.chart_data import Drawing


def lay_out_in_file(file: WorkbookFile, drawing: "Drawing") -> None:
    """The days of its timeline, its words, the heights of its rows, and which charts are seen.

    The Dashboard is the sheet that holds our tables, whatever it is called. Where somebody moved
    them, by rows or columns of their own, its rows are theirs, and stay as they are.
    """
    sketch = drawing.sketch
    place = file.place("Timeline" if sketch is None else CALLED.name)
    if place is None:
        return
    edit = file.edit(place)
    if sketch is None:
        unit = unit_of_days(drawing.first, drawing.last, TIMELINE_MARKS)
        days = {"": (drawing.first, drawing.last, unit)}
        file.charts = ChartChanges(place.sheet_part, place.top + 1, days)
        edit.put(int(WORDS_AT[1:]), 1, CellChange(drawing.words))
        return
    if (place.top, place.left) != (TABLES_ROW, TABLES_COLUMN):
        file.charts = ChartChanges(place.sheet_part, place.top + 1, sketch.days)
        return
    lines = {LINES_CHART: sketch.lines}
    file.charts = ChartChanges(
        place.sheet_part, TABLES_ROW + 1, sketch.days, lines, sketch.hidden, CELLS
    )
    edit.heights |= sketch.heights
    for (row, column), text in sketch.texts.items():
        edit.put(row, column, CellChange(text or None))
