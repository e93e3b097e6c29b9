"""What Excel, Calc and others ask of the XML of charts, tables and print titles.

Each rule was found in a program that draws, prints or reads something else where it is broken.
"""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from support.records import AS_OF, small_record

from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled
from trackrecord.core.model import Record
from trackrecord.workbook.new import write_workbook

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture(scope="module", params=["bundled", "small", "empty"])
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("charts") / "record.xlsx"
    if request.param == "bundled":
        build(bundled(), path, AS_OF)
    else:
        record = small_record() if request.param == "small" else Record()
        write_workbook(path, record, AS_OF)
    return path


def _parts(path: Path, folder: str) -> Iterator[etree._Element]:
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(folder) and name.endswith(".xml"):
                yield etree.fromstring(archive.read(name))


def _value(parent: etree._Element, name: str) -> str | None:
    found = parent.find(_C + name)
    return None if found is None else found.get("val")


def test_value_axes_say_where_they_cross(workbook: Path) -> None:
    """Without it Excel passes over the minimum and maximum: a timeline would begin in 1900."""
    for chart in _parts(workbook, "xl/charts/"):
        across = chart.find(f".//{_C}scatterChart") is not None
        axes = list(chart.iter(_C + "valAx"))
        assert axes
        for axis in axes:
            assert _value(axis, "crossBetween") == ("midCat" if across else "between")


def test_frames_have_corners(workbook: Path) -> None:
    """Excel rounds the frame of a chart that says nothing."""
    for chart in _parts(workbook, "xl/charts/"):
        assert _value(chart, "roundedCorners") == "0"


def test_axes_stand_where_they_are_drawn(workbook: Path) -> None:
    """ONLYOFFICE stops at a horizontal axis that claims to be on the left."""
    for chart in _parts(workbook, "xl/charts/"):
        plot = chart.find(f".//{_C}plotArea")
        [drawn] = [part for part in plot if part.tag.endswith("Chart")]
        lying = _value(drawn, "barDir") == "bar"
        first, second = (identity.get("val") for identity in drawn.findall(_C + "axId"))
        places = {
            _value(axis, "axId"): _value(axis, "axPos") for axis in plot if axis.tag.endswith("Ax")
        }
        assert (places[first], places[second]) == (("l", "b") if lying else ("b", "l"))


def test_crosses_are_not_filled(workbook: Path) -> None:
    """A cross with a fill is drawn as a filled square by three programs."""
    for chart in _parts(workbook, "xl/charts/"):
        for marker in chart.iter(_C + "marker"):
            symbol, look = _value(marker, "symbol"), marker.find(_C + "spPr")
            if symbol in {"x", "plus", "star"}:
                assert look.find(_A + "noFill") is not None
                assert look.find(f"{_A}ln/{_A}solidFill") is not None
            elif symbol not in {None, "none"}:
                assert look.find(_A + "solidFill") is not None


def test_charts_lie_within_what_is_printed(workbook: Path) -> None:
    """A chart wider than the columns of the print area is cut, with its last label."""
    with ZipFile(workbook) as archive:
        names = etree.fromstring(archive.read("xl/workbook.xml")).iter(_S + "definedName")
        [area] = [n.text for n in names if n.get("name").endswith("Area") and "Dash" in n.text]
        right = ord(area.replace("$", "").split(":")[1][0]) - ord("A") + 1
    [drawing] = _parts(workbook, "xl/drawings/drawing")
    anchors = list(drawing.iter(_XDR + "twoCellAnchor"))
    assert len(anchors) == len(list(drawing))
    for anchor in anchors:
        assert anchor.get("editAs") == "twoCell"  # it moves and grows with its rows
        end = anchor.find(_XDR + "to")
        assert int(end.find(_XDR + "col").text) <= right
        assert int(end.find(_XDR + "colOff").text) == int(end.find(_XDR + "rowOff").text) == 0


def test_hidden_charts_stand_on_hidden_rows(workbook: Path) -> None:
    """One alone would leave a gap, the other a chart squeezed to a line.

    The last of those rows is there, too low to be seen: see `bands.heights_of`.
    """
    [drawing] = _parts(workbook, "xl/drawings/drawing")
    rows = load_workbook(workbook)["Dashboard"].row_dimensions
    seen = set()
    for anchor in drawing:
        first, last = (int(anchor.find(f"{_XDR}{end}/{_XDR}row").text) for end in ("from", "to"))
        hidden = anchor.find(f".//{_XDR}cNvPr").get("hidden") == "1"
        assert {bool(rows[row].hidden) for row in range(first + 1, last)} == {hidden}
        assert not rows[last].hidden
        assert (rows[last].height < 1) is hidden
        seen.add(hidden)
    assert True in seen


def test_titles_are_not_made_up(workbook: Path) -> None:
    """Excel makes a title of a series' name where a chart says nothing; ours stand in cells."""
    for chart in _parts(workbook, "xl/charts/"):
        [inner] = chart.findall(_C + "chart")
        assert inner[0].tag == _C + "autoTitleDeleted"
        assert inner[0].get("val") == "1"


def test_data_in_hidden_rows_is_drawn(workbook: Path) -> None:
    for chart in _parts(workbook, "xl/charts/"):
        assert _value(chart.find(_C + "chart"), "plotVisOnly") == "0"


def test_print_titles_name_columns_before_rows(workbook: Path) -> None:
    with ZipFile(workbook) as archive:
        names = etree.fromstring(archive.read("xl/workbook.xml")).iter(_S + "definedName")
        titles = [name.text for name in names if name.get("name") == "_xlnm.Print_Titles"]
    assert len(titles) == 7  # all that are one table
    for text in titles:
        columns, rows = (part.split("!")[1] for part in text.split(","))
        assert (columns, rows) == ("$A:$A", "$1:$1")


def test_tables_do_not_count_their_header(workbook: Path) -> None:
    """ONLYOFFICE counts headers as data where ``headerRowCount`` is written out."""
    tables = list(_parts(workbook, "xl/tables/"))
    assert tables
    assert not any("headerRowCount" in table.attrib for table in tables)
