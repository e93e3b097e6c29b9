"""What stands around the rows of a sheet, and parts of tables, however they are written."""

import pytest
from support.meaning import meaning

from trackrecord.errors import Refused
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.sheet_frame import Surroundings, head, tail
from trackrecord.ooxml.table_growth import Growth, lengthen, reformulate, retitle, widen

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = b'<worksheet xmlns="' + MAIN + b'" xmlns:r="' + OFFICE + b'">'
RULE = b'<dataValidation sqref="G1"><formula1>1</formula1></dataValidation>'
GROWTH = Growth("Mine", 1, 2, 1, 4, 6)


@pytest.mark.parametrize("prefix", [b"", b"x:", b"a-b.c:"])
@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_a_table_however_it_is_written(prefix: bytes, quote: bytes) -> None:
    def written(text: bytes) -> bytes:
        space = b" xmlns" + (b":" + prefix[:-1] if prefix else b"") + b"=~" + MAIN + b"~"
        return text.replace(b"@", space).replace(b"p:", prefix).replace(b"~", quote)

    table = tree.tree_of(
        written(
            b"<p:table@ id=~1~ ref=~A1:B4~><!-- <p:tableColumn/> --><p:autoFilter ref=~A1:B4~/>"
            b"<p:tableColumns count=~2~><p:tableColumn id=~1~ name=~A~>"
            b"<p:calculatedColumnFormula>1&gt;2</p:calculatedColumnFormula></p:tableColumn>"
            b"<p:tableColumn id=~7~ name=~B~/></p:tableColumns></p:table>"
        )
    )
    lengthen(table, GROWTH)
    widen(table, [("Tags & <x>", ""), ("C", "1<2")])
    retitle(table, 1, ["Bee"])
    reformulate(table, {"A": "2>1", "Bee": "3"})
    assert meaning(tree.written(table)) == meaning(
        written(
            b"<p:table@ id=~1~ ref=~A1:D6~><p:autoFilter ref=~A1:D6~/><p:tableColumns count=~4~>"
            b"<p:tableColumn id=~1~ name=~A~><p:calculatedColumnFormula>2&gt;1"
            b"</p:calculatedColumnFormula></p:tableColumn><p:tableColumn id=~7~ name=~Bee~/>"
            b"<p:tableColumn id=~8~ name=~Tags &amp; &lt;x&gt;~/><p:tableColumn id=~9~ name=~C~>"
            b"<p:calculatedColumnFormula>1&lt;2</p:calculatedColumnFormula></p:tableColumn>"
            b"</p:tableColumns></p:table>"
        )
    )
    assert b"<!-- " in tree.written(table)


def test_a_table_without_columns_gets_none() -> None:
    with pytest.raises(ValueError, match="no list of its columns"):
        widen(tree.tree_of(b"<table/>"), [("A", "")])


def test_widths_go_where_none_are() -> None:
    assert head(b'<cols><col min="1" max="2"/></cols><sheetData>', 9, {2: 5, 4: 9}) == (
        b'<cols><col min="1" max="2"/><col width="9" customWidth="1" min="4" max="4"/></cols>'
        b"<sheetData>"
    )
    assert head(b"<sheetData>", 9, {}) == b"<sheetData>"


def behind(piece: bytes, new: Surroundings) -> bytes:
    made = tail(piece + b"</worksheet>", ROOT, new)
    assert made.endswith(b"</worksheet>")
    return made.removesuffix(b"</worksheet>")


def test_nothing_new_changes_nothing() -> None:
    piece = b"<pageMargins left='1' /><!-- so --><extLst></extLst>"
    assert behind(piece, Surroundings("Mine")) == piece


@pytest.mark.parametrize(
    ("before", "order"),
    [
        (b"<pageMargins/>", ["dataValidations", "pageMargins"]),
        (b"", ["dataValidations"]),
        (b"<!-- <hyperlinks/> -->", ["", "dataValidations"]),
        # A list within a format is none of the sheet's own.
        (
            b"<conditionalFormatting><cfRule><extLst/></cfRule></conditionalFormatting><drawing/>",
            ["conditionalFormatting", "dataValidations", "drawing"],
        ),
        (b"<mergeCells/><phoneticPr/>", ["mergeCells", "phoneticPr", "dataValidations"]),
        (b'<dataValidations count="1"><dataValidation/></dataValidations>', ["dataValidations"]),
    ],
)
def test_rules_stand_in_their_place(before: bytes, order: list[str]) -> None:
    root = tree.tree_of(ROOT + behind(before, Surroundings("Mine", rules=[RULE])) + b"</worksheet>")
    assert [tree.local(one) for one in root] == order
    rules = root.find("{*}dataValidations")
    assert rules is not None
    assert rules.get("count") == str(len(rules))
    assert rules[-1][0].text == "1"


def test_what_reached_to_the_last_row_reaches_further() -> None:
    made = behind(
        b'<conditionalFormatting sqref="A2:B4 D2"/><dataValidations><dataValidation sqref="B2:B4"/>'
        b'</dataValidations><extLst><z:sqref xmlns:z="urn:z">A2:A4 C1:C4</z:sqref></extLst>',
        Surroundings("Mine", [GROWTH]),
    )
    assert b'sqref="A2:B6 D2"' in made
    assert b'sqref="B2:B6"' in made
    assert b">A2:A6 C1:C4<" in made


def test_what_is_in_the_way_is_named() -> None:
    with pytest.raises(Refused, match="merged cells A5:B7 are in the way"):
        behind(b'<mergeCells><mergeCell ref="A5:B7"/></mergeCells>', Surroundings("M", [GROWTH]))
    with pytest.raises(Refused, match="the sheet My sheet is protected; unprotect"):
        behind(b"<sheetProtection sheet='1'/>", Surroundings("My sheet"))


def test_a_new_text_has_no_old_link() -> None:
    links = b"".join(
        b'<hyperlink ref="%s" %s/>' % (cell, said)
        for cell, said in (
            (b"A2", b'r:id="rId1"'),
            (b"A3", b'r:id="rId2"'),
            (b"A4", b'r:id="rId3"'),
            (b"A5", b'location="Mine!A1"'),
        )
    )
    new = Surroundings(
        "Mine",
        said_anew={"A2", "A5"},
        links={"rId1": "https://old", "rId2": "https://same", "rId3": "https://other"},
    )
    made = behind(b"<hyperlinks>" + links + b"</hyperlinks><pageMargins/>", new)
    assert b"rId1" not in made
    assert made.count(b"<hyperlink ") == 3
    only = behind(b'<hyperlinks><hyperlink ref="A2" r:id="rId1"/></hyperlinks>', new)
    assert only == b""
