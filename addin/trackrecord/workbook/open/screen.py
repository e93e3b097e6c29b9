"""What a person sees of an open workbook, and is asked: selections, questions, files to choose."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.kinds import Kind, key_of_cell
from trackrecord.tables.number_formats import number_format
from trackrecord.tables.schema import Table
from trackrecord.workbook.open.columns import inputs_of
from trackrecord.workbook.open.tables import OpenTable, OpenWorkbook, must_locate, row_with_key

_USUAL_HEIGHT = 15  # points


class OpenScreen:
    """The spreadsheet in front of a person, with the workbook that is open in it, if one is."""

    def __init__(self, app: Any, workbook: OpenWorkbook, title: str) -> None:  # noqa: ANN401 - xlwings has no types
        """With the application of xlwings; `title` stands above what is asked."""
        self.app, self.workbook, self.title = app, workbook, title
        self._selected: tuple[tuple[Table, str, str] | None, Any] = (None, None)

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
            kinds = "Records (*.csv; *.xlsx; *.xlsm; *.zip),*.csv;*.xlsx;*.xlsm;*.zip"
            chosen = self.app.api.GetOpenFilename(kinds, 1, title)
        return Path(chosen) if isinstance(chosen, str) and chosen else None

    def select(self, table: Table, key: str, header: str) -> bool:
        """Go to a cell: the person types there next. False if there is no such row or column."""
        place = self.workbook.place(table.name)
        cell = None if place is None else _cell_at(place, table, key, header)
        self._selected = (table, key, header), cell
        if place is None or cell is None:
            return False
        if not cell.row_height:  # hidden by a filter: there is no use in going there
            place.excel.show_autofilter = False
            place.excel.show_autofilter = True
            if not cell.row_height:  # hidden by hand
                cell.row_height = _USUAL_HEIGHT
        # The workbook is in front already: what xlwings asks before it brings it there, seven
        # times, need not be asked.
        place.sheet.impl.activate()
        cell.select()
        return True

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
        sheet = chosen.sheet.name
        for table in tables:
            place = self.workbook.place(table.name)
            if place is None or place.title.casefold() != sheet.casefold():
                continue
            number = chosen.row - place.row
            if not 0 < number < place.last_used() + 1:
                continue
            if chosen.shape[0] > 1:
                raise Refused(
                    say("several rows are selected; select one cell of one row and click again")
                )
            keys = inputs_of(table, place.headers())[0][1]
            key = place.values(number, number, keys, keys)[0][0]
            return (table, key_of_cell(key)) if key is not None else None
        return None

    def allow(self, table: Table, key: str, header: str, unit: str) -> None:
        """Let only what a question of that unit asks for be typed into a cell."""
        known, cell = self._selected
        if known != (table, key, header):
            cell = _cell_at(must_locate(self.workbook, table), table, key, header)
        if cell is None:
            return
        address = (
            cell.address
        )  # with $: Excel counts other addresses from the cell that is selected
        words = {"date": '"never"', "yes/no": '"yes","no"'}.get(unit)
        or_word = ",".join(f"{address}={word}" for word in (words or "").split(",") if word)
        numeric = [] if unit == "yes/no" else [f"ISNUMBER({address})"]
        voids = [f'{address}="ambiguous"', f'{address}="annulled"']
        rule = ",".join([*numeric, *([or_word] if or_word else []), *voids])
        cell.number_format = number_format(
            Kind.VALUE, date.min if unit == "date" else None if unit == "yes/no" else 0.5
        )
        with suppress(Exception):  # a rule is a help; without it the checks still speak
            cell.data_validation.set_custom(f"=OR({rule})")

    def _selection(self) -> Any:  # noqa: ANN401 - an xlwings range
        try:
            chosen = self.workbook.app.selection
            shape = None if chosen is None else chosen.shape
        except Exception:  # noqa: BLE001 - a chart or a picture: each spreadsheet says it its own way
            return None
        return chosen if shape else None


def _cell_at(place: OpenTable, table: Table, key: str, header: str) -> Any:  # noqa: ANN401 - an xlwings range
    """The cell of a row and a column; None if one of the two is not there."""
    headers, keys = place.headers(), table.columns[0].header
    if not {keys, header} <= set(headers):
        return None
    number = row_with_key(place, headers.index(keys), key)
    column = headers.index(header)
    return None if number is None else place.cells(number, number, column, column)
