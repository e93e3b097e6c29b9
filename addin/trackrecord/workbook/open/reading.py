"""The tables of an open workbook as they are read: cells by header, and the settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from trackrecord.core.model import Problem, Settings
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.values import Raw, Share, is_share_format
from trackrecord.tables.kinds import BY_UNIT, PERCENT_UNITS, key_of_cell
from trackrecord.tables.loading import RawTable, raw_table
from trackrecord.tables.missing_columns import missing_table
from trackrecord.tables.record import FORECASTS, OUTCOMES, QUESTIONS, RECORD
from trackrecord.tables.schema import Table
from trackrecord.tables.settings import SETTINGS, read_settings
from trackrecord.workbook.open.columns import inputs_of
from trackrecord.workbook.open.tables import OpenTable, block, reach
from trackrecord.workbook.open.workbook import OpenWorkbook

_FEW_COLUMNS = 20  # a table of no more is read as a whole, of another what is typed into it


def tables_of(
    workbook: OpenWorkbook, *, settings: bool
) -> tuple[dict[str, RawTable], Settings, list[Problem]]:
    """The tables of a record, by name, its settings, and what could not be read of them.

    Without `settings` they are not asked for, and are those of a new record. Refused if the
    workbook holds none of the tables.
    """
    places = {table.name: workbook.place(table.name) for table in RECORD}
    if not any(places[table.name] for table in RECORD):
        raise Refused(
            say(
                "{name} holds no Track Record tables; bring your Track Record workbook to the "
                "front, or click New",
                name=workbook.book.name,
            )
        )
    problems: list[Problem] = []
    tables: dict[str, RawTable] = {}
    for table in RECORD:
        place = places[table.name]
        if place is None:
            problems.append(missing_table(table))
            continue
        found = _read_open_table(place, table, problems)
        if found is not None:
            tables[table.name] = found
    _mark_percents(places, tables)
    if not settings:
        return tables, Settings(), problems
    rows = _settings_rows(workbook.place(SETTINGS.name))
    return tables, read_settings(rows, problems), problems


def _mark_percents(places: Mapping[str, OpenTable | None], tables: dict[str, RawTable]) -> None:
    """Tell 42 % typed into a cell, which holds 0.42, from 0.42, where a question asks for percent.

    The formats of cells are asked for only where there is such a question.
    """
    questions = tables.get(QUESTIONS.name)
    if questions is None:
        return
    keys, units = (questions.columns.get(header, ()) for header in ("Question", "Unit"))
    in_percent = {
        key_of_cell(key) for key, unit in zip(keys, units, strict=False) if unit in PERCENT_UNITS
    }
    for table in (FORECASTS, OUTCOMES) if in_percent else ():
        place, raw = places[table.name], tables.get(table.name)
        if place is None or raw is None:
            continue
        asked = raw.columns.get("Question", ())
        rows = [n for n, key in enumerate(asked) if key_of_cell(key) in in_percent]
        headers = place.headers_with(table.inputs)
        columns = dict(raw.columns)
        for column in table.inputs:
            if column.kind not in BY_UNIT or column.header not in columns:
                continue
            cells = list(columns[column.header])
            at = headers.index(column.header)
            for number in rows:
                cell = cells[number]
                if isinstance(cell, float) and _is_shown_in_percent(
                    place, raw.where[number].row - place.row, at
                ):
                    cells[number] = Share(cell)
            columns[column.header] = cells
        tables[table.name] = replace(raw, columns=columns)


def _is_shown_in_percent(place: OpenTable, row: int, column: int) -> bool:
    shown = place.cells(row, row, column, column).number_format
    return isinstance(shown, str) and is_share_format(-1, {-1: shown})


def _read_open_table(place: OpenTable, table: Table, problems: list[Problem]) -> RawTable | None:
    head, *rows = read_inputs(place, table)
    return raw_table(
        table,
        place.headers_with(table.inputs)[: len(head)],
        enumerate(rows, place.row + 1),
        place.row + place.rows - 1,
        problems,
    )


def read_inputs(place: OpenTable, table: Table) -> list[list[Raw]]:
    """The header, and what was typed into the rows, as far as columns are typed in."""
    if place.typed is not None:
        return place.typed
    width = place.columns if place.columns <= _FEW_COLUMNS else len(table.inputs)
    rows = place.read(width)
    place.head(rows[0])
    headers = place.headers_with(table.inputs)
    wide = 1 + reach(n for _, n in inputs_of(table, headers, must=False))[1]
    return rows if wide <= width else place.read(wide)  # columns of the person's own stand between


def _settings_rows(place: OpenTable | None) -> Iterable[tuple[int, Sequence[Raw]]] | None:
    if place is None or place.rows < 2:
        return None
    return enumerate(block(place, 1, place.rows - 1, 0, 1)[1], place.row + 1)
