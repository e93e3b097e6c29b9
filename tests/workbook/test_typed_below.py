"""Rows typed below a table in Excel, as a model of its rules takes them in: all follows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support import other_records
from support.excel_typing import TypingExcel
from support.records import AS_OF
from support.second_engine import recalculated
from support.workbooks import Cells, Recalculate, cells, fixed, same

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.model import Record
from trackrecord.tables.record import FORECASTS, OUTCOMES
from trackrecord.tables.schema import Table, stored
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

RECORDS: dict[str, Callable[[], Record]] = {
    "bundled": lambda: read_checked(bundled())[0],
    "two": lambda: other_records.dates(2),
    "numbers": other_records.numbers,
    "probabilities": other_records.probabilities,
    "mixed": lambda: other_records.mixed(600),
}
FOLLOW = ("Forecasts", "Outcomes", "Questions")  # the sheets whose formulas need no button


def typed(table: Table, row: object) -> dict[str, object]:
    """The cells of a row as a person types them; what is blank is not typed."""
    found = {column.header: stored(row, column) for column in table.inputs}
    return {header: value for header, value in found.items() if value is not None}


@pytest.fixture(params=RECORDS, scope="module")
def typing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Record]:
    """A workbook into which the last rows were typed, and one that was built with them."""
    folder = tmp_path_factory.mktemp("typed")
    record = fixed(RECORDS[request.param]())
    whole = replace(record, journal=())
    begun = replace(whole, forecasts=whole.forecasts[:-1], outcomes=whole.outcomes[:-1])
    write_workbook(folder / "begun.xlsx", begun, AS_OF)
    write_workbook(folder / "whole.xlsx", whole, AS_OF)
    excel = TypingExcel(folder / "begun.xlsx")
    excel.type_below("Forecasts", **typed(FORECASTS, whole.forecasts[-1]))
    excel.type_below("Outcomes", **typed(OUTCOMES, whole.outcomes[-1]))
    excel.save(folder / "typed.xlsx")
    return folder / "typed.xlsx", folder / "whole.xlsx", whole


def unlike(calculated: Cells, whole: Path) -> dict[tuple[str, str], tuple[object, object]]:
    """Formula cells that do not show what Python writes for the whole record."""
    written, formulas = cells(whole), cells(whole, formulas=True)
    return {
        place: (written.get(place), calculated.get(place))
        for place in formulas
        if place[0] in FOLLOW and not same(written.get(place), calculated.get(place))
    }


def test_its_formulas_follow(typing: tuple[Path, Path, Record]) -> None:
    path, whole, _ = typing
    assert unlike(recalculated(path), whole) == {}


@pytest.mark.libreoffice
def test_they_follow_in_libreoffice_too(
    typing: tuple[Path, Path, Record], recalculate: Recalculate
) -> None:
    path, whole, _ = typing
    assert unlike(recalculate([path])[0], whole) == {}


def test_it_reads_as_one_record(typing: tuple[Path, Path, Record]) -> None:
    path, _, whole = typing
    record, problems = read_workbook(path)
    assert problems == []
    assert (record.forecasts, record.outcomes) == (whole.forecasts, whole.outcomes)


def test_rules_and_looks_reach_over_it(typing: tuple[Path, Path, Record]) -> None:
    """Each rule and each look covers in the typed workbook what it covers in the built one."""
    path, whole, _ = typing
    here, there = load_workbook(path), load_workbook(whole)
    for name in ("Forecasts", "Outcomes"):
        rules = [
            sorted(
                (str(rule.sqref), str(rule.formula1))
                for rule in book[name].data_validations.dataValidation
            )
            for book in (here, there)
        ]
        assert rules[0] == rules[1]
        looks = [
            sorted(
                (str(look.sqref), rule.type)
                for look in book[name].conditional_formatting
                for rule in look.rules
            )
            for book in (here, there)
        ]
        assert looks[0] == looks[1]
        assert here[name].tables[name].ref == there[name].tables[name].ref
        row = here[name].max_row
        assert {
            cell.coordinate: cell.number_format
            for cell in here[name][row]
            if cell.number_format != there[name][cell.coordinate].number_format
        } == {}
