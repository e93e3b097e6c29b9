"""Carrier: an Excel workbook. Writes a new one, reads any.

Styles, tables, validation and charts are openpyxl's. The cells are ours (`cells`), because every
formula carries the value Python computed, which openpyxl cannot write: so a preview, pandas and a
phone show the scores. The same record gives the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from trackrecord import __version__
from trackrecord.core import journal
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.comparing.scorecard import scorecard
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Record
from trackrecord.files.writing import write_file
from trackrecord.ooxml.cell_xml import NewCell, NewRow
from trackrecord.ooxml.file_seal import UNSEALED
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.record import (
    FORECASTERS,
    FORECASTS,
    JOURNAL,
    OUTCOMES,
    QUESTIONS,
    forecasts_table,
    is_huge,
)
from trackrecord.tables.scorecard import SCORECARD
from trackrecord.workbook import index
from trackrecord.workbook.assembly import OnRows, Tab, finish
from trackrecord.workbook.sheets import about_sheet, dashboard, settings_sheet
from trackrecord.workbook.sheets.cell_styles import Styles
from trackrecord.workbook.sheets.layout import (
    Page,
    Rows,
    add_formats,
    excel_table,
    set_up,
    set_up_table,
    table_rows,
)

_MOST_COMPARED = 600_000  # pairs of forecasts, for the formulas in `record.COSTLY`
SHEETS = (
    "About",
    "Dashboard",
    "Questions",
    "Forecasts",
    "Outcomes",
    "Leaderboard",
    "Scorecard",
    "Forecasters",
    "Settings",
    "Journal",
)


def write_workbook(  # noqa: PLR0913, PLR0917 - what, where, as of when, and how to go about it
    path: Path,
    record: Record,
    as_of: date,
    title: str = "",
    progress: OnRows | None = None,
    tab: Tab | None = None,
    buttons: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the record as a new workbook, with every score as of that day.

    A file of that name is replaced, in one step and only when the new one is whole; other writers
    wait. With a `tab` the workbook has macros (.xlsm). `buttons` are what About says of the
    buttons: name, and what it does.
    """
    write_file(path, new_workbook(record, as_of, title or path.stem, progress, tab, buttons))


def new_workbook(  # noqa: PLR0913, PLR0917 - as above
    record: Record,
    as_of: date,
    title: str,
    progress: OnRows | None = None,
    tab: Tab | None = None,
    buttons: Sequence[tuple[str, str]] = (),
    titles: Mapping[str, str] | None = None,
) -> Callable[[IO[bytes]], None]:
    """What writes the record as a workbook into an open file.

    `titles` are the names of sheets that are called otherwise than in `SHEETS`.
    """

    def write(out: IO[bytes]) -> None:
        book, page_rows, frames = _lay_out(record, as_of, title, tab, buttons, titles or {})
        skeleton = BytesIO()
        with ZipFile(skeleton, "w") as archive:
            ExcelWriter(book, archive).save()
        with ZipFile(skeleton) as source:
            told = progress or (lambda _: None)
            finish(source, out, page_rows, frames, told, tab, _begun(record))

    return write


def _begun(record: Record) -> index.Index | None:
    """What the index of a large workbook knows before its sheets are written."""
    if len(record.forecasts) <= index.LARGE:
        return None
    in_order = tuple(sorted(record.journal, key=lambda entry: entry.number))
    found, typed = journal.unjournalled(replace(record, journal=in_order))
    # Below the headers the table holds the forecasts as they come.
    rows = index.by_question((at, row.question) for at, row in enumerate(record.forecasts, 2))
    return index.Index(rows=rows, unseen=None if typed else found)


def _lay_out(  # noqa: PLR0913, PLR0917 - as above
    record: Record,
    as_of: date,
    title: str,
    tab: Tab | None,
    buttons: Sequence[tuple[str, str]],
    titles: Mapping[str, str],
) -> tuple[Workbook, dict[str, Rows], Sequence[dashboard.Frame]]:
    """Everything of the workbook but its cells, the cells of each sheet, and the charts' frames."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {name: Page(book.create_sheet(titles.get(name, name))) for name in SHEETS}
    styles = Styles(book)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    large, huge = _is_costly(rows), is_huge(len(rows))
    items = {
        QUESTIONS: record.questions,
        forecasts_table(large=large, huge=huge): rows,
        OUTCOMES: record.outcomes,
        LEADERBOARD: board,
        SCORECARD: scorecard(record, as_of, rows),
        FORECASTERS: record.forecasters,
        JOURNAL: record.journal,
    }
    for table, objects in items.items():
        page = sheets[table.name]
        page.sheet.add_table(excel_table(table, len(objects), filtered=True))
        set_up_table(page.sheet, table, styles)
        if table.name in (FORECASTS.name, OUTCOMES.name):
            add_formats(page.sheet, table)
        page.rows = table_rows(styles, table, objects)
    settings_sheet.fill_settings(sheets["Settings"], styles, record.settings, as_of, rows)
    written = as_of if large else None
    about_sheet.fill_about(sheets["About"], styles, title, record, buttons, written, huge=huge)
    frames = dashboard.fill(sheets["Dashboard"], styles, record, rows, board, as_of)
    if tab is not None:
        sheets[tab.config[0]] = Page(book.create_sheet(tab.config[0]))
        _add_macros(book, sheets[tab.config[0]], styles, tab)
    book.properties.title = title
    book.properties.identifier = UNSEALED
    book.properties.creator = f"Track Record {__version__}"
    book.properties.created = book.properties.modified = datetime.combine(as_of, time())
    cells = {
        f"xl/worksheets/sheet{n}.xml": sheets[name].all_rows() for n, name in enumerate(sheets, 1)
    }
    return book, cells, frames


def _is_costly(rows: Sequence[Assessment]) -> bool:
    """Would formulas that look at all answers make the sheet compute more than twice as long?"""
    revised = sum(row.answers > 1 for row in rows)
    return len(rows) > index.LARGE or len(rows) * revised > _MOST_COMPARED


def _add_macros(book: Workbook, page: Page, styles: Styles, tab: Tab) -> None:
    """The names that sheets have for macros, and the hidden sheet with the macros' settings."""
    book.code_name = tab.code_names[""]
    for sheet in book.worksheets:
        sheet.sheet_properties.codeName = tab.code_names[sheet.title]
    page.sheet.sheet_state = "hidden"
    set_up(page.sheet)
    for letter, width in (("A", 30), ("B", 80)):
        page.sheet.column_dimensions[letter].width = width
    text = styles.number("Record plain")
    page.rows = [
        NewRow([NewCell(name, text), NewCell(value, text)]) for name, value in tab.config[1].items()
    ]
