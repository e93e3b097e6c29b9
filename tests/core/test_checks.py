"""Each check finds its fault, says where and what to do, and is silent on a sound record."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from support.records import small_record

from trackrecord.core import checks
from trackrecord.core.checks import RULES, check_record
from trackrecord.core.model import Location, Never, Outcome, Record, Void

KNOWN = date(2024, 7, 1)
GOOD = Outcome("when", date(2024, 3, 28), KNOWN, KNOWN, "S", "", Location("Outcomes", 2))


def with_outcome(**changes: object) -> Callable[[Record], Record]:
    return lambda record: replace(record, outcomes=(replace(GOOD, **changes),))  # type: ignore[arg-type]


def with_forecast(index: int, **changes: object) -> Callable[[Record], Record]:
    def change(record: Record) -> Record:
        rows = list(record.forecasts)
        rows[index] = replace(rows[index], where=Location("Forecasts", 9), **changes)  # type: ignore[arg-type]
        return replace(record, forecasts=tuple(rows))

    return change


FAULTS = {
    "no value": (with_outcome(value=None), "column Value", "type what happened"),
    "no day": (with_outcome(known=None), "column Known", "became public"),
    "not recorded": (with_outcome(recorded=None), "column Recorded", "typed it in"),
    "no source": (with_outcome(source=" "), "column Source", "web address"),
    "void without reason": (with_outcome(value=Void.ANNULLED, source=""), "column Note", "why"),
    "number for a date": (with_outcome(value=5.0), "column Value", "a date (yyyy-mm-dd) or never"),
    "date for a number": (with_outcome(question="how-many"), "column Value", "a number (cars)"),
    "never for yes/no": (
        with_outcome(question="whether", value=Never.NEVER),
        "column Value",
        "yes or no",
    ),
    "known before it happened": (
        with_outcome(known=date(2024, 3, 27)),
        "column Known",
        "happened only on 2024-03-28",
    ),
    "recorded before known": (
        with_outcome(recorded=date(2024, 6, 30)),
        "column Recorded",
        "before it was known",
    ),
    "unknown question": (with_outcome(question="nothing"), "column Question", "add it there"),
    "issued after it resolves": (
        with_forecast(0, issued=date(2025, 1, 2)),
        "column Issued",
        "after the question resolves",
    ),
    "restates itself": (with_forecast(0, restates="a-when"), "column Restates", "leads back"),
    "restates a later one": (
        with_forecast(4, restates="b-again"),
        "column Restates",
        "issued later",
    ),
    "half a probability": (with_forecast(4, high=None), "column Low", "from 0 to 1"),
    "a date and a number": (with_forecast(0, high=5.0), "column High", "one end is a date"),
}


def test_a_sound_record() -> None:
    assert check_record(replace(small_record(), outcomes=(GOOD,))) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(fault: str) -> None:
    change, where, says = FAULTS[fault]
    [problem] = check_record(change(small_record()))
    assert str(problem.where).endswith(where)
    assert says in problem.message


def test_a_circle_of_restatements() -> None:
    rows = list(small_record().forecasts)
    rows[5] = replace(rows[5], restates="b-again", issued=rows[6].issued)
    found = check_record(replace(small_record(), forecasts=tuple(rows)))
    assert len(found) == 2
    assert all("leads back" in problem.message for problem in found)


def test_every_check_is_one_of_the_tuple() -> None:
    written = {
        value
        for name, value in vars(checks).items()
        if inspect.isfunction(value)
        and not name.startswith("_")
        and name not in ("check_record", "future")  # the second needs to know the day
    }
    assert written == set(RULES)
    assert all(run.__doc__ for run in RULES)


def test_nothing_is_said_in_the_future() -> None:
    record = with_forecast(0, issued=date(2024, 1, 2))(small_record())
    [problem] = [
        p for p in check_record(record, date(2024, 1, 1)) if "2024-01-02 is in" in p.message
    ]
    assert str(problem.where) == "Forecasts row 9, column Issued"
    assert not [
        p for p in check_record(record, date(2024, 1, 2)) if "2024-01-02 is in" in p.message
    ]


def test_nothing_is_known_from_the_future() -> None:
    record = small_record()
    question = next(row for row in record.questions if row.unit == "date")
    day = date(2030, 1, 1)
    outcome = Outcome(question.question, day, day, day, "source", where=Location("Outcomes", 2))
    record = replace(record, outcomes=(outcome,))
    assert check_record(record, day) == check_record(record)
    [problem] = [p for p in check_record(record, date(2029, 12, 31)) if "future" in p.message]
    assert str(problem.where) == "Outcomes row 2, column Value"
