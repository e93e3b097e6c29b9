"""The Dashboard: sentences that answer, figures, and native charts that follow their tables.

The chart tables stand to the right, below the last chart. Which rows they hold is Python's choice;
what can be a formula is one, so that a chart moves when an outcome is typed in. Titles of charts
are cells, and a chart stretches over rows (`tables.charts.bands`): so what changes from record to
record is cells and heights of rows, which every door can write.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.chart import BarChart, Reference, ScatterChart
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter

from trackrecord.core.assessment import Assessment
from trackrecord.core.model import Record
from trackrecord.core.standing import Standing
from trackrecord.language import say
from trackrecord.ooxml.cell_xml import NewCell
from trackrecord.tables import number_formats as formats
from trackrecord.tables.charts import palette
from trackrecord.tables.charts.bands import (
    BANDS,
    CELLS,
    COLUMN_WIDTH,
    COLUMNS,
    LAST_BAND_ROW,
    LINES_CHART,
    TABLES_COLUMN,
    TABLES_ROW,
    TIMELINE_MARKS,
    Sketch,
)
from trackrecord.tables.charts.chart_data import Drawing, draw_from
from trackrecord.tables.charts.figures import HINT, counted, hint
from trackrecord.tables.charts.sketching import HEAD_ROWS
from trackrecord.tables.charts.skill_tables import MOST_SKILL
from trackrecord.tables.record_checks import VERDICT
from trackrecord.tables.schema import Table
from trackrecord.workbook.sheets import charts
from trackrecord.workbook.sheets.cell_styles import Styles
from trackrecord.workbook.sheets.layout import Page, set_up, when

_FIGURES_ROW = HEAD_ROWS.stop + 1
_PARTS_OF_TIMELINE, _PARTS_OF_CALLED = 6, 1  # the first columns that are drawn
_LEAD_LOOKS = (palette.LINE, palette.BLUE, palette.NAVY)


_Chart = BarChart | ScatterChart


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart as the drawing names it: its name, what it shows in words, and whether it is seen."""

    name: str
    words: str
    hidden: bool


def fill(  # noqa: PLR0913, PLR0917 - all that a dashboard shows
    page: Page,
    styles: Styles,
    record: Record,
    rows: Sequence[Assessment],
    board: Sequence[Standing],
    as_of: date,
) -> list[Frame]:
    """Lay out the sheet: sentences, figures, charts, and the tables they draw from."""
    drawing = draw_from(record, rows, board, as_of)
    assert drawing.sketch is not None
    places = {}
    column = TABLES_COLUMN
    for table, items in drawing.tables:
        page.put_table(styles, table, items, TABLES_ROW, column)
        places[table.name] = _Place(page, table, column, max(1, len(items)))
        column += len(table.columns) + 1
    _figures(page, styles, rows, as_of)
    _words(page, styles, drawing.sketch)
    made = _charts(places, drawing)
    _stretch(page, made)
    _print(page)
    words = _descriptions()
    return [Frame(name, words[name], drawing.sketch.hidden[name]) for name in made]


def _descriptions() -> dict[str, str]:
    """What each chart shows, for those who cannot see it."""
    return {
        "Called": say(
            "Who called it: what each said of the question that was answered last, and what "
            "happened, the nearest first."
        ),
        "Timeline": say(
            "Timeline: each dated forecast as a bar, the outcome as a dark mark; overdue is "
            "hatched."
        ),
        "Errors": say("Errors of forecasts of numbers, the nearest first; below zero is too low."),
        "LeadErrors": say("Median errors of numbers by forecaster and days ahead."),
        "Calibration": say(
            "Reliability diagram: how often forecasts of each probability came true, with 95 % "
            "intervals and a fitted line."
        ),
        "Counts": say("How many forecasts were given each probability."),
        "SkillNow": say("Skill of each forecaster: own loss over the mean loss of the others."),
        "SkillDays": say("The same skill through time, over what was judged up to each day."),
        "HitRates": say(
            "Hit rate of each forecaster with its 95 % Wilson interval and the number of forecasts."
        ),
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a chart table lies, for the charts that refer to it."""

    page: Page
    table: Table
    column: int
    count: int

    def cells(self, header: str) -> Reference:
        """The cells of a column."""
        column = self._number(header)
        return Reference(
            self.page.sheet, min_col=column, min_row=TABLES_ROW + 1, max_row=TABLES_ROW + self.count
        )

    def header(self, header: str) -> Reference:
        """The cell of a header, for the legend."""
        return Reference(self.page.sheet, min_col=self._number(header), min_row=TABLES_ROW)

    def _number(self, header: str) -> int:
        headers = [column.header for column in self.table.columns]
        return self.column + headers.index(header)


def _figures(page: Page, styles: Styles, rows: Sequence[Assessment], as_of: date) -> None:
    page.put(1, 1, NewCell(say("Who called it?"), styles.number("Record title")))
    number = styles.number("Calculation", "0", centred=True)
    day = styles.number("Calculation", formats.DATE_FORMAT, centred=True)
    figures = [
        (say(name), NewCell(value, number, formula)) for name, value, formula in counted(rows)
    ]
    figures += [
        (say("As of"), NewCell(as_of, day, "AsOf")),
        (say("Check"), NewCell("OK", number, VERDICT)),
    ]
    heading = styles.number("Calculation header", centred=True)
    for column, (name, spec) in enumerate(figures, 1):
        page.put(_FIGURES_ROW, column, NewCell(name, heading))
        page.put(_FIGURES_ROW + 1, column, spec)
    page.heights |= {
        1: 30,
        _FIGURES_ROW - 1: 8,
        _FIGURES_ROW: 20,
        _FIGURES_ROW + 1: 20,
        _FIGURES_ROW + 3: 6,
    }
    page.put(_FIGURES_ROW + 2, 1, NewCell(hint(rows), styles.number("Record plain"), HINT))
    label = styles.number("Record label")
    page.put(TABLES_ROW - 1, TABLES_COLUMN, NewCell(say("What the charts are drawn from"), label))
    for column in range(1, COLUMNS + 1):
        page.sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
    page.sheet.sheet_view.showGridLines = False
    check = f"${get_column_letter(len(figures))}${_FIGURES_ROW + 1}"
    fail = when(f'{check}="FAIL"', colour=palette.RED, bold=True)
    page.sheet.conditional_formatting.add(check.replace("$", ""), fail)


def _words(page: Page, styles: Styles, sketch: Sketch) -> None:
    """The sentences on top, the words above the charts; blank cells keep their look for later."""
    title, plain = styles.number("Record heading"), styles.number("Record plain")
    answer = styles.number("Record answer")
    titles = {band.title_row for band in BANDS}
    for (row, column), text in sketch.texts.items():
        look = title if row in titles else answer if row in HEAD_ROWS else plain
        page.put(row, column, NewCell(text or None, look))
    page.heights |= sketch.heights


def _charts(places: dict[str, _Place], drawing: Drawing) -> dict[str, _Chart]:
    """All charts by their names, in the order of the bands."""
    assert drawing.sketch is not None
    return {
        "Called": _called_chart(places["Called"]),
        "Timeline": _timeline_chart(places["Timeline"], drawing.first, drawing.last),
        "Errors": _errors_chart(places["Errors"]),
        "LeadErrors": _lead_errors_chart(places["LeadErrors"]),
        "Calibration": _reliability(places["Reliability"], places["Fitted"], places["Diagonal"]),
        "Counts": _counts_chart(places["Reliability"]),
        "SkillNow": _skill_chart(places["SkillNow"]),
        "SkillDays": _through_time(places["SkillDays"], drawing.sketch),
        "HitRates": _hit_rates(places["HitRates"]),
    }


def _stretch(page: Page, made: dict[str, _Chart]) -> None:
    """Let each chart stretch over its rows and columns."""
    for name, chart in made.items():
        top, left, bottom, right = CELLS[name]
        anchor = TwoCellAnchor(editAs="twoCell")
        anchor._from = AnchorMarker(col=left - 1, row=top - 1)  # noqa: SLF001 - openpyxl's
        anchor.to = AnchorMarker(col=right, row=bottom)
        chart.anchor = anchor  # type: ignore[assignment]  # stubs: a cell
        page.sheet.add_chart(chart)


def _print(page: Page) -> None:
    sheet = page.sheet
    set_up(sheet, tall=1)
    sheet.page_setup.orientation = "portrait"  # it is taller than wide
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_area = f"A1:{get_column_letter(COLUMNS)}{LAST_BAND_ROW}"


def _stacked(place: _Place, first: int) -> BarChart:
    chart = charts.bars()
    chart.grouping, chart.overlap = "stacked", 100
    looks = {
        "Air": charts.invisible(),
        "Mark": charts.solid(palette.INK),
        "Window": charts.solid(palette.BLUE),
        "Overdue": charts.hatched(palette.ORANGE),
    }
    for column in place.table.columns[first:]:
        name = column.header.split()[0]
        charts.add_chart(chart, place.cells(column.header), name, looks[name])
    chart.set_categories(place.cells("Label"))
    return chart


def _called_chart(place: _Place) -> BarChart:
    chart = _stacked(place, _PARTS_OF_CALLED)
    charts.no_axis(chart.y_axis)
    return chart


def _timeline_chart(place: _Place, first: int, last: int) -> BarChart:
    chart = _stacked(place, _PARTS_OF_TIMELINE)
    charts.days_axis(chart.y_axis, first, last, TIMELINE_MARKS)
    return chart


def _errors_chart(place: _Place) -> BarChart:
    chart = charts.bars()
    series = charts.add_chart(chart, place.cells("Off"), "Off", charts.solid(palette.BLUE))
    series.dLbls = charts.labels("General")
    chart.set_categories(place.cells("Label"))
    chart.y_axis.number_format = "General"
    return chart


def _lead_errors_chart(place: _Place) -> BarChart:
    chart = charts.bars()
    looks = [*map(charts.solid, _LEAD_LOOKS), charts.hatched(palette.GREY)]
    for column, look in zip(place.table.columns[1:], looks, strict=True):
        series = charts.add_chart(chart, place.cells(column.header), column.header, look)
        series.tx = charts.named_by(place.header(column.header))
    chart.set_categories(place.cells("Label"))
    chart.y_axis.number_format = "General"
    chart.gapWidth = 40
    charts.name_series(chart, "b")
    return chart


def _reliability(place: _Place, fitted: _Place, diagonal: _Place) -> ScatterChart:
    chart = charts.scatter()
    charts.add_line(chart, diagonal.cells("Said"), diagonal.cells("Kept"), "Kept", dashed=True)
    charts.add_line(chart, fitted.cells("Said"), fitted.cells("Fitted"), "Fitted")
    marks = charts.add_marks(chart, place.cells("Said"), place.cells("Came true"))
    marks.errBars = charts.error_bars(place.cells("Up"), place.cells("Down"), "y")
    return chart


def _counts_chart(place: _Place) -> BarChart:
    chart = charts.columns()
    series = charts.add_chart(chart, place.cells("n"), "n", charts.solid(palette.BLUE))
    series.dLbls = charts.labels("#,##0")
    chart.set_categories(place.cells("Around"))
    chart.x_axis.number_format = "0%"
    chart.y_axis.number_format = "#,##0"
    return chart


def _skill_chart(place: _Place) -> BarChart:
    chart = charts.bars()
    series = charts.add_chart(chart, place.cells("Skill"), "Skill", charts.solid(palette.BLUE))
    series.dLbls = charts.labels(f'[>={MOST_SKILL:.0f}]"≥ {MOST_SKILL:.0f}";0.00')
    chart.set_categories(place.cells("Label"))
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "0.0"
    return chart


def _through_time(place: _Place, sketch: Sketch) -> ScatterChart:
    chart = charts.lines(*sketch.days[LINES_CHART][:2])
    days = place.cells("Judged by")
    columns = place.table.columns[1:]
    for number, column in enumerate(columns):
        charts.add_run(chart, days, place.cells(column.header), place.header(column.header), number)
    chart.y_axis.scaling.min, chart.y_axis.majorUnit = 0, 0.5
    chart.y_axis.number_format = "0.0;;"  # no 0 over the first day
    charts.name_series(chart, "r", range(sketch.lines, len(columns)))
    return chart


def _hit_rates(place: _Place) -> BarChart:
    chart = charts.bars()
    series = charts.add_chart(
        chart, place.cells("Hit rate"), "Hit rate", charts.solid(palette.BLUE)
    )
    series.errBars = charts.error_bars(place.cells("Up"), place.cells("Down"))
    chart.set_categories(place.cells("Label"))
    charts.share_axis(chart.y_axis)
    return chart
