"""What a review of the buttons found, each as the person met it."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from support.person import Person
from support.records import AS_OF, small_record
from support.workbooks import cell_of

from trackrecord.actions.building import add_to
from trackrecord.actions.reading import bundled
from trackrecord.core.model import Record
from trackrecord.errors import Refused
from trackrecord.tables.record import FORECASTS, JOURNAL, OUTCOMES
from trackrecord.tables.schema import Table
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import OpenWorkbook

pytestmark = pytest.mark.libreoffice

DAY = date(2025, 1, 1)
QUESTION = ["sold", "How many are sold?", "cars", date(2026, 1, 1), "As reported."]
LAUNCH = ["launch", "When is it launched?", "date", date(2026, 1, 1), "First sale."]


def in_order(table: Table, values: dict[str, Any]) -> list[Any]:
    """A row as it is typed: what is given by headers, in the order of the columns."""
    assert set(values) <= {column.header for column in table.inputs}
    return [values.get(column.header) for column in table.inputs]


def outcome(value: Any, known: date = DAY) -> list[Any]:
    row = {"Question": "sold", "Value": value, "Known": known, "Recorded": known}
    return in_order(OUTCOMES, row | {"Source": "https://example.org"})


def forecast(
    key: str,
    wording: str,
    *,
    question: str = "sold",
    low: Any = None,
    high: Any = None,
    who: str = "ann",
) -> list[Any]:
    row = {"Forecast": key, "Question": question, "Forecaster": who, "Claim": "forecast"}
    row |= {"Issued": DAY, "Wording": wording, "Low": low, "High": high}
    row |= {"Quote": f"quote {key}", "Source": "https://example.org"}
    return in_order(FORECASTS, row)


def start(person: Person, *rows: list[Any]) -> Any:
    book = person.open(Record())
    person.type("Forecasters", "A2", ["ann", "analyst", None], ["bob", "analyst", None])
    person.type("Questions", "A2", QUESTION, LAUNCH)
    if rows:
        person.type("Forecasts", "A2", *rows)
    person.click("compute_accuracy")
    return book


def names(person: Person) -> list[str]:
    record, _ = OpenStore(OpenWorkbook(person.book)).read()
    return [row.forecaster for row in record.forecasters]


def test_import_keeps_what_was_typed_below(person: Person) -> None:
    start(person)
    person.type("Forecasters", "A4", ["carl", "typed", None])
    person.book.sheets["Forecasters"]["A6"].value = "a remark after a gap"
    said = person.click("import_record", str(bundled() / "forecasts.csv"), "yes")
    assert "were added" in said
    assert names(person)[:3] == ["ann", "bob", "carl"]
    column = person.book.sheets["Forecasters"]["A1:A40"].value
    assert "a remark after a gap" in column
    assert column.count("Lei Jun") == 1


def test_two_forecasts_of_one_key_stay_two(person: Person) -> None:
    start(person, forecast("x", "10-20"), forecast("x", "30-40", who="bob"))
    sheet = person.book.sheets["Forecasts"]
    assert sheet["C2:C3"].value == ["ann", "bob"]
    low, high = cell_of(FORECASTS, "Low", 2), cell_of(FORECASTS, "High", 2)
    assert [sheet[cell].value for cell in ("F2", low, high)] == ["10-20", None, None]
    assert "'x' is taken" in person.click("check")


def test_a_row_that_cannot_be_read_is_opened_not_doubled(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.select("Questions", "A2")
    person.click("record_outcome")
    person.type("Outcomes", "A2", outcome("in spring"))
    person.select("Questions", "A2")
    assert "has a row in Outcomes that cannot be read" in person.click("record_outcome")
    assert person.here == "Outcomes B2"
    assert "cannot be read" in person.click("void")
    assert person.book.sheets["Outcomes"]["A2:B3"].value == [["sold", "in spring"], [None, None]]
    assert "cannot be read" in person.click("undo")
    source = cell_of(OUTCOMES, "Source", 2)
    assert person.book.sheets["Outcomes"][source].value == "https://example.org"


def test_a_broken_question_forgets_nothing(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    sheet = person.book.sheets["Questions"]
    was = sheet["D2"].value
    sheet["D2"].value = "soon"
    person.click("compute_accuracy")
    person.type("Forecasts", cell_of(FORECASTS, "Low", 2), 15)
    person.type("Forecasts", cell_of(FORECASTS, "High", 2), 25)
    sheet["D2"].value = was
    assert "was edited after it was journalled" in person.click("check")


@pytest.mark.parametrize("key", ["f", "renamed"])
def test_a_forecast_taken_away_and_typed_anew_is_named(person: Person, key: str) -> None:
    start(person, forecast("f", "10-20"), forecast("g", "10-20"))
    last = cell_of(FORECASTS, FORECASTS.inputs[-1].header, 2)
    person.book.sheets["Forecasts"][f"A2:{last}"].clear_contents()
    person.click("compute_accuracy")
    person.type("Forecasts", "A2", forecast(key, "30-40", low=30, high=40))
    person.click("compute_accuracy")
    wanted = "was edited after" if key == "f" else "is gone; put it back"
    assert wanted in person.click("check")


def test_what_fails_on_the_way_is_taken_back(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(person, forecast("f", "10-20"))
    before = [
        OpenStore(OpenWorkbook(person.book)).read()[0],
        person.book.sheets["Journal"].used_range.value,
    ]
    append = OpenStore.append

    def failing(self: OpenStore, table: Table, rows: Any) -> None:
        append(self, table, rows)
        if table is JOURNAL:
            raise Refused("the disk is on fire")

    monkeypatch.setattr(OpenStore, "append", failing)
    person.select("Questions", "A2")
    assert person.click("void", "yes") == "The disk is on fire."
    source = str(bundled() / "forecasts.csv")
    assert person.click("import_record", source, "yes") == "The disk is on fire."
    assert [
        OpenStore(OpenWorkbook(person.book)).read()[0],
        person.book.sheets["Journal"].tables["Journal"].range.value,
    ] == before


def test_a_begun_row_that_was_renamed_or_deleted_does_not_block_undo(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.select("Questions", "A2")
    person.click("void", "yes")
    person.select("Questions", "A3")
    person.click("add_forecast")
    assert person.here == "Forecasts C3"
    person.book.sheets["Forecasts"]["A3"].value = "better-name"
    assert "“Add forecast” was taken back" in person.click("undo", "yes")
    assert "“Void” was taken back" in person.click("undo", "yes")
    assert person.book.sheets["Outcomes"]["A2"].value is None


def test_undo_of_an_import_of_which_a_row_is_gone(person: Person) -> None:
    start(person)
    person.click("import_record", str(bundled() / "forecasts.csv"), "yes")
    person.book.sheets["Forecasters"]["A5:C5"].delete("up")
    assert "“Import” was taken back" in person.click("undo", "yes")
    assert names(person) == ["ann", "bob"]


def test_add_forecast_twice(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.click("add_forecast")
    assert "A new row is open" in person.click("add_forecast")
    assert person.book.sheets["Forecasts"]["A3:A4"].value == ["1", "2"]


def test_a_key_with_a_space(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.book.sheets["Questions"]["A2"].value = "sold "
    person.select("Questions", "A2")
    assert "in Value" in person.click("record_outcome")
    assert person.here == "Outcomes B2"


def garbage(person: Person) -> None:
    person.book.sheets["Journal"]["H2"].value = "hello"


def remark(person: Person) -> None:
    person.book.sheets["Journal"]["A12"].value = "a remark below the journal"


def no_moment(person: Person) -> None:
    person.book.sheets["Journal"]["B2"].value = "yesterday"


@pytest.mark.parametrize(
    ("harm", "check", "click"),
    [
        (garbage, "column Seal: the seal does not fit", "is ambiguous"),
        (remark, "Journal row 12, column Number", "Mend the Journal first"),
        (no_moment, "Journal row 2, column When (UTC)", "Mend the Journal first"),
    ],
)
def test_a_damaged_journal_is_named(
    person: Person, harm: Callable[[Any], None], check: str, click: str
) -> None:
    start(person, forecast("f", "10-20"))
    harm(person)
    assert check in person.click("check")
    person.select("Questions", "A2")
    assert click in person.click("void", "yes")


def test_a_remark_far_below_is_nobodys(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.book.sheets["Journal"]["A60"].value = "a remark far below the journal"
    assert "no problems" in person.click("check")
    person.select("Questions", "A2")
    assert "is ambiguous" in person.click("void", "yes")
    below = person.book.sheets["Journal"]["A50:A80"].value
    assert "a remark far below the journal" in below  # moved down with what lies below


def test_a_journal_sorted_by_hand_goes_on(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    rows = person.book.sheets["Journal"].tables["Journal"].data_body_range
    rows.value = rows.options(ndim=2).value[::-1]
    person.select("Questions", "A2")
    person.click("void", "yes")
    person.type("Outcomes", cell_of(OUTCOMES, "Note", 2), "unclear")
    person.click("compute_accuracy")
    assert person.click("check").startswith("OK")


def test_an_outcome_that_stands_twice_is_taken_in_once(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.type("Outcomes", "A2", outcome(15), outcome(18))
    person.click("compute_accuracy")
    entries = len(OpenStore(OpenWorkbook(person.book)).read()[0].journal)
    person.click("compute_accuracy")
    assert len(OpenStore(OpenWorkbook(person.book)).read()[0].journal) == entries


def test_refused_before_anything_grew(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    person.type("Forecasts", "A3", forecast("g", "20-30"))
    person.select("About", "A1")
    person.click("record_outcome")
    assert person.book.sheets["Forecasts"].tables["Forecasts"].range.shape[0] == 2
    person.book.sheets["Forecasts"].impl.protect()
    assert "The sheet Forecasts cannot be written" in person.click("compute_accuracy")


def test_a_row_of_totals_is_no_row(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    sheet = person.book.sheets["Forecasters"]
    sheet["A4"].value = "Total"
    table = sheet.tables["Forecasters"]
    table.resize(sheet["A1:C4"])
    table.show_totals = True
    assert "row of totals" in person.click("import_record", str(bundled() / "forecasts.csv"), "yes")
    assert sheet["A4"].value == "Total"


def test_a_stray_cell_far_down_costs_nothing(person: Person) -> None:
    start(person, forecast("f", "10-20"))
    below = get_column_letter(FORECASTS.columns.index(FORECASTS.column("Imputed")) + 1)
    beside = get_column_letter(len(FORECASTS.columns) + 5)
    person.book.sheets["Forecasts"][f"{below}900000"].value = "x"
    person.book.sheets["Forecasts"][f"{beside}900000"].value = "x"
    assert person.click("check").startswith("OK")


def test_many_wordings_make_a_short_sentence(person: Person) -> None:
    person.open(Record())
    person.type("Forecasters", "A2", ["ann", "analyst", None])
    person.type("Questions", "A2", QUESTION)
    person.type("Forecasts", "A2", *(forecast(f"f{n}", f"{n}") for n in range(10, 20)))
    said = person.click("compute_accuracy")
    assert "“12” was read as 12; 7 more were read" in said


def test_days_from_1904_are_refused_where_they_would_be_others(
    person: Person, tmp_path: Path
) -> None:
    path, source = tmp_path / "mac.xlsx", tmp_path / "source.xlsx"
    write_workbook(source, small_record(), AS_OF)
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.save(path)
    add_to(path, source, AS_OF)
    person.use(person.app.books.open(path))
    said = person.click("check")
    assert "ac.xlsx counts its days from 1904" in said
    assert "trackrecord record" in said
