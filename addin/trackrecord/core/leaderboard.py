"""Who called it: the record as of a day, one standing per forecaster and claim group.

The only place that aggregates. Matured questions only (Resolves on or before ``as_of``), because
what resolves early leans to one side; a forecast that restates another is not counted again.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, stdev

from trackrecord.core import scores
from trackrecord.core.assess import Assessment, Status, assess
from trackrecord.core.model import Record


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the leaderboard. None is blank: nothing to compute it from.

    ``n`` counts matured forecasts; ``scored`` those with an outcome; ``hits`` and ``misses``
    those that are right or wrong (a probability of exactly 0.5 is neither). ``bias`` and
    ``spread`` are the mean and the standard deviation of the log ratios. ``median_days_late``
    counts what is overdue as "at least this late"; ``at_least`` says that the median itself is
    such a bound.
    """

    forecaster: str
    claims: str
    as_of: date
    n: int
    scored: int
    voids: int
    hits: int
    misses: int
    hit_rate: float | None
    wilson_low: float | None
    wilson_high: float | None
    median_days_late: float | None
    at_least: bool
    bias: float | None
    spread: float | None
    brier: float | None


def standings(record: Record, as_of: date) -> tuple[Standing, ...]:
    """The leaderboard on the day ``as_of``: forecasts first, then the best documented hit rates."""
    groups: dict[tuple[str, str], list[Assessment]] = {}
    for row in assess(record, as_of):
        groups.setdefault((row.claims, row.forecast.forecaster), []).append(row)
    rows = (
        _standing(forecaster, claims, as_of, [row for row in members if row.counted])
        for (claims, forecaster), members in groups.items()
    )
    return tuple(sorted(rows, key=_order))


def _order(row: Standing) -> tuple[object, ...]:
    # The lower Wilson bound puts 8 of 10 before 1 of 1.
    return (row.claims, -(row.wilson_low or 0), -row.scored, -row.n, row.forecaster)


def _standing(
    forecaster: str, claims: str, as_of: date, counted: Sequence[Assessment]
) -> Standing:
    hits = sum(row.hit is True for row in counted)
    misses = sum(row.hit is False for row in counted)
    wilson = scores.wilson(hits, hits + misses) if hits + misses else (None, None)
    ratios = [row.log_ratio for row in counted if row.log_ratio is not None]
    briers = [row.brier for row in counted if row.brier is not None]
    late, at_least = median_days_late(counted)
    return Standing(
        forecaster=forecaster,
        claims=claims,
        as_of=as_of,
        n=len(counted),
        scored=sum(row.status == Status.RESOLVED for row in counted),
        voids=sum(row.status == Status.VOID for row in counted),
        hits=hits,
        misses=misses,
        hit_rate=hits / (hits + misses) if hits + misses else None,
        wilson_low=wilson[0],
        wilson_high=wilson[1],
        median_days_late=late,
        at_least=at_least,
        bias=fmean(ratios) if ratios else None,
        spread=stdev(ratios) if len(ratios) > 1 else None,
        brier=fmean(briers) if briers else None,
    )


def median_days_late(rows: Iterable[Assessment]) -> tuple[float | None, bool]:
    """Kaplan-Meier median of days late; what is overdue is right-censored ("at least").

    Kaplan & Meier 1958, JASA 53:457: the first day at which half or fewer are still running.
    Returns (days, at_least): where more than half are still running, the longest wait seen and
    True. (None, False) without any date forecast.
    """
    waits = sorted(
        # On one day, what has happened comes before what is still running.
        (row.days_late, row.provisional)
        for row in rows
        if row.days_late is not None
    )
    if not waits:
        return None, False
    running = 1.0
    for index, (days, censored) in enumerate(waits):
        if censored:
            continue
        running *= 1 - 1 / (len(waits) - index)
        if running < 0.5 or math.isclose(running, 0.5):
            return days, False
    return waits[-1][0], True
