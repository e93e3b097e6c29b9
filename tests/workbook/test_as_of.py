"""As of set back, forth and emptied, and clocks that jump: a workbook goes on."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from support.person import Person
from support.records import AS_OF, small_record
from support.workbooks import Recalculate, cells, differences

from trackrecord.actions import on_file
from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.model import Void
from trackrecord.tables.record_checks import CHECK_ROWS, VERDICT
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

COUNTS = {f"={row.formula}" for row in CHECK_ROWS}
NOW = datetime(2026, 11, 24, 12, 0)
TODAY = date(2026, 11, 24)
DAYS = st.sampled_from(
    [
        None,
        *(date(2023, 11, day) for day in (14, 15, 16, 30)),
        date(2023, 12, 20),
        date(2024, 2, 1),
        date(2024, 4, 1),
        date(2025, 1, 1),
        date(1900, 3, 1),
        date(2099, 12, 31),
        date(9999, 12, 31),
    ]
)


def somebody(today: date = TODAY) -> on_file.Person:
    return on_file.Person("ann", today, NOW)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "x.xlsx"
    build(bundled(), path, TODAY)
    on_file.compute(path, somebody())
    return path


def set_as_of(path: Path, day: date | None) -> None:
    book = load_workbook(path)
    for row in book["Settings"].iter_rows():
        for cell in row:
            if cell.value == "As of":
                book["Settings"].cell(cell.row, cell.column + 1).value = day
    book.save(path)


def drawn(path: Path) -> dict[str, list[list[Any]]]:
    """The tables that are drawn from the scores: what Python writes into them."""
    book = load_workbook(path)
    found = {}
    for sheet in (book["Leaderboard"], book["Dashboard"]):
        for table in sheet.tables.values():
            found[table.name] = [[cell.value for cell in row] for row in sheet[table.ref]]
    return found


@settings(max_examples=12)
@given(days=st.lists(DAYS, min_size=2, max_size=4))
def test_any_days_and_back_again(whole: Path, days: list[date | None]) -> None:
    path = whole.with_name("tried.xlsx")
    shutil.copy(whole, path)
    for day in [*days, None]:
        set_as_of(path, day)
        on_file.compute(path, somebody())
        on_file.compute(path, somebody())
    assert drawn(path) == drawn(whole)
    on_file.record(
        path, somebody(), "models in Zhenjiang 2024", "3", known=date(2025, 1, 1), source="S"
    )
    assert read_workbook(path)[1] == []


@settings(max_examples=6)
@given(clocks=st.lists(DAYS.filter(bool), min_size=2, max_size=4))
def test_clocks_that_jump(whole: Path, clocks: list[date]) -> None:
    path = whole.with_name("clocks.xlsx")
    shutil.copy(whole, path)
    for number, day in enumerate(clocks):
        now = datetime(day.year, day.month, day.day)
        on_file.compute(path, replace(somebody(day), now=now))
        book = load_workbook(path)
        book["Forecasters"]["C2"] = f"note {number}"
        book.save(path)
        on_file.compute(path, replace(somebody(day), now=now))
    on_file.compute(path, somebody())
    record, problems = read_workbook(path)
    assert problems == []
    times = [entry.when for entry in record.journal]
    assert times == sorted(times)


@pytest.mark.libreoffice
def test_formulas_and_python_agree_on_the_way(whole: Path, recalculate: Recalculate) -> None:
    path = whole.with_name("agree.xlsx")
    tried = []
    shutil.copy(whole, path)
    for number, day in enumerate((date(2023, 11, 14), date(2024, 2, 1), date(2024, 4, 1))):
        set_as_of(path, day)
        on_file.compute(path, somebody())
        tried.append(path.with_name(f"agree{number}.xlsx"))
        shutil.copy(path, tried[-1])
    for one, calculated in zip(tried, recalculate(tried), strict=True):
        other = differences(one, calculated)
        # openpyxl emptied the counts on About, which hold no score and are not renewed.
        assert {place: row for place, row in other.items() if row[0] is not None} == {}
        assert {row[2] for row in other.values()} <= {f"={VERDICT}", *COUNTS}


def test_what_an_older_version_left_below_a_table_is_no_obstacle(whole: Path) -> None:
    """It cleared only the columns that the day filled, and would not grow over the others."""
    path = whole.with_name("bricked.xlsx")
    shutil.copy(whole, path)
    book = load_workbook(path)
    sheet = book["Dashboard"]
    table = sheet.tables["Called"]
    first, last = table.ref.split(":")
    left, top = sheet[first].column, sheet[first].row
    right, bottom = sheet[last].column, sheet[last].row
    assert bottom - top >= 3
    for row in range(top + 2, bottom + 1):
        sheet.cell(row, left).value = None
        for column in range(left + 1, right + 1):
            sheet.cell(row, column).value = 0.5 if column == right else None
    table.ref = f"{first}:{sheet.cell(top + 1, right).coordinate}"
    table.autoFilter = None
    book.save(path)
    on_file.compute(path, somebody())
    assert drawn(path)["Called"] == drawn(whole)["Called"]


def test_what_a_person_typed_below_a_table_still_stops_it(whole: Path) -> None:
    path = whole.with_name("typed.xlsx")
    shutil.copy(whole, path)
    set_as_of(path, date(2023, 11, 14))
    on_file.compute(path, somebody())
    book = load_workbook(path)
    sheet = book["Dashboard"]
    last = sheet[sheet.tables["Called"].ref.split(":")[1]]
    sheet.cell(last.row + 1, last.column).value = "my note"
    book.save(path)
    set_as_of(path, None)
    before = path.read_bytes()
    with pytest.raises(Exception, match="holds something already"):
        on_file.compute(path, somebody())
    assert path.read_bytes() == before


@pytest.mark.libreoffice
def test_in_an_open_workbook(person: Person) -> None:
    record, _ = read_checked(bundled())
    book = person.open(record)
    [row] = [
        number for number in range(1, 40) if book.sheets["Settings"][f"A{number}"].value == "As of"
    ]
    said = []
    for day in (None, date(2023, 11, 14), date(2024, 2, 1), None):
        book.sheets["Settings"][f"B{row}"].value = day
        said.append(person.click("compute_accuracy"))
        assert "did not work" not in said[-1]
    # None was said when its outcome was known, so each of which it is known is resolved.
    known = {row.question for row in record.outcomes if not isinstance(row.value, Void)}
    resolved = sum(row.question in known for row in record.forecasts)
    assert 0 < resolved < len(record.forecasts)
    wanted = f"{resolved} of {len(record.forecasts)} forecasts are resolved"
    assert wanted in said[0]
    assert wanted in said[-1]
    assert "as of 2023-11-14: 0 of" in said[1]  # the day before the first was said


def test_a_small_record(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    write_workbook(path, small_record(), AS_OF)
    before = None
    for day in (None, date(2000, 1, 1), date(2025, 1, 1), None):
        set_as_of(path, day)
        on_file.compute(path, on_file.Person("ann", AS_OF, NOW))
        before = before or cells(path, formulas=True)
    assert cells(path, formulas=True).keys() == before.keys()
