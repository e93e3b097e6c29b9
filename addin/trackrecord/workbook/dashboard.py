"""The Dashboard: native charts that follow the tables, and the small tables they draw from.

The chart tables stand to the right of the charts. Their first column says which rows are drawn
(written by Python; a key typed below adds a bar), everything else is a formula, so that a chart
moves when an outcome is typed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart
from openpyxl.utils import get_column_letter

from trackrecord.core.assess import Assessment, Status
from trackrecord.core.calibration import reliability
from trackrecord.core.leaderboard import Standing, compare_groups, counts, probabilities
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Record
from trackrecord.core.replay import Day, through_time
from trackrecord.core.sentences import comparison
from trackrecord.workbook import charts, pages, style
from trackrecord.workbook.cells import Spec
from trackrecord.workbook.kinds import Kind, serial
from trackrecord.workbook.layout import Page, set_up, when
from trackrecord.workbook.schema import COUNTED, Column, Table, wilson_end
from trackrecord.workbook.style import Styles

MOST_BARS = 24  # in one chart; more cannot be read
MOST_LINES = 5  # in the chart through time
DESCRIPTIONS = (
    "Timeline: each dated forecast as a bar, the outcome as a dark mark; overdue is hatched.",
    "Hit rate of each forecaster with its 95 % Wilson interval and the number of forecasts.",
    "Error of each number forecast in percent of the outcome; below zero is too low.",
    "Reliability diagram: how often forecasts of each probability came true, with 95 % intervals.",
    "Hit rates through time, as known on each day on which something was newly judged.",
)
_TABLES_COLUMN = 14  # N: to the right of the charts
_TABLES_ROW = 5
_CHARTS_ROW = 8
_CM_PER_ROW = 0.53
_LOW_CHARTS_CM = 9.5  # height of the charts in the last row
_FIRST_PART = 6  # of the timeline's columns, the first that is drawn


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the timeline, in Excel's day numbers: from start up to, not including, end."""

    forecast: str
    label: str
    start: float
    end: float
    overdue: bool
    outcome: float | None

    @property
    def side(self) -> str | None:
        """Where the outcome lies."""
        if self.outcome is None:
            return None
        if self.outcome < self.start:
            return "before"
        return "inside" if self.outcome < self.end else "after"

    @property
    def mark(self) -> float:
        """Where the mark begins; asked only where there is one."""
        return self.start if self.outcome is None else self.outcome

    @property
    def left(self) -> float:
        """Where the first thing to be seen begins."""
        return min(self.start, self.mark)


@dataclass(frozen=True, slots=True)
class Rate:
    """One bar of the hit rates: a place on the leaderboard."""

    place: int
    standing: Standing

    @property
    def label(self) -> str:
        """Who, and how many of how many."""
        row = self.standing
        group = "" if row.claims == "forecasts" else " (goals, plans)"
        return f"{row.forecaster}{group}: {row.hits} of {row.hits + row.misses}"

    def to(self, end: str) -> float:
        """From the hit rate to an end of its interval; 0 where there is none."""
        rate: float | None = self.standing.hit_rate
        return 0.0 if rate is None else getattr(self.standing, end) - rate


@dataclass(frozen=True, slots=True)
class Ratio:
    """One bar of the errors: error over the size of the outcome."""

    forecast: str
    label: str
    ratio: float
    hit: bool


_ROW = "MATCH([@Forecast],Forecasts[Forecast],0)"
_LABEL = f'IFERROR([@Forecast]&" · "&INDEX(Forecasts[Forecaster],{_ROW}),"")'
_OVERDUE = f'IFERROR(INDEX(Forecasts[Status],{_ROW})="Overdue",FALSE)'


def _in_row(column: str) -> str:
    return f"INDEX(Forecasts[{column}],{_ROW})"


def timeline_table(mark: int) -> Table:
    """The table the timeline draws from; ``mark`` is the width of the outcome's mark in days.

    Each line of the chart is a stack from left to right: air, mark, air, window, mark, window,
    air, mark; what does not apply has no length. So one plain stacked chart shows an outcome
    before, inside or after its window, the same in Excel and in Calc.
    """
    start = (
        f'IF({_in_row("Low")}="",MIN({_in_row("Issued")},{_in_row("High")}),{_in_row("Low")})'
    )
    resolves = f'{_in_row("Issued")}+{_in_row("Lead")}'
    end = f'IF({_in_row("High")}="",MAX({_in_row("Low")},{resolves}),{_in_row("High")})'
    known = f'ISNUMBER({_in_row("Outcome")})'

    def part(header: str, formula: str, twin: Callable[[Bar], float | None]) -> Column:
        guarded = f'IF([@Start]="","",IFERROR({formula},0))'
        return Column(header, Kind.DAYS, "Days.", formula=guarded, twin=twin)

    return Table(
        "Timeline",
        "What the timeline is drawn from. Type the key of a dated forecast below to add a bar.",
        (
            Column("Forecast", Kind.KEY, "Key of a dated forecast."),
            Column("Label", Kind.WORD, "On the axis.", formula=_LABEL, twin=attrgetter("label"),
                   width=40),
            Column("Start", Kind.DATE, "First day that counts.", formula=f'IFERROR({start},"")',
                   twin=attrgetter("start")),
            Column("End", Kind.DATE, "Day after the last that counts.",
                   formula=f'IFERROR({end}+1,"")', twin=attrgetter("end")),
            Column("Mark", Kind.DATE, "The outcome.",
                   formula=f'IFERROR(IF({known},{_in_row("Outcome")},""),"")',
                   twin=attrgetter("outcome")),
            Column("Side", Kind.VALUE, "Where the outcome lies: before, inside or after.",
                   formula='IF(ISNUMBER([@Mark]),IF([@Mark]<[@Start],"before",'
                   'IF([@Mark]<[@End],"inside","after")),"")', twin=attrgetter("side")),
            part("Air 1", 'IF([@Side]="before",[@Mark],[@Start])+0', lambda bar: bar.left),
            part("Mark 1", f'IF([@Side]="before",{mark},0)',
                 lambda bar: mark if bar.side == "before" else 0),
            part("Air 2", f'IF([@Side]="before",MAX(0,[@Start]-[@Mark]-{mark}),0)',
                 lambda bar: max(0, bar.start - bar.mark - mark) if bar.side == "before" else 0),
            part("Window 1", f'IF({_OVERDUE},0,IF([@Side]="inside",[@Mark],[@End])-[@Start])',
                 lambda bar: 0 if bar.overdue
                 else (bar.mark if bar.side == "inside" else bar.end) - bar.start),
            part("Overdue", f"IF({_OVERDUE},[@End]-[@Start],0)",
                 lambda bar: bar.end - bar.start if bar.overdue else 0),
            part("Mark 2", f'IF([@Side]="inside",MIN({mark},[@End]-[@Mark]),0)',
                 lambda bar: min(mark, bar.end - bar.mark) if bar.side == "inside" else 0),
            part("Window 2", f'IF([@Side]="inside",MAX(0,[@End]-[@Mark]-{mark}),0)',
                 lambda bar: max(0, bar.end - bar.mark - mark) if bar.side == "inside" else 0),
            part("Air 3", 'IF([@Side]="after",[@Mark]-[@End],0)',
                 lambda bar: bar.mark - bar.end if bar.side == "after" else 0),
            part("Mark 3", f'IF([@Side]="after",{mark},0)',
                 lambda bar: mark if bar.side == "after" else 0),
        ),
    )


def _place(column: str) -> str:
    return f"INDEX(Leaderboard[{column}],[@Place])"


def _side(column: str, sign: int) -> str:
    ends = (_place(column), "[@Hit rate]")[::sign]
    return f'IF([@Place]="","",IFERROR({ends[0]}-{ends[1]},0))'


HIT_RATES = Table(
    "HitRates",
    "What the hit rates are drawn from: places on the Leaderboard.",
    (
        Column("Place", Kind.COUNT, "Row of the Leaderboard."),
        Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=40,
               formula=f'IF([@Place]="","",IFERROR({_place("Forecaster")}&'
               f'IF({_place("Claims")}="forecasts",""," (goals, plans)")&": "&{_place("Hits")}&'
               f'" of "&({_place("Hits")}+{_place("Misses")}),""))'),
        Column("Hit rate", Kind.SHARE, "Hits / (Hits + Misses).",
               formula=f'IF([@Place]="","",IFERROR({_place("Hit rate")}+0,0))',
               twin=lambda rate: rate.standing.hit_rate or 0),
        Column("Up", Kind.SHARE, "To the upper end of the Wilson interval.",
               formula=_side("Wilson high", 1),
               twin=lambda rate: rate.to("wilson_high")),
        Column("Down", Kind.SHARE, "To the lower end of the Wilson interval.",
               formula=_side("Wilson low", -1),
               twin=lambda rate: -rate.to("wilson_low")),
    ),
)
_RATIO = f'{_in_row("Error")}/ABS({_in_row("Outcome")})'
RATIOS = Table(
    "Ratios",
    "What the errors are drawn from. Type the key of a number forecast below to add a bar.",
    (
        Column("Forecast", Kind.KEY, "Key of a number forecast."),
        Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=48,
               formula=f'IFERROR([@Forecast]&" · "&{_in_row("Forecaster")}&'
               f'IF({_in_row("Outcome")}=""," ("&LOWER({_in_row("Status")})&")",""),"")'),
        Column("Missed", Kind.SIGNED, "Error / size of the outcome, of a forecast that is wrong.",
               twin=lambda bar: 0 if bar.hit else bar.ratio,
               formula=f'IF([@Forecast]="","",IFERROR(IF({_in_row("Hit")},0,{_RATIO}),0))'),
        Column("Held", Kind.SIGNED, "The same of a forecast that is right: a bound or a window "
               "with the outcome inside.", twin=lambda bar: bar.ratio if bar.hit else 0,
               formula=f'IF([@Forecast]="","",IFERROR(IF({_in_row("Hit")},{_RATIO},0),0))'),
    ),
)


# The bins of the reliability diagram. Live: what was said and what came of it are formulas.
_IN_BIN = (
    f'{COUNTED}*(Forecasts[Claim]="forecast")*ISNUMBER(Forecasts[Brier])'
    "*(Forecasts[Low]>=[@From])*(Forecasts[Low]<[@To])"
)
RELIABILITY = Table(
    "Reliability",
    "Probabilities in bins: how often did what was given so much come true?",
    (
        Column("From", Kind.RATIO, "Lower edge of the bin.", twin=attrgetter("start")),
        Column("To", Kind.RATIO, "Upper edge, not included.", twin=attrgetter("end")),
        Column("n", Kind.COUNT, "Forecasts in the bin.", twin=attrgetter("n"),
               formula=f'IF([@From]="","",SUMPRODUCT({_IN_BIN}))'),
        Column("Said", Kind.RATIO, "Mean probability.", twin=attrgetter("said"),
               formula=f'IF([@From]="","",IFERROR(SUMPRODUCT({_IN_BIN},Forecasts[Low])/[@n],'
               "([@From]+[@To])/2))"),
        Column("Came true", Kind.SHARE, "Share that came true.", twin=attrgetter("seen"), width=11,
               formula=f'IF([@From]="","",IFERROR(SUMPRODUCT({_IN_BIN}*(Forecasts[Outcome]=1))'
               "/[@n],0))"),
        Column("Up", Kind.SHARE, "To the upper end of the 95 % Wilson interval.",
               formula=f'IF([@From]="","",IFERROR({wilson_end("+", "[@Came true]", "[@n]")}'
               "-[@Came true],0))", twin=lambda bin_: bin_.high - bin_.seen),
        Column("Down", Kind.SHARE, "To the lower end.",
               formula='IF([@From]="","",IFERROR([@Came true]-'
               f'{wilson_end("-", "[@Came true]", "[@n]")},0))',
               twin=lambda bin_: bin_.seen - bin_.low),
    ),
)
DIAGONAL = Table(
    "Diagonal",
    "Where the marks would lie if every probability were kept.",
    (
        Column("Said", Kind.RATIO, "Probability.", twin=lambda end: end),
        Column("Kept", Kind.RATIO, "The same.", twin=lambda end: end),
    ),
)


def through_time_table(days: Sequence[Day]) -> tuple[Table, list[Day]]:
    """The hit rates through time of those with the most judged forecasts, one column each."""
    last = days[-1].tallies if days else {}
    shown = sorted(last, key=lambda key: (key[1], -last[key].judged, key[0]))
    shown = sorted(shown, key=lambda key: -last[key].judged)[:MOST_LINES]

    def rate(key: tuple[str, str]) -> Callable[[Day], float | None]:
        return lambda day: day.tallies[key].hit_rate if key in day.tallies else None

    columns = [
        Column(_line_name(key, last[key].judged), Kind.SHARE, "Hit rate up to that day.",
               twin=rate(key), width=24)
        for key in shown
    ] or [Column("Nobody yet", Kind.SHARE, "Nothing is judged yet.", twin=lambda _: None)]
    days_column = Column("As known on", Kind.DATE, "A day on which something was newly judged.",
                         twin=attrgetter("as_of"))
    doc = "The leaderboard through time: hits of judged forecasts, as known on each day."
    return Table("ThroughTime", doc, (days_column, *columns)), list(days)


def _line_name(key: tuple[str, str], judged: int) -> str:
    group = "" if key[1] == "forecasts" else ", goals and plans"
    return f"{key[0]} (n = {judged}{group})"


def fill(  # noqa: PLR0913, PLR0917 - all that a dashboard shows
    page: Page, styles: Styles, record: Record, rows: Sequence[Assessment],
    board: Sequence[Standing], as_of: date,
) -> None:
    """Lay out the sheet: figures, charts, and the tables they draw from."""
    bars = [_bar(row) for row in rows if _dated(row)][:MOST_BARS]
    rates = [Rate(n, row) for n, row in enumerate(board, 1)][:MOST_BARS]
    ratios = [_ratio(row) for row in rows if _numeric(row)][:MOST_BARS]
    first, last = _span(bars, as_of)
    timeline = timeline_table(max(4, round((last - first) / 150)))
    places = {}
    column = _TABLES_COLUMN
    said, seen = probabilities(
        row for row in rows
        if row.claims == "forecasts" and counts(row, record.settings)
    )
    through, days = through_time_table(through_time(record, as_of))
    laid: list[tuple[Table, Sequence[object]]] = [
        (timeline, bars), (HIT_RATES, rates), (RATIOS, ratios),
        (RELIABILITY, reliability(said, seen)), (DIAGONAL, [0, 1]), (through, days),
    ]
    for table, items in laid:
        page.put_table(styles, table, items, _TABLES_ROW, column)
        places[table.name] = _Place(page, table, column, max(1, len(items)))
        column += len(table.columns) + 1
    _figures(page, styles, rows, as_of)
    words = comparison(compare_groups(record, as_of, rows))
    page.put(5, 1, Spec(f"{words} (As of {as_of}.)", styles.number("Record plain")))
    _draw(page, places, first, last)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a chart table lies, for the charts that refer to it."""

    page: Page
    table: Table
    column: int
    count: int

    def cells(self, header: str) -> Reference:
        """The cells of a column."""
        headers = [column.header for column in self.table.columns]
        column = self.column + headers.index(header)
        return Reference(self.page.sheet, min_col=column, min_row=_TABLES_ROW + 1,
                         max_row=_TABLES_ROW + self.count)

    def header(self, header: str) -> Reference:
        """The cell of a header, for the legend."""
        headers = [column.header for column in self.table.columns]
        column = self.column + headers.index(header)
        return Reference(self.page.sheet, min_col=column, min_row=_TABLES_ROW)


def _dated(row: Assessment) -> bool:
    if row.question is None or row.question.unit != DATE_UNIT:
        return False
    return isinstance(row.forecast.low, date) or isinstance(row.forecast.high, date)


def _numeric(row: Assessment) -> bool:
    unit = row.question.unit if row.question else DATE_UNIT
    return unit not in (DATE_UNIT, YES_NO_UNIT) and not row.forecast.restates


def _label(row: Assessment) -> str:
    return f"{row.forecast.forecast} · {row.forecast.forecaster}"


def _bar(row: Assessment) -> Bar:
    forecast, question = row.forecast, row.question
    assert question is not None
    low, high = forecast.low, forecast.high
    if isinstance(high, date):
        start = low if isinstance(low, date) else min(forecast.issued, high)
        end = high
    else:
        start = low if isinstance(low, date) else forecast.issued
        end = max(start, question.resolves)
    return Bar(
        forecast.forecast, _label(row), serial(start), serial(end) + 1,
        row.status == Status.OVERDUE,
        serial(row.outcome) if isinstance(row.outcome, date) else None,
    )


def _ratio(row: Assessment) -> Ratio:
    open_ = f" ({row.status})".lower() if row.outcome is None else ""
    ratio = 0.0
    if row.error is not None and isinstance(row.outcome, float) and row.outcome:
        ratio = row.error / abs(row.outcome)
    return Ratio(row.forecast.forecast, _label(row) + open_, ratio, row.hit is True)


def _span(bars: Sequence[Bar], as_of: date) -> tuple[int, int]:
    """The days the timeline shows, with some air at both ends."""
    days = [day for bar in bars for day in (bar.start, bar.end, bar.outcome) if day is not None]
    today = serial(as_of)
    first = min(days, default=today - 180)
    last = max([*days, today])  # an outcome typed today must have its place
    air = max(14, (last - first) * 0.04)
    return int(max(0, first - air)), int(last + air)


def _figures(page: Page, styles: Styles, rows: Sequence[Assessment], as_of: date) -> None:
    label = styles.number("Record label")
    page.put(1, 1, Spec("Who called it?", styles.number("Record title")))
    counts = [
        ("Forecasts", len(rows), 'SUMPRODUCT(--(Forecasts[Forecast]<>""))'),
        *(
            (status.value, sum(row.status == status for row in rows),
             f'COUNTIF(Forecasts[Status],"{status.value}")')
            for status in Status
        ),
    ]
    number = styles.number("Calculation", "0", centred=True)
    day = styles.number("Calculation", style.DATE_FORMAT, centred=True)
    figures = [(name, Spec(value, number, formula)) for name, value, formula in counts]
    figures += [("As of", Spec(as_of, day, "AsOf")), ("Check", Spec("OK", number, pages.VERDICT))]
    heading = styles.number("Calculation header", centred=True)
    for column, (name, spec) in enumerate(figures, 1):
        page.put(3, column, Spec(name, heading))
        page.put(4, column, spec)
    page.heights[1] = 30
    page.put(3, _TABLES_COLUMN, Spec("What the charts are drawn from", label))
    hint = 'IF(COUNT(Forecasts[Score])=0,"The charts fill as outcomes are recorded.","")'
    shown = "" if any(row.score is not None for row in rows) else (
        "The charts fill as outcomes are recorded."
    )
    page.put(6, 1, Spec(shown, styles.number("Record plain"), hint))
    for column in range(1, _TABLES_COLUMN - 1):
        page.sheet.column_dimensions[get_column_letter(column)].width = 14
    page.sheet.sheet_view.showGridLines = False
    fail = when('$G$4="FAIL"', colour=style.RED, bold=True)
    page.sheet.conditional_formatting.add("G4", fail)


def _draw(page: Page, places: dict[str, _Place], first: int, last: int) -> None:
    sheet = page.sheet
    below = max(places["HitRates"].count, places["Ratios"].count)
    timeline_height = 4.2 + 0.62 * max(places["Timeline"].count, 3)
    row = _CHARTS_ROW
    sheet.add_chart(_timeline(places["Timeline"], first, last, timeline_height), f"A{row}")
    row += round(timeline_height / _CM_PER_ROW) + 2
    height = 4.0 + 0.7 * max(below, 3)
    sheet.add_chart(_hit_rates(places["HitRates"], height), f"A{row}")
    sheet.add_chart(_ratios(places["Ratios"], height), f"G{row}")
    row += round(height / _CM_PER_ROW) + 2
    sheet.add_chart(_reliability(places["Reliability"], places["Diagonal"]), f"A{row}")
    sheet.add_chart(_through_time(places["ThroughTime"]), f"G{row}")
    row += round(_LOW_CHARTS_CM / _CM_PER_ROW) + 1
    set_up(sheet, tall=1)
    sheet.print_area = f"A1:L{row}"


def _timeline(place: _Place, first: int, last: int, height: float) -> BarChart:
    chart = charts.bars(
        "When did they say it would happen, and when did it?", height, 31.5,
        "blue: forecast window · black mark: outcome · hatched: overdue, nothing recorded",
    )
    chart.grouping, chart.overlap = "stacked", 100
    looks = {
        "Air": charts.invisible(), "Mark": charts.solid(style.INK),
        "Window": charts.solid(style.BLUE), "Overdue": charts.hatched(style.ORANGE),
    }
    for column in place.table.columns[_FIRST_PART:]:
        name = column.header.split()[0]
        charts.add(chart, place.cells(column.header), name, looks[name])
    chart.set_categories(place.cells("Label"))
    charts.days_axis(chart.y_axis, first, last)
    chart.legend = None
    return chart


def _hit_rates(place: _Place, height: float) -> BarChart:
    chart = charts.bars("How often were they right?", height, 15.5,
                        "hits of judged forecasts, with the 95 % Wilson interval")
    series = charts.add(chart, place.cells("Hit rate"), "Hit rate", charts.solid(style.BLUE))
    series.errBars = charts.error_bars(place.cells("Up"), place.cells("Down"))
    chart.set_categories(place.cells("Label"))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    chart.y_axis.number_format, chart.y_axis.majorUnit = "0%", 0.25
    chart.legend = None
    return chart


def _ratios(place: _Place, height: float) -> BarChart:
    chart = charts.bars("How far off were the numbers?", height, 15.5,
                        "blue: wrong · hatched: right (the outcome is inside)")
    chart.overlap = 100
    looks = {"Missed": charts.solid(style.BLUE), "Held": charts.hatched(style.GREY)}
    for header, look in looks.items():
        series = charts.add(chart, place.cells(header), header, look)
        series.dLbls = charts.labels()
    chart.set_categories(place.cells("Label"))
    chart.y_axis.number_format = "+0%;-0%;0%"
    chart.legend = None
    return chart


def _reliability(place: _Place, diagonal: _Place) -> ScatterChart:
    chart = charts.scatter("Did the probabilities keep their word?", _LOW_CHARTS_CM, 15.5,
                           "across: probability given · up: share that came true, 95 % interval")
    charts.add_line(chart, diagonal.cells("Said"), diagonal.cells("Kept"))
    marks = charts.add_marks(chart, place.cells("Said"), place.cells("Came true"))
    marks.errBars = charts.error_bars(place.cells("Up"), place.cells("Down"), "y")
    return chart


def _through_time(place: _Place) -> LineChart:
    chart = charts.lines("Who was right so far?", _LOW_CHARTS_CM, 15.5,
                         "hit rate, as known on each day it changed")
    for number, column in enumerate(place.table.columns[1:]):
        charts.add_run(chart, place.cells(column.header), place.header(column.header), number)
    chart.set_categories(place.cells("As known on"))
    return chart
