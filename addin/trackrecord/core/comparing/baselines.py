"""What everyone is shown against: the middle of all, and whoever is a consensus or a crowd."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import fmean, median

from trackrecord.core import scores
from trackrecord.core.assessment import Assessment, Shape, number
from trackrecord.core.comparing.losses import POSITIVE, Contest, kind_of
from trackrecord.core.keys import folded
from trackrecord.core.model import Forecaster

AGGREGATE = "aggregate"  # the Kind of a consensus, a crowd, an ensemble of models
ENOUGH_FOR_A_MIDDLE = 3  # forecasters


def aggregates(forecasters: Iterable[Forecaster]) -> set[str]:
    """The forecasters that stand for many."""
    return {row.forecaster for row in forecasters if folded(row.kind) == AGGREGATE}


def middle_of_all(
    rows: Sequence[Assessment], apart: Collection[str], ratios: Collection[str]
) -> dict[tuple[str, str], float]:
    """The loss of a forecaster who always said the middle of all, by question and kind.

    Of the answers that count: the median of the probabilities, or of the medians and of both
    spreads. Questions that three forecasters or more answered; bounds have no middle. `ratios` are
    the units of which ratios are taken, as for `contests`.
    """
    said: dict[tuple[str, str], dict[str, Assessment]] = {}
    for row in rows:
        if not row.chosen or row.shape is Shape.BOUND or row.question is None:
            continue
        if row.score is None or row.forecast.forecaster in apart:
            continue
        kind = kind_of(row, ratios)
        said.setdefault((row.question.question, kind), {})[row.forecast.forecaster] = row
    return {
        key: _loss_of_middle(list(of.values()), in_logs=key[1] == POSITIVE)
        for key, of in said.items()
        if len(of) >= ENOUGH_FOR_A_MIDDLE
    }


def _loss_of_middle(rows: Sequence[Assessment], *, in_logs: bool) -> float:
    first = rows[0]
    if first.shape is Shape.CHANCE:
        p = median(row.probability or 0.0 for row in rows)
        return scores.brier(p, number(first.outcome is True))
    at = first.scored_at
    assert at is not None
    parts = (row.logs if in_logs else row.parts for row in rows)
    middle = [median(values) for values in zip(*filter(None, parts), strict=True)]
    rule = scores.pending_crps if first.provisional else scores.split_normal_crps
    return rule(middle[0], middle[1], middle[2], math.log(at) if in_logs else at)


def mean_of(found: Sequence[Contest], of: Collection[str]) -> Mapping[tuple[str, str], float]:
    """The mean loss of some forecasters, by question and kind."""
    made = {}
    for contest in found:
        losses = [loss for who, loss in contest.losses.items() if who in of]
        if losses:
            made[contest.question, contest.kind] = fmean(losses)
    return made
