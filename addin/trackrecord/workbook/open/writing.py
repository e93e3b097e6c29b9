"""Blocks of cells of an open workbook written, so that text stays text.

It is read back, and a cell that the spreadsheet took for something else is written again.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.ooxml.values import Cell, serial
from trackrecord.tables.kinds import Kind
from trackrecord.tables.number_formats import VARIED, number_format
from trackrecord.tables.schema import Column
from trackrecord.workbook.open.tables import OpenTable, reach, runs

_LONG_ENOUGH = 40  # characters; longer than any day
_IN_TEXT_CELLS = (Kind.KEY, Kind.WORD, Kind.UNIT, Kind.CHOICE)  # their cells have the format Text
_MOST_AT_ONCE = 8_000  # characters of a text in a block; some versions of Excel take no more


def write_cells(
    place: OpenTable,
    first: int,
    columns: Sequence[tuple[Column, int]],
    rows: Sequence[Sequence[Cell]],
) -> Any:  # noqa: ANN401 - an xlwings range
    """Put cells into the rows from `first` on, run of columns by run, and read them back.

    Returns the cells written, with those between, as a range of xlwings.
    """
    last = first + len(rows) - 1
    cells = None
    at = {number: index for index, (_, number) in enumerate(columns)}
    for left, right in runs(at):
        span = range(left, right + 1)
        for number in span:
            column = columns[at[number]][0]
            if column.kind in VARIED:
                set_number_formats(
                    place, first, number, [row[at[number]] for row in rows], column.kind
                )
        cells = place.cells(first, last, left, right)
        prepare = place.workbook.engine.prepare_xl_data_element
        cells.raw_value = [
            [prepare(_out(row[at[number]], columns[at[number]][0]), {}) for number in span]
            for row in rows
        ]
    outer, right = reach(at)
    if not any(isinstance(value, str) for row in rows for value in row):
        place.written(first, outer, ())
        return cells
    if len(list(runs(at))) > 1:
        cells = place.cells(first, last, outer, right)
        back = place.values_in(cells, one_row=first == last)
    else:
        back = _read_back(place, cells, [[row[at[number]] for number in span] for row in rows])
    for down, row in enumerate(rows):
        for number, index in at.items():
            wanted = row[index]
            if isinstance(wanted, str) and not _alike(back[down][number - outer], wanted):
                cell = place.cells(first + down, first + down, number, number)
                _insist(cell, wanted)
                back[down][number - outer] = _in_lines(wanted)
    place.written(first, outer, back)
    return cells


def _read_back(place: OpenTable, cells: Any, rows: Sequence[Sequence[Cell]]) -> list[list[Any]]:  # noqa: ANN401 - an xlwings range
    """What stands where rows were written: numbers first, of which is known what they mean."""
    back = place.values_in(cells, one_row=len(rows) == 1, plain=True)
    for there, row in zip(back, rows, strict=True):
        for number, wanted in enumerate(row):
            if isinstance(wanted, str):
                continue
            if not is_alike(there[number], wanted):
                return place.values_in(cells, one_row=len(rows) == 1)
            if isinstance(wanted, (bool, date)):
                there[number] = _as_read(wanted)
    return back


def _as_read(value: bool | date) -> bool | datetime:
    """A day as a spreadsheet gives it back: its first moment."""
    if isinstance(value, (bool, datetime)):
        return value
    return datetime.combine(value, time())


def free_blank_cells(
    place: OpenTable,
    first: int,
    columns: Sequence[tuple[Column, int]],
    rows: Sequence[Sequence[Cell]],
    above: Mapping[int, object],
) -> None:
    """Let blank cells of new rows have no format of the row above, where dates and numbers mix.

    Below a day, 55,000 would be a day too, and below a number a day would be a number.
    """
    blank = [
        number
        for index, (column, number) in enumerate(columns)
        if column.kind in VARIED
        and isinstance(above.get(number), (float, datetime))
        and all(row[index] is None for row in rows)
    ]
    for left, right in runs(blank):
        cells = place.cells(first, first + len(rows) - 1, left, right)
        cells.number_format = "General"


def is_alike(found: object, wanted: Cell) -> bool:
    """Does a cell hold what is to be written into it? A day and a boolean may be its number."""
    match wanted:
        case str():
            return _alike(found, wanted)
        case None:
            return found is None
        case date():
            return found == (serial(wanted) if type(found) is float else _as_read(wanted))
        case bool():
            return found == wanted and type(found) in {bool, float}
        case _:
            return type(found) is float and found == wanted


def _alike(found: object, wanted: str) -> bool:
    return (found or "") == _in_lines(wanted)


def _in_lines(text: str) -> str:
    """With the line end that cells have."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def set_number_formats(
    place: OpenTable, first: int, number: int, values: Sequence[Cell], kind: Kind
) -> None:
    """Set the number formats of a column where dates and numbers mix, in few calls."""
    start = 0
    formats = [number_format(kind, value) for value in values]
    for index, wanted in enumerate(formats):
        if index + 1 == len(formats) or formats[index + 1] != wanted:
            if any(values[n] is not None for n in range(start, index + 1)):
                place.cells(first + start, first + index, number, number).number_format = wanted
            start = index + 1


def _out(value: Cell, column: Column) -> object:
    if not isinstance(value, str):
        whole = isinstance(value, date) and not isinstance(value, datetime)
        return datetime.combine(value, time()) if whole else value  # type: ignore[arg-type]  # a day
    value = _in_lines(value)
    if len(value) > _MOST_AT_ONCE:  # written by itself, when it is found missing
        return None
    plain = column.kind in _IN_TEXT_CELLS and not value.startswith(("=", "'"))
    return value if plain else shielded(value)


def shielded(text: str) -> str:
    """Text with an apostrophe before it, unless nobody could take it for anything else."""
    sure = len(text) >= _LONG_ENOUGH and text[0].isalpha()
    return text if sure or not text else f"'{text}"


def _insist(cell: Any, text: str) -> None:  # noqa: ANN401 - an xlwings range
    """Write a text that the spreadsheet took for something else: as Text, and shielded."""
    text = _in_lines(text)
    cell.value = f"'{text}"
    if cell.value != text:
        cell.number_format = "@"
        cell.value = text
    if cell.value == text:
        return
    raise Refused(
        say(
            "'{text}' cannot be written into {sheet} {cell}",
            text=text[:40],
            sheet=cell.sheet.name,
            cell=cell.address,
        )
    )
