"""The bars of the timeline: which dated forecasts it shows, and the days it reaches over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trackrecord.core.assessment import PREMISES, Assessment, Status, last_answers
from trackrecord.core.model import DATE_UNIT
from trackrecord.language import say
from trackrecord.ooxml.values import serial
from trackrecord.tables.charts.labels import labels_of
from trackrecord.tables.charts.timeline_table import Bar

_LABEL_OF_BAR = 50  # letters


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars by question and day, what is said of them, and the days they reach over."""

    bars: list[Bar]
    said: str
    first: int
    last: int
    total: int  # dated forecasts there are

    @property
    def mark(self) -> int:
        """The width of an outcome's mark, in days: so that it is seen."""
        return max(4, round((self.last - self.first) / 150))


def timeline_of(rows: Sequence[Assessment], most: int, as_of: date) -> Timeline:
    """All dated forecasts, or those that were decided last, each forecaster's last answers."""
    dated = _asked_for([row for row in rows if is_dated(row)])
    shown = dated
    if len(dated) > most:
        today = serial(as_of)

        def telling(row: Assessment) -> tuple[bool, bool, float]:
            bar = _bar(row, "")
            last = bar.end if bar.outcome is None else bar.outcome
            decided = row.outcome is not None or last <= today
            # What is decided, the latest first; then what comes next; then earlier answers.
            return id(row) not in latest, not decided, -last if decided else last

        latest = {id(row) for row in last_answers(dated)}
        shown = sorted(dated, key=telling)[:most]
    names = labels_of(shown, _LABEL_OF_BAR)
    bars = [_bar(row, name) for row, name in zip(shown, names, strict=True)]
    first_of: dict[str, float] = {}
    for row, bar in zip(shown, bars, strict=True):
        key = row.forecast.question
        first_of[key] = min(bar.start, first_of.get(key, bar.start))
    order = {row.forecast.forecast: first_of[row.forecast.question] for row in shown}
    asked = {row.forecast.forecast: row.forecast.question for row in shown}
    bars.sort(key=lambda bar: (order[bar.forecast], asked[bar.forecast], bar.start))
    said = say("blue: forecast window · black: what happened · hatched: overdue")
    if len(shown) < len(dated):
        said += say(
            " · {n} of {all}: those decided last, or due next", n=len(shown), all=len(dated)
        )
    return Timeline(bars, said, *_span(bars, as_of), len(dated))


def _asked_for(rows: Sequence[Assessment]) -> list[Assessment]:
    """Without the questions of which the settings ask for nothing."""
    asked = {row.forecast.question for row in rows if row.vote and row.claims != PREMISES}
    wanted = {row.forecast.question for row in rows if row.eligible}
    return [row for row in rows if row.forecast.question not in asked - wanted]


def is_dated(row: Assessment) -> bool:
    """Is it a forecast of a day, with an end to draw?"""
    if row.question is None or row.question.unit != DATE_UNIT or row.status is None:
        return False
    return isinstance(row.forecast.low, date) or isinstance(row.forecast.high, date)


def _bar(row: Assessment, label: str) -> Bar:
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
        label,
        serial(start),
        serial(end) + 1,
        row.status == Status.OVERDUE,
        serial(row.outcome) if isinstance(row.outcome, date) else None,
    )


def _span(bars: Sequence[Bar], as_of: date) -> tuple[int, int]:
    """The days the timeline shows, with some air at both ends: no more than there is to see."""
    days = [day for bar in bars for day in (bar.start, bar.end, bar.outcome) if day is not None]
    first = min(days, default=serial(as_of) - 180)
    last = max(days, default=serial(as_of))
    air = max(14, (last - first) * 0.04)
    return int(max(0, first - air)), int(last + air)
