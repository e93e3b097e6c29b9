"""Rows and cells as SpreadsheetML text: what openpyxl cannot write, a formula with its value.

A cell is a `Spec`: value, style number, formula. Text is always text (a shared string), never a
formula; characters that XML cannot hold are written as Excel writes them, ``_x0007_``.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape, unescape
from typing import NamedTuple

from trackrecord.ooxml.cell_names import column_letters
from trackrecord.ooxml.markup.elements import elements, without_elements
from trackrecord.ooxml.values import serial

# What XML cannot hold, and an x that would make an escape of the text around it. (openpyxl also
# deletes every "x005F_" it reads.)
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|(?<=_)x(?=[0-9A-Fa-f]{4})|x(?=005F)"
)
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")
_TEXT_RUN = re.compile(rb"<t(?=[\s/>])[^>]*?(?:/>|>([^<]*)</t>)")
_MOST_TEXT_COUNT = 2_000_000
_MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class NewCell(NamedTuple):
    """One cell: its value (for a formula the value computed), style and formula."""

    value: object = None
    style: int = 0
    formula: str = ""


def text(value: str, *, escaped: bool = True) -> str:
    r"""Text as an XML text node that Excel reads back unchanged; for a tree not escaped.

    >>> text("a<b \x07 _x0041_")
    'a&lt;b _x0007_ __x0078_0041_'
    """
    written = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    return escape(written, quote=False) if escaped else written


def untext(value: str) -> str:
    r"""The other way, for a reader that leaves ``_x0007_`` as it stands.

    >>> untext("\x07 _x0007_ __x0078_0041_")
    '\x07 \x07 _x0041_'
    """
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), value)


class NewRow(NamedTuple):
    """One row: its cells from column A on (None leaves a gap), and its height in points.

    A height of 0 hides the row; None leaves it to the spreadsheet.
    """

    cells: Sequence[NewCell | None]
    height: float | None = None


class Strings(dict[str, int]):
    """The texts of a workbook, each with its number: SpreadsheetML keeps every text once."""

    def __missing__(self, value: str) -> int:
        """Number a text met for the first time."""
        number = self[value] = len(self)
        return number

    def part(self) -> Iterator[str]:
        """The part ``xl/sharedStrings.xml``, piece by piece."""
        yield f'<sst xmlns="{_MAIN_NAMESPACE}" uniqueCount="{len(self)}">'
        for value in self:
            yield f'<si><t xml:space="preserve">{text(value)}</t></si>'
        yield "</sst>"


def rows(table: Iterable[NewRow], strings: Strings, first: int = 1) -> Iterator[str]:
    """Each row as a ``<row>`` element, numbered from ``first``."""
    letters: list[str] = []
    for number, (cells, height) in enumerate(table, first):
        while len(letters) < len(cells):
            letters.append(column_letters(len(letters) + 1))
        inner = "".join(
            cell(f"{letter}{number}", spec, strings)
            for letter, spec in zip(letters, cells, strict=False)
            if spec is not None
        )
        tall = "" if height is None else height_attributes(height)
        yield f'<row r="{number}"{tall}>{inner}</row>'


def cell(address: str, spec: NewCell, strings: Strings) -> str:
    """One ``<c>`` element.

    >>> cell("B2", NewCell(True, 3, "A2>1"), Strings())
    '<c r="B2" s="3" t="b"><f>A2&gt;1</f><v>1</v></c>'
    >>> cell("B2", NewCell("=A1", 3), Strings({"yes": 0}))
    '<c r="B2" s="3" t="s"><v>1</v></c>'
    """
    value, style, formula = spec
    start = f'<c r="{address}" s="{style}"'
    if formula:
        kind, shown = computed(value)
        return f"{start}{kind}><f>{escape(formula, quote=False)}</f><v>{shown}</v></c>"
    if value is None or value == "":
        return start + "/>"
    if isinstance(value, str):
        return f'{start} t="s"><v>{strings[value]}</v></c>'
    kind, shown = computed(value)
    return f"{start}{kind}><v>{shown}</v></c>"


def computed(value: object) -> tuple[str, str]:
    """The type attribute and the text of a value that was computed."""
    match value:
        case bool():
            return ' t="b"', str(int(value))
        case int() | float():
            return "", repr(value)
        case date():
            return "", repr(serial(value))
        case None:
            return ' t="str"', ""
        case str():
            return ' t="str"', text(value)
        case _:
            raise TypeError(f"no cell holds {value!r}")


class Texts:
    """The texts that a workbook keeps once, each read when it is asked for."""

    def __init__(self, part: bytes) -> None:
        """Around the part sharedStrings.xml."""
        self._part = part
        self._spans = array("Q")
        for found in elements(part, "si"):
            self._spans.extend((found.inner_start, found.inner_end))
            if len(self._spans) > 2 * _MOST_TEXT_COUNT:
                raise ValueError(f"there are more than {_MOST_TEXT_COUNT:,} texts")
        self._known: dict[int, str] = {}

    def __getitem__(self, number: int) -> str:
        """The text of that number; ValueError where there is none."""
        if number not in self._known:
            if not 0 <= 2 * number < len(self._spans):
                raise ValueError(f"text {number} is missing")
            start, end = self._spans[2 * number : 2 * number + 2]
            self._known[number] = text_in(self._part[start:end])
        return self._known[number]


def text_in(inner: bytes) -> str:
    """The text of an item: its runs together, without how it is read aloud."""
    if b"rPh" in inner:
        inner = without_elements(inner, "rPh")
    return plain_text(b"".join(_TEXT_RUN.findall(inner)))


def plain_text(said: bytes) -> str:
    """The text of a text node."""
    # XML makes one line end of all, as every parser does; a carriage return is written _x000D_.
    return untext(unescape(said.decode()).replace("\r\n", "\n"))


def height_attributes(points: float) -> str:
    """The attributes of a row that is so high; of 0 points it is hidden.

    >>> height_attributes(30)
    ' ht="30" customHeight="1"'
    """
    hidden = "" if points else ' hidden="1"'
    return f' ht="{points:g}" customHeight="1"{hidden}'
