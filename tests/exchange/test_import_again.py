"""The same table again, changed, partly bad, kept as a recipe, taken back."""

import json
from datetime import date
from pathlib import Path

import pytest
from support.imports import TODAY, Book

from trackrecord.actions import on_file
from trackrecord.actions.reading import check_place
from trackrecord.cli.main import main
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.meanings import MEANINGS
from trackrecord.tables.record import QUESTIONS

LOG = (
    "question,percent,date,deadline,outcome,resolved at,who\n"
    "Will it rain?,70,2024-05-01,2024-06-01,,,Ann\n"
    "Will it snow?,10,2024-05-01,2024-06-01,no,2024-05-20,Ann\n"
)
NAMELESS = LOG.replace(",who\n", "\n").replace(",Ann\n", "\n")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def shuffled(text: str) -> str:
    """The same rows in another order, the columns turned round."""
    head, *rows = [line.split(",")[::-1] for line in text.splitlines()]
    return "\n".join(",".join(cells) for cells in [head, *rows[::-1]]) + "\n"


@pytest.mark.parametrize("text", [LOG, NAMELESS])
@pytest.mark.parametrize(
    "again", [lambda text: text, shuffled, lambda text: text.replace(",", ";"), str.upper]
)
def test_the_same_content_under_any_name_adds_nothing(text: str, again: object, book: Book) -> None:
    book.take(book.file(text, "export.csv"))
    before = book.path.read_bytes()
    other = again(text) if callable(again) else text
    said = book.take(book.file(other, "export (1).csv"))
    assert "is here already; nothing was added" in said
    assert book.rows == {"rows": 2, "taken": 0, "same": 2, "skipped": 0, "passed_over": 0}
    assert book.path.read_bytes() == before


def test_what_is_new_in_the_next_export_is_added_and_nothing_else(book: Book) -> None:
    book.take(NAMELESS)
    more = NAMELESS.replace("06-01,,\n", "06-01,yes,2024-06-01\n")
    more += "Will it rain?,90,2024-05-09,2024-06-01,yes,2024-06-01\n"
    book.take(book.file(more, "may.csv"))
    assert book.rows == {"rows": 3, "taken": 1, "same": 2, "skipped": 0, "passed_over": 0}
    assert {row.forecaster for row in book.forecasts} == {"table"}
    assert [row.value for row in book.record.outcomes] == [False, True]


def test_changes_are_shown_stay_out_and_are_taken_with_update(book: Book) -> None:
    book.take(LOG)
    changed = (
        LOG.replace("rain?,70,2024-05-01,2024-06-01,,", "rain?,70,2024-05-01,2024-06-08,,")
        .replace("Will it snow?", "Will it snow in May?")
        .replace(",who", ",who,tags")
        .replace(",Ann", ",Ann,weather")
    )
    before = book.record
    said = book.take(changed, dry_run=True)
    assert "resolves “2024-06-01” becomes “2024-06-08”" in said
    assert book.record == before
    book.take(changed, update=True)
    assert "title “Will it snow?” becomes “Will it snow in May?”" in book.asked
    assert book.titles == ["Will it rain?", "Will it snow in May?"]
    assert [row.resolves for row in book.record.questions] == [date(2024, 6, 8), date(2024, 6, 1)]
    assert {row.topic for row in book.record.questions} == {"weather"}
    assert len(book.forecasts) == 2
    assert check_place(book.path, TODAY)[1] == []
    on_file.undo(book.path, on_file.Person("ann", TODAY, book.record.journal[-1].when))
    assert (book.record.questions, book.forecasts) == (before.questions, before.forecasts)


def test_another_outcome_than_ours_is_refused_and_taken_with_update(book: Book) -> None:
    book.take(LOG)
    other = LOG.replace(",no,2024-05-20", ",yes,2024-05-21")
    with pytest.raises(
        Refused, match=r"table.csv line 3: .* has the outcome no in Outcomes row 2 and yes here"
    ):
        book.take(other)
    book.take(other, update=True)
    outcome = book.record.outcomes[0]
    assert (outcome.value, outcome.known) == (True, date(2024, 5, 21))


def test_what_a_person_mended_here_is_no_difference(book: Book) -> None:
    """A day that the table does not give, and that was derived, is ours to change."""
    text = "question,percent,date,outcome,who\nRain in 2024?,70,2024-05-01,,Ann\n"
    book.take(text)
    on_file.edit(
        book.path,
        on_file.Person("ann", TODAY, book.record.journal[-1].when),
        QUESTIONS,
        "Rain in 2024?",
        [("Resolves", "2025-01-15"), ("Topic", "weather")],
    )
    said = book.take(text, update=True)
    assert "nothing was added" in said
    assert book.record.questions[0].resolves == date(2025, 1, 15)


BAD = (
    "question,percent,date,deadline,outcome,who,mood\n"
    "Rain?,70,2024-05-01,2024-06-01,yes,Ann,glad\n"
    "Snow?,170,2024-05-01,2024-06-01,no,Ann,sad\n"
    "Hail?,20,someday,2024-06-01,no,Ann,=1+1\n"
    "Fog?,20,2024-05-01,2024-06-01,no,Ann,\n"
    "Fog?,30,2024-05-02,2024-06-01,yes,Ann,\n"
    "Rain?,60,2024-05-03,2024-06-01,yes,Ann,\n"
    "Frost?,60,2027-05-03,2027-06-01,,Ann,\n"
)


def test_bad_rows_are_listed_by_line_and_may_be_set_aside(book: Book) -> None:
    before = book.path.read_bytes()
    with pytest.raises(Refused) as refused:
        book.take(BAD)
    for line, why in ((3, "170"), (4, "someday"), (6, "yes in table.csv line 6"), (8, "future")):
        assert f"table.csv line {line}" in str(refused.value)
        assert why in str(refused.value)
    assert book.path.read_bytes() == before
    aside = book.place / "bad.csv"
    said = book.take(BAD, skip_bad=aside)
    assert f"5 row(s) were skipped; they are in {aside}" in said
    assert book.rows == {"rows": 7, "taken": 2, "same": 0, "skipped": 5, "passed_over": 0}
    assert book.titles == ["Rain?"]
    lines = aside.read_text().splitlines()
    assert len(lines) == 6
    assert lines[0] == (
        "Skipped file,Skipped line,Why skipped,question,percent,date,deadline,outcome,who,mood"
    )
    assert lines[2].endswith("Hail?,20,someday,2024-06-01,no,Ann,'=1+1")  # no formula
    assert check_place(book.path, TODAY)[1] == []


def test_what_was_set_aside_is_mended_and_imported_like_any_table(book: Book) -> None:
    aside = book.place / "bad.csv"
    book.take(BAD, skip_bad=aside)
    mended = aside.read_text().replace(",170,", ",17,").replace("someday", "2024-05-01")
    mended = mended.replace("2027-05-03", "2024-05-03").replace("Fog?,30", "Fog at noon?,30")
    aside.write_text(mended)
    book.take(aside)
    assert len(book.forecasts) == 7
    with pytest.raises(Refused, match="is there already; name another file"):
        book.take(BAD, skip_bad=book.file("mine", "notes.csv"))


def test_a_recipe_takes_next_months_table_the_same_way(book: Book) -> None:
    recipe = book.place / "house.json"
    odd = "Topic of call;Voice;Spoken;Guess;Ends;Ccy\n"
    first = odd + "GDP;Bank;31.12.2024;1.200;2.4.2025;EUR\nCPI;Bank;30.12.2024;0,4;2.4.2025;EUR\n"
    book.take(
        first,
        meanings={
            "Topic of call": "title",
            "Voice": "forecaster",
            "Spoken": "issued",
            "Guess": "wording",
            "Ends": "resolves",
            "Ccy": "unit",
        },
        keep=recipe,
    )
    with pytest.raises(Refused, match="has no columns"):
        book.take(odd + "GDP;Bank;01.02.2025;2.500;3.4.2025;EUR\n")
    book.take(odd + "Oil;Bank;01.02.2025;2.500;3.4.2025;EUR\n", recipe=recipe)
    row = book.forecasts[-1]
    assert (row.low, row.issued) == (2500.0, date(2025, 2, 1))
    assert json.loads(recipe.read_text())["dates"] == "dmy"
    with pytest.raises(Refused, match="none of the columns Topic of call, Voice"):
        book.take(LOG, recipe=recipe)
    for text in ("[]", "{", '{"trackrecord import recipe": 1, "map": 5}', '{"map": {}}'):
        with pytest.raises(Refused, match="recipe"):
            book.take(LOG, recipe=book.file(text, "other.json"))


def test_a_dry_run_changes_nothing_and_says_everything(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    source = book.file(BAD)
    before = book.path.read_bytes()
    assert main(["import", str(book.path), str(source), "--dry-run", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert [(c["header"], c["meaning"]) for c in shown["columns"]][-2:] == [
        ("who", "forecaster"),
        ("mood", None),
    ]
    assert shown["columns"][1]["values"] == ["70", "170", "20", "30", "60"]
    assert shown["columns"][1]["read"] == ["0.7", "1.7", "0.2", "0.3", "0.6"]
    assert shown["meanings"] == list(MEANINGS)
    assert shown["identity"] == ["title"]
    assert {problem["line"] for problem in shown["problems"]} >= {3, 4, 6, 8}
    assert book.path.read_bytes() == before
    aside = str(book.place / "aside.csv")
    assert main(["import", str(book.path), str(source), "--dry-run", "--skip-bad", aside]) == 0
    assert "5 skipped" in capsys.readouterr().out
    assert not Path(aside).exists()
    assert book.path.read_bytes() == before


def test_help_names_every_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert [meaning for meaning in MEANINGS if meaning not in said] == []


def test_the_refusal_names_every_meaning(book: Book) -> None:
    with pytest.raises(Refused) as refused:
        book.take("a,b\n1,2\n")
    assert [meaning for meaning in MEANINGS if meaning not in str(refused.value)] == []


def test_a_record_whose_numbers_clash_with_ours(book: Book) -> None:
    """Two records number their forecasts from 1: neither loses one, and none comes twice."""
    book.take(LOG)
    (book.place / "other").mkdir()
    other = Book(book.place / "other")
    other.take(LOG.replace("Ann", "Bob").replace("snow", "hail"))
    book.take(other.path)
    assert [row.forecast for row in book.forecasts] == ["1", "2", "3", "4"]
    assert [row.forecaster for row in book.forecasts] == ["Ann", "Ann", "Bob", "Bob"]
    assert "is here already" in book.take(other.path)
    assert check_place(book.path, TODAY)[1] == []


def test_a_folder_without_forecast_keys_imported_twice(book: Book) -> None:
    folder = book.place / "folder"
    book.file("Forecaster,Kind,Note\nAnn,,\n", "folder/forecasters.csv")
    book.file(
        "Question,Title,Unit,Resolves\nrain,Rain?,yes/no,2024-06-01\n", "folder/questions.csv"
    )
    book.file(
        "Forecast,Question,Forecaster,Claim,Issued,Wording,Low,High\n"
        ",rain,Ann,forecast,2024-05-01,70 %,0.7,0.7\n,rain,Ann,forecast,2024-05-02,80 %,0.8,0.8\n",
        "folder/forecasts.csv",
    )
    book.file("Question,Value,Known,Recorded,Source\n", "folder/outcomes.csv")
    book.take(LOG)
    book.take(folder)
    assert len(book.forecasts) == 4
    assert "is here already" in book.take(folder)
