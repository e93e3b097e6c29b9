"""A standing in one sentence that a reader understands."""

import math
import re
from collections.abc import Sequence
from statistics import fmean

from trackrecord.core.assessment import Assessment
from trackrecord.core.model import Forecaster
from trackrecord.core.skill import Skill
from trackrecord.core.standing import Standing

_LONGEST_NAME = 60


def full_name(forecaster: Forecaster | None, key: str) -> str:
    """The name that a Note begins with, or the key.

    >>> full_name(Forecaster("ming-chi-kuo", "analyst", "Ming-Chi Kuo, TF Securities."), "x")
    'Ming-Chi Kuo'
    """
    note = forecaster.note if forecaster else ""
    name = re.split(r"[,.:;(\n]", note, maxsplit=1)[0].strip()
    return name if 0 < len(name) <= _LONGEST_NAME else key


def sentence(standing: Standing, rows: Sequence[Assessment], name: str, rank_from: int) -> str:
    """Who, how many came true, how late, how far off, and where that puts them."""
    judged = standing.hits + standing.misses
    if not judged:
        return f"{name}: nothing to judge yet"
    parts = [f"{standing.hits} of {judged} came true", *_days_late_words(standing), *_off(rows)]
    if standing.imputed:
        parts.append(f"{standing.imputed} by our reading of a word")
    if standing.voids:
        parts.append(f"{standing.voids} void")
    parts.append(_place(standing, rank_from))
    return f"{name}: " + "; ".join(parts)


def _days_late_words(standing: Standing) -> list[str]:
    days = standing.median_days_late
    if days is None:
        return []
    if days == 0:
        return ["dates right (median)"]
    bound = "at least " if standing.at_least else ""
    side = "late" if days > 0 else "early"
    return [f"dates {bound}{abs(days):.0f} days {side} (median of {standing.dates})"]


def _off(rows: Sequence[Assessment]) -> list[str]:
    """How far off the numbers were that were wrong, unit by unit."""
    wrong: dict[str, list[float]] = {}
    for row in rows:
        if row.question and row.hit is False and row.log_ratio is not None:
            wrong.setdefault(row.question.unit, []).append(row.log_ratio)
    return [
        f"misses in {unit} {abs(share) * 100:.0f} % too {'high' if share > 0 else 'low'}"
        for unit, ratios in sorted(wrong.items())
        for share in (percent_off(fmean(ratios)),)
    ]


def percent_off(log_ratio: float) -> float:
    """A log ratio as a share: -0.5 is half of the outcome.

    >>> round(percent_off(-0.6931), 3)
    -0.5
    """
    return math.expm1(min(log_ratio, 700))  # beyond that a float ends


def _place(standing: Standing, rank_from: int) -> str:
    if standing.rank is not None:
        return f"rank {standing.rank} on {standing.common} common questions"
    return f"too few to rank ({standing.common} common questions, {rank_from} needed)"


def comparison(skill: Skill | None) -> str:
    """Goals and plans beside forecasts, in one line that says what it is not."""
    if skill is None:
        return "Goals and plans share no judged question with forecasts."
    loss = f"{skill.relative:.2f} times the loss of" if skill.relative != 1 else "the same loss as"
    return (
        f"Goals and plans had {loss} forecasts on {skill.common} common questions "
        f"({skill.better} better, {skill.worse} worse, sign test p = {skill.p:.2f}). That is no "
        "ranking: those who set a goal control its outcome."
    )
