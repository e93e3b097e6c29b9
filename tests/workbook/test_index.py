"""A large file that we left so: a change about one question reads no other, and is the same."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import bench
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook
from support.other_workbooks import with_index
from support.workbooks import Recalculate

from trackrecord.actions import on_file
from trackrecord.actions.session import read_view
from trackrecord.core import journal
from trackrecord.core.changes import Change
from trackrecord.core.journal import FOUND_ACTION, TYPED_ACTION
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.model import Claim, Forecast, Question, Void
from trackrecord.errors import Refused
from trackrecord.ooxml import file_seal as seal
from trackrecord.ooxml.package import Package, Writer
from trackrecord.ooxml.part_edits import must_be_whole
from trackrecord.ooxml.segments import DeflatedPart, deflate
from trackrecord.tables.record import FORECASTS
from trackrecord.workbook import index
from trackrecord.workbook.file import rows_by_key
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

ME = on_file.Person("x", bench.AS_OF, datetime(2026, 1, 1, 12))
SIZE = 6_000
SHEET = "xl/worksheets/sheet4.xml"  # of Forecasts


def note_outcome(path: Path, question: str) -> str:
    return on_file.record(path, ME, question, "2021-05-01", known=bench.AS_OF, source="S")


def void(path: Path, question: str) -> str:
    return on_file.void(path, ME, question, Void.AMBIGUOUS, "Two dealers, two dates.")


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def index_of(path: Path) -> index.Index | None:
    with Package(path) as package:
        return index.read_index(package)


def known(path: Path) -> index.Index:
    found = index_of(path)
    assert found is not None
    return found


def is_left(path: Path) -> bool:
    with Package(path) as package:
        return seal.as_left(package)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large workbook as it was built."""
    path = tmp_path_factory.mktemp("built") / "large.xlsx"
    write_workbook(path, bench.record(SIZE), bench.AS_OF)
    return path


@pytest.fixture(scope="module")
def left_once(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, into which one outcome was recorded."""
    path = Path(shutil.copy(built_once, tmp_path_factory.mktemp("left") / "large.xlsx"))
    note_outcome(path, "q0")
    return path


@pytest.fixture(params=["built", "left"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    once = request.getfixturevalue(f"{request.param}_once")
    return Path(shutil.copy(once, tmp_path / "large.xlsx"))


@pytest.fixture
def left(left_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(left_once, tmp_path / "large.xlsx"))


def test_a_file_that_we_left_is_known(built_once: Path, left_once: Path) -> None:
    assert seal.untouched(built_once)
    assert not is_left(built_once)
    assert is_left(left_once)
    assert not seal.untouched(left_once)  # or a build would write over the outcome unasked


def test_only_what_a_question_needs_is_read(path: Path) -> None:
    with on_file.session_of(path, ME, "q15") as session:
        found = read_view(session)
    assert {row.question for row in found.record.forecasts} == {"q15"}
    assert len(found.record.forecasts) == SIZE // (SIZE // 10)
    assert len(found.record.questions) == SIZE // 10
    with on_file.session_of(path, ME) as session:
        assert len(read_view(session).record.forecasts) == SIZE


@pytest.mark.parametrize("act", [note_outcome, void])
def test_the_same_comes_out_as_if_all_was_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path, str], str]
) -> None:
    other = Path(shutil.copy(path, path.with_name("other.xlsx")))
    said = act(path, "q15")
    monkeypatch.setattr(index, "read_index", lambda _package: None)
    assert act(other, "q15") == said.replace("large.xlsx", "other.xlsx")
    monkeypatch.undo()
    mine, theirs = parts_of(path), parts_of(other)
    assert mine.keys() == theirs.keys()
    # The stretches may begin at other rows, which the index says and the seal covers.
    differ = {name for name in mine if mine[name] != theirs[name]}
    assert differ <= {index.PART, seal.CORE}
    one, two = known(path), known(other)
    assert (one.rows, one.unseen) == (two.rows, two.unseen)
    assert is_left(path)
    assert is_left(other)


def test_the_journal_is_told_what_was_built(left: Path) -> None:
    found, problems = read_workbook(left)
    assert problems == []
    assert found.journal[0].action.startswith(FOUND_ACTION)
    assert check_journal(found) == []


def test_most_of_the_sheet_stays_packed(built_once: Path, left_once: Path) -> None:
    before, after = known(built_once), known(left_once)
    assert after.sheets["xl/worksheets/sheet3.xml"] == before.sheets["xl/worksheets/sheet3.xml"]
    touched = set(range(2, SIZE + 2, SIZE // 10))  # the forecasts of that question
    raw = {one.raw for one in after.sheets[SHEET]}
    others = [
        one
        for one in before.sheets[SHEET]
        if one.first and touched.isdisjoint(range(one.first, one.last + 1))
    ]
    assert len(others) > 10
    assert all(one.raw in raw for one in others)


@pytest.mark.parametrize("size", [SIZE, 30])
def test_the_index_says_what_is_there(tmp_path: Path, size: int) -> None:
    made = tmp_path / "made.xlsx"
    record = bench.record(size)
    write_workbook(made, record, bench.AS_OF)
    if size == 30:
        assert index.PART not in parts_of(made)
        return
    found = known(made)
    held, _ = read_workbook(made)
    assert (found.unseen, []) == journal.unjournalled(held)  # as one who reads it all would see it
    with on_file.session_of(made, ME) as session:
        read_view(session)
        rows = {key: number for key, [number] in rows_by_key(session.store.file, FORECASTS).items()}
    assert found.rows == index.by_question((rows[f.forecast], f.question) for f in held.forecasts)
    assert b"".join(one.data() for one in found.sheets[SHEET]) == parts_of(made)[SHEET]


def test_a_record_with_a_journal_has_nothing_to_tell(left: Path, tmp_path: Path) -> None:
    held, _ = read_workbook(left)
    again = tmp_path / "again.xlsx"
    write_workbook(again, held, bench.AS_OF)
    found = known(again)
    assert found.unseen == []
    note_outcome(again, "q15")
    assert [entry.action for entry in read_workbook(again)[0].journal][-1] == "Record outcome"


def test_what_was_typed_before_the_build_is_looked_for(left: Path, tmp_path: Path) -> None:
    held, _ = read_workbook(left)
    first, *others = held.questions
    typed = replace(held, questions=(replace(first, title="Typed"), *others))
    again = tmp_path / "again.xlsx"
    write_workbook(again, typed, bench.AS_OF)
    found = known(again)
    assert found.unseen is None
    note_outcome(again, "q15")
    actions = [entry.action for entry in read_workbook(again)[0].journal]
    assert actions[-2:] == [TYPED_ACTION, "Record outcome"]


def test_what_somebody_typed_is_seen_by_the_next_action(
    path: Path, request: pytest.FixtureRequest
) -> None:
    book = load_workbook(path)
    book["Questions"]["B3"] = "Typed by hand"
    book["Forecasts"]["B6"] = "q15"
    book.save(path)
    assert not is_left(path)
    assert index.PART not in parts_of(path)
    note_outcome(path, "q15")
    found, _ = read_workbook(path)
    assert found.journal[-1].action == "Record outcome"
    last = {(entry.table, entry.key): entry for entry in found.journal}
    if "left" in request.node.name:  # of a workbook just built, nobody knows that it was typed
        assert "Typed by hand" in last["Questions", "q1"].after
        assert last["Forecasts", "f4"].action == f"{TYPED_ACTION} (2 of 2)"
    assert is_left(path)
    found = known(path)
    assert 6 in found.rows["q15"]


def test_a_new_forecast_is_found_by_the_next_action(left: Path) -> None:
    def forecast(key: str, question: str) -> Forecast:
        return Forecast(
            key,
            question,
            "who1",
            Claim.FORECAST,
            date(2020, 1, 2),
            "5 cars",
            5.0,
            5.0,
            None,
            "",
            "A quote.",
            "https://example.org",
        )

    on_file.add(left, ME, forecast("new-1", "q16"))
    assert known(left).rows["q16"][-1] == SIZE + 2
    on_file.add(left, ME, forecast("new-2", "q16"))
    on_file.undo(left, ME)
    found = known(left)
    assert [row for row in found.rows["q16"] if row > SIZE] == [SIZE + 2]
    on_file.record(left, ME, "q16", "1200", known=bench.AS_OF, source="S")
    book = load_workbook(left, data_only=True)
    headers = [cell.value for cell in book["Forecasts"][1]]
    new = dict(zip(headers, (cell.value for cell in book["Forecasts"][SIZE + 2]), strict=True))
    assert (new["Forecast"], new["Status"]) == ("new-1", "Resolved")


def test_a_new_unit_may_change_what_is_there(tmp_path: Path) -> None:
    """An outcome typed before its question was a number; now it is a day."""
    path = tmp_path / "made.xlsx"
    write_workbook(path, bench.record(30), bench.AS_OF)
    book = load_workbook(path)
    sheet = book["Outcomes"]
    below = sheet.max_row + 1
    day = date(2024, 1, 1)
    typed = {"Question": "new-q", "Value": 45000, "Known": day, "Recorded": day, "Source": "S"}
    headers = [cell.value for cell in sheet[1]]
    for header, value in typed.items():
        sheet.cell(below, headers.index(header) + 1, value)
    sheet.cell(below, 2).number_format = "0"
    sheet.tables["Outcomes"].ref = f"A1:{sheet.cell(below, len(headers)).coordinate}"
    book.save(path)
    void(path, "q1")
    asked = Question("new-q", "When?", "date", date(2024, 1, 1), "Criterion.")
    said = Forecast(
        "f-new",
        "new-q",
        "who1",
        Claim.FORECAST,
        date(2020, 1, 2),
        "March 2023",
        None,
        None,
        None,
        "",
        "A quote.",
        "https://example.org",
    )
    on_file.add(path, ME, said, question=asked)
    assert not is_left(path)
    void(path, "q2")
    assert is_left(path)
    assert check_journal(read_workbook(path)[0]) == []


def test_the_journal_may_be_sorted_in_any_way(left: Path, tmp_path: Path) -> None:
    before, _ = read_workbook(left)
    void(left, "q1")
    held, _ = read_workbook(left)
    # What was there before the void is typed back.
    newest_first = replace(before, journal=tuple(reversed(held.journal)))
    again = tmp_path / "again.xlsx"
    write_workbook(again, newest_first, bench.AS_OF)
    assert known(again).unseen is None
    note_outcome(again, "q15")
    found, _ = read_workbook(again)
    in_order = replace(found, journal=tuple(sorted(found.journal, key=lambda e: e.number)))
    assert check_journal(in_order) == []


def test_a_long_tail_behind_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    write_workbook(path, bench.record(SIZE), bench.AS_OF)
    book = load_workbook(path)
    for row in range(2, SIZE + 2):
        book["Forecasts"].cell(row, 12).hyperlink = "https://example.org/" + "long/" * 20
    book.save(path)
    note_outcome(path, "q0")
    assert sum(not one.first for one in known(path).sheets[SHEET]) > 2
    note_outcome(path, "q15")
    assert index_of(path)


def test_a_file_with_rows_that_cannot_be_read_has_no_index(left: Path) -> None:
    """What leans on them would be left out; to know, all must be read."""
    book = load_workbook(left)
    book["Forecasts"]["G9"] = "a lot"
    book.save(left)
    note_outcome(left, "q15")
    assert is_left(left)
    assert index_of(left) is None


def test_computing_leaves_it_known(left: Path) -> None:
    on_file.compute(left, ME)
    assert is_left(left)
    assert index_of(left)


def test_keys_are_found_whatever_is_in_them(tmp_path: Path) -> None:
    odd = ["a\nb", "_x0041_", 'x<&>"', "\x07", "tab\there", "ü"]
    rows = {key: [2 + number] for number, key in enumerate(odd)}
    unseen = [Change("Forecasts", "2 rows", "", '{"a\\u0007": "<&>"}')]
    sheet = deflate([b"<sheet>", b"</sheet>"])
    path = tmp_path / "made.zip"
    with path.open("wb") as out:
        writer = Writer(out)
        writer.add(SHEET, sheet)
        made = index.Index({SHEET: sheet.stretches}, rows, unseen)
        writer.add(index.PART, index.packed_index(made))
        writer.close()
    found = known(path)
    assert (found.rows, found.unseen) == (rows, unseen)


HOSTILE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("nonsense", lambda _: b"<<<"),
    ("no number", lambda part: part.replace(b' size="', b' size="x', 1)),
    ("a part that is not there", lambda part: part.replace(SHEET.encode(), b"xl/nowhere.xml")),
    ("a giant stretch", lambda part: re.sub(rb' size="\d+"', b' size="900000000"', part)),
    ("no stretches", lambda part: re.sub(rb"<stretch [^>]*>", b"", part)),
    ("a sheet twice", lambda part: re.sub(rb"(<sheet .*?</sheet>)", rb"\1\1", part)),
    ("other bytes", lambda part: part.replace(b' lies="', b' lies="1', 1)),
    ("other rows", lambda part: re.sub(rb' first="\d+"', b' first="7"', part)),
]


@pytest.mark.parametrize(("_what", "change"), HOSTILE, ids=[what for what, _ in HOSTILE])
def test_an_index_that_does_not_fit_is_passed_over(
    left: Path, _what: str, change: Callable[[bytes], bytes]
) -> None:
    """Made by somebody who can make a seal, too."""
    with_index(left, change)
    assert is_left(left)
    assert index_of(left) is None
    note_outcome(left, "q15")
    assert index_of(left)


def test_a_forged_stretch_is_refused(left: Path) -> None:
    before = left.read_bytes()
    with_index(left, lambda part: re.sub(rb' crc="\d+"', b' crc="1"', part))
    forged = left.read_bytes()
    assert forged != before
    with pytest.raises(Refused, match=r"it is damaged \(a stretch"):
        note_outcome(left, "q15")
    assert left.read_bytes() == forged


@pytest.mark.libreoffice
def test_others_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recalculate: Recalculate
) -> None:
    monkeypatch.setattr(index, "LARGE", 20)
    path = tmp_path / "made.xlsx"
    write_workbook(path, bench.record(1_000), bench.AS_OF)
    assert len(known(path).sheets[SHEET]) > 8
    void(path, "q3")  # which had an outcome
    note_outcome(path, "q0")  # which had none
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Forecasts").to_python()
    column = rows[0].index("Status")
    [anew] = recalculate([path])
    letter = get_column_letter(column + 1)
    for status, numbers in (("Void", range(3, 1_000, 100)), ("Resolved", range(0, 1_000, 100))):
        for number in numbers:
            assert rows[number + 1][:2] == [f"f{number}", f"q{number % 100}"]
            assert rows[number + 1][column] == status
            assert anew["Forecasts", f"{letter}{number + 2}"] == status


def test_a_large_part_is_read_back(tmp_path: Path) -> None:
    """Every byte of it, and what is new is unpacked once more."""
    rows = (b'<row r="%d">%s</row>' % (n, b"x" * 1000) for n in range(1, 9_000))
    part = deflate([b"<sheetData>", *rows, b"</sheetData>"])
    one, two, *others = part.stretches
    path = tmp_path / "made.zip"

    def check(lies: DeflatedPart, meant: DeflatedPart) -> None:
        with path.open("wb") as out:
            writer = Writer(out)
            writer.add(SHEET, lies)
            writer.close()
        must_be_whole(path, {SHEET: meant})

    check(part, part)
    for bad in (
        [one, replace(two, crc=two.crc ^ 1), *others],
        [one, *others],
        [*part.stretches, one],
        [one, replace(two, raw=two.raw[:-1] + b"x"), *others],
    ):
        with pytest.raises(Refused, match="would be damaged by the change"):
            check(part, replace(part, stretches=bad))
    known_already = [one, replace(two, crc=two.crc ^ 1, proven=True), *others]
    check(part, replace(part, stretches=known_already))


def test_a_file_of_others_gets_no_index(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    write_workbook(path, bench.record(SIZE), bench.AS_OF)
    book = load_workbook(path)
    book.properties.identifier = None
    book.save(path)
    note_outcome(path, "q15")
    assert index.PART not in parts_of(path)


def test_a_record_that_shrinks_loses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "made.xlsx"
    monkeypatch.setattr(index, "LARGE", 20)
    write_workbook(path, bench.record(1_000), bench.AS_OF)
    assert index_of(path)
    monkeypatch.undo()
    note_outcome(path, "q0")
    assert index_of(path) is None
    assert len(parts_of(path)[index.PART]) < 100
    assert is_left(path)


def test_an_index_without_its_seal_says_nothing(path: Path) -> None:
    """Somebody changed a text, and kept every sheet as it lies."""
    new = path.with_name("new.xlsx")
    with Package(path) as package, new.open("wb") as out:
        texts = package.read("xl/sharedStrings.xml")
        typed = deflate([texts.replace(b">Question 1<", b">Typed<")])
        package.write(out, {"xl/sharedStrings.xml": typed})
    new.replace(path)
    assert index_of(path)
    note_outcome(path, "q15")
    found, _ = read_workbook(path)
    assert found.questions[1].title == "Typed"
    assert check_journal(found) == []
