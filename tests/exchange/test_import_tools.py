"""What particular tools, hubs and surveys write; several files; JSON, Markdown, Parquet."""

import json
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter
from support.import_tables import (
    BETS,
    CUP,
    ELECTION,
    GAMES,
    HUB_HEAD,
    HUB_ROWS,
    MARKETS,
    OLDER_FATEBOOK,
    ORACLE,
    REGISTRY,
    SEASON,
    TRUTH,
    survey,
)
from support.imports import TODAY, Book

from trackrecord.actions.reading import check_place
from trackrecord.core.model import Void
from trackrecord.errors import Refused


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def test_an_older_download_of_fatebook(book: Book) -> None:
    book.take(OLDER_FATEBOOK)
    row = book.forecasts[0]
    assert (row.low, row.issued, row.forecaster) == (0.25, date(2023, 4, 1), "Ann")
    assert book.record.outcomes[0].known == date(2023, 5, 20)


def test_games_are_a_question_each(book: Book) -> None:
    book.take(GAMES)
    assert book.titles == [
        "Bengals beat Rams, 2022-02-13",
        "Rams beat 49ers, 2022-01-30",
        "Rams beat 49ers, 2021-01-30",
    ]
    assert [row.low for row in book.forecasts] == [0.31506042899461806, 0.6360927506267418, 0.55]
    assert [row.value for row in book.record.outcomes] == [False, True]
    assert book.shown["not_carried"] == {"chances that are one less the other": 3}
    assert {row.forecaster for row in book.forecasts} == {"FiveThirtyEight"}


def test_a_draw_is_a_question_of_the_same_game(book: Book) -> None:
    book.take(CUP)
    assert book.titles == [
        "Russia beat Saudi Arabia, 2018-06-14",
        "Russia and Saudi Arabia draw, 2018-06-14",
        "Saudi Arabia beat Russia, 2018-06-14",
    ]
    assert len({row.event for row in book.record.questions}) == 1
    assert book.rows == {"rows": 1, "taken": 1, "same": 0, "skipped": 0, "passed_over": 0}


def test_seasons_are_forecast_again_and_again(book: Book) -> None:
    book.take(SEASON)
    assert sorted(book.titles) == [
        "Yankees make playoffs (2021)",
        "Yankees make playoffs (2022)",
        "Yankees win division (2021)",
        "Yankees win division (2022)",
    ]
    assert book.record.questions[0].resolves == date(2022, 11, 5)
    assert len(book.forecasts) == 5
    assert book.shown["not_carried"] == {"cells without a probability": 1}


def test_elections_have_chances_and_shares(book: Book) -> None:
    book.take(ELECTION)
    assert {row.unit for row in book.record.questions} == {"yes/no", "%"}
    assert len(book.forecasts) == 4
    assert {row.forecaster for row in book.forecasts} == {
        "FiveThirtyEight lite",
        "FiveThirtyEight classic",
    }
    assert check_place(book.path, TODAY)[1] == []


@pytest.mark.parametrize(("truth", "outcomes"), [(TRUTH, 1), (ORACLE, 2)])
def test_a_hub_with_what_happened(truth: str, outcomes: int, book: Book) -> None:
    for model in ("team-model", "team-ensemble"):
        book.file(HUB_HEAD + HUB_ROWS, f"hub/model-output/{model}/2022-10-22-{model}.csv")
    book.file(truth, "hub/target-data/target.csv")
    book.take(book.place / "hub")
    assert book.titles == [
        "US, wk inc flu hosp, 2022-10-29",
        "US, flu above, 2022-10-29: yes",
        "US, wk inc flu hosp, 2022-11-05",
    ]
    first, chance, mean = [row for row in book.forecasts if row.forecaster == "team-model"]
    assert (first.low, first.best, first.high, first.level) == (100, 200, 400, 0.98)
    assert (chance.low, mean.low, mean.high) == (0.7, 220, 220)
    assert [row.kind for row in book.record.forecasters] == ["aggregate", ""]
    assert len(book.record.outcomes) == outcomes
    assert book.record.outcomes[0].value == 250
    assert book.rows == {"rows": 26, "taken": 20, "same": 0, "skipped": 0, "passed_over": 6}
    assert book.shown["not_carried"] == {
        "quantiles between Low and High": 4,
        "means beside a median": 2,
        "samples, steps or categories": 2,
    }
    assert check_place(book.path, TODAY)[1] == []


def test_a_hub_in_one_file_and_in_parquet_says_the_same(book: Book) -> None:
    head, *rows = (HUB_HEAD + HUB_ROWS).splitlines()
    text = f"model_id,{head}\n" + "".join(f"m1,{row}\n" for row in rows)
    book.take(text)
    before = book.record
    frame = pl.read_csv(text.encode(), schema_overrides={"output_type_id": pl.String})
    path = book.place / "model.parquet"
    frame.with_columns(pl.col("reference_date").str.to_date()).write_parquet(path)
    assert "is here already" in book.take(path)
    assert book.record == before


def test_the_survey_of_professional_forecasters(book: Book) -> None:
    book.take(survey(book.place / "SPFmicrodata.xlsx"))
    titles = book.titles
    assert titles[:3] == ["Real GDP, 2024 Q4", "Real GDP, 2025 Q1", "Real GDP, 2025 Q2"]
    assert "Real GDP falls, 2024 Q4" in titles  # of RECESS the first is the survey's own quarter
    rows = [row for row in book.forecasts if row.forecaster == "SPF 405"]
    assert [row.low for row in rows][:2] == [20_002, 20_003]
    assert rows[0].issued == date(2024, 11, 15)
    assert {row.unit for row in book.record.questions} == {"number", "%", "yes/no"}
    assert {row.topic for row in book.record.questions} == {"RGDP", "CPI", "RECESS"}
    assert book.shown["not_carried"]["cells without an answer"] == 3
    assert "15th of the quarter" in book.asked
    assert book.rows["rows"] == book.rows["taken"] == 6


def test_manifolds_markets(book: Book) -> None:
    book.take(book.file(json.dumps(MARKETS), "markets.json"))
    assert [(row.low, row.issued) for row in book.forecasts] == [
        (0.91, date(2024, 1, 23)),
        (0.3, date(2024, 2, 1)),
    ]
    assert [row.value for row in book.record.outcomes] == [True, Void.AMBIGUOUS]
    assert [row.kind for row in book.record.forecasters] == ["aggregate"]
    assert book.record.questions[0].topic == "weather; fun"
    assert book.rows == {"rows": 3, "taken": 2, "same": 0, "skipped": 0, "passed_over": 1}


def test_manifolds_bets_are_what_the_crowd_said_each_day(book: Book) -> None:
    book.take(
        book.file(json.dumps(BETS), "bets.json"), book.file(json.dumps(MARKETS), "markets.json")
    )
    assert [row.low for row in book.forecasts] == [0.6, 0.8, 0.3]  # and a market without bets
    assert book.rows == {"rows": 6, "taken": 3, "same": 0, "skipped": 0, "passed_over": 3}


def test_tables_of_a_markdown_text(book: Book) -> None:
    book.take(book.file(REGISTRY, "notes.md"))
    assert book.titles == ["P1: detection at least 80%", "P2: claim | more", "P3: installs"]
    assert [row.low for row in book.forecasts] == [0.9, 0.65, 0.55]
    assert [row.value for row in book.record.outcomes] == [True, False]
    assert [row.note for row in book.record.outcomes] == ["100%", "15%"]


QUESTIONS = "id,title,deadline,category\n1,Rain?,2024-06-01,weather\n2,Snow?,2024-07-01,weather\n"
FORECASTS = "question_id,user,probability,date\n1,Ann,0.7,2024-05-01\n1,Bob,0.2,2024-05-02\n"
RESOLVED = "question_id,resolution,resolved at\n1,yes,2024-05-20\n2,no,2024-05-21\n"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_files_that_belong_together_are_joined(order: tuple[int, ...], book: Book) -> None:
    texts = (QUESTIONS, FORECASTS, RESOLVED)
    names = ("questions.csv", "forecasts.csv", "resolved.csv")
    files = [book.file(text, name) for text, name in zip(texts, names, strict=True)]
    book.take(*[files[n] for n in order])
    assert book.titles == ["Rain?"]
    question = book.record.questions[0]
    assert (question.resolves, question.topic) == (date(2024, 6, 1), "weather")
    assert [row.forecaster for row in book.forecasts] == ["Ann", "Bob"]
    assert book.record.outcomes[0].known == date(2024, 5, 20)
    assert "oined by “question_id”: 1 of 2 rows of questions.csv are about" in book.asked
    assert book.rows == {"rows": 2, "taken": 2, "same": 0, "skipped": 0, "passed_over": 0}


def test_several_sheets_of_one_kind_are_one_table(book: Book) -> None:
    path = book.place / "months.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for month in (1, 2):
            sheet = made.add_worksheet(f"Month {month}")
            sheet.write_row(0, 0, ["Question", "Who", "Percent", "Date", "Due"])
            sheet.write_row(
                1, 0, [f"Rain in {month}?", "Ann", 70, f"2024-0{month}-01", "2024-06-01"]
            )
    book.take(path)
    assert book.titles == ["Rain in 1?", "Rain in 2?"]
    assert book.rows["rows"] == book.rows["taken"] == 2


def test_an_archive_of_tables(book: Book) -> None:
    path = book.place / "all.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("data/questions.csv", QUESTIONS)
        archive.writestr("data/forecasts.csv", FORECASTS)
        archive.writestr("__MACOSX/data/._forecasts.csv", b"\0\1")
        archive.writestr("schema.json", "not json")
    book.take(path)
    assert book.titles == ["Rain?"]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"\xd0\xcf\x11\xe0abc", "old.xls", "neither CSV nor .xlsx"),
        (b"a,b\n\xff\xfe\n", "latin.csv", "not UTF-8"),
        (b"PAR1abcPAR1", "broken.parquet", "cannot be read"),
        (b"[1, 2]", "numbers.json", "holds no list of entries"),
        (b'{"a": [' + b"[" * 100_000, "deep.json", "is no JSON document"),
        (b"PK\x03\x04abc", "broken.zip", "."),
        (b"", "nothing.csv", "has no columns"),
        (b"question,percent,date\n", "head.csv", "has no rows below its headers"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, name: str, why: str, book: Book) -> None:
    before = book.path.read_bytes()
    with pytest.raises(Refused, match=why):
        book.take(book.file(content, name))
    assert book.path.read_bytes() == before


def test_unicode_text_of_excel(book: Book) -> None:
    text = "question\twho\tpercent\tdate\tdue\nRain?\tÄnn\t70\t2024-05-01\t2024-06-01\n"
    book.take(book.file(text.encode("utf-16"), "unicode.txt"))
    assert book.forecasts[0].forecaster == "Änn"
