"""A workbook with the tab inside (.xlsm): opened, recalculated and filled by others."""

import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from oletools.olevba import VBA_Parser
from openpyxl import load_workbook
from support.excel_rules import Macros
from support.records import AS_OF
from support.workbooks import Recalculate, assert_agrees, sdk_errors

from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.cli.main import main
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin import ribbon
from trackrecord.ooxml.file_seal import untouched
from trackrecord.workbook.new import SHEETS, write_workbook
from trackrecord.workbook.read import read_workbook


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("inside") / "xiaomi-su7.xlsm"
    build(bundled(), path, AS_OF)
    return path


def test_it_holds_the_same_record_and_is_untouched(book: Path) -> None:
    assert read_workbook(book) == read_checked(bundled())
    assert untouched(book)


def test_the_settings_are_hidden_and_name_this_python(book: Path) -> None:
    sheet = load_workbook(book, keep_vba=True)[xlam.CONFIG_SHEET]
    assert sheet.sheet_state == "hidden"
    rows = dict(sheet.iter_rows(values_only=True))
    assert sys.executable in rows.values()
    assert len(rows) == 1


@pytest.mark.validator
def test_open_xml_sdk_finds_nothing(book: Path) -> None:
    assert sdk_errors(book) == []


@pytest.mark.libreoffice
def test_libreoffice_computes_every_formula_alike(tmp_path: Path, recalculate: Recalculate) -> None:
    record, _ = read_checked(bundled())
    fixed = replace(record, settings=replace(record.settings, as_of=AS_OF))
    path = tmp_path / "with-macros.xlsm"
    write_workbook(path, fixed, AS_OF, tab=xlam.inside(SHEETS, Path(sys.executable)))
    assert_agrees([path], recalculate)


def test_openpyxl_can_fill_it_and_the_ribbon_survives(book: Path, tmp_path: Path) -> None:
    filled = load_workbook(book, keep_vba=True)
    outcomes = filled["Outcomes"]
    [note] = [cell.column for cell in outcomes[1] if cell.value == "Note"]
    outcomes.cell(2, note, "seen by openpyxl")
    path = tmp_path / "filled.xlsm"
    filled.save(path)
    file = Macros(path.read_bytes(), "xlsm")
    assert set(ribbon.NAMESPACES) <= set(file.parts)
    # It forgets the link to the newer part; the older one is what Excel then reads.
    assert "customUI/customUI.xml" in [part for _, _, part in file.links()]
    assert file.vba == Macros(book.read_bytes(), "xlsm").vba
    names = [name for kind, name in file.items() if kind == "Document"]
    assert all(f'codeName="{name}"'.encode() in b"".join(file.parts.values()) for name in names)
    assert read_workbook(path)[0].outcomes[0].note == "seen by openpyxl"


def test_olevba_reads_a_module_for_every_sheet(book: Path) -> None:
    data = ZipFile(BytesIO(book.read_bytes())).read(xlam.VBA)
    names = {name for _, _, name, _ in VBA_Parser("x.bin", data=data).extract_macros()}
    assert {"ThisWorkbook.cls", "Sheet1.cls", "Sheet9.cls", "ConfigSheet.cls"} <= names


def test_on_the_command_line(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-o", "mine.xlsm"]) == 0
    assert main(["build", "mine.xlsm"]) == 0  # renews it, macros and all
    assert "mine.xlsm" in capsys.readouterr().out
    assert [path.name for path in inside.iterdir()] == ["mine.xlsm"]
    assert xlam.VBA in ZipFile("mine.xlsm").namelist()
    assert main(["check", "mine.xlsm"]) == 0
    with pytest.raises(SystemExit):
        main(["build", "-o", "mine.xlam"])


def test_another_day_is_another_workbook(tmp_path: Path) -> None:
    for name in ("a.xlsm", "b.xlsm"):
        build(bundled(), tmp_path / name, date(2026, 1, 1))
    assert (tmp_path / "a.xlsm").read_bytes() == (tmp_path / "b.xlsm").read_bytes()
