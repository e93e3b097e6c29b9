"""The Dashboard: native charts that follow the tables, and the small tables they draw from.

The chart tables stand to the right of the charts. Their first column says which rows are drawn
(written by Python; a key typed below adds a bar), everything else is a formula, so that a chart
moves when an outcome is typed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart
from openpyxl.utils import get_column_letter

from trackrecord.core.assessment import Assessment
from trackrecord.core.model import Imputed, Record, Settings
from trackrecord.core.standing import Standing
from trackrecord.language import say
from trackrecord.ooxml.cell_xml import NewCell
from trackrecord.tables import number_formats as formats
from trackrecord.tables.charts import palette
from trackrecord.tables.charts.chart_data import HINT, counted, draw_from, hint
from trackrecord.tables.record_checks import VERDICT
from trackrecord.tables.schema import Table
from trackrecord.workbook.sheets import charts
from trackrecord.workbook.sheets.cell_styles import Styles
from trackrecord.workbook.sheets.layout import Page, set_up, when

_TABLES_COLUMN = 14  # N: to the right of the charts
_TABLES_ROW = 5
_CHARTS_ROW = 8
_CM_PER_ROW = 0.53
_WIDE_CM, _HALF_CM = 31.0, 15.5  # width of the charts; A to L is 31.1 cm wide
_LOW_CHARTS_CM = 9.5  # height of the charts in the last row
_FIRST_PART = 6  # of the timeline's columns, the first that is drawn


def descriptions() -> tuple[str, ...]:
    """What each chart shows, for those who cannot see it."""
    return (
        say(
            "Timeline: each dated forecast as a bar, the outcome as a dark mark; overdue is "
            "hatched."
        ),
        say(
            "Hit rate of each forecaster with its 95 % Wilson interval and the number of forecasts."
        ),
        say("Error of each number forecast in percent of the outcome; below zero is too low."),
        say("Hit rates through time, as known on each day on which something was newly judged."),
        say(
            "Reliability diagram: how often forecasts of each probability came true, with 95 % "
            "intervals."
        ),
    )


def fill(  # noqa: PLR0913, PLR0917 - all that a dashboard shows
    page: Page,
    styles: Styles,
    record: Record,
    rows: Sequence[Assessment],
    board: Sequence[Standing],
    as_of: date,
) -> None:
    """Lay out the sheet: figures, charts, and the tables they draw from."""
    drawing = draw_from(record, rows, board, as_of)
    places = {}
    column = _TABLES_COLUMN
    for table, items in drawing.tables:
        page.put_table(styles, table, items, _TABLES_ROW, column)
        cut = drawing.cuts.get(table.name, "")
        places[table.name] = _Place(page, table, column, max(1, len(items)), cut)
        column += len(table.columns) + 1
    _figures(page, styles, rows, as_of)
    page.put(5, 1, NewCell(drawing.words, styles.number("Record plain")))
    calibrated = _has_probabilities(rows, record.settings)
    _draw(page, places, drawing.first, drawing.last, calibrated=calibrated)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a chart table lies, for the charts that refer to it."""

    page: Page
    table: Table
    column: int
    count: int
    cut: str = ""  # what a chart says that cannot show all

    def cells(self, header: str) -> Reference:
        """The cells of a column."""
        column = self._number(header)
        return Reference(
            self.page.sheet,
            min_col=column,
            min_row=_TABLES_ROW + 1,
            max_row=_TABLES_ROW + self.count,
        )

    def header(self, header: str) -> Reference:
        """The cell of a header, for the legend."""
        return Reference(self.page.sheet, min_col=self._number(header), min_row=_TABLES_ROW)

    def _number(self, header: str) -> int:
        headers = [column.header for column in self.table.columns]
        return self.column + headers.index(header)


def _figures(page: Page, styles: Styles, rows: Sequence[Assessment], as_of: date) -> None:
    label = styles.number("Record label")
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
        page.put(3, column, NewCell(name, heading))
        page.put(4, column, spec)
    page.heights |= {1: 30, 3: 20, 4: 18}
    page.put(3, _TABLES_COLUMN, NewCell(say("What the charts are drawn from"), label))
    page.put(6, 1, NewCell(hint(rows), styles.number("Record plain"), HINT))
    for column in range(1, _TABLES_COLUMN - 1):
        page.sheet.column_dimensions[get_column_letter(column)].width = 14
    page.sheet.sheet_view.showGridLines = False
    fail = when('$G$4="FAIL"', colour=palette.RED, bold=True)
    page.sheet.conditional_formatting.add("G4", fail)


def _has_probabilities(rows: Sequence[Assessment], settings: Settings) -> bool:
    """Were probabilities stated, or may they be yet? What was only read into words is no reason."""
    wanted = settings.imputed is Imputed.ALL
    return not rows or any(
        row.probability is not None and (wanted or not row.imputed) for row in rows
    )


def _draw(
    page: Page, places: dict[str, _Place], first: int, last: int, *, calibrated: bool
) -> None:
    sheet = page.sheet
    below = max(places["HitRates"].count, places["Ratios"].count)
    timeline_height = 4.2 + 0.62 * max(places["Timeline"].count, 3)
    row = _CHARTS_ROW
    sheet.add_chart(_timeline_chart(places["Timeline"], first, last, timeline_height), f"A{row}")
    row += round(timeline_height / _CM_PER_ROW) + 2
    height = 4.0 + 0.7 * max(below, 3)
    sheet.add_chart(_hit_rates(places["HitRates"], height), f"A{row}")
    sheet.add_chart(_ratios(places["Ratios"], height), f"G{row}")
    row += round(height / _CM_PER_ROW) + 2
    sheet.add_chart(
        _through_time(places["ThroughTime"], _HALF_CM if calibrated else _WIDE_CM), f"A{row}"
    )
    if calibrated:
        sheet.add_chart(_reliability(places["Reliability"], places["Diagonal"]), f"G{row}")
    row += round(_LOW_CHARTS_CM / _CM_PER_ROW) + 1
    set_up(sheet, tall=1)
    sheet.page_setup.orientation = "portrait"  # it is taller than wide
    sheet.print_area = f"A1:L{row}"


def _timeline_chart(place: _Place, first: int, last: int, height: float) -> BarChart:
    chart = charts.bars(
        say("When did they say it would happen, and when did it?"),
        height,
        _WIDE_CM,
        say("blue: forecast window · black mark: outcome · hatched: overdue") + place.cut,
    )
    chart.grouping, chart.overlap = "stacked", 100
    looks = {
        "Air": charts.invisible(),
        "Mark": charts.solid(palette.INK),
        "Window": charts.solid(palette.BLUE),
        "Overdue": charts.hatched(palette.ORANGE),
    }
    for column in place.table.columns[_FIRST_PART:]:
        name = column.header.split()[0]
        charts.add_chart(chart, place.cells(column.header), name, looks[name])
    chart.set_categories(place.cells("Label"))
    charts.days_axis(chart.y_axis, first, last)
    return chart


def _hit_rates(place: _Place, height: float) -> BarChart:
    chart = charts.bars(
        say("How often were they right?"),
        height,
        _HALF_CM,
        say("hits of judged forecasts, with the 95 % Wilson interval") + place.cut,
    )
    series = charts.add_chart(
        chart, place.cells("Hit rate"), "Hit rate", charts.solid(palette.BLUE)
    )
    series.errBars = charts.error_bars(place.cells("Up"), place.cells("Down"))
    chart.set_categories(place.cells("Label"))
    charts.share_axis(chart.y_axis)
    return chart


def _ratios(place: _Place, height: float) -> BarChart:
    chart = charts.bars(
        say("How far off were the numbers?"),
        height,
        _HALF_CM,
        say("blue: wrong · hatched: right (outcome inside)") + place.cut,
    )
    chart.overlap = 100
    looks = {"Missed": charts.solid(palette.BLUE), "Held": charts.hatched(palette.GREY)}
    for header, look in looks.items():
        series = charts.add_chart(chart, place.cells(header), header, look)
        series.dLbls = charts.labels()
    chart.set_categories(place.cells("Label"))
    chart.y_axis.number_format = "+0%;-0%;0%"
    return chart


def _reliability(place: _Place, diagonal: _Place) -> ScatterChart:
    chart = charts.scatter(
        say("Did the probabilities keep their word?"),
        _LOW_CHARTS_CM,
        _HALF_CM,
        say("across: probability given · up: share that came true, 95 % interval"),
    )
    charts.add_line(chart, diagonal.cells("Said"), diagonal.cells("Kept"))
    marks = charts.add_marks(chart, place.cells("Said"), place.cells("Came true"))
    marks.errBars = charts.error_bars(place.cells("Up"), place.cells("Down"), "y")
    return chart


def _through_time(place: _Place, width: float) -> LineChart:
    chart = charts.lines(
        say("Who was right so far?"),
        _LOW_CHARTS_CM,
        width,
        say("hit rate, as known on each day it changed"),
    )
    for number, column in enumerate(place.table.columns[1:]):
        charts.add_run(chart, place.cells(column.header), place.header(column.header), number)
    chart.set_categories(place.cells("As known on"))
    return chart
