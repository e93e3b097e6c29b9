"""Do probabilities keep what they promise? Reliability without bins, and bins to draw."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from statistics import fmean
from typing import TypeVar

from trackrecord.core.scores import wilson

T = TypeVar("T")
ENOUGH_PROBABILITIES = 10  # for the parts of a Brier score


@dataclass(frozen=True, slots=True)
class Corp:
    """The mean Brier score in parts: miscalibration - discrimination + uncertainty.

    ``miscalibration`` (0 is best) is what recalibrating would have saved; ``discrimination`` (more
    is better) what the order of the probabilities is worth; ``uncertainty`` nobody's merit.
    """

    miscalibration: float
    discrimination: float
    uncertainty: float

    @property
    def brier(self) -> float:
        """The score the parts add up to."""
        return self.miscalibration - self.discrimination + self.uncertainty


CORP_PARTS = tuple(field.name for field in fields(Corp))


def corp(probabilities: Sequence[float], outcomes: Sequence[float]) -> Corp:
    """The parts of the mean Brier score, with the share that came true fitted as rising.

    Dimitriadis, Gneiting & Jordan 2021, PNAS 118(8) e2016191118: S the mean Brier score, S* that
    of the fitted shares, UNC that of the base rate; miscalibration S - S*, discrimination UNC - S*.
    Probabilities are 0 to 1, outcomes 0 or 1. ValueError without as many of one as of the other.

    >>> p = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95]
    >>> parts = corp(p, [1, 0] * 5)
    >>> round(parts.miscalibration, 4), round(parts.discrimination, 4)
    (0.1325, 0.0)
    """
    return corp_of_counts(_counted(probabilities, outcomes))


def corp_of_counts(counts: Mapping[float, tuple[float, int]]) -> Corp:
    """The same, from how many of how many came true at each probability.

    >>> parts = corp_of_counts({0.2: (1, 2), 0.8: (3, 4)})
    >>> round(parts.miscalibration, 4), round(parts.discrimination, 4)
    (0.0317, 0.0139)
    """
    fitted = fitted_shares(counts)
    n = sum(of for _, of in counts.values())
    base = sum(yes for yes, _ in counts.values()) / n

    def squares(said: Mapping[float, float]) -> float:
        return math.fsum(
            yes * (1 - said[p]) ** 2 + (of - yes) * said[p] ** 2 for p, (yes, of) in counts.items()
        )

    mean, left = squares({p: p for p in counts}) / n, squares(fitted) / n
    return Corp(mean - left, max(0.0, base * (1 - base) - left), base * (1 - base))


def rising(probabilities: Sequence[float], outcomes: Sequence[float]) -> list[float]:
    """For each probability the share that came true, fitted so that it never falls.

    Pool adjacent violators; equal probabilities share one value. Order is that of the arguments.

    >>> rising([0.2, 0.8, 0.5, 0.5], [0, 1, 1, 0])
    [0.0, 1.0, 0.5, 0.5]
    """
    share = fitted_shares(_counted(probabilities, outcomes))
    return [share[p] for p in probabilities]


def _counted(
    probabilities: Sequence[float], outcomes: Sequence[float]
) -> dict[float, tuple[float, int]]:
    """How many came true, of how many, at each probability."""
    if not probabilities or len(probabilities) != len(outcomes):
        raise ValueError("as many outcomes as probabilities, and at least one")
    counts: dict[float, tuple[float, int]] = {}
    for p, outcome in zip(probabilities, outcomes, strict=True):
        yes, n = counts.get(p, (0.0, 0))
        counts[p] = yes + outcome, n + 1
    return counts


def fitted_shares(counts: Mapping[float, tuple[float, int]]) -> dict[float, float]:
    """For each probability the share that came true, fitted so that it never falls.

    >>> fitted_shares({0.2: (1, 1), 0.8: (1, 3)})
    {0.2: 0.5, 0.8: 0.5}
    """
    pools: list[tuple[float, int, list[float]]] = []
    for p in sorted(counts):
        yes, n = counts[p]
        members = [p]
        while pools and pools[-1][0] * n >= yes * pools[-1][1]:
            before, count, others = pools.pop()
            yes, n, members = yes + before, n + count, others + members
        pools.append((yes, n, members))
    return {p: yes / n for yes, n, members in pools for p in members}


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

    @property
    def tenth(self) -> float:
        """The tenth that it lies around: 0, 0.1 and so on up to 1."""
        return round((self.start + self.end) / 2, 1)


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


def evenly(items: Sequence[T], most: int) -> Sequence[T]:
    """At most so many of them, the first, the last, and evenly those between; for a line to draw.

    >>> evenly("abcdefg", 3), evenly("ab", 3)
    (['a', 'd', 'g'], 'ab')
    """
    if len(items) <= most:
        return items
    step = (len(items) - 1) / (most - 1)
    return [items[round(number * step)] for number in range(most)]
