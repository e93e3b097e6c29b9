"""Changes to a workbook file: what is touched, what is kept, what other readers then see."""

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from support.meaning import Meaning, meaning
from support.packages import parts
from support.records import AS_OF, small_record
from support.records import forecast_of as forecast
from support.workbooks import Recalculate, assert_agrees, cell_of, cells, fixed

from trackrecord.actions import on_file
from trackrecord.actions.exporting import pull
from trackrecord.actions.on_file import Person
from trackrecord.actions.reading import check_place, read_checked
from trackrecord.core.checks import notes_on
from trackrecord.core.model import Forecaster, Never, Outcome, Question, Record, Void
from trackrecord.errors import Refused
from trackrecord.ooxml.markup.tree import tree_of, written
from trackrecord.ooxml.table_growth import retitle
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.record import FORECASTS
from trackrecord.workbook.file import opened, save
from trackrecord.workbook.file_store import FileStore
from trackrecord.workbook.new import SHEETS, write_workbook
from trackrecord.workbook.read import read_workbook

ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
DAY = date(2025, 5, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "record.xlsx"
    write_workbook(made, fixed(small_record()), AS_OF)
    return made


def record(path: Path, question: str = "how-many", value: str = "55000", **more: Any) -> str:
    given: dict[str, Any] = {"known": DAY, "source": "S"} | more
    return on_file.record(path, ME, question, value, **given)


VALUES = [
    ("when", "2024-02-15", date(2024, 2, 15)),
    ("when", "never", Never.NEVER),
    ("how-many", "55000", 55000.0),
    ("how-many", "-1.5e3", -1500.0),
    ("whether", "yes", True),
    ("whether", "no", False),
]


@pytest.mark.parametrize(("question", "typed", "value"), VALUES)
def test_an_outcome_is_recorded(path: Path, question: str, typed: str, value: object) -> None:
    assert record(path, question, typed, note="=1+1").startswith(f"'{question}' is ")
    held, problems = read_workbook(path)
    assert problems == []
    assert held.outcomes == (Outcome(question, value, DAY, AS_OF, "S", "=1+1"),)  # type: ignore[arg-type]  # a value
    assert held.journal[-1].action == "Record outcome"
    assert check_place(path, AS_OF)[1] == []


@pytest.mark.parametrize("reader", ["openpyxl", "calamine"])
def test_other_readers_see_the_row_and_no_old_score(path: Path, reader: str) -> None:
    record(path)
    if reader == "openpyxl":
        book = load_workbook(path, data_only=True)
        rows = {
            n: [list(r) for r in book[n].iter_rows(values_only=True)]
            for n in ("Outcomes", "Forecasts")
        }
    else:
        opened = CalamineWorkbook.from_path(path)
        rows = {n: opened.get_sheet_by_name(n).to_python() for n in ("Outcomes", "Forecasts")}
    assert rows["Outcomes"][1][:2] == ["how-many", 55000]
    place = {header: number for number, header in enumerate(rows["Forecasts"][0])}
    scored = {
        row[0]: (row[place["Status"]], row[place["Hit"]], row[place["Error"]])
        for row in rows["Forecasts"][1:]
    }
    assert scored["a-how-many"] == ("Resolved", True, 0)
    assert scored["b-how-many"] == ("Resolved", False, 45000)


def everything(path: Path) -> None:
    """All that the commands do, one after the other."""
    record(path, "when", "2024-03-20", note="late")
    record(path)
    record(path, "how-many", "61000", source="corrected")
    on_file.void(path, ME, "whether", Void.AMBIGUOUS, "nobody knows")
    on_file.undo(path, ME)
    record(path, "whether", "yes")
    on_file.add(
        path, ME, forecast("in Q3 2024", "when", "cid"), forecaster=Forecaster("cid", "analyst")
    )
    on_file.add(
        path,
        ME,
        forecast("at least 9", "more", "ann", key="a-more"),
        question=Question("more", "More?", "models", date(2025, 5, 1), "As counted."),
    )
    record(path, "more", "8")


@pytest.mark.libreoffice
def test_libreoffice_computes_what_was_written(path: Path, recalculate: Recalculate) -> None:
    once = path.with_name("once.xlsx")
    shutil.copy(path, once)
    record(once, "when", "2024-02-15")
    everything(path)
    assert_agrees([once, path], recalculate)


def test_it_shows_what_a_new_workbook_would(path: Path) -> None:
    """Every cell of every sheet, but for the journal, which a new workbook takes over."""
    everything(path)
    held, problems = read_workbook(path)
    assert problems == []
    fresh = path.with_name("fresh.xlsx")
    write_workbook(fresh, held, AS_OF, "record")
    for formulas in (False, True):
        old, new = cells(path, formulas=formulas), cells(fresh, formulas=formulas)
        old, new = ({k: v for k, v in c.items() if v != ""} for c in (old, new))
        assert {k: v for k, v in old.items() if new.get(k) != v} == {}
        assert {k: v for k, v in new.items() if old.get(k) != v} == {}
    tables = [
        {t.displayName: t.ref for s in load_workbook(p) for t in s.tables.values()}
        for p in (path, fresh)
    ]
    assert tables[1] == tables[0]
    assert drawn_parts(path) == drawn_parts(fresh)
    heights = [
        {
            row: (of.height, of.hidden)
            for row, of in load_workbook(p)["Dashboard"].row_dimensions.items()
        }
        for p in (path, fresh)
    ]
    assert heights[0] == heights[1]


def drawn_parts(path: Path) -> dict[str, Meaning]:
    """The charts and the drawing of the Dashboard: what they say, however it is written."""
    return {
        name: meaning(content)
        for name, content in parts(path).items()
        if name.startswith(("xl/charts/", "xl/drawings/"))
    }


def test_new_rows_look_like_the_others(path: Path) -> None:
    everything(path)
    for sheet in load_workbook(path):
        for table in sheet.tables.values():
            if table.displayName in ("Settings", "Checks"):  # no rows are added there
                continue
            rows = list(sheet[table.ref])[1:]
            for cell, below in zip(rows[0], rows[-1], strict=True):
                assert below.fill.fgColor.rgb == cell.fill.fgColor.rgb, below
                assert below.border.left.style == cell.border.left.style
    outcomes = load_workbook(path)["Outcomes"]
    shown = {row[0].value: row[1].number_format for row in outcomes.iter_rows(min_row=2)}
    assert shown["when"] == "yyyy-mm-dd"
    assert shown["how-many"] != "yyyy-mm-dd"


def test_only_what_must_be_is_touched(path: Path) -> None:
    before = parts(path)
    record(path)
    after = parts(path)
    assert list(after) == list(before)
    others = {f"xl/worksheets/sheet{SHEETS.index(n) + 1}.xml" for n in ("Questions", "Forecasters")}
    changed = {name for name in after if after[name] != before[name]}
    assert others <= set(before)
    assert not changed & others
    assert "docProps/core.xml" in changed  # the seal
    assert all(
        name.startswith(("xl/worksheets/", "xl/tables/", "xl/charts/", "xl/drawings/", "xl/styles"))
        for name in changed - {"docProps/core.xml"}
    )


def test_the_file_before_is_kept(path: Path) -> None:
    before = path.read_bytes()
    record(path)
    assert path.with_name("record.xlsx.bak").read_bytes() == before
    assert {other.name for other in path.parent.iterdir()} == {"record.xlsx", "record.xlsx.bak"}


REFUSALS: list[tuple[str, Callable[[Path], object]]] = [
    ("no question 'nope'", lambda path: record(path, "nope")),
    ("is no number", lambda path: record(path, value="lots")),
    ("names no time", lambda path: record(path, "when", "soon")),
    ("trackrecord void", lambda path: record(path, value="ambiguous")),
    ("before it was known", lambda path: record(path, known=date(2026, 1, 1))),
    ("nothing to take back", lambda path: on_file.undo(path, ME)),
    (
        "cannot be read for certain",
        lambda path: on_file.add(path, ME, forecast("a lot", "how-many", "ann")),
    ),
    ("no forecaster 'zoe'", lambda path: on_file.add(path, ME, forecast("5", "how-many", "zoe"))),
    (
        "stands in Forecasts already",
        lambda path: on_file.add(path, ME, forecast("5", "how-many", "ann", key="a-when")),
    ),
    (
        "say why the question is ambiguous",
        lambda path: on_file.void(path, ME, "how-many", Void.AMBIGUOUS, ""),
    ),
    (
        "2025-06-02 is in the future",
        lambda path: on_file.add(
            path, ME, replace(forecast("5", "how-many", "ann"), issued=date(2025, 6, 2))
        ),
    ),
    (
        "Wording is empty",
        lambda path: on_file.add(
            path, ME, replace(forecast("5", "how-many", "ann"), wording=" ", low=5.0, high=5.0)
        ),
    ),
    (
        "is read as 5, but Low and High say 6",
        lambda path: on_file.add(
            path, ME, replace(forecast("5", "how-many", "ann"), low=6.0, high=6.0)
        ),
    ),
]


@pytest.mark.parametrize(("message", "step"), REFUSALS, ids=[m for m, _ in REFUSALS])
def test_refused_and_nothing_changed(
    path: Path, message: str, step: Callable[[Path], object]
) -> None:
    before = path.read_bytes()
    with pytest.raises(Refused, match=message):
        step(path)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == ["record.xlsx"]


SCORES = (
    "Hit",
    "Days late",
    "Error",
    "Log ratio",
    "Interval score",
    "Brier",
    "Score",
    "Relative score",
    "Scored at",
)


def shown(path: Path, key: str) -> dict[str, Any]:
    """What a reader that does not calculate sees in the row of a forecast, by header."""
    rows = list(load_workbook(path, data_only=True)["Forecasts"].iter_rows(values_only=True))
    [row] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == key]
    return row


def scored(path: Path, key: str) -> dict[str, Any]:
    """The scores that a row shows; none of them where it is hindsight."""
    row = shown(path, key)
    return {name: row[name] for name in SCORES if row[name] not in (None, "")}


def test_a_forecast_in_hindsight_is_added_named_and_scored_nowhere(path: Path) -> None:
    record(path, known=date(2024, 6, 1))
    late = replace(forecast("55000", "how-many", "ann", key="late"), issued=date(2024, 6, 2))
    said = on_file.add(path, ME, late)
    assert "Note: issued on 2024-06-02, but the outcome was known on 2024-06-01; that is" in said
    assert "Note" not in on_file.add(
        path, ME, replace(late, forecast="early", issued=date(2024, 5, 31))
    )
    held, problems = check_place(path, AS_OF)
    assert problems == []
    [note] = notes_on(held)
    assert str(note.where) == "Forecasts row 9, column Issued"
    assert "hindsight" in note.message
    assert (shown(path, "late")["Status"], scored(path, "late")) == ("Hindsight", {})
    assert shown(path, "late")["Counts"] == 0
    assert shown(path, "early")["Status"] == "Resolved"
    assert scored(path, "early")["Score"] == 0  # 55,000 it was


def test_hindsight_is_no_less_for_being_there_already(path: Path) -> None:
    record(path, known=date(2024, 6, 1))
    spoilt(path, lambda book: put(book, "how-many", "Issued", datetime(2024, 6, 2)))
    late = replace(forecast("55000", "how-many", "ann"), issued=date(2024, 6, 2))
    assert "that is hindsight" in on_file.add(path, ME, late)
    assert len(notes_on(check_place(path, AS_OF)[0])) == 2


def test_a_forecast_after_the_day_it_resolves_is_added_and_named(path: Path) -> None:
    """Nothing is known, so it is no hindsight; but it stood no day and has nothing to say."""
    late = replace(forecast("5", "how-many", "ann", key="late"), issued=date(2025, 3, 1))
    assert "Note: issued on 2025-03-01, after the question resolves" in on_file.add(path, ME, late)
    held, problems = check_place(path, AS_OF)
    assert (problems, len(notes_on(held))) == ([], 1)
    row = shown(path, "late")
    assert (row["Status"], row["Stood"], row["Counts"]) == ("Overdue", 0, 0)


def test_an_outcome_known_before_the_first_forecast_is_recorded_and_named(path: Path) -> None:
    """If that day is true, every forecast of the question was hindsight."""
    said = record(path, known=date(2020, 1, 1))
    assert said.startswith("'how-many' is 55000. Note: issued on 2024-01-01, but the outcome was")
    assert said.endswith("(and 1 more; see check).")
    held, problems = check_place(path, AS_OF)
    assert problems == []
    assert [str(note.where) for note in notes_on(held)] == [
        "Forecasts row 4, column Issued",
        "Forecasts row 5, column Issued",
    ]
    for key in ("a-how-many", "b-how-many"):
        assert (shown(path, key)["Status"], scored(path, key)) == ("Hindsight", {})


def put(book: Any, question: str, header: str, value: object) -> None:
    """Type into the first forecast of a question."""
    sheet = book["Forecasts"]
    headers = [cell.value for cell in sheet[1]]
    row = next(
        row for row in sheet.iter_rows(2) if row[headers.index("Question")].value == question
    )
    row[headers.index(header)].value = value


def test_an_old_problem_stops_nothing(path: Path) -> None:
    record(path, known=date(2024, 6, 1))
    spoilt(path, lambda book: put(book, "how-many", "Best", 70_000))
    assert "does not lie between Low" in str(check_place(path, AS_OF)[1])
    spoilt(path, lambda book: put(book, "how-many", "Issued", datetime(2024, 7, 1)))
    assert "that is hindsight" in str(notes_on(check_place(path, AS_OF)[0]))
    said = record(path, known=date(2024, 6, 1), value="60000")
    assert said.startswith("'how-many' is 60000")
    assert "Note" not in said  # it brings nothing that was not there before


@pytest.mark.parametrize("typed", ["47.5%", "47.5 %", "47.5"])
def test_an_outcome_in_percent(path: Path, typed: str) -> None:
    asked = Question("share", "The share?", "%", date(2025, 3, 1), "Criterion.")
    on_file.add(path, ME, forecast("48", "share", "ann"), question=asked)
    assert record(path, "share", typed).startswith("'share' is 47.5")


def test_a_cell_that_shows_percent_is_told_and_settled(path: Path) -> None:
    """Typing 1.4% makes 0.014 of it, which the formulas take."""
    asked = Question("share", "The share?", "%", date(2025, 3, 1), "Criterion.")
    on_file.add(path, ME, forecast("1.2", "share", "ann"), question=asked)
    record(path, "share", "1.4")

    def type_percent(book: Any) -> None:
        cell = next(row[1] for row in book["Outcomes"].iter_rows(2) if row[0].value == "share")
        cell.value, cell.number_format = 0.014, "0.0%"

    spoilt(path, type_percent)
    [problem, *_] = read_workbook(path)[1]
    assert str(problem.where).endswith("column Value")
    assert problem.message == (
        "the cell shows 1.4%, and holds 0.014, which the formulas take; type 1.4, or click Compute "
        "accuracy, which does"
    )
    assert [row.value for row in read_workbook(path)[0].outcomes] == [1.4]
    on_file.compute(path, ME)
    assert read_workbook(path)[1] == []
    cell = next(r[1] for r in load_workbook(path)["Outcomes"].iter_rows(2) if r[0].value == "share")
    assert (cell.value, "%" in cell.number_format) == (1.4, False)


def test_two_forecasts_of_one_key_are_each_their_own(path: Path) -> None:
    """The checks name them; until they are mended, none shows the other's scores."""
    spoilt(path, lambda book: put(book, "how-many", "Forecast", book["Forecasts"]["A2"].value))
    record(path)
    rows = load_workbook(path, data_only=True)["Forecasts"]
    headers = [cell.value for cell in rows[1]]
    asked, outcome = headers.index("Question"), headers.index("Outcome")
    shown = {row[asked].value: row[outcome].value for row in rows.iter_rows(2) if row[asked].value}
    assert rows["A2"].value in [row[0].value for row in rows.iter_rows(3)]
    assert shown["how-many"] == 55000
    assert all(value != 55000 for key, value in shown.items() if key != "how-many")


def test_a_claim_of_somebody_else_may_be_restated(path: Path) -> None:
    other = replace(forecast("55000", "how-many", "ann"), restates="b-how-many")
    on_file.add(path, ME, other)


def test_a_file_that_openpyxl_saved_is_computed(path: Path) -> None:
    """It leaves formulas without what they compute."""
    record(path)
    spoilt(path, lambda book: book)
    with opened(path) as book:
        assert set(FileStore(book).column_values(LEADERBOARD, "Scored then")) == {0.0, 1.0}
    assert on_file.compute(path, ME).startswith("Accuracy computed")
    record(path, "when", "never")


def spoilt(path: Path, change: Callable[[Any], object]) -> None:
    book = load_workbook(path)
    change(book)
    book.save(path)


UNSAFE: list[tuple[str, Callable[[Any], object]]] = [
    ("Outcomes is protected", lambda book: book["Outcomes"].protection.enable()),
    ("merged cells A3:B9", lambda book: book["Outcomes"].merge_cells("A3:B9")),
    (
        "row of totals",
        lambda book: setattr(book["Outcomes"].tables["Outcomes"], "totalsRowCount", 1),
    ),
    ("Outcomes is missing", lambda book: book["Outcomes"].tables.clear()),
    (
        "no column Known",
        lambda book: setattr(
            next(c for c in book["Outcomes"].tables["Outcomes"].tableColumns if c.name == "Known"),
            "name",
            "Since",
        ),
    ),
]


@pytest.mark.parametrize(("message", "change"), UNSAFE, ids=[m for m, _ in UNSAFE])
def test_what_cannot_be_changed_without_loss(
    path: Path, message: str, change: Callable[[Any], object]
) -> None:
    record(path, "when", "2024-02-15")
    spoilt(path, change)
    before = path.read_bytes()
    with pytest.raises(Refused, match=message):
        record(path)
    assert path.read_bytes() == before


def test_nothing_below_a_table_is_written_over(path: Path) -> None:
    place = cell_of(FORECASTS, "Status", 9)
    spoilt(path, lambda book: book["Forecasts"].__setitem__(place, "a remark"))
    before = path.read_bytes()
    with pytest.raises(Refused, match=r"row 9.* holds something already"):
        on_file.add(path, ME, forecast("5", "how-many", "ann"))
    assert path.read_bytes() == before


def test_rows_typed_below_a_table_are_taken_in(path: Path) -> None:
    def type_below(book: Any) -> None:
        book["Forecasters"]["A4"], book["Forecasters"]["B4"] = "cid", "analyst"
        row = [
            "c-when",
            "when",
            "cid",
            "forecast",
            date(2024, 1, 1),
            "2024",
            date(2024, 1, 1),
            None,
            date(2024, 12, 31),
            None,
            None,
            "in 2024",
            "S",
        ]
        assert len(row) == len(FORECASTS.inputs)
        for column, value in enumerate(row, 1):
            book["Forecasts"].cell(9, column, value)

    spoilt(path, type_below)
    record(path, "when", "2024-02-15")
    held, problems = read_workbook(path)
    assert problems == []
    assert held.forecasts[-1].forecast == "c-when"
    assert cells(path)["Forecasts", cell_of(FORECASTS, "Hit", 9)] is True
    assert check_place(path, AS_OF)[1] == []


def test_modes_and_links_are_kept(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    record(link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert read_workbook(path)[0].outcomes


def test_a_file_that_may_only_be_read(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(Refused, match="may only be read"):
        record(path)


@pytest.mark.parametrize(
    ("mark", "program"), [("~$record.xlsx", "Excel"), (".~lock.record.xlsx#", "LibreOffice")]
)
def test_a_file_that_is_open_elsewhere(path: Path, mark: str, program: str) -> None:
    path.with_name(mark).write_text("somebody")
    with pytest.raises(Refused, match=f"open in {program}"):
        record(path)


def test_a_file_that_changes_meanwhile(path: Path) -> None:
    write_workbook(path.with_name("other.xlsx"), Record(), AS_OF)
    other = path.with_name("other.xlsx").read_bytes()
    with opened(path) as book:
        FileStore(book).read()
        path.with_name("other.xlsx").replace(path)  # by a program that knows no locks of ours
        FileStore(book).replace(LEADERBOARD, [])
        with pytest.raises(Refused, match="changed by another program"):
            save(book)
    assert path.read_bytes() == other


def test_an_undo_does_not_trust_a_journal_that_was_changed(path: Path) -> None:
    record(path)
    for cell, value in (("E3", "Table"), ("G3", '{"claim": "nonsense"}')):
        copy = path.with_name("copy.xlsx")
        shutil.copy(path, copy)
        spoilt(copy, lambda book, c=cell, v=value: book["Journal"].__setitem__(c, v))  # type: ignore[misc]
        with pytest.raises(Refused, match="the seal does not fit"):
            on_file.undo(copy, ME)
        record(copy, "when", "never")  # other things go on


def test_middle_rows_leave_no_gap_for_readers(path: Path) -> None:
    record(path, "when", "2024-02-15")
    record(path)
    on_file.undo(path, ME)
    on_file.undo(path, ME)
    held, problems = read_workbook(path)
    assert (held.outcomes, problems) == ((), [])
    assert held.journal[-1].action.startswith("Undo")
    with pytest.raises(Refused, match="nothing to take back"):
        on_file.undo(path, ME)


@pytest.mark.skipif(os.name == "nt", reason="a file there cannot be replaced while it is open")
def test_pull_gives_the_record_back(path: Path, tmp_path: Path) -> None:
    everything(path)
    pull(path, tmp_path / "folder")
    pulled, problems = read_checked(tmp_path / "folder")
    held, _ = read_workbook(path)
    assert problems == []
    assert replace(pulled, settings=held.settings) == held


def test_a_header_of_a_table_says_what_its_cell_says() -> None:
    columns = b'<tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>'
    table = tree_of(b'<table name="T"><tableColumns>' + columns + b"</tableColumns></table>")
    header = 'Kuo & "Sons" <AG>\''
    retitle(table, 1, [header])
    found = ET.fromstring(written(table)).iter("tableColumn")  # noqa: S314 - ours
    assert [column.get("name") for column in found] == ["a", header]


def test_two_cells_of_one_column_are_refused(path: Path) -> None:
    """Excel would call it damaged; writing one of them would lose the other."""
    spoiled = path.with_name("twice.xlsx")
    with ZipFile(path) as old, ZipFile(spoiled, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == f"xl/worksheets/sheet{SHEETS.index('Settings') + 1}.xml":
                assert b'r="B2"' in content
                content = content.replace(b'r="B2"', b'r="A2"', 1)
            new.writestr(name, content)
    before = spoiled.read_bytes()
    with pytest.raises(Refused):
        on_file.compute(spoiled, ME)
    assert spoiled.read_bytes() == before
