"""Blocks of values between Python and Calc: numbers, text, booleans, dates, blanks, errors.

Calc keeps numbers and text only; that a number is a date or a boolean is its number format. So
reading asks for the formats of the block, and writing sets one where there is none.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trackrecord.office.libreoffice.bridge import struct

DATE, TIME, LOGICAL = 2, 4, 1024  # com.sun.star.util.NumberFormat
_NUMBER_FORMULAS, _ERROR_FORMULAS = 1, 4  # com.sun.star.sheet.FormulaResult
_DATETIME = 2  # com.sun.star.sheet.CellFlags
_LONG_AGO = datetime(1899, 12, 30)  # noqa: DTZ001 - cells know no time zones
_DAY = "yyyy-mm-dd"
_MOMENT = "yyyy-mm-dd hh:mm:ss"

Value = str | float | bool | datetime | None
Block = list[list[Value]]


class CellError(str):
    """The error a cell shows, such as ``#DIV/0!``."""

    __slots__ = ()


class Formats:
    """The number formats of a document, by number and by code."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        self._locale = struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self._kinds: dict[int, int] = {}
        self._keys: dict[str, int] = {}

    def kind(self, key: int) -> int:
        """What the format is for: a sum of DATE, TIME, LOGICAL and others."""
        if key not in self._kinds:
            self._kinds[key] = self._formats.getByKey(key).Type
        return self._kinds[key]

    def code(self, key: int) -> str:
        """The format as Excel writes it."""
        code: str = self._formats.getByKey(key).FormatString
        if self.kind(key) & (DATE | TIME):
            return code.lower()
        return "General" if code == "Standard" else code

    def key(self, code: str) -> int:
        """The number of a format, added to the document if it is not there."""
        if code not in self._keys:
            found: int = self._formats.queryKey(code, self._locale, False)
            if found == -1:
                found = self._formats.addNew(code, self._locale)
            self._keys[code] = found
        return self._keys[code]


def read(cells: Any, formats: Formats) -> Block:
    """The values of a range, row by row."""
    data = cells.getDataArray()
    block: Block = [[None if value == "" else value for value in row] for row in data]
    if any(None in row for row in data):
        _name_errors(cells, cells.RangeAddress, block)
    if any(type(value) is float for row in block for value in row):
        _convert(cells, formats, block)
    return block


def _convert(cells: Any, formats: Formats, block: Block) -> None:
    """Make dates and booleans of the numbers whose format says so, asking as little as can be."""
    origin = cells.RangeAddress
    dates = cells.queryContentCells(_DATETIME).RangeAddresses  # typed in, the common case
    for area in dates:
        _each(block, origin, area, _moment)
    # A boolean is 0 or 1; what a formula gives can be anything.
    areas = list(cells.queryFormulaCells(_NUMBER_FORMULAS).RangeAddresses)
    places = [
        (row, column)
        for row, line in enumerate(block)
        for column, value in enumerate(line)
        if type(value) is float and value in (0.0, 1.0)
    ]
    if places:
        rows, columns = zip(*places, strict=True)
        areas.append(
            struct(
                "com.sun.star.table.CellRangeAddress",
                Sheet=origin.Sheet,
                StartColumn=origin.StartColumn + min(columns),
                EndColumn=origin.StartColumn + max(columns),
                StartRow=origin.StartRow + min(rows),
                EndRow=origin.StartRow + max(rows),
            )
        )
    for area in areas:
        part = cells.getCellRangeByPosition(
            area.StartColumn - origin.StartColumn,
            area.StartRow - origin.StartRow,
            area.EndColumn - origin.StartColumn,
            area.EndRow - origin.StartRow,
        )
        for alike, kind in _formatted(part, formats, DATE | LOGICAL):
            _each(block, origin, alike, _moment if kind & DATE else bool)


def _each(block: Block, origin: Any, area: Any, convert: Callable[[float], Value]) -> None:
    for row, column in _inside(area, origin):
        value = block[row][column]
        if type(value) is float:
            block[row][column] = convert(value)


def _name_errors(cells: Any, origin: Any, block: Block) -> None:
    for area in cells.queryFormulaCells(_ERROR_FORMULAS).RangeAddresses:
        for row, column in _inside(area, origin):
            block[row][column] = CellError(cells.getCellByPosition(column, row).String)


def _inside(area: Any, origin: Any) -> Iterator[tuple[int, int]]:
    """The cells of an area, counted from the first cell of the block it lies in."""
    for row in range(area.StartRow - origin.StartRow, area.EndRow - origin.StartRow + 1):
        for column in range(
            area.StartColumn - origin.StartColumn, area.EndColumn - origin.StartColumn + 1
        ):
            yield row, column


def _formatted(cells: Any, formats: Formats, wanted: int) -> Iterator[tuple[Any, int]]:
    """The areas of a range whose format is one of the wanted kinds."""
    if cells.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
        kind = formats.kind(cells.NumberFormat)
        if kind & wanted:
            yield cells.RangeAddress, kind
        return
    for alike in cells.getUniqueCellFormatRanges():
        kind = formats.kind(alike.NumberFormat)
        if kind & wanted:
            for area in alike.RangeAddresses:
                yield area, kind


def _moment(serial: float) -> datetime | float:
    try:
        return _LONG_AGO + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return serial


def serial(day: date) -> float:
    """The number Calc keeps for a day or a moment."""
    if isinstance(day, datetime):
        return (day.replace(tzinfo=None) - _LONG_AGO) / timedelta(days=1)
    return float((day - _LONG_AGO.date()).days)


def element(value: object) -> Value | date:
    """A value of Python as a cell can take it."""
    match value:
        case None | bool() | str() | float() | date():
            return None if value != value else value  # noqa: PLR0124 - NaN is a blank
        case int() | Decimal():
            return float(value)
        case _ if hasattr(value, "item"):  # a number of NumPy
            return element(value.item())
        case _:
            return str(value)


def write(
    document: Any,
    cells: Any,
    block: Sequence[Sequence[object]],
    formats: Formats,
    formula: Callable[[str], str],
) -> None:
    """Put a block of values into a range of its size; text that begins with = is a formula."""
    rows = [[element(value) for value in row] for row in block]
    if any(isinstance(value, str) and value.startswith("=") for row in rows for value in row):
        cells.setFormulaArray(tuple(tuple(_typed(v, formula) for v in row) for row in rows))
    else:
        cells.setDataArray(tuple(tuple(map(_plain, row)) for row in rows))
    _set_formats(document, cells, rows, formats)


def _plain(value: Value | date) -> str | float:
    match value:
        case None:
            return ""
        case str():
            return value.removeprefix("'")
        case date():
            return serial(value)
        case _:
            return float(value)


def _typed(value: Value | date, formula: Callable[[str], str]) -> str | float:
    """The value as somebody would type it: text after an apostrophe, so that it stays text."""
    plain = _plain(value)
    if not isinstance(value, str):
        return plain
    return formula(value) if value.startswith("=") else f"'{plain}" if plain else ""


def _set_formats(
    document: Any, cells: Any, rows: Sequence[Sequence[Value | date]], formats: Formats
) -> None:
    """Give the dates and booleans of a block their formats, and no boolean format to the rest."""
    wanted = {
        (row, column): _DAY
        if not isinstance(value, datetime) or not any((value.hour, value.minute, value.second))
        else _MOMENT
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if isinstance(value, date)
    }
    truths = {
        (row, column)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if isinstance(value, bool)
    }
    origin = cells.RangeAddress
    plain: set[tuple[int, int]] = set()
    for area, kind in _formatted(cells, formats, DATE | LOGICAL):
        for row, column in _inside(area, origin):
            if kind & DATE:
                wanted.pop((row, column), None)
            elif (row, column) in truths:
                truths.discard((row, column))
            elif isinstance(rows[row][column], float):
                plain.add((row, column))
    for code in (_DAY, _MOMENT):
        _format(document, origin, {p for p, c in wanted.items() if c == code}, formats.key(code))
    _format(document, origin, truths, formats.key("BOOLEAN"))
    _format(document, origin, plain, formats.key("General"))


def _format(document: Any, origin: Any, places: set[tuple[int, int]], key: int) -> None:
    """Set one number format on many cells at once, run by run."""
    if not places:
        return
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    addresses = []
    start: tuple[int, int] | None = None
    ordered = sorted((column, row) for row, column in places)
    for number, (column, row) in enumerate(ordered):
        start = start or (column, row)
        if number + 1 < len(ordered) and ordered[number + 1] == (column, row + 1):
            continue
        addresses.append(
            struct(
                "com.sun.star.table.CellRangeAddress",
                Sheet=origin.Sheet,
                StartColumn=origin.StartColumn + column,
                EndColumn=origin.StartColumn + column,
                StartRow=origin.StartRow + start[1],
                EndRow=origin.StartRow + row,
            )
        )
        start = None
    ranges.addRangeAddresses(tuple(addresses), False)
    ranges.NumberFormat = key


def clean(
    block: Block,
    dates: Callable[..., object],
    empty: object,
    numbers: Callable[[float], object] | None,
    err_to_str: bool = False,
) -> list[list[object]]:
    """A block as the person who asked wants it: xlwings' options for dates, blanks, numbers."""

    def one(value: Value) -> object:
        match value:
            case CellError():
                return str(value) if err_to_str else empty
            case None | "":
                return empty
            case datetime():
                return dates(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            case float() if numbers is not None:
                return numbers(value)
            case _:
                return value

    return [[one(value) for value in row] for row in block]
