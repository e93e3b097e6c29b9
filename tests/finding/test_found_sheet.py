"""Import takes an article: its proposals on a sheet, ticked, taken over by Compute accuracy."""

from pathlib import Path

import pytest
from support.person import Person
from support.records import small_record
from support.workbooks import fixed

from trackrecord.actions.entering.found_table import FOUND
from trackrecord.cli.main import main

pytestmark = pytest.mark.libreoffice

ARTICLE = (
    "HARBOUR, March 12, 2025 (News) -- Ann Lee said the line will open in May 2027. Bo Chen "
    "expects at least 900 cars by the end of 2028.\n\n“It will cost around $3 million in 2027,” "
    "Lee said.\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def laid_out(person: Person, article: Path) -> str:
    person.open(fixed(small_record()))
    return person.click("import_record", str(article))


def column(person: Person, header: str) -> list[object]:
    sheet = person.book.sheets["Found"]
    number = [one.header for one in FOUND.columns].index(header)
    last = sheet.tables["Found"].range.shape[0]
    return [sheet[row, number].value for row in range(1, last)]


def test_ticked_proposals_become_forecasts(person: Person, article: Path) -> None:
    said = laid_out(person, article)
    assert said.startswith("3 forecasts were found in article.txt and stand on the sheet Found.")
    assert column(person, "Wording") == ["in May 2027", "at least 900 cars", "around $3 million"]
    assert column(person, "Forecaster") == ["Ann Lee", "Bo Chen", "Ann Lee"]
    sheet = person.book.sheets["Found"]
    for row in (2, 3, 4):
        sheet[f"A{row}"].value = "yes"
    said = person.click("compute_accuracy")
    assert "2 forecasts were added; 1 ticked rows of Found stay there, and say why" in said
    record = person.record()
    assert [row.forecaster for row in record.forecasts[-2:]] == ["Ann Lee", "Bo Chen"]
    assert record.forecasts[-1].low == 900
    assert column(person, "Wording") == ["around $3 million"]
    assert "no width" in str(column(person, "Why")[0])
    assert "no problems" in person.click("check")
    assert person.click("undo", "yes").startswith("“Find forecasts” was taken back")
    assert person.record().forecasts == small_record().forecasts


def test_what_is_mended_on_the_sheet_is_what_counts(person: Person, article: Path) -> None:
    laid_out(person, article)
    sheet = person.book.sheets["Found"]
    sheet["A4"].value = "x"
    sheet["C4"].value = "Ann Lee"
    sheet["D4"].value = "$3 million"
    assert "1 forecasts were added" in person.click("compute_accuracy")
    made = person.record().forecasts[-1]
    assert (made.forecaster, made.low, made.high) == ("Ann Lee", 3e6, 3e6)
    assert len(column(person, "Wording")) == 2


def test_a_second_article_comes_below(person: Person, article: Path) -> None:
    laid_out(person, article)
    other = article.with_name("other.txt")
    other.write_text("Bo Chen said the port will close in June 2027.", encoding="utf-8")
    assert "1 forecasts were found" in person.click("import_record", str(other))
    assert len(column(person, "Wording")) == 4


def test_ticks_in_a_saved_file_count_too(person: Person, article: Path, tmp_path: Path) -> None:
    laid_out(person, article)
    person.book.sheets["Found"]["A2"].value = "yes"
    path = tmp_path / "saved.xlsx"
    person.book.save(path)
    assert main(["compute", str(path)]) == 0
    assert main(["list", str(path), "forecasts", "Ann Lee"]) == 0


def test_an_article_without_a_forecast_says_so(person: Person, article: Path) -> None:
    article.write_text("It rained. They went home in 2019.", encoding="utf-8")
    assert laid_out(person, article) == "No forecast was found in article.txt."
    assert "Found" not in [sheet.name for sheet in person.book.sheets]


def test_a_sheet_of_that_name_is_left_alone(person: Person, article: Path) -> None:
    person.open(fixed(small_record()))
    person.book.sheets.add("Found")["A1"].value = "mine"
    assert "rename it" in person.click("import_record", str(article))
    assert person.book.sheets["Found"]["A1"].value == "mine"
