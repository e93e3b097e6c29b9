"""Every function of the contract `Store`, on every store there is: a file, an open workbook."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings as xw
from openpyxl import load_workbook
from support.records import AS_OF, small_record
from support.workbooks import missing

from trackrecord.core import journal
from trackrecord.core.assessing import assess
from trackrecord.core.changes import Change, text_of
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Forecaster, Outcome, Question
from trackrecord.errors import Refused
from trackrecord.tables.charts.bands import BANDS, Sketch
from trackrecord.tables.charts.chart_data import Drawing, draw_from
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.number_formats import DASHBOARD
from trackrecord.tables.record import FORECASTERS, JOURNAL, OUTCOMES, QUESTIONS
from trackrecord.workbook.file import opened
from trackrecord.workbook.file_store import FileStore
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.open.store import OpenStore
from trackrecord.workbook.open.workbook import USUAL_SHEETS, OpenWorkbook
from trackrecord.workbook.store import Store

DAY = date(2025, 1, 2)


class Held(NamedTuple):
    """A store, and how to see what it made of the file."""

    store: Store
    saved: Callable[[], Any]


@pytest.fixture(params=["file", "open"], scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def office(kind: str) -> Iterator[xw.App | None]:
    if kind == "file":
        yield None
        return
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    xw.engines["libreoffice"].activate()
    app = xw.App(visible=False, add_book=False)
    yield app
    app.quit()


@pytest.fixture
def held(office: xw.App | None, tmp_path: Path) -> Iterator[Held]:
    path = tmp_path / "record.xlsx"
    write_workbook(path, small_record(), AS_OF)
    if office is None:
        with opened(path) as file:
            store = FileStore(file)

            def saved() -> Any:
                store.save()
                return load_workbook(path)

            yield Held(store, saved)
        return
    book = office.books.open(path)

    def written() -> Any:
        book.save()
        return load_workbook(path)

    yield Held(OpenStore(OpenWorkbook(book)), written)
    book.close()


def is_large(held: Held) -> None:
    assert not held.store.is_large


def read(held: Held) -> None:
    assert held.store.read() == (small_record(), [])


def keys(held: Held) -> None:
    held.store.read()
    assert held.store.keys(FORECASTERS) == ["ann", "bob"]
    assert held.store.keys(OUTCOMES) == []


def unjournalled(held: Held) -> None:
    assert held.store.unjournalled() is None or held.store.unjournalled()


def check_writable(held: Held) -> None:
    held.store.check_writable([FORECASTERS, OUTCOMES, JOURNAL])
    nowhere = type(FORECASTERS)("Nowhere", "Not there.", FORECASTERS.columns)
    held.store.check_writable([nowhere], must=False)
    with pytest.raises(Refused, match="the table Nowhere is missing"):
        held.store.check_writable([nowhere])


def add_missing_columns(held: Held) -> None:
    held.store.read()
    tags = type(QUESTIONS.columns[1])("Tags", QUESTIONS.columns[1].kind, "Words.", blank=True)
    place = type(tags)("Place", tags.kind, "More words.", blank=True)
    wider = type(QUESTIONS)("Questions", "", (*QUESTIONS.columns, tags, place), Question)
    held.store.add_missing_columns([wider])
    row = Question("q", "Q?", "cars", DAY, "C.", more=(("tags", "some"),))
    held.store.append(wider, [row])
    sheet = held.saved()["Questions"]
    assert [cell.value for cell in sheet[1]][-3:] == ["Note", "Tags", "Place"]
    for row in (1, 2, 5):  # each looks like a column that was there, not like one just made
        note, tags, made = sheet[row][-3:]
        assert note.fill.fgColor.rgb == tags.fill.fgColor.rgb == made.fill.fgColor.rgb
        assert note.alignment.wrap_text == made.alignment.wrap_text
    assert sheet[5][-2].value == "some"


def extend_over_typed_rows(held: Held) -> None:
    held.store.read()
    assert held.store.extend_over_typed_rows() == []


def settle_cells(held: Held) -> None:
    record, _ = held.store.read()
    held.store.settle_cells(record)
    assert held.store.keys(FORECASTERS) == ["ann", "bob"]


def append(held: Held) -> None:
    held.store.read()
    held.store.append(OUTCOMES, [Outcome("how-many", 55_000.0, DAY, DAY, "=S")])
    held.store.append(FORECASTERS, [Forecaster("eve", "reader"), Forecaster("mia", "reader")])
    book = held.saved()
    headers, first = book["Outcomes"].iter_rows(max_row=2)
    added = {header.value: cell for header, cell in zip(headers, first, strict=True)}
    assert [added[name].value for name in ("Question", "Value")] == ["how-many", 55_000]
    assert added["Source"].value == "=S"
    assert added["Source"].data_type == "s"
    assert book["Forecasters"].tables["Forecasters"].ref == "A1:C5"


def update(held: Held) -> None:
    held.store.read()
    held.store.update(FORECASTERS, "bob", Forecaster("bob", "a firm"))
    held.store.update(FORECASTERS, "ann", None)
    with pytest.raises(Refused, match="does not stand"):
        held.store.update(FORECASTERS, "eve", None)
    rows = [[cell.value for cell in row] for row in held.saved()["Forecasters"].iter_rows(2)]
    assert [row for row in rows if any(row)] == [["bob", "a firm", None]]


def truncate(held: Held) -> None:
    held.store.read()
    made = journal.sealed_entries(
        (),
        datetime(2025, 1, 2),
        "x",
        "Void",
        [Change("Outcomes", "when", "", text_of(Outcome("when", None, None, DAY)))],
    )
    if isinstance(held.store, OpenStore):  # a change of a file that failed is never saved
        held.store.append(JOURNAL, made)
    held.store.truncate(JOURNAL, 0)
    assert held.store.keys(JOURNAL) == []


def column_values(held: Held) -> None:
    assert held.store.column_values(FORECASTERS, "Kind") == ["analyst", "company"]
    assert held.store.column_values(FORECASTERS, "Nothing") == []


def has_column(held: Held) -> None:
    assert held.store.has_column(FORECASTERS, "Kind")
    assert not held.store.has_column(FORECASTERS, "Nothing")
    assert not held.store.has_column(dataclasses.replace(FORECASTERS, name="Nowhere"), "Kind")


def replace(held: Held) -> None:
    nowhere = type(LEADERBOARD)("Nowhere", "Not there.", LEADERBOARD.columns)
    assert not held.store.replace(nowhere, [])
    assert held.store.replace(LEADERBOARD, [])
    assert held.saved()["Leaderboard"]["A2"].value is None


def rename_columns(held: Held) -> None:
    assert held.store.rename_columns("SkillDays", 1, ["somebody"]) == 1
    assert held.store.rename_columns("Nowhere", 1, ["somebody"]) == 0
    book = held.saved()
    place = next(s.tables["SkillDays"] for s in book.worksheets if "SkillDays" in s.tables)
    assert [column.name for column in place.tableColumns][1] == "somebody"


def write_computed(held: Held) -> None:
    record, _ = held.store.read()
    held.store.write_computed(assess(record, AS_OF), {})
    held.saved()


def clear_computed(held: Held) -> None:
    held.store.clear_computed(LEADERBOARD)
    held.saved()


def lay_out(held: Held) -> None:
    """Each row, each sentence and each axis as the drawing says; then the other way about."""
    record, _ = held.store.read()
    rows = assess(record, AS_OF)
    drawing = draw_from(record, rows, standings(record, AS_OF, rows), AS_OF)
    assert drawing.sketch is not None
    band = BANDS[1]
    for number, height in enumerate((0.0, 33.0)):
        heights = dict.fromkeys(range(band.first_row, band.last_row + 1), height)
        texts = {(2, 1): "=not a formula", (3, 1): "", (2, 3): "b"}
        days = {"Timeline": (45_000 + number, 46_000, 250)}
        hidden = dict.fromkeys(drawing.sketch.hidden, not height)
        sketch = Sketch(texts, heights, hidden, 1, days)
        held.store.lay_out(dataclasses.replace(drawing, sketch=sketch))
    held.store.lay_out(dataclasses.replace(drawing, sketch=sketch))
    sheet = held.saved()["Dashboard"]
    assert [cell.value for cell in sheet[2][:3]] == ["=not a formula", None, "b"]
    for row in range(band.first_row, band.last_row + 1):
        assert sheet.row_dimensions[row].height == pytest.approx(33, abs=0.1)
        assert not sheet.row_dimensions[row].hidden


def lay_out_of_version_0_1(held: Held) -> None:
    """It has a sentence and days, and no rows to lay out."""
    held.store.lay_out(Drawing([], 45_000, 46_000, "=words"))
    assert held.saved()["Dashboard"]["A5"].value == "=words"


def save(held: Held) -> None:
    held.store.save()


CONTRACT: list[Callable[[Held], None]] = [
    is_large,
    read,
    keys,
    unjournalled,
    check_writable,
    add_missing_columns,
    extend_over_typed_rows,
    settle_cells,
    append,
    update,
    truncate,
    column_values,
    has_column,
    replace,
    rename_columns,
    write_computed,
    clear_computed,
    lay_out,
    lay_out_of_version_0_1,
    save,
]


@pytest.mark.libreoffice
@pytest.mark.parametrize("function", CONTRACT, ids=lambda function: function.__name__)
def test_contract(held: Held, function: Callable[[Held], None]) -> None:
    function(held)


def test_each_table_is_looked_for_where_a_new_workbook_has_it(tmp_path: Path) -> None:
    write_workbook(tmp_path / "new.xlsx", small_record(), AS_OF)
    book = load_workbook(tmp_path / "new.xlsx")
    assert {
        name: USUAL_SHEETS[name] for sheet in book for name in sheet.tables if name in USUAL_SHEETS
    } == {name: sheet.title for sheet in book for name in sheet.tables if name in USUAL_SHEETS}
    assert not {*book[DASHBOARD].tables} & {*USUAL_SHEETS}


def test_the_whole_contract_is_tested() -> None:
    promised = {name for name in vars(Store) if not name.startswith("_")}
    assert {function.__name__ for function in CONTRACT} == promised | {"lay_out_of_version_0_1"}
