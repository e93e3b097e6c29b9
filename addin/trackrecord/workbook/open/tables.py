"""Where the tables of an open workbook lie, and how blocks of their cells are read.

Everything goes through xlwings, in blocks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from trackrecord.core.keys import folded
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.cell_names import area_of
from trackrecord.ooxml.values import MOST_ROWS_BELOW, MOST_SHEET_ROWS, Formula, Raw
from trackrecord.tables.kinds import key_of_cell
from trackrecord.tables.loading import ROWS_BETWEEN
from trackrecord.tables.schema import Column

_FEW_ROWS = 5  # no more are added one by one


class Around(Protocol):
    """What a table asks of the workbook that it lies in."""

    @property
    def engine(self) -> Any:  # noqa: ANN401 - whichever drives the spreadsheet
        """The engine of xlwings."""

    def values_around(self, place: "OpenTable") -> list[list[Any]]:
        """What stands in a table and in the row below it."""

    def cells_around(self, place: "OpenTable") -> dict[tuple[int, int], Any] | None:
        """What stands on the sheet of a table, by row and column; None if that is too much."""

    def cells_moved(self, place: "OpenTable") -> None:
        """Forget what stands where on the sheet of a table."""


@dataclass(slots=True)
class OpenTable:
    """Where a table lies: its header's row and first column, and its size with the header."""

    workbook: Around
    name: str
    sheet: Any  # xlwings' Sheet
    row: int
    column: int
    rows: int
    columns: int
    _title: str = ""  # of the sheet
    _excel: Any = None  # xlwings' Table
    _totals: bool | None = None
    _headers: list[str] | None = None  # of all columns, or of the first
    _used: int | None = None
    first_new: int = MOST_SHEET_ROWS  # the first row that was added since
    typed: list[list[Raw]] | None = None  # header and rows as they were read last, if still so
    _read: list[list[Any]] | None = None  # what stands in the first columns, below the header

    @property
    def excel(self) -> Any:  # noqa: ANN401 - as above
        """The Table of xlwings."""
        if self._excel is None:
            self._excel = self.sheet.tables[self.name]
        return self._excel

    @property
    def is_protected(self) -> bool:
        """Can its cells not be written: its sheet is protected, or a cell is being edited?"""
        known = native_fact(self.sheet, "protect_contents", "ProtectContents")
        if known is None:
            corner = self.cells(0, 0, 0, 0)
            try:
                corner.number_format = corner.number_format
            except Exception:  # noqa: BLE001 - each spreadsheet has its own class for this
                return True
        return bool(known)

    @property
    def has_totals(self) -> bool:
        """Is there a row of totals below, which belongs to nobody?"""
        if self._totals is None:
            self._totals = bool(self.excel.show_totals)
        return self._totals

    def cells(self, first: int, last: int, left: int = 0, right: int | None = None) -> Any:  # noqa: ANN401 - an xlwings range
        """Rows `first` to `last` (the header is 0) of the columns `left` to `right`."""
        right = self.columns - 1 if right is None else right
        return self.sheet.range(
            (self.row + first, self.column + left), (self.row + last, self.column + right)
        )

    def values(
        self, first: int, last: int, left: int = 0, right: int | None = None, *, plain: bool = False
    ) -> list[list[Any]]:
        """What stands in the same cells, row by row: text, numbers, moments; errors as text."""
        right = self.columns - 1 if right is None else right
        known = self._read
        if known is not None and first > 0 and last <= len(known) and right < len(known[0]):
            return [row[left : right + 1] for row in known[first - 1 : last]]
        cells = self.cells(first, last, left, right)
        return self.values_in(cells, one_row=first == last, plain=plain)

    def values_in(self, cells: Any, *, one_row: bool, plain: bool = False) -> list[list[Any]]:  # noqa: ANN401 - as above
        """What stands in some cells, which are of one row or of several.

        With `plain`, days and booleans may be numbers: LibreOffice's engine is faster then.
        """
        raw = getattr(cells.impl, "plain_value", None) if plain else None
        raw = cells.raw_value if raw is None else raw
        if not isinstance(raw, (list, tuple)):
            raw = [[raw]]
        elif not isinstance(raw[0], (list, tuple)):
            raw = [raw] if one_row else [[value] for value in raw]
        found: list[list[Any]] = self.workbook.engine.clean_value_data(
            raw, datetime, None, None, True
        )
        return found

    @property
    def title(self) -> str:
        """The name of its sheet."""
        if not self._title:
            self._title = str(self.sheet.name)
        return self._title

    def headers(self) -> list[str]:
        """What stands in the header."""
        if self._headers is None or len(self._headers) < self.columns:
            self.head(self.values(0, 0)[0])
        return self._headers or []

    def headers_with(self, columns: Iterable[Column]) -> list[str]:
        """What stands in the header, of the first columns only if those wanted are among them."""
        known = self._headers or ()
        return list(known) if all(c.header in known for c in columns) else self.headers()

    def head(self, row: Sequence[object]) -> None:
        """Take note of what stands in the header, or in its first cells."""
        self._headers = ["" if text is None else str(text).strip() for text in row]

    def forget(self) -> None:
        """Ask for what stands in it anew: it was changed in a way that was not noted."""
        self._headers = self._read = self._used = self.typed = None

    def last_used(self) -> int:
        """The last row of the sheet that holds something, or of the table if that is lower.

        A stray cell far below the table does not count.
        """
        if self._used is None:
            self._used = area_of(self.sheet.used_range.address)[2] - self.row
        return min(max(self._used, self.rows - 1), self.rows + MOST_ROWS_BELOW)

    def read(self, columns: int) -> list[list[Raw]]:
        """What was typed into the first columns, header first; what is below is looked for.

        Those rows below are there down to the last one before a gap. It is kept, so that nobody
        asks for it again.
        """
        last = min(self.rows - 1 + ROWS_BETWEEN, MOST_SHEET_ROWS - self.row)
        values, rows = block(self, 0, last, 0, columns - 1)
        if any(value is not None for row in values[self.rows :] for value in row):
            start, last = last + 1, self.last_used()
            if self.has_totals:
                del values[self.rows :], rows[self.rows :]
            elif last >= start:
                more = block(self, start, last, 0, columns - 1)
                values, rows = values + more[0], rows + more[1]
        else:
            self._used = self.rows - 1
            if columns == self.columns:
                self._totals = False
        self._read = values[1:]
        self.typed = rows
        return rows

    def kept_row(self, number: int) -> dict[int, Any]:
        """What stands in the first cells of a row, by column, as far as it was read."""
        known = self._read or []
        return dict(enumerate(known[number - 1] if 0 < number <= len(known) else ()))

    def hold(self) -> list[list[Any]]:
        """The values of all its rows, for a table that is ours alone, read with those beside it.

        Days and booleans may be numbers, as `is_alike` takes them.
        """
        if self._read is None:
            head, *rows, below = self.workbook.values_around(self)
            self.head(head)
            self._read = rows
            if all(value is None for value in below):
                self._totals = False
        return self._read

    def written(self, first: int, left: int, rows: Sequence[Sequence[object]]) -> None:
        """Note what was written, and read back, from a row and a column on; nothing if unknown."""
        if not rows:
            self._read = None
        self.typed = None
        for number, row in enumerate(rows, first - 1):
            if self._read is not None and 0 <= number < len(self._read):
                kept = self._read[number]
                fits = row[: max(0, len(kept) - left)]
                kept[left : left + len(fits)] = fits

    def grew(self, before: int) -> None:
        """Note that rows came at the end of a table of so many rows; what is below moved down."""
        more = self.rows - before
        self.first_new = min(self.first_new, before)
        self.typed = None
        self.workbook.cells_moved(self)
        if self._used is not None:
            self._used += more
        if self._read is not None:
            width = len(self._read[0]) if self._read else 0
            self._read[before - 1 : before - 1] = [[None] * width for _ in range(more)]

    def shrank(self, number: int) -> None:
        """Note that a row was taken away; what is below moved up."""
        self.rows -= 1
        self.typed = None
        self.workbook.cells_moved(self)
        if self._used is not None:
            self._used -= 1
        if self._read is not None:
            del self._read[number - 1]


def native_fact(thing: Any, name: str, windows: str, mac: str = "") -> bool | None:  # noqa: ANN401 - an object of xlwings
    """Something that xlwings has no word for, asked of the spreadsheet itself; None if unknown.

    LibreOffice's engine has it under `name`, Excel for Windows and for Mac under their own.
    """
    asked: tuple[Callable[[], Any], ...] = (
        lambda: getattr(thing.impl, name),
        lambda: getattr(thing.api, windows),
        lambda: getattr(thing.api, mac or name).get(),
    )
    for ask in asked:
        with suppress(Exception):  # each spreadsheet says in its own way that it knows none
            found = ask()
            if isinstance(found, (bool, int)):
                return bool(found)
    return None


def block(
    place: OpenTable, first: int, last: int, left: int, right: int
) -> tuple[list[list[Any]], list[list[Raw]]]:
    """What stands in a block, and what was typed into it: formulas where there are any."""
    cells = place.cells(first, last, left, right)
    values = place.values_in(cells, one_row=first == last)
    formulas = cells.formula
    if not isinstance(formulas, (list, tuple)):
        formulas = ((formulas,),)
    return values, [
        [_raw(value, formula) for value, formula in zip(*pair, strict=True)]
        for pair in zip(values, formulas, strict=True)
    ]


def _raw(value: Any, formula: object) -> Raw:  # noqa: ANN401 - what xlwings reads
    if isinstance(formula, str) and formula.startswith("=") and formula != value:
        return Formula(formula)
    match value:
        case None | bool() | float() | str() | datetime():
            return value
        case int() | Decimal():  # cells that show a currency
            return float(value)
        case _:
            return str(value)


def values_of(
    place: OpenTable, first: int, last: int, columns: Sequence[tuple[Column, int]]
) -> list[list[Any]]:
    """The values of some columns, row by row."""
    left, right = reach(number for _, number in columns)
    block = place.values(first, last, left, right)
    return [[row[number - left] for _, number in columns] for row in block]


def reach(numbers: Iterable[int]) -> tuple[int, int]:
    """The first and the last of some columns."""
    found = list(numbers) or [0]
    return min(found), max(found)


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns, first and last of each run."""
    run: list[int] = []
    for number in sorted(numbers):
        if run and number != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(number)
    if run:
        yield run[0], run[-1]


def is_blank(place: OpenTable, number: int, inputs: Sequence[tuple[Column, int]]) -> bool:
    """Is nothing typed into that row?"""
    return all(value is None for value in values_of(place, number, number, inputs)[0])


def row_with_key(place: OpenTable, column: int, key: str) -> int | None:
    """The row in which a key stands, counted from the header. Refused if it stands there twice."""
    if place.rows < 2:
        return None
    last = place.last_used()
    keys, wanted = [key_of_cell(v) for (v,) in place.values(1, last, column, column)], folded(key)
    if keys.count(wanted) > 1:
        raise Refused(
            say(
                "'{key}' stands in {table} twice; keep one row and click again",
                key=key,
                table=place.name,
            )
        )
    return keys.index(wanted) + 1 if wanted in keys else None


def grow(place: OpenTable, rows: int) -> None:
    """Let the table have so many rows (header included): new ones are made like the last.

    What stands below moves down.
    """
    if rows <= place.rows:
        return
    there = place.excel.rows
    new, few = place.rows, rows - place.rows <= _FEW_ROWS
    below = not few and area_of(place.sheet.used_range.address)[2] - place.row >= place.rows
    for _ in range(rows - new if few else 1):
        there.add()
    if not few:
        rest = place.cells(new + 1, rows - 1)
        if below:
            rest.insert("down")
            rest = place.cells(new + 1, rows - 1)
        place.excel.resize(place.cells(0, rows - 1))
        place.cells(new, new).copy(rest)
    place.rows = rows
    place.grew(new)
