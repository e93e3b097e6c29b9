"""The Dashboard of version 0.1, whose charts and tables older workbooks still have.

Nothing new is laid out so; what is there is renewed by every computation.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.calibration import reliability
from trackrecord.core.comparing.history import Day, through_time
from trackrecord.core.keys import spelled
from trackrecord.core.leaderboard import compare_groups, stated_probabilities
from trackrecord.core.model import Record
from trackrecord.core.sentences import comparison
from trackrecord.core.standing import Standing
from trackrecord.language import say
from trackrecord.tables.charts.chances_tables import DIAGONAL, RELIABILITY
from trackrecord.tables.charts.chart_data import Drawing
from trackrecord.tables.charts.hit_rates_table import HIT_RATES, Rate
from trackrecord.tables.charts.timeline_bars import timeline_of
from trackrecord.tables.charts.timeline_table import FORECAST_ROW, in_row, timeline_table
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table

_FIRST_LINES = 5  # in the chart through time
_MOST_BARS = 24
_LABEL_FORMULA = (
    f'INDEX(Forecasts[Who],{FORECAST_ROW})&": "&INDEX(Forecasts[Wording],{FORECAST_ROW})'
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One bar of the errors: error over the size of the outcome."""

    forecast: str
    label: str
    ratio: float
    hit: bool


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
            formula=f"IFERROR({_LABEL_FORMULA}&"
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


def _through_time_table(days: Sequence[Day]) -> Table:
    """The hit rates through time of those with the most judged forecasts, one column each."""
    last = days[-1].tallies if days else {}
    shown = sorted(last, key=lambda key: (key[1], -last[key].judged, key[0]))
    shown = sorted(shown, key=lambda key: -last[key].judged)[:_FIRST_LINES]

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
    return _with_spare_lines(Table("ThroughTime", doc, (days_column, *columns)))


def _with_spare_lines(table: Table) -> Table:
    """The table of the chart through time, with columns that hold nothing for lines it had before.

    A workbook keeps the columns it was laid out with, and an earlier day may fill fewer of them.
    """
    spare = (
        Column(f"(line {number})", Kind.SHARE, "Not filled on that day.", twin=lambda _: None)
        for number in range(len(table.columns), _FIRST_LINES + 1)
    )
    return replace(table, columns=(*table.columns, *spare))


def _line_name(key: tuple[str, str], judged: int) -> str:
    group = "" if key[1] == "forecasts" else ", goals and plans"
    return f"{key[0]} (n = {judged}{group})"


def draw_first(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> Drawing:
    """What a Dashboard of version 0.1 shows of a record."""
    timeline = timeline_of(rows, _MOST_BARS, as_of)
    ratios = [_ratio(row) for row in rows if _numeric(row)][:_MOST_BARS]
    days = through_time(record, as_of, rows)
    stated = stated_probabilities([r for r in rows if r.claims == FORECASTS], record.settings)
    tables: list[tuple[Table, Sequence[object]]] = [
        (timeline_table(timeline.mark), timeline.bars),
        (HIT_RATES, [Rate(n, row) for n, row in enumerate(board, 1)][:_MOST_BARS]),
        (RATIOS, ratios),
        (RELIABILITY, reliability(*stated)),
        (DIAGONAL, [0, 1]),
        (_through_time_table(days), days),
    ]
    words = say(
        "{comparison} (As of {as_of}.)",
        comparison=comparison(compare_groups(record, as_of, rows)),
        as_of=as_of,
    )
    return Drawing(tables, timeline.first, timeline.last, words)


def _numeric(row: Assessment) -> bool:
    return row.asks_for == "number" and row.status is not None and not row.forecast.restates


def _ratio(row: Assessment) -> Ratio:
    open_ = f" ({row.status})".lower() if row.outcome is None else ""
    label = f"{spelled(row.forecast.forecaster)}: {row.forecast.wording}{open_}"
    ratio = 0.0
    if row.error is not None and row.scored_at:
        ratio = row.error / abs(row.scored_at)
        if not math.isfinite(ratio):  # the formula shows 0 as well
            ratio = 0.0
    return Ratio(row.forecast.forecast, label, ratio, row.hit is True)
