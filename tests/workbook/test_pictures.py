"""What people see of the Dashboard, for nine records of other people and the bundled one.

Each is printed by LibreOffice, and the places of its words are measured. The list of what to look
for by eye, when a picture changes (`pdftoppm` makes one of each):

- the first thing to be read is the sentence that answers, then the figures;
- no chart without bars, points or lines, no gap where one is left out;
- names are whole, or say with … where they are not; no keys; no order of typing;
- the timeline ends where its data end; bars have their values beside them;
- of more rows than are shown, the line above the chart says which.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.other_records import SMALL, numbers, probabilities
from support.pictures import Word, dashboard_of, lightened, overlapping, printed

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.model import Record
from trackrecord.tables.charts.bands import BANDS, LAST_BAND_ROW
from trackrecord.workbook import new
from trackrecord.workbook.sheets.layout import Rows, table_rows

DAY = date(2026, 11, 23)
RECORDS: dict[str, Callable[[], Record]] = {
    **SMALL,
    "5,000 numbers": lambda: numbers(5_000),
    "21,000 probabilities": lambda: probabilities(21_000),
    "bundled": lambda: read_checked(bundled())[0],
}
SEEN = {
    "empty": set(),
    "one": {"Timeline", "HitRates"},
    "dates": {"Timeline", "HitRates"},
    "goals": {"Timeline", "HitRates"},
    "numbers": {"Called", "Errors", "LeadErrors", "SkillNow", "SkillDays"},
    "probabilities": {"Called", "Calibration", "Counts", "SkillNow", "SkillDays"},
    "bundled": {"Called", "Timeline", "Errors", "LeadErrors", "HitRates"},
}
TABLES = {"Calibration": "Reliability", "Counts": "Reliability"}
SMALLEST = 7.0  # points, on paper
HEIGHT_OF_FONT = 1.27  # the box of a word over the size of its font, in Carlito


def first_rows(styles: Any, table: Any, items: Any) -> Rows:
    return table_rows(styles, table, items[:9])


@pytest.fixture(scope="module", params=list(RECORDS))
def sheet_and_words(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Worksheet, list[Word]]:
    folder = tmp_path_factory.mktemp("pictures")
    path = folder / "record.xlsx"
    with pytest.MonkeyPatch.context() as patch:  # rows of other sheets are in no picture
        patch.setattr(new, "table_rows", first_rows)
        new.write_workbook(path, RECORDS[request.param](), DAY)
    light = lightened(path, folder / "light.xlsx")
    [pdf] = printed([light], folder)
    return request.param, load_workbook(light)["Dashboard"], dashboard_of(pdf)


Shown = tuple[str, Worksheet, list[Word]]


def seen_charts(sheet: Worksheet) -> set[str]:
    return {
        slot.chart
        for band in BANDS
        if not sheet.row_dimensions[band.first_row].hidden
        for slot in band.slots
    }


def rows_of(sheet: Worksheet, chart: str) -> list[dict[str, object]]:
    """What a chart is drawn from."""
    [header, *rows] = sheet[sheet.tables[TABLES.get(chart, chart)].ref]
    names = [cell.value for cell in header]
    made = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]
    return [row for row in made if any(value is not None for value in row.values())]


@pytest.mark.libreoffice
def test_no_chart_is_empty(sheet_and_words: Shown) -> None:
    name, sheet, _ = sheet_and_words
    seen = seen_charts(sheet)
    assert seen == SEEN.get(name, seen)
    for chart in seen:
        rows = rows_of(sheet, chart)
        assert rows
        if "Label" in rows[0]:
            assert all(row["Label"] for row in rows)
    for chart in {slot.chart for band in BANDS for slot in band.slots} - seen:
        assert rows_of(sheet, chart) == [] or chart in TABLES or chart == "HitRates"


@pytest.mark.libreoffice
def test_names_are_printed_whole(sheet_and_words: Shown) -> None:
    _, sheet, words = sheet_and_words
    printed_text = "".join(word.text for word in words)
    for chart in seen_charts(sheet):
        for row in rows_of(sheet, chart):
            label = str(row.get("Label") or "")
            assert "".join(label.split()) in printed_text, (chart, label)
    for row in range(1, LAST_BAND_ROW + 1):
        if not sheet.row_dimensions[row].hidden:
            for cell in sheet[row][:8]:
                if isinstance(cell.value, str):
                    assert "".join(cell.value.split()) in printed_text, cell.coordinate


@pytest.mark.libreoffice
def test_nothing_is_printed_over_another(sheet_and_words: Shown) -> None:
    _, _, words = sheet_and_words
    assert overlapping(words) == []


@pytest.mark.libreoffice
def test_all_is_large_enough_on_paper(sheet_and_words: Shown) -> None:
    _, _, words = sheet_and_words
    heights = [word.bottom - word.top for word in words]
    assert min(heights) / HEIGHT_OF_FONT >= SMALLEST


@pytest.mark.libreoffice
def test_all_lies_on_the_page(sheet_and_words: Shown) -> None:
    """A4, upright; what is wider would be cut at its edge."""
    _, _, words = sheet_and_words
    assert min(word.left for word in words) > 20
    assert max(word.right for word in words) < 595 - 20
    assert max(word.bottom for word in words) < 842


@pytest.mark.libreoffice
def test_it_says_which_rows_are_shown(sheet_and_words: Shown) -> None:
    name, sheet, _ = sheet_and_words
    text = " ".join(str(cell.value) for row in sheet["A1:H90"] for cell in row if cell.value)
    if name in {"5,000 numbers", "numbers"}:
        assert "the 6 nearest and the 6 farthest of" in text
    if name == "mixed":
        assert "6 of 25: those decided last, or due next" in text
    assert "the first 24 of" not in text
