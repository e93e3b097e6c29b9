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
_NUMBER_FORMULAS = 1  # com.sun.star.sheet.FormulaResult
_FEW_CELLS = 5_000  # whose formulas are read along, instead of asking where there are some
_FEW_NUMBERS = 4  # whose formats are asked for one by one
_FEW_AREAS = 8  # the same; of more, those of the whole block
_DIFFERENT = "AMBIGUOUS_VALUE"  # com.sun.star.beans.PropertyState
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
        self._document = document
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

    def cells(self, origin: Any, places: set[tuple[int, int]]) -> Any:
        """Cells as one object of LibreOffice's: by row and column, counted from an address."""
        ranges = self._document.createInstance("com.sun.star.sheet.SheetCellRanges")
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
        return ranges


def read_plain(cells: Any) -> Block:
    """The values of a range, row by row; days and booleans are numbers."""
    data = cells.getDataArray()
    block: Block = [[None if value == "" else value for value in row] for row in data]
    for row, line in enumerate(data):
        if None not in line:
            continue
        for column, value in enumerate(line):
            if value is None:
                block[row][column] = CellError(cells.getCellByPosition(column, row).String)
    return block


def read(cells: Any, formats: Formats) -> Block:
    """The values of a range, row by row."""
    block = read_plain(cells)
    if any(type(value) is float for row in block for value in row):
        _convert(cells, formats, block)
    return block


def _convert(cells: Any, formats: Formats, block: Block) -> None:
    """Make dates and booleans of the numbers whose format says so, asking as little as can be.

    What costs is each new object of LibreOffice's: so all cells in doubt are asked for as one.
    """
    origin = cells.RangeAddress
    dates = cells.queryContentCells(_DATETIME).RangeAddresses  # typed in, the common case
    for row, column in (place for area in dates for place in _inside(area, origin)):
        value = block[row][column]
        if type(value) is float:
            block[row][column] = _moment(value)
    # A boolean is 0 or 1; what a formula gives can be anything.
    doubtful = {
        (row, column)
        for row, line in enumerate(block)
        for column, value in enumerate(line)
        if type(value) is float and value in (0.0, 1.0)
    }
    doubtful.update(
        (row, column)
        for row, column in _with_formulas(cells, block)
        if type(block[row][column]) is float
    )
    if not doubtful:
        return
    asked = formats.cells(origin, doubtful)
    if asked.getPropertyState("NumberFormat").value == _DIFFERENT and asked.Count > _FEW_AREAS:
        asked = cells
    for area, kind in _formatted(asked, formats, DATE | LOGICAL):
        for row, column in _inside(area, origin):
            value = block[row][column]
            if (row, column) in doubtful and type(value) is float:
                block[row][column] = _moment(value) if kind & DATE else bool(value)


def _with_formulas(cells: Any, block: Block) -> Iterator[tuple[int, int]]:
    """Where formulas give numbers."""
    if len(block) * len(block[0]) <= _FEW_CELLS:
        for row, line in enumerate(cells.getFormulaArray()):
            for column, formula in enumerate(line):
                if formula.startswith(("=", "{=")):
                    yield row, column
        return
    origin = cells.RangeAddress
    for area in cells.queryFormulaCells(_NUMBER_FORMULAS).RangeAddresses:
        yield from _inside(area, origin)


def _inside(area: Any, origin: Any) -> Iterator[tuple[int, int]]:
    """The cells of an area, counted from the first cell of the block it lies in."""
    for row in range(area.StartRow - origin.StartRow, area.EndRow - origin.StartRow + 1):
        for column in range(
            area.StartColumn - origin.StartColumn, area.EndColumn - origin.StartColumn + 1
        ):
            yield row, column


def _formatted(cells: Any, formats: Formats, wanted: int) -> Iterator[tuple[Any, int]]:
    """The areas of cells whose format is one of the wanted kinds."""
    if cells.getPropertyState("NumberFormat").value != _DIFFERENT:
        alike = [cells]
    elif hasattr(cells, "getUniqueCellFormatRanges"):
        alike = cells.getUniqueCellFormatRanges()
    else:  # of several areas
        for number in range(cells.Count):
            yield from _formatted(cells.getByIndex(number), formats, wanted)
        return
    for part in alike:
        kind = formats.kind(part.NumberFormat)
        if kind & wanted:
            areas = getattr(part, "RangeAddresses", None) or (part.RangeAddress,)
            for area in areas:
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
    cells: Any, block: Sequence[Sequence[object]], formats: Formats, formula: Callable[[str], str]
) -> None:
    """Put a block of values into a range of its size; text that begins with = is a formula."""
    rows = [[element(value) for value in row] for row in block]
    if any(isinstance(value, str) and value.startswith("=") for row in rows for value in row):
        cells.setFormulaArray(tuple(tuple(_typed(v, formula) for v in row) for row in rows))
    else:
        cells.setDataArray(tuple(tuple(map(_plain, row)) for row in rows))
    _set_formats(cells, rows, formats)


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


def _set_formats(cells: Any, rows: Sequence[Sequence[Value | date]], formats: Formats) -> None:
    """Give the dates and booleans of a block their formats, and no boolean format to the rest."""
    values = {
        (row, column): value
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if isinstance(value, (bool, float, date))
    }
    new: dict[str, set[tuple[int, int]]] = {}
    for place, kind in _kinds(cells, formats, set(values)):
        code = _format_wanted(values[place], kind)
        if code:
            new.setdefault(code, set()).add(place)
    origin = cells.RangeAddress
    for code, places in new.items():
        formats.cells(origin, places).NumberFormat = formats.key(code)


def _format_wanted(value: Value | date, kind: int) -> str:
    """The format in which a value is shown as what it is; "" where it is already."""
    match value:
        case bool():
            return "" if kind & LOGICAL else "BOOLEAN"
        case date():
            if kind & DATE:
                return ""
            whole = not isinstance(value, datetime) or not any(
                (value.hour, value.minute, value.second)
            )
            return _DAY if whole else _MOMENT
        case _:
            return "General" if kind & LOGICAL else ""


def _kinds(
    cells: Any, formats: Formats, places: set[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], int]]:
    """What the formats of cells are for; 0 for neither days nor booleans."""
    if len(places) <= _FEW_NUMBERS:
        for row, column in places:
            yield (row, column), formats.kind(cells.getCellByPosition(column, row).NumberFormat)
        return
    origin = cells.RangeAddress
    others = set(places)
    for area, kind in _formatted(cells, formats, DATE | LOGICAL):
        for place in _inside(area, origin):
            if place in others:
                others.discard(place)
                yield place, kind
    yield from ((place, 0) for place in others)


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
