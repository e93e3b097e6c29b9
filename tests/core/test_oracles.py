"""Numbers computed by libraries we did not write, quoted with the version that gave them."""

import random

import numpy as np
import pytest
from scipy import optimize, stats
from support.records import small_record

from trackrecord.core import scores
from trackrecord.core.assessment import Assessment
from trackrecord.core.calibration import rising
from trackrecord.core.comparing import evidence
from trackrecord.core.leaderboard import median_days_late


@pytest.mark.parametrize(  # scoringrules 0.10.0, crps_uniform
    ("low", "high", "outcome", "crps"),
    [
        (50, 60, 130, 73.33333333333333),
        (50, 60, 55, 0.8333333333333331),
        (10, 1000, 130, 224.54545454545453),
        (2, 4, 3.5, 0.29166666666666663),
        (-3, 5, -4, 3.6666666666666665),
    ],
)
def test_crps(low: float, high: float, outcome: float, crps: float) -> None:
    assert scores.crps(low, high, outcome) == pytest.approx(crps)


@pytest.mark.parametrize(  # scores 2.7.0, interval_score; scoringrules 0.10.0, interval_score
    ("low", "high", "outcome", "level", "score"),
    [
        (50, 60, 130, 0.8, 710),
        (50, 60, 55, 0.8, 10),
        (10, 1000, 130, 0.8, 990),
        (2, 4, 1.5, 0.8, 7),
        (2, 4, 1.5, 0.9, 12),
    ],
)
def test_interval_score(
    low: float, high: float, outcome: float, level: float, score: float
) -> None:
    assert scores.interval_score(low, high, outcome, level) == pytest.approx(score)


@pytest.mark.parametrize(  # scores 2.7.0, quantile_interval_score (upper level 1 - above)
    ("low", "high", "outcome", "below", "above", "score"),
    [(50, 60, 130, 0.05, 0.3, 243.33333333333331), (2, 4, 1.5, 0.2, 0.1, 4.5)],
)
def test_unequal_interval_score(
    low: float, high: float, outcome: float, below: float, above: float, score: float
) -> None:
    found = scores.unequal_interval_score(low, high, outcome, below, above)
    assert found == pytest.approx(score)


@pytest.mark.parametrize(  # scores 2.7.0, quantile_score
    ("quantile", "outcome", "level", "loss"),
    [(100, 130, 0.9, 27), (100, 70, 0.9, 3), (3, 5, 0.25, 0.5)],
)
def test_pinball(quantile: float, outcome: float, level: float, loss: float) -> None:
    assert scores.pinball(quantile, outcome, level) == pytest.approx(loss)


@pytest.mark.parametrize(  # scoringrules 0.10.0, brier_score and log_score
    ("p", "outcome", "brier", "log"),
    [(0.875, 0, 0.765625, 2.0794415416798357), (0.3, 1, 0.49, 1.203972804325936)],
)
def test_probability_scores(p: float, outcome: float, brier: float, log: float) -> None:
    assert scores.brier(p, outcome) == pytest.approx(brier)
    assert scores.log_score(p, outcome) == pytest.approx(log)


@pytest.mark.parametrize(  # statsmodels 0.15.0, proportion_confint(method="wilson")
    ("hits", "n", "low", "high"),
    [
        (3, 4, 0.3006418426, 0.9544127392),
        (1, 4, 0.0455872608, 0.6993581574),
        (0, 2, 0.0, 0.6576197725),
        (17, 40, 0.2850939256, 0.5780493146),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert scores.wilson(hits, n) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(  # lifelines 0.30.3, KaplanMeierFitter.median_survival_time_
    ("days", "happened", "median"),
    [
        ([5, 8, 12, 20, 33, 40, 41], [1, 0, 1, 0, 1, 1, 0], 33),
        ([3, 9, 9, 15, 15, 21], [0, 1, 0, 1, 1, 0], 15),
    ],
)
def test_kaplan_meier(days: list[int], happened: list[int], median: float) -> None:
    forecast = small_record().forecasts[0]
    rows = [
        Assessment(forecast, None, days_late=late, provisional=not done)
        for late, done in zip(days, happened, strict=True)
    ]
    assert median_days_late(rows) == (median, False)


@pytest.mark.parametrize("seed", range(5))
def test_sign_flips(seed: int) -> None:
    """scipy's permutation test of one sample, by all flips; beyond 20, within its own noise."""
    draw = random.Random(seed)  # noqa: S311 - a test
    for n in (6, 9, 12):
        values = [round(draw.gauss(0.4, 1), 3) for _ in range(n)]
        found = stats.permutation_test(
            (values,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=False
        )
        assert evidence.sign_flip(values) == pytest.approx(found.pvalue)
    values = [draw.gauss(0.3, 1) for _ in range(30)]
    signs = np.random.default_rng(seed).choice([-1, 1], size=(100_000, 30))
    sampled = np.mean(abs(signs @ np.array(values)) >= abs(sum(values)))
    assert evidence.sign_flip(values) == pytest.approx(sampled, rel=0.4, abs=0.003)
    assert evidence.sign_flip(values[::-1]) == evidence.sign_flip(values)


@pytest.mark.parametrize("k", [5, 6, 7, 12, 40, 101, 500])
def test_intervals_of_means(k: int) -> None:
    draw = random.Random(k)  # noqa: S311 - a test
    values = [draw.gauss(3, 2) for _ in range(k)]
    found = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert evidence.mean_interval(values) == pytest.approx((found.low, found.high), rel=1e-9)


def test_fitted_shares() -> None:
    """scipy's isotonic regression fits the same."""
    draw = random.Random(5)  # noqa: S311 - a test
    for _ in range(50):
        p = sorted(draw.sample(range(100), 20))
        o = [float(draw.random() < x / 100) for x in p]
        shuffled = draw.sample(range(20), 20)
        found = rising([p[at] / 100 for at in shuffled], [o[at] for at in shuffled])
        wanted = optimize.isotonic_regression(o).x
        assert found == pytest.approx([wanted[at] for at in shuffled])
