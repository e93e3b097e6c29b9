"""A workbook file read table by table: its parts, where its tables lie, and their cells.

Only the parts that hold our tables are read, in pieces, and of a row only the cells wanted, so that
a workbook of a hundred thousand rows takes seconds and little memory, and nothing else in the file
matters. Formulas are told from values; dates are told from numbers by the format of their cell.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from html import unescape
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.ooxml.cell_names import column_number
from trackrecord.ooxml.cell_xml import Texts, plain_text, text_in, untext
from trackrecord.ooxml.markup import tree
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.parts.linked_parts import LinkedParts
from trackrecord.ooxml.parts.main_part import OFFICE
from trackrecord.ooxml.segments import Segment, inflate_rows
from trackrecord.ooxml.sheet_xml import PLAIN, CellXml, cells_of, rows_of
from trackrecord.ooxml.styles import MOST_OF_LOOKS, number_codes
from trackrecord.ooxml.values import (
    DAYS_TO_1904,
    MOST_ROWS_BELOW,
    Formula,
    Raw,
    Share,
    is_date_format,
    is_share_format,
)

_STRICT = "http://purl.oclc.org/ooxml/"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MOST_TEXTS = 64_000_000  # bytes of the part that keeps the texts
_MOST_TABLE_ROWS = 250_000
_MOST_TABLE_COLUMNS = 1_000
_MOST_CELLS_OF_ROW = 16_384
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook has no time zones


# What a part that is damaged inside makes of the reading; there is no one class.
DAMAGED = (ValueError, LookupError, OverflowError, TypeError, AttributeError)


@contextmanager
def damage_in_words(path: Path, undone: str = "") -> Iterator[None]:
    """What a damaged part makes of the reading, as Refused; `undone` says what was not done."""
    try:
        yield
    except DAMAGED as error:
        raise Refused(
            f"{path} cannot be read: it is damaged ({error}); open it in Excel, which may repair "
            f"it{undone}"
        ) from error


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table part: its header, and the formula that new rows get."""

    header: str
    formula: str = ""


@dataclass(slots=True)
class TableArea:
    """Where a table lies: its sheet and part, first and last row (header included), columns."""

    name: str
    sheet: str
    sheet_part: str
    part: str
    top: int
    left: int
    bottom: int
    right: int
    totals: int
    columns: list[TableColumn]
    id: int = 0
    is_headless: bool = False  # is its header switched off?

    @property
    def last(self) -> int:
        """The last row that holds data."""
        return self.bottom - self.totals


class Contents(LinkedParts):
    """What a workbook file holds: sheets, tables, texts, formats.

    `stretches` are those of large sheets, where they are known.
    """

    def __init__(
        self, package: Package, stretches: Mapping[str, Sequence[Segment]] | None = None
    ) -> None:
        """Find the parts. Refused if the file is of a kind that is not read."""
        super().__init__(package)
        self.stretches = stretches or {}
        self._values_of: dict[tuple[bytes | None, bytes | None, bytes], Raw] = {}
        if self.root.tag.startswith(f"{{{_STRICT}"):
            raise self._no("it is saved as “Strict Open XML”; save it as an ordinary .xlsx")
        if self.root.tag != f"{MAIN}workbook":
            raise self._no("its main part is no workbook")
        properties = tree.child(self.root, "workbookPr")
        said = "" if properties is None else properties.get("date1904", "").strip()
        self.from_1904 = said in ("1", "true")

    @property
    def titles(self) -> list[str]:
        """The names of all sheets, in their order: also of sheets of charts and of macros."""
        return [one.get("name", "") for one in tree.items(self.root, "sheets", "sheet")]

    @property
    def names(self) -> list[str]:
        """The defined names that hold in all of the workbook."""
        found = tree.items(self.root, "definedNames", "definedName")
        return [one.get("name", "") for one in found if one.get("localSheetId") is None]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each worksheet, by its name."""
        links = self.links(self.part)
        found = {}
        for sheet in tree.items(self.root, "sheets", "sheet"):
            kind, part = links.get(sheet.get(f"{{{OFFICE}}}id", ""), ("", ""))
            if kind == "worksheet" and part in self.package:
                found[sheet.get("name", "")] = part
        return found

    @cached_property
    def tables(self) -> dict[str, TableArea]:
        """Every table, by its name."""
        found: dict[str, TableArea] = {}
        for sheet, part in self.sheets.items():
            for kind, to in self.links(part).values():
                if kind == "table" and to in self.package:
                    place = self._place(sheet, part, to)
                    found.setdefault(place.name, place)
        return found

    def _place(self, sheet: str, sheet_part: str, part: str) -> TableArea:
        root = self.parsed(part)
        ends = _AREA.fullmatch(root.get("ref", "").replace("$", "").upper())
        if ends is None:
            raise self._no(f"{part} does not say where its table lies")
        columns = []
        for column in tree.items(root, "tableColumns", "tableColumn"):
            formula = tree.child(column, "calculatedColumnFormula")
            text = "" if formula is None else tree.inner_text(formula)
            columns.append(TableColumn(untext(column.get("name", "")), text))
        left, right = (column_number((end or ends[1]).encode()) for end in (ends[1], ends[3]))
        return TableArea(
            root.get("displayName", ""),
            sheet,
            sheet_part,
            part,
            int(ends[2]),
            left,
            int(ends[4] or ends[2]),
            right,
            int(root.get("totalsRowCount", "0")),
            columns,
            int(root.get("id", "0")),
            root.get("headerRowCount") == "0",
        )

    @cached_property
    def _texts(self) -> "Texts":
        part = self.part_of("sharedStrings")
        return Texts(b"".join(self.package.spelled(part, _MOST_TEXTS)) if part else b"")

    @cached_property
    def _formats(self) -> list[tuple[bool, bool]]:
        """For each style of a cell: does it show a date, does it show a share in percent?"""
        part = self.part_of("styles")
        if part is None:
            return []
        looks = self.parsed(part, MOST_OF_LOOKS)
        codes = number_codes(looks)
        numbers = [int(one.get("numFmtId", "0")) for one in tree.items(looks, "cellXfs", "xf")]
        return [
            (is_date_format(number, codes), is_share_format(number, codes)) for number in numbers
        ]

    def text(self, number: int) -> str:
        """The text of that number among those that a workbook keeps once."""
        return self._texts[number]

    def value(self, cell: CellXml, *, shown: bool = False) -> Raw:
        """What was typed into a cell; with `shown`, what a formula computed."""
        inner = cell.inner
        formula = re.search(rb"<f(?=[\s/>])[^>]*?(?:/>|>([^<]*)<)", inner)
        if formula is not None and not shown:
            return Formula("=" + unescape((formula[1] or b"").decode()))
        if cell.kind == b"inlineStr":
            return text_in(inner)
        found = re.search(rb"<v(?=[\s/>])[^>]*>([^<]*)<", inner)
        if found is None or (not found[1] and cell.kind in (b"", b"n")):
            return None  # empty, or a formula that nobody computed yet
        said = found[1].decode()
        read = _OTHERS.get(cell.kind)
        if read is not None:
            return read(said)
        if cell.kind == b"s":
            return self._texts[int(said)]
        return self._number(float(said), cell.style)

    def read_cell(self, cell: bytes) -> Raw:
        """What a cell holds, from how it is written in its sheet."""
        found = next(cells_of(b"<row>" + cell + b"</row>"), None)
        return None if found is None else self.value(found)

    def _number(self, number: float, style: int) -> Raw:
        known = style < len(self._formats)
        dated, share = self._formats[style] if known else (False, False)
        if share:
            return Share(number)
        return moment(number, from_1904=self.from_1904) if dated else number

    def rows(
        self,
        place: TableArea,
        wide: int | None = None,
        *,
        shown: bool = False,
        only: Collection[int] | None = None,
    ) -> Iterator[tuple[int, list[Raw]]]:
        """The rows of a table that are there and those below it, header first, with their numbers.

        Each has the first so many columns of the table, or all; with `shown`, what formulas
        computed. Below the header `only` some may be wanted.
        """
        width = wide or place.right - place.left + 1
        height = place.bottom - place.top
        if not 0 <= height <= _MOST_TABLE_ROWS or not 0 < width <= _MOST_TABLE_COLUMNS:
            raise self._no(
                f"the table {place.name} on {place.sheet} reaches over more rows or columns than "
                f"can be read ({_MOST_TABLE_ROWS:,} and {_MOST_TABLE_COLUMNS:,}); let it end with "
                "its last row and column: Table Design, Resize Table"
            )
        stretches = self.stretches.get(place.sheet_part)
        only = None if only is None else frozenset(only)
        pieces = (
            self.package.spelled(place.sheet_part)
            if only is None or stretches is None
            else inflate_rows(stretches, only)
        )
        for number, row in rows_of(pieces):
            if number < place.top:
                continue
            if number > place.bottom + MOST_ROWS_BELOW:
                break
            if place.last < number <= place.bottom:
                continue  # of totals
            if only is None or number in only or number == place.top:
                yield number, self._values(row, place.left, width, shown=shown)

    def _values(self, row: bytes, left: int, width: int, *, shown: bool) -> list[Raw]:
        """The values of a row. Most cells are of one plain form, which is read in one step."""
        values: list[Raw] = [None] * width
        place = row.index(b">") + 1
        column = count = 0
        while (found := PLAIN.match(row, place)) is not None:
            letters, style, kind, said, words = found.groups()
            column = column_number(letters)
            count += 1
            if column >= left + width:
                return values
            if count > _MOST_CELLS_OF_ROW:
                raise ValueError("a row has more cells than a sheet has columns")
            place = found.end()
            if column < left:
                continue
            if words is not None and kind == b"inlineStr":
                values[column - left] = plain_text(words)
            elif said is not None:
                if kind == b"s":
                    values[column - left] = self._texts[int(said)]
                else:
                    key = (style, kind, said)
                    if key not in self._values_of:
                        cell = CellXml(column, int(style or 0), kind or b"", b"<v>" + said + b"<")
                        self._values_of[key] = self.value(cell)
                    values[column - left] = self._values_of[key]
        for cell in cells_of(row, left, left + width - 1, place, column):
            values[cell.column - left] = self.value(cell, shown=shown)
        return values


_OTHERS: dict[bytes, Callable[[str], Raw]] = {
    b"str": lambda said: untext(unescape(said)),
    b"b": lambda said: said == "1",
    b"e": Formula,
    b"d": datetime.fromisoformat,
}


def moment(number: float, *, from_1904: bool = False) -> datetime | float:
    """The moment that a number of days stands for; the number where it is none.

    Days are counted from the beginning of 1900, with the day too many that Excel knows of that
    year, or from that of 1904.

    >>> moment(45379.0), moment(1.0)
    (datetime.datetime(2024, 3, 28, 0, 0), datetime.datetime(1900, 1, 1, 0, 0))
    """
    if from_1904 and number >= 0:
        number += DAYS_TO_1904
    if not 1 <= number < 2_958_466 or 60 <= number < 61:
        return number
    day = int(number)
    seconds = round((number - day) * 86_400_000) / 1000
    return _EPOCH + timedelta(days=day + (day < 60), seconds=seconds)
