"""Where the tables of an open workbook lie, and how blocks of their cells are read.

Everything goes through xlwings, in blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from trackrecord.core.keys import folded
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.cell_names import area_of
from trackrecord.ooxml.values import MOST_ROWS_BELOW, Formula, Raw, days_counted
from trackrecord.tables.kinds import key_of_cell
from trackrecord.tables.schema import Column, Table


class OpenWorkbook:
    """An open workbook, and where its tables lie, asked for once and kept up to date.

    For the length of one action: nobody else changes the workbook meanwhile.
    """

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - an xlwings Book, which has no types
        """Around a book of xlwings."""
        self.book = book
        self._places: dict[str, OpenTable | None] = {}
        self._last: Any = None  # the sheet of the table that was found last

    @cached_property
    def app(self) -> Any:  # noqa: ANN401 - as above
        """The application of xlwings, which says anew which one it is at every question."""
        return self.book.app

    @contextmanager
    def days_counted(self) -> Iterator[None]:
        """Count days as the workbook does, until the block ends. Refused where that cannot be."""
        with days_counted(from_1904=self._counts_from_1904()):
            yield

    def _counts_from_1904(self) -> bool:
        own = getattr(self.book.impl, "from_1904", None)
        if own:  # LibreOffice
            raise Refused(
                say(
                    "{name} counts its days from 1904, which the buttons in LibreOffice cannot; "
                    "save and close it, and use the commands: trackrecord record, compute",
                    name=self.book.name,
                )
            )
        if own is None:
            own = getattr(self.book.api, "Date1904", None)  # Windows
        if not isinstance(own, (bool, int)):
            with suppress(Exception):  # a Mac
                own = self.book.api.date_1904.get()
        return own is True or own == 1

    @cached_property
    def engine(self) -> Any:  # noqa: ANN401 - whichever drives the spreadsheet
        """The engine of xlwings, which turns values of Python into the spreadsheet's and back.

        xlwings' own conversion asks for it before every block: half of all calls of a click.
        """
        return self.app.engine.impl

    def place(self, name: str) -> "OpenTable | None":
        """The table of that name: on the sheet called so, or wherever it was moved."""
        if name not in self._places:
            self._places[name] = self._find(name)
        return self._places[name]

    def has_sheet(self, name: str) -> bool:
        """Is there a sheet of that name? xlwings' own ``in`` is never true in Excel."""
        return any(one.name.casefold() == name.casefold() for one in self.book.sheets)

    @cached_property
    def _sheets(self) -> Any:  # noqa: ANN401 - as above
        return self.book.sheets

    def _find(self, name: str) -> "OpenTable | None":
        found = self._on_sheet(name, name)
        if found is None and self._last is not None:  # what is asked for in turn lies together
            found = self._on_sheet(self._last, name)
        if found is None:
            anywhere = (self._on_sheet(sheet, name) for sheet in self._sheets)
            found = next((table for table in anywhere if table is not None), None)
        if found is not None:
            self._last = found.sheet
        return found

    def _on_sheet(self, sheet: Any, name: str) -> "OpenTable | None":  # noqa: ANN401 - as above
        """The table of that name on a sheet, or on one of a name; None if one is not there.

        It is asked for and not looked for: each question is a call to the spreadsheet.
        """
        try:
            there = self._sheets[sheet] if isinstance(sheet, str) else sheet
            table = there.tables[name]
            top, left, bottom, right = area_of(table.range.address)
            totals = 1 if table.show_totals else 0
        except Exception:  # noqa: BLE001 - each spreadsheet says in its own way that it is not there
            return None
        size = bottom - top + 1 - totals, right - left + 1
        return OpenTable(
            self, table, there, top, left, *size, totals, sheet if sheet == name else ""
        )


@dataclass(slots=True)
class OpenTable:
    """Where a table lies: its header's row and first column, and its size with the header."""

    workbook: OpenWorkbook
    excel: Any  # xlwings' Table
    sheet: Any  # xlwings' Sheet
    row: int
    column: int
    rows: int
    columns: int
    totals: int = 0  # rows of totals below, which belong to nobody
    _title: str = ""  # of the sheet
    _headers: list[str] | None = None
    _used: int | None = None

    def cells(self, first: int, last: int, left: int = 0, right: int | None = None) -> Any:  # noqa: ANN401 - an xlwings range
        """Rows `first` to `last` (the header is 0) of the columns `left` to `right`."""
        right = self.columns - 1 if right is None else right
        return self.sheet.range(
            (self.row + first, self.column + left), (self.row + last, self.column + right)
        )

    def values(
        self, first: int, last: int, left: int = 0, right: int | None = None
    ) -> list[list[Any]]:
        """What stands in the same cells, row by row: text, numbers, moments; errors as text."""
        return self.values_in(self.cells(first, last, left, right), one_row=first == last)

    def values_in(self, cells: Any, *, one_row: bool) -> list[list[Any]]:  # noqa: ANN401 - as above
        """What stands in some cells, which are of one row or of several."""
        raw = cells.raw_value
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
        if self._headers is None:
            self.head(self.values(0, 0)[0])
        return self._headers or []

    def head(self, row: Sequence[object]) -> None:
        """Take note of what stands in the header."""
        self._headers = ["" if text is None else str(text).strip() for text in row]

    @property
    def is_headed(self) -> bool:
        """Was the header read already?"""
        return self._headers is not None

    def forget_headers(self) -> None:
        """Ask for the header anew: columns were added."""
        self._headers = None

    def last_used(self) -> int:
        """The last row of the sheet that holds something, or of the table if that is lower.

        A stray cell far below the table does not count.
        """
        if self._used is None:
            self._used = area_of(self.sheet.used_range.address)[2] - self.row
        return min(max(self._used, self.rows - 1), self.rows + MOST_ROWS_BELOW)

    def moved_down(self, rows: int) -> None:
        """Note that what stands below the table was pushed down."""
        if self._used is not None:
            self._used += rows


def must_locate(workbook: OpenWorkbook, table: Table) -> OpenTable:
    """A table that has to be there; Refused if it is not."""
    place = workbook.place(table.name)
    if place is None:
        raise Refused(
            say(
                "the table {table} is missing; undo its deletion (Ctrl+Z), or take a copy of the "
                "workbook that still has it. Nothing was changed",
                table=table.name,
            )
        )
    return place


def block(place: OpenTable, first: int, last: int, left: int, right: int) -> list[list[Raw]]:
    """What was typed into a block: values, and formulas where there are any."""
    cells = place.cells(first, last, left, right)
    values = place.values_in(cells, one_row=first == last)
    formulas = cells.formula
    if not isinstance(formulas, (list, tuple)):
        formulas = ((formulas,),)
    return [
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
                table=place.excel.name,
            )
        )
    return keys.index(wanted) + 1 if wanted in keys else None


def grow(place: OpenTable, rows: int) -> None:
    """Let the table have so many rows (header included): new ones are made like the last.

    What stands below moves down.
    """
    if rows <= place.rows:
        return
    below = place.last_used() >= place.rows
    place.excel.rows.add()
    new, place.rows = place.rows, rows
    if below:
        place.moved_down(rows - new)
    if rows > new + 1:
        rest = place.cells(new + 1, rows - 1)
        if below:
            rest.insert("down")
            rest = place.cells(new + 1, rows - 1)
        place.excel.resize(place.cells(0, rows - 1))
        place.cells(new, new).copy(rest)
