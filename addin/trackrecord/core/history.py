"""The leaderboard through time: what it said on each day on which it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trackrecord.core.assessment import Assessment, assess
from trackrecord.core.leaderboard import counts
from trackrecord.core.model import Record

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

    Up to ``as_of``; more than 60 lines are thinned to one per month.
    A forecast counts from the day on which its question has matured and its outcome is known,
    so one pass over the record gives what replaying every day would give. ``rows`` saves
    assessing the record again.
    """
    known = {row.question: row.known for row in reversed(record.outcomes)}
    judged: dict[date, list[Assessment]] = {}
    for row in assess(record, as_of) if rows is None else rows:
        if row.hit is None or row.question is None or not counts(row, record.settings):
            continue
        day = max(row.question.resolves, known[row.forecast.question] or date.min)
        judged.setdefault(day, []).append(row)
    tallies: dict[tuple[str, str], Tally] = {}
    days = []
    for day in sorted(judged):
        for row in judged[day]:
            key = (row.forecast.forecaster, row.claims)
            before = tallies.get(key, Tally(0, 0))
            tallies[key] = Tally(before.hits + (row.hit is True), before.judged + 1)
        days.append(Day(day, dict(tallies)))
    return tuple(days) if len(days) <= MOST_DAYS else _by_month(days)


def _by_month(days: Sequence[Day]) -> tuple[Day, ...]:
    """The last line of each month, dated at the month's end; the last line as it is."""
    last = {(day.as_of.year, day.as_of.month): day for day in days}
    return tuple(
        Day(_month_end(day.as_of), day.tallies) if day is not days[-1] else day
        for day in last.values()
    )


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
