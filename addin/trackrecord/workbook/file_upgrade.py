"""A workbook file of an older version, brought up to date by the next change.

Formulas of an older version compute what that version meant by its scores. Here the columns,
settings and names that the new formulas need are written in, and every formula of ours is renewed;
nothing of the person's moves. Where there is no room for a column the formulas stay as they are,
and show nothing until a spreadsheet computes them.
"""

from collections.abc import Sequence
from datetime import date

from trackrecord.core.model import Settings
from trackrecord.language import say
from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.cell_names import quoted
from trackrecord.ooxml.reader import TableArea
from trackrecord.tables.charts.chances_tables import RELIABILITY
from trackrecord.tables.charts.first_dashboard import RATIOS
from trackrecord.tables.charts.hit_rates_table import HIT_RATES
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.missing_columns import columns_to_add
from trackrecord.tables.number_formats import number_format
from trackrecord.tables.record import (
    FORECASTS,
    OUTCOMES,
    QUESTIONS,
    forecasts_table,
    is_of_version_0_1,
)
from trackrecord.tables.record_checks import CHECK_ROWS, CHECKS
from trackrecord.tables.schema import Table, file_formula
from trackrecord.tables.settings import SETTINGS, Setting, settings_rows
from trackrecord.workbook.file import WorkbookFile
from trackrecord.workbook.file_columns import add_missing_columns, is_free

_GROWN = (QUESTIONS, FORECASTS, OUTCOMES, LEADERBOARD)
_RENEWED = (*_GROWN, HIT_RATES, RATIOS, RELIABILITY)


def is_older(file: WorkbookFile) -> bool:
    """Are its formulas those of version 0.1?"""
    place = file.place(FORECASTS.name)
    return place is not None and is_of_version_0_1([column.header for column in place.columns])


def bring_up_to_date(file: WorkbookFile) -> bool:
    """Renew all that an older version laid out. False, with nothing done, if there is no room."""
    rows = settings_rows(Settings(), date.min)
    places = {table.name: file.place(table.name) for table in (*_GROWN, SETTINGS)}
    for table in _GROWN:
        place = places[table.name]
        if place is None or place.totals or not _has_room(file, place, table):
            return False
    chosen = places[SETTINGS.name]
    if chosen is None or not _settings_fit(file, chosen, len(rows)):
        return False
    for table in _GROWN:
        add_missing_columns(file, places[table.name], table)  # type: ignore[arg-type]
    _add_settings(file, chosen, rows)
    for table in _RENEWED:
        _renew_formulas(file, table)
    _renew_checks(file)
    return True


def _has_room(file: WorkbookFile, place: TableArea, table: Table) -> bool:
    missing = columns_to_add(table, [column.header for column in place.columns])
    return not missing or is_free(file, place, len(missing))


def _settings_fit(file: WorkbookFile, place: TableArea, count: int) -> bool:
    """Is there nothing below the settings where so many are to stand?"""
    below = range(place.bottom + 1, place.top + count + 1)
    return place.bottom - place.top < count and not any(
        number in below and any(value is not None for value in row)
        for number, row in file.contents.rows(place, shown=True)
    )


def _add_settings(file: WorkbookFile, place: TableArea, rows: Sequence[Setting]) -> None:
    """The rows that are missing, and a name for each, as in a new workbook."""
    have = place.bottom - place.top
    source = file.before.setdefault(place.name, place.bottom)
    place.bottom = place.top + len(rows)
    edit = file.edit(place)
    typed = place.bottom - len(rows) + 3  # a row whose value is typed, to look like
    for number, row in enumerate(rows[have:], place.top + have + 1):
        for at, value in enumerate((row.setting, row.value, row.meaning)):
            like = typed if at == 1 else source
            fmt = number_format(row.kind) if at == 1 else ""
            edit.put(number, place.left + at, CellChange(value, "", fmt, like=like))
        cell = f"{quoted(place.sheet)}!$B${number}"
        file.names[row.name] = row.refers_to(cell)


def _renew_formulas(file: WorkbookFile, table: Table) -> None:
    place = file.place(table.name)
    if place is None:
        return
    if table is FORECASTS:
        table = forecasts_table(large=file.is_large)
    ours = {column.header: column for column in table.columns if column.formula}
    changed = {}
    for at, column in enumerate(place.columns):
        part = ours.get(column.header)
        formula = file_formula(table, part) if part else ""
        if part is None or column.formula == formula:
            continue
        changed[column.header] = formula
        place.columns[at] = type(column)(column.header, formula)
        for number in range(place.top + 1, place.bottom + 1):
            file.edit(place).put(number, place.left + at, CellChange(None, formula))
    if changed:
        file.renewed[table.name] = changed


def _renew_checks(file: WorkbookFile) -> None:
    """The counts on About, whose formulas differ from row to row."""
    place = file.place(CHECKS.name)
    if place is None:
        return
    for number, row in enumerate(CHECK_ROWS[: place.bottom - place.top], place.top + 1):
        for at, value in enumerate((say(row.check), say(row.remedy))):
            file.edit(place).put(number, place.left + at, CellChange(value))
        file.edit(place).put(number, place.left + 2, CellChange(0, row.formula))
