"""The Dashboard of a workbook file: laid out by the cells and the heights of its rows."""

from typing import TYPE_CHECKING

from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.drawings.chart_edits import ChartChanges
from trackrecord.ooxml.sheet_edits import SheetEdit
from trackrecord.tables.charts.bands import LINES_CHART, TIMELINE_MARKS, unit_of_days
from trackrecord.tables.number_formats import DASHBOARD, WORDS_AT
from trackrecord.workbook.file import WorkbookFile

if TYPE_CHECKING:
    from trackrecord.tables.charts.chart_data import Drawing


def lay_out_in_file(file: WorkbookFile, drawing: "Drawing") -> None:
    """The days of its timeline, its words, the heights of its rows, and which charts are seen."""
    part = file.contents.sheets.get(DASHBOARD)
    if part is None:
        return
    edit = file.edits.setdefault(part, SheetEdit())
    sketch = drawing.sketch
    if sketch is None:
        unit = unit_of_days(drawing.first, drawing.last, TIMELINE_MARKS)
        file.charts = ChartChanges("", {"": (drawing.first, drawing.last, unit)})
        edit.put(int(WORDS_AT[1:]), 1, CellChange(drawing.words))
        return
    lines = {LINES_CHART: sketch.lines}
    file.charts = ChartChanges(part, sketch.days, lines, sketch.hidden)
    edit.heights |= sketch.heights
    for row, texts in sketch.texts.items():
        for column, text in enumerate(texts, 1):
            edit.put(row, column, CellChange(text or None))
