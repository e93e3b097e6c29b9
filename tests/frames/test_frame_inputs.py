"""What lies in other people's columns: read as it is meant, or marked as not readable."""

from datetime import date, datetime

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trackrecord as tr
from trackrecord.core.model import Counts, Settings
from trackrecord.frames.engines import opened_frame, rows_from
from trackrecord.frames.inputs import day_in, day_number, number_of

DAY = date(2024, 6, 1)
QUESTIONS = pl.DataFrame(
    {
        "question": ["when", "how many", "whether"],
        "unit": ["date", "cars", "yes/no"],
        "resolves": ["2024-03-31", "2024-03-31", "2024-03-31"],
    }
)
OUTCOMES = pl.DataFrame({"question": ["when", "how many"], "value": ["2024-03-28", "110"]})


def forecasts(low: list[str | None], question: str = "how many") -> pl.DataFrame:
    n = len(low)
    return pl.DataFrame(
        {
            "forecast": [str(number) for number in range(n)],
            "question": [question] * n,
            "forecaster": [f"p{number}" for number in range(n)],
            "issued": ["2024-01-01"] * n,
            "low": low,
            "high": low,
        }
    )


def assessed(rows: pl.DataFrame) -> list[dict[str, object]]:
    """In the order of the keys, since an engine may give them in any."""
    found = rows_from(opened_frame(tr.frames.assess(rows, QUESTIONS, OUTCOMES, DAY)))
    return sorted(found, key=lambda row: str(row["forecast"]))


def test_numbers_and_days_as_text() -> None:
    first, second = assessed(forecasts(["100", " 1.2e2 "]))
    assert (first["score"], second["score"]) == (10.0, 10.0)
    assert assessed(forecasts(["2024-03-29"], "when"))[0]["days_late"] == -1.0


@pytest.mark.parametrize("written", ["about 100", "1,000", "50 %", "=1+1", "nan", "2024-03-29"])
def test_what_is_no_number_is_marked(written: str) -> None:
    bad, good = assessed(forecasts([written, "100"]))
    assert (bad["unreadable"], bad["score"], bad["shape"]) == (True, None, "")
    assert (good["unreadable"], good["score"]) == (False, 10.0)


@pytest.mark.parametrize("written", ["2024-02-30", "March", "28.3.2024", "2024-13-01"])
def test_what_is_no_day_is_marked(written: str) -> None:
    bad, good = assessed(forecasts([written, "2024-03-28"], "when"))
    assert (bad["unreadable"], bad["score"]) == (True, None)
    assert (good["unreadable"], good["score"]) == (False, 0.0)


def test_a_question_that_is_not_there_is_marked() -> None:
    (row,) = assessed(forecasts(["5"], "nobody asked"))
    assert (row["unreadable"], row["status"], row["score"]) == (True, "", None)


@pytest.mark.parametrize("issued", ["", "last week", "2024-02-30", None])
def test_a_day_of_issue_that_is_none_is_marked(issued: str | None) -> None:
    rows = forecasts(["100", "100"]).with_columns(issued=pl.Series([issued, "2024-01-01"]))
    bad, good = assessed(rows)
    assert (bad["unreadable"], bad["score"], bad["status"], bad["counts"]) == (
        True,
        None,
        "",
        False,
    )
    assert (good["unreadable"], good["score"]) == (False, 10.0)


def test_a_level_that_is_none_is_marked() -> None:
    bad, good = assessed(forecasts(["100", "100"]).with_columns(level=pl.Series(["high", ""])))
    assert (bad["unreadable"], good["unreadable"]) == (True, False)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="forecasts: no column high; the columns are forecast, q"):
        tr.frames.assess(forecasts(["1"]).drop("high"), QUESTIONS, OUTCOMES, DAY)
    with pytest.raises(ValueError, match="questions: no column resolves"):
        tr.frames.assess(forecasts(["1"]), QUESTIONS.drop("resolves"), OUTCOMES, DAY)
    with pytest.raises(ValueError, match="outcomes: no column value"):
        tr.frames.assess(forecasts(["1"]), QUESTIONS, OUTCOMES.drop("value"), DAY)


def test_no_frame_at_all() -> None:
    with pytest.raises(TypeError):
        tr.frames.assess([1, 2], QUESTIONS, OUTCOMES, DAY)


def test_no_rows() -> None:
    made = tr.frames.assess(forecasts([]), QUESTIONS, OUTCOMES, DAY)
    assert tr.frames.leaderboard_rows(made, DAY) == []
    assert tr.frames.scorecard_rows(made, DAY) == []
    assert tr.frames.calibration_rows(made) == []


def test_an_outcome_that_is_only_begun_is_none() -> None:
    begun = pl.DataFrame({"question": ["how many"], "value": [""]})
    (row,) = rows_from(opened_frame(tr.frames.assess(forecasts(["1"]), QUESTIONS, begun, DAY)))
    assert row["status"] == "Overdue"


def test_columns_of_an_earlier_day_are_computed_anew() -> None:
    once = tr.frames.assess(forecasts(["100"]), QUESTIONS, OUTCOMES, DAY)
    again = tr.frames.assess(once, QUESTIONS, OUTCOMES, DAY)
    assert rows_from(opened_frame(again)) == rows_from(opened_frame(once))


def test_keys_that_are_numbers() -> None:
    said = pd.DataFrame(
        {"question": [7], "forecaster": [1], "issued": ["2024-01-01"], "low": [5], "high": [5]}
    )
    asks = pd.DataFrame({"question": [7], "unit": ["cars"], "resolves": ["2024-03-31"]})
    known = pd.DataFrame({"question": [7], "value": [8]})
    made = tr.frames.assess(said.assign(forecast="a"), asks, known, DAY)
    assert made[["question", "score"]].to_numpy().tolist() == [["7", 3.0]]


@given(st.lists(st.dates(date(1, 1, 1), date(9999, 12, 31)), min_size=1, max_size=50))
@settings(max_examples=50, deadline=None)
def test_every_day_as_text_and_as_a_day(days: list[date]) -> None:
    wanted = [day_number(day) for day in days]
    frame = pl.DataFrame(
        {"day": days, "text": [day.isoformat() for day in days]}, schema_overrides={"day": pl.Date}
    )
    rows = opened_frame(frame)
    found = rows_from(rows.select(a=day_in(rows, "day"), b=day_in(rows, "text")))
    assert [row["a"] for row in found] == wanted
    assert [row["b"] for row in found] == wanted


def test_times_and_numbers_of_pandas() -> None:
    frame = pd.DataFrame(
        {"day": [datetime(2024, 2, 29, 13), None], "n": [1, 2], "x": [float("nan"), 2.5]}
    )
    rows = opened_frame(frame)
    found = rows_from(
        rows.select(day=day_in(rows, "day"), n=number_of(rows, "n"), x=number_of(rows, "x"))
    )
    assert found == [
        {"day": day_number(date(2024, 2, 29)), "n": 1.0, "x": None},
        {"day": None, "n": 2.0, "x": 2.5},
    ]


def test_two_answers_of_one_day_without_a_row_number() -> None:
    """The one with the later key is the later one, in whatever order the rows lie."""
    rows = forecasts(["1", "5"]).with_columns(forecaster=pl.lit("ann"))
    for order in (rows, rows.reverse()):
        made = tr.frames.assess(order, QUESTIONS, OUTCOMES, DAY, Settings(counts=Counts.LAST))
        lazy = opened_frame(made).filter(nw.col("counts")).select("forecast")
        assert rows_from(lazy) == [{"forecast": "1"}]
