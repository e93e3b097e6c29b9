"""Sheets, as xlwings asks for them. Rows and columns count from 1, as in Excel."""

import re
from collections.abc import Iterator
from typing import Any

from xlwings import XlwingsError, base_classes

from trackrecord.office.libreoffice.addresses import LAST_COLUMN, LAST_ROW, column_of, joined
from trackrecord.office.libreoffice.charts import Charts
from trackrecord.office.libreoffice.names import Names
from trackrecord.office.libreoffice.ranges import CONTENTS, FORMATS, Range
from trackrecord.office.libreoffice.tables import Tables

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?(?::\$?([A-Za-z]{1,3})?\$?(\d+)?)?")
_FEW_AREAS = 200
_OF_TABLE = re.compile(r"([^\[\]]+)\[\[#Headers\],\[#Data\]\]")  # all but the totals


class Sheets(base_classes.Sheets):
    """The sheets of a book."""

    api: Any = None

    def __init__(self, book: Any) -> None:
        self.book = book
        self.api = book.api.Sheets

    def of(self, native: Any) -> "Sheet":
        """The sheet around one of LibreOffice's."""
        return Sheet(self.book, native)

    @property
    def active(self) -> "Sheet":
        """The sheet in front."""
        return self.of(self.book.api.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> "Sheet":
        if isinstance(name_or_index, int):
            return self.of(self.api.getByIndex(name_or_index - 1))
        if not self.api.hasByName(name_or_index):
            raise KeyError(name_or_index)
        return self.of(self.api.getByName(name_or_index))

    def __len__(self) -> int:
        return self.api.Count  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator["Sheet"]:
        return (self.of(self.api.getByIndex(number)) for number in range(self.api.Count))

    def __contains__(self, name: str) -> bool:
        return self.api.hasByName(name)  # type: ignore[no-any-return]

    def add(
        self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None
    ) -> "Sheet":
        """A new sheet: at the place asked for, or before the active one."""
        place = (before or self.active).index - 1 if after is None else after.index
        number = len(self) + 1
        while name is None or (name == f"Sheet{number}" and self.api.hasByName(name)):
            name, number = f"Sheet{number}", number + 1
        self.api.insertNewByName(name, place)
        return self(name)


class Sheet(base_classes.Sheet):
    """One sheet."""

    book: Any = None
    tables: Any = None

    def __init__(self, book: Any, native: Any) -> None:
        self.book = book
        self._native = native
        self._deletions = book.deletions
        self.tables = Tables(self)

    @property
    def api(self) -> Any:
        """LibreOffice's sheet; after cells were deleted a new one, because it loses its size."""
        if self._deletions != self.book.deletions:
            self._native = self.book.api.Sheets.getByName(self._native.Name)
            self._deletions = self.book.deletions
        return self._native

    @property
    def names(self) -> Names:
        """The names that hold on this sheet only."""
        return Names(self.book, self.api.NamedRanges)

    @property
    def name(self) -> str:
        """Its name on the tab."""
        return self.api.Name  # type: ignore[no-any-return]

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        """Its place among the sheets, from 1."""
        return self.api.RangeAddress.Sheet + 1  # type: ignore[no-any-return]

    def wrap(self, area: Any) -> "Range":
        """The range of a CellRangeAddress."""
        return Range(
            self,
            area.StartRow + 1,
            area.StartColumn + 1,
            area.EndRow - area.StartRow + 1,
            area.EndColumn - area.StartColumn + 1,
        )

    def range(self, arg1: Any, arg2: Any = None) -> Any:
        """Cells by address, name, (row, column), or between two of these."""
        first: Any = self._one(arg1)
        if arg2 is None:
            return first
        last = self._one(arg2)
        top, left = min(first.row, last.row), min(first.column, last.column)
        bottom = max(first.row + first.shape[0], last.row + last.shape[0])
        right = max(first.column + first.shape[1], last.column + last.shape[1])
        return Range(self, top, left, bottom - top, right - left)

    def _one(self, arg: Any) -> Any:
        match arg:
            case Range():
                return arg
            case (row, column):
                return Range(self, row, column, 1, 1)
            case (row, column, rows, columns):
                return Range(self, row, column, rows, columns)
            case str():
                return self._by_address(arg)
            case _:
                raise ValueError(f"no range: {arg!r}")

    def _by_address(self, address: str) -> Any:
        named = _OF_TABLE.fullmatch(address)
        if named is not None:
            cells = self.tables(named[1]).without_totals
            if cells is None:
                raise XlwingsError(f"no such cells: {address}")
            return cells
        if "," in address:
            return Areas(self, [self._one(part) for part in address.split(",")])
        found = _ADDRESS.fullmatch(address)
        if found is None or not any(found.groups()):
            names = next((n for n in (self.names, self.book.names) if n.contains(address)), None)
            if names is None:
                raise XlwingsError(f"no range and no name: {address}")
            found_range: Range = names(address).refers_to_range
            return found_range
        left, top, right, bottom = found.groups()
        single = ":" not in address
        first = (int(top or 1), column_of(left) if left else 1)
        last = (
            int(bottom or (top if single else LAST_ROW) or LAST_ROW),
            column_of(right or (left if single else "") or "") or LAST_COLUMN,
        )
        return self.range(first, last)

    @property
    def charts(self) -> Charts:
        """Its charts."""
        return Charts(self)

    @property
    def cells(self) -> "Range":
        """All cells."""
        return Range(self, 1, 1, LAST_ROW, LAST_COLUMN)

    @property
    def used_range(self) -> "Range":
        """The cells that hold something."""
        held = self.api.queryContentCells(CONTENTS)
        if 0 < held.Count <= _FEW_AREAS:  # a cursor looks at every column there could be
            areas = held.RangeAddresses
            first, left = (min(getattr(a, n) for a in areas) for n in ("StartRow", "StartColumn"))
            last, right = (max(getattr(a, n) for a in areas) for n in ("EndRow", "EndColumn"))
            return Range(self, first + 1, left + 1, last - first + 1, right - left + 1)
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.wrap(cursor.RangeAddress)

    def activate(self) -> None:
        """Bring it to the front."""
        self.book.api.CurrentController.setActiveSheet(self.api)

    select = activate

    def clear(self) -> None:
        """Empty every cell and forget its format."""
        self.api.clearContents(CONTENTS | FORMATS)

    def clear_contents(self) -> None:
        """Empty every cell."""
        self.api.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """Forget the format of every cell."""
        self.api.clearContents(FORMATS)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns and rows as wide and high as what they hold."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Take the sheet away."""
        self.book.api.Sheets.removeByName(self.name)

    def copy(self, before: "Sheet | None", after: "Sheet | None") -> None:
        """A copy of the sheet in the same book."""
        place = before.index - 1 if before is not None else after.index  # type: ignore[union-attr]
        name, number = f"{self.name} (2)", 2
        while name in self.book.sheets:
            number += 1
            name = f"{self.name} ({number})"
        self.book.api.Sheets.copyByName(self.name, name, place)

    def move(self, before: "Sheet | None", after: "Sheet | None") -> None:
        """Move it before or after another one."""
        place = before.index - 1 if before is not None else after.index  # type: ignore[union-attr]
        self.book.api.Sheets.moveByName(self.name, place)

    @property
    def visible(self) -> bool:
        """Is its tab shown?"""
        return self.api.IsVisible  # type: ignore[no-any-return]

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = value

    @property
    def protect_contents(self) -> bool:
        """Can locked cells not be changed?"""
        return self.api.isProtected()  # type: ignore[no-any-return]

    def protect(self) -> None:
        """Let nobody change locked cells."""
        self.api.protect("")

    def unprotect(self) -> None:
        """Let everybody change them again."""
        self.api.unprotect("")


class Areas(base_classes.Range):
    """Several ranges of a sheet: only the height of their rows can be set."""

    sheet: Any = None
    api: Any = None

    def __init__(self, sheet: Sheet, ranges: list[Any]) -> None:
        self.sheet, self.ranges = sheet, ranges

    def _set_height(self, value: float) -> None:
        spans = joined(sorted((one.row, one.row + one.shape[0] - 1) for one in self.ranges))
        for first, last in spans:
            self.sheet.range((first, 1, last - first + 1, 1)).row_height = value

    row_height = property(fset=_set_height, doc="The points of all their rows.")
