"""Any XML that says the same is read as the same."""

import random
from collections.abc import Iterator

import pytest
from lxml import etree
from support.meaning import meaning
from support.rewriting import Way

from trackrecord.ooxml.markup.spelling import SpellingGate, respelled
from trackrecord.ooxml.sheet_xml import cells_of, rows_of

SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheetPr codeName="a&gt;b &quot;c&quot; \'d\'"/><sheetData><row r="1" spans="1:2">'
    b'<c r="A1" s="3" t="s"><v>0</v></c><c r="B1"><f>IF(A1&gt;"x",1,2)</f><v>1</v></c></row>'
    b'<row r="3"><c r="B3" t="inlineStr"><is><t xml:space="preserve"> two\n &amp; </t></is></c>'
    b'</row></sheetData><drawing r:id="rId1"/><extLst><ext uri="{1}">'
    b'<z:one xmlns:z="urn:z" z:two="3"><z:four>&lt;</z:four></z:one></ext></extLst></worksheet>'
)


def spelled(content: bytes, size: int = 7) -> tuple[bool, bytes]:
    """Was it spelled as usual, and how it is spelled when it is read."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    gate = SpellingGate()
    usual = all(gate.is_usual(piece) for piece in pieces) and gate.is_closed
    return usual, content if usual else b"".join(respelled(pieces))


def test_what_spreadsheets_write_is_usual() -> None:
    for head in (b"", b'<?xml version="1.0"?>\n', b"\xef\xbb\xbf<?xml version='1.0'?>"):
        assert spelled(head + SHEET) == (True, head + SHEET)


@pytest.mark.parametrize("seed", range(400))
def test_the_same_is_read(seed: int) -> None:
    way = Way(random.Random(seed))  # noqa: S311 - no secret
    content = way.written(SHEET, "xl/worksheets/sheet1.xml")
    assert meaning(content) == meaning(SHEET)
    usual, read = spelled(content, 1 + seed % 90)
    assert meaning(read) == meaning(SHEET)
    if not usual:
        assert spelled(read) == (True, read)  # once is enough
    rows = [
        (number, [(cell.column, cell.style, cell.kind) for cell in cells_of(row)])
        for number, row in rows_of(iter([read]))
    ]
    assert rows == [(1, [(1, 3, b"s"), (2, 0, b"")]), (3, [(2, 0, b"inlineStr")])]


@pytest.mark.parametrize(
    "unusual",
    [
        SHEET.replace(b"<sheetData>", b"<!-- one --><sheetData>"),
        SHEET.replace(b"<sheetData>", b"<?one two?><sheetData>"),
        SHEET.replace(b"<v>0</v>", b"<v><![CDATA[0]]></v>"),
        SHEET.replace(b's="3"', b"s='3'"),
        SHEET.replace(b"a&gt;b", b"a>b"),
        SHEET.replace(b'<row r="1" ', b"<row "),
        SHEET.replace(b"<row ", b'<m:row xmlns:m="urn:m"/><row ', 1),
        SHEET.replace(b"</sheetData>", b"</sheetData >"),
        SHEET.replace(b"</row>", b"</row\n>"),
        SHEET.replace(b's="3"', b's ="3"'),
        SHEET.replace(b't="s"', b't= "s"'),
        SHEET.replace(b't="s"', b't="&#115;"'),
        SHEET.replace(b's="3"', b's=" 3 "'),
        SHEET.replace(b'r="1"', b'r=" 1 "'),
        SHEET.replace(b"<v>0</v>", b"<v>&#48;</v>"),
        SHEET.decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="GBK"?>' + SHEET,
        b'<?xml version="1.0" encoding="UTF8"?>' + SHEET,
        b'<?xml version="1.0" encoding="latin-1"?>' + SHEET,
    ],
)
def test_what_is_unusual_is_noticed(unusual: bytes) -> None:
    by_prefix = b"xmlns:m=" in unusual
    usual, read = spelled(unusual)
    assert usual == by_prefix  # an element of somebody else's is none of ours
    if not by_prefix:
        assert meaning(read) == meaning(SHEET.replace(b"a&gt;b", b"a>b"))
    assert b'<row r="1"' in read
    etree.fromstring(read)


@pytest.mark.parametrize(
    "foreign",
    [
        b'<foo xmlns=""><bar/><row xmlns="%s"/></foo>',
        b'<foo xmlns="urn:a"><bar/><foo xmlns="urn:b"><bar/></foo></foo>',
        b'<given.1:foo xmlns:given.1="urn:a" xmlns="urn:b"><bar/></given.1:foo>',
        b'<x:foo xmlns:x="%s" x:bar="1"/>',
    ],
)
def test_what_is_foreign_stays(foreign: bytes) -> None:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inside = b'<ext uri="{2}">' + foreign.replace(b"%s", main) + b"</ext></extLst>"
    sheet = SHEET.replace(b"</extLst>", inside)
    numbered = sheet.replace(b'<row xmlns="' + main + b'"/>', b'<row r="4" xmlns="' + main + b'"/>')
    assert meaning(b"".join(respelled([sheet]))) == meaning(numbered)


@pytest.mark.parametrize(
    ("hostile", "message"),
    [
        (b'<a b="%s"/>' % (b"x" * 5_000_000), "longer than any"),
        (b"<!-- %s -->" % (b"> " * 3_000_000), "longer than any"),
        (b'<a xmlns="urn:%s"><b/></a>' % (b"x" * 20_000), "longer than any"),
    ],
)
def test_what_nobody_writes_is_refused_soon(hostile: bytes, message: str) -> None:
    sheet = SHEET.replace(b"<sheetData>", hostile + b"<sheetData>")
    pieces = [sheet[at : at + 65_536] for at in range(0, len(sheet), 65_536)]
    with pytest.raises(ValueError, match=message):
        b"".join(respelled(pieces))


def test_a_foreign_namespace_is_declared_once() -> None:
    many = b'<a xmlns="urn:x">' + b"<b/>" * 1_000 + b"</a><sheetData>"
    assert b"".join(respelled([SHEET.replace(b"<sheetData>", many)])).count(b"urn:x") == 1


def entities() -> Iterator[bytes]:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET
    yield bomb
    yield bomb.decode().encode("utf-16")


@pytest.mark.parametrize("bomb", [*entities()])
def test_entities_are_not_read(bomb: bytes) -> None:
    with pytest.raises(ValueError, match="entities of its own"):
        b"".join(respelled([bomb]))
