"""A workbook of more forecasts than a spreadsheet likes: scores are values, with their day."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.second_engine import recalculated
from support.workbooks import differences

import trackrecord as tr
from trackrecord.cli.main import main
from trackrecord.core.model import Record
from trackrecord.tables import record as tables
from trackrecord.workbook import index
from trackrecord.workbook.read import read_workbook


@pytest.fixture
def record() -> Record:
    return tr.read(tr.bundled())


@pytest.fixture
def huge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled record where thirty forecasts are too many."""
    monkeypatch.setattr(tables, "HUGE", 30)
    monkeypatch.setattr(index, "LARGE", 25)
    path = tmp_path / "huge.xlsx"
    assert main(["build", str(tr.bundled()), "-o", str(path)]) == 0
    return path


def formulas_in(path: Path, sheet: int) -> int:
    with ZipFile(path) as package:
        return len(re.findall(rb"<f[ >]", package.read(f"xl/worksheets/sheet{sheet}.xml")))


def test_forecasts_have_no_formulas(huge: Path) -> None:
    assert formulas_in(huge, 4) == 0
    assert formulas_in(huge, 6) > 0  # the Leaderboard counts them
    with ZipFile(huge) as package:
        about = package.read("xl/sharedStrings.xml").decode()
        tables = b"".join(package.read(n) for n in package.namelist() if "/tables/" in n)
    assert "too many for formulas: values as of" in about
    assert "of so many forecasts the scores are values" in about
    assert "appears at once" not in about
    assert b"calculatedColumnFormula" in tables


def test_both_say_the_same(huge: Path) -> None:
    assert differences(huge, recalculated(huge)) == {}


def test_an_outcome_renews_the_scores_of_its_question(
    huge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "models in Zhenjiang 2024"
    assert main(["record", str(huge), question, "3", "--source", "s"]) == 0
    assert formulas_in(huge, 4) == 0
    assert main(["compute", str(huge)]) == 0
    assert formulas_in(huge, 4) == 0
    capsys.readouterr()
    found, problems = read_workbook(huge)
    assert problems == []
    assert [row.value for row in found.outcomes if row.question == question] == [3.0]
    assert main(["check", str(huge)]) == 0
    assert differences(huge, recalculated(huge)) == {}


def test_a_new_forecast_has_values(huge: Path) -> None:
    command = ["add", str(huge), "Ming-Chi Kuo", "70,000", "--question", "deliveries 2024"]
    assert main([*command, "--issued", "2024-01-02", "--source", "s"]) == 0
    assert formulas_in(huge, 4) == 0
    assert main(["compute", str(huge)]) == 0
    again = tr.read(huge)
    assert len(again.forecasts) == 33
    assert differences(huge, recalculated(huge)) == {}


def test_build_says_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "HUGE", 30)
    assert main(["build", str(tr.bundled()), "-o", str(tmp_path / "huge.xlsx")]) == 0
    said = capsys.readouterr().err
    assert "32 forecasts are many for a spreadsheet" in said
    assert "--engine duckdb" in said
