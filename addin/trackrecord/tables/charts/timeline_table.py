"""What the Dashboard's timeline is drawn from: a bar for each forecast, and its outcome.

Who called the question of the day is drawn in the same way, from lengths without a unit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table, sought


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


FORECAST_ROW = f"MATCH({sought('[@Forecast]')},Forecasts[Forecast],0)"
_OVERDUE = f'IFERROR(INDEX(Forecasts[Status],{FORECAST_ROW})="Overdue",FALSE)'


def in_row(column: str) -> str:
    """The value of a column of Forecasts, for the forecast of this row."""
    return f"INDEX(Forecasts[{column}],{FORECAST_ROW})"


def _lengths(mark: float) -> dict[str, tuple[str, Callable[[Bar], float]]]:
    """Of each part of the stack, from left to right, its formula and its twin."""
    return {
        "Air 1": ('IF([@Side]="before",[@Mark],[@Start])+0', lambda bar: bar.left),
        "Mark 1": (
            f'IF([@Side]="before",{mark},0)',
            lambda bar: mark if bar.side == "before" else 0,
        ),
        "Air 2": (
            f'IF([@Side]="before",MAX(0,[@Start]-[@Mark]-{mark}),0)',
            lambda bar: max(0, bar.start - bar.mark - mark) if bar.side == "before" else 0,
        ),
        "Window 1": (
            f'IF({_OVERDUE},0,IF([@Side]="inside",[@Mark],[@End])-[@Start])',
            lambda bar: (
                0 if bar.overdue else (bar.mark if bar.side == "inside" else bar.end) - bar.start
            ),
        ),
        "Overdue": (
            f"IF({_OVERDUE},[@End]-[@Start],0)",
            lambda bar: bar.end - bar.start if bar.overdue else 0,
        ),
        "Mark 2": (
            f'IF([@Side]="inside",MIN({mark},[@End]-[@Mark]),0)',
            lambda bar: min(mark, bar.end - bar.mark) if bar.side == "inside" else 0,
        ),
        "Window 2": (
            f'IF([@Side]="inside",MAX(0,[@End]-[@Mark]-{mark}),0)',
            lambda bar: max(0, bar.end - bar.mark - mark) if bar.side == "inside" else 0,
        ),
        "Air 3": (
            'IF([@Side]="after",[@Mark]-[@End],0)',
            lambda bar: bar.mark - bar.end if bar.side == "after" else 0,
        ),
        "Mark 3": (f'IF([@Side]="after",{mark},0)', lambda bar: mark if bar.side == "after" else 0),
    }


def timeline_table(mark: int) -> Table:
    """The table the timeline draws from; ``mark`` is the width of the outcome's mark in days.

    Each line of the chart is a stack from left to right: air, mark, air, window, mark, window,
    air, mark; what does not apply has no length. So one plain stacked chart shows an outcome
    before, inside or after its window, the same in Excel and in Calc.
    """
    start = f'IF({in_row("Low")}="",MIN({in_row("Issued")},{in_row("High")}),{in_row("Low")})'
    resolves = f"{in_row('Issued')}+{in_row('Lead')}"
    end = f'IF({in_row("High")}="",MAX({in_row("Low")},{resolves}),{in_row("High")})'
    known = f"ISNUMBER({in_row('Outcome')})"
    parts = (
        Column(
            header,
            Kind.DAYS,
            "Days.",
            formula=f'IF([@Start]="","",IFERROR({formula},0))',
            twin=twin,
        )
        for header, (formula, twin) in _lengths(mark).items()
    )
    return Table(
        "Timeline",
        "What the timeline is drawn from: dated forecasts, chosen by Python.",
        (
            Column("Forecast", Kind.KEY, "Key of a dated forecast."),
            Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=40),
            Column(
                "Start",
                Kind.DATE,
                "First day that counts.",
                formula=f'IFERROR({start},"")',
                twin=attrgetter("start"),
            ),
            Column(
                "End",
                Kind.DATE,
                "Day after the last that counts.",
                formula=f'IFERROR({end}+1,"")',
                twin=attrgetter("end"),
            ),
            Column(
                "Mark",
                Kind.DATE,
                "The outcome.",
                formula=f'IFERROR(IF({known},{in_row("Outcome")},""),"")',
                twin=attrgetter("outcome"),
            ),
            Column(
                "Side",
                Kind.VALUE,
                "Where the outcome lies: before, inside or after.",
                formula='IF(ISNUMBER([@Mark]),IF([@Mark]<[@Start],"before",'
                'IF([@Mark]<[@End],"inside","after")),"")',
                twin=attrgetter("side"),
            ),
            *parts,
        ),
    )


CALLED_MARK = 0.008  # of the width
CALLED = Table(
    "Called",
    "Who called the question of the day: lengths, as shares of the width, written by Python.",
    (
        Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=40),
        *(
            Column(header, Kind.RATIO, "Share of the width.", twin=twin)
            for header, (_, twin) in _lengths(CALLED_MARK).items()
            if header != "Overdue"
        ),
    ),
)
