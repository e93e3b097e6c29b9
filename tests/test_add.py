"""A claim just read becomes a row: in one line, asked for, or mended as the message says."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import TableColumn
from support.records import AS_OF, small_record
from support.workbooks import cell_of

from trackrecord import clock
from trackrecord.actions.reading import read_place
from trackrecord.cli.main import main
from trackrecord.core.model import Record
from trackrecord.tables.record import FORECASTERS, FORECASTS, QUESTIONS
from trackrecord.workbook.new import write_workbook

Run = Callable[..., tuple[int, str]]
KUO = ("Ming-Chi Kuo", "50,000-60,000 units in 2024", "--question", "How many cars in 2024?")
DAY = ("--issued", "2023-11-15")


@pytest.fixture
def run(inside: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on ``r.xlsx``; its status, and all it said."""
    monkeypatch.setattr(clock, "today", lambda: AS_OF)
    write_workbook(inside / "r.xlsx", small_record(), AS_OF)

    def command(verb: str, *words: str) -> tuple[int, str]:
        try:
            status = main([verb, "r.xlsx", *words])
        except SystemExit as error:
            status = int(str(error.code))
        said = capsys.readouterr()
        return status, said.out + said.err

    return command


def record() -> Record:
    found, problems = read_place(Path("r.xlsx"))
    assert problems == []
    return found


def test_new_forecaster_new_question_and_the_same_again(run: Run) -> None:
    status, said = run("add", *KUO, *DAY, "--source", "https://a.org")
    assert status == 0
    assert said == (
        "Ming-Chi Kuo (new) on 'How many cars in 2024?' (new: cars, resolves 2025-01-01): 50,000 "
        "to 60,000 cars, said on 2023-11-15. Added as forecast 1.\n"
    )
    question, forecast = record().questions[-1], record().forecasts[-1]
    assert (question.unit, question.resolves) == ("cars", date(2025, 1, 1))
    assert (forecast.low, forecast.high, forecast.source) == (50_000.0, 60_000.0, "https://a.org")
    before = Path("r.xlsx").read_bytes()
    status, said = run("add", "ming-chi  KUO", *KUO[1:3], "how many cars in 2024", *DAY)
    assert status == 0
    assert said.endswith("stands there already, as forecast 1; nothing was added.\n")
    assert Path("r.xlsx").read_bytes() == before
    assert run("undo")[0] == 0
    assert record().questions == small_record().questions
    assert record().forecasters == small_record().forecasters


def test_what_is_repeated_of_what_exists_is_no_error(run: Run) -> None:
    status, _ = run(
        *("add", "ANN", "40k", "--question", "How many?", *DAY, "--kind", "banker"),
        *("--title", "How many?", "--unit", "cars", "--resolves", "2025-01-01", "--topic", "x"),
    )
    assert status == 0
    assert record().forecasters == small_record().forecasters
    assert record().questions == small_record().questions


# What is typed, the end of the refusal, and the call mended as it says.
SECOND_ATTEMPTS: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "nothing but who and what": (
        ("add", "ann", "60k"),
        "the question it answers, in words or by its key), --issued (the day it was published)",
        ("add", "ann", "60k", "--question", "how-many", *DAY),
    ),
    "no day": (
        ("add", "ann", "next year", "--question", "when"),
        "still missing: --issued (the day it was published)",
        ("add", "ann", "next year", "--question", "when", *DAY),
    ),
    "nothing says when a new question is known": (
        ("add", "ann", "$205", "--question", "What does the stock cost?", *DAY),
        "still missing: --resolves (the first day the outcome can be known",
        (
            *("add", "ann", "$205", "--question", "What does the stock cost?", *DAY),
            "--resolves",
            "1 Jan 2025",
        ),
    ),
    "two readings of a day": (
        ("add", "ann", "03/04/2025", "--question", "when", *DAY),
        "may be 2025-04-03 or 2025-03-04",
        ("add", "ann", "2025-04-03", "--question", "when", *DAY, "--resolves", "2025-05-01"),
    ),
    "two readings of a number": (
        ("record", "how-many", "1.200", "--source", "S"),
        "may be 1200 or 1.2",
        ("record", "how-many", "1200", "--source", "S"),
    ),
    "a wording that is not read": (
        ("add", "ann", "quite a few", "--question", "how-many", *DAY),
        "--low, --high",
        ("add", "ann", "quite a few", "--question", "how-many", *DAY, "--low", "50,000"),
    ),
    "ends of a new question without a unit": (
        ("add", "ann", "a lot", "--low", "5", "--question", "What comes?", *DAY),
        "--unit (date, yes/no, or what is counted",
        (
            *("add", "ann", "a lot", "--low", "5", "--question", "What comes?", *DAY),
            "--unit",
            "cars",
            "--resolves",
            "2025-01-01",
        ),
    ),
    "the day of issue as nobody reads it": (
        ("add", "ann", "60k", "--question", "how-many", "--issued", "03/04/2025"),
        "may be 2025-04-03 or 2025-03-04",
        ("add", "ann", "60k", "--question", "how-many", "--issued", "3 April 2025"),
    ),
    "another unit": (
        ("add", "ann", "60k", "--question", "how-many", *DAY, "--unit", "CNY"),
        "leave --unit out",
        ("add", "ann", "60k", "--question", "how-many", *DAY),
    ),
    "another time than the question's": (
        ("add", "ann", "60k in 2027", "--question", "how-many", *DAY),
        "--resolves 2028-01-01",
        (
            *("add", "ann", "60k in 2027", "--question", "how-many", *DAY),
            "--resolves",
            "2028-01-01",
        ),
    ),
    "an earlier day": (
        ("add", "ann", "60k", "--question", "how-many", *DAY, "--resolves", "2024-05-01"),
        'edit … questions "how-many" Resolves=2024-05-01',
        ("edit", "questions", "how-many", "Resolves=2024-05-01"),
    ),
    "no on a date question": (
        ("record", "when", "no", "--source", "S"),
        "record never",
        ("record", "when", "never", "--source", "S"),
    ),
    "a void": (
        ("record", "when", "ambiguous", "--source", "S"),
        'void … "when" ambiguous',
        ("void", "when", "ambiguous", "--note", "N"),
    ),
    "no source": (
        ("record", "how-many", "1.2 million"),
        "still missing: --source (where it can be read",
        ("record", "how-many", "1.2 million", "--source", "S"),
    ),
    "an upper bound as outcome": (
        ("record", "how-many", "under 60k", "--source", "S"),
        "a span with --until",
        ("record", "how-many", "50,000", "--until", "60,000", "--source", "S"),
    ),
    "a question that is not there": (
        ("record", "how manny", "5", "--source", "S"),
        "there are for example how-many",
        ("record", "how-many", "5", "--source", "S"),
    ),
    "a column that is not there": (
        ("edit", "forecasters", "ann", "Name=Anna"),
        "it has Forecaster, Kind, Note",
        ("edit", "forecasters", "ann", "Forecaster=Anna"),
    ),
    "a table that is not there": (
        ("edit", "people", "ann", "Kind=x"),
        "name one of forecasters, questions, forecasts, outcomes",
        ("edit", "forecasters", "ann", "Kind=x"),
    ),
    "a cell that is no cell": (
        ("edit", "forecasters", "ann", "Kind"),
        "COLUMN=VALUE, like Kind=analyst",
        ("edit", "forecasters", "ann", "Kind=analyst of cars"),
    ),
    "a row that is used": (
        ("delete", "forecasts", "b-whether"),
        "is used by Forecasts 'b-again'",
        ("delete", "forecasts", "b-again"),
    ),
}


@pytest.mark.parametrize("name", SECOND_ATTEMPTS)
def test_the_second_attempt_succeeds(run: Run, name: str) -> None:
    wrong, told, mended = SECOND_ATTEMPTS[name]
    before = Path("r.xlsx").read_bytes()
    status, said = run(*wrong)
    assert status in (1, 2)
    assert told in " ".join(said.split())
    assert Path("r.xlsx").read_bytes() == before
    assert run(*mended)[0] == 0
    assert run("check")[0] == 0


VALUES = {
    ("how-many", "1.2 million"): (1_200_000.0, None),
    ("how-many", "1,200"): (1_200.0, None),
    ("how-many", "1.200,5"): (1_200.5, None),
    ("how-many", "more than 410,000"): (410_001.0, "open"),
    ("how-many", "50-60k"): (50_000.0, 60_000.0),
    ("when", "10 September 2024"): (date(2024, 9, 10), None),
    ("when", "28.03.2024"): (date(2024, 3, 28), None),
    ("when", "March 2024"): (date(2024, 3, 1), date(2024, 3, 31)),
    ("WHEN?", "NEVER"): ("never", None),
    ("whether", "Yes"): (True, None),
}


@pytest.mark.parametrize(("question", "value"), VALUES)
def test_outcomes_as_people_write_them(run: Run, question: str, value: str) -> None:
    assert run("record", question, value, "--source", "S")[0] == 0
    outcome = record().outcomes[-1]
    assert (outcome.value, outcome.until) == VALUES[question, value]
    assert outcome.known == AS_OF
    assert run("check")[0] == 0


def test_a_percent_is_one_where_the_question_asks_for_percent(run: Run) -> None:
    assert (
        run(
            *("add", "ann", "2.1 %, range 1.8 to 2.5", "--question", "Inflation in 2024?"),
            *DAY,
            "--unit",
            "%",
        )[0]
        == 0
    )
    made = record().forecasts[-1]
    assert (made.low, made.best, made.high) == (1.8, 2.1, 2.5)
    assert run("record", "inflation in 2024", "42 %", "--source", "S")[0] == 0
    assert record().outcomes[-1].value == 42.0


def test_never_is_not_before_the_day_of_the_question(run: Run) -> None:
    assert run("add", "ann", "never", "--question", "when", *DAY)[0] == 0
    made = record().forecasts[-1]
    assert (made.low, made.high) == (date(2025, 1, 1), None)
    assert run("check")[0] == 0


def test_renaming_changes_what_refers_to_it_and_can_be_taken_back(run: Run) -> None:
    before = record()
    assert run("edit", "questions", "how many?", "Question=deliveries", "Topic=cars")[0] == 0
    assert {f.question for f in record().forecasts} == {"when", "deliveries", "whether"}
    assert run("edit", "forecaster", "BOB", "Forecaster=Bob O'Brien & Co.")[0] == 0
    assert run("check")[0] == 0
    assert run("undo")[0] == 0
    assert run("undo")[0] == 0
    after = record()
    assert set(after.forecasts) == set(before.forecasts)
    assert set(after.questions) == set(before.questions)
    assert run("check")[0] == 0


def test_an_edited_forecast_is_no_forgery_and_is_told(run: Run) -> None:
    assert run("compute")[0] == 0
    assert (
        run("edit", "forecasts", "a-how-many", "Wording=60-70k", "Low=60k", "High=70,000")[0] == 0
    )
    status, said = run("check")
    assert status == 0
    assert "1 forecast(s) were edited or deleted after they were journalled" in said
    assert run("delete", "forecasts", "a-when")[0] == 0
    assert run("check")[0] == 0


def test_another_wording_is_read_anew(run: Run) -> None:
    status, said = run("edit", "forecasts", "a-when", "wording=May 2024")
    assert status == 0
    assert "read as 2024-05-01 to 2024-05-31 (it was 2024-02-01 to 2024-02-29)" in said
    status, said = run("edit", "forecasts", "a-whether", "wording=2035-04-13")
    assert status == 1
    status, said = run("edit", "forecasts", "a-how-many", "wording=5k", "low=6k", "high=6k")
    assert status == 1
    assert "“5k” is read as 5000, but Low and High say 6000" in said
    assert run("edit", "forecasts", "a-how-many", "wording=6k", "low=", "high=")[0] == 0
    assert record().forecasts[2].high == 6_000.0
    assert run("check")[0] == 0


def test_a_name_that_is_almost_another(run: Run) -> None:
    said = run("add", "bobb", "60k", "--question", "how-many", *DAY)[1]
    assert "bobb (new; if 'bob' is meant, run 'trackrecord undo')" in said
    said = run("add", "bob", "60k cars", "--question", "How many cars in 2024?", *DAY)[1]
    said += run("add", "bob", "60k cars", "--question", "How many cars in 2025?", *DAY)[1]
    said += run("add", "bob", "61k cars", "--question", "How manny cars in 2025?", *DAY)[1]
    assert said.count("is meant") == 1
    assert "if 'How many cars in 2025?' is meant" in said


@pytest.mark.parametrize(("said", "value"), [("No.", False), ("YES!", True), ("没有", False)])
def test_yes_and_no_as_people_say_them(run: Run, said: str, value: bool) -> None:
    assert run("record", "whether", said, "--source", "S")[0] == 0
    assert record().outcomes[-1].value is value


def test_what_has_spaces_is_put_in_quotes(run: Run) -> None:
    status, said = run("add", "Größe", "GmbH", "35")
    assert (status, "put quotes around" in said) == (2, True)


def test_list(run: Run) -> None:
    assert run("list")[1].splitlines() == [
        "when: When? date; open, resolves 2025-01-01",
        "how-many: How many? cars; open, resolves 2025-01-01",
        "whether: Whether? yes/no; open, resolves 2025-01-01",
    ]
    assert run("list", "forecasts", "ANN", "feb")[1] == (
        "a-when. 2024-01-01 ann on when: “February 2024” (2024-02-01 to 2024-02-29)\n"
    )
    assert run("list", "forecasters", "nobody")[1] == "No forecasters with these words.\n"
    status, said = run("list", "forecasts", "--json")
    assert status == 0
    assert json.loads(said)["forecasts"][0]["low"] == "2024-02-01"


def answers(place: Path, words: list[str], typed: list[str]) -> str:
    """A command at a real terminal: what is shown, while somebody types line by line."""
    master, slave = pty.openpty()
    code = "from trackrecord.cli.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=place,
        close_fds=True,
    )
    os.close(slave)
    shown, waiting = "", list(typed)
    last = time.monotonic() + 60
    while time.monotonic() < last:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                piece = os.read(master, 4096).decode()
            except OSError:
                break
            if not piece:
                break
            shown += piece
        elif waiting and re.search(r": $", shown):
            os.write(master, (waiting.pop(0) + "\n").encode())
            shown += " "
        elif process.poll() is not None:
            break
    process.wait(10)
    os.close(master)
    assert not waiting, shown
    return shown


def test_a_terminal_is_asked_for_what_is_missing(inside: Path) -> None:
    write_workbook(inside / "r.xlsx", small_record(), AS_OF)
    shown = answers(
        inside,
        ["add", "r.xlsx", "Lei Jun", "$205"],
        ["What does the stock cost in 2024?", "03/04/2024", "3 April 2024", "https://a.org"],
    )
    assert "may be 2024-04-03 or 2024-03-04" in shown
    assert "[2025-06-01]" not in shown.partition("published")[0]
    assert re.search(r"published \(--issued\) \[\d{4}-\d\d-\d\d\]: ", shown)  # today
    found, problems = read_place(inside / "r.xlsx")
    assert problems == []
    made = found.forecasts[-1]
    assert (made.forecaster, made.issued, made.source) == (
        "Lei Jun",
        date(2024, 4, 3),
        "https://a.org",
    )
    assert (found.questions[-1].unit, found.questions[-1].resolves) == ("USD", date(2025, 1, 1))


def test_a_terminal_offers_to_move_the_day(inside: Path) -> None:
    write_workbook(inside / "r.xlsx", small_record(), AS_OF)
    words = ["add", "r.xlsx", "ann", "in 2026", "--question", "when", *DAY, "--source", "S"]
    assert "Move that to 2027-01-01? [yes]" in answers(inside, words, [""])
    assert read_place(inside / "r.xlsx")[0].questions[0].resolves == date(2027, 1, 1)
    assert "Add forecast (2 of 2)" in [e.action for e in read_place(inside / "r.xlsx")[0].journal]


def test_a_key_is_spelled_anew(run: Run) -> None:
    before = record()
    for table, key, column in (
        ("forecasters", "ann", "Forecaster=ANN"),
        ("questions", "how-many", "Question=How-Many"),
        ("forecasts", "b-whether", "Forecast=B-Whether"),
    ):
        assert run("edit", table, key, column)[0] == 0
        assert run("check")[0] == 0
    assert {f.forecaster for f in record().forecasts} == {"ANN", "bob"}
    assert record().forecasts[-1].restates in ("", "B-Whether")
    for _ in range(3):
        assert run("undo")[0] == 0
        assert run("check")[0] == 0
    assert set(record().forecasts) == set(before.forecasts)


def test_an_outcome_of_another_question(run: Run) -> None:
    assert run("record", "how-many", "5", "--source", "S")[0] == 0
    assert run("edit", "outcomes", "how-many", "Question=whether")[0] == 1
    assert (
        run("add", "ann", "7", "--question", "How many models?", *DAY, "--resolves", "2025-01-01")[
            0
        ]
        == 0
    )
    assert run("edit", "outcomes", "how-many", "Question=How many models?")[0] == 0
    assert run("check")[0] == 0
    assert run("undo")[0] == 0
    assert [row.question for row in record().outcomes] == ["how-many"]
    assert run("delete", "outcomes", "how-many")[0] == 0
    assert run("undo")[0] == 0
    assert run("undo")[0] == 0
    assert run("check")[0] == 0


def type_over(table: str, header: str, row: int, value: object) -> None:
    """As somebody types in the sheet."""
    book = load_workbook("r.xlsx")
    tables = {"Questions": QUESTIONS, "Forecasts": FORECASTS, "Forecasters": FORECASTERS}
    book[table][cell_of(tables[table], header, row)].value = value
    book.save("r.xlsx")


@pytest.mark.parametrize(
    ("table", "header", "typed"),
    [
        ("Questions", "Question", "How-Many"),
        ("Forecasts", "Forecast", "A-Whether"),
        ("Forecasters", "Forecaster", "ANN"),
    ],
)
def test_a_key_typed_in_another_case_changes_nothing(
    run: Run, table: str, header: str, typed: str
) -> None:
    assert run("compute")[0] == 0
    assert run("record", "how-many", "5", "--source", "S")[0] == 0
    row = {"Questions": 3, "Forecasts": 6, "Forecasters": 2}[table]
    type_over(table, header, row, typed)
    assert run("check")[0] == 0
    assert run("compute")[0] == 0
    assert run("check")[0] == 0
    assert run("undo")[0] == 0
    assert record().outcomes == ()
    assert run("check")[0] == 0


def test_what_a_person_keeps_beside_a_row_stays_with_it(run: Run) -> None:
    book = load_workbook("r.xlsx")
    sheet = book["Questions"]
    at = sheet.max_column + 1
    place = sheet.tables["Questions"]
    letter = get_column_letter(at)
    place.ref = f"A1:{letter}4"
    sheet.cell(1, at).value = "Mine"
    place.tableColumns.append(TableColumn(id=at, name="Mine"))
    if place.autoFilter:
        place.autoFilter.ref = place.ref
    for row in (2, 3, 4):
        sheet.cell(row, at).value = f"note {row}"
    book.save("r.xlsx")
    assert run("edit", "questions", "how-many", "Question=deliveries")[0] == 0
    sheet = load_workbook("r.xlsx")["Questions"]
    kept = {sheet.cell(row, 1).value: sheet.cell(row, at).value for row in (2, 3, 4)}
    assert kept == {"when": "note 2", "deliveries": "note 3", "whether": "note 4"}
    assert run("undo")[0] == 0
    sheet = load_workbook("r.xlsx")["Questions"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["when", "how-many", "whether"]


def test_a_row_that_cannot_be_read_may_refer_to_it(run: Run) -> None:
    type_over("Forecasts", "Low", 4, "abc")
    for words in (
        ("edit", "questions", "how-many", "Question=x"),
        ("delete", "forecasters", "ann"),
    ):
        status, said = run(*words)
        assert (status, "rows that cannot be read" in said or "is used by" in said) == (1, True)


def test_editing_keeps_what_was_not_named(run: Run) -> None:
    words = ("ann", "10-20k", "--question", "how-many", "--level", "0.9", "--best", "15000")
    assert run("add", *words, *DAY)[0] == 0
    assert run("edit", "forecasts", "1", "Wording=11-20k")[0] == 0
    made = record().forecasts[-1]
    assert (made.low, made.level, made.best) == (11_000.0, 0.9, 15_000.0)
    status, said = run("edit", "forecasts", "a-whether", "Low=0.9", "High=0.9")
    assert (status, "is read as 0.7" in said) == (1, True)
    assert run("edit", "forecasts", "b-how-many", "Forecaster=ANN", "Restates=A-HOW-MANY")[0] == 0
    made = record().forecasts[3]
    assert (made.forecaster, made.restates) == ("ann", "a-how-many")
