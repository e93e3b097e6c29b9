"""Charts as openpyxl draws them, with the settings Excel and Calc both want."""

from collections.abc import Sequence
from typing import Literal

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.axis import ChartLines, NumericAxis, TextAxis
from openpyxl.chart.data_source import NumDataSource, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as DataSeries
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

from trackrecord.tables import number_formats as formats
from trackrecord.tables.charts import palette
from trackrecord.tables.charts.bands import LINES_MARKS, unit_of_days


def bars() -> BarChart:
    """An empty chart of horizontal bars, first row on top."""
    chart = BarChart()
    chart.type = "bar"
    _set_up(chart)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.graphicalProperties = _line(palette.GREY)
    chart.y_axis.crosses = "max"  # below the bars, because the first row is on top
    chart.y_axis.axPos = "b"  # ONLYOFFICE stops where a horizontal axis claims to be on the left
    chart.gapWidth = 60
    return chart


def columns() -> BarChart:
    """An empty chart of upright bars."""
    chart = BarChart()
    chart.type = "col"
    _set_up(chart)
    chart.x_axis.axPos = "b"
    chart.gapWidth = 60
    return chart


def scatter() -> ScatterChart:
    """An empty scatter chart of shares against shares, 0 to 1 both ways."""
    chart = _scatter()
    for axis in (chart.x_axis, chart.y_axis):
        share_axis(axis)
    chart.y_axis.number_format = "0%;;"  # one 0 in the corner, not two over each other
    return chart


def _scatter() -> ScatterChart:
    chart = ScatterChart()
    chart.style = None
    chart.scatterStyle = "lineMarker"
    _set_up(chart)
    for axis in (chart.x_axis, chart.y_axis):
        if isinstance(axis, NumericAxis):
            axis.crossBetween = "midCat"
    chart.x_axis.axPos = "b"
    chart.x_axis.majorGridlines = None
    return chart


def lines(first: int, last: int) -> ScatterChart:
    """An empty chart of lines through days."""
    chart = _scatter()
    days_axis(chart.x_axis, first, last, LINES_MARKS)
    chart.display_blanks = "gap"
    return chart


def name_series(
    chart: BarChart | ScatterChart, where: Literal["b", "r"], unnamed: Sequence[int] = ()
) -> None:
    """Name the series below the chart or to the right of it, but for the unnamed ones."""
    chart.legend = Legend()
    chart.legend.position = where
    chart.legend.txPr = _small_text()
    chart.legend.legendEntry = [LegendEntry(idx=number, delete=True) for number in unnamed]


def _set_up(chart: BarChart | ScatterChart) -> None:
    """What all charts have in common; titles stand in cells, where any door writes them."""
    chart.visible_cells_only = False  # a hidden row of what it is drawn from takes nothing away
    chart.roundedCorners = False  # Excel rounds the frame where nothing is said
    chart.y_axis.crossBetween = "between"  # without it Excel passes over minimum and maximum
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr = chart.y_axis.txPr = _small_text()
    chart.x_axis.title = chart.y_axis.title = None
    chart.y_axis.majorGridlines = ChartLines(spPr=_line(palette.LINE))
    chart.legend = None


def share_axis(axis: NumericAxis | TextAxis) -> None:
    """An axis from 0 to 100 %."""
    axis.scaling.min, axis.scaling.max = 0, 1
    axis.number_format = "0%"
    if isinstance(axis, NumericAxis):
        axis.majorUnit = 0.25


def add_line(
    chart: ScatterChart, across: Reference, up: Reference, name: str, *, dashed: bool = False
) -> None:
    """A line without marks: thin, grey and dashed, or strong."""
    series: DataSeries = Series(up, across, title=name)
    series.marker = Marker(symbol="none")
    series.graphicalProperties = _line(palette.GREY if dashed else palette.ORANGE)
    if dashed:
        series.graphicalProperties.ln.prstDash = "dash"
    else:
        series.graphicalProperties.ln.w = 22_225
    series.smooth = False
    chart.series.append(series)


def add_marks(chart: ScatterChart, across: Reference, up: Reference) -> DataSeries:
    """Marks without a line."""
    series: DataSeries = Series(up, across, title="Came true")
    series.marker = _marker("circle", palette.BLUE, 9)
    series.graphicalProperties = invisible()
    series.smooth = False  # one that says nothing bends all lines of the chart in Calc
    chart.series.append(series)
    return series


def add_run(
    chart: ScatterChart, days: Reference, cells: Reference, name: Reference, number: int
) -> None:
    """A line told from the others by its mark and dash, not by colour alone."""
    series: DataSeries = Series(cells, days)
    series.tx = named_by(name)
    colour, symbol, dash = _RUNS[number % len(_RUNS)]
    series.marker = _marker(symbol, colour, 8)
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=colour, w=22_225, prstDash=dash)
    )
    series.smooth = False
    chart.series.append(series)


def named_by(cell: Reference) -> SeriesLabel:
    """The name of a series that stands in a cell."""
    return SeriesLabel(strRef=StrRef(f=str(cell)))


_Dash = Literal["solid", "dash", "sysDot", "dashDot", "lgDash"]
_RUNS: tuple[tuple[str, str, _Dash], ...] = (
    (palette.NAVY, "circle", "solid"),
    (palette.ORANGE, "triangle", "dash"),
    (palette.GREEN, "square", "sysDot"),
    (palette.BLUE, "diamond", "dashDot"),
    (palette.RED, "x", "lgDash"),
)


def _marker(symbol: str, colour: str, size: int) -> Marker:
    mark = Marker(symbol=symbol, size=size)  # type: ignore[arg-type]  # stubs: Literal
    # A cross that is filled is drawn as a square by several programs.
    crossed = symbol in {"x", "plus", "star"}
    mark.graphicalProperties = GraphicalProperties(noFill=True) if crossed else solid(colour)
    mark.graphicalProperties.ln = LineProperties(solidFill=colour)
    return mark


def add_chart(
    chart: BarChart, cells: Reference, title: str, look: GraphicalProperties
) -> DataSeries:
    """Add a series over those cells."""
    series: DataSeries = Series(cells, title=title)
    series.graphicalProperties = look
    series.invertIfNegative = False
    chart.series.append(series)
    return series


def solid(colour: str) -> GraphicalProperties:
    """A plain fill."""
    return GraphicalProperties(solidFill=colour)


def hatched(colour: str) -> GraphicalProperties:
    """A hatched fill: told apart without colour."""
    ink, paper = (ColorChoice(srgbClr=rgb) for rgb in (colour, palette.WHITE))  # type: ignore[arg-type]  # stubs: no str
    pattern = PatternFillProperties(prst="wdUpDiag", fgClr=ink, bgClr=paper)
    look = GraphicalProperties(pattFill=pattern)
    look.ln = LineProperties(solidFill=colour, w=12_700)
    return look


def invisible() -> GraphicalProperties:
    """Takes its place and shows nothing."""
    look = GraphicalProperties(noFill=True)
    look.ln = LineProperties(noFill=True)
    return look


def days_axis(axis: NumericAxis | TextAxis, first: int, last: int, marks: int) -> None:
    """A value axis of days."""
    axis.scaling.min, axis.scaling.max = first, last
    axis.number_format = formats.DATE_FORMAT
    if isinstance(axis, NumericAxis):
        axis.majorUnit = unit_of_days(first, last, marks)


def error_bars(
    up: Reference, down: Reference, direction: Literal["x", "y"] | None = None
) -> ErrorBars:
    """Error bars whose lengths stand in cells; a scatter chart wants their direction."""
    made = ErrorBars(
        errDir=direction,
        errBarType="both",
        errValType="cust",
        plus=NumDataSource(numRef=NumRef(f=str(up))),
        minus=NumDataSource(numRef=NumRef(f=str(down))),
    )
    made.spPr = GraphicalProperties(ln=LineProperties(solidFill=palette.INK, w=15_875))
    return made


def no_axis(axis: NumericAxis) -> None:
    """An axis of shares of the width, which nobody needs to see."""
    axis.scaling.min, axis.scaling.max = 0, 1
    axis.majorGridlines = None
    axis.delete = True


def labels(number_format: str = "") -> DataLabelList:
    """The value beside each bar."""
    made = DataLabelList()
    if number_format:
        made.numFmt = number_format
    made.showVal = True
    made.showSerName = made.showCatName = made.showLegendKey = made.showPercent = False
    made.txPr = _small_text()
    return made


def _line(colour: str) -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=6_350))


def _small_text() -> RichText:
    look = CharacterProperties(sz=1000, solidFill=palette.INK)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
