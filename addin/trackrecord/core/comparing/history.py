"""The leaderboard through time: what it said on each day on which it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.model import DATE_UNIT, Question, Record

MOST_DAYS = 60  # lines of the table; more are thinned to month ends


@dataclass(frozen=True, slots=True)
class Tally:
    """Right and wrong of one forecaster and claim group up to a day."""

    hits: int
    judged: int

    @property
    def hit_rate(self) -> float:
        """Hits over judged."""
        return self.hits / self.judged


@dataclass(frozen=True, slots=True)
class Day:
    """The tallies as they were known on one day, by (forecaster, claims)."""

    as_of: date
    tallies: dict[tuple[str, str], Tally]


def through_time(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None
) -> tuple[Day, ...]:
    """One line per day on which a forecast was newly judged, each as it was known on that day.

    Up to ``as_of``; more than 60 lines are thinned to one per month. A window that closes with
    nothing known is a miss from the next day on, until the outcome is known. Of a forecaster with
    several answers to one question, the answer that counts on ``as_of`` stands for all days.
    ``rows`` saves assessing the record again.
    """
    changes: dict[date, list[tuple[tuple[str, str], int, int]]] = {}
    again: dict[str, list[Assessment]] = {}
    for row in assess(record, as_of) if rows is None else rows:
        if row.question is None or not row.eligible:
            continue
        if _closed_first(row):
            again.setdefault(row.question.question, []).append(row)
        elif row.counts and row.hit is not None:
            key = row.forecast.forecaster, row.claims
            day = max(_matured(row, row.question), row.known or date.min)
            changes.setdefault(day, []).append((key, int(row.hit), 1))
    for waiting in again.values():
        for day, key, hits, judged in _replayed(record, waiting, as_of):
            changes.setdefault(day, []).append((key, hits, judged))
    tallies: dict[tuple[str, str], Tally] = {}
    days = []
    for day in sorted(changes):
        for key, hits, judged in changes[day]:
            before = tallies.get(key, Tally(0, 0))
            tallies[key] = Tally(before.hits + hits, before.judged + judged)
        shown = {key: tally for key, tally in tallies.items() if tally.judged}
        days.append(Day(day, shown))
    return tuple(days) if len(days) <= MOST_DAYS else _by_month(days)


def _closed(row: Assessment) -> date | None:
    """The day after its window, from which it is a miss so far."""
    high = row.forecast.high if row.asks_for == DATE_UNIT else None
    return high + timedelta(1) if isinstance(high, date) and high < date.max else None


def _matured(row: Assessment, question: Question) -> date:
    return min(question.resolves, _closed(row) or question.resolves)


def _closed_first(row: Assessment) -> bool:
    """Did its window close before anything was known?"""
    closed = _closed(row)
    known = None if row.outcome is None else row.known or date.min
    return closed is not None and (known is None or closed < known)


def _replayed(
    record: Record, waiting: Sequence[Assessment], as_of: date
) -> Iterator[tuple[date, tuple[str, str], int, int]]:
    """How the tallies of one question changed, found by assessing it on each day of interest."""
    [question] = {row.question for row in waiting}
    assert question is not None
    some = replace(
        record,
        questions=(question,),
        forecasts=tuple(row.forecast for row in waiting),
        outcomes=tuple(row for row in record.outcomes if row.question == question.question)[:1],
    )
    days = {question.resolves, *(row.known for row in waiting if row.known is not None)}
    days |= {day for row in waiting if (day := _closed(row)) is not None}
    before: dict[tuple[str, str], Tally] = {}
    for day in sorted(day for day in days if day <= as_of):
        now: dict[tuple[str, str], Tally] = {}
        for row in assess(some, day):
            if row.counts and row.hit is not None:
                key = row.forecast.forecaster, row.claims
                sofar = now.get(key, Tally(0, 0))
                now[key] = Tally(sofar.hits + int(row.hit), sofar.judged + 1)
        for key in {**before, **now}:
            old, new = before.get(key, Tally(0, 0)), now.get(key, Tally(0, 0))
            if old != new:
                yield day, key, new.hits - old.hits, new.judged - old.judged
        before = now


def _by_month(days: Sequence[Day]) -> tuple[Day, ...]:
    """The last line of each month, dated at the month's end; the last line as it is."""
    last = {(day.as_of.year, day.as_of.month): day for day in days}
    return tuple(
        Day(_month_end(day.as_of), day.tallies) if day is not days[-1] else day
        for day in last.values()
    )


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
