"""The leaderboard, with numbers worked by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.records import AS_OF, small_record, sound_records

from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.leaderboard import median_days_late, standings
from trackrecord.core.model import Outcome, Record

KNOWN = date(2024, 7, 1)
FORECAST = small_record().forecasts[0]


def waits(*days: tuple[float, bool]) -> list[Assessment]:
    return [Assessment(FORECAST, None, days_late=late, provisional=open_) for late, open_ in days]


@pytest.mark.parametrize(
    ("days", "median"),
    [
        ([], (None, False)),
        ([(3, False)], (3, False)),
        ([(1, False), (5, False), (9, False)], (5, False)),
        # 6 waits, the second and fourth still running: 5/6, then 5/6*3/4 = .625, then
        # .625*1/2 = .3125 at 30 days (the fifth).
        ([(1, False), (5, True), (8, False), (20, True), (30, False), (40, False)], (30, False)),
        # More than half still running: at least the median of the waits so far.
        ([(1, False), (10, True), (12, True)], (10, True)),
        ([(0, False), (10, True), (20, True), (30, True), (400, True)], (20, True)),
        # Exactly half at 0, until 28: the middle, which is the ordinary median.
        ([(0, False), (28, False)], (14, False)),
        ([(1, False), (2, False), (4, False), (9, False)], (3, False)),
        ([(10, True)], (10, True)),
        # On the same day what happened comes before what is still running: S = 1/2 at 7.
        # and for ever, so that it is at least that.
        ([(7, True), (7, False)], (7, True)),
    ],
)
def test_median_days_late(
    days: list[tuple[float, bool]], median: tuple[float | None, bool]
) -> None:
    assert median_days_late(waits(*days)) == median


def test_worked_leaderboard() -> None:
    outcomes = (
        Outcome("when", date(2024, 3, 28), KNOWN, KNOWN, "S"),
        Outcome("how-many", 55_000.0, KNOWN, KNOWN, "S"),
        Outcome("whether", True, KNOWN, KNOWN, "S"),
    )
    board = standings(replace(small_record(), outcomes=outcomes), AS_OF)
    found = [(row.forecaster, row.claims, row.n, row.hits, row.misses) for row in board]
    assert found == [
        ("ann", "forecasts", 3, 2, 1),
        ("bob", "forecasts", 1, 0, 1),  # b-again only restates
        ("bob", "goals and plans", 2, 1, 1),
    ]
    ann = next(row for row in board if row.forecaster == "ann")
    assert (ann.median_days_late, ann.at_least) == (28, False)
    assert ann.bias == pytest.approx(0)
    assert ann.brier == pytest.approx(0.09)
    assert ann.spread is None
    assert (ann.wilson_low, ann.wilson_high) == pytest.approx((0.2077, 0.9385), abs=1e-4)


def test_degenerate_records() -> None:
    record = small_record()
    assert standings(Record(), AS_OF) == ()
    for row in standings(record, date(2024, 1, 2)):
        assert (row.n, row.hit_rate, row.median_days_late) == (0, None, None)


@given(record=sound_records(forecasts=12), shuffle=st.randoms())
def test_the_order_of_rows_changes_nothing(record: Record, shuffle: st.DataObject) -> None:
    forecasts = list(record.forecasts)
    shuffle.shuffle(forecasts)  # type: ignore[attr-defined]
    once = standings(record, AS_OF)
    again = standings(replace(record, forecasts=tuple(forecasts)), AS_OF)
    assert [(r.forecaster, r.n, r.hits) for r in once] == [
        (r.forecaster, r.n, r.hits) for r in again
    ]


@given(record=sound_records(forecasts=12), day=st.integers(-2000, 2000))
def test_the_past_does_not_know_the_future(record: Record, day: int) -> None:
    """Removing what became known after a day does not change what was known on that day."""
    as_of = AS_OF + timedelta(day)
    then = tuple(row for row in record.outcomes if row.known is None or row.known <= as_of)
    past = replace(record, outcomes=then)
    assert standings(past, as_of) == standings(record, as_of)
    assert assess(past, as_of) == assess(record, as_of)
