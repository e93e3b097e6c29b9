"""A standing in one sentence that a reader understands, and that does not flatter by omission."""

import math
from collections.abc import Sequence

from trackrecord.core.assessment import Assessment, Shape, Status
from trackrecord.core.comparing.skill import LEADS, TRAILS, Skill
from trackrecord.core.model import Counts
from trackrecord.core.standing import Standing


def sentence(
    standing: Standing, rows: Sequence[Assessment], counts: Counts = Counts.STANDING
) -> str:
    """Who, how many came true of how many, how late, how far off, and against whom.

    ``rows`` are the answers that count, by the rule `counts`. "Came true" is never said of a
    probability between 0 and 1, nor of one that was stated.
    """
    parts = [*_came_true(standing, rows), *_days_late_words(standing, rows), *_off(rows)]
    if standing.voids:
        parts.append(f"{standing.voids} void")
    if not parts:
        return f"{standing.forecaster}: nothing to judge yet"
    if counts in _RULES and any(row.answers > 1 for row in rows):
        parts.append(f"judged by {_RULES[counts]}")
    return f"{standing.forecaster}: " + "; ".join([*parts, *_against(standing), _place(standing)])


_RULES = {
    Counts.STANDING: "the answers that stood longest",
    Counts.LAST: "the last answers",
    Counts.FIRST: "the first answers",
    Counts.AHEAD: "the answers in force some days before the close",
}


def _came_true(standing: Standing, rows: Sequence[Assessment]) -> list[str]:
    """How many came true, what is overdue, and what probabilities were worth."""
    flat = [row for row in rows if row.hit is not None and not _is_hedged(row)]
    late = sum(row.status is Status.OVERDUE and row.hit is not None for row in rows)
    parts = []
    if flat:
        words = _readings(flat)
        parts.append(f"{sum(row.hit is True for row in flat)} of {len(flat)} came true{words}")
    if late:
        parts.append(f"{late} overdue")
    if standing.overdue > late:
        more = "more " if late else ""
        parts.append(f"{standing.overdue - late} {more}overdue and not judged yet")
    chances = [row for row in rows if row.brier is not None]
    if standing.brier is not None and any(_is_hedged(row) for row in chances):
        sides = [row.hit for row in chances if row.hit is not None]
        level = len(chances) - len(sides)
        words = f", {sum(sides)} of {len(sides)} on the right side of one half" if sides else ""
        words += f", {level} at one half" if level else ""
        number = how_many(standing.probabilities, "probability")
        said = _readings([row for row in chances if _is_hedged(row)])
        parts.append(f"Brier score {standing.brier:.2f} on {number}{said}{words}")
    return parts


def _readings(rows: Sequence[Assessment]) -> str:
    """How many of them are only our reading."""
    count = sum(row.imputed for row in rows)
    return f" ({count} by our reading of the words)" if count else ""


def _is_hedged(row: Assessment) -> bool:
    """Is it a probability between 0 and 1, or one that was stated?"""
    flat = row.imputed and row.forecast.low in (0, 1)
    return row.shape is Shape.CHANCE and not flat


def how_many(n: int, noun: str) -> str:
    """A number and what is counted.

    >>> how_many(1, "day"), how_many(2, "probability")
    ('1 day', '2 probabilities')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("ty") else f"{noun}s"
    return f"{n} {noun if n == 1 else plural}"


def _days_late_words(standing: Standing, rows: Sequence[Assessment]) -> list[str]:
    days = standing.median_days_late
    if days is None:
        return []
    about = any(row.until is not None and row.days_late for row in rows)
    bound = "at least " if standing.at_least else "about " if about and days else ""
    side = "late" if days > 0 else "early"
    how = f"{bound}{how_many(round(abs(days)), 'day')} {side}"
    if days == 0:
        how = "right or later" if standing.at_least else "right"
    if standing.dates == 1:
        return [f"the one date was {how}"]
    return [f"dates {how} (median of {standing.dates})"]


def _off(rows: Sequence[Assessment]) -> list[str]:
    """How far off the numbers were; a bound that held is not off.

    As a share of the outcome, or in points and units where a share means nothing.
    """
    off = [row for row in rows if row.error is not None and row.question is not None]
    if not off:
        return []
    units = {row.question.unit for row in off if row.question}
    shares = [row.log_ratio for row in off]
    if len(units) == 1 and (units <= _PERCENT or None in shares):
        [unit] = units
        name = "points" if unit in _PERCENT else unit
        sizes = [(row.error or 0.0, f"{abs(row.error or 0.0):,.3g} {name}") for row in off]
    else:
        off = [row for row in off if row.log_ratio is not None]
        percents = [percent_off(row.log_ratio or 0.0) for row in off]
        sizes = [(share, _percent(share)) for share in percents]
    if not off:
        return []
    bound = "at least " if any(row.provisional for row in off) else ""
    if len(off) == 1:
        error, words = sizes[0]
        if not error:
            return ["the one number was exact"]
        return [f"the one number was {bound}{words} too {'high' if error > 0 else 'low'}"]
    low = sum(error < 0 for error, _ in sizes)
    middle = sorted(sizes, key=lambda size: abs(size[0]))[(len(sizes) - 1) // 2][1]
    return [f"numbers {bound}{middle} off (median of {len(off)}, {low} too low)"]


_PERCENT = {"%", "percent"}


def _percent(share: float) -> str:
    size = abs(share) * 100
    return f"{size:.0f} %" if size >= 1 or not size else f"{size:.1g} %"


def percent_off(log_ratio: float) -> float:
    """A log ratio as a share: -0.5 is half of the outcome.

    >>> round(percent_off(-0.6931), 3)
    -0.5
    """
    return math.expm1(min(log_ratio, 700))  # beyond that a float ends


def _against(standing: Standing) -> list[str]:
    """How their loss compares with that of a consensus, or else of the middle of all."""
    for ratio, what in (
        (standing.against_baselines, "the consensus"),
        (standing.against_middle, "the middle of all"),
    ):
        if ratio is not None and not standing.baseline:
            return [f"{ratio:.2f} times the loss of {what}"]
    return []


def _place(standing: Standing) -> str:
    if standing.baseline:
        return "shown for comparison, not ranked"
    rank = f"rank {standing.rank}, " if standing.rank is not None else ""
    words = {LEADS: "leads the others", TRAILS: "trails the others"}.get(
        standing.evidence or "", "cannot be told apart from the others"
    )
    common = how_many(standing.common, "common question") if standing.common else "none in common"
    few = ", too few for a test" if standing.evidence is None and standing.common else ""
    return f"{rank}{words} ({common}{few})"


def comparison(skill: Skill | None) -> str:
    """Goals and plans beside forecasts, in one line that says what it is not."""
    if skill is None or skill.relative is None:
        return "Goals and plans share no judged question with forecasts of the same shape."
    loss = f"{skill.relative:.2f} times the loss of" if skill.relative != 1 else "the same loss as"
    sure = "too few to tell" if skill.p_alone is None else f"p = {skill.p_alone:.2f}"
    return (
        f"Goals and plans had {loss} forecasts on {how_many(skill.common, 'common question')} "
        f"({skill.better} better, {skill.worse} worse, {sure}). That is no "
        "ranking: those who set a goal control its outcome."
    )
