"""Who called it: the record as of a day, one standing per forecaster and claim group.

The only place that aggregates. Matured questions only (Resolves on or before ``as_of``), because
what resolves early leans to one side; a forecast that restates another is not counted again.
Forecasts are compared with forecasts, goals and plans with each other.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from statistics import fmean, median, stdev

from trackrecord.core import calibration, scores, skill
from trackrecord.core.assessment import (
    FORECASTS,
    GOALS_AND_PLANS,
    Assessment,
    Status,
    assess,
    number,
)
from trackrecord.core.calibration import Murphy
from trackrecord.core.model import Record, Settings
from trackrecord.core.sentences import full_name, sentence
from trackrecord.core.skill import Skill
from trackrecord.core.standing import Interval, Standing


def standings(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None
) -> tuple[Standing, ...]:
    """The leaderboard on the day ``as_of``: forecasts first, the ranked before the others.

    ``rows`` saves assessing the record again.
    """
    groups: dict[str, dict[str, list[Assessment]]] = {FORECASTS: {}, GOALS_AND_PLANS: {}}
    for row in assess(record, as_of) if rows is None else rows:
        members = groups[row.claims].setdefault(row.forecast.forecaster, [])
        if counts(row, record.settings):
            members.append(row)
    names = {row.forecaster: full_name(row, row.forecaster) for row in record.forecasters}
    board: list[Standing] = []
    for claims, group in groups.items():
        skills = skill.relative_skills(_losses(group))
        unranked = [
            replace(_standing(who, claims, as_of, found, record.settings), skill=skills.get(who))
            for who, found in group.items()
        ]
        board += [
            replace(
                row,
                sentence=sentence(
                    row,
                    group[row.forecaster],
                    names.get(row.forecaster, row.forecaster),
                    record.settings.rank_from,
                ),
            )
            for row in _ranked(unranked, record.settings.rank_from)
        ]
    return tuple(board)


def counts(row: Assessment, settings: Settings) -> bool:
    """Does it count: matured, no repetition, and imputed only if that is wanted?"""
    return row.counted and (settings.count_imputed or not row.imputed)


def _ranked(rows: list[Standing], rank_from: int) -> list[Standing]:
    """By skill where there are enough common questions, then by the lower end of the hit rate."""
    rows.sort(key=lambda row: (-(row.wilson_low or 0), -row.scored, -row.n, row.forecaster))
    able = [row for row in rows if row.skill is not None and row.common >= rank_from]
    able.sort(key=lambda row: row.relative_skill or 0)
    ranked = [
        # Equals share the better rank.
        replace(row, rank=1 + sum(_better(other, row) for other in able))
        for row in able
    ]
    placed = {row.forecaster for row in able}
    return ranked + [row for row in rows if row.forecaster not in placed]


def _better(one: Standing, other: Standing) -> bool:
    return (one.relative_skill or 0) < (other.relative_skill or 0) * (1 - 1e-9)


def _losses(members: dict[str, list[Assessment]]) -> dict[str, dict[str, float]]:
    """Question by question the mean score of each; several forecasts of one question are one."""
    found: dict[str, dict[str, list[float]]] = {}
    for who, rows in members.items():
        for row in rows:
            if row.score is not None:
                found.setdefault(row.forecast.question, {}).setdefault(who, []).append(row.score)
    return {
        question: {who: fmean(values) for who, values in entries.items()}
        for question, entries in found.items()
    }


def compare_groups(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None
) -> Skill | None:
    """Goals and plans against forecasts on the questions both have, for orientation only.

    The skill of the goals: those who set them control the outcome, so nobody is ranked by this.
    None without a common question.
    """
    members: dict[str, list[Assessment]] = {FORECASTS: [], GOALS_AND_PLANS: []}
    for row in assess(record, as_of) if rows is None else rows:
        if counts(row, record.settings):
            members[row.claims].append(row)
    return skill.relative_skills(_losses(members)).get(GOALS_AND_PLANS)


def _standing(
    forecaster: str, claims: str, as_of: date, rows: Sequence[Assessment], settings: Settings
) -> Standing:
    hits = sum(row.hit is True for row in rows)
    misses = sum(row.hit is False for row in rows)
    wilson = scores.wilson(hits, hits + misses) if hits + misses else (None, None)
    ratios = [(row.forecast.question, row.log_ratio) for row in rows if row.log_ratio is not None]
    briers = [(row.forecast.question, row.brier) for row in rows if row.brier is not None]
    windows = [row for row in rows if row.interval_score is not None and _wide(row)]
    late, at_least = median_days_late(rows)
    return Standing(
        forecaster=forecaster,
        claims=claims,
        as_of=as_of,
        n=len(rows),
        scored=sum(row.status == Status.RESOLVED for row in rows),
        voids=sum(row.status == Status.VOID for row in rows),
        imputed=sum(row.imputed for row in rows),
        hits=hits,
        misses=misses,
        hit_rate=hits / (hits + misses) if hits + misses else None,
        wilson_low=wilson[0],
        wilson_high=wilson[1],
        dates=sum(row.days_late is not None for row in rows),
        median_days_late=late,
        at_least=at_least,
        ratios=len(ratios),
        bias=fmean(value for _, value in ratios) if ratios else None,
        bias_interval=_mean_interval(ratios),
        spread=stdev(value for _, value in ratios) if len(ratios) > 1 else None,
        probabilities=len(briers),
        brier=fmean(value for _, value in briers) if briers else None,
        brier_interval=_mean_interval(briers),
        murphy=_murphy(rows),
        intervals=len(windows),
        coverage=fmean(row.hit is True for row in windows) if windows else None,
        level=fmean(row.forecast.level or settings.interval_level for row in windows)
        if windows
        else None,
    )


def _wide(row: Assessment) -> bool:
    """Is it an interval and not a point? A point promises no coverage."""
    return row.forecast.low != row.forecast.high


def _mean_interval(values: Sequence[tuple[str, float]]) -> Interval:
    by_question: dict[str, list[float]] = {}
    for question, value in values:
        by_question.setdefault(question, []).append(value)
    return calibration.bootstrap_mean(by_question)


def counted_probabilities(rows: Iterable[Assessment]) -> tuple[list[float], list[float]]:
    """What was said (0 to 1) and what came of it (0 or 1), of all rows with a Brier score."""
    said, seen = [], []
    for row in rows:
        if row.brier is not None and row.probability is not None:
            assert isinstance(row.outcome, bool)
            said.append(row.probability)
            seen.append(number(row.outcome))
    return said, seen


def _murphy(rows: Sequence[Assessment]) -> Murphy | None:
    said, seen = counted_probabilities(rows)
    if len(said) < calibration.ENOUGH_PROBABILITIES:
        return None
    return calibration.murphy(said, seen)


def median_days_late(rows: Iterable[Assessment]) -> tuple[float | None, bool]:
    """Kaplan-Meier median of days late; what is overdue is right-censored ("at least").

    Kaplan & Meier 1958, JASA 53:457: the first day at which fewer than half are still running,
    or the middle of the stretch on which exactly half are (with nothing overdue that is the
    ordinary median). Returns (days, at_least): where more than half are still running, the
    median of the waits so far, which the median cannot be below, and True. (None, False) without
    any date forecast.
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
        if math.isclose(running, 0.5):
            later = (wait for wait, open_ in waits[index + 1 :] if not open_)
            return (days + next(later, days)) / 2, False
        if running < 0.5:
            return days, False
    return median(days for days, _ in waits), True
