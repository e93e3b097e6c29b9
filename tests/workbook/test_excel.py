"""The open workbook as a carrier, on a real LibreOffice: the same contract as the others."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from hypothesis import given, settings
from support.records import AS_OF, records, small_record
from support.workbooks import cell_of, plain_value, same

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.assessing import assess
from trackrecord.core.model import Forecaster, Outcome, Record
from trackrecord.errors import Refused
from trackrecord.tables.record import FORECASTERS, FORECASTS, JOURNAL, OUTCOMES, RECORD
from trackrecord.tables.schema import shown
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.open.screen import OpenScreen
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import OpenWorkbook

pytestmark = pytest.mark.libreoffice

Opener = Callable[[Record], xw.Book]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live")


@pytest.fixture
def opened(app: xw.App, folder: Path) -> Iterator[Opener]:
    books = []

    def run(record: Record) -> xw.Book:
        path = folder / f"live{len(list(folder.iterdir()))}.xlsx"
        write_workbook(path, record, AS_OF)
        books.append(app.books.open(path))
        return books[-1]

    yield run
    for book in books:
        book.close()


def with_outcomes() -> Record:
    """The small record, two of its questions resolved."""
    record = small_record()
    outcomes = [
        Outcome(question.question, None, AS_OF, AS_OF, "source") for question in record.questions
    ]
    return replace(record, outcomes=tuple(outcomes))


def rows(record: Record, table: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = getattr(record, table.name.lower())
    return found


@settings(max_examples=25)
@given(record=records())
def test_round_trip(record: Record, app: xw.App, folder: Path) -> None:
    path = folder / "round.xlsx"
    write_workbook(path, Record(), AS_OF)
    book = app.books.open(path)
    try:
        for table in RECORD:
            OpenStore(OpenWorkbook(book)).append(table, rows(record, table))
        again, problems = OpenStore(OpenWorkbook(book)).read()
    finally:
        book.close()
    assert problems == []
    for table in RECORD:
        wanted, found = rows(record, table), rows(again, table)
        assert list(map(plain, found)) == list(map(plain, wanted))


def plain(row: Any) -> dict[str, object]:
    """A row without its place, and with the line ends that cells have."""
    return {
        name: value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
        for name, value in asdict(row).items()
        if name != "where"
    }


def test_the_bundled_record(opened: Opener) -> None:
    record, _ = read_checked(bundled())
    assert OpenStore(OpenWorkbook(opened(record))).read() == (record, [])


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "'=1",
        "''",
        "'",
        "00123",
        "1e5",
        "2024-03-28",
        "TRUE",
        "#N/A",
        "March 2024",
        "1/2",
        "50%",
        "$5",
        "=cmd|'/c calc'!A0",
        " padded ",
        "dec-2023",
        "小米",
        "",
    ],
)
def test_text_stays_text(opened: Opener, text: str) -> None:
    book = opened(Record())
    OpenStore(OpenWorkbook(book)).append(FORECASTERS, [Forecaster("ann", text or "x", text)])
    OpenStore(OpenWorkbook(book)).update(FORECASTERS, "ann", Forecaster("ann", "x", text))
    record, problems = OpenStore(OpenWorkbook(book)).read()
    assert problems == []
    assert record.forecasters[0].note == text


def test_new_rows_look_and_compute_like_the_others(opened: Opener) -> None:
    record = small_record()
    book = opened(record)
    sheet = book.sheets["Forecasts"]
    last = len(record.forecasts) + 1
    OpenStore(OpenWorkbook(book)).append(FORECASTS, record.forecasts[:5])
    for header in ("Wording", "Outcome"):
        formats = {sheet[cell_of(FORECASTS, header, row)].color for row in range(last, last + 6)}
        assert len(formats) == 1
    status = sheet.tables["Forecasts"].columns["Status"].data_body_range.value
    assert status[-5:] == status[:5]
    for column in FORECASTS.calculated:
        formula = sheet[cell_of(FORECASTS, column.header, last + 5)].formula
        assert formula == sheet[cell_of(FORECASTS, column.header, 2)].formula
        assert str(formula).startswith("=")


def test_an_update_changes_one_row(opened: Opener) -> None:
    record = with_outcomes()
    book = opened(record)
    first = record.outcomes[0]
    changed = Outcome(first.question, first.value, AS_OF, AS_OF, "elsewhere", "note")
    OpenStore(OpenWorkbook(book)).update(OUTCOMES, first.question, changed)
    assert OpenStore(OpenWorkbook(book)).read()[0].outcomes == (changed, *record.outcomes[1:])
    OpenStore(OpenWorkbook(book)).update(OUTCOMES, first.question, None)
    assert OpenStore(OpenWorkbook(book)).read()[0].outcomes == record.outcomes[1:]


def test_the_only_row_can_be_taken_away_and_used_again(opened: Opener) -> None:
    book = opened(Record())
    for _ in range(2):
        OpenStore(OpenWorkbook(book)).append(FORECASTERS, [Forecaster("ann", "analyst")])
        assert len(OpenStore(OpenWorkbook(book)).read()[0].forecasters) == 1
        assert book.sheets["Forecasters"].tables["Forecasters"].range.address == "$A$1:$C$2"
        OpenStore(OpenWorkbook(book)).update(FORECASTERS, "ann", None)
        assert OpenStore(OpenWorkbook(book)).read()[0].forecasters == ()


def test_columns_of_the_persons_own_are_kept(opened: Opener) -> None:
    record = with_outcomes()
    book = opened(record)
    sheet = book.sheets["Outcomes"]
    table = sheet.tables["Outcomes"]
    table.columns.add("My remark", index=2)
    sheet["B2"].value = "mine"
    OpenStore(OpenWorkbook(book)).append(
        OUTCOMES, [Outcome("another", 3.0, AS_OF, AS_OF, "source")]
    )
    OpenStore(OpenWorkbook(book)).update(OUTCOMES, record.outcomes[0].question, record.outcomes[0])
    assert sheet["B2"].value == "mine"
    assert OpenStore(OpenWorkbook(book)).read()[0].outcomes[:-1] == record.outcomes
    assert sheet[f"B{len(record.outcomes) + 2}"].value is None


def test_a_filter_hides_nothing_from_us(opened: Opener) -> None:
    record = with_outcomes()
    book = opened(record)
    sheet = book.sheets["Outcomes"]
    sheet["A2"].api.Rows.IsVisible = False
    assert OpenStore(OpenWorkbook(book)).read()[0] == record
    OpenStore(OpenWorkbook(book)).append(
        OUTCOMES, [Outcome("another", 3.0, AS_OF, AS_OF, "source")]
    )
    assert OpenScreen(book.app, OpenWorkbook(book), "").select(
        OUTCOMES, record.outcomes[0].question, "Value"
    )
    assert book.app.selection.address == "$B$2"
    assert sheet["A2"].row_height > 0


def test_rows_typed_below_are_taken_in(opened: Opener) -> None:
    record = small_record()
    book = opened(record)
    sheet = book.sheets["Forecasters"]
    row = len(record.forecasters) + 2
    sheet[f"A{row}"].value = [["new-one", "analyst", None], ["another", "company", None]]
    assert "below the table" in OpenStore(OpenWorkbook(book)).read()[1][0].message
    assert OpenStore(OpenWorkbook(book)).extend_over_typed_rows() == ["Forecasters"]
    again, problems = OpenStore(OpenWorkbook(book)).read()
    assert problems == []
    assert [r.forecaster for r in again.forecasters[-2:]] == ["new-one", "another"]
    assert OpenStore(OpenWorkbook(book)).extend_over_typed_rows() == []


def test_forecasts_typed_below_are_scored(opened: Opener) -> None:
    record = small_record()
    book = opened(record)
    sheet = book.sheets["Forecasts"]
    row = len(record.forecasts) + 2
    first, last = FORECASTS.inputs[0].header, FORECASTS.inputs[-1].header
    sheet[f"{cell_of(FORECASTS, first, row)}:{cell_of(FORECASTS, last, row)}"].value = sheet[
        f"{cell_of(FORECASTS, first, 2)}:{cell_of(FORECASTS, last, 2)}"
    ].value
    sheet[f"A{row}"].value = "typed"
    OpenStore(OpenWorkbook(book)).extend_over_typed_rows()
    book.app.calculate()
    # A second answer of the same day to the same question: the first one then stood no day.
    typed = replace(record.forecasts[0], forecast="typed")
    now = book.names["AsOf"].refers_to_range.value
    scores = assess(replace(record, forecasts=(*record.forecasts, typed)), now.date())
    assert scores[0].answers == scores[-1].answers == 2
    for number, wanted in ((2, scores[0]), (row, scores[-1])):
        for column in FORECASTS.calculated:
            value = plain_value(shown(wanted, column))
            cell = plain_value(sheet[cell_of(FORECASTS, column.header, number)].value)
            assert same(value, cell), (column.header, number)


def test_a_formula_where_a_value_is_wanted(opened: Opener) -> None:
    book = opened(small_record())
    book.sheets["Forecasts"]["G2"].formula = "=1+1"
    problems = OpenStore(OpenWorkbook(book)).read()[1]
    assert "is a formula" in problems[0].message
    assert str(problems[0].where) == "Forecasts row 2, column Low"


def test_a_renamed_column_and_a_missing_table(opened: Opener) -> None:
    book = opened(small_record())
    book.sheets["Outcomes"]["B1"].value = "Result"
    with pytest.raises(Refused, match="no column Value"):
        OpenStore(OpenWorkbook(book)).append(OUTCOMES, [Outcome("x", 1.0, AS_OF, AS_OF)])
    assert "column Value" in str(OpenStore(OpenWorkbook(book)).read()[1][0])
    book.sheets["Outcomes"].delete()
    with pytest.raises(Refused, match="table Outcomes is missing"):
        OpenStore(OpenWorkbook(book)).append(OUTCOMES, [Outcome("x", 1.0, AS_OF, AS_OF)])
    # LibreOffice 7.4 loses the table before it as well.
    assert any(
        str(p).startswith("table Outcomes: the table is missing")
        for p in OpenStore(OpenWorkbook(book)).read()[1]
    )


def test_a_table_on_another_sheet(opened: Opener) -> None:
    record = small_record()
    book = opened(record)
    book.sheets["Outcomes"].name = "What happened"
    assert OpenStore(OpenWorkbook(book)).read() == (record, [])
    OpenStore(OpenWorkbook(book)).append(
        OUTCOMES, [Outcome("another", 3.0, AS_OF, AS_OF, "source")]
    )
    assert len(OpenStore(OpenWorkbook(book)).read()[0].outcomes) == len(record.outcomes) + 1


def test_a_protected_sheet_is_found_before_anything_is_written(opened: Opener) -> None:
    book = opened(small_record())
    OpenStore(OpenWorkbook(book)).check_writable([OUTCOMES, JOURNAL])
    book.sheets["Journal"].impl.protect()
    with pytest.raises(Refused, match="the sheet Journal cannot be written: it is protected"):
        OpenStore(OpenWorkbook(book)).check_writable([OUTCOMES, JOURNAL])


def test_a_file_open_for_reading_only(app: xw.App, folder: Path) -> None:
    path = folder / "read-only.xlsx"
    write_workbook(path, small_record(), AS_OF)
    book = app.books.open(path, read_only=True)
    with pytest.raises(Refused, match="reading only"):
        OpenStore(OpenWorkbook(book)).check_writable([OUTCOMES])
    book.close()


def test_a_workbook_of_somebody_elses(app: xw.App) -> None:
    book = app.books.add()
    with pytest.raises(Refused, match="no Track Record tables"):
        OpenStore(OpenWorkbook(book)).read()
    book.close()


def test_what_is_selected(opened: Opener) -> None:
    record = small_record()
    book = opened(record)
    tables = [FORECASTS, OUTCOMES]
    book.sheets["Forecasts"]["D3"].select()
    assert OpenScreen(book.app, OpenWorkbook(book), "").selected(tables) == (
        FORECASTS,
        record.forecasts[1].forecast,
    )
    book.sheets["Forecasts"]["A1"].select()
    assert OpenScreen(book.app, OpenWorkbook(book), "").selected(tables) is None
    book.sheets["About"]["A3"].select()
    assert OpenScreen(book.app, OpenWorkbook(book), "").selected(tables) is None
    book.sheets["Forecasts"]["A2:C4"].select()
    with pytest.raises(Refused, match="several rows"):
        OpenScreen(book.app, OpenWorkbook(book), "").selected(tables)


def test_a_day_is_written_as_a_day(opened: Opener) -> None:
    book = opened(Record())
    OpenStore(OpenWorkbook(book)).append(
        OUTCOMES, [Outcome("x", date(2024, 3, 28), AS_OF, AS_OF, "source")]
    )
    assert book.sheets["Outcomes"]["B2"].number_format == "yyyy-mm-dd"
