"""Rectangles of cells, as xlwings asks for them. Rows and columns count from 1, as in Excel."""

from functools import cached_property
from typing import Any

from xlwings import XlwingsError

from trackrecord.office.libreoffice import values
from trackrecord.office.libreoffice.addresses import LAST_COLUMN, LAST_ROW, joined, jump, letters_of
from trackrecord.office.libreoffice.bridge import enum, in_plain_words, struct
from trackrecord.office.libreoffice.copying import copy, copy_formats
from trackrecord.office.libreoffice.fonts import Looks
from trackrecord.office.libreoffice.formulas import to_calc, to_excel
from trackrecord.office.libreoffice.tables import Table
from trackrecord.office.libreoffice.validation import DataValidation

# com.sun.star.sheet.CellFlags; filled are value, date, text, formula
_FILLED, CONTENTS, FORMATS = 1 | 2 | 4 | 16, 1 | 2 | 4 | 8 | 16, 32 | 64 | 256 | 512


class Range(Looks):
    """A rectangle of cells."""

    sheet: Any = None
    row = column = 0
    shape = (0, 0)

    def __init__(self, sheet: Any, row: int, column: int, rows: int, columns: int) -> None:
        self.sheet = sheet
        self.row, self.column = row, column
        self.shape = (rows, columns)
        self.options: dict[str, Any] = {}

    @cached_property
    def api(self) -> Any:
        """LibreOffice's range; None for one without cells."""
        rows, columns = self.shape
        if not (rows and columns):
            return None
        return self.sheet.api.getCellRangeByPosition(
            self.column - 1, self.row - 1, self.column + columns - 2, self.row + rows - 2
        )

    @property
    def area(self) -> Any:
        """Its CellRangeAddress, without an object of LibreOffice's, which takes many calls."""
        return struct(
            "com.sun.star.table.CellRangeAddress",
            Sheet=self.sheet.index - 1,
            StartColumn=self.column - 1,
            StartRow=self.row - 1,
            EndColumn=self.column + self.shape[1] - 2,
            EndRow=self.row + self.shape[0] - 2,
        )

    @property
    def corner(self) -> Any:
        """The CellAddress of its first cell."""
        return struct(
            "com.sun.star.table.CellAddress",
            Sheet=self.sheet.index - 1,
            Column=self.column - 1,
            Row=self.row - 1,
        )

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column, rows, columns."""
        return (self.sheet.name, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, arg1: int, arg2: int | None = None) -> "Range":
        if arg2 is None:
            down, right = divmod(arg1 - 1, self.shape[1])
        else:
            down, right = arg1 - 1, arg2 - 1
        return Range(self.sheet, self.row + down, self.column + right, 1, 1)

    def _cell(self, down: int, right: int) -> Any:
        return self.api.getCellByPosition(right, down)

    max_cells_per_read = None
    max_cells_per_write = None

    @property
    def plain_value(self) -> values.Block | None:
        """The values with numbers for days and booleans: what is what takes several calls."""
        return None if self.api is None else values.read_plain(self.api)

    @property
    def raw_value(self) -> values.Block | None:
        """The values, row by row."""
        if self.api is None:
            return None
        return values.read(self.api, self.sheet.book.formats)

    @raw_value.setter
    @in_plain_words
    def raw_value(self, data: Any) -> None:
        if self.api is None:
            return
        if not isinstance(data, (list, tuple)):
            data = [[data] * self.shape[1]] * self.shape[0]
        formats = self.sheet.book.formats
        values.write(self.api, data, formats, self._to_calc)

    def _to_calc(self, formula: str) -> str:
        # Only a short form needs to know which table it stands in.
        table = self.table if "[@" in formula else None
        return to_calc(formula, table.name if table else "")

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """The formulas in Excel's grammar; where there is none, the value as text."""
        formulas = self.api.getFormulaArray()
        shown = formulas
        if any(text.startswith("=") for row in formulas for text in row):
            shown = self.api.getDataArray()  # a text that begins with = shows itself
        rows = tuple(
            tuple(
                to_excel(text) if text.startswith("=") and text != value else text.removeprefix("'")
                for text, value in zip(*pair, strict=True)
            )
            for pair in zip(formulas, shown, strict=True)
        )
        return rows[0][0] if self.shape == (1, 1) else rows

    @formula.setter
    @in_plain_words
    def formula(self, value: Any) -> None:
        if isinstance(value, (list, tuple)):
            rows = tuple(
                tuple(self._to_calc(text) if isinstance(text, str) else text for text in row)
                for row in value
            )
            self.api.setFormulaArray(rows)
            return
        corner = Range(self.sheet, self.row, self.column, 1, 1)
        corner.api.setFormulaArray(((self._to_calc(value),),))
        if self.shape[1] > 1:
            first = Range(self.sheet, self.row, self.column, 1, self.shape[1])
            first.api.fillAuto(enum("sheet.FillDirection", "TO_RIGHT"), 1)
        if self.shape[0] > 1:
            self.api.fillAuto(enum("sheet.FillDirection", "TO_BOTTOM"), 1)

    formula2 = formula

    @property
    def formula_array(self) -> str:
        """The array formula over the whole range; "" if there is none."""
        return to_excel(self.api.getArrayFormula().strip("{}"))

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.api.setArrayFormula(to_calc(value))

    has_array = property(lambda self: bool(self.api.getArrayFormula()))

    def clear(self) -> None:
        """Empty the cells and forget their formats."""
        self.api.clearContents(CONTENTS | FORMATS)

    def clear_contents(self) -> None:
        """Empty the cells."""
        self._refuse_if_protected()
        self.api.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """Forget the formats."""
        self.api.clearContents(FORMATS)

    def _refuse_if_protected(self) -> None:
        # Calc passes over such a change without a word.
        if self.sheet.api.isProtected():
            raise XlwingsError(f"the sheet {self.sheet.name} is protected")

    def end(self, direction: str) -> "Range":
        """Where Ctrl+arrow leads to from the first cell."""
        down = {"down": 1, "d": 1, "up": -1, "u": -1}.get(direction, 0)
        right = {"right": 1, "r": 1, "left": -1, "l": -1}.get(direction, 0)
        step = down or right
        here, last = (self.row, LAST_ROW) if down else (self.column, LAST_COLUMN)
        edge = last if step > 0 else 1
        line = (
            self.sheet.range((self.row, self.column), (edge, self.column))
            if down
            else self.sheet.range((self.row, self.column), (self.row, edge))
        )
        spans = sorted(
            (area.StartRow + 1, area.EndRow + 1)
            if down
            else (area.StartColumn + 1, area.EndColumn + 1)
            for area in line.api.queryContentCells(_FILLED).RangeAddresses
        )
        target = jump(joined(spans)[::step], here, step, edge)
        return Range(
            self.sheet, target if down else self.row, target if right else self.column, 1, 1
        )

    @property
    def current_region(self) -> "Range":
        """The filled block around the range."""
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return self.sheet.wrap(cursor.RangeAddress)  # type: ignore[no-any-return]

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, such as ``$A$1:$B$2``."""
        rows, columns = self.shape

        def cell(row: int, column: int) -> str:
            return f"{'$' * col_absolute}{letters_of(column)}{'$' * row_absolute}{row}"

        address = cell(self.row, self.column)
        if (rows, columns) != (1, 1):
            address += ":" + cell(self.row + rows - 1, self.column + columns - 1)
        if external:
            name = f"[{self.sheet.book.name}]{self.sheet.name}".replace("'", "''")
            address = f"'{name}'!{address}"
        return address

    @property
    def address(self) -> str:
        """The address, with ``$``."""
        return self.get_address(row_absolute=True, col_absolute=True, external=False)

    @property
    def external(self) -> str:
        """The address as a formula of Calc names it."""
        sheet = self.sheet.name.replace("'", "''")
        return f"$'{sheet}'.{self.address}"

    @property
    def number_format(self) -> str | None:
        """The format as Excel writes it; None if there are several."""
        if self.api.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return None
        return self.sheet.book.formats.code(self.api.NumberFormat)  # type: ignore[no-any-return]

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._refuse_if_protected()
        self.api.NumberFormat = self.sheet.book.formats.key(value)

    @property
    def data_validation(self) -> DataValidation:
        """What may be typed."""
        return DataValidation(self.api)

    @property
    def table(self) -> Table | None:
        """The table the first cell lies in."""
        for table in self.sheet.tables:
            area = table.range
            inside = 0 <= self.row - area.row < area.shape[0]
            if inside and 0 <= self.column - area.column < area.shape[1]:
                return table  # type: ignore[no-any-return]
        return None

    def autofit(self, axis: str | None = None) -> None:
        """Make columns and rows as wide and high as what they hold."""
        if axis in (None, "c", "columns"):
            self.api.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.api.Rows.OptimalHeight = True

    @in_plain_words
    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Push the cells aside; the new ones are empty."""
        del copy_origin
        mode = "RIGHT" if shift == "right" else "DOWN"
        self.sheet.api.insertCells(self.area, enum("sheet.CellInsertMode", mode))

    @in_plain_words
    def delete(self, shift: str | None = None) -> None:
        """Take the cells away and close the gap."""
        mode = "LEFT" if shift == "left" else "UP"
        self.sheet.api.removeRange(self.area, enum("sheet.CellDeleteMode", mode))
        self.sheet.book.deletions += 1

    def has_formulas(self) -> bool:
        """Is a formula in any of the cells?"""
        return any(text.startswith("=") for row in self.api.getFormulaArray() for text in row)

    @in_plain_words
    def move_up(self) -> None:
        """Move the cells by a row, and with them whatever refers to them."""
        to = Range(self.sheet, self.row - 1, self.column, 1, 1).corner
        self.sheet.api.moveRange(to, self.area)

    @in_plain_words
    def copy(self, destination: Any = None) -> None:
        """Copy values, formulas and formats to another place of the book."""
        if destination is None:  # for `paste`; LibreOffice's own clipboard is not touched
            self.sheet.book.copied = self
        else:
            copy(self, getattr(destination, "impl", destination))

    @in_plain_words
    def paste(self, paste: str | None = None, **_: object) -> None:
        """Give the cells the formats of those that were copied; nothing else can be pasted."""
        if paste != "formats" or self.sheet.book.copied is None:
            raise XlwingsError("only formats can be pasted, of cells that were copied before")
        copy_formats(self.sheet.book.copied, self)

    @property
    def name(self) -> Any:
        """The first name that stands for exactly these cells."""
        for name in self.sheet.book.names:
            cells = name.api.getReferredCells()
            if cells is not None and cells.RangeAddress == self.api.RangeAddress:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        named = self.sheet.name.replace("'", "''")
        self.sheet.book.names.add(value, f"='{named}'!{self.address}")

    def merge(self, across: bool = False) -> None:
        """Make one cell of it, or one of each row."""
        if across:
            for number in range(self.shape[0]):
                Range(self.sheet, self.row + number, self.column, 1, self.shape[1]).merge()
        else:
            self.api.merge(True)

    def unmerge(self) -> None:
        """Part merged cells again."""
        self.api.merge(False)

    @property
    def merge_cells(self) -> bool:
        """Is it merged?"""
        return bool(self.merge_area.shape != (1, 1) and self.api.IsMerged)

    @property
    def merge_area(self) -> "Range":
        """The merged cell around the first cell."""
        cursor = self.sheet.api.createCursorByRange(self(1).api)
        cursor.collapseToMergedArea()
        return self.sheet.wrap(cursor.RangeAddress)  # type: ignore[no-any-return]

    def select(self) -> None:
        """Select it, on its sheet, which comes to the front."""
        self.sheet.book.api.CurrentController.select(self.api)
