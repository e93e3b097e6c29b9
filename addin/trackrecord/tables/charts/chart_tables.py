"""The small tables that the charts of the Dashboard draw from, and what their rows are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from trackrecord.core.comparing.history import Day
from trackrecord.core.standing import Standing
from trackrecord.tables.charts.timeline_table import LABEL, in_row
from trackrecord.tables.kinds import Kind
from trackrecord.tables.leaderboard import wilson_end
from trackrecord.tables.schema import Column, Table

MOST_LINES = 5  # in the chart through time


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


def _at_place(column: str) -> str:
    return f"INDEX(Leaderboard[{column}],[@Place])"


def _side(column: str, sign: int) -> str:
    ends = (_at_place(column), "[@Hit rate]")[::sign]
    return f'IF([@Place]="","",IFERROR({ends[0]}-{ends[1]},0))'


HIT_RATES = Table(
    "HitRates",
    "What the hit rates are drawn from: places on the Leaderboard.",
    (
        Column("Place", Kind.COUNT, "Row of the Leaderboard."),
        Column(
            "Label",
            Kind.WORD,
            "On the axis.",
            twin=attrgetter("label"),
            width=40,
            formula=f'IF([@Place]="","",IFERROR({_at_place("Forecaster")}&'
            f'IF({_at_place("Claims")}="forecasts",""," (goals, plans)")&": "&{_at_place("Hits")}&'
            f'" of "&({_at_place("Hits")}+{_at_place("Misses")}),""))',
        ),
        Column(
            "Hit rate",
            Kind.SHARE,
            "Hits / (Hits + Misses).",
            formula=f'IF([@Place]="","",IFERROR({_at_place("Hit rate")}+0,0))',
            twin=lambda rate: rate.standing.hit_rate or 0,
        ),
        Column(
            "Up",
            Kind.SHARE,
            "To the upper end of the Wilson interval.",
            formula=_side("Wilson high", 1),
            twin=lambda rate: rate.to("wilson_high"),
        ),
        Column(
            "Down",
            Kind.SHARE,
            "To the lower end of the Wilson interval.",
            formula=_side("Wilson low", -1),
            twin=lambda rate: -rate.to("wilson_low"),
        ),
    ),
)
_RATIO = f"{in_row('Error')}/ABS({in_row('Scored at')})"
_HELD = f"{in_row('Hit')}=TRUE"
RATIOS = Table(
    "Ratios",
    "What the errors are drawn from. Type the key of a number forecast below to add a bar.",
    (
        Column("Forecast", Kind.KEY, "Key of a number forecast."),
        Column(
            "Label",
            Kind.WORD,
            "On the axis.",
            twin=attrgetter("label"),
            width=48,
            formula=f"IFERROR({LABEL}&"
            f'IF({in_row("Outcome")}=""," ("&LOWER({in_row("Status")})&")",""),"")',
        ),
        Column(
            "Missed",
            Kind.SIGNED,
            "Error / size of the outcome, of a forecast that is wrong.",
            twin=lambda bar: 0 if bar.hit else bar.ratio,
            formula=f'IF([@Forecast]="","",IFERROR(IF({_HELD},0,{_RATIO}),0))',
        ),
        Column(
            "Held",
            Kind.SIGNED,
            "The same of a forecast that is right: a bound or a window with the outcome inside.",
            twin=lambda bar: bar.ratio if bar.hit else 0,
            formula=f'IF([@Forecast]="","",IFERROR(IF({_HELD},{_RATIO},0),0))',
        ),
    ),
)


# The bins of the reliability diagram. Live: what was said and what came of it are formulas.
_IN_BIN = (
    '(Forecasts[Counts]=1)*(Forecasts[Claim]="forecast")*ISNUMBER(Forecasts[Brier])'
    '*((Forecasts[Imputed]<>TRUE)+(CountImputed="all")>0)'
    "*(Forecasts[Low]>=[@From])*(Forecasts[Low]<[@To])"
)
RELIABILITY = Table(
    "Reliability",
    "Probabilities in bins: how often did what was given so much come true?",
    (
        Column("From", Kind.RATIO, "Lower edge of the bin.", twin=attrgetter("start")),
        Column("To", Kind.RATIO, "Upper edge, not included.", twin=attrgetter("end")),
        Column(
            "n",
            Kind.COUNT,
            "Forecasts in the bin.",
            twin=attrgetter("n"),
            formula=f'IF([@From]="","",SUMPRODUCT({_IN_BIN}))',
        ),
        Column(
            "Said",
            Kind.RATIO,
            "Mean probability.",
            twin=attrgetter("said"),
            formula=f'IF([@From]="","",IFERROR(SUMPRODUCT({_IN_BIN},Forecasts[Low])/[@n],'
            "([@From]+[@To])/2))",
        ),
        Column(
            "Came true",
            Kind.SHARE,
            "Share that came true.",
            twin=attrgetter("seen"),
            width=11,
            formula=f'IF([@From]="","",IFERROR(SUMPRODUCT({_IN_BIN}*(Forecasts[Outcome]=1))'
            "/[@n],0))",
        ),
        Column(
            "Up",
            Kind.SHARE,
            "To the upper end of the 95 % Wilson interval.",
            formula=f'IF([@From]="","",IFERROR({wilson_end("+", "[@Came true]", "[@n]")}'
            "-[@Came true],0))",
            twin=lambda bin_: bin_.high - bin_.seen,
        ),
        Column(
            "Down",
            Kind.SHARE,
            "To the lower end.",
            formula='IF([@From]="","",IFERROR([@Came true]-'
            f"{wilson_end('-', '[@Came true]', '[@n]')},0))",
            twin=lambda bin_: bin_.seen - bin_.low,
        ),
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
        Column(
            _line_name(key, last[key].judged),
            Kind.SHARE,
            "Hit rate up to that day.",
            twin=rate(key),
            width=24,
        )
        for key in shown
    ] or [Column("Nobody yet", Kind.SHARE, "Nothing is judged yet.", twin=lambda _: None)]
    days_column = Column(
        "As known on",
        Kind.DATE,
        "A day on which something was newly judged.",
        twin=attrgetter("as_of"),
    )
    doc = "The leaderboard through time: hits of judged forecasts, as known on each day."
    return Table("ThroughTime", doc, (days_column, *columns)), list(days)


def with_spare_lines(table: Table) -> Table:
    """The table of the chart through time, with columns that hold nothing for lines it had before.

    A workbook keeps the columns it was laid out with, and an earlier day may fill fewer of them.
    """
    spare = (
        Column(f"(line {number})", Kind.SHARE, "Not filled on that day.", twin=lambda _: None)
        for number in range(len(table.columns), MOST_LINES + 1)
    )
    return replace(table, columns=(*table.columns, *spare))


def _line_name(key: tuple[str, str], judged: int) -> str:
    group = "" if key[1] == "forecasts" else ", goals and plans"
    return f"{key[0]} (n = {judged}{group})"
