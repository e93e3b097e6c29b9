"""One forecast against one outcome: plain numbers in, plain numbers out.

Conventions, said once:

- ``low`` and ``high`` are the ends of the forecast, both included; ``None`` is an open end.
- Dates come in as day numbers, so scores of dates are in days.
- ``error`` is forecast minus outcome: **positive is too high**. ``days_late``: positive is late.
- Scores are negatively oriented: 0 is perfect, smaller is better.
- ValueError is raised where a score is not defined; it says why.

Sources cited below: Gneiting & Raftery 2007, JASA 102:359 (GR2007); Brier 1950, Monthly Weather
Review 78:1; Wilson 1927, JASA 22:209; Koenker & Bassett 1978, Econometrica 46:33.
"""

import math
from statistics import NormalDist

_NO_ENDS = "a forecast needs at least one end: low, high or both"


def nearest(low: float | None, high: float | None, outcome: float) -> float:
    """The point of the forecast interval that lies nearest to the outcome.

    Units: those of the outcome. The outcome itself when it is inside.

    >>> nearest(50, 60, 136), nearest(None, 300, 216), nearest(100, None, 72)
    (60, 216, 100)
    """
    if low is None and high is None:
        raise ValueError(_NO_ENDS)
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}")
    if low is not None and outcome < low:
        return low
    if high is not None and outcome > high:
        return high
    return outcome


def middle(low: float | None, high: float | None) -> float:
    """The midpoint of an interval, or its closed end where the other is open.

    >>> middle(50, 60), middle(None, 300), middle(100, None)
    (55.0, 300, 100)
    """
    if low is None and high is None:
        raise ValueError(_NO_ENDS)
    if low is None:
        return high  # type: ignore[return-value]  # the line above excludes None
    if high is None:
        return low
    return (low + high) / 2


def hit(low: float | None, high: float | None, outcome: float) -> bool:
    """Did the outcome fall inside the forecast, both ends included?

    Not to be taken for quality: the hit rate is improper, a wide window always hits.

    >>> hit(50_000, 60_000, 136_854), hit(None, 299_999.99, 215_900), hit(4, 4, 4)
    (False, True, True)
    """
    return nearest(low, high, outcome) == outcome


def days_late(low: float | None, high: float | None, outcome: float) -> float:
    """Days from the forecast window to the outcome: after it positive, before it negative.

    Units: days; 0 anywhere inside the window. Ends and outcome are day numbers.

    "Launch in February 2024" against the launch on 28 March 2024:

    >>> from datetime import date
    >>> day = lambda *ymd: date(*ymd).toordinal()
    >>> days_late(day(2024, 2, 1), day(2024, 2, 29), day(2024, 3, 28))
    28
    """
    return outcome - nearest(low, high, outcome)


def error(low: float | None, high: float | None, outcome: float) -> float:
    """Midpoint, or the closed end, minus outcome: positive is too high.

    Units: those of the outcome. Perfect: 0.

    >>> error(50_000, 60_000, 136_854)
    -81854.0
    """
    return middle(low, high) - outcome


def log_ratio(low: float | None, high: float | None, outcome: float) -> float:
    """Natural logarithm of midpoint (or closed end) over outcome.

    Units: none. Perfect: 0; "half" (-0.693) and "double" (+0.693) weigh the same. Positive
    numbers only: ValueError otherwise.

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
    Units: those of the outcome. Range: 0 to infinity, 0 is perfect. ``level`` is the nominal
    coverage of a central interval, between 0 and 1; compare forecasts with one common level
    only. A point has no width; to compare points with intervals use `crps`.

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
    probabilities the forecaster left on either side, between 0 and 1 and together less than 1.
    An open end has no tail and no width. With ``below = above = alpha/2`` it is `interval_score`.
    Units: those of the outcome; 0 is perfect.

    >>> round(unequal_interval_score(50, 60, 130, below=0.1, above=0.1), 9)
    710.0
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

    ``(outcome - quantile) * level`` if the outcome is above, ``(quantile - outcome) * (1 -
    level)`` if below: Koenker & Bassett 1978; GR2007, section 6.1. ``level`` is the probability
    that the outcome is at most the quantile, between 0 and 1. Units: those of the outcome; 0 is
    perfect. Half the absolute error at level 0.5.

    >>> pinball(100, 130, 0.9), round(pinball(100, 70, 0.9), 9)
    (27.0, 3.0)
    """
    gap = outcome - quantile
    _open_unit("level", level)
    return gap * level if gap >= 0 else -gap * (1 - level)


def log_score(p: float, outcome: float, floor: float = 0.01) -> float:
    """Logarithmic score of one probability: minus the logarithm of what the outcome was given.

    Good 1952, JRSS-B 14:107; GR2007, section 3. Natural logarithm; 0 is perfect, 0.693 is what
    "50 %" always earns. Nobody can be infinitely wrong here: probabilities are clipped to
    ``floor`` and ``1 - floor`` (0 switches that off), because "will" in a newspaper is not a
    certainty of 1. Not to be used for statements that give no probability.

    >>> round(log_score(0.8, 1), 4), round(log_score(0.8, 0), 4), round(log_score(1, 0), 4)
    (0.2231, 1.6094, 4.6052)
    """
    given = p if _must_be_binary(outcome) == 1 else 1 - p
    clipped = min(1 - floor, max(floor, _must_be_a_probability("probability", given)))
    return -math.log(clipped) if clipped > 0 else math.inf


def brier(p: float, outcome: float) -> float:
    """Brier score of one probability: (p - outcome) squared, on the scale 0 to 1.

    Brier 1950. ``outcome`` is 1 or 0. 0 is perfect, 0.25 is what "50 %" always earns. Not to be
    confused with the sum over both classes (0 to 2) that some trackers show.

    >>> brier(1, 0), brier(0.5, 1)
    (1, 0.25)
    """
    return (_must_be_a_probability("probability", p) - _must_be_binary(outcome)) ** 2


def crps(low: float | None, high: float | None, outcome: float) -> float:
    """Continuous ranked probability score: points and intervals on one scale.

    A point is read as certain, so its score is the absolute error; an interval as uniform
    between its ends: inside ``w(z^2 - z + 1/3)`` with ``z = (outcome - low)/w``, outside
    ``distance + w/3``. GR2007, section 4.2, with the uniform distribution put in. An interval
    with one open end scores the distance outside. Units: those of the outcome; 0 is perfect.

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


def wilson(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a hit rate: honest when n is small.

    Wilson 1927. Returns (low, high), each between 0 and 1. ValueError for n = 0.

    >>> [round(end, 3) for end in wilson(9, 9)]
    [0.701, 1.0]
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


def _must_be_a_probability(name: str, number: float) -> float:
    if not 0 <= number <= 1:
        raise ValueError(f"{name} {number} is not between 0 and 1")
    return number


def _open_unit(name: str, number: float) -> float:
    if not 0 < number < 1:
        raise ValueError(f"{name} {number} is not strictly between 0 and 1")
    return number


def _must_be_binary(outcome: float) -> float:
    if outcome not in (0, 1):
        raise ValueError(f"a yes/no outcome is 1 or 0, not {outcome}")
    return outcome
