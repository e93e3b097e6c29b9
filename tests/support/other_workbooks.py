"""Workbooks that hold other things than a record, as people have them; made with XlsxWriter."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from support.packages import repacked

from trackrecord.office.addin.vba import Module, ModuleKind, project
from trackrecord.ooxml import file_seal as seal
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.part_edits import after
from trackrecord.ooxml.segments import DeflatedPart, deflate
from trackrecord.workbook import index

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "60606000000005000156a0e1a90000000049454e44ae426082"
)


def _numbers(sheet: Any) -> None:
    for row in range(10):
        sheet.write_row(row, 0, [row, row * row, f"text {row}", "=A1+B1"])


def _charts(book: Any, sheet: Any) -> None:
    _numbers(sheet)
    for kind in ("column", "line", "pie", "scatter", "area"):
        chart = book.add_chart({"type": kind})
        area = f"='{sheet.name}'!$A$1:$A$10"
        chart.add_series({"categories": area, "values": area})
        sheet.insert_chart("F2", chart)


def _sparklines(_: Any, sheet: Any) -> None:
    _numbers(sheet)
    sheet.add_sparkline("F1", {"range": f"'{sheet.name}'!A1:A10"})


def _pictures(_: Any, sheet: Any) -> None:
    sheet.insert_image("B2", "dot.png", {"image_data": BytesIO(_PNG)})
    sheet.embed_image("B9", "dot.png", {"image_data": BytesIO(_PNG)})
    sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": BytesIO(_PNG)})


def _comments(_: Any, sheet: Any) -> None:
    sheet.write_comment("A1", "a note")
    sheet.insert_textbox("D4", "a box")


def _controls(_: Any, sheet: Any) -> None:
    sheet.insert_button("B2", {"macro": "do_it", "caption": "Press"})
    sheet.insert_checkbox("B8", boolean=True)


def _rules(book: Any, sheet: Any) -> None:
    _numbers(sheet)
    sheet.data_validation("A1:A10", {"validate": "list", "source": ["a", "b"]})
    sheet.data_validation("B1:B10", {"validate": "list", "source": "=Other!$A$1:$A$3"})
    sheet.conditional_format("A1:A10", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B1:B10", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.conditional_format(
        "A1:A10",
        {
            "type": "cell",
            "criteria": ">",
            "value": 3,
            "format": book.add_format({"bg_color": "#FFC7CE"}),
        },
    )
    book.define_name("mine", "=Other!$A$1:$A$3")
    book.add_worksheet("Other")


def _tables(book: Any, sheet: Any) -> None:
    sheet.add_table(
        "B3:E9",
        {
            "name": "Sales",
            "total_row": True,
            "columns": [
                {"header": "Region"},
                {"header": "A"},
                {"header": "B"},
                {"header": "Sum", "formula": "=[@A]+[@B]", "total_function": "sum"},
            ],
        },
    )
    sheet.write_dynamic_array_formula("H1", "=_xlfn._xlws.SORT(B4:B9)")
    sheet.write_rich_string("J1", "plain ", book.add_format({"bold": True}), "bold")
    sheet.merge_range("L1:N3", "merged")


def _protected(_: Any, sheet: Any) -> None:
    _numbers(sheet)
    sheet.protect("", {"format_cells": True})
    sheet.unprotect_range("A1:A3")
    sheet.ignore_errors({"number_stored_as_text": "A1:B9"})
    sheet.freeze_panes(1, 1)
    sheet.autofilter("A1:D10")


FEATURES: dict[str, Callable[[Any, Any], None]] = {
    "charts": _charts,
    "sparklines": _sparklines,
    "pictures": _pictures,
    "comments": _comments,
    "controls": _controls,
    "rules": _rules,
    "tables": _tables,
    "protected": _protected,
}


def made(path: Path, *features: str) -> Path:
    """A workbook with these features, a sheet each."""
    with xlsxwriter.Workbook(path) as book:
        for name in features:
            FEATURES[name](book, book.add_worksheet(f"My {name}"))
        book.set_custom_property("Department", "Desk")
    return path


def with_parts(path: Path, parts: dict[str, bytes]) -> Path:
    """The same file with parts that no library of ours knows: pivot caches, threaded comments …"""
    path.write_bytes(repacked(path.read_bytes(), lambda held: held.update(parts)))
    return path


STRANGE = {
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
    "xl/slicers/slicer1.xml": b"<slicers/>",
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
    "customXml/item1.xml": b"<mine/>",
    "docMetadata/LabelInfo.xml": b"<labels/>",
    "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
}


def with_macros(path: Path) -> Path:
    """A workbook with somebody's own macros."""
    source = path.with_suffix(".tmp")
    source.write_bytes(
        project(
            "Mine",
            [
                Module("ThisWorkbook", kind=ModuleKind.WORKBOOK),
                Module("Sheet1", kind=ModuleKind.SHEET),
                Module("Module1", "Sub do_it()\nEnd Sub\n"),
            ],
        )
    )
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("My macros")
        _controls(book, sheet)
        book.add_vba_project(str(source))
    source.unlink()
    return path


def with_index(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Give a workbook of ours another index, and a seal that fits; anybody could."""
    with Package(path) as package:
        old = package.read(index.PART) if index.PART in package else b""
        made: dict[str, DeflatedPart | None] = {index.PART: deflate([change(old)])}
        core = seal.resealed(package.read(seal.CORE), after(package, made))
        made[seal.CORE] = deflate([core])
        new = path.with_name("new.xlsx")
        with new.open("wb") as out:
            package.write(out, made)
    new.replace(path)
