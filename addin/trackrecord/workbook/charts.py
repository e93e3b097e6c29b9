"""Horizontal bar charts as openpyxl draws them, with the settings Excel and Calc both want."""

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines, NumericAxis
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series as DataSeries
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)

from trackrecord.workbook import style


def bars(title: str, height: float, width: float, legend: str) -> BarChart:
    """An empty chart of horizontal bars, first row on top; size in centimetres.

    ``legend`` stands below the title in words: the stacks hold series that only take place,
    which no program leaves out of a legend in the same way.
    """
    chart = BarChart()
    chart.type = "bar"
    chart.height, chart.width = height, width  # type: ignore[assignment]  # stubs: int
    lines = (_line_of_text(title, 1300, style.NAVY, bold=True), _line_of_text(legend, 1000))
    chart.title = Title(tx=Text(rich=RichText(p=list(lines))), overlay=False)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.txPr = chart.y_axis.txPr = _small_text()
    chart.x_axis.graphicalProperties = _line(style.GREY)
    chart.y_axis.crosses = "max"  # below the bars, because the first row is on top
    chart.y_axis.majorGridlines = ChartLines(spPr=_line(style.LINE))
    chart.y_axis.title = chart.x_axis.title = None
    chart.gapWidth = 60
    return chart


def add(
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
    ink, paper = (ColorChoice(srgbClr=rgb) for rgb in (colour, style.WHITE))  # type: ignore[arg-type]  # stubs: no str
    pattern = PatternFillProperties(prst="wdUpDiag", fgClr=ink, bgClr=paper)
    look = GraphicalProperties(pattFill=pattern)
    look.ln = LineProperties(solidFill=colour, w=12_700)
    return look


def invisible() -> GraphicalProperties:
    """Takes its place and shows nothing."""
    look = GraphicalProperties(noFill=True)
    look.ln = LineProperties(noFill=True)
    return look


def days_axis(axis: NumericAxis, first: int, last: int) -> None:
    """A value axis of days, labelled by month."""
    axis.scaling.min, axis.scaling.max = first, last
    axis.number_format = "yyyy-mm"
    axis.majorUnit = max(1, round((last - first) / 8))


def error_bars(up: Reference, down: Reference) -> ErrorBars:
    """Error bars whose lengths stand in cells."""
    made = ErrorBars(
        errDir=None, errBarType="both", errValType="cust",
        plus=NumDataSource(numRef=NumRef(f=str(up))),
        minus=NumDataSource(numRef=NumRef(f=str(down))),
    )
    made.spPr = GraphicalProperties(ln=LineProperties(solidFill=style.INK, w=15_875))
    return made


def labels() -> DataLabelList:
    """The value beside each bar."""
    made = DataLabelList()
    made.showVal = True
    made.showSerName = made.showCatName = made.showLegendKey = made.showPercent = False
    made.txPr = _small_text()
    return made


def _line(colour: str) -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=6_350))


def _line_of_text(
    words: str, size: int, colour: str = style.GREY, *, bold: bool = False
) -> Paragraph:
    look = CharacterProperties(sz=size, b=bold, solidFill=colour)
    return Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=words)])


def _small_text() -> RichText:
    look = CharacterProperties(sz=900, solidFill=style.INK)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
