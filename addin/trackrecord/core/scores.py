"""One forecast against one outcome: plain numbers in, plain numbers out.

Conventions, said once:

- ``low`` and ``high`` are the ends of the forecast, both included; ``None`` is an open end.
- Dates come in as day numbers, so scores of dates are in days.
- ``error`` is forecast minus outcome: **positive is too high**. ``days_late``: positive is late.
- Scores are negatively oriented: 0 is perfect, smaller is better.
- ValueError is raised where a score is not defined; it says why.

- An interval, and a value in it that was called the best, are read as a split normal distribution:
  half of the mass on each side of the median, each side with a spread of its own (`spreads`).

Sources cited below: Gneiting & Raftery 2007, JASA 102:359 (GR2007); Brier 1950, Monthly Weather
Review 78:1; Wilson 1927, JASA 22:209; Koenker & Bassett 1978, Econometrica 46:33; Taggart, Loveday
& Louis 2026, arXiv:2603.14835.
"""

import math
from functools import lru_cache
from statistics import NormalDist

_NO_ENDS = "a forecast needs at least one end: low, high or both"


def nearest(low: float | None, high: float | None, outcome: float) -> float:
    """The point of the forecast interval that lies nearest to the outcome, in its unit.

    The outcome itself when it is inside.

    >>> nearest(50, 60, 136), nearest(None, 300, 216), nearest(100, None, 72)
    (60, 216, 100)
    """
    if low is None and high is None:
        raise ValueError(_NO_ENDS)
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}")
    above = outcome if low is None else max(low, outcome)
    return above if high is None else min(high, above)


def middle(low: float | None, high: float | None) -> float:
    """The midpoint of an interval, or its closed end where the other is open.

    >>> middle(50, 60), middle(None, 300), middle(100, None)
    (55.0, 300, 100)
    """
    ends = [end for end in (low, high) if end is not None]
    if not ends:
        raise ValueError(_NO_ENDS)
    return sum(ends) / 2 if len(ends) == 2 else ends[0]


def hit(low: float | None, high: float | None, outcome: float) -> bool:
    """Did the outcome fall inside the forecast, both ends included?

    Not to be taken for quality: a wide window always hits.

    >>> hit(50_000, 60_000, 136_854), hit(None, 299_999.99, 215_900), hit(4, 4, 4)
    (False, True, True)
    """
    return nearest(low, high, outcome) == outcome


def days_late(low: float | None, high: float | None, outcome: float) -> float:
    """Days from the forecast window to the outcome: after it positive, before it negative, else 0.

    Ends and outcome are day numbers.

    >>> from datetime import date  # "in February 2024" against 28 March 2024
    >>> days_late(*(date(2024, *day).toordinal() for day in [(2, 1), (2, 29), (3, 28)]))
    28
    """
    return outcome - nearest(low, high, outcome)


def error(low: float | None, high: float | None, outcome: float) -> float:
    """Midpoint, or the closed end, minus outcome: positive is too high. In the outcome's unit.

    >>> error(50_000, 60_000, 136_854)
    -81854.0
    """
    return middle(low, high) - outcome


def log_ratio(low: float | None, high: float | None, outcome: float) -> float:
    """Natural logarithm of midpoint (or closed end) over outcome.

    0 is perfect; half (-0.693) and double (+0.693) weigh the same. Positive numbers only.

    >>> round(log_ratio(50_000, 60_000, 136_854), 4)
    -0.9116
    """
    mid = middle(low, high)
    if mid <= 0 or outcome <= 0:
        raise ValueError(f"a log ratio needs positive numbers, not {mid} and {outcome}")
    # A difference of logarithms, so that huge over tiny does not overflow.
    return math.log(mid) - math.log(outcome)


def interval_score(
    low: float | None, high: float | None, outcome: float, level: float = 0.8
) -> float:
    """Winkler's interval score: width plus a penalty for each unit outside.

    ``(high - low) + 2/alpha * distance outside``, alpha = 1 - level. GR2007, eq. (43).
    Units: those of the outcome. Range: 0 to infinity, 0 is perfect. ``level`` is the coverage of a
    central interval; compare with one common level only, and points by `split_normal_crps`.

    >>> round(interval_score(50, 60, 130, level=0.8), 9)
    710.0
    """
    if low is None or high is None:
        raise ValueError("an interval score needs both ends")
    alpha = 1 - _open_unit("level", level)
    return high - low + 2 / alpha * abs(outcome - nearest(low, high, outcome))


def unequal_interval_score(
    low: float | None, high: float | None, outcome: float, below: float, above: float
) -> float:
    """Interval score of an interval whose tails are not alike, or of a one-sided bound.

    ``(high - low) + (low - outcome)/below`` under the interval, ``+ (outcome - high)/above`` over
    it: Winkler 1972, JASA 67:187; GR2007, section 6.2. ``below`` and ``above`` are the
    probabilities left on either side, together less than 1; an open end has none. With both
    alpha/2 it is `interval_score`. Units: those of the outcome; 0 is perfect.

    >>> round(unequal_interval_score(None, 300, 310, below=0.5, above=0.05), 9)
    200.0
    """
    if _open_unit("below", below) + _open_unit("above", above) >= 1:
        raise ValueError(f"tails of {below} and {above} leave nothing for the interval")
    gap = outcome - nearest(low, high, outcome)
    width = high - low if low is not None and high is not None else 0
    return width + (gap / above if gap > 0 else -gap / below)


def pinball(quantile: float, outcome: float, level: float) -> float:
    """Loss of one quantile: what being wrong costs on its likelier side.

    ``(outcome - quantile) * level`` above it, ``(quantile - outcome) * (1 - level)`` below: Koenker
    & Bassett 1978; GR2007, section 6.1. ``level``: the probability that the outcome is at most the
    quantile. Units: those of the outcome; 0 is perfect.

    >>> pinball(100, 130, 0.9), round(pinball(100, 70, 0.9), 9)
    (27.0, 3.0)
    """
    gap = outcome - quantile
    return gap * _open_unit("level", level) if gap >= 0 else -gap * _open_unit("level", 1 - level)


def log_score(p: float, outcome: float, floor: float = 0.01) -> float:
    """Logarithmic score of one probability: minus the logarithm of what the outcome was given.

    Good 1952, JRSS-B 14:107; GR2007, section 3. Natural logarithm; 0 is perfect, 0.693 is what
    "50 %" always earns. Probabilities are clipped to ``floor`` and ``1 - floor`` (0 switches that
    off). Not to be used for statements that give no probability.

    >>> round(log_score(0.8, 1), 4), round(log_score(0.8, 0), 4), round(log_score(1, 0), 4)
    (0.2231, 1.6094, 4.6052)
    """
    given = p if _must_be_binary(outcome) == 1 else 1 - p
    clipped = min(1 - floor, max(floor, _must_be_probable(given)))
    return -math.log(clipped) if clipped > 0 else math.inf


def brier(p: float, outcome: float) -> float:
    """Brier score of one probability: (p - outcome) squared, on the scale 0 to 1.

    Half of the score in Brier 1950, which sums over both classes (0 to 2). ``outcome`` is 1 or 0.
    0 is perfect, 0.25 is what "50 %" always earns.

    >>> brier(1, 0), brier(0.5, 1)
    (1, 0.25)
    """
    return (_must_be_probable(p) - _must_be_binary(outcome)) ** 2


def crps(low: float | None, high: float | None, outcome: float) -> float:
    """Continuous ranked probability score: points and intervals on one scale.

    A point has its absolute error; an interval is read as uniform (GR2007, section 4.2): inside
    ``w(z^2 - z + 1/3)`` with ``z = (outcome - low)/w``, outside ``distance + w/3``; with one open
    end the distance outside. No column holds it: Score is `split_normal_crps`, or `one_ended`.

    >>> round(crps(50, 60, 130), 4), crps(100, 100, 130), round(crps(10, 1000, 130), 1)
    (73.3333, 30, 224.5)
    """
    inside = nearest(low, high, outcome)
    distance = abs(outcome - inside)
    if low is None or high is None or low == high:
        return distance
    width = high - low
    # w(z^2 - z + 1/3) written so that it also holds at the nearer end for an outcome outside.
    return distance + (width / 3 - (inside - low) * (high - inside) / width)


_A = 1 / math.sqrt(2 * math.pi) - 1 / (2 * math.sqrt(math.pi))  # see split_normal_crps
_FAR = 40  # spreads beyond which the tail of a normal distribution is nothing to a float


def spreads(
    low: float, best: float | None, high: float, level: float
) -> tuple[float, float, float]:
    """Median and the two spreads of the split normal that an interval stands for.

    The median m is ``best``, or the middle; the spreads are ``(m - low)/z`` and ``(high - m)/z``,
    z the normal quantile of (1 + level)/2: the interval is the central one of that level. Units:
    those of the outcome. ValueError unless low <= best <= high and 0 < level < 1.

    >>> [round(part, 3) for part in spreads(1.8, 2.1, 2.5, 0.8)]
    [2.1, 0.234, 0.312]
    """
    median = (low + high) / 2 if best is None else best
    if not low <= median <= high:
        raise ValueError(f"{median} does not lie between {low} and {high}")
    z = _quantile(level)
    return median, (median - low) / z, (high - median) / z


@lru_cache(maxsize=1000)
def _quantile(level: float) -> float:
    return NormalDist().inv_cdf((1 + _open_unit("level", level)) / 2)


def split_normal_crps(median: float, left: float, right: float, outcome: float) -> float:
    """Continuous ranked probability score of a split normal: distance, less for honest width.

    Integral of (F(u) - 1{u >= outcome})^2 over all u (GR2007, section 4.2). With d the distance
    from the median, s the spread on the outcome's side and t the other:
    ``A(t - s) + d(2 Phi(d/s) - 1) + 2s phi(d/s) - s/sqrt(pi)``, A = 1/sqrt(2 pi) - 1/(2 sqrt(pi)).
    Units: those of the outcome; 0 is perfect. A point (both spreads 0) has its absolute error; a
    wide interval costs also where it holds the outcome.

    >>> round(split_normal_crps(*spreads(50_000, None, 60_000, 0.8), 136_854), 3)
    79652.803
    >>> round(split_normal_crps(*spreads(1.8, 2.1, 2.5, 0.8), 2.7), 6)
    0.421297
    """
    gap = outcome - median
    own, other, distance = (right, left, gap) if gap >= 0 else (left, right, -gap)
    if distance >= _FAR * own:  # also where there is no spread
        return _A * (other - own) + distance - own / math.sqrt(math.pi)
    inner = distance * (2 * _cdf(distance / own) - 1) + 2 * own * _pdf(distance / own)
    return _A * (other - own) + inner - own / math.sqrt(math.pi)


def pending_crps(median: float, left: float, right: float, until: float) -> float:
    """What a split normal has lost so far, when nothing happened up to ``until``.

    The threshold-weighted score: the integral of F(u)^2 up to ``until`` (Taggart, Loveday & Louis
    2026). With G(u) = u Phi(u)^2 + 2 phi(u) Phi(u) - Phi(u sqrt 2)/sqrt(pi) it is
    ``left G((until - m)/left)`` before the median m, ``left A + right (G((until - m)/right) - A)``
    after it. It never falls as ``until`` grows: it is the least that the final score will be.

    >>> pending_crps(100, 0, 0, 130), pending_crps(100, 0, 0, 70)
    (30.0, 0.0)
    """
    gap = until - median
    if gap < 0:
        return left * _waited(gap / left) if -gap < _FAR * left else 0.0
    after = (
        gap - right / math.sqrt(math.pi) if gap >= _FAR * right else right * _waited(gap / right)
    )
    return left * _A + after - right * _A


def _waited(u: float) -> float:
    whole = u * _cdf(u) ** 2 + 2 * _pdf(u) * _cdf(u)
    return max(0.0, whole - _cdf(u * math.sqrt(2)) / math.sqrt(math.pi))


def _cdf(u: float) -> float:
    return math.erfc(-u / math.sqrt(2)) / 2


def _pdf(u: float) -> float:
    return math.exp(-u * u / 2) / math.sqrt(2 * math.pi)


def one_ended(bound: float, outcome: float, below: float) -> float:
    """Score of a forecast with one open end: twice the pinball loss of its bound.

    ``below`` is the probability that the outcome is at most the bound, strictly between 0 and 1:
    0.9 where only the upper end was said, 0.1 where only the lower, at a bound level of 90 %.
    Units: those of the outcome; 0 is perfect. Compare only with other bounds.

    >>> round(one_ended(299_999.99, 215_900, 0.9), 3), round(one_ended(1, 100_000, 1 - 0.9), 1)
    (16819.998, 19999.8)
    """
    return 2 * pinball(bound, outcome, below)


def pending_one_ended(bound: float, until: float, below: float) -> float:
    """What a bound has lost so far, when nothing happened up to ``until``: 0 before the bound.

    It never falls as ``until`` grows.

    >>> round(pending_one_ended(100, 130, 0.9), 9)
    54.0
    """
    return 2 * max(0.0, until - bound) * _open_unit("below", below)


def days_stood(issued: float, following: float | None, close: float) -> float:
    """Days a forecast stood: from its day to the forecaster's next answer, or to the close.

    Ends are day numbers; 0 where nothing is left; None: there is no next answer.

    >>> days_stood(10, 40, 100), days_stood(40, None, 100), days_stood(120, None, 100)
    (30, 60, 0)
    """
    end = close if following is None else min(following, close)
    return max(0, end - issued)


def wilson(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a hit rate: honest when n is small.

    Wilson 1927. Returns (low, high), each from 0 to 1. ValueError for n = 0.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} hits of {n}: n must be positive and hits between 0 and n")
    z = NormalDist().inv_cdf((1 + _open_unit("confidence", confidence)) / 2)
    spread = z * math.sqrt(hits * (n - hits) / n + z * z / 4)
    middle_ = hits + z * z / 2
    low, high = (middle_ - spread) / (n + z * z), (middle_ + spread) / (n + z * z)
    return (0.0 if hits == 0 else low, 1.0 if hits == n else high)


def _must_be_probable(p: float) -> float:
    if 0 <= p <= 1:
        return p
    raise ValueError(f"probability {p} is not between 0 and 1")


def _open_unit(name: str, number: float) -> float:
    if 0 < number < 1:
        return number
    raise ValueError(f"{name} {number} is not strictly between 0 and 1")


def _must_be_binary(outcome: float) -> float:
    if outcome in (0, 1):
        return outcome
    raise ValueError(f"a yes/no outcome is 1 or 0, not {outcome}")
