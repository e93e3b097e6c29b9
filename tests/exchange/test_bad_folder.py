"""Bad CSV files: one message each, with file, line, column and remedy; the rest still loads."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.records import AS_OF, small_record

from trackrecord.actions.building import build
from trackrecord.actions.reading import read_checked
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Status
from trackrecord.core.checks import notes_on
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import write_folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_folder(tmp_path, small_record())
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def one_problem(place: Path) -> tuple[str, str]:
    _, problems = read_checked(place)
    [problem] = problems
    return str(problem.where), problem.message


CASES = {
    # what was done: file, old text, new text, where the message points, what it says
    "bad date": (
        "questions.csv",
        "how-many,How many?,cars,2025-01-01",
        "how-many,How many?,cars,01.02.2025",
        "questions.csv line 3, column Resolves",
        "2025-02-01 or 2025-01-02",
    ),
    "no such day": (
        "forecasts.csv",
        "2024-02-29",
        "2024-02-30",
        "forecasts.csv line 2, column High",
        "not in the calendar",
    ),
    "Low above High": (
        "forecasts.csv",
        "50000,,60000",
        "70000,,60000",
        "forecasts.csv line 4, column Low",
        "above High",
    ),
    "unknown key": (
        "forecasts.csv",
        "a-whether,whether,ann",
        "a-whether,whether,anne",
        "forecasts.csv line 6, column Forecaster",
        "add it there",
    ),
    "duplicate key": (
        "forecasts.csv",
        "b-how-many,",
        "a-how-many,",
        "forecasts.csv line 5, column Forecast",
        "is taken by",
    ),
    "number with a point": (
        "forecasts.csv",
        "50000,,60000",
        "50.00.0,,60000",
        "forecasts.csv line 4, column Low",
        "is no number",
    ),
    "probability above 1": (
        "forecasts.csv",
        "70 %,0.7,,0.7",
        "70 %,70,,70",
        "forecasts.csv line 6, column Low",
        "from 0 to 1",
    ),
    "level in percent": (
        "forecasts.csv",
        "60000,0.8,",
        "60000,80,",
        "forecasts.csv line 4, column Level",
        "write 80 % as 0.8",
    ),
    "claim of another word": (
        "forecasts.csv",
        "bob,goal",
        "bob,target",
        "forecasts.csv line 5, column Claim",
        "forecast, goal, plan",
    ),
    "text too long": (
        "forecasts.csv",
        "50-60k",
        "x" * 50_000,
        "forecasts.csv line 4, column Wording",
        "at most 32,767",
    ),
    "formula": (
        "forecasts.csv",
        "50-60k",
        "=1+1",
        "forecasts.csv line 4, column Wording",
        "apostrophe",
    ),
    "required cell empty": (
        "forecasts.csv",
        "50-60k",
        "",
        "forecasts.csv line 4, column Wording",
        "fill it in",
    ),
    "too few cells": (
        "forecasts.csv",
        ",50000,,60000",
        ",50000,60000",
        "forecasts.csv line 4",
        "12 cells under 13 headers",
    ),
    "neither end": (
        "forecasts.csv",
        "50000,,60000",
        ",,",
        "forecasts.csv line 4, column Low",
        "at least one",
    ),
    "restates nothing": (
        "forecasts.csv",
        "no,0,,0,,b-whether",
        "no,0,,0,,b-weather",
        "forecasts.csv line 8, column Restates",
        "add it there",
    ),
    "key that is a sentence": (
        "forecasts.csv",
        "a-how-many,",
        f"{'a how many ' * 9},",
        "forecasts.csv line 4, column Forecast",
        "at most 80",
    ),
}


@pytest.mark.parametrize("case", list(CASES))
def test_one_message(place: Path, case: str) -> None:
    file, old, new, where, says = CASES[case]
    edit(place / file, old, new)
    found, message = one_problem(place)
    assert found == where
    assert says in message
    with pytest.raises(Refused, match="1 problem"):
        build(place, place / "out.xlsx", small_record().questions[0].resolves)
    assert not (place / "out.xlsx").exists()


def test_the_good_rows_still_load(place: Path) -> None:
    edit(place / "forecasts.csv", "2024-02-29", "2024-02-30")
    edit(place / "questions.csv", "Yes if so.,", "Yes if so.,=1+1")
    record, problems = read_checked(place)
    # The question of the whether-forecasts is gone, and they with it, without a message each.
    assert [row.forecast for row in record.forecasts] == ["b-when", "a-how-many", "b-how-many"]
    assert len(problems) == 2


def test_a_column_of_the_persons_own_is_kept(place: Path) -> None:
    path = place / "forecasters.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},x", f"{lines[1]},mine", f"{lines[2]},"]), "utf-8")
    record, problems = read_checked(place)
    assert problems == []
    assert str(record.notices[0].where) == "forecasters.csv line 1, column x"
    write_folder(place, replace(record, forecasters=record.forecasters[::-1]))
    assert path.read_text(encoding="utf-8").splitlines() == [
        "Forecaster,Kind,Note,x",
        "bob,company,,",
        "ann,analyst,,mine",
    ]


def test_missing_column(place: Path) -> None:
    edit(place / "questions.csv", "Question,Title,Unit", "Question,Words,Unit")
    _, problems = read_checked(place)
    assert [str(problem.where) for problem in problems] == ["questions.csv line 1, column Title"]


def test_missing_column_that_may_be_blank(place: Path) -> None:
    text = (place / "forecasters.csv").read_text(encoding="utf-8")
    lines = [line.rsplit(",", 1)[0] for line in text.splitlines()]
    (place / "forecasters.csv").write_text("\n".join(lines), encoding="utf-8")
    record, problems = read_checked(place)
    assert problems == []
    assert str(record.notices[0].where) == "forecasters.csv line 1, column Note"
    assert len(record.forecasters) == 2


def test_a_misspelt_column_is_no_missing_one(place: Path) -> None:
    edit(place / "forecasts.csv", "Restates", "Restate")
    _, problems = read_checked(place)
    assert [str(problem.where) for problem in problems] == ["forecasts.csv line 1, column Restates"]
    assert "'Restate' may be meant" in problems[0].message


def test_open_quote(place: Path) -> None:
    edit(place / "forecasters.csv", "ann,analyst", 'ann,"analyst')
    _, problems = read_checked(place)
    assert str(problems[0].where).startswith("forecasters.csv line")
    assert "double quote" in problems[0].message


def test_outcome_before_the_forecast(place: Path) -> None:
    with (place / "outcomes.csv").open("a", encoding="utf-8") as file:
        file.write("how-many,5,,2023-12-31,2024-01-01,S,\n")
    # Every forecast of the question was issued afterwards: kept, each named, and scored nowhere.
    assert hindsight_of(place) == {"a-how-many": 4, "b-how-many": 5}


def test_forecast_after_the_outcome(place: Path) -> None:
    with (place / "outcomes.csv").open("a", encoding="utf-8") as file:
        file.write("whether,yes,,2024-01-15,2024-01-15,S,\n")
    assert hindsight_of(place) == {"b-again": 8}


def hindsight_of(place: Path) -> dict[str, int]:
    """The forecasts that the notes call hindsight, and their lines; none of them is scored."""
    record, problems = read_checked(place)
    assert problems == []
    notes = notes_on(record)
    assert all("hindsight" in note.message for note in notes)
    assert {note.where.column for note in notes} == {"Issued"}
    lines = {row.forecast: row.where.row for row in record.forecasts}
    late = [row for row in assess(record, AS_OF) if row.status is Status.HINDSIGHT]
    for row in late:
        scores = (row.hit, row.days_late, row.error, row.interval_score, row.brier, row.score)
        assert (scores, row.relative_score, row.counts) == ((None,) * 6, None, False)
    found = {row.forecast.forecast: lines[row.forecast.forecast] for row in late}
    assert sorted(found.values()) == [note.where.row for note in notes]
    return found


def test_wrong_encoding(place: Path) -> None:
    text = "Forecaster,Kind,Note\nann,Rédacteur,\n"
    (place / "forecasters.csv").write_bytes(text.encode("cp1252"))
    where, message = one_problem(place)
    assert (where, "CSV UTF-8" in message) == ("forecasters.csv line 2", True)


def test_empty_file(place: Path) -> None:
    (place / "outcomes.csv").write_text("")
    where, message = one_problem(place)
    assert (where, "is empty" in message) == ("outcomes.csv line 1", True)


def test_missing_file(place: Path) -> None:
    (place / "questions.csv").unlink()
    where, message = one_problem(place)
    assert (where, "is missing" in message) == ("questions.csv", True)


def test_byte_order_mark_blank_lines_and_windows_line_ends(place: Path) -> None:
    path = place / "forecasters.csv"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    record, problems = read_checked(place)
    assert problems == []
    assert len(record.forecasters) == 2


def test_folder_without_a_record(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"expected forecasters\.csv"):
        read_checked(tmp_path)


def test_risky_text_is_shielded_in_the_file(place: Path) -> None:
    record = small_record()
    text = (place / "forecasts.csv").read_text(encoding="utf-8")
    assert "\n=" not in text
    edit(place / "forecasts.csv", "50-60k", "'=HYPERLINK(1)")
    read_back, problems = read_checked(place)
    assert problems == []
    assert read_back.forecasts[2].wording == "=HYPERLINK(1)"
    assert read_back.forecasts[:2] == record.forecasts[:2]
