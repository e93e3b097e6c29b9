"""Each check finds its fault, says where and what to do; each note is said, and is no fault."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from support.records import small_record

from trackrecord.core import checks
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Status
from trackrecord.core.checks import RULES, check_record, hindsight, long_windows, notes_on
from trackrecord.core.model import Location, Never, Outcome, Record, Until, Void

KNOWN = date(2024, 7, 1)
GOOD = Outcome("when", date(2024, 3, 28), KNOWN, KNOWN, "S", where=Location("Outcomes", 2))


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
    "restates itself": (with_forecast(0, restates="a-when"), "column Restates", "leads back"),
    "restates a later one": (
        with_forecast(4, restates="b-again"),
        "column Restates",
        "issued later",
    ),
    "half a probability": (with_forecast(4, high=None), "column Low", "from 0 to 1"),
    "a date and a number": (with_forecast(0, high=5.0), "column High", "one end is a date"),
    "Best below Low": (
        with_forecast(2, best=49_999.0),
        "column Best",
        "Best 49999.0 does not lie between Low 50000.0 and High 60000.0",
    ),
    "Best above High": (
        with_forecast(0, best=date(2024, 3, 1)),
        "column Best",
        "Best 2024-03-01 does not lie between Low 2024-02-01 and High 2024-02-29",
    ),
    "Best of another kind": (with_forecast(0, best=5.0), "column Best", "does not lie between"),
    "Best without High": (
        with_forecast(3, best=120_000.0),
        "column Best",
        "fill in Low and High, or empty Best",
    ),
    "Best without Low": (
        with_forecast(1, best=date(2024, 6, 1)),
        "column Best",
        "fill in Low and High, or empty Best",
    ),
    "Until below Value": (
        with_outcome(until=date(2024, 3, 27)),
        "column Until",
        "Until 2024-03-27 is below Value 2024-03-28",
    ),
    "Until below Value, a number": (
        with_outcome(question="how-many", value=5.0, until=4.0),
        "column Until",
        "Until 4.0 is below Value 5.0",
    ),
    "Until beside yes": (
        with_outcome(question="whether", value=True, until=Until.OPEN),
        "column Until",
        "the other end of a date or a number",
    ),
    "Until beside no": (
        with_outcome(question="whether", value=False, until=1.0),
        "column Until",
        "the other end of a date or a number",
    ),
    "Until beside never": (
        with_outcome(value=Never.NEVER, until=date(2024, 5, 1)),
        "column Until",
        "the other end of a date or a number",
    ),
    "Until beside a void": (
        with_outcome(value=Void.AMBIGUOUS, until=Until.OPEN),
        "column Until",
        "the other end of a date or a number",
    ),
}

SOUND = {
    "an outcome": with_outcome(),
    "a span": with_outcome(until=date(2024, 4, 2)),
    "a span of one day": with_outcome(until=date(2024, 3, 28)),
    "a lower bound": with_outcome(question="how-many", value=410_000.0, until=Until.OPEN),
    "Best at Low": with_forecast(2, best=50_000.0),
    "Best at High": with_forecast(0, best=date(2024, 2, 29)),
    "issued on the day it became known": with_outcome(
        value=date(2024, 1, 1), known=date(2024, 1, 1)
    ),
    "a window to the day it resolves": with_forecast(1, high=date(2025, 1, 1)),
}


@pytest.mark.parametrize("case", SOUND)
def test_a_sound_record(case: str) -> None:
    record = SOUND[case](small_record())
    assert check_record(record) == []
    assert notes_on(record) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(fault: str) -> None:
    change, where, says = FAULTS[fault]
    [problem] = check_record(change(small_record()))
    assert str(problem.where).endswith(where)
    assert says in problem.message


# What is kept, and named. Each with the forecasts (by their place) that are then hindsight.
NOTES = {
    "issued after it was known": (
        with_outcome(question="how-many", value=5.0, known=date(2023, 12, 31)),
        {"column Issued": 2},
        "issued on 2024-01-01, but the outcome was known on 2023-12-31; that is hindsight",
        {2, 3},
    ),
    "issued after the day it happened": (
        # It became known only in July; whoever spoke in January may have seen it happen.
        with_outcome(value=date(2023, 12, 31)),
        {"column Issued": 2},
        "issued on 2024-01-01, but it had happened on 2023-12-31; that is hindsight",
        {0, 1},
    ),
    "issued after the last day on which it can have happened": (
        with_outcome(value=date(2023, 12, 1), until=date(2023, 12, 31)),
        {"column Issued": 2},
        "issued on 2024-01-01, but it had happened on 2023-12-31; that is hindsight",
        {0, 1},
    ),
    "issued after it resolves": (
        with_forecast(0, issued=date(2025, 1, 2)),
        {"column Issued": 1},
        "issued on 2025-01-02, after the question resolves (2025-01-01): it stood no day",
        set(),
    ),
    "a window beyond the day it resolves": (
        with_forecast(1, high=date(2025, 1, 2)),
        {"column High": 1},
        "the question resolves; move Resolves of 'when' (2025-01-01) to that day",
        set(),
    ),
}


@pytest.mark.parametrize("case", NOTES)
def test_note(case: str) -> None:
    change, wanted, says, late = NOTES[case]
    record = change(small_record())
    assert check_record(record) == []
    notes = notes_on(record)
    places = [f"column {note.where.column}" for note in notes]
    assert {place: places.count(place) for place in places} == wanted
    assert all(says in note.message for note in notes)
    rows = assess(record, date(2025, 6, 1))
    assert {n for n, row in enumerate(rows) if row.status is Status.HINDSIGHT} == late
    assert all(rows[n].score is rows[n].hit is None and not rows[n].counts for n in late)


@pytest.mark.parametrize(
    "outcome",
    [
        {"value": date(2023, 12, 31), "until": Until.OPEN},  # then or later
        {"value": date(2023, 12, 31), "until": date(2024, 1, 1)},  # perhaps on the day itself
        {"value": Never.NEVER},
        {"question": "how-many", "value": 5.0, "known": date(2024, 1, 1)},  # on the same day
        {"value": Void.ANNULLED, "known": date(2023, 12, 31)},  # nothing that one could have seen
    ],
)
def test_what_is_no_hindsight(outcome: dict[str, object]) -> None:
    record = with_outcome(**outcome)(small_record())
    assert list(hindsight(record)) == []
    rows = assess(record, date(2025, 6, 1))
    assert not [row for row in rows if row.status is Status.HINDSIGHT]


@pytest.mark.parametrize("as_of", [date(2024, 1, 1), date(2024, 8, 1), date(2025, 6, 1)])
@pytest.mark.parametrize("case", [name for name, (_, _, _, late) in NOTES.items() if late])
def test_whoever_is_noted_is_shown_as_such(case: str, as_of: date) -> None:
    """Notes and Status are two pieces of code and say the same, once the outcome is known."""
    record = NOTES[case][0](small_record())
    [outcome] = record.outcomes
    late = [row for row in assess(record, as_of) if row.status is Status.HINDSIGHT]
    known = outcome.known is not None and outcome.known <= as_of
    assert len(late) == (len(list(hindsight(record))) if known else 0)


def test_only_windows_of_date_questions_are_too_long() -> None:
    record = with_forecast(2, high=1e9)(small_record())
    assert list(long_windows(record)) == []


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
        and value.__module__ == checks.__name__
        and not name.startswith("_")
        and name not in ("check_record", "future")  # the second needs to know the day
    }
    notes = {notes_on, hindsight, long_windows}
    assert written - notes == set(RULES)
    assert notes <= written
    assert all(run.__doc__ for run in (*RULES, *notes))


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
