"""How sure is a difference? Exact sign flips, Holm's correction, intervals of means.

What is drawn are events, not rows: questions of one event share its surprise and count as one.
Differences that are equal within rounding are equal.
"""

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import getitem
from statistics import NormalDist, fmean

ENOUGH_EVENTS = 6  # with fewer no exact test can reach 5 %
ENOUGH_FOR_INTERVAL = 5
_MOST_EXACT = 20  # events; 2^20 flips
_FLIPS = 10_000
_PLENTY = 100
_SEED = 20231115  # the same record gives the same p
_ROUNDING = 1e-9


def sign_flip(differences: Sequence[float]) -> float | None:
    """Two-sided p of the mean difference, if each sign could as well have been the other.

    All flips up to 20 differences, at most 10,000 seeded ones beyond (`_sampled`). Range: above 0
    to 1, 1 is no evidence. None for fewer than six. Pitman 1937, Supplement to the JRSS 4:119.

    >>> sign_flip([-1] * 6), sign_flip([-5, -4, -3, -2, -6, 0.1]), sign_flip([1e-17, 0, 0, 0, 0, 0])
    (0.03125, 0.0625, 1.0)
    """
    n = len(differences)
    if n < ENOUGH_EVENTS:
        return None
    size = max(map(abs, differences))
    kept = [value / size for value in differences if size and abs(value) > size * _ROUNDING]
    if size < _ROUNDING or not kept:
        return 1.0
    observed = abs(math.fsum(kept)) - _ROUNDING
    if n <= _MOST_EXACT:
        return float(_extreme(tuple(sorted(map(abs, kept))), observed) / 2 ** len(kept))
    return _sampled(kept, observed)


def _sampled(kept: Sequence[float], observed: float) -> float:
    """The share of random flips as far from zero; as soon as 100 were, those so far are enough.

    Besag & Clifford 1991, Biometrika 78:301. The sums of each eight differences are listed once, so
    that a byte of chance draws eight signs. In whatever order they come, they get the same signs.
    """
    kept = sorted(kept)
    draw = random.Random(_SEED)  # noqa: S311 - statistics, not secrets
    tables = [_sums(kept[at : at + 8]) for at in range(0, len(kept), 8)]
    tables[-1] *= 256 // len(tables[-1])
    extreme = 0
    for flips in range(1, _FLIPS + 1):
        extreme += abs(sum(map(getitem, tables, draw.randbytes(len(tables))))) >= observed
        if extreme == _PLENTY:
            return _PLENTY / flips
    return (extreme + 1) / (_FLIPS + 1)


@lru_cache(maxsize=1000)
def _extreme(sizes: tuple[float, ...], observed: float) -> int:
    """How many of all flips give a sum at least that far from zero.

    The sums of the two halves are listed and met, so that 20 events take a thousand steps.
    """
    half = len(sizes) // 2
    first, second = (_sums(part) for part in (sizes[:half], sizes[half:]))
    second.sort()
    count = 0
    for one in first:
        count += len(second) - _from(second, observed - one) + _from(second, -observed - one, 1)
    return count


def _sums(sizes: Sequence[float]) -> list[float]:
    """The sum with each choice of signs."""
    sums = [0.0]
    for size in sizes:
        sums = [total + size for total in sums] + [total - size for total in sums]
    return sums


def _from(ordered: Sequence[float], value: float, after: int = 0) -> int:
    """How many lie below a value; with `after`, how many do not lie above it."""
    return bisect_right(ordered, value) if after else bisect_left(ordered, value)


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """Probabilities that hold for all tests of a group together (Holm 1979, Scand J Stat 6:65).

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.5})
    {'a': 0.03, 'b': 0.08, 'c': 0.5}
    """
    adjusted, least = {}, 0.0
    for at, name in enumerate(sorted(values, key=lambda name: (values[name], name))):
        least = max(least, min(1.0, (len(values) - at) * values[name]))
        adjusted[name] = least
    return {name: adjusted[name] for name in values}


def by_event(values: Iterable[tuple[str, float]]) -> list[float]:
    """The mean of each event, from pairs of event and value.

    >>> by_event([("a", 1), ("b", 5), ("a", 3)])
    [2.0, 5.0]
    """
    events: dict[str, list[float]] = {}
    for event, value in values:
        events.setdefault(event, []).append(value)
    return [fmean(of) for of in events.values()]


def mean_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """95 % interval of a mean by Student's t; None for fewer than five events.

    >>> mean_interval([1, 2, 3, 4]) is None
    True
    >>> [round(end, 4) for end in mean_interval([1, 2, 3, 4, 5])]
    [1.0368, 4.9632]
    """
    return interval_of(len(values), fmean(values) if values else 0.0, deviation(values))


def interval_of(k: int, mean: float, spread: float) -> tuple[float, float] | None:
    """The same of k events whose mean and standard deviation are known.

    >>> [round(end, 4) for end in interval_of(5, 3.0, 2.5**0.5)]
    [1.0368, 4.9632]
    """
    if k < ENOUGH_FOR_INTERVAL:
        return None
    half = _t_quantile(k - 1) * spread / math.sqrt(k)
    return mean - half, mean + half


def deviation(values: Sequence[float]) -> float:
    """The standard deviation of a sample; 0 of a single value.

    >>> deviation([1, 2, 3])
    1.0
    """
    if len(values) < 2:
        return 0.0
    mean = fmean(values)
    whole = math.fsum((value - mean) * (value - mean) for value in values)
    return math.sqrt(whole / (len(values) - 1))


@lru_cache(maxsize=10_000)
def _t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t: where its distribution function crosses, by bisection."""
    if freedom > 10_000:
        return NormalDist().inv_cdf(0.975)
    low, high = 1.9, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_tail(middle, freedom) > 0.025 else (low, middle)
    return (low + high) / 2


def _t_tail(t: float, freedom: int) -> float:
    """Probability above t, by the finite series of Abramowitz & Stegun 1964, 26.7.3 and 26.7.4."""
    angle = math.atan2(t, math.sqrt(freedom))
    cosine = math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for step in range(2 + odd, freedom - 1, 2):
        term *= cosine * (step - 1) / step
        total += term
    inside = math.sin(angle) * total
    return (1 - (2 / math.pi * (angle + inside) if odd else inside)) / 2
