"""Scores against numbers worked by hand and published, and the laws they obey."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.core import scores

numbers = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
widths = st.floats(0, 1e5).map(lambda number: round(number, 3))
levels = st.floats(0.01, 0.99)


# low, high, outcome -> hit, days late (or early), error
WORKED = [
    (50, 60, 55, True, 0, 0),
    (50, 60, 60, True, 0, -5),
    (50, 60, 50, True, 0, 5),
    (50, 60, 61, False, 1, -6),
    (50, 60, 40, False, -10, 15),
    (4, 4, 4, True, 0, 0),
    (4, 4, 5, False, 1, -1),
    (None, 299_999.99, 215_900, True, 0, 84_099.99),
    (None, 299_999.99, 300_000, False, 300_000 - 299_999.99, -0.01),
    (100, None, 136, True, 0, -36),
    (100, None, 76, False, -24, 24),
    (-5, 0, -7, False, -2, 4.5),
]


@pytest.mark.parametrize(("low", "high", "outcome", "hit", "late", "error"), WORKED)
def test_worked(
    low: float | None, high: float | None, outcome: float, hit: bool, late: float, error: float
) -> None:
    assert scores.hit(low, high, outcome) is hit
    assert scores.days_late(low, high, outcome) == late
    assert math.isclose(scores.error(low, high, outcome), error, abs_tol=1e-9)


# Deliveries in thousands, outcome 130: the worked example of facts/scoring.md, section 4.4.
@pytest.mark.parametrize(
    ("low", "high", "log_ratio", "interval", "crps", "hit"),
    [
        (50, 60, -0.86, 710, 73.3, False),
        (100, 100, -0.26, 300, 30, False),
        (10, 1000, 1.36, 990, 224.5, True),
    ],
)
def test_a_wide_window_hits_and_does_not_pay(
    low: float, high: float, log_ratio: float, interval: float, crps: float, hit: bool
) -> None:
    assert round(scores.log_ratio(low, high, 130), 2) == log_ratio
    assert round(scores.interval_score(low, high, 130, 0.8), 6) == interval
    assert round(scores.crps(low, high, 130), 1) == crps
    assert scores.hit(low, high, 130) is hit


# Wilson intervals at 95 %, as published and rounded (Brown, Cai & DasGupta 2001; scoring.md 4.8).
@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (1, 1, 0.207, 1),
        (3, 3, 0.439, 1),
        (5, 5, 0.566, 1),
        (9, 9, 0.701, 1),
        (6, 9, 0.354, 0.879),
        (8, 10, 0.490, 0.943),
        (16, 20, 0.584, 0.919),
        (80, 100, 0.711, 0.867),
        (0, 4, 0, 0.490),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert scores.wilson(hits, n) == pytest.approx((low, high), abs=5e-4)


def test_brier_of_ten_probabilities() -> None:
    """Brier score .21 (scoring.md, section 4.5)."""
    p = [0.9, 0.9, 0.9, 0.7, 0.7, 0.7, 0.3, 0.3, 0.1, 0.1]
    outcomes = [1, 1, 0, 1, 1, 0, 0, 1, 0, 0]
    assert sum(map(scores.brier, p, outcomes)) / 10 == pytest.approx(0.21)


@given(numbers, widths, numbers, levels)
def test_interval_score_is_two_pinball_losses(
    low: float, width: float, outcome: float, level: float
) -> None:
    """IS = 2/alpha (pinball at alpha/2 of low + pinball at 1 - alpha/2 of high), GR2007."""
    alpha, high = 1 - level, low + width
    below, above = alpha / 2, 1 - alpha / 2

    def pinball(quantile: float, share: float) -> float:
        gap = outcome - quantile
        return gap * share if gap >= 0 else -gap * (1 - share)

    losses = 2 / alpha * (pinball(low, below) + pinball(high, above))
    score = scores.interval_score(low, high, outcome, level)
    assert math.isclose(score, losses, rel_tol=1e-9, abs_tol=1e-6)


@given(numbers, widths, numbers)
def test_crps_is_its_integral(low: float, width: float, outcome: float) -> None:
    """CRPS = integral of (F(x) - 1{x >= outcome})^2, F uniform on the interval."""
    high = low + max(width, 1)
    grid = [
        min(low, outcome) + (max(high, outcome) - min(low, outcome)) * n / 4000 for n in range(4001)
    ]

    def loss(x: float) -> float:
        share = min(1, max(0, (x - low) / (high - low)))
        return (share - (x >= outcome)) ** 2

    integral = sum((b - a) * loss((a + b) / 2) for a, b in pairwise(grid))
    assert math.isclose(scores.crps(low, high, outcome), integral, rel_tol=5e-3, abs_tol=1e-3)


@given(numbers, numbers)
def test_crps_of_a_point_is_the_absolute_error(point: float, outcome: float) -> None:
    assert scores.crps(point, point, outcome) == abs(point - outcome)


@given(numbers, widths, numbers, numbers)
def test_shifting_forecast_and_outcome_changes_nothing(
    low: float, width: float, outcome: float, shift: float
) -> None:
    high = low + width
    for score in (scores.days_late, scores.error, scores.interval_score, scores.crps):
        one, other = score(low, high, outcome), score(low + shift, high + shift, outcome + shift)
        assert math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-3)


@given(numbers, widths, numbers, st.sampled_from([0.001, 0.5, 2.0, 1000.0]))
def test_scores_scale_with_the_unit(low: float, width: float, outcome: float, scale: float) -> None:
    high = low + width
    for score in (scores.error, scores.interval_score, scores.crps):
        one = score(low, high, outcome) * scale
        other = score(low * scale, high * scale, outcome * scale)
        assert math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6 * max(1, scale))


@given(numbers, widths, numbers)
def test_mirroring_swaps_the_sign_of_errors_only(low: float, width: float, outcome: float) -> None:
    high = low + width
    assert scores.error(-high, -low, -outcome) == -scores.error(low, high, outcome)
    assert scores.days_late(-high, -low, -outcome) == -scores.days_late(low, high, outcome)
    one, other = scores.crps(-high, -low, -outcome), scores.crps(low, high, outcome)
    assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


@given(numbers, widths, st.floats(0, 1), st.floats(0.001, 1e6))
def test_a_hit_is_never_worse_than_a_miss_of_equal_width(
    low: float, width: float, share: float, beyond: float
) -> None:
    high = low + width
    inside = min(high, low + share * width)
    for score in (scores.interval_score, scores.crps):
        assert score(low, high, inside) <= score(low, high, high + beyond) + 1e-6


@pytest.mark.parametrize(
    "undefined",
    [
        lambda: scores.hit(None, None, 1),
        lambda: scores.hit(2, 1, 1),
        lambda: scores.log_ratio(0, 0, 1),
        lambda: scores.log_ratio(1, 1, -1),
        lambda: scores.interval_score(None, 1, 1),
        lambda: scores.interval_score(0, 1, 1, 1),
        lambda: scores.brier(1.1, 1),
        lambda: scores.brier(0.5, 2),
        lambda: scores.wilson(0, 0),
        lambda: scores.wilson(2, 1),
        lambda: scores.wilson(1, 2, 0),
    ],
)
def test_undefined_scores_say_so(undefined: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        undefined()  # type: ignore[operator]


@given(numbers, widths, numbers, levels)
def test_unequal_tails_meet_the_equal_ones(
    low: float, width: float, outcome: float, level: float
) -> None:
    tail = (1 - level) / 2
    one = scores.unequal_interval_score(low, low + width, outcome, tail, tail)
    other = scores.interval_score(low, low + width, outcome, level)
    assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


@given(numbers, numbers, levels)
def test_pinball_of_the_median_is_half_the_absolute_error(
    quantile: float, outcome: float, level: float
) -> None:
    half = abs(outcome - quantile) / 2
    assert math.isclose(scores.pinball(quantile, outcome, 0.5), half, abs_tol=1e-9)
    assert scores.pinball(quantile, outcome, level) >= 0


def test_log_score_is_clipped_and_says_so() -> None:
    assert scores.log_score(1, 0) == pytest.approx(-math.log(0.01))
    assert scores.log_score(1, 1) == pytest.approx(-math.log(0.99))
    assert scores.log_score(1, 0, floor=0) == math.inf
    assert "clipped" in (scores.log_score.__doc__ or "")
    with pytest.raises(ValueError, match="between 0 and 1"):
        scores.log_score(1.5, 1)


@given(st.floats(0.02, 0.98), st.sampled_from([0, 1]))
def test_proper_scores_reward_honesty(p: float, outcome: int) -> None:
    """Whoever believes p does best, on average, by saying p."""
    assert outcome in (0, 1)
    for score in (scores.brier, scores.log_score):
        honest = p * score(p, 1) + (1 - p) * score(p, 0)
        for other in (0.1, 0.5, 0.9):
            assert honest <= p * score(other, 1) + (1 - p) * score(other, 0) + 1e-12
