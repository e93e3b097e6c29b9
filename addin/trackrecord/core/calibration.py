"""Do probabilities and intervals keep what they promise? And how sure is a mean?"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import NormalDist, fmean

from trackrecord.core.scores import wilson

ENOUGH_PROBABILITIES = 10  # for the parts of a Brier score
ENOUGH_QUESTIONS = 5  # for a bootstrap interval
RESAMPLES = 1000
SEED = 20231115  # the same record gives the same interval
_CLT_FROM = 100  # questions from which the normal interval is as good and far quicker


@dataclass(frozen=True, slots=True)
class Murphy:
    """The Brier score in parts: reliability - resolution + uncertainty."""

    reliability: float
    resolution: float
    uncertainty: float

    @property
    def brier(self) -> float:
        """The score the parts add up to."""
        return self.reliability - self.resolution + self.uncertainty


def murphy(probabilities: Sequence[float], outcomes: Sequence[float]) -> Murphy:
    """Reliability (0 is best), resolution (more is better), uncertainty (nobody's merit).

    Murphy 1973, Journal of Applied Meteorology 12:595. Probabilities are grouped by their exact
    value, so the parts add up to the mean Brier score exactly. In small samples reliability comes
    out too high and uncertainty too low (Ferro & Fricker 2012, QJRMS 138:1954).

    >>> p = [.9, .9, .9, .7, .7, .7, .3, .3, .1, .1]
    >>> parts = murphy(p, [1, 1, 0, 1, 1, 0, 0, 1, 0, 0])
    >>> round(parts.reliability, 5), round(parts.resolution, 5), round(parts.uncertainty, 5)
    (0.02667, 0.06667, 0.25)
    """
    if not probabilities or len(probabilities) != len(outcomes):
        raise ValueError("as many outcomes as probabilities, and at least one")
    groups: dict[float, list[float]] = {}
    for p, outcome in zip(probabilities, outcomes, strict=True):
        groups.setdefault(p, []).append(outcome)
    n, base = len(outcomes), fmean(outcomes)
    reliability = sum(len(group) * (p - fmean(group)) ** 2 for p, group in groups.items()) / n
    resolution = sum(len(group) * (fmean(group) - base) ** 2 for group in groups.values()) / n
    return Murphy(reliability, resolution, base * (1 - base))


@dataclass(frozen=True, slots=True)
class Bin:
    """One mark of a reliability diagram: n forecasts near one probability, and how often yes."""

    start: float
    end: float  # not included, but for the last
    n: int
    said: float  # mean probability
    seen: float  # share that came true
    low: float  # 95 % Wilson interval of the share
    high: float


EDGES = (0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.01)


def reliability(probabilities: Sequence[float], outcomes: Sequence[float]) -> tuple[Bin, ...]:
    """The bins of a reliability diagram that hold anything, eleven of them around the tenths.

    >>> [(b.n, b.said, b.seen) for b in reliability([0.7, 0.7, 1.0], [1, 0, 1])]
    [(2, 0.7, 0.5), (1, 1.0, 1.0)]
    """
    bins = []
    for start, end in pairwise(EDGES):
        inside = [
            (p, outcome)
            for p, outcome in zip(probabilities, outcomes, strict=True)
            if start <= p < end
        ]
        if inside:
            n, yes = len(inside), sum(outcome for _, outcome in inside)
            said = fmean(p for p, _ in inside)
            bins.append(Bin(start, end, n, said, yes / n, *wilson(int(yes), n)))
    return tuple(bins)


def bootstrap_mean(by_question: Mapping[str, Sequence[float]]) -> tuple[float, float] | None:
    """95 % interval of a mean, resampling whole questions; None below five questions.

    Percentile bootstrap with a fixed seed: forecasts of one question share its surprise, so
    questions are drawn, not forecasts. From 100 questions on the normal interval of the same
    cluster mean.

    >>> bootstrap_mean({"q1": [1.0], "q2": [2.0]}) is None
    True
    >>> low, high = bootstrap_mean({f"q{n}": [float(n)] for n in range(9)})
    >>> 2 <= low <= 3, 5 <= high <= 6
    (True, True)
    """
    clusters = [(sum(values), len(values)) for values in by_question.values() if values]
    if len(clusters) < ENOUGH_QUESTIONS:
        return None
    total, n = sum(c[0] for c in clusters), sum(c[1] for c in clusters)
    if len(clusters) >= _CLT_FROM:
        mean = total / n
        spread = sqrt(sum((value - mean * count) ** 2 for value, count in clusters)) / n
        z = NormalDist().inv_cdf(0.975)
        return mean - z * spread, mean + z * spread
    draw = random.Random(SEED)  # noqa: S311 - statistics, not secrets
    means = []
    for _ in range(RESAMPLES):
        sample = draw.choices(clusters, k=len(clusters))
        means.append(sum(c[0] for c in sample) / sum(c[1] for c in sample))
    means.sort()
    cut = RESAMPLES * 25 // 1000
    return means[cut], means[-cut - 1]
