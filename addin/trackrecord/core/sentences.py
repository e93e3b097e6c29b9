"""A standing in one sentence that a reader understands, and that does not flatter by omission."""

import math
from collections.abc import Sequence

from trackrecord.core.assessment import FORECASTS, Assessment, Shape, Status
from trackrecord.core.comparing.skill import LEADS, TRAILS, Skill
from trackrecord.core.model import Counts
from trackrecord.core.standing import Standing
from trackrecord.language import say, say_count


def sentence(
    standing: Standing, rows: Sequence[Assessment], counts: Counts = Counts.STANDING
) -> str:
    """Who, how many came true of how many, how late, how far off, and against whom.

    ``rows`` are the answers that count, by the rule `counts`. "Came true" is never said of a
    probability between 0 and 1, nor of one that was stated.
    """
    parts = [*_came_true(standing, rows), *_days_late_words(standing, rows), *_off(rows)]
    if standing.voids:
        parts.append(say("{n:,} void", n=standing.voids))
    if not parts:
        return say("{name}: nothing to judge yet", name=standing.forecaster)
    if any(row.answers > 1 for row in rows):
        parts += _by_rule(counts)
    said = say("; ").join([*parts, *_against(standing), _place(standing)])
    return say("{name}: {parts}", name=standing.forecaster, parts=said)


def _by_rule(counts: Counts) -> list[str]:
    """Which answers of several were judged."""
    words = {
        Counts.STANDING: say("judged by the answers that stood longest"),
        Counts.LAST: say("judged by the last answers"),
        Counts.FIRST: say("judged by the first answers"),
        Counts.AHEAD: say("judged by the answers in force some days before the close"),
    }
    return [words[counts]] if counts in words else []


def _came_true(standing: Standing, rows: Sequence[Assessment]) -> list[str]:
    """How many came true, what is overdue, and what probabilities were worth."""
    flat = [row for row in rows if row.hit is not None and not _is_hedged(row)]
    late = sum(row.status is Status.OVERDUE and row.hit is not None for row in rows)
    parts = []
    if flat:
        hits = sum(row.hit is True for row in flat)
        words = _readings(flat)
        parts.append(
            say("{hits:,} of {n:,} came true{readings}", hits=hits, n=len(flat), readings=words)
        )
    if late:
        parts.append(say("{n:,} overdue", n=late))
    if standing.overdue > late:
        n = standing.overdue - late
        if late:
            parts.append(say("{n:,} more overdue and not judged yet", n=n))
        else:
            parts.append(say("{n:,} overdue and not judged yet", n=n))
    chances = [row for row in rows if row.brier is not None]
    if standing.brier is not None and any(_is_hedged(row) for row in chances):
        sides = [row.hit for row in chances if row.hit is not None]
        level = len(chances) - len(sides)
        words = ""
        if sides:
            right = sum(sides)
            words += say(
                ", {right:,} of {n:,} on the right side of one half", right=right, n=len(sides)
            )
        if level:
            words += say(", {n:,} at one half", n=level)
        parts.append(
            say(
                "Brier score {brier:.2f} on {probabilities}{readings}{sides}",
                brier=standing.brier,
                probabilities=say_count(
                    standing.probabilities, "1 probability", "{n:,} probabilities"
                ),
                readings=_readings([row for row in chances if _is_hedged(row)]),
                sides=words,
            )
        )
    return parts


def _readings(rows: Sequence[Assessment]) -> str:
    """How many of them are only our reading."""
    count = sum(row.imputed for row in rows)
    return say(" ({n:,} by our reading of the words)", n=count) if count else ""


def _is_hedged(row: Assessment) -> bool:
    """Is it a probability between 0 and 1, or one that was stated?"""
    flat = row.imputed and row.forecast.low in (0, 1)
    return row.shape is Shape.CHANCE and not flat


def _days_late_words(standing: Standing, rows: Sequence[Assessment]) -> list[str]:
    days = standing.median_days_late
    if days is None:
        return []
    about = any(row.until is not None and row.days_late for row in rows)
    size = say_count(round(abs(days)), "1 day", "{n} days")
    if standing.at_least:
        size = say("at least {size}", size=size)
    elif about and days:
        size = say("about {size}", size=size)
    if days == 0:
        how = say("right or later") if standing.at_least else say("right")
    else:
        how = say("{size} late", size=size) if days > 0 else say("{size} early", size=size)
    if standing.dates == 1:
        return [say("the one date was {how}", how=how)]
    return [say("dates {how} (median of {n:,})", how=how, n=standing.dates)]


def _off(rows: Sequence[Assessment]) -> list[str]:
    """How far off the numbers were; a bound that held is not off.

    As a share of the outcome, or in points and units where a share means nothing.
    """
    off = [row for row in rows if row.error is not None and row.question is not None]
    if not off:
        return []
    units = {row.question.unit for row in off if row.question}
    shares = [row.log_ratio for row in off]
    if len(units) == 1 and (units <= IN_POINTS or None in shares):
        [unit] = units
        sizes = [(row.error or 0.0, _in_units(abs(row.error or 0.0), unit)) for row in off]
    else:
        off = [row for row in off if row.log_ratio is not None]
        percents = [percent_off(row.log_ratio or 0.0) for row in off]
        sizes = [(share, _percent(share)) for share in percents]
    if not off:
        return []
    middle, size = sorted(sizes, key=lambda size: abs(size[0]))[(len(sizes) - 1) // 2]
    if any(row.provisional for row in off):
        size = say("at least {size}", size=size)
    if len(off) > 1:
        low = sum(error < 0 for error, _ in sizes)
        return [
            say(
                "numbers {size} off (median of {n:,}, {low:,} too low)",
                size=size,
                n=len(off),
                low=low,
            )
        ]
    if not middle:
        return [say("the one number was exact")]
    if middle > 0:
        return [say("the one number was {size} too high", size=size)]
    return [say("the one number was {size} too low", size=size)]


IN_POINTS = {"%", "percent"}  # units in which errors are points


def _percent(share: float) -> str:
    size = abs(share) * 100
    shown = f"{size:.0f}" if size >= 1 or not size else f"{size:.1g}"
    return say("{n} %", n=shown)


def _in_units(size: float, unit: str) -> str:
    shown = f"{size:,.3g}"
    return say("{n} points", n=shown) if unit in IN_POINTS else f"{shown} {unit}"


def percent_off(log_ratio: float) -> float:
    """A log ratio as a share: -0.5 is half of the outcome.

    >>> round(percent_off(-0.6931), 3)
    -0.5
    """
    return math.expm1(min(log_ratio, 700))  # beyond that a float ends


def _against(standing: Standing) -> list[str]:
    """How their loss compares with that of a consensus, or else of the middle of all."""
    if standing.baseline:
        return []
    if standing.against_baselines is not None:
        return [
            say("{ratio:.2f} times the loss of the consensus", ratio=standing.against_baselines)
        ]
    if standing.against_middle is not None:
        return [
            say("{ratio:.2f} times the loss of the middle of all", ratio=standing.against_middle)
        ]
    return []


def _place(standing: Standing) -> str:
    if standing.baseline:
        return say("shown for comparison, not ranked")
    words = {LEADS: say("leads the others"), TRAILS: say("trails the others")}.get(
        standing.evidence or "", say("cannot be told apart from the others")
    )
    if standing.rank is not None:
        words = say("rank {rank}, {words}", rank=standing.rank, words=words)
    common = _common(standing.common) if standing.common else say("none in common")
    if standing.evidence is None and standing.common:
        common += say(", too few for a test")
    return say("{words} ({common})", words=words, common=common)


def _common(n: int) -> str:
    return say_count(n, "1 common question", "{n:,} common questions")


def answer(board: Sequence[Standing]) -> str:
    """Who called it, in one sentence; or why nobody can be told yet."""
    board = [row for row in board if row.claims == FORECASTS]
    first = next((row for row in board if row.rank == 1), None)
    if first is not None:
        return say("{sentence}.", sentence=first.sentence)
    if any(row.hits + row.misses or row.probabilities or row.ratios for row in board):
        return say(
            "Who called it cannot be told yet: nobody has enough questions in common with others "
            "to be ranked."
        )
    return say("Who called it cannot be told yet: nothing is judged.")


def comparison(skill: Skill | None) -> str:
    """Goals and plans beside forecasts, in one line that says what it is not."""
    if skill is None or skill.relative is None:
        return say("Goals and plans share no judged question with forecasts of the same shape.")
    loss = say("the same loss as forecasts")
    if skill.relative != 1:
        loss = say("{ratio:.2f} times the loss of forecasts", ratio=skill.relative)
    sure = say("too few to tell")
    if skill.p_alone is not None:
        sure = say("p = {p:.2f}", p=skill.p_alone)
    return say(
        "Goals and plans had {loss} on {common} ({better} better, {worse} worse, {sure}). That is "
        "no ranking: those who set a goal control its outcome.",
        loss=loss,
        common=_common(skill.common),
        better=skill.better,
        worse=skill.worse,
        sure=sure,
    )
