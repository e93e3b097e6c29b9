"""An open workbook, through xlwings: where its tables lie, and how it counts days."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.cell_names import area_of
from trackrecord.ooxml.values import days_counted
from trackrecord.tables.number_formats import DASHBOARD
from trackrecord.tables.record import RECORD
from trackrecord.tables.schema import Table
from trackrecord.tables.settings import SETTINGS
from trackrecord.workbook.open.tables import OpenTable, native_fact

# Where a new workbook has a table that does not lie on the Dashboard.
# By name, since a click that needs no more of these tables does not load them.
USUAL_SHEETS = {table.name: table.name for table in (*RECORD, SETTINGS)} | {
    "Leaderboard": "Leaderboard",
    "Scorecard": "Scorecard",
    "Imputed": SETTINGS.name,
    "Found": "Found",
}
_TYPED_INTO = frozenset({"Found"})  # proposals, with days that a person may mend
_NOWHERE_ELSE = frozenset({"Found"})  # seldom there: it is not worth looking on every sheet

_MOST_READ_AT_ONCE = 100_000  # of a sheet that is read as a whole


class OpenWorkbook:
    """An open workbook, and where its tables lie, asked for once and kept up to date.

    For the length of one action: nobody else changes the workbook meanwhile.
    """

    def __init__(self, book: Any, app: Any = None) -> None:  # noqa: ANN401 - xlwings' objects, which have no types
        """Around a book of xlwings, and its application where that is known."""
        self.book = book
        if app is not None:
            self.app = app
        self._places: dict[str, OpenTable | None] = {}
        self._cells: dict[int, dict[tuple[int, int], Any]] = {}  # of sheets with several tables
        self._known: dict[str, Any] = {}  # sheets by their titles; None for those not there

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
        found = native_fact(self.book, "from_1904", "Date1904", "date_1904")
        if found and hasattr(self.book.impl, "from_1904"):  # LibreOffice
            raise Refused(
                say(
                    "{name} counts its days from 1904, which the buttons in LibreOffice cannot; "
                    "save and close it, and use the commands: trackrecord record, compute",
                    name=self.book.name,
                )
            )
        return found or False

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

    def forget(self, name: str) -> None:
        """Look for a table anew: its sheet came."""
        self._places.pop(name, None)
        self._known.pop(USUAL_SHEETS.get(name, DASHBOARD), None)

    def has_sheet(self, name: str) -> bool:
        """Is there a sheet of that name? xlwings' own ``in`` is never true in Excel."""
        return any(one.name.casefold() == name.casefold() for one in self.book.sheets)

    @cached_property
    def _sheets(self) -> Any:  # noqa: ANN401 - as above
        return self.book.sheets

    def values_around(self, place: OpenTable) -> list[list[Any]]:
        """What stands in a table and in the row below it.

        Of what only we write, days and booleans may be numbers.
        All tables of the Dashboard are read in as many calls as one.
        """
        cells = None if place.name in USUAL_SHEETS else self.cells_around(place)
        if cells is None:
            return place.values(0, place.rows, plain=place.name not in _TYPED_INTO)
        columns = range(place.column, place.column + place.columns)
        return [
            [cells.get((row, column)) for column in columns]
            for row in range(place.row, place.row + place.rows + 1)
        ]

    def cells_around(self, place: OpenTable) -> dict[tuple[int, int], Any] | None:
        """What stands on the sheet of a table, by row and column; None if that is too much.

        It is known until rows come or go; what was written since is not.
        """
        sheet = id(place.sheet)  # xlwings asks the spreadsheet whether two are the same
        if sheet not in self._cells:
            used = place.sheet.used_range
            top, left, bottom, right = area_of(used.address)
            if (bottom - top + 1) * (right - left + 1) > _MOST_READ_AT_ONCE:
                return None
            values = place.values_in(used, one_row=top == bottom, plain=True)
            self._cells[sheet] = {
                (row, column): value
                for row, line in enumerate(values, top)
                for column, value in enumerate(line, left)
                if value is not None
            }
        return self._cells[sheet]

    def cells_moved(self, place: OpenTable) -> None:
        """Forget what stands where on the sheet of a table: rows came or went."""
        self._cells.pop(id(place.sheet), None)

    def _find(self, name: str) -> "OpenTable | None":
        """The table of that name: first where a new workbook has it, then on every sheet."""
        title = USUAL_SHEETS.get(name, DASHBOARD)
        if title not in self._known:
            self._known[title] = None
            with suppress(Exception):  # each spreadsheet says in its own way that it is not there
                self._known[title] = self._sheets[title]
        usual = self._known[title]
        found = None if usual is None else self._on_sheet(usual, name, title)
        if found is None and name not in _NOWHERE_ELSE:
            anywhere = (self._on_sheet(sheet, name) for sheet in self._sheets)
            found = next((table for table in anywhere if table is not None), None)
            if found is not None and title not in USUAL_SHEETS.values():
                self._known[title] = found.sheet  # a Dashboard under another name
        return found

    def _on_sheet(self, sheet: Any, name: str, title: str = "") -> "OpenTable | None":  # noqa: ANN401 - as above
        """The table of that name on a sheet; None if it is not there.

        It is asked for and not looked for: each question is a call to the spreadsheet. One names
        the table's cells as a formula does, without the row of totals; a table whose header is
        switched off has no such cells.
        """
        for whole in (True, False):
            with suppress(Exception):
                named = f"{name}[[#Headers],[#Data]]"
                cells = sheet.range(named) if whole else sheet.tables[name].range
                top, left, bottom, right = area_of(cells.address)
                size = bottom - top + 1, right - left + 1
                table = OpenTable(self, name, sheet, top, left, *size, title)
                if not whole and table.has_totals:
                    table.rows -= 1
                return table
        return None


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
