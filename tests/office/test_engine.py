"""The engine, through xlwings' public interface, on a real LibreOffice: a check list."""

import contextlib
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from openpyxl import load_workbook
from support.workbooks import missing

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.office.libreoffice import bridge, launcher
from trackrecord.office.libreoffice.bridge import NotReachedError

pytestmark = pytest.mark.libreoffice

Do = Callable[[xw.Sheet], Any]
T = [["Key", "N", "Double"], ["x", 1, None], ["y", 2, None]]


@pytest.fixture(scope="module")
def app() -> Iterator[xw.App]:
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    xw.engines["libreoffice"].activate()
    made = xw.App(visible=False)
    yield made
    made.quit()


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    made = app.books.add()
    yield made
    made.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


def put(cell: str, value: Any, then: Do) -> Do:
    def run(sheet: xw.Sheet) -> Any:
        sheet[cell].value = value
        return then(sheet)

    return run


def with_table(then: Callable[[Any], Any]) -> Do:
    def run(sheet: xw.Sheet) -> Any:
        sheet["B2"].value = T
        table = sheet.tables.add(sheet["B2:D4"], name="T")
        sheet["D3:D4"].formula = "=[@N]*2"
        return then(table)

    return run


def then(*steps: Callable[[], object]) -> Any:
    """Do one after the other; what the last one gives."""
    return [step() for step in steps][-1]


VALUES: dict[str, tuple[Do, object]] = {
    "number": (put("A1", 1.5, lambda s: s["A1"].value), 1.5),
    "whole number": (put("A1", 3, lambda s: s["A1"].value), 3.0),
    "large number": (put("A1", 2**40, lambda s: s["A1"].value), float(2**40)),
    "decimal": (put("A1", Decimal("0.25"), lambda s: s["A1"].value), 0.25),
    "not a number": (put("A1", float("nan"), lambda s: s["A1"].value), None),
    "text": (put("A1", "Käse 小米", lambda s: s["A1"].value), "Käse 小米"),
    "digits stay text": (put("A1", "00123", lambda s: s["A1"].value), "00123"),
    "a day in words stays text": (put("A1", "2024-03-28", lambda s: s["A1"].value), "2024-03-28"),
    "an apostrophe shields": (put("A1", "'=1+1", lambda s: s["A1"].value), "=1+1"),
    "two apostrophes leave one": (put("A1", "''x", lambda s: s["A1"].value), "'x"),
    "lines": (put("A1", "a\nb", lambda s: s["A1"].value), "a\nb"),
    "true": (put("A1", True, lambda s: s["A1"].value), True),
    "false": (put("A1", False, lambda s: s["A1"].value), False),
    "blank": (put("A1", None, lambda s: s["A1"].value), None),
    "no text is blank": (put("A1", "", lambda s: s["A1"].value), None),
    "day": (put("A1", date(2024, 3, 28), lambda s: s["A1"].value), datetime(2024, 3, 28)),
    "moment": (
        put("A1", datetime(2024, 3, 28, 13, 5, 7), lambda s: s["A1"].value),
        datetime(2024, 3, 28, 13, 5, 7),
    ),
    "day as date": (
        put("A1", date(2024, 3, 28), lambda s: s["A1"].options(dates=date).value),
        date(2024, 3, 28),
    ),
    "numbers as int": (put("A1", 2.0, lambda s: repr(s["A1"].options(numbers=int).value)), "2"),
    "blanks as": (put("A1", None, lambda s: s["A1"].options(empty="-").value), "-"),
    "row": (put("A1", [1, 2, 3], lambda s: s["A1:C1"].value), [1.0, 2.0, 3.0]),
    "column": (put("A1", [[1], [2]], lambda s: s["A1:A2"].value), [1.0, 2.0]),
    "block": (
        put("A1", [[1, "a"], [True, None]], lambda s: s["A1:B2"].value),
        [[1.0, "a"], [True, None]],
    ),
    "two dimensions always": (put("A1", 1, lambda s: s["A1"].options(ndim=2).value), [[1.0]]),
    "transposed": (
        put("A1", [[1, 2]], lambda s: s["A1:B1"].options(transpose=True).value),
        [1.0, 2.0],
    ),
    "one value fills": (
        lambda s: then(lambda: setattr(s["A1:B2"], "value", 7), lambda: s["A1:B2"].value),
        [[7.0, 7.0], [7.0, 7.0]],
    ),
    "a number over a boolean": (put("A1", True, put("A1", 5, lambda s: s["A1"].value)), 5.0),
    "a date keeps a chosen format": (
        lambda s: then(
            lambda: setattr(s["A1"], "number_format", "dd/mm/yyyy"),
            lambda: setattr(s["A1"], "value", date(2024, 3, 28)),
            lambda: (s["A1"].number_format, s["A1"].value),
        ),
        ("dd/mm/yyyy", datetime(2024, 3, 28)),
    ),
    "dates among numbers": (
        put("A1", [[1, date(2024, 3, 28)], [date(2024, 3, 29), 2]], lambda s: s["A1:B2"].value),
        [[1.0, datetime(2024, 3, 28)], [datetime(2024, 3, 29), 2.0]],
    ),
    "an error is blank": (put("A1", "=1/0", lambda s: s["A1"].value), None),
    "an error as text": (
        put("A1", "=1/0", lambda s: s["A1"].options(err_to_str=True).value),
        "#DIV/0!",
    ),
    "errors in a block": (
        put("A1", [["=NA()", 1], [2, "=1/0"]], lambda s: s["A1:B2"].options(err_to_str=True).value),
        [["#N/A", 1.0], [2.0, "#DIV/0!"]],
    ),
    "a date by formula": (
        put("A1", "=DATE(2024,3,28)", lambda s: s["A1"].value),
        datetime(2024, 3, 28),
    ),
    "a truth by formula": (put("A1", "=1=1", lambda s: s["A1"].value), True),
    "text by formula": (put("A1", '="a"&"b"', lambda s: s["A1"].value), "ab"),
    "no text by formula": (put("A1", '=""', lambda s: s["A1"].value), None),
    "dictionary": (
        put("A1", [["a", 1], ["b", 2]], lambda s: s["A1:B2"].options(dict).value),
        {"a": 1.0, "b": 2.0},
    ),
}
FORMULAS: dict[str, tuple[Do, object]] = {
    "sum": (
        put("A1", [[1, 2, "=SUM(A1:B1)"]], lambda s: (s["C1"].value, s["C1"].formula)),
        (3.0, "=SUM(A1:B1)"),
    ),
    "several arguments": (
        put("A1", "=IF(TRUE,1,2)", lambda s: (s["A1"].value, s["A1"].formula)),
        (1.0, "=IF(TRUE,1,2)"),
    ),
    "a comma in text": (
        put("A1", '="a,b;c"', lambda s: (s["A1"].value, s["A1"].formula)),
        ("a,b;c", '="a,b;c"'),
    ),
    "an array": (
        put("A1", "=SUM({1,2;3,4})", lambda s: (s["A1"].value, s["A1"].formula)),
        (10.0, "=SUM({1,2;3,4})"),
    ),
    "another sheet": (
        lambda s: then(
            lambda: s.book.sheets.add("My sheet", after=s),
            lambda: setattr(s.book.sheets["My sheet"]["B2"], "value", 4),
            lambda: setattr(s["A1"], "formula", "='My sheet'!B2*2"),
            lambda: (s["A1"].value, s["A1"].formula),
        ),
        (8.0, "='My sheet'!B2*2"),
    ),
    "fill down": (
        put(
            "A1",
            [[1], [2], [3]],
            lambda s: then(
                lambda: setattr(s["B1:B3"], "formula", "=A1*10"), lambda: s["B1:B3"].value
            ),
        ),
        [10.0, 20.0, 30.0],
    ),
    "fill both ways": (
        put(
            "A1",
            [[1, 2], [3, 4]],
            lambda s: then(
                lambda: setattr(s["D1:E2"], "formula", "=A1+1"), lambda: s["D1:E2"].value
            ),
        ),
        [[2.0, 3.0], [4.0, 5.0]],
    ),
    "a block of formulas": (
        put(
            "A1",
            2,
            lambda s: then(
                lambda: setattr(s["B1:C1"], "formula", [["=A1*2", "=A1*3"]]),
                lambda: s["B1:C1"].value,
            ),
        ),
        [4.0, 6.0],
    ),
    "a newer function": (put("A1", "=_xlfn.NORM.S.INV(0.5)", lambda s: round(s["A1"].value)), 0),
    "end of month": (
        put("A1", "=EOMONTH(DATE(2024,2,1),0)", lambda s: s["A1"].formula),
        "=EOMONTH(DATE(2024,2,1),0)",
    ),
    "the value as text": (put("A1", 1.5, lambda s: s["A1"].formula), "1.5"),
    "text that looks like a formula": (put("A1", "'=1+1", lambda s: s["A1"].value), "=1+1"),
    "over an array": (
        put(
            "A1",
            [[1, 2]],
            lambda s: then(
                lambda: setattr(s["A2:B2"], "formula_array", "=A1:B1*2"), lambda: s["A2:B2"].value
            ),
        ),
        [2.0, 4.0],
    ),
    "this row": (
        with_table(
            lambda t: (
                t.columns["Double"].data_body_range.value,
                t.columns["Double"].data_body_range[0].formula,
            )
        ),
        ([2.0, 4.0], "=T[[#This Row],[N]]*2"),
    ),
    "a column of a table": (
        with_table(
            lambda t: then(
                lambda: setattr(t.parent["F1"], "formula", "=SUM(T[N])"),
                lambda: t.parent["F1"].value,
            )
        ),
        3.0,
    ),
    "all of a table": (
        with_table(
            lambda t: then(
                lambda: setattr(t.parent["F1"], "formula", "=ROWS(T[#All])"),
                lambda: t.parent["F1"].value,
            )
        ),
        3.0,
    ),
    "columns of a table": (
        with_table(
            lambda t: then(
                lambda: setattr(t.parent["F1"], "formula", "=SUM(T[[N]:[Double]])"),
                lambda: t.parent["F1"].value,
            )
        ),
        9.0,
    ),
}
RANGES: dict[str, tuple[Do, object]] = {
    "address": (lambda s: s["B2:C4"].address, "$B$2:$C$4"),
    "relative address": (lambda s: s["B2"].get_address(False, False), "B2"),
    "shape": (lambda s: s["B2:C4"].shape, (3, 2)),
    "offset": (lambda s: s["B2"].offset(1, 2).address, "$D$3"),
    "resize": (lambda s: s["B2"].resize(2, 3).address, "$B$2:$D$3"),
    "slice": (lambda s: s["B2:D5"][1:3, 0].address, "$B$3:$B$4"),
    "between two cells": (lambda s: s.range((1, 1), (3, 2)).address, "$A$1:$B$3"),
    "whole column": (lambda s: s["C:C"].address, "$C$1:$C$1048576"),
    "last cell": (lambda s: s["B2:D5"].last_cell.address, "$D$5"),
    "rows": (lambda s: [row.address for row in s["A1:B2"].rows], ["$A$1:$B$1", "$A$2:$B$2"]),
    "end down": (
        put(
            "A1",
            [[1], [2], [None], [4]],
            lambda s: (
                s["A1"].end("down").row,
                s["A2"].end("down").row,
                s["A3"].end("down").row,
                s["A4"].end("down").row,
            ),
        ),
        (2, 4, 4, 1_048_576),
    ),
    "end up and left": (
        put(
            "B2",
            [[1, 2], [3, 4]],
            lambda s: (s["C3"].end("up").row, s["C3"].end("left").column, s["C9"].end("up").row),
        ),
        (2, 2, 3),
    ),
    "expand": (put("A1", [[1, 2], [3, 4]], lambda s: s["A1"].expand().address), "$A$1:$B$2"),
    "current region": (
        put("B2", [[1, 2], [3, 4]], lambda s: s["C3"].current_region.address),
        "$B$2:$C$3",
    ),
    "used range": (put("B2", [[1, 2], [3, 4]], lambda s: s.used_range.address), "$B$2:$C$3"),
    "clear contents": (
        put("A1", 1, lambda s: then(s["A1"].clear_contents, lambda: s["A1"].value)),
        None,
    ),
    "number format": (
        lambda s: then(
            lambda: setattr(s["A1"], "number_format", "#,##0.00"), lambda: s["A1"].number_format
        ),
        "#,##0.00",
    ),
    "several formats": (
        lambda s: then(
            lambda: setattr(s["A1"], "number_format", "0.00"), lambda: s["A1:A2"].number_format
        ),
        None,
    ),
    "general": (lambda s: s["A1"].number_format, "General"),
    "colour": (
        lambda s: then(lambda: setattr(s["A1"], "color", (255, 200, 0)), lambda: s["A1"].color),
        (255, 200, 0),
    ),
    "no colour": (lambda s: s["A1"].color, None),
    "bold": (
        lambda s: then(lambda: setattr(s["A1"].font, "bold", True), lambda: s["A1"].font.bold),
        True,
    ),
    "width": (
        lambda s: then(
            lambda: setattr(s["A:A"], "column_width", 20), lambda: round(s["A1"].column_width)
        ),
        20,
    ),
    "height": (
        lambda s: then(
            lambda: setattr(s["A1"], "row_height", 30), lambda: round(s["A1"].row_height)
        ),
        30,
    ),
    "wrapped": (
        lambda s: then(lambda: setattr(s["A1"], "wrap_text", True), lambda: s["A1"].wrap_text),
        True,
    ),
    "insert": (
        put(
            "A1",
            [[1], [2]],
            lambda s: then(lambda: s["A2"].insert("down"), lambda: s["A1:A3"].value),
        ),
        [1.0, None, 2.0],
    ),
    "delete": (
        put(
            "A1",
            [[1], [2], [3]],
            lambda s: then(lambda: s["A2"].delete("up"), lambda: s["A1:A2"].value),
        ),
        [1.0, 3.0],
    ),
    "copy": (
        put(
            "A1",
            [[1, "=A1+1"]],
            lambda s: then(lambda: s["A1:B1"].copy(s["A2"]), lambda: s["B2"].formula),
        ),
        "=A2+1",
    ),
    "copy fills": (
        put(
            "A1",
            [[1, "=A1+1"]],
            lambda s: then(
                lambda: s["A1:B1"].copy(s["A2:B8"]),
                lambda: (s["B8"].formula, s["A1:A9"].value.count(1)),
            ),
        ),
        ("=A8+1", 8),
    ),
    "merge": (
        lambda s: then(s["A1:B1"].merge, lambda: (s["A1"].merge_cells, s["A1"].merge_area.address)),
        (True, "$A$1:$B$1"),
    ),
}
TABLES: dict[str, tuple[Do, object]] = {
    "range": (with_table(lambda t: t.range.address), "$B$2:$D$4"),
    "header": (with_table(lambda t: t.header_row_range.value), ["Key", "N", "Double"]),
    "body": (with_table(lambda t: t.data_body_range.value), [["x", 1.0, 2.0], ["y", 2.0, 4.0]]),
    "by name": (with_table(lambda t: t.parent.tables["T"].name), "T"),
    "is there": (
        with_table(lambda t: ("T" in t.parent.tables, "U" in t.parent.tables)),
        (True, False),
    ),
    "listed": (with_table(lambda t: [table.name for table in t.parent.tables]), ["T"]),
    "append": (
        with_table(
            lambda t: then(
                lambda: t.rows.add(["z", 5, None]),
                lambda: (t.range.address, t.data_body_range.value[-1]),
            )
        ),
        ("$B$2:$D$5", ["z", 5.0, None]),
    ),
    "append with formulas": (
        with_table(
            lambda t: then(
                t.rows.add,
                lambda: setattr(t.parent["C5"], "value", 5),
                lambda: t.parent["D5"].value,
            )
        ),
        10.0,
    ),
    "insert": (
        with_table(
            lambda t: then(
                lambda: t.rows.add(["w", 0, None], 1),
                lambda: t.columns["Key"].data_body_range.value,
            )
        ),
        ["w", "x", "y"],
    ),
    "delete": (
        with_table(lambda t: then(t.rows[0].delete, lambda: t.data_body_range.value)),
        ["y", 2.0, 4.0],
    ),
    "what is below moves": (
        with_table(
            lambda t: then(
                lambda: setattr(t.parent["B5"], "value", "below"),
                lambda: t.rows.add(["z", 5, None]),
                lambda: t.parent["B6"].value,
            )
        ),
        "below",
    ),
    "resize": (
        with_table(lambda t: then(lambda: t.resize(t.parent["B2:D6"]), lambda: t.range.address)),
        "$B$2:$D$6",
    ),
    "columns": (
        with_table(lambda t: [(c.name, c.index) for c in t.columns]),
        [("Key", 1), ("N", 2), ("Double", 3)],
    ),
    "add a column": (
        with_table(lambda t: then(lambda: t.columns.add("New"), lambda: t.header_row_range.value)),
        ["Key", "N", "Double", "New"],
    ),
    "around a cell": (with_table(lambda t: t.parent["C3"].table.name), "T"),
    "filter buttons": (
        with_table(
            lambda t: then(lambda: setattr(t, "show_autofilter", True), lambda: t.show_autofilter)
        ),
        True,
    ),
}
RULES: dict[str, tuple[Do, object]] = {
    "none": (lambda s: s["A1"].data_validation.type, "none"),
    "list": (
        lambda s: then(
            lambda: s["A1"].data_validation.set_list(["yes", "no"]),
            lambda: (s["A1"].data_validation.type, s["A1"].data_validation.source),
        ),
        ("list", "yes,no"),
    ),
    "list of cells": (
        lambda s: then(
            lambda: s["A1"].data_validation.set_list(s["C1:C3"]),
            lambda: s["A1"].data_validation.source,
        ),
        "=Sheet1!$C$1:$C$3",
    ),
    "whole number": (
        lambda s: then(
            lambda: s["A1"].data_validation.set_whole_number("between", 1, 10),
            lambda: (s["A1"].data_validation.operator, s["A1"].data_validation.formula2),
        ),
        ("between", "=10"),
    ),
    "date": (
        lambda s: then(
            lambda: s["A1"].data_validation.set_date("greater_than_or_equal", date(1900, 3, 1)),
            lambda: s["A1"].data_validation.type,
        ),
        "date",
    ),
    "own formula": (
        lambda s: then(
            lambda: s["A1"].data_validation.set_custom("=LEN(A1)>2"),
            lambda: s["A1"].data_validation.formula,
        ),
        "=LEN(A1)>2",
    ),
    "deleted": (
        lambda s: then(
            lambda: s["A1"].data_validation.set_list(["a"]),
            s["A1"].data_validation.delete,
            lambda: s["A1"].data_validation.type,
        ),
        "none",
    ),
}


@pytest.mark.parametrize(
    ("do", "wanted"),
    [
        pytest.param(do, wanted, id=f"{group}: {name}")
        for group, checks in (
            ("value", VALUES),
            ("formula", FORMULAS),
            ("range", RANGES),
            ("table", TABLES),
            ("rule", RULES),
        )
        for name, (do, wanted) in checks.items()
    ],
)
def test_behaviour(sheet: xw.Sheet, do: Do, wanted: object) -> None:
    sheet.name = "Sheet1"
    assert do(sheet) == wanted


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, (VALUES, FORMULAS, RANGES, TABLES, RULES))) >= 80


def test_sheets(book: xw.Book) -> None:
    first = book.sheets[0]
    second = book.sheets.add("Second", after=first)
    assert [sheet.name for sheet in book.sheets] == [first.name, "Second"]
    assert (second.index, len(book.sheets), "Second" in book.sheets) == (2, 2, True)
    second.name = "Renamed"
    assert book.sheets["Renamed"] == second
    second["A1"].value = 1
    second.copy(after=second)
    assert book.sheets[2]["A1"].value == 1
    book.sheets[2].delete()
    second.visible = False
    assert not second.visible
    first.activate()
    assert book.sheets.active == first


def test_a_row_at_the_end_of_a_table_without_formulas(book: xw.Book) -> None:
    """It comes inside the table; the last row stands where it stood, with all that refers to it."""
    sheet = book.sheets[0]
    sheet["B2"].value = [["Name", "N", "Day"], ["a", 1, None], ["b", 2, None], ["c", 3, None]]
    sheet["D5"].value = date(2024, 3, 28)
    sheet["B7"].value = "below"
    sheet["A5"].value = "beside"
    table = sheet.tables.add(sheet["B2:D5"], name="T")
    sheet["F2:F6"].formula = [
        ["=SUM(C3:C5)"],
        ["=C5"],
        ["=SUM(T[N])"],
        ["=SUM(C2:C4)"],
        ['=MATCH("c",T[Name],0)'],
    ]
    for name, number in (("d", 10), ("e", 100)):
        row = table.rows.add([name, number, None])
    assert table.range.address == "$B$2:$D$7"
    assert row.range.address == "$B$7:$D$7"
    assert sheet["B5:D5"].value == ["c", 3, datetime(2024, 3, 28)]
    assert sheet["B6:C7"].value == [["d", 10], ["e", 100]]
    assert sheet["A5"].value == "beside"
    assert sheet["B9"].value == "below"
    assert sheet["F2:F6"].formula[0] == ("=SUM(C3:C7)",)
    assert sheet["F2:F6"].value == [116, 3, 116, 3, 3]
    assert sheet["D6"].number_format == sheet["D5"].number_format


def test_a_row_below_a_sum_of_those_above(book: xw.Book) -> None:
    """The running total of the last row does not take in the new one."""
    sheet = book.sheets[0]
    sheet["A1"].value = [["N", "So far"], [1, None], [2, None], [3, None]]
    table = sheet.tables.add(sheet["A1:B4"], name="T")
    sheet["B2:B4"].formula = [["=SUM(A$2:A2)"], ["=SUM(A$2:A3)"], ["=SUM(A$2:A4)"]]
    table.rows.add([10, None])
    assert sheet["B4"].formula == "=SUM(A$2:A4)"
    assert sheet["B2:B4"].value == [1, 3, 6]
    assert table.range.address == "$A$1:$B$5"


def test_names(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet.name = "Sheet1"
    sheet["A1:A2"].value = [[1], [2]]
    sheet["A1:A2"].name = "Both"
    book.names.add("Twice", "=SUM(Both)*2")
    sheet["B1"].formula = "=Twice"
    assert sheet["B1"].value == 6
    assert book.names["Both"].refers_to_range.address == "$A$1:$A$2"
    assert book.names["Twice"].refers_to == "=SUM(Both)*2"
    assert sheet.range("Both").value == [1, 2]
    assert "Both" in book.names
    assert "Neither" not in book.names
    book.names["Twice"].delete()
    assert [name.name for name in book.names] == ["Both"]


def test_selection(app: xw.App, book: xw.Book) -> None:
    sheet = book.sheets.add("Other", after=book.sheets[0])
    sheet["B2:C3"].select()
    assert app.selection is not None
    assert app.selection.address == "$B$2:$C$3"
    assert app.selection.sheet.name == "Other"
    assert book.sheets.active.name == "Other"


def test_alerts_answer_themselves(
    app: xw.App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XLWINGS_LIBREOFFICE_ALERTS", str(tmp_path / "alerts"))
    app.impl.answers[:] = ["no"]
    assert app.alert("Really?", "Title", buttons="yes_no") == "no"
    assert app.alert("Really?", buttons="yes_no_cancel") == "yes"
    assert app.alert("Done.") == "ok"
    assert len((tmp_path / "alerts").read_text().splitlines()) == 3


def test_properties(app: xw.App, book: xw.Book) -> None:
    book.sheets[0]["A1"].value = 1
    book.sheets[0]["B1"].formula = "=A1+1"
    with app.properties(calculation="manual", screen_updating=False, enable_events=False):
        assert (app.calculation, app.screen_updating) == ("manual", False)
        book.sheets[0]["A1"].value = 5
    assert (app.calculation, app.screen_updating) == ("automatic", True)
    app.calculate()
    assert book.sheets[0]["B1"].value == 6


def test_a_protected_sheet_says_so(sheet: xw.Sheet) -> None:
    sheet.impl.protect()
    for change in (
        lambda: setattr(sheet["A1"], "value", 1),
        lambda: setattr(sheet["A1"], "number_format", "0.00"),
        sheet["A1"].clear_contents,
    ):
        with pytest.raises(xw.XlwingsError, match=r"protected|refused"):
            change()
    sheet.impl.unprotect()
    sheet["A1"].value = 1


def test_save_and_open_again(app: xw.App, tmp_path: Path) -> None:
    book = app.books.add()
    sheet = book.sheets[0]
    sheet["A1"].value = [["Key", "Day", "Sure"], ["x", date(2024, 3, 28), True]]
    sheet.tables.add(sheet["A1:C2"], name="Saved")
    path = tmp_path / "a b ü.xlsx"
    book.save(path)
    assert (book.name, book.fullname) == (path.name, os.fspath(path))
    book.close()
    read = load_workbook(path).worksheets[0]
    assert read.tables["Saved"].ref == "A1:C2"
    assert read["B2"].value == datetime(2024, 3, 28)
    assert read["C2"].value is True
    again = app.books.open(path)
    assert again.sheets[0].tables["Saved"].range.value[1] == ["x", datetime(2024, 3, 28), True]
    assert again == app.books[path.name]
    again.close()


def test_pdf(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "on paper"
    book.to_pdf(tmp_path / "book.pdf")
    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF")


def test_two_offices_at_once(app: xw.App) -> None:
    other = xw.App(visible=False)
    assert other.pid != app.pid
    other.books[0].sheets[0]["A1"].value = "theirs"
    assert {other.pid, app.pid} <= set(xw.engines["libreoffice"].apps.keys())
    other.quit()
    app.activate()


def test_what_is_not_there(app: xw.App, tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("nonsense")
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "nowhere.xlsx")
    with pytest.raises(KeyError):
        app.books["nowhere.xlsx"]
    with pytest.raises(xw.XlwingsError, match="no range"):
        app.books.add().sheets[0].range("Nothing here")
    app.books.active.close()


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(xw.XlwingsError, match="install"):
        xw.App(visible=False)


def test_an_office_that_answers_with_nonsense_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen once in thousands of starts: its first answer is of another kind than was asked for."""
    name = f"trackrecordtest{os.getpid()}"
    with pytest.raises(NotReachedError):
        bridge.connect(name)
    place = launcher.PIPES[0] / f"OSL_PIPE_{os.getuid()}_{name}"
    with socket.socket(socket.AF_UNIX) as pipe, place_of(pipe, place):

        def answer() -> None:
            spoken, _ = pipe.accept()
            with spoken:
                spoken.sendall(b"\0\0\0\x04\0\0\0\x01\xff\xff\xff\xff")

        speaker = threading.Thread(target=answer, daemon=True)
        speaker.start()
        # What is raised passes through `with`, which LibreOffice's own errors cannot.
        with pytest.raises(NotReachedError), contextlib.ExitStack():
            bridge.connect(name)
        speaker.join(10)
    answers = iter([NotReachedError("nonsense")])

    def first_nonsense(pipe: str) -> Any:
        for answer in answers:
            raise answer
        return bridge.connect(pipe)

    monkeypatch.setattr(launcher, "connect", first_nonsense)
    office = launcher.Office()
    assert office.desktop is not None
    assert next(answers, None) is None
    office.stop()


@contextlib.contextmanager
def place_of(pipe: socket.socket, path: Path) -> Iterator[None]:
    pipe.bind(str(path))
    pipe.listen()
    try:
        yield
    finally:
        path.unlink()
