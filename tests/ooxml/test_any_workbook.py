"""Workbooks of others, written in every way there is: edited without loss, and given back."""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook
from support import other_workbooks
from support.meaning import lost
from support.packages import parts
from support.records import AS_OF, small_record
from support.rewriting import rewritten
from support.workbooks import fixed, sdk_errors

from trackrecord.actions import on_file
from trackrecord.actions.on_file import Person
from trackrecord.core.model import Record
from trackrecord.office.libreoffice.bridge import environment
from trackrecord.ooxml.merging.merge import merge, room_in
from trackrecord.ooxml.values import days_counted
from trackrecord.workbook.new import SHEETS, write_workbook
from trackrecord.workbook.read import read_workbook

ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
LISTS = ("[content_types].xml", "workbook.xml", "workbook.xml.rels", "styles.xml")
SEEDS, A_LOT = 2_000, 100
VALIDATED = 50  # of so many, one goes through the validator before and after
RECORDED = 20  # of so many, in one an outcome is recorded and taken back


@pytest.fixture(scope="module")
def donors(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """Our sheets, by whether their days are counted from 1904."""
    folder = tmp_path_factory.mktemp("donors")
    made = {early: folder / f"{early}.xlsx" for early in (False, True)}
    for early, path in made.items():
        with days_counted(from_1904=early):
            write_workbook(path, fixed(small_record()), AS_OF)
    return made


def by_openpyxl(path: Path, chance: random.Random) -> None:
    """A workbook of somebody who writes with openpyxl: sheets, widths, styles, a name, a chart."""
    book = Workbook()
    for number in range(chance.randrange(1, 4)):
        sheet = book.create_sheet(f"Mine {number}")
        sheet.append(["a", 1, date(2024, 1, 2), True])
        sheet["A1"].number_format = chance.choice(("0.0", "dd/mm/yyyy", "@"))
        sheet.column_dimensions["A"].width = 30
    if chance.random() < 0.3:
        book.epoch = datetime(1904, 1, 1)
    book.save(path)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What is rewritten: by XlsxWriter with every feature, by openpyxl, and by LibreOffice."""
    folder = tmp_path_factory.mktemp("theirs")
    made = [
        other_workbooks.made(folder / f"{name}.xlsx", name) for name in other_workbooks.FEATURES
    ]
    for number in range(4):
        path = folder / f"openpyxl-{number}.xlsx"
        by_openpyxl(path, random.Random(number))  # noqa: S311 - no secret
        made.append(path)
    return made + by_libreoffice(made, folder / "libreoffice")


def by_libreoffice(made: list[Path], folder: Path) -> list[Path]:
    """The same, as LibreOffice saves them; none where it is not installed."""
    if shutil.which("soffice") is None and os.environ.get("CI") != "true":
        return []
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, made)], env=environment(), check=True, capture_output=True)
    saved = sorted(folder.glob("*.xlsx"))
    assert len(saved) == len(made)
    return saved


def errors_in(path: Path) -> set[str]:
    """What the validator says of a workbook, without where it stands; nothing without one."""
    if "OOXML_VALIDATOR" not in os.environ and os.environ.get("CI") != "true":
        return set()
    return {re.sub(r"\d+", "", error["description"]) for error in sdk_errors(path)}


def no_less(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """What a change took from parts; those that list what there is may say more."""
    for name, content in before.items():
        if name not in after:
            yield f"{name} is gone"
        elif after[name] != content:
            if not name.lower().endswith(LISTS):
                yield f"{name} is another one"
            yield from lost(content, after[name], name)


@cache
def recorded() -> Record:
    return small_record()


@pytest.mark.parametrize("first", range(0, SEEDS, A_LOT))
def test_nothing_is_lost(
    first: int, donors: dict[bool, Path], theirs: list[Path], tmp_path: Path
) -> None:
    for seed in range(first, first + A_LOT):
        chance = random.Random(seed)  # noqa: S311 - no secret
        path = tmp_path / f"{seed}.xlsx"
        shutil.copy(chance.choice(theirs), path)
        rewritten(path, chance)
        before = parts(path)
        wrong = errors_in(path) if seed % VALIDATED == 0 else set()
        merge(path, donors[room_in(path, SHEETS)[1]])
        assert [*no_less(before, parts(path))] == [], seed
        if seed % VALIDATED == 0:
            assert errors_in(path) <= wrong, seed
        if seed % RECORDED == 0:
            rewritten(path, chance)
            there = read_workbook(path)[0]
            assert there.forecasts == recorded().forecasts, seed
            said = on_file.record(path, ME, "when", "2024-03-20", known=AS_OF, source="S")
            assert said == "'when' is 2024-03-20.", seed
            on_file.undo(path, ME)
            again, problems = read_workbook(path)
            assert problems == [], seed
            assert (again.questions, again.forecasts, again.outcomes) == (
                there.questions,
                there.forecasts,
                there.outcomes,
            ), seed
        path.unlink()
