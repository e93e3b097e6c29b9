"""Honesty pays: expected losses by full enumeration, by integration, and by seeded simulation.

Each statement is made of the first edition's definitions too, where it is false: so these tests can
fail.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from trackrecord.core import scores
from trackrecord.core.comparing.losses import Contest
from trackrecord.core.comparing.skill import relative_skills
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Claim, Forecast, Forecaster, Outcome, Question, Record

DAY = date(2024, 1, 1)
Skills = Callable[[Sequence[Mapping[str, float]]], Mapping[str, float]]


def ours(losses: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    found = relative_skills(
        [Contest(f"q{n}", f"q{n}", "k", losses=dict(of)) for n, of in enumerate(losses)]
    )
    return {who: skill.relative or 0.0 for who, skill in found.items()}


def first_edition(losses: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """Each loss over the pair's own sum, question by question; geometric mean of the pairs."""
    people = list(losses[0])
    made = {}
    for one in people:
        logs = []
        for other in people:
            if other != one:
                shares = [
                    of[one] / (of[one] + of[other]) if of[one] + of[other] else 0.5 for of in losses
                ]
                theirs = len(shares) - sum(shares)
                ratio = sum(shares) / theirs if theirs else 100
                logs.append(math.log(min(100, max(0.01, ratio))))
        made[one] = math.exp(fmean(logs))
    return made


@pytest.mark.parametrize("q", [0.05, 0.3, 0.6, 0.9])
def test_the_brier_score_of_an_honest_forecaster_is_lowest(q: float) -> None:
    """Over all outcomes of six questions, no other report has a lower expected loss."""

    def expected(report: float) -> float:
        total = 0.0
        for outcomes in product((0, 1), repeat=6):
            weight = math.prod(q if o else 1 - q for o in outcomes)
            total += weight * sum(scores.brier(report, o) for o in outcomes)
        return total

    honest = expected(q)
    assert all(expected(report / 100) >= honest - 1e-12 for report in range(101))


def expected_skill(rule: Skills, report: float, q: float = 0.6, others: float = 0.5) -> float:
    """The mean over all outcomes of six questions, against somebody who always says `others`."""
    total = 0.0
    for outcomes in product((0, 1), repeat=6):
        weight = math.prod(q if o else 1 - q for o in outcomes)
        losses = [{"me": (report - o) ** 2, "you": (others - o) ** 2} for o in outcomes]
        total += weight * rule(losses)["me"]
    return total


def test_skill_rewards_the_honest_report() -> None:
    """Against a coin the expected skill is lowest for what one believes."""
    reports = [n / 20 for n in range(21)]
    best = min(reports, key=lambda report: expected_skill(ours, report))
    assert best == 0.6
    loud = min(reports, key=lambda report: expected_skill(first_edition, report))
    assert loud != 0.6  # the first edition rewarded to shout


def test_loud_honest_coin() -> None:
    """Ten questions, six of them yes: 1 always, an honest 0.6, a coin."""
    outcomes = [1] * 6 + [0] * 4
    losses = [
        {"loud": (1 - o) ** 2, "honest": (0.6 - o) ** 2, "coin": (0.5 - o) ** 2} for o in outcomes
    ]
    found = ours(losses)
    assert found == pytest.approx(
        {"loud": 0.4 / 0.245, "honest": 0.24 / 0.325, "coin": 0.25 / 0.32}
    )
    wrong = first_edition(losses)
    assert wrong["loud"] < wrong["honest"] < wrong["coin"]


TRUTH = NormalDist(10, 2)


def ends(centre: float, spread: float, level: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    return centre - z * spread, centre + z * spread


def expected_loss(rule: Callable[[float, float, float], float], low: float, high: float) -> float:
    def weighed(y: float) -> float:
        return TRUTH.pdf(y) * rule(low, high, y)

    return float(integrate.quad(weighed, -10, 30, points=[low, high, 10], limit=200)[0])


def split(low: float, high: float, y: float, level: float = 0.8) -> float:
    return scores.split_normal_crps(*scores.spreads(low, None, high, level), y)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_honest_interval_has_the_lowest_expected_score(level: float) -> None:
    """Whoever believes a normal distribution says its central interval of that level."""
    low, high = ends(10, 2, level)
    honest = expected_loss(lambda a, b, y: split(a, b, y, level), low, high)
    assert honest == pytest.approx(2 / math.sqrt(math.pi), rel=1e-6)  # known in closed form
    for shift, factor in [(0.3, 1), (-1, 1), (0, 0.7), (0, 1.4), (0, 0.01), (0.5, 2)]:
        a, b = ends(10 + shift, 2 * factor, level)
        assert expected_loss(lambda x, y, z: split(x, y, z, level), a, b) > honest + 1e-4
    # The uniform reading of the first edition: an interval too narrow was as good or better.
    own = expected_loss(scores.crps, low, high)
    assert min(expected_loss(scores.crps, *ends(10, 2 * f, level)) for f in (0.5, 0.7, 1.4)) < own


def test_the_honest_bound_has_the_lowest_expected_score() -> None:
    """At a common level the bound that pays best is the quantile of that level."""

    def loss(bound: float) -> float:
        def weighed(y: float) -> float:
            return TRUTH.pdf(y) * scores.one_ended(bound, y, 0.9)

        return float(integrate.quad(weighed, -10, 30, points=[bound], limit=200)[0])

    honest = TRUTH.inv_cdf(0.9)
    assert all(loss(honest + shift) > loss(honest) for shift in (-2, -0.5, -0.1, 0.1, 0.5, 2, 50))
    # In the first edition a bound that held was free, so that the vaguest was the best.
    assert scores.crps(1, None, 100_000) == 0 < scores.one_ended(1, 100_000, 0.1)


@pytest.mark.parametrize("until", [7.0, 10.0, 12.5])
def test_the_honest_window_has_the_lowest_expected_score_while_pending(until: float) -> None:
    """At any time, what is known and what is pending together reward what one believes."""

    def expected(low: float, high: float) -> float:
        parts = scores.spreads(low, None, high, 0.8)

        def weighed(y: float) -> float:
            # Seen up to a day: what happened by then counts up to that day only.
            whole = scores.pending_crps(*parts, until)
            if y > until:
                return TRUTH.pdf(y) * whole
            before = scores.pending_crps(*parts, y)
            after, _ = integrate.quad(lambda u: (1 - cdf(parts, u)) ** 2, y, until)
            return TRUTH.pdf(y) * (before + after)

        return float(integrate.quad(weighed, -10, 30, points=[until], limit=200)[0])

    honest = expected(*ends(10, 2, 0.8))
    for shift, factor in [(1, 1), (-1, 1), (0, 0.6), (0, 1.6)]:
        assert expected(*ends(10 + shift, 2 * factor, 0.8)) >= honest - 1e-9


def cdf(parts: tuple[float, float, float], u: float) -> float:
    middle, left, right = parts
    return NormalDist().cdf((u - middle) / (left if u < middle else right))


def simulated(seed: int) -> Record:
    """Three forecasters of one process: one knows it, one is too sure, one is off."""
    draw = random.Random(seed)  # noqa: S311 - a test
    questions, outcomes, forecasts = [], [], []
    for n in range(400):
        centre = draw.uniform(50, 150)
        questions.append(Question(f"q{n}", "?", "cars", DAY, "c"))
        outcomes.append(Outcome(f"q{n}", round(draw.gauss(centre, 10), 3), DAY, DAY, "s"))
        for who, shift, spread in (("honest", 0, 10), ("sure", 0, 2), ("off", 8, 10)):
            low, high = ends(centre + shift, spread, 0.8)
            forecasts.append(
                Forecast(
                    f"{who}{n}", f"q{n}", who, Claim.FORECAST, DAY - timedelta(90), "w", low, high
                )
            )
    people = tuple(Forecaster(who, "analyst") for who in ("sure", "off", "honest"))
    return Record(people, tuple(questions), tuple(forecasts), tuple(outcomes))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ranks_agree_with_expected_losses(seed: int) -> None:
    """Expected CRPS: 10/sqrt(pi) = 5.64 honest, by integration 6.9 too sure, 7.9 off."""
    board = standings(simulated(seed), DAY)
    assert [row.forecaster for row in board] == ["honest", "sure", "off"]
    assert [row.rank for row in board] == [1, 2, 3]
    assert (board[0].evidence, board[2].evidence) == ("leads", "trails")


numbers = st.floats(-1e4, 1e4).map(lambda number: round(number, 3))
sizes = st.floats(0, 1e3).map(lambda number: round(number, 3))
levels = st.floats(0.05, 0.95)


@given(numbers, sizes, sizes, numbers, levels, numbers, st.floats(0.01, 100))
def test_laws_of_the_split_normal(
    middle: float,
    below: float,
    above: float,
    outcome: float,
    level: float,
    shift: float,
    scale: float,
) -> None:
    parts = scores.spreads(middle - below, middle, middle + above, level)
    found = scores.split_normal_crps(*parts, outcome)
    near = {"rel": 1e-6, "abs": 1e-6}
    assert found >= 0
    moved = (parts[0] + shift, parts[1], parts[2])
    assert scores.split_normal_crps(*moved, outcome + shift) == pytest.approx(found, **near)
    larger = tuple(part * scale for part in parts)
    assert scores.split_normal_crps(*larger, outcome * scale) == pytest.approx(
        found * scale, **near
    )
    mirrored = (-parts[0], parts[2], parts[1])
    assert scores.split_normal_crps(*mirrored, -outcome) == pytest.approx(found, **near)
    narrow = (parts[0], parts[1] * 1e-9, parts[2] * 1e-9)
    assert scores.split_normal_crps(*narrow, outcome) == pytest.approx(
        abs(outcome - parts[0]), abs=1e-4
    )
    z = NormalDist().inv_cdf(0.75)
    again = scores.spreads(parts[0] - z * parts[1], parts[0], parts[0] + z * parts[2], 0.5)
    assert scores.split_normal_crps(*again, outcome) == pytest.approx(found, **near)


@given(numbers, sizes, sizes, st.lists(numbers, min_size=2, max_size=8))
def test_pending_scores_never_fall_and_end_in_the_score(
    middle: float, left: float, right: float, days: list[float]
) -> None:
    losses = [scores.pending_crps(middle, left, right, day) for day in sorted(days)]
    assert all(one <= two + 1e-9 for one, two in pairwise(losses))
    for day, loss in zip(sorted(days), losses, strict=True):
        assert loss <= scores.split_normal_crps(middle, left, right, day) + 1e-9
    late = middle + 50 * right + 50 * left + 1
    final = scores.split_normal_crps(middle, left, right, late)
    assert scores.pending_crps(middle, left, right, late) == pytest.approx(final, rel=1e-9)
    bounds = [scores.pending_one_ended(middle, day, 0.9) for day in sorted(days)]
    assert all(one <= two for one, two in pairwise(bounds))
