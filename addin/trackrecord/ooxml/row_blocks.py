"""Many new rows of a table: kept as the items they show, and written while the sheet goes by.

A row of a block is the same, cell by cell, as if each of its cells had been put as a `CellChange`;
`RowBlock.released` gives those, for a row to which something else happens.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from trackrecord.ooxml.cell_changes import CellChange, filled
from trackrecord.ooxml.cell_names import column_letters
from trackrecord.ooxml.cell_xml import height_attributes
from trackrecord.ooxml.styles import CellFormats


@dataclass(frozen=True, slots=True)
class BlockColumn:
    """One column of new rows: where it stands, its formula, and what its cells hold.

    `value` gives what a cell holds of an item, or of what was computed of it; None for a column
    whose cells show nothing. `number` says how a value is to be shown, where that depends on it.
    """

    column: int
    formula: str = ""
    value: Callable[[Any], object] | None = None
    number: Callable[[object], str] | None = None
    is_computed: bool = False


@dataclass(slots=True)
class RowBlock:
    """New rows from `first` on, that look like another row; None for one that is not of them."""

    first: int
    like: int
    columns: tuple[BlockColumn, ...]
    items: list[object]
    misread: tuple[str, ...] = ()  # beginnings of text that typing it would turn into another thing
    # How high a row is that holds such texts, in columns so wide.
    high: Callable[[Iterable[tuple[object, int]]], float | None] | None = None
    wraps: tuple[tuple[BlockColumn, int], ...] = ()

    def __post_init__(self) -> None:
        """Nothing is computed of the items yet."""
        self._computed: list[object] = [None] * len(self.items)

    _computed: list[object] = None  # type: ignore[assignment]

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.first + len(self.items) - 1

    def holds(self, number: int) -> bool:
        """Is that row one of these?"""
        return self.first <= number <= self.last and self.items[number - self.first] is not None

    def compute(self, number: int, result: object) -> None:
        """Let the calculated cells of a row show what was computed of its item."""
        self._computed[number - self.first] = result

    def value_in(self, number: int, column: BlockColumn) -> object:
        """What a cell shows."""
        of = (self._computed if column.is_computed else self.items)[number - self.first]
        return None if column.value is None or of is None else column.value(of)

    def height(self, number: int) -> float | None:
        """How high a row is, in points; None where the spreadsheet sees to it."""
        texts = ((self.value_in(number, column), width) for column, width in self.wraps)
        return self.high(texts) if self.high else None

    def is_misread(self, value: object, column: BlockColumn) -> bool:
        """Would typing this text give something else?"""
        return not column.is_computed and isinstance(value, str) and value.startswith(self.misread)

    def changes(self, number: int) -> dict[int, CellChange]:
        """The cells of a row, by column."""
        made = {}
        for column in self.columns:
            value = self.value_in(number, column)
            shown = column.number(value) if column.number and value is not None else ""
            literal = self.is_misread(value, column)
            like = self.like if number != self.like else 0
            made[column.column] = CellChange(value, column.formula, shown, literal, like)
        return made

    def released(self, number: int) -> dict[int, CellChange]:
        """The cells of a row, which is none of these any more."""
        made = self.changes(number)
        self.items[number - self.first] = self._computed[number - self.first] = None
        return made


def row_writer(
    block: RowBlock, styles: Mapping[int, int], formats: CellFormats
) -> Callable[[int], bytes]:
    """What writes a row of a block by its number, where the sheet has none.

    `styles` are those of the row that it looks like, by column.
    """
    columns = sorted(block.columns, key=lambda column: column.column)
    writers = [_cell_writer(block, column, styles, formats) for column in columns]

    def write(number: int) -> bytes:
        cells = "".join([one(number) for one in writers])
        height = block.height(number)
        high = "" if height is None else height_attributes(height)
        return f'<row r="{number}"{high}>{cells}</row>'.encode()

    return write


def _cell_writer(
    block: RowBlock, column: BlockColumn, styles: Mapping[int, int], formats: CellFormats
) -> Callable[[int], str]:
    letters = column_letters(column.column)
    above = styles.get(column.column, 0)
    formula = column.formula
    if formula:
        formula = f"<f>{escape(formula, quote=False)}</f>"
    known: dict[tuple[str, bool, bool], int] = {}

    def style_of(value: object) -> int:
        shown = column.number(value) if column.number and value is not None else ""
        look = shown, isinstance(value, date), block.is_misread(value, column)
        style = known.get(look)
        if style is None:
            number, dated, literal = look
            style = known[look] = formats.like(above, number=number, dated=dated, literal=literal)
        return style

    def write(number: int) -> str:
        value = block.value_in(number, column)
        return filled(f"{letters}{number}", style_of(value), value, formula)

    return write
