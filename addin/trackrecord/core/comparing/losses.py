"""What is compared: for each question and shape the loss of each forecaster, one vote each.

A vote's loss is the mean of the scores of its answers, each weighted by the days it stood, or the
score of the one answer that the settings choose. Kinds are dates (days), probabilities (Brier) and
each unit of numbers; bounds are a kind of their own beside each. Positive numbers of very different
size have no sum that means anything: they are compared by the relative score, whatever their unit.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from trackrecord.core.assessment import Assessment, Shape, Status
from trackrecord.core.keys import folded
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Counts, Question, Settings

POSITIVE = "positive numbers"
SIZES = 10  # times; questions of one unit that differ by more are compared by ratios
NEXT_TO_NOTHING = 1e-6  # days; what a window that lies far ahead has lost so far
_LIVE = (Status.OPEN, Status.OVERDUE, Status.RESOLVED)


@dataclass(slots=True)
class Contest:
    """One question and one shape of answers in one claim group, and each forecaster's loss."""

    question: str
    event: str
    kind: str
    pending: bool = False  # nothing is known yet
    losses: dict[str, float] = field(default_factory=dict)

    @property
    def says_nothing(self) -> bool:
        """Nobody has lost anything yet, because nothing could happen yet."""
        return self.pending and not any(self.losses.values())

    def means_of_others(self, apart: Collection[str]) -> dict[str, float]:
        """For each forecaster the mean loss of the others, where there are any.

        Those `apart` are none of the others for anybody.
        """
        peers = {who: loss for who, loss in self.losses.items() if who not in apart}
        whole = math.fsum(peers.values())
        means = {}
        for who, loss in self.losses.items():
            count = len(peers) - (who in peers)
            if count:
                others = (whole - (loss if who in peers else 0.0)) / count
                # What is left of a difference of equals is rounding.
                means[who] = 0.0 if abs(others) < whole * 1e-15 else others
        return means


def contests(
    rows: Iterable[Assessment], settings: Settings, ratios: Collection[str]
) -> list[Contest]:
    """The contests of one claim group, in the order of their first forecast.

    Numbers and probabilities once their question has matured; dates at any time, since what is
    pending is scored up to the same day for all. `ratios` are the units of which ratios are taken
    (`relative_units`); without them all numbers keep unit and score.
    """
    weighed: dict[tuple[str, Shape], dict[str, list[tuple[float, float]]]] = {}
    first: dict[tuple[str, Shape], Assessment] = {}
    for row in rows:
        weight = weight_of(row, settings)
        if not weight or row.shape is None or row.question is None:
            continue
        if row.asks_for != DATE_UNIT and not row.matured:
            continue
        relative = row.asks_for == "number" and row.question.unit in ratios
        loss = row.relative_score if relative else row.score
        if loss is None:
            continue
        key = row.question.question, row.shape
        first.setdefault(key, row)
        of = weighed.setdefault(key, {})
        of.setdefault(row.forecast.forecaster, []).append((loss, weight))
    made = []
    for key, of in weighed.items():
        row = first[key]
        assert row.question is not None
        kind = kind_of(row, ratios)
        made.append(
            Contest(
                key[0],
                event_of(row.question),
                kind,
                row.outcome is None,
                {who: _vote_loss(pairs, row) for who, pairs in of.items()},
            )
        )
    return [contest for contest in made if not contest.says_nothing]


def weight_of(row: Assessment, settings: Settings) -> float:
    """How much a row weighs in its forecaster's vote: the days it stood, or 1 if it is chosen."""
    if not row.eligible or row.status not in _LIVE:
        return 0.0
    return float(row.chosen) if settings.counts is not Counts.STANDING else row.stood or 0.0


def _vote_loss(pairs: Sequence[tuple[float, float]], row: Assessment) -> float:
    loss = _weighted_mean(pairs)
    waits = row.provisional and row.asks_for == DATE_UNIT
    return 0.0 if waits and loss < NEXT_TO_NOTHING else loss


def _weighted_mean(pairs: Sequence[tuple[float, float]]) -> float:
    """The mean of values with their weights, whatever their order."""
    if len(pairs) == 1:
        return pairs[0][0]
    whole = math.fsum(weight for _, weight in pairs)
    return math.fsum(value * weight for value, weight in pairs) / whole


def event_of(question: Question) -> str:
    """What moves together with it: its event, or the question alone."""
    event = folded(question.event)
    return f"event {event}" if event else f"question {question.question}"


def kind_of(row: Assessment, ratios: Collection[str] = ()) -> str:
    """What its loss may be added to: dates, yes/no, numbers in a unit; bounds apart.

    Numbers in one of the units of `ratios` are one kind together.
    """
    assert row.question is not None
    unit = row.question.unit
    kind = {DATE_UNIT: "dates", YES_NO_UNIT: "yes/no"}.get(
        unit, POSITIVE if unit in ratios else f"numbers in {unit}"
    )
    return f"{kind}, bounds" if row.shape is Shape.BOUND else kind


def relative_units(rows: Sequence[Assessment]) -> set[str]:
    """The units whose questions are of different size, so that a sum would be that of the largest.

    All that was said and came out is positive, and the middles of what was said differ by more than
    ten times from one question to another. Nothing here goes by an outcome's size.
    """
    sizes: dict[str, dict[str, list[float]]] = {}
    signed = set()
    for row in rows:
        if row.asks_for == "number" and row.question is not None and row.middle is not None:
            unit = row.question.unit
            if _is_not_positive(row):
                signed.add(unit)
            else:
                sizes.setdefault(unit, {}).setdefault(row.question.question, []).append(row.middle)
    made = set()
    for unit, of in sizes.items():
        usual = [median(middles) for middles in of.values()]
        if unit not in signed and max(usual) > SIZES * min(usual):
            made.add(unit)
    return made


def _is_not_positive(row: Assessment) -> bool:
    forecast = row.forecast
    return any(
        not isinstance(value, (bool, date)) and isinstance(value, (int, float)) and value <= 0
        for value in (forecast.low, forecast.high, forecast.best, row.outcome)
    )
