"""A record inside workbooks that hold other things: nothing of theirs is lost."""

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook
from support import other_workbooks
from support.packages import parts
from support.records import AS_OF, small_record
from support.records import forecast_of as forecast
from support.workbooks import Recalculate, cells, differences, fixed, sdk_errors

from trackrecord.actions import on_file
from trackrecord.actions.building import add_to
from trackrecord.actions.on_file import Person
from trackrecord.actions.reading import check_place
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.ooxml.values import days_counted, serial
from trackrecord.workbook.new import SHEETS, write_workbook
from trackrecord.workbook.read import read_workbook

# openpyxl says which parts it would drop; we only look.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported:UserWarning", "ignore:Data Validation:UserWarning"
)
ME = Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
# Of their parts, those that list what is in the package and how it looks; the rest keeps its bytes.
LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
SHIPPED = sorted(
    path
    for path in Path(sysconfig.get_path("purelib")).rglob("*.xls[xm]")
    if "quickstart" in path.name or "blank" in path.name
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "source.xlsx"
    write_workbook(path, fixed(small_record()), AS_OF)
    return path


CORPUS = [
    *other_workbooks.FEATURES,
    "everything",
    "strange",
    "macros",
    "nothing",
    *map(str, SHIPPED),
]


def brought(name: str, place: Path) -> Path:
    """A workbook of the corpus."""
    if name == "everything":
        return other_workbooks.made(place / "everything.xlsx", *other_workbooks.FEATURES)
    if name == "strange":
        return other_workbooks.with_parts(
            other_workbooks.made(place / "strange.xlsx", "rules"), other_workbooks.STRANGE
        )
    if name == "macros":
        return other_workbooks.with_macros(place / "macros.xlsm")
    if name == "nothing":
        return other_workbooks.made(place / "nothing.xlsx", "comments")
    if name in other_workbooks.FEATURES:
        return other_workbooks.made(place / f"{name}.xlsx", name)
    return Path(shutil.copy(name, place / Path(name).name))


@pytest.mark.validator
@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CORPUS, ids=[Path(name).name for name in CORPUS])
def test_nothing_of_theirs_is_lost(
    name: str, tmp_path: Path, source: Path, recalculate: Recalculate
) -> None:
    path = brought(name, tmp_path)
    theirs, complaints = parts(path), sdk_errors(path)
    add_to(path, source, AS_OF)
    added = parts(path)
    assert {n for n, content in theirs.items() if added[n] != content} == LISTS
    assert check_place(path, AS_OF)[1] == []

    said = on_file.record(path, ME, "how-many", "55000", known=date(2025, 5, 1), source="S")
    assert said == "'how-many' is 55000."
    on_file.record(path, ME, "when", "2024-03-20", known=date(2025, 5, 1), source="S")
    on_file.add(path, ME, forecast("in Q3 2024", "when", "ann"))
    on_file.undo(path, ME)
    recorded = parts(path)
    changed = {n for n, content in added.items() if recorded[n] != content}
    assert not changed & (set(theirs) - LISTS)
    assert set(recorded) == set(added)

    record, problems = read_workbook(path)
    assert problems == []
    assert [row.question for row in record.outcomes] == ["how-many", "when"]
    assert record.forecasts == small_record().forecasts
    assert sdk_errors(path) == complaints
    sheet = load_workbook(path, keep_vba=True)["Outcomes"]
    assert [cell.value for cell in sheet[3]][:2] == ["when", datetime(2024, 3, 20)]
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Outcomes").to_python()
    assert rows[2][:2] == ["when", date(2024, 3, 20)]
    if "macros" not in name:  # LibreOffice asks about those
        [computed] = recalculate([path])
        ours = {place for place in differences(path, computed) if place[0] in SHEETS}
        assert ours == set()


def test_ours_look_as_they_do_alone(tmp_path: Path, source: Path) -> None:
    path = brought("everything", tmp_path)
    add_to(path, source, AS_OF)
    alone, inside = load_workbook(source), load_workbook(path)
    for sheet in alone:
        twin = inside[sheet.title]
        if sheet.title == "About":  # with the buttons below
            continue
        assert twin.dimensions == sheet.dimensions
        for row, other in zip(sheet.iter_rows(), twin.iter_rows(), strict=True):
            for cell, same in zip(row, other, strict=True):
                for what in ("font", "fill", "border", "alignment", "number_format", "quotePrefix"):
                    assert repr(getattr(same, what)) == repr(getattr(cell, what)), cell
    written, again = cells(source), cells(path)
    assert {place: again.get(place) for place in written} == written


@pytest.mark.libreoffice
def test_a_workbook_that_counts_from_1904(
    tmp_path: Path, source: Path, recalculate: Recalculate
) -> None:
    path = tmp_path / "mac.xlsx"
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = date(2024, 1, 2)  # type: ignore[index]
    book.save(path)
    add_to(path, source, AS_OF)
    assert read_workbook(path)[0].forecasts == small_record().forecasts
    on_file.record(path, ME, "when", "2024-03-20", known=date(2025, 5, 1), source="S")
    record, problems = read_workbook(path)
    assert problems == []
    assert record.outcomes[0].value == date(2024, 3, 20)
    assert load_workbook(path)["Outcomes"]["B2"].value == datetime(2024, 3, 20)
    [computed] = recalculate([path])
    with days_counted(from_1904=True):  # what has no form of a day is a number of such days
        [again] = recalculate([path])
        assert differences(path, again) == {}
    assert computed["Sheet", "A1"] == serial(date(2024, 1, 2))


@pytest.mark.libreoffice
@pytest.mark.parametrize("of", ["xlsxwriter", "openpyxl"])
def test_theirs_look_as_before(
    of: str, tmp_path: Path, source: Path, libreoffice: Callable[[str, list[Path]], Path]
) -> None:
    names = other_workbooks.FEATURES if of == "xlsxwriter" else OWN_LOOKS
    before = tmp_path / "before"
    before.mkdir()
    alone, inside = [], []
    for name in names:
        path = before / f"{name}.xlsx"
        if of == "xlsxwriter":
            other_workbooks.made(path, name)
        else:
            own_looks(path, OWN_LOOKS[name])
        alone.append(path)
        inside.append(Path(shutil.copy(path, tmp_path / f"{name}-with.xlsx")))
        add_to(inside[-1], source, AS_OF)
        on_file.record(inside[-1], ME, "how-many", "5", known=date(2025, 5, 1), source="S")
    out = libreoffice("pdf", [*alone, *inside])
    for one, other in zip(alone, inside, strict=True):
        seen = pages(out / one.with_suffix(".pdf").name)
        assert seen, one
        assert pages(out / other.with_suffix(".pdf").name)[: len(seen)] == seen, one


def pages(pdf: Path) -> list[bytes]:
    """Each page as a picture."""
    shot = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "50", "-png", str(pdf), str(shot)], check=True)
    return [page.read_bytes() for page in sorted(pdf.parent.glob(f"{shot.name}-[0-9]*.png"))]


# What the style of all cells is called, whether it is there, and what the workbook's font is.
OWN_LOOKS = {
    "german": ("Standard", "Arial", 14),
    "chinese": ("常规", "Liberation Serif", 9),
    "none": ("", "Liberation Mono", 12),
}


def own_looks(path: Path, looks: tuple[str, str, int]) -> None:
    """A workbook whose cells without a style look otherwise than ours do."""
    name, font, size = looks
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 9):
        sheet.append([row, "Zweite Spalte", "=A1*2"])
    book.save(path)
    with ZipFile(path) as archive:
        held = {part: archive.read(part) for part in archive.namelist()}
    styles = held["xl/styles.xml"].decode()
    styles = styles.replace('<name val="Calibri" />', f'<name val="{font}" />')
    styles = styles.replace('<name val="Calibri"/>', f'<name val="{font}"/>')
    styles = re.sub(r'<sz val="\d+" ?/>', f'<sz val="{size}"/>', styles)
    styles = re.sub("<cellStyles.*</cellStyles>", _styles_called(name), styles)
    assert font in styles
    other_workbooks.with_parts(path, {"xl/styles.xml": styles.encode()})


def _styles_called(name: str) -> str:
    if not name:
        return ""
    return f'<cellStyles count="1"><cellStyle name="{name}" xfId="0" builtinId="0"/></cellStyles>'


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("table", "a table called forecasts .* Table Name"),
        ("name", "a name called ASOF .* Name Manager"),
        ("a name like our table", "a name called OUTCOMES .* Name Manager"),
        ("a table like our name", "a table called asof .* Table Name"),
    ],
)
def test_a_clash_is_refused(tmp_path: Path, source: Path, what: str, message: str) -> None:
    import xlsxwriter  # noqa: PLC0415 - only this test makes one by hand

    path = tmp_path / "clash.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Mine")
        if "table" in what[:7]:
            sheet.add_table("A1:B3", {"name": "asof" if "our" in what else "forecasts"})
        else:
            book.define_name("OUTCOMES" if "our" in what else "ASOF", "=Mine!$A$1")
    before = path.read_bytes()
    with pytest.raises(Refused, match=message):
        add_to(path, source, AS_OF)
    assert path.read_bytes() == before


def test_from_a_folder(tmp_path: Path) -> None:
    write_folder(tmp_path / "mine", small_record())
    path = brought("charts", tmp_path)
    add_to(path, tmp_path / "mine", AS_OF)
    assert read_workbook(path)[0].forecasts == small_record().forecasts
    with pytest.raises(Refused, match="already"):
        add_to(path, tmp_path / "mine", AS_OF)
