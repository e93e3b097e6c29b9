"""Many new rows of a file: written while the sheet goes by, as if each cell had been put."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.table import TableColumn, TableFormula
from support.other_workbooks import with_parts
from support.records import AS_OF, small_record

from trackrecord.actions import on_file
from trackrecord.actions.session import Done, Session, change, read_view
from trackrecord.core.assessing import assess
from trackrecord.core.changes import Added, applied
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.model import Claim, Forecast, Forecaster, Outcome, Question, Record, Void
from trackrecord.errors import Refused
from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.parts import zip_writer
from trackrecord.ooxml.sheet_edits import SheetEdit
from trackrecord.tables.record import COSTLY, FORECASTERS, FORECASTS, OUTCOMES, QUESTIONS, RECORD
from trackrecord.tables.schema import Table, file_formula
from trackrecord.workbook import index
from trackrecord.workbook.file import opened
from trackrecord.workbook.file_looks import height_of_inputs
from trackrecord.workbook.file_rows import inputs_in, typed_cell
from trackrecord.workbook.file_store import FileStore
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

OLD = Path(__file__).parents[1] / "old" / "0.1.0"
BUNDLED = Path(__file__).parents[2] / "workbooks" / "xiaomi-su7"
ME = on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
DAY = date(2025, 1, 2)
PEOPLE = [Forecaster("eve", "analyst"), Forecaster("小米", "=1+1", "n")]
ASKED = [
    Question(
        f"q{n}", f"=Title {n}", ["cars", "date", "yes/no", "%"][n % 4], date(2025, 3, 1 + n), "C."
    )
    for n in range(8)
]
WORDS = ["2024-01-02", "+5", "-1", "likely", '<&> "x"', "_x0041_\x07", "'q"]
ENDS: list[Callable[[int], Any]] = [
    lambda n: 5e4 + n * 10.5,
    lambda n: date(2025, 2, 1 + n % 20),
    lambda n: 0.1 + n % 8 / 10,
    lambda n: n / 7,
]
CLAIMED = [
    Forecast(
        f"n{n}",
        f"q{n % 8}",
        "eve" if n % 3 else "小米",
        [*Claim][n % 4],
        DAY,
        WORDS[n % len(WORDS)],
        ENDS[n % 4](n) if n % 5 else None,
        ENDS[n % 4](n),
        [None, 0.5][n % 2],
        f"n{n - 1}" if n % 9 == 1 else "",
        f"quote\n{n}" if n % 2 else "",
        "0123",
    )
    for n in range(30)
]
KNOWN = [
    Outcome(f"q{n}", [6e4, date(2025, 2, 3), True, Void.AMBIGUOUS][n % 4], DAY, DAY, "S")
    for n in range(6)
]


def append_cell_by_cell(store: FileStore, table: Table, rows: Sequence[Any]) -> None:
    """What `FileStore.append` does to the cells, said for each cell."""
    place = store.file.contents.tables[table.name]
    typed = dict(inputs_in(place, table))
    ours = {column.header: column for column in table.calculated if column.formula}
    edit = store.file.edit(place)

    def put_block(of: SheetEdit, block: Any) -> None:
        assert of is edit
        for number, row in enumerate(block.items, block.first):
            edit.fits[number] = height_of_inputs(place, table, row)
            for at, column in enumerate(place.columns, place.left):
                formula = column.formula
                large = column.header in COSTLY and not formula
                if column.header in ours and not large:
                    formula = file_formula(table, ours[column.header])
                like = block.like if number != block.like else 0
                edit.put(number, at, CellChange(None, formula, like=like))
                if at in typed:
                    edit.put(number, at, typed_cell(row, typed[at]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SheetEdit, "put_block", put_block)
        FileStore.append(store, table, rows)


Append = Callable[[FileStore, Table, Sequence[Any]], None]


def add(path: Path, append: Append, *, again: bool) -> None:
    """Add many rows; `again`, change some of them before they are saved."""
    with opened(path) as file:
        store = FileStore(file)
        record, _ = store.read()
        store.add_missing_columns(RECORD)
        append(store, FORECASTERS, PEOPLE)
        append(store, QUESTIONS, ASKED)
        append(store, FORECASTS, CLAIMED[:20])
        if again:
            store.update(FORECASTS, "n5", replace(CLAIMED[5], wording="other", low=7.0))
            store.update(FORECASTS, "n19", None)
            store.update(FORECASTS, "n7", None)
        append(store, FORECASTS, CLAIMED[20:])
        append(store, OUTCOMES, KNOWN)
        if again:
            store.update(FORECASTS, "n25", replace(CLAIMED[25], wording="1", low=None))
            store.update(OUTCOMES, "q5", None)
        record = replace(
            record,
            questions=(*record.questions, *ASKED),
            forecasts=(*record.forecasts, *CLAIMED),
            outcomes=(*record.outcomes, *KNOWN),
        )
        store.write_computed(assess(record, AS_OF), {"AsOf": AS_OF})
        if again:
            store.update(FORECASTS, "n26", replace(CLAIMED[26], wording="1", low=None))
        store.save()


def small(path: Path) -> None:
    write_workbook(path, small_record(), AS_OF)


def empty(path: Path) -> None:
    write_workbook(path, Record(), AS_OF)


def bundled(path: Path) -> None:
    from trackrecord.actions.building import build  # noqa: PLC0415 - only here

    build(BUNDLED, path, AS_OF)


def old_small(path: Path) -> None:
    shutil.copy(OLD / "small.xlsx", path)


def old_xiaomi(path: Path) -> None:
    shutil.copy(OLD / "xiaomi-su7.xlsx", path)


def large(path: Path) -> None:
    record = small_record()
    rows = tuple(replace(record.forecasts[0], forecast=f"b{n}") for n in range(5_100))
    write_workbook(path, replace(record, forecasts=rows), AS_OF)


def own_columns(path: Path) -> None:
    """With a person's own columns, filter, conditional format, and cells beside the tables."""
    small(path)
    book = load_workbook(path)
    sheet = book["Forecasters"]
    table = sheet.tables["Forecasters"]
    table.ref = table.autoFilter.ref = "A1:E3"
    table.tableColumns += [TableColumn(id=4, name="Mine"), TableColumn(id=5, name="Twice")]
    text = "LEN(Forecasters[[#This Row],[Forecaster]])"
    table.tableColumns[-1].calculatedColumnFormula = TableFormula(attr_text=text)
    sheet["D1"], sheet["E1"], sheet["D2"], sheet["E2"] = "Mine", "Twice", "x", f"={text}"
    sheet["H4"], sheet["H9"] = "beside", 5
    sheet.conditional_formatting.add("A2:C3", CellIsRule(operator="equal", formula=["1"]))
    book["Forecasts"]["BZ7"] = "beside"
    book.save(path)


def prefixed(path: Path) -> None:
    """As some programs write it: each element with a prefix."""
    small(path)
    with ZipFile(path) as archive:
        sheets = {n: archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n}
    with_parts(
        path,
        {
            name: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", part).replace(b" xmlns=", b" xmlns:x=", 1)
            for name, part in sheets.items()
            if name.endswith("sheet8.xml")
        },
    )


MADE = [small, empty, bundled, old_small, old_xiaomi, large, own_columns, prefixed]


@pytest.mark.parametrize("again", [False, True], ids=["once", "changed again"])
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_rows_of_a_block_are_as_if_each_cell_had_been_put(
    tmp_path: Path, make: Callable[[Path], None], again: bool
) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    make(one)
    shutil.copy(one, other)
    before = len(read_workbook(one)[0].forecasts)
    add(one, FileStore.append, again=again)
    add(other, append_cell_by_cell, again=again)
    with ZipFile(one) as mine, ZipFile(other) as theirs:
        assert mine.namelist() == theirs.namelist()
        for name in mine.namelist():
            assert mine.read(name) == theirs.read(name), name
    record, problems = read_workbook(one)
    assert [p for p in problems if p.where.table != "Forecasts"] == []
    assert len(record.forecasts) == before + len(CLAIMED) - (2 if again else 0)
    sheet = load_workbook(one)["Forecasters"]
    assert [row[1].data_type for row in sheet.iter_rows() if row[0].value == "小米"] == ["s"]


def test_what_lies_where_new_rows_would_go_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    small(path)
    book = load_workbook(path)
    book["Forecasters"]["B5"] = "here"
    book.save(path)
    held = path.read_bytes()
    with pytest.raises(Refused, match=r"row 5.*holds something already"):
        add(path, FileStore.append, again=False)
    assert path.read_bytes() == held


def costly(sheet: Any, is_costly: bool = True) -> list[Any]:
    columns = sheet.tables["Forecasts"].tableColumns
    return [column for column in columns if (column.name in COSTLY) is is_costly]


def test_the_index_of_a_workbook_that_an_import_made_large(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    small(path)
    record = read_workbook(path)[0]
    rows = [
        Forecast(f"n{n}", f"Q{n % 700}", "ann", Claim.FORECAST, DAY, "5", 5.0, 5.0)
        for n in range(index.LARGE)
    ]
    asked = [Question(f"Q{n}", f"Title {n}", "cars", DAY, "C.") for n in range(700)]

    def action(session: Session, added: Added) -> Done:
        after = applied(change(session, read_view(session), "Import", [], added), [], added)
        return Done("", after, (), added)

    # Rows may read otherwise once there are more questions, so that these are added before.
    on_file.act(path, ME, lambda session: action(session, {"Questions": asked}))
    on_file.act(path, ME, lambda session: action(session, {"Forecasts": rows}))
    with opened(path) as file:
        assert file.is_as_we_left_it
        assert file.known is not None
        assert file.known.unseen == []
        expected = index.by_question(
            (row.where.row, row.question) for row in read_workbook(path)[0].forecasts
        )
        assert file.known.rows == expected
        assert len(expected["q699"]) == 7
    # A small change finds its rows by it.
    on_file.record(path, ME, "Q699", "5", known=DAY, source="S")
    after, problems = read_workbook(path)
    assert problems == []
    assert after.forecasts == (*record.forecasts, *rows)
    assert check_journal(after) == []
    sheet = load_workbook(path)["Forecasts"]
    headers = [cell.value for cell in sheet[1]]
    shown = load_workbook(path, data_only=True)["Forecasts"]
    # What costs too much holds values, as in a large workbook that is made new.
    assert not any(column.calculatedColumnFormula for column in costly(sheet))
    assert [column.calculatedColumnFormula is None for column in costly(sheet, False)].count(0) > 30
    write_workbook(tmp_path / "new.xlsx", after, AS_OF)
    new = load_workbook(tmp_path / "new.xlsx")["Forecasts"]
    for header in COSTLY:
        at = headers.index(header)
        assert [row[at].value for row in sheet] == [row[at].value for row in new], header
    last = shown[sheet.max_row]
    assert last[headers.index("Forecast")].value == rows[-1].forecast
    assert last[headers.index("Status")].value == "Overdue"


def test_what_could_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.xlsx"
    large(path)
    with ZipFile(path) as archive:
        size = max(info.file_size for info in archive.infolist())
    assert size / 5_100 * 100_000 < zip_writer.MOST_FILE_BYTES
    held = path.read_bytes()
    monkeypatch.setattr(zip_writer, "MOST_FILE_BYTES", size + 100)
    with pytest.raises(Refused, match="could not be read again"):
        add(path, FileStore.append, again=False)
    assert path.read_bytes() == held
    monkeypatch.setattr(zip_writer, "MOST_FILE_BYTES", size - 100)
    with pytest.raises(Refused, match="could not be read again"):
        large(tmp_path / "new.xlsx")
    assert not (tmp_path / "new.xlsx").exists()
