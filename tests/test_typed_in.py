"""A claim typed into the sheet in a few cells, at a real LibreOffice: Compute fills in the rest."""

from dataclasses import replace
from datetime import date

import pytest
from support.person import Person
from support.records import small_record
from support.workbooks import cell_of, fixed

from trackrecord.core.model import Question
from trackrecord.tables.record import FORECASTS, OUTCOMES

pytestmark = pytest.mark.libreoffice


def put(person: Person, row: int, **cells: object) -> None:
    for header, value in cells.items():
        person.book.sheets["Forecasts"][cell_of(FORECASTS, header, row)].value = value


def test_add_forecast_needs_who_what_and_which_question(person: Person) -> None:
    person.open(fixed(small_record()))
    person.select("About", "A1")
    said = person.click("add_forecast")
    assert "Issued is today, " in said
    row = int(person.here.rsplit("B", 1)[1])
    put(person, row, Question="How many cars in 2026?", Forecaster="Lei Jun")
    put(person, row, Wording="50-60k in 2026")
    said = person.click("compute_accuracy")
    assert "new forecaster 'Lei Jun'" in said
    assert "new question 'How many cars in 2026?' (cars, resolves 2027-01-01)" in said
    assert "“50-60k in 2026” was read as 50000 to 60000" in said
    assert "problem" not in said
    record = person.record()
    made = record.forecasts[-1]
    assert (made.forecast, made.low, made.high) == ("1", 50_000.0, 60_000.0)
    assert record.questions[-1].unit == "cars"
    assert "no problems" in person.click("check")
    assert person.click("undo", "yes").startswith("“Read wording” was taken back")
    record = person.record()
    assert [row.question for row in record.questions] == [
        row.question for row in small_record().questions
    ]


def test_a_slip_of_a_name_is_asked_about(person: Person) -> None:
    person.open(fixed(small_record()))
    row = len(small_record().forecasts) + 2
    put(person, row, Question="how-mny", Forecaster="ann", Claim="forecast")
    put(person, row, Issued=date(2024, 1, 5), Wording="50-60k cars in 2024")
    said = person.click("compute_accuracy")
    assert "'how-mny' is new, but almost 'how-many'" in said
    assert len(person.record_with_problems()[0].questions) == 3
    put(person, row, Question="How many?")  # the title is as good as the key
    said = person.click("compute_accuracy")
    assert "“50-60k cars in 2024” was read as 50000 to 60000" in said
    assert person.record().forecasts[-1].question == "how-many"


def test_a_question_of_which_nothing_says_the_day(person: Person) -> None:
    person.open(fixed(small_record()))
    row = len(small_record().forecasts) + 2
    put(person, row, Question="What will the share cost?", Forecaster="ann", Claim="forecast")
    put(person, row, Issued=date(2024, 1, 5), Wording="$205")
    said = person.click("compute_accuracy")
    assert "nothing says when it will be known" in said
    put(person, row, Wording="$205 at the end of 2024")
    assert "(USD, resolves 2025-01-01)" in person.click("compute_accuracy")


def test_a_percent_typed_into_a_cell_is_told_by_every_button(person: Person) -> None:
    """LibreOffice, as Excel, makes 0.42 of 42 %, and shows it as 42 %."""
    asked = Question("inflation", "Inflation?", "%", date(2025, 1, 1), "The rate.")
    base = fixed(small_record())
    person.open(replace(base, questions=(*base.questions, asked)))
    cell = person.book.sheets["Outcomes"][cell_of(OUTCOMES, "Value", 2)]
    day = date(2025, 1, 2)
    person.type("Outcomes", "A2", "inflation")
    person.type("Outcomes", cell_of(OUTCOMES, "Known", 2), day, day, "S")
    cell.value = 0.42
    cell.number_format = "0%"
    assert "the cell shows 42%, and holds 0.42" in person.click("check")
    assert "Inflation?" not in person.click("due")
    assert "problem" not in person.click("compute_accuracy")
    assert (cell.value, "%" in str(cell.number_format)) == (42, False)
    assert person.record().outcomes[-1].value == 42.0
    assert "no problems" in person.click("check")
