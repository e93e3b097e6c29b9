"""A large file that we left so: a change about one question reads no other, and is the same."""

import shutil
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import bench
import pytest
from openpyxl import load_workbook

from trackrecord import verbs
from trackrecord.core.journal import TYPED
from trackrecord.core.model import Void
from trackrecord.desk import look
from trackrecord.workbook import seal, splice, xlsx
from trackrecord.workbook.reading import record_in
from trackrecord.workbook.sheets import Contents, Texts
from trackrecord.workbook.zipped import Package

ME = verbs.Person("x", bench.AS_OF, datetime(2026, 1, 1, 12))
SIZE = 6_000


def note_outcome(path: Path, question: str) -> str:
    return verbs.record(path, ME, question, "2021-05-01", known=bench.AS_OF, source="S")


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def is_left(path: Path) -> bool:
    with Package(path) as package:
        return seal.as_left(package)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large workbook into which one outcome was recorded."""
    path = tmp_path_factory.mktemp("left") / "large.xlsx"
    xlsx.write(path, bench.record(SIZE), bench.AS_OF)
    assert not is_left(path)
    note_outcome(path, "q0")
    return path


@pytest.fixture
def copy(left: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(left, tmp_path / "large.xlsx"))


def test_a_file_that_we_left_is_known(left: Path) -> None:
    assert is_left(left)
    assert not seal.untouched(left)  # or a build would write over the outcome without a backup


def test_only_what_a_question_needs_is_read(copy: Path) -> None:
    with verbs.workbook(copy, ME, "q15") as desk:
        found = look(desk)
    assert {row.question for row in found.record.forecasts} == {"q15"}
    assert len(found.record.forecasts) == SIZE // (SIZE // 10)
    assert len(found.record.questions) == SIZE // 10
    with verbs.workbook(copy, ME) as desk:
        assert len(look(desk).record.forecasts) == SIZE


@pytest.mark.parametrize("action", ["record", "void"])
def test_the_same_comes_out_as_if_all_was_read(
    copy: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    def act(path: Path) -> str:
        if action == "record":
            return note_outcome(path, "q15")
        return verbs.void(path, ME, "q15", Void.AMBIGUOUS, "Two dealers, two dates.")

    other = Path(shutil.copy(copy, copy.with_name("other.xlsx")))
    said = act(copy)
    monkeypatch.setattr(splice, "as_left", lambda _book: False)
    assert act(other) == said.replace("large.xlsx", "other.xlsx")
    assert parts_of(copy) == parts_of(other)
    assert is_left(copy)


def test_what_somebody_typed_is_seen_by_the_next_action(copy: Path) -> None:
    book = load_workbook(copy)
    book["Questions"]["B3"] = "Typed by hand"
    book.save(copy)
    assert not is_left(copy)
    note_outcome(copy, "q15")
    found, _ = xlsx.read(copy)
    assert [entry.action for entry in found.journal][-2:] == [TYPED, "Record outcome"]
    assert is_left(copy)


def test_a_key_that_lies_otherwise_is_read(copy: Path) -> None:
    """Not once for all, but in the cell: as a text, or as what a formula gave."""
    parts = parts_of(copy)
    sheet = parts["xl/worksheets/sheet4.xml"]
    at = sheet.index(b'<c r="B5"')
    end = sheet.index(b"</c>", at)
    for key in (b't="str"><v>q15</v>', b't="inlineStr"><is><t>q15</t></is>'):
        mended = sheet[:at] + b'<c r="B5" ' + key + sheet[end:]
        with ZipFile(copy, "w") as archive:
            for name, content in (parts | {"xl/worksheets/sheet4.xml": mended}).items():
                archive.writestr(name, content)
        with Package(copy) as package:
            found, _ = record_in(Contents(package), about="q15")
        assert "f3" in {row.forecast for row in found.forecasts if row.question == "q15"}


def test_texts_are_found_however_they_are_written() -> None:
    texts = Texts(
        b"<sst><si><t>q1</t></si><si><t>q10</t></si><si><t xml:space='preserve'> q1 </t></si>"
        b"<si><r><t>q</t></r><r><t>1</t></r></si><si><t>&#113;1</t></si><si/></sst>"
    )
    assert texts.numbers_of("q1") == {0, 2, 3, 4}
