"""Skill through time: what it was over the questions that were judged up to a day."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trackrecord.core.assessment import Assessment
from trackrecord.core.calibration import evenly
from trackrecord.core.comparing.losses import Contest
from trackrecord.core.comparing.skill import ratio
from trackrecord.core.model import DATE_UNIT

MOST_POINTS = 24
FEWEST_COMMON = 3  # questions, before a ratio says anything


@dataclass(frozen=True, slots=True)
class SkillDay:
    """The skill of each forecaster over what was judged up to a day: below 1 is better."""

    as_of: date
    skills: Mapping[str, float]


@dataclass(slots=True)
class _Sums:
    own: float = 0.0
    others: float = 0.0
    n: int = 0


def skill_through_time(
    found: Sequence[Contest], rows: Sequence[Assessment], apart: Collection[str], as_of: date
) -> tuple[SkillDay, ...]:
    """One line per day on which a question was judged, thinned to at most 24.

    The losses are those of the day `as_of`; what is still pending comes in on that day, so that the
    last line is the Leaderboard's. Before three questions in common with others nobody has a skill.
    """
    judged = _days_judged(rows, as_of)
    by_day: dict[date, list[tuple[Contest, dict[str, float]]]] = {}
    for contest in found:
        if means := contest.means_of_others(apart):
            day = judged.get(contest.question, as_of)
            by_day.setdefault(day, []).append((contest, means))
    sums: dict[str, dict[str, _Sums]] = {}
    days = []
    order = sorted(by_day)
    wanted = set(evenly(order, MOST_POINTS))
    for day in order:
        for contest, means in by_day[day]:
            for who, others in means.items():
                of = sums.setdefault(who, {}).setdefault(contest.kind, _Sums())
                of.own, of.others, of.n = of.own + contest.losses[who], of.others + others, of.n + 1
        if day in wanted:
            days.append(SkillDay(day, _skills_so_far(sums)))
    return tuple(day for day in days if day.skills)


def _days_judged(rows: Sequence[Assessment], as_of: date) -> dict[str, date]:
    """From which day on each question could be judged; not those that wait."""
    days = {}
    for row in rows:
        if row.question is None or row.outcome is None:
            continue
        known = row.known or row.question.resolves
        day = known if row.asks_for == DATE_UNIT else max(known, row.question.resolves)
        days[row.question.question] = min(day, as_of)
    return days


def _skills_so_far(sums: Mapping[str, Mapping[str, _Sums]]) -> dict[str, float]:
    skills = {}
    for who, kinds in sums.items():
        n = sum(of.n for of in kinds.values())
        ratios = [(ratio(of.own, of.others), of.n) for of in kinds.values()]
        if n < FEWEST_COMMON or any(one is None for one, _ in ratios):
            continue
        logs = [(math.log(one) if one else -math.inf) * weight for one, weight in ratios]
        skills[who] = math.exp(sum(logs) / n)
    return skills
