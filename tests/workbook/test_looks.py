"""Rows can be read, and look alike, whatever door wrote them."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from support.person import Person
from support.records import AS_OF, small_record
from support.workbooks import fixed

from trackrecord.actions import on_file
from trackrecord.core.model import Outcome, Record
from trackrecord.tables.number_formats import WRAPPED, column_width, height_of
from trackrecord.tables.record import FORECASTS, RECORD
from trackrecord.workbook.new import write_workbook

AT = datetime(2026, 11, 24, 12, 0)
LONG = "a quotation of many words that no cell can hold in a single line of its own; " * 3


def long_words() -> Record:
    """A record whose last forecast and outcome say much."""
    record = fixed(small_record())
    last = replace(record.forecasts[-1], quote=LONG, source=LONG)
    outcome = Outcome(record.questions[0].question, date(2024, 3, 20), None, AS_OF, LONG, LONG)
    return replace(record, forecasts=(*record.forecasts[:-1], last), outcomes=(outcome,))


def heights(sheet: Worksheet) -> dict[int, float | None]:
    """The height of each row of the table of a sheet, in points."""
    return {
        row: sheet.row_dimensions[row].height
        for row in range(2, sheet.max_row + 1)
        if sheet.cell(row, 1).value is not None
    }


def needed(sheet: Worksheet) -> dict[int, float]:
    """The height that the wrapped texts of each row need."""
    table = next(t for t in RECORD if t.name == sheet.title)
    columns = {c.header: c for c in table.columns if c.kind in WRAPPED and c.twin is None}
    places = {cell.column: columns[cell.value] for cell in sheet[1] if cell.value in columns}
    return {
        row: max(
            height_of(sheet.cell(row, at).value, column_width(part)) for at, part in places.items()
        )
        for row in heights(sheet)
    }


def look(cell: Any) -> tuple[Any, ...]:
    return cell.fill.fgColor.rgb, cell.border.left.style, cell.alignment.wrap_text, cell.font.b


def assert_legible(path: Path) -> None:
    """Each row is as high as its text needs, and looks like the first."""
    book = load_workbook(path)
    for table in RECORD:
        sheet = book[table.name]
        there = heights(sheet)
        for row, points in needed(sheet).items():
            assert (there[row] or 15) >= points, (table.name, row)
            for first, cell in zip(sheet[2], sheet[row], strict=True):
                assert look(cell) == look(first), (table.name, cell.coordinate)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "record.xlsx"
    write_workbook(made, small_record(), AS_OF)
    return made


def test_of_a_new_workbook(path: Path) -> None:
    write_workbook(path, long_words(), AS_OF)
    assert_legible(path)
    assert max(heights(load_workbook(path)["Forecasts"]).values(), key=lambda h: h or 0) > 15


def test_after_rows_were_added_and_changed(path: Path) -> None:
    someone = person_of(date(2026, 11, 24))
    said = replace(long_words().forecasts[-1], forecast="added")
    on_file.add(path, someone, said)
    on_file.record(path, someone, "when", "2024-03-20", known=AS_OF, source=LONG, note=LONG)
    assert_legible(path)
    on_file.record(path, someone, "when", "2024-03-21", known=AS_OF, source="short")
    on_file.compute(path, someone)
    assert_legible(path)
    [row] = heights(load_workbook(path)["Outcomes"])
    assert load_workbook(path)["Outcomes"].row_dimensions[row].height in (None, 15)


def person_of(today: date) -> on_file.Person:
    return on_file.Person("ann", today, AT)


def test_of_rows_typed_by_hand(path: Path) -> None:
    """They take on the look of the others and grow, and what was typed stays."""
    book = load_workbook(path)
    sheet = book["Forecasts"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    row = len(small_record().forecasts) + 2
    typed = {"Question": "when", "Forecaster": "ann", "Claim": "forecast", "Wording": "in May 2024"}
    for header, value in (typed | {"Issued": date(2024, 1, 5), "Quote": LONG}).items():
        sheet.cell(row, headers[header]).value = value
    book.save(path)
    on_file.compute(path, person_of(date(2026, 11, 24)))
    assert_legible(path)
    sheet = load_workbook(path)["Forecasts"]
    assert {h: sheet.cell(row, headers[h]).value for h in typed} == typed
    assert sheet.cell(row, headers["Quote"]).value == LONG
    assert sheet.cell(row, headers["Low"]).number_format == "yyyy-mm-dd"


def test_a_row_that_a_person_hid_stays_hidden(path: Path) -> None:
    book = load_workbook(path)
    book["Forecasts"].row_dimensions[3].hidden = True
    book.save(path)
    on_file.compute(path, person_of(date(2026, 11, 24)))
    assert load_workbook(path)["Forecasts"].row_dimensions[3].hidden


@pytest.mark.libreoffice
def test_in_an_open_workbook(person: Person) -> None:
    person.open(fixed(small_record()))
    sheet = person.book.sheets["Forecasts"]
    row = len(small_record().forecasts) + 2
    headers = [column.header for column in FORECASTS.columns]
    typed = {"Question": "when", "Forecaster": "ann", "Claim": "forecast", "Wording": "May 2024"}
    for header, value in (typed | {"Issued": date(2024, 1, 5), "Quote": LONG}).items():
        sheet.range((row, headers.index(header) + 1)).value = value
    person.click("compute_accuracy")
    assert sheet.range((row, 1)).row_height > 40
    for header in ("Question", "Low", "Quote"):
        column = headers.index(header) + 1
        assert sheet.range((row, column)).color == sheet.range((2, column)).color
        assert sheet.range((row, column)).wrap_text
    assert sheet.range((row, headers.index("Quote") + 1)).value == LONG


def test_only_our_own_dashboard_is_laid_out(path: Path) -> None:
    """It may be called otherwise, somebody else's sheet may have its name, and notes stay."""
    book = load_workbook(path)
    book["Dashboard"].title = "Mine"
    book["Mine"]["C2"] = book["Mine"]["F14"] = "my note"
    own = book.create_sheet("Dashboard")
    own["A2"] = own["A13"] = "my own"
    own.row_dimensions[16].height = 44
    book.save(path)
    on_file.record(path, person_of(AS_OF), "when", "2024-03-20", known=AS_OF, source="s")
    book = load_workbook(path)
    assert (book["Dashboard"]["A2"].value, book["Dashboard"]["A13"].value) == ("my own", "my own")
    assert book["Dashboard"].row_dimensions[16].height == 44
    assert str(book["Mine"]["A2"].value).startswith("Who called it cannot be told")
    assert (book["Mine"]["C2"].value, book["Mine"]["F14"].value) == ("my note", "my note")


def test_a_dashboard_with_rows_of_ones_own_keeps_them(path: Path) -> None:
    """Where its tables were moved, nobody knows which rows are whose."""
    book = load_workbook(path)
    sheet = book["Dashboard"]
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        for row in range(bottom, top - 1, -1):
            for column in range(left, right + 1):
                sheet.cell(row + 1, column).value = sheet.cell(row, column).value
        table.ref = f"{get_column_letter(left)}{top + 1}:{get_column_letter(right)}{bottom + 1}"
    sheet["A2"] = "a row of my own"
    sheet.row_dimensions[16].height = 44
    book.save(path)
    on_file.compute(path, person_of(AS_OF))
    sheet = load_workbook(path)["Dashboard"]
    assert sheet["A2"].value == "a row of my own"
    assert sheet.row_dimensions[16].height == 44
