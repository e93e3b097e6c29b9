"""Who called it: the record as of a day, one standing per forecaster and claim group.

Counts, rates and bias take what has matured (`Assessment.counts`); skill and evidence take every
loss that can be compared (`comparing.losses`). Forecasts are compared with forecasts, goals and
plans with each other; premises with nothing.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import fmean, median

from trackrecord.core import calibration, scores
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import (
    FORECASTS,
    GOALS_AND_PLANS,
    Assessment,
    Shape,
    Status,
    number,
)
from trackrecord.core.calibration import Corp
from trackrecord.core.comparing import evidence, skill
from trackrecord.core.comparing.baselines import aggregates, mean_of, middle_of_all
from trackrecord.core.comparing.losses import Contest, contests, event_of, relative_units
from trackrecord.core.comparing.skill import Skill
from trackrecord.core.model import Imputed, Record, Settings
from trackrecord.core.sentences import sentence
from trackrecord.core.standing import Interval, Standing


def standings(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None
) -> tuple[Standing, ...]:
    """The leaderboard on the day ``as_of``: forecasts first, the ranked before the others.

    ``rows`` saves assessing the record again; of fewer rows only these are compared.
    """
    of_groups = groups(assess(record, as_of) if rows is None else rows)
    apart = aggregates(record.forecasters)
    board: list[Standing] = []
    for claims, said in of_groups.items():
        members: dict[str, list[Assessment]] = {}
        for row in said:
            members.setdefault(row.forecast.forecaster, []).append(row)
        ratios = relative_units(said)
        found = contests(said, record.settings, ratios)
        skills = skill.relative_skills(found, apart)
        middle = middle_of_all(said, apart, ratios)
        crowd = mean_of(found, apart)
        of_each = _contests_of_each(found)
        unranked = []
        for who, own in members.items():
            played = of_each.get(who, [])
            made = replace(
                _standing(who, claims, as_of, own, record.settings, played),
                baseline=who in apart,
                skill=skills.get(who),
                against_middle=skill.against(played, who, middle),
                against_baselines=None if who in apart else skill.against(played, who, crowd),
            )
            unranked.append(made)
        for made in _ranked(unranked, record.settings.rank_from):
            counted = [row for row in members[made.forecaster] if row.counts]
            board.append(replace(made, sentence=sentence(made, counted, record.settings.counts)))
    return tuple(board)


def groups(rows: Iterable[Assessment]) -> dict[str, list[Assessment]]:
    """The rows that had been said on the day, in the groups that are compared."""
    found: dict[str, list[Assessment]] = {FORECASTS: [], GOALS_AND_PLANS: []}
    for row in rows:
        if row.claims in found and row.status is not None:
            found[row.claims].append(row)
    return found


def _contests_of_each(found: Iterable[Contest]) -> dict[str, list[Contest]]:
    of_each: dict[str, list[Contest]] = {}
    for contest in found:
        for who in contest.losses:
            of_each.setdefault(who, []).append(contest)
    return of_each


def _ranked(rows: list[Standing], rank_from: int) -> list[Standing]:
    """With their ranks, in the order of `place_on_board`."""
    able = [
        row
        for row in rows
        if row.relative_skill is not None and row.common >= rank_from and not row.baseline
    ]
    best = sorted(row.relative_skill or 0.0 for row in able)
    placed = {
        # Equals share the better rank.
        row.forecaster: replace(row, rank=1 + sum(1 for other in best if _better(other, row)))
        for row in able
    }
    made = [placed.get(row.forecaster, row) for row in rows]
    made.sort(
        key=lambda row: place_on_board(
            row.forecaster, row.n, row.relative_skill,
            ranked=row.rank is not None, baseline=row.baseline,
        )
    )  # fmt: skip
    return made


def place_on_board(
    forecaster: str, n: int, relative: float | None, *, ranked: bool, baseline: bool
) -> tuple[bool, bool, bool, float, int, str]:
    """Where somebody stands: by rank, then skill, then how much was answered; never by hit rate.

    Whose questions have all yet to mature come behind the others, baselines last. Skills that are
    equal within rounding are equal.
    """
    skill_or_last = math.inf if relative is None else float(f"{relative:.9g}")
    return baseline, not ranked, not n, skill_or_last, -n, forecaster


def _better(other: float, row: Standing) -> bool:
    return other < (row.relative_skill or 0.0) * (1 - 1e-6)


def compare_groups(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None
) -> Skill | None:
    """Goals and plans against forecasts on the questions both have, for orientation only.

    The skill of the goals: those who set them control the outcome, so nobody is ranked by this.
    Bounds are compared with bounds only. None without a common question.
    """
    of_groups = groups(assess(record, as_of) if rows is None else rows)
    ratios = relative_units([row for said in of_groups.values() for row in said])
    found = []
    losses: dict[str, Mapping[tuple[str, str], float]] = {}
    for claims, said in of_groups.items():
        own = contests(said, record.settings, ratios)
        losses[claims] = mean_of(own, {row.forecast.forecaster for row in said})
        found += own
    events = {(contest.question, contest.kind): contest.event for contest in found}
    both = [
        Contest(key[0], events[key], key[1], losses={name: of[key] for name, of in losses.items()})
        for key in sorted(events)
        if all(key in of for of in losses.values())
    ]
    return skill.relative_skills(both).get(GOALS_AND_PLANS)


def _standing(  # noqa: PLR0913, PLR0917 - the parts of a standing
    forecaster: str,
    claims: str,
    as_of: date,
    rows: Sequence[Assessment],
    settings: Settings,
    played: Sequence[Contest],
) -> Standing:
    counted = [row for row in rows if row.counts]
    hits = sum(row.hit is True for row in counted)
    misses = sum(row.hit is False for row in counted)
    wilson = scores.wilson(hits, hits + misses) if hits + misses else (None, None)
    ratios = [
        (event_of(row.question), row.log_ratio)
        for row in counted
        if row.question and row.log_ratio is not None and not row.provisional
    ]
    briers = [
        (contest.event, contest.losses[forecaster])
        for contest in played
        if contest.kind == "yes/no"
    ]
    windows = [row for row in counted if has_level(row)]
    late, at_least = median_days_late(counted)
    return Standing(
        forecaster=forecaster,
        claims=claims,
        as_of=as_of,
        n=len(counted),
        scored=sum(row.status is Status.RESOLVED for row in counted),
        overdue=sum(row.status is Status.OVERDUE for row in counted),
        voids=sum(row.status is Status.VOID for row in counted),
        imputed=sum(row.imputed and row.hit is not None for row in counted),
        hits=hits,
        misses=misses,
        hit_rate=hits / (hits + misses) if hits + misses else None,
        wilson_low=wilson[0],
        wilson_high=wilson[1],
        dates=sum(row.days_late is not None for row in counted),
        median_days_late=late,
        at_least=at_least,
        ratios=len(ratios),
        bias=_mean(ratios),
        bias_interval=_interval(ratios),
        spread=evidence.deviation([ratio for _, ratio in ratios]) if len(ratios) > 1 else None,
        probabilities=sum(row.brier is not None for row in counted),
        brier=_mean(briers),
        brier_interval=_interval(briers),
        corp=corp_of(rows, settings),
        intervals=len(windows),
        coverage=fmean(row.hit is True for row in windows) if windows else None,
        level=fmean(row.forecast.level or 0.0 for row in windows) if windows else None,
    )


def has_level(row: Assessment) -> bool:
    """Is it an interval whose level was stated, with an outcome inside or outside?"""
    return (
        row.shape is Shape.VALUE
        and row.forecast.low != row.forecast.high
        and row.forecast.level is not None
        and row.hit is not None
    )


def _mean(values: Sequence[tuple[str, float]]) -> float | None:
    return math.fsum(value for _, value in values) / len(values) if values else None


def _interval(values: Sequence[tuple[str, float]]) -> Interval:
    return evidence.mean_interval(evidence.by_event(values))


def stated_probabilities(
    rows: Iterable[Assessment], settings: Settings
) -> tuple[list[float], list[float]]:
    """What was said (0 to 1) and what came of it (0 or 1), of the answers that count.

    Readings of words are left out, unless the settings ask for them.
    """
    said, seen = [], []
    for row in rows:
        if not row.counts or row.brier is None or row.probability is None:
            continue
        if row.imputed and settings.imputed is not Imputed.ALL:
            continue
        assert isinstance(row.outcome, bool)
        said.append(row.probability)
        seen.append(number(row.outcome))
    return said, seen


def corp_of(rows: Iterable[Assessment], settings: Settings) -> Corp | None:
    """Calibration of the probabilities that count; None for fewer than ten."""
    said, seen = stated_probabilities(rows, settings)
    if len(said) < calibration.ENOUGH_PROBABILITIES:
        return None
    return calibration.corp(said, seen)


def median_days_late(rows: Iterable[Assessment]) -> tuple[float | None, bool]:
    """Kaplan-Meier median of days late; what is overdue, or never came, is right-censored.

    Kaplan & Meier 1958, JASA 53:457: the first day at which fewer than half are still running,
    or the middle of the stretch on which exactly half are (with nothing censored that is the
    ordinary median). Returns (days, at_least): where half or more are still running, the median
    of the waits so far, which the median cannot be below, and True. (None, False) without any date
    forecast.
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
            later = next((wait for wait, open_ in waits[index + 1 :] if not open_), None)
            if later is None:
                break
            return (days + later) / 2, False
        if running < 0.5:
            return days, False
    return median(days for days, _ in waits), True
