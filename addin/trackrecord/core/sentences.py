"""A standing in one sentence that a reader understands, and that does not flatter by omission."""

import math
import re
from collections.abc import Sequence
from statistics import fmean, median

from trackrecord.core.assessment import Assessment, Shape
from trackrecord.core.comparing.skill import LEADS, TRAILS, Skill
from trackrecord.core.model import Forecaster
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


def sentence(standing: Standing, rows: Sequence[Assessment], name: str) -> str:
    """Who, how many came true of how many, how late, how far off, and against whom.

    ``rows`` are the answers that count. "Came true" is never said of a probability between 0 and 1.
    """
    parts = [*_came_true(standing, rows), *_days_late_words(standing, rows), *_off(rows)]
    if standing.voids:
        parts.append(f"{standing.voids} void")
    if not parts:
        return f"{name}: nothing to judge yet"
    parts.append(_place(standing))
    return f"{name}: " + "; ".join(parts)


def _came_true(standing: Standing, rows: Sequence[Assessment]) -> list[str]:
    """How many came true, what is overdue, and what probabilities were worth."""
    hedged = [row for row in rows if row.brier is not None and _is_hedged(row)]
    flat = [row for row in rows if row.hit is not None and not _is_hedged(row)]
    parts = []
    if flat:
        readings = sum(row.imputed for row in flat)
        words = f" ({readings} by our reading of a flat “will”)" if readings else ""
        parts.append(f"{sum(row.hit is True for row in flat)} of {len(flat)} came true{words}")
    if standing.overdue:
        parts.append(f"{standing.overdue} overdue")
    if hedged:
        score = fmean(row.brier or 0.0 for row in hedged)
        right = sum(row.hit is True for row in hedged)
        words = f", {right} on the right side of one half"
        parts.append(f"Brier score {score:.2f} on {_counted(len(hedged), 'probability')}{words}")
    return parts


def _is_hedged(row: Assessment) -> bool:
    """Is it a probability between 0 and 1?"""
    return row.shape is Shape.CHANCE and row.forecast.low not in (0, 1)


def _counted(n: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("ty") else f"{noun}s"
    return f"{n} {noun if n == 1 else plural}"


def _days_late_words(standing: Standing, rows: Sequence[Assessment]) -> list[str]:
    days = standing.median_days_late
    if days is None:
        return []
    about = any(row.until is not None and row.days_late for row in rows)
    bound = "at least " if standing.at_least else "about " if about and days else ""
    side = "late" if days > 0 else "early"
    how = f"{bound}{_counted(round(abs(days)), 'day')} {side}"
    if days == 0 and not bound and standing.dates > 1:
        return [f"dates right in the median of {standing.dates}"]
    if standing.dates == 1:
        return ["the one date was " + ("right" if days == 0 and not bound else how)]
    return [f"dates {how} (median of {standing.dates})"]


def _off(rows: Sequence[Assessment]) -> list[str]:
    """How far off the numbers were; a bound that held is not off."""
    ratios = [
        (row.log_ratio, row.provisional)
        for row in rows
        if row.log_ratio is not None and (row.shape is Shape.VALUE or row.hit is False)
    ]
    if not ratios:
        return []
    if len(ratios) == 1:
        share = percent_off(ratios[0][0])
        bound = "at least " if ratios[0][1] else ""
        if not share:
            return ["the one number was exact"]
        return [f"the one number was {bound}{_percent(share)} too {'high' if share > 0 else 'low'}"]
    off = median(abs(percent_off(ratio)) for ratio, _ in ratios)
    low = sum(ratio < 0 for ratio, _ in ratios)
    bound = "at least " if any(at_least for _, at_least in ratios) else ""
    return [f"numbers {bound}{_percent(off)} off (median of {len(ratios)}, {low} too low)"]


def _percent(share: float) -> str:
    size = abs(share) * 100
    return f"{size:.0f} %" if size >= 1 or not size else f"{size:.1g} %"


def percent_off(log_ratio: float) -> float:
    """A log ratio as a share: -0.5 is half of the outcome.

    >>> round(percent_off(-0.6931), 3)
    -0.5
    """
    return math.expm1(min(log_ratio, 700))  # beyond that a float ends


def _place(standing: Standing) -> str:
    if standing.baseline:
        return "shown for comparison, not ranked"
    rank = f"rank {standing.rank}, " if standing.rank is not None else ""
    words = {LEADS: "leads the others", TRAILS: "trails the others"}.get(
        standing.evidence or "", "cannot be told apart from the others"
    )
    common = _counted(standing.common, "common question") if standing.common else "none in common"
    return f"{rank}{words} ({common})"


def comparison(skill: Skill | None) -> str:
    """Goals and plans beside forecasts, in one line that says what it is not."""
    if skill is None or skill.relative is None:
        return "Goals and plans share no judged question with forecasts of the same shape."
    loss = f"{skill.relative:.2f} times the loss of" if skill.relative != 1 else "the same loss as"
    sure = "too few to tell" if skill.p_alone is None else f"p = {skill.p_alone:.2f}"
    return (
        f"Goals and plans had {loss} forecasts on {_counted(skill.common, 'common question')} "
        f"({skill.better} better, {skill.worse} worse, {sure}). That is no "
        "ranking: those who set a goal control its outcome."
    )
