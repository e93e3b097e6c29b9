"""One forecast as of a day: statuses, blanks, provisional lateness."""

from dataclasses import replace
from datetime import date

import pytest
from support.records import small_record

from trackrecord.core.assessment import Assessment, Status, assess
from trackrecord.core.model import Never, Outcome, Record, Value, Void

KNOWN = date(2024, 7, 1)


def look(forecast: str, value: Value | None = None, as_of: date = date(2025, 6, 1)) -> Assessment:
    record = small_record()
    question = next(row.question for row in record.forecasts if row.forecast == forecast)
    if value is not None:
        record = replace(record, outcomes=(Outcome(question, value, KNOWN, KNOWN, "S"),))
    return next(row for row in assess(record, as_of) if row.forecast.forecast == forecast)


@pytest.mark.parametrize(
    ("forecast", "value", "status", "hit", "late", "error", "score"),
    [
        ("a-when", date(2024, 3, 28), Status.RESOLVED, False, 28, None, 28 + 28 / 3),
        ("a-when", date(2024, 1, 31), Status.RESOLVED, False, -1, None, 1 + 28 / 3),
        ("a-when", Never.NEVER, Status.RESOLVED, False, None, None, None),
        ("a-when", Void.AMBIGUOUS, Status.VOID, None, None, None, None),
        ("b-when", date(2024, 3, 28), Status.RESOLVED, True, 0, None, 0),
        ("a-how-many", 136_854.0, Status.RESOLVED, False, None, -81_854, 76_854 + 10_000 / 3),
        ("b-how-many", 136_854.0, Status.RESOLVED, True, None, -36_854, 0),
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
    assert not row.provisional


@pytest.mark.parametrize(
    ("as_of", "status", "late"),
    [
        (date(2024, 2, 29), Status.OPEN, None),
        (date(2024, 3, 1), Status.OVERDUE, 1),
        (date(2025, 1, 1), Status.OVERDUE, 307),
    ],
)
def test_a_window_that_is_past_is_overdue(as_of: date, status: Status, late: int | None) -> None:
    row = look("a-when", as_of=as_of)
    assert (row.status, row.days_late, row.provisional) == (status, late, late is not None)


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
