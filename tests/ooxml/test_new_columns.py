"""Columns written into the parts of a workbook, as different programs write them."""

import pytest

from trackrecord.ooxml.new_columns import table_widened, with_rules, with_widths

RULE = b'<dataValidation sqref="G1"><formula1>1</formula1></dataValidation>'


@pytest.mark.parametrize("prefix", [b"", b"x:"])
@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_prefixes_and_quotes(prefix: bytes, quote: bytes) -> None:
    def written(text: bytes) -> bytes:
        return text.replace(b"p:", prefix).replace(b"~", quote)

    part = written(
        b"<p:table id=~1~ ref=~A1:B4~><p:autoFilter ref=~A1:B4~/><p:tableColumns count=~2~>"
        b"<p:tableColumn id=~1~ name=~A~/><p:tableColumn id=~7~ name=~B~/>"
        b"</p:tableColumns></p:table>"
    )
    wider = table_widened(part, [("Tags & <x>", ""), ("C", "1<2")])
    assert wider == written(
        b"<p:table id=~1~ ref=~A1:D4~><p:autoFilter ref=~A1:D4~/>"
        b'<p:tableColumns count="4"><p:tableColumn id=~1~ name=~A~/>'
        b"<p:tableColumn id=~7~ name=~B~/>"
        b'<p:tableColumn id="8" name="Tags &amp; &lt;x&gt;"/><p:tableColumn id="9" name="C">'
        b"<p:calculatedColumnFormula>1&lt;2</p:calculatedColumnFormula></p:tableColumn>"
        b"</p:tableColumns></p:table>"
    )
    head = written(b"<p:cols><p:col min=~1~ max=~2~/></p:cols><p:sheetData>")
    assert with_widths(head, {2: 5, 4: 9}) == written(
        b'<p:cols><p:col min=~1~ max=~2~/><p:col width="9" customWidth="1" min="4" max="4"/>'
        b"</p:cols><p:sheetData>"
    )
    tail = written(
        b"</p:sheetData><p:dataValidations count=~1~><p:dataValidation sqref=~A1~/>"
        b"</p:dataValidations><p:pageMargins/></p:worksheet>"
    )
    longer = with_rules(tail, [RULE])
    assert b"<" + prefix + b'dataValidations count="2">' in longer
    assert longer.count(b"<" + prefix + b"dataValidation ") == 2
    none = written(b"</p:sheetData><p:pageMargins/></p:worksheet>")
    assert with_rules(none, [RULE]).index(b"dataValidations") < none.index(b"pageMargins") + 20


def test_nothing_new_changes_nothing() -> None:
    assert table_widened(b"<table/>", []) == b"<table/>"
    assert with_widths(b"<sheetData>", {}) == b"<sheetData>"
    assert with_rules(b"</worksheet>", []) == b"</worksheet>"
    with pytest.raises(ValueError, match="no list of its columns"):
        table_widened(b"<table/>", [("A", "")])
