"""One forecast as of a day: statuses, blanks, what is provisional, scores."""

import math
from dataclasses import replace
from datetime import date
from statistics import NormalDist

import pytest
from support.records import small_record

from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.model import Never, Outcome, Record, Settings, Until, Value, Void

KNOWN = date(2024, 7, 1)


def look(forecast: str, value: Value | None = None, as_of: date = date(2025, 6, 1)) -> Assessment:
    record = small_record()
    question = next(row.question for row in record.forecasts if row.forecast == forecast)
    if value is not None:
        record = replace(record, outcomes=(Outcome(question, value, KNOWN, KNOWN, "S"),))
    return next(row for row in assess(record, as_of) if row.forecast.forecast == forecast)


Z = NormalDist().inv_cdf(0.9)  # of the upper end of a central interval of 80 %


def crps(low: float, high: float, outcome: float) -> float:
    """Of the normal distribution whose central 80 % reach from low to high.

    s (u (2 Phi(u) - 1) + 2 phi(u) - 1/sqrt(pi)), u = (outcome - middle)/s: Gneiting & Raftery
    2007, section 4.2.
    """
    spread = (high - low) / 2 / Z
    u = (outcome - (low + high) / 2) / spread
    normal = NormalDist()
    inner = u * (2 * normal.cdf(u) - 1) + 2 * normal.pdf(u)
    return spread * (inner - 1 / math.sqrt(math.pi))


def waited(low: float, high: float, until: float) -> float:
    """The integral of F(u)^2 up to a day, of the same distribution, in 20,000 small steps."""
    spread = (high - low) / 2 / Z
    believed = NormalDist((low + high) / 2, spread)
    first = believed.mean - 12 * spread
    step = (until - first) / 20_000
    return step * sum(believed.cdf(first + (n + 0.5) * step) ** 2 for n in range(20_000))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


FEBRUARY = day("2024-02-01"), day("2024-02-29")


@pytest.mark.parametrize(
    ("forecast", "value", "status", "hit", "late", "error", "score"),
    [
        # a-when: "February 2024", a central interval of 80 % (Settings).
        (
            "a-when",
            date(2024, 3, 28),
            Status.RESOLVED,
            False,
            28,
            None,
            crps(*FEBRUARY, day("2024-03-28")),
        ),
        (
            "a-when",
            date(2024, 1, 31),
            Status.RESOLVED,
            False,
            -1,
            None,
            crps(*FEBRUARY, day("2024-01-31")),
        ),
        # Never is pending for ever: late by what has passed since (29 February 2024 to 1 June
        # 2025 are 458 days), scored up to the day the question resolves.
        (
            "a-when",
            Never.NEVER,
            Status.RESOLVED,
            False,
            458,
            None,
            waited(*FEBRUARY, day("2025-01-01")),
        ),
        ("a-when", Void.AMBIGUOUS, Status.VOID, None, None, None, None),
        # b-when: "by June 2024", the quantile of 90 %: twice the pinball loss, 94 days before it.
        ("b-when", date(2024, 3, 28), Status.RESOLVED, True, 0, None, 2 * 0.1 * 94),
        ("b-when", date(2024, 7, 10), Status.RESOLVED, False, 10, None, 2 * 0.9 * 10),
        (
            "a-how-many",
            136_854.0,
            Status.RESOLVED,
            False,
            None,
            -81_854,
            crps(50_000, 60_000, 136_854),
        ),
        # b-how-many: "at least 100k", the quantile of 10 %. It held, so it has no error.
        ("b-how-many", 136_854.0, Status.RESOLVED, True, None, None, 2 * 0.1 * 36_854),
        ("b-how-many", 90_000.0, Status.RESOLVED, False, None, 10_000, 2 * 0.9 * 10_000),
        ("a-whether", True, Status.RESOLVED, True, None, None, 0.09),
        ("b-whether", True, Status.RESOLVED, False, None, None, 1),
    ],
)
def test_resolved(
    forecast: str,
    value: Value,
    status: Status,
    hit: bool | None,
    late: float | None,
    error: float | None,
    score: float | None,
) -> None:
    row = look(forecast, value)
    assert (row.status, row.hit, row.days_late, row.error) == (status, hit, late, error)
    assert row.score == (None if score is None else pytest.approx(score))
    assert row.provisional == (value is Never.NEVER)


@pytest.mark.parametrize(
    ("as_of", "status", "hit", "late"),
    [
        (date(2024, 2, 29), Status.OPEN, None, None),
        (date(2024, 3, 1), Status.OVERDUE, False, 1),
        (date(2025, 1, 1), Status.OVERDUE, False, 307),
        (date(2025, 6, 1), Status.OVERDUE, False, 458),
    ],
)
def test_a_window_that_is_past_is_overdue(
    as_of: date, status: Status, hit: bool | None, late: int | None
) -> None:
    """A miss so far, at least so many days late, and at least so badly scored."""
    row = look("a-when", as_of=as_of)
    assert (row.status, row.hit, row.days_late, row.provisional) == (status, hit, late, True)
    # One day for all on the question: as of, but not after it resolves.
    until = min(as_of.toordinal(), day("2025-01-01"))
    assert row.score == pytest.approx(waited(*FEBRUARY, until), rel=1e-6)
    assert row.matured == (hit is False)


def test_what_waits_is_never_scored_worse_than_it_ends() -> None:
    final = look("a-when", date(2024, 3, 28)).score
    so_far = [
        look("a-when", as_of=date(2024, *when)).score
        for when in [(1, 1), (2, 1), (2, 20), (3, 1), (3, 28)]
    ]
    assert final is not None
    assert None not in so_far
    assert so_far == sorted(so_far)  # type: ignore[type-var]  # none is None
    assert so_far[-1] < final  # type: ignore[operator]


def test_a_number_that_waits_has_no_score() -> None:
    row = look("a-how-many")
    assert (row.status, row.hit, row.score, row.provisional) == (Status.OVERDUE, None, None, False)


@pytest.mark.parametrize(
    ("forecast", "value", "known", "late"),
    [
        ("a-how-many", 55_000.0, date(2023, 12, 31), True),
        ("a-how-many", 55_000.0, date(2024, 1, 2), False),
        ("a-how-many", 55_000.0, date(2024, 1, 1), False),  # on the day it became known
        ("a-when", date(2023, 12, 31), KNOWN, True),  # it had happened, known or not
        ("a-when", date(2024, 1, 1), KNOWN, False),
        ("a-when", date(2024, 1, 2), KNOWN, False),
        ("a-whether", True, date(2023, 12, 31), True),
    ],
)
def test_hindsight_is_shown_and_scored_nowhere(
    forecast: str, value: Value, known: date, late: bool
) -> None:
    record = small_record()
    question = next(row.question for row in record.forecasts if row.forecast == forecast)
    record = replace(record, outcomes=(Outcome(question, value, known, KNOWN, "S"),))
    [row] = [r for r in assess(record, date(2025, 6, 1)) if r.forecast.forecast == forecast]
    assert row.outcome == value
    assert (row.status is Status.HINDSIGHT) == late
    assert (row.status is Status.RESOLVED) != late
    scores = [row.hit, row.days_late, row.error, row.log_ratio, row.interval_score, row.brier]
    scores += [row.score, row.relative_score]
    assert all(score is None for score in scores) == late
    # What was said on the very day is scored, but stood no day and has no vote.
    close = min(known, value) if isinstance(value, date) else known
    assert row.counts == (close > row.forecast.issued)


@pytest.mark.parametrize(
    ("tolerance", "outcome", "hit"),
    [
        (None, 100.0, None),
        (None, 50.0, None),
        (0.1, 100.0, True),
        (0.1, 112.0, False),  # 12 of 112 are more than a tenth
        (0.1, 111.0, True),  # 11 of 111 are less
        (0.1, 0.0, False),
    ],
)
def test_a_point_is_right_only_within_the_tolerance(
    tolerance: float | None, outcome: float, hit: bool | None
) -> None:
    record = small_record()
    point = replace(record.forecasts[2], low=100.0, high=100.0)
    known = Outcome("how-many", outcome, KNOWN, KNOWN, "S")
    settings = Settings(tolerance=tolerance)
    record = replace(record, forecasts=(point,), outcomes=(known,), settings=settings)
    [row] = assess(record, date(2025, 6, 1))
    assert (row.hit, row.score, row.error) == (hit, abs(100 - outcome), 100 - outcome)


@pytest.mark.parametrize(
    ("forecast", "value", "until", "hit", "at"),
    [
        ("a-how-many", 52_000.0, 58_000.0, True, 55_000),
        ("a-how-many", 58_000.0, 62_000.0, None, 60_000),  # across High
        ("a-how-many", 61_000.0, 63_000.0, False, 62_000),
        ("a-how-many", 10_000.0, 12_000.0, False, 11_000),
        ("a-how-many", 52_000.0, Until.OPEN, None, 52_000),  # 52,000 or more
        ("a-how-many", 61_000.0, Until.OPEN, False, 61_000),
        ("b-how-many", 101_000.0, Until.OPEN, True, 101_000),
        ("b-how-many", 90_000.0, Until.OPEN, None, 90_000),
        ("a-when", date(2024, 2, 27), date(2024, 2, 29), True, day("2024-02-28")),
        ("a-when", date(2024, 2, 28), date(2024, 3, 1), None, day("2024-02-29")),
    ],
)
def test_an_outcome_that_is_a_span(
    forecast: str, value: Value, until: Until | date | float, hit: bool | None, at: float
) -> None:
    record = small_record()
    question = next(row.question for row in record.forecasts if row.forecast == forecast)
    known = Outcome(question, value, KNOWN, KNOWN, "S", until=until)
    record = replace(record, outcomes=(known,))
    [row] = [r for r in assess(record, date(2025, 6, 1)) if r.forecast.forecast == forecast]
    assert (row.status, row.hit, row.scored_at) == (Status.RESOLVED, hit, at)
    assert row.provisional == (until is Until.OPEN)


def test_a_number_is_overdue_after_the_day_it_resolves() -> None:
    assert look("a-how-many", as_of=date(2025, 1, 1)).status == Status.OPEN
    assert look("a-how-many", as_of=date(2025, 1, 2)).status == Status.OVERDUE


def test_an_outcome_known_later_is_not_known_yet() -> None:
    assert look("a-how-many", 55_000.0, date(2024, 6, 30)).status == Status.OPEN
    assert look("a-how-many", 55_000.0, date(2024, 7, 1)).status == Status.RESOLVED


def test_early_outcomes_do_not_mature_a_question() -> None:
    assert not look("a-whether", True, date(2024, 12, 31)).matured
    assert look("a-whether", True, date(2025, 1, 1)).matured


def test_half_is_neither_right_nor_wrong() -> None:
    record = small_record()
    half = replace(record.forecasts[4], low=0.5, high=0.5)
    outcome = Outcome("whether", True, KNOWN, KNOWN, "S")
    [row] = assess(replace(record, forecasts=(half,), outcomes=(outcome,)), date(2025, 6, 1))
    assert (row.hit, row.brier) == (None, 0.25)


def test_rows_that_the_checks_complain_about_are_blank_not_an_error() -> None:
    record = small_record()
    broken = (
        replace(record.forecasts[2], low=2.0, high=1.0),
        replace(record.forecasts[2], low=None, high=None),
        replace(record.forecasts[2], low=date(2024, 1, 1)),
        replace(record.forecasts[4], low=7.0, high=7.0),
        replace(record.forecasts[4], low=None),
    )
    known = (Outcome("how-many", 1.5, KNOWN, KNOWN), Outcome("whether", True, KNOWN, KNOWN))
    rows = assess(replace(record, forecasts=broken, outcomes=known), date(2025, 6, 1))
    assert [(row.status, row.hit, row.score) for row in rows] == [
        (Status.RESOLVED, None, None)
    ] * len(broken)
    [orphan] = assess(replace(Record(), forecasts=record.forecasts[:1]), date(2025, 6, 1))
    assert (orphan.status, orphan.lead) == (None, None)
