"""Who did better on the same questions: ratios of scores, and how sure that is.

Losses of different questions are in different units (days, yuan, cars), so a pair of forecasters
is compared within each question first and only then over questions. Nothing here changes when a
question is put in another unit.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

# Whoever is perfect where the other is not would be infinitely better.
MOST = 100.0
_EXACT = 1000  # beyond so many questions the sign test uses the normal approximation

Losses = Mapping[str, Mapping[str, float]]  # question -> forecaster -> mean score


@dataclass(frozen=True, slots=True)
class Skill:
    """How one forecaster stands against the others on common questions.

    ``relative`` is the geometric mean of the pairwise ratios of scores: below 1 is better than
    the others, 0.5 means half their loss. ``common`` counts the questions shared with anybody;
    ``better`` and ``worse`` those on which he beat, or lost to, the median of the others; ``p``
    is the two-sided sign test of these two.
    """

    relative: float
    common: int
    better: int
    worse: int
    p: float


def relative_skills(losses: Losses) -> dict[str, Skill]:
    """The skill of everybody who shares a question with somebody.

    Pairwise comparison after Cramer et al. 2022, PNAS 119:e2113561119, with the scores of each
    question first divided by the pair's mean on it: ratio = mean of mine over mean of yours, on
    common questions, kept between 1/100 and 100.

    >>> skills = relative_skills({"q1": {"ann": 2, "bob": 4}, "q2": {"ann": 10, "bob": 20}})
    >>> round(skills["ann"].relative, 9), round(skills["bob"].relative, 9), skills["ann"].better
    (0.5, 2.0, 2)
    """
    shares: dict[str, dict[str, float]] = {}
    signs: dict[str, list[int]] = {}
    for scores in losses.values():
        if len(scores) < 2:
            continue
        for (one, mine), (other, yours) in combinations(scores.items(), 2):
            share = mine / (mine + yours) if mine + yours else 0.5
            _add(shares, one, other, share)
            _add(shares, other, one, 1 - share)
        for name, sign in _signs(scores).items():
            signs.setdefault(name, []).append(sign)
    return {name: _skill(name, shares, signs[name]) for name in signs}


def _add(shares: dict[str, dict[str, float]], one: str, other: str, share: float) -> None:
    row = shares.setdefault(one, {})
    row[other] = row.get(other, 0.0) + share


def _skill(name: str, shares: dict[str, dict[str, float]], signs: list[int]) -> Skill:
    logs = [math.log(ratio(mine, shares[other][name])) for other, mine in shares[name].items()]
    better, worse = signs.count(1), signs.count(-1)
    return Skill(
        relative=math.exp(math.fsum(logs) / len(logs)),
        common=len(signs),
        better=better,
        worse=worse,
        p=sign_test(better, worse),
    )


def ratio(mine: float, yours: float) -> float:
    """My loss over yours, kept between 1/100 and 100; two perfect ones are equal.

    >>> ratio(1, 2), ratio(0, 1), ratio(0, 0)
    (0.5, 0.01, 1.0)
    """
    if mine == yours:
        return 1.0
    return MOST if yours == 0 else min(MOST, max(1 / MOST, mine / yours))


def _signs(scores: Mapping[str, float]) -> dict[str, int]:
    """1 for better than the median of the others, -1 for worse, 0 for level."""
    ranked = sorted(scores.values())
    return {name: _sign(mine, _median_of_others(ranked, mine)) for name, mine in scores.items()}


def _sign(mine: float, others: float) -> int:
    return (mine < others) - (mine > others)


def _median_of_others(ranked: list[float], mine: float) -> float:
    others = list(ranked)
    others.remove(mine)
    half = len(others) // 2
    return others[half] if len(others) % 2 else (others[half - 1] + others[half]) / 2


def sign_test(better: int, worse: int) -> float:
    """Two-sided sign test: how easily chance alone makes such a difference.

    Units: a probability, 1 is no evidence. Five of five give 0.0625, six of six 0.03125: with
    fewer than six questions nothing can be significant at 5 %.

    >>> sign_test(5, 0), sign_test(6, 0), sign_test(3, 3)
    (0.0625, 0.03125, 1.0)
    """
    n, less = better + worse, min(better, worse)
    if n == 0:
        return 1.0
    if n > _EXACT:
        return math.erfc((n / 2 - less - 0.5) / math.sqrt(n / 2)) if less * 2 < n else 1.0
    tail = sum(math.comb(n, k) for k in range(less + 1))
    return min(1.0, float(tail / 2 ** (n - 1)))
