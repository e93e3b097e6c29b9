"""What a person sees of an open workbook, and is asked: selections, questions, files to choose."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.cell_names import area_of
from trackrecord.tables.kinds import key_of_cell
from trackrecord.tables.schema import Table
from trackrecord.workbook.open.columns import inputs_of
from trackrecord.workbook.open.tables import OpenTable, row_with_key
from trackrecord.workbook.open.workbook import OpenWorkbook

_USUAL_HEIGHT = 15  # points


class OpenScreen:
    """The spreadsheet in front of a person, with the workbook that is open in it, if one is."""

    def __init__(self, app: Any, workbook: OpenWorkbook, title: str) -> None:  # noqa: ANN401 - xlwings has no types
        """With the application of xlwings; `title` stands above what is asked."""
        self.app, self.workbook, self.title = app, workbook, title

    @property
    def has_workbook(self) -> bool:
        """Is there a workbook in front?"""
        return self.workbook.book is not None

    @property
    def name(self) -> str:
        """The name of the workbook, without its ending, as a folder can have it; "" without one."""
        if not self.has_workbook:
            return ""
        return Path(self.workbook.book.name).stem.strip(". ") or "record"

    @property
    def folder(self) -> Path:
        """Where new files go: beside the workbook, or in the person's own folder."""
        # A sheet of that name tells xlwings where the cloud lies: it is not for a workbook to say.
        if self.has_workbook and not self.workbook.has_sheet("xlwings.conf"):
            with suppress(Exception):  # a workbook in the cloud has no folder, and xlwings says so
                beside = Path(self.workbook.book.fullname).parent
                if beside.is_dir() and beside.is_absolute():
                    return beside
        documents = Path.home() / "Documents"
        return documents if documents.is_dir() else Path.home()

    def ask(self, question: str, buttons: str) -> str:
        """Ask with buttons (``yes_no``, ``yes_no_cancel``): ``yes``, ``no`` or ``cancel``."""
        return str(self.app.alert(question, self.title, buttons=buttons))

    def open_file(self, path: Path) -> None:
        """Open a workbook."""
        self.app.books.open(path)

    def choose_file(self, title: str) -> Path | None:
        """A file the person chooses; None if they do not."""
        own = getattr(self.app.impl, "choose_file", None)
        if own is not None:
            chosen = own(title)
        elif sys.platform == "darwin":
            import subprocess  # noqa: PLC0415 - only on a Mac

            script = f'POSIX path of (choose file with prompt "{title}")'
            asked = subprocess.run(  # noqa: S603 - a fixed text
                ["/usr/bin/osascript", "-e", script], capture_output=True, text=True, check=False
            )
            chosen = asked.stdout.strip()
        else:
            kinds = "Records, articles (*.csv; *.xlsx; *.xlsm; *.zip; *.txt; *.md; *.html),"
            kinds += "*.csv;*.xlsx;*.xlsm;*.zip;*.txt;*.md;*.html"
            chosen = self.app.api.GetOpenFilename(kinds, 1, title)
        return Path(chosen) if isinstance(chosen, str) and chosen else None

    def select(self, table: Table, key: str, header: str) -> bool:
        """Go to a cell: the person types there next. False if there is no such row or column."""
        place = self.workbook.place(table.name)
        at = None if place is None else _place_of(place, table, key, header)
        if place is None or at is None:
            return False
        number, column = at
        cell = place.cells(number, number, column, column)
        if (
            number < place.first_new and not cell.row_height
        ):  # hidden by a filter: there is no use in going there
            place.excel.show_autofilter = False
            place.excel.show_autofilter = True
            if not cell.row_height:  # hidden by hand
                cell.row_height = _USUAL_HEIGHT
        # The workbook is in front already: what xlwings asks before it brings it there, seven
        # times, need not be asked.
        place.sheet.impl.activate()
        cell.select()
        return True

    def add_sheet(self, table: Table, items: Sequence[object]) -> None:
        """Add a sheet with a table. Refused where there is a sheet of its name."""
        from trackrecord.workbook.open.new_sheet import add_sheet_with  # noqa: PLC0415 - seldom

        add_sheet_with(self.workbook, table, items)

    def go_to_table(self, table: Table) -> None:
        """Bring the sheet of a table to the front, if it is there."""
        place = self.workbook.place(table.name)
        if place is not None:
            place.sheet.activate()

    def select_row(self, table: Table, number: int, header: str) -> None:
        """Go to a cell by the number of its row on the sheet, as a problem names it."""
        place = self.workbook.place(table.name)
        if place is not None:
            headers = place.headers()
            column = headers.index(header) if header in headers else 0
            place.sheet.activate()
            place.sheet.range((number, place.column + column)).select()

    def selected(self, tables: Iterable[Table]) -> tuple[Table, str] | None:
        """The table and the key of the row that is selected; None if it is in none of the tables.

        Refused if several rows are selected.
        """
        chosen = self._selection()
        if chosen is None:
            return None
        sheet, row, rows = chosen
        for table in tables:
            place = self.workbook.place(table.name)
            if place is None or place.title.casefold() != sheet.casefold():
                continue
            number = row - place.row
            if not 0 < number < place.last_used() + 1:
                continue
            if rows > 1:
                raise Refused(
                    say("several rows are selected; select one cell of one row and click again")
                )
            keys = inputs_of(table, place.headers_with(table.inputs))[0][1]
            key = place.values(number, number, keys, keys)[0][0]
            return (table, key_of_cell(key)) if key is not None else None
        return None

    def _selection(self) -> tuple[str, int, int] | None:
        """The sheet of the cells that are selected, their first row, how many rows they are of."""
        try:
            # Of the engine itself: xlwings asks for it twice.
            chosen = self.workbook.app.impl.selection
            if chosen is None:
                return None
            whole, _, address = chosen.get_address(True, True, True).rpartition("!")
            sheet = whole.strip("'").replace("''", "'").rpartition("]")[2]
            try:
                row, _, last, _ = area_of(address)
            except ValueError:  # whole rows or columns, or several areas
                sheet, row = chosen.sheet.name, chosen.row
                last = row + chosen.shape[0] - 1
        except Exception:  # noqa: BLE001 - a chart or a picture: each spreadsheet says it its own way
            return None
        return sheet, row, last - row + 1


def _place_of(place: OpenTable, table: Table, key: str, header: str) -> tuple[int, int] | None:
    """The numbers of a row and a column; None if one of the two is not there."""
    keys = table.columns[0].header
    headers = place.headers_with([table.column(keys), table.column(header)])
    if not {keys, header} <= set(headers):
        return None
    number = row_with_key(place, headers.index(keys), key)
    return None if number is None else (number, headers.index(header))
