"""The rows that the charts of the Dashboard are drawn from, found in a record."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from trackrecord.core.assessment import FORECASTS, Assessment, Status
from trackrecord.core.calibration import reliability
from trackrecord.core.comparing.history import through_time
from trackrecord.core.keys import spelled
from trackrecord.core.leaderboard import compare_groups, stated_probabilities
from trackrecord.core.model import DATE_UNIT, Record
from trackrecord.core.sentences import comparison
from trackrecord.core.standing import Standing
from trackrecord.language import say
from trackrecord.ooxml.values import serial
from trackrecord.tables.charts.chart_tables import (
    DIAGONAL,
    HIT_RATES,
    RATIOS,
    RELIABILITY,
    Rate,
    Ratio,
    through_time_table,
)
from trackrecord.tables.charts.timeline_table import Bar, timeline_table
from trackrecord.tables.schema import Table
from trackrecord.tables.settings import AS_OF_FORMULA

T = TypeVar("T")
MOST_BARS = 24  # in one chart; more cannot be read


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart tables with their rows, and the sentence below the Dashboard's figures.

    `cuts` holds, by table name, the suffix for a legend whose chart is limited to the first bars.
    """

    tables: list[tuple[Table, Sequence[object]]]
    cuts: dict[str, str]
    first: int  # the days that the timeline shows
    last: int
    words: str


def draw_from(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> Drawing:
    """Everything the charts show of a record."""
    cuts: dict[str, str] = {}

    def first_of(name: str, items: list[T]) -> list[T]:
        if len(items) > MOST_BARS:
            cuts[name] = say(" · the first {most} of {n}", most=MOST_BARS, n=len(items))
        return items[:MOST_BARS]

    bars = first_of("Timeline", [_bar(row) for row in rows if _dated(row)])
    rates = first_of("HitRates", [Rate(n, row) for n, row in enumerate(board, 1)])
    ratios = first_of("Ratios", [_ratio(row) for row in rows if _numeric(row)])
    first, last = _bar_span(bars, as_of)
    forecasts = [row for row in rows if row.claims == FORECASTS]
    said, seen = stated_probabilities(forecasts, record.settings)
    through, days = through_time_table(through_time(record, as_of, rows))
    tables: list[tuple[Table, Sequence[object]]] = [
        (timeline_table(max(4, round((last - first) / 150))), bars),
        (HIT_RATES, rates),
        (RATIOS, ratios),
        (RELIABILITY, reliability(said, seen)),
        (DIAGONAL, [0, 1]),
        (through, days),
    ]
    words = say(
        "{comparison} (As of {as_of}.)",
        comparison=comparison(compare_groups(record, as_of, rows)),
        as_of=as_of,
    )
    return Drawing(tables, cuts, first, last, words)


EMPTY = "The charts fill as outcomes are recorded."
HINT = f'IF(COUNT(Forecasts[Outcome])=0,"{EMPTY}","")'  # what stands above the charts


def counted(rows: Sequence[Assessment]) -> list[tuple[str, int, str]]:
    """The figures on the Dashboard: name, value, formula."""
    by_status = [
        (
            status.value,
            sum(row.status == status for row in rows),
            f'COUNTIF(Forecasts[Status],"{status.value}")',
        )
        for status in Status
    ]
    said = sum(row.status is not None for row in rows)
    return [("Forecasts", said, 'COUNTIF(Forecasts[Status],"?*")'), *by_status]


def hint(rows: Sequence[Assessment]) -> str:
    """What stands above the charts: a word of comfort while they are empty."""
    seen = any(isinstance(row.outcome, (date, float, int)) for row in rows)
    return "" if seen else EMPTY


def figures(rows: Sequence[Assessment], as_of: date) -> Iterator[tuple[str, object]]:
    """What single formulas outside the tables compute, by formula."""
    yield from ((formula, value) for _, value, formula in counted(rows))
    yield HINT, hint(rows)
    # As workbooks of version 0.1 have them on the Dashboard.
    yield 'SUMPRODUCT(--(Forecasts[Forecast]<>""))', len(rows)
    yield (
        f'IF(COUNT(Forecasts[Score])=0,"{EMPTY}","")',
        "" if any(row.score is not None for row in rows) else EMPTY,
    )
    yield "AsOf", as_of
    yield AS_OF_FORMULA, as_of


def _dated(row: Assessment) -> bool:
    if row.question is None or row.question.unit != DATE_UNIT or row.status is None:
        return False
    return isinstance(row.forecast.low, date) or isinstance(row.forecast.high, date)


def _numeric(row: Assessment) -> bool:
    return row.asks_for == "number" and row.status is not None and not row.forecast.restates


def _label(row: Assessment) -> str:
    return f"{spelled(row.forecast.forecaster)}: {row.forecast.wording}"


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
        forecast.forecast,
        _label(row),
        serial(start),
        serial(end) + 1,
        row.status == Status.OVERDUE,
        serial(row.outcome) if isinstance(row.outcome, date) else None,
    )


def _ratio(row: Assessment) -> Ratio:
    open_ = f" ({row.status})".lower() if row.outcome is None else ""
    ratio = 0.0
    if row.error is not None and row.scored_at:
        ratio = row.error / abs(row.scored_at)
        if not math.isfinite(ratio):  # the formula shows 0 as well
            ratio = 0.0
    return Ratio(row.forecast.forecast, _label(row) + open_, ratio, row.hit is True)


def _bar_span(bars: Sequence[Bar], as_of: date) -> tuple[int, int]:
    """The days the timeline shows, with some air at both ends."""
    days = [day for bar in bars for day in (bar.start, bar.end, bar.outcome) if day is not None]
    today = serial(as_of)
    first = min(days, default=today - 180)
    last = max([*days, today])  # an outcome typed today must have its place
    air = max(14, (last - first) * 0.04)
    return int(max(0, first - air)), int(last + air)
