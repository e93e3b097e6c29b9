"""Charts stand on their rows, whoever changes the heights of these, or saves the file."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.other_records import dates, numbers, probabilities
from support.packages import Parts, repacked
from support.person import Person

from trackrecord.actions import on_file
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.model import Record
from trackrecord.ooxml.drawings.frames import put_on_cells
from trackrecord.ooxml.markup import tree
from trackrecord.tables.charts.bands import BANDS, CELLS, heights_of
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.open import dashboard

pytestmark = pytest.mark.libreoffice

DAY = date(2026, 1, 1)
BEFORE_ALL = date(2022, 12, 1)  # nothing is resolved, most charts are hidden
RECORDS: dict[str, Callable[[], Record]] = {
    "bundled": lambda: read_checked(bundled())[0],
    "probabilities": probabilities,
    "numbers": numbers,
    "few dates": lambda: dates(6),
}
NEAR = 0.7  # points


def opened(person: Person, path: Path) -> Any:
    return person.use(person.app.books.open(path))


def places(book: Any) -> dict[str, tuple[bool, list[float], list[float]]]:
    """Of each chart: is it seen; its left, top, width and height; those of its cells."""
    sheet = book.sheets["Dashboard"]
    found = {}
    for chart in sheet.charts:
        top, left, bottom, right = CELLS[chart.name]
        cells = sheet.range((top, left), (bottom, right))
        found[chart.name] = (
            cells.height > 10,
            [chart.left, chart.top, chart.width, chart.height],
            [cells.left, cells.top, cells.width, cells.height],
        )
    assert set(found) == set(CELLS)
    return found


def assert_on_rows(book: Any) -> set[str]:
    """Those that are seen fill their cells."""
    found = places(book)
    for name, (seen, chart, cells) in found.items():
        assert not seen or chart == pytest.approx(cells, abs=NEAR), name
    return {name for name, (seen, *_) in found.items() if seen}


@pytest.mark.parametrize("name", RECORDS)
def test_a_click_shows_charts_on_their_rows(person: Person, name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.xlsx"
    write_workbook(path, RECORDS[name](), BEFORE_ALL)
    book = opened(person, path)
    before = assert_on_rows(book)
    person.click("compute_accuracy")
    assert assert_on_rows(book) > before
    saved = tmp_path / "saved.xlsx"
    book.save(saved)
    book.close()
    assert_on_rows(opened(person, saved))


def test_what_libreoffice_saved_is_shown_by_the_next(person: Person, tmp_path: Path) -> None:
    path, saved, again = (tmp_path / f"{name}.xlsx" for name in ("record", "saved", "again"))
    write_workbook(path, RECORDS["probabilities"](), BEFORE_ALL)
    book = opened(person, path)
    book.save(saved)  # with hidden charts over one row each
    book.close()
    shutil.copy(saved, again)
    book = opened(person, saved)
    person.click("compute_accuracy")
    assert "Calibration" in assert_on_rows(book)
    book.close()
    on_file.compute(again, on_file.Person("ann", DAY, datetime(2026, 1, 1, 12)))
    assert "Calibration" in assert_on_rows(opened(person, again))


def is_of(anchor: tree.Element, name: str) -> bool:
    return any(one.get("name") == name for one in anchor.iter() if tree.local(one) == "cNvPr")


def test_a_chart_somebody_moved_stays(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "record.xlsx"
    write_workbook(path, RECORDS["bundled"](), date(2024, 6, 1))

    def move(parts: Parts) -> None:
        [name] = [one for one in parts if one.startswith("xl/drawings/drawing")]
        drawing = tree.tree_of(parts[name])
        [anchor] = [one for one in drawing if is_of(one, "Timeline")]
        columns = [one for one in anchor.iter() if tree.local(one) == "col"]
        for column, number in zip(columns, (2, 5), strict=True):
            tree.put_text(column, str(number))
        parts[name] = tree.written(drawing)

    path.write_bytes(repacked(path.read_bytes(), move))
    book = opened(person, path)
    _, before, _ = places(book)["Timeline"]
    person.click("compute_accuracy")
    _, chart, _ = places(book)["Timeline"]
    assert before[0] > 100
    assert [chart[0], chart[2]] == pytest.approx([before[0], before[2]], abs=NEAR)


def test_a_chart_that_comes_is_put_on_its_cells(person: Person) -> None:
    """As in Excel, which does not do that with what LibreOffice saved; here by the same calls."""
    book = person.open(RECORDS["bundled"]())
    chart = book.sheets["Dashboard"].charts["HitRates"]
    _, _, wanted = places(book)["HitRates"]
    chart.height = wanted[3] * 0.9  # somebody's wish
    dashboard._put_on_cells(chart, CELLS["HitRates"])
    assert chart.height == pytest.approx(wanted[3] * 0.9, abs=NEAR)
    chart.top, chart.height = 3, 1
    dashboard._put_on_cells(chart, CELLS["HitRates"])
    assert_on_rows(book)


ANCHOR = (
    '<d xmlns="urn:x"><twoCellAnchor editAs="{as_}"><from><col>{left}</col><colOff>7</colOff>'
    "<row>{top}</row><rowOff>7</rowOff></from><to><col>3</col><colOff>7</colOff><row>{last}</row>"
    '<rowOff>7</rowOff></to><f><cNvPr name="Timeline"/></f></twoCellAnchor></d>'
)
AREA = (11, 1, 18, 8)


@pytest.mark.parametrize(
    ("as_", "top", "left", "last", "moves"),
    [
        ("oneCell", 10, 0, 15, True),  # where it belongs, but it does not grow
        ("oneCell", 40, 0, 40, True),  # hidden when it was saved
        ("oneCell", 12, 0, 15, False),  # moved by somebody
        ("oneCell", 10, 1, 15, False),
        ("twoCell", 10, 0, 15, False),  # Excel's: somebody made it smaller
        ("absolute", 10, 0, 15, False),
        ("oneCell", "a", "b", "c", False),
    ],
)
def test_only_what_another_program_took_off(
    as_: str, top: object, left: object, last: object, moves: bool
) -> None:
    drawing = tree.tree_of(ANCHOR.format(as_=as_, top=top, left=left, last=last).encode())
    before = tree.written(drawing)
    assert put_on_cells(drawing, {"Errors": AREA}) is False
    assert tree.written(drawing) == before
    assert put_on_cells(drawing, {"Timeline": AREA}) is moves
    after = tree.written(drawing)
    assert (after != before) is moves
    if moves:
        assert b'editAs="twoCell"><from><col>0</col><colOff>0</colOff><row>10</row>' in after
        assert b"<to><col>8</col><colOff>0</colOff><row>18</row><rowOff>0</rowOff></to>" in after
        assert put_on_cells(drawing, {"Timeline": AREA}) is False


def test_the_last_row_of_hidden_charts_stays() -> None:
    """LibreOffice never draws a chart again that had no height when it was loaded."""
    heights = heights_of({})
    for band in BANDS:
        rows = [heights[row] for row in range(band.first_row, band.last_row + 1)]
        assert rows[:-1] == [0.0] * 7
        assert 0 < rows[-1] < 1


def test_only_rows_whose_words_come_or_go_are_laid_again() -> None:
    """And those under charts, which are as high as the charts need."""
    seen, hidden = BANDS[0], BANDS[1]
    texts = {(2, 1): "Who called it: ann.", (3, 1): ""}
    for band in BANDS:
        for slot in band.slots:
            for row in range(band.title_row, band.first_row):
                texts[row, slot.left] = ""
    texts[seen.title_row, seen.slots[0].left] = "Title"
    heights = dict.fromkeys((2, 3, *range(seen.title_row, hidden.rows_below_texts.stop)), 1.0)
    under = [*range(seen.first_row, seen.last_row + 1)]
    held: dict[tuple[int, int], object] = {at: text for at, text in texts.items() if text}
    held[2, 1] = "Who called it: bob."
    assert dashboard.rows_to_lay(texts, held, heights) == under
    del held[seen.title_row, 1]
    gap = seen.last_row + 1
    assert dashboard.rows_to_lay(texts, held, heights) == [seen.title_row, *under, gap]
    held[hidden.title_row, 1] = "It goes."
    below = [hidden.title_row, *hidden.rows_below_texts]
    assert dashboard.rows_to_lay(texts, held, heights) == [seen.title_row, *under, gap, *below]
    held |= {(3, 1): "A second line.", (4, 1): 7.0}
    assert dashboard.rows_to_lay(texts, held, heights)[0] == 3
