"""Workbooks that are odd in one way each: edited without loss, or refused in words."""

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from support import other_workbooks
from support.packages import Parts, parts, repacked
from support.records import AS_OF, small_record
from support.workbook_rules import breaches
from support.workbooks import fixed

from trackrecord.actions import on_file
from trackrecord.actions.building import add_to
from trackrecord.actions.on_file import Person
from trackrecord.errors import Refused
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
BOOK, LINKS, LOOKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
OUTCOMES = "xl/worksheets/sheet5.xml"
Odd = Callable[[Parts], None]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "source.xlsx"
    write_workbook(path, fixed(small_record()), AS_OF)
    on_file.record(path, ME, "how-many", "5", known=date(2025, 5, 1), source="S")
    return path


def instead(part: str, old: str, new: str) -> Odd:
    def change(held: Parts) -> None:
        content = held[part]
        held[part] = re.sub(old.encode(), new.encode(), content, count=1, flags=re.DOTALL)
        assert held[part] != content

    return change


def without_looks(held: Parts) -> None:
    del held[LOOKS]
    instead(LINKS, r'<Relationship [^>]*/styles"[^>]*/>', "")(held)
    instead("[Content_Types].xml", r"<Override [^>]*/xl/styles\.xml[^>]*/>", "")(held)


def odd(path: Path, change: Odd) -> Path:
    path.write_bytes(repacked(path.read_bytes(), change))
    return path


EMPTY_LOOKS = r'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
TAKEN: list[tuple[str, Odd]] = [
    ("no looks", without_looks),
    ("empty looks", instead(LOOKS, "<styleSheet.*", EMPTY_LOOKS)),
    ("one fill", instead(LOOKS, "<fills.*</fills>", "<fills><fill/></fills>")),
    ("no sheets", instead(BOOK, "<sheets>.*</sheets>", "<sheets/>")),
    ("a sheet without its part", lambda held: held.__delitem__("xl/worksheets/sheet1.xml")),
    ("a far sheet", instead(BOOK, 'sheetId="1"', 'sheetId="4294967295"')),
    (
        "a far format",
        instead(
            LOOKS,
            "<fonts",
            '<numFmts><numFmt numFmtId="4294967295" formatCode="0"/></numFmts><fonts',
        ),
    ),
    ("a style of none", instead(LOOKS, r'(name="Normal" xfId=)"0"', r'\1"99"')),
    ("a style below none", instead(LOOKS, r'(name="Normal" xfId=)"0"', r'\1"-1"')),
    ("groups of functions", instead(BOOK, "</sheets>", "</sheets><functionGroups/>")),
    ("a link of our name", instead(LINKS, 'Id="rId1"', 'Id="rId999"')),
]


@pytest.mark.parametrize(("name", "change"), TAKEN, ids=[name for name, _ in TAKEN])
def test_it_is_taken(name: str, change: Odd, source: Path, tmp_path: Path) -> None:
    path = odd(other_workbooks.made(tmp_path / "odd.xlsx", "rules"), change)
    if name == "a link of our name":
        odd(path, instead(BOOK, 'r:id="rId1"', 'r:id="rId999"'))
    is_whole = "without" not in name
    before = set(breaches(path.read_bytes())) if is_whole and "looks" not in name else set()
    add_to(path, source, AS_OF)
    said = on_file.record(path, ME, "when", "2024-03-20", known=date(2025, 5, 1), source="S")
    assert said == "'when' is 2024-03-20."
    record, problems = read_workbook(path)
    assert problems == []
    assert [one.value for one in record.outcomes] == [5.0, date(2024, 3, 20)]
    assert not is_whole or set(breaches(path.read_bytes())) <= before
    on_file.undo(path, ME)


def test_looks_of_ours_have_numbers_that_a_file_can_say(source: Path, tmp_path: Path) -> None:
    path = other_workbooks.made(tmp_path / "odd.xlsx", "rules")
    for name in ("a far sheet", "a far format"):
        odd(path, dict(TAKEN)[name])
    add_to(path, source, AS_OF)
    held = parts(path)
    sheets = [int(n) for n in re.findall(rb'sheetId="(\d+)"', held[BOOK])]
    assert max(sheets[1:]) < 100
    formats = {int(n) for n in re.findall(rb'<numFmt [^>]*numFmtId="(\d+)"', held[LOOKS])}
    assert max(formats - {4_294_967_295}) < 400


def test_what_only_values_name_stays_declared(source: Path, tmp_path: Path) -> None:
    path = other_workbooks.made(tmp_path / "odd.xlsx", "rules")
    said = '<fonts xmlns:mc="urn:mc" xmlns:x9="urn:x9" mc:Ignorable="x9"'
    odd(path, instead(LOOKS, "<fonts", said))
    add_to(path, source, AS_OF)
    assert b'xmlns:x9="urn:x9"' in parts(path)[LOOKS]


def test_a_text_that_looks_like_ours_stays(tmp_path: Path) -> None:
    source = tmp_path / "source.xlsx"
    write_workbook(source, fixed(small_record()), AS_OF)
    note = 'dxfId="5" s="7" <col style="3">'
    on_file.record(source, ME, "how-many", "5", known=date(2025, 5, 1), source=note)
    path = other_workbooks.made(tmp_path / "odd.xlsx", "rules")
    add_to(path, source, AS_OF)
    assert read_workbook(path)[0].outcomes[0].source == note


def test_a_cell_with_the_same_text_keeps_its_link(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "linked.xlsx"
    book = load_workbook(source)
    sheet = book["Outcomes"]
    headers = [one.value for one in sheet[1]]
    for header in ("Source", "Note"):
        cell = sheet.cell(2, headers.index(header) + 1)
        cell.value = f"my {header}"
        cell.hyperlink = f"https://{header}.test/"
    book.save(path)

    def linked() -> set[str]:
        rows = load_workbook(path)["Outcomes"].iter_rows()
        return {cell.coordinate for row in rows for cell in row if cell.hyperlink}

    assert len(linked()) == 2
    on_file.record(path, ME, "how-many", "7", known=date(2025, 5, 1), source="my Source")
    assert read_workbook(path)[0].outcomes[0].value == 7
    column = headers.index("Source") + 1
    assert linked() == {f"{get_column_letter(column)}2"}  # the note is another one
    on_file.record(path, ME, "how-many", "7", known=date(2025, 5, 1), source="another")
    assert linked() == set()


def rows_turned(held: Parts) -> None:
    rows = re.findall(rb"<row .*?</row>", held[OUTCOMES], re.DOTALL)
    turned = b"".join([rows[1], rows[0], *rows[2:]])
    held[OUTCOMES] = held[OUTCOMES].replace(b"".join(rows), turned)


def no_header(held: Parts) -> None:
    name = next(n for n, content in held.items() if b'displayName="Outcomes"' in content)
    held[name] = held[name].replace(b"<table ", b'<table headerRowCount="0" ', 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (rows_turned, "stands behind row 2"),
        (without_looks, "says nothing of how its cells look"),
        (no_header, "Outcomes on the sheet Outcomes has no header"),
        (instead(BOOK, "<workbookProtection ?/>", '<workbookProtection lockStructure="1"/>'), ""),
    ],
)
def test_it_is_refused_and_stays(change: Odd, message: str, source: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(source.read_bytes())
    odd(path, change)
    before = path.read_bytes()
    if message:
        with pytest.raises(Refused, match=message):
            on_file.record(path, ME, "how-many", "6", known=date(2025, 5, 1), source="S")
        assert path.read_bytes() == before
    else:  # nothing is added to a locked workbook that holds a record
        on_file.record(path, ME, "how-many", "6", known=date(2025, 5, 1), source="S")


def test_a_list_that_is_wrapped_is_not_doubled(source: Path, tmp_path: Path) -> None:
    path = other_workbooks.made(tmp_path / "odd.xlsx", "rules")
    wrapped = r'<mc:AlternateContent xmlns:mc="urn:mc">\1</mc:AlternateContent>'
    odd(path, instead(LOOKS, "(<fonts.*</fonts>)", wrapped))
    with pytest.raises(Refused, match=r"a list \(fonts\) where none belongs"):
        add_to(path, source, AS_OF)


def test_a_locked_structure_gets_no_sheets(source: Path, tmp_path: Path) -> None:
    path = other_workbooks.made(tmp_path / "odd.xlsx", "rules")
    locked = '<workbookProtection lockStructure="1"/><bookViews'
    odd(path, instead(BOOK, "<bookViews", locked))
    with pytest.raises(Refused, match=r"structure of .* is locked"):
        add_to(path, source, AS_OF)


def test_days_before_1904_stay_out_of_a_workbook_that_begins_then(tmp_path: Path) -> None:
    source, path = tmp_path / "source.xlsx", tmp_path / "mac.xlsx"
    write_workbook(source, fixed(small_record()), AS_OF)
    on_file.record(source, ME, "when", "1903-05-06", known=date(2025, 5, 1), source="S")
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(Refused, match="1903-05-06 is before 1904"):
        add_to(path, source, AS_OF)
    assert path.read_bytes() == before


def test_names_of_parts_keep_their_bytes(source: Path, tmp_path: Path) -> None:
    """Some write names in UTF-8 and do not say so."""
    path = other_workbooks.made(tmp_path / "odd.xlsx", "rules")
    held, out = parts(path), BytesIO()
    name = "xl/media/图片1.png"
    with ZipFile(out, "w") as archive:
        for part, content in (*held.items(), ("xl/media/XXXXXX1.png", b"picture")):
            archive.writestr(ZipInfo(part), content)
    path.write_bytes(out.getvalue().replace(b"XXXXXX", "图片".encode()))
    add_to(path, source, AS_OF)
    assert path.read_bytes().count(name.encode()) == 2


def test_a_comment_within_a_formula_says_nothing(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(source.read_bytes())
    table = next(n for n, content in parts(path).items() if b'name="Forecasts"' in content[:400])
    whole = "<calculatedColumnFormula>"
    odd(path, instead(table, whole, f"{whole}<!-- mine -->"))
    on_file.record(path, ME, "when", "2024-03-20", known=date(2025, 5, 1), source="S")
    formula = re.search(rb"<calculatedColumnFormula>([^<]*)", parts(source)[table])
    assert formula is not None
    assert formula[1] in parts(path)[table]
