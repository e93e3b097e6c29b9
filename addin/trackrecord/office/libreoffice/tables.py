"""Tables: what is a Table in Excel is a database range in Calc, and is saved as a Table again."""

from collections.abc import Iterator, Sequence
from typing import Any

from xlwings import XlwingsError, base_classes

from trackrecord.office.libreoffice.bridge import enum
from trackrecord.office.libreoffice.charts import follow
from trackrecord.office.libreoffice.copying import copy_without_formulas

_CONSTANTS = 1 | 2 | 4  # com.sun.star.sheet.CellFlags: value, date, text
_ONE_BELOW_TWO = 2  # a row comes below two or more: between them is inside


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """LibreOffice's database ranges, of the whole book."""
        return self._sheet.book.database_ranges

    def _find(self, name: str) -> "Table | None":
        """The table of that name, if it lies on this sheet."""
        if not self.api.hasByName(name):
            return None
        table = Table(self._sheet, self.api, name)
        return table if table.api.DataArea.Sheet == self._sheet.index - 1 else None

    def _names(self) -> list[str]:
        return [name for name in self.api.ElementNames if self._find(name)]

    def __call__(self, name_or_index: str | int) -> "Table":
        name = name_or_index
        if isinstance(name, int):
            name = self._names()[name - 1]
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator["Table"]:
        return (Table(self._sheet, self.api, name) for name in self._names())

    def add(  # noqa: PLR0913, PLR0917 - the arguments are xlwings'
        self,
        source_type: object = None,
        source: Any = None,
        link_source: object = None,
        has_headers: object = None,
        destination: object = None,
        table_style_name: object = None,
        name: str | None = None,
    ) -> "Table":
        """Make a table of a range whose first row is the header."""
        del source_type, link_source, has_headers, destination, table_style_name
        number = 1
        while name is None or (name == f"Table{number - 1}" and self.api.hasByName(name)):
            name, number = f"Table{number}", number + 1
        if self.api.hasByName(name):
            raise XlwingsError(f"there is a table {name} already")
        self.api.addNewByName(name, source.api.RangeAddress)
        self.api.getByName(name).ContainsHeader = True
        return self(name)


class Table(base_classes.Table):
    """One table: header, rows, perhaps totals."""

    api: Any = None
    parent: Any = None

    def __init__(self, sheet: Any, ranges: Any, name: str) -> None:
        self.parent = sheet
        self._ranges = ranges
        self._name = name
        self.api = ranges.getByName(name)

    @property
    def name(self) -> str:
        """What formulas call it."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._name = value

    display_name = name

    @property
    def range(self) -> Any:
        """All of it."""
        return self.parent.wrap(self.api.DataArea)

    @property
    def header_row_range(self) -> Any:
        """The header; None without one."""
        return self._rows_of(0, 1) if self.show_headers else None

    @property
    def data_body_range(self) -> Any:
        """The rows between header and totals; None if there are none."""
        first = 1 if self.show_headers else 0
        count = self.range.shape[0] - first - (1 if self.show_totals else 0)
        return self._rows_of(first, count) if count > 0 else None

    @property
    def totals_row_range(self) -> Any:
        """The totals; None without them."""
        return self._rows_of(self.range.shape[0] - 1, 1) if self.show_totals else None

    @property
    def without_totals(self) -> Any:
        """Header and rows; None if there is no header, or no row."""
        whole, rows = self.range, 2 + self.show_totals
        if whole.shape[0] < rows or not self.show_headers:
            return None
        return self.parent.range(
            (whole.row, whole.column, whole.shape[0] - rows + 2, whole.shape[1])
        )

    insert_row_range = None

    def _rows_of(self, first: int, count: int) -> Any:
        whole = self.range
        return self.parent.range((whole.row + first, whole.column, count, whole.shape[1]))

    @property
    def show_headers(self) -> bool:
        """Is there a header?"""
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.api.ContainsHeader = value

    @property
    def show_totals(self) -> bool:
        """Is there a row of totals?"""
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self.api.TotalsRow = value

    @property
    def show_autofilter(self) -> bool:
        """Are there filter buttons?"""
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = value

    table_style = ""  # Calc draws none

    def resize(self, range: Any) -> None:  # noqa: A002 - xlwings calls it so
        """Let it cover other cells; the header stays where it is."""
        old, new = self.api.DataArea, getattr(range, "impl", range).area
        if old == new:
            return
        self.api.DataArea = new
        follow(self.parent, old, new)

    @property
    def rows(self) -> "TableRows":
        """Its rows, without header and totals."""
        return TableRows(self)

    @property
    def columns(self) -> "TableColumns":
        """Its columns."""
        return TableColumns(self)


class TableRows(base_classes.TableRows):
    """The rows of a table, without header and totals."""

    parent: Any = None
    api: Any = None

    def __init__(self, table: Table) -> None:
        self.parent = table
        self.api = table.api

    def __len__(self) -> int:
        body = self.parent.data_body_range
        return 0 if body is None else body.shape[0]

    def __call__(self, index: int) -> "TableRow":
        return TableRow(self.parent, index)

    def __iter__(self) -> Iterator["TableRow"]:
        return (TableRow(self.parent, number) for number in range(1, len(self) + 1))

    @property
    def column_count(self) -> int:
        """How many values a row has."""
        return self.parent.range.shape[1]  # type: ignore[no-any-return]

    def add(self, values: Sequence[object] | None, index: int | None) -> "TableRow":
        """A new row with the formulas and formats of its neighbour; below it all moves down."""
        table, whole, above = self.parent, self.parent.range, int(self.parent.show_headers)
        count = whole.shape[0] - above - int(table.show_totals)
        place = count + 1 if index is None else index
        top = whole.row + place - (1 - above)
        width = whole.shape[1]
        last = table.parent.range((top - 1, whole.column, 1, width))
        simple = place == count + 1 > _ONE_BELOW_TWO and not last.has_formulas()
        if simple:
            # A table grows by itself where cells come inside it. Where its area is set, LibreOffice
            # compiles every formula of the book: so the last row goes down, and comes back up. One
            # with formulas does not: a sum of the rows down to it would take in those below.
            last.insert("down")
            table.parent.range((top, whole.column, 1, width)).move_up()
        else:
            table.parent.range((top, whole.column, 1, width)).insert("down")
            table.resize(table.parent.range((whole.row, whole.column, whole.shape[0] + 1, width)))
        # Asked for anew: LibreOffice's own range has moved down with its cells.
        new = table.parent.range((top, whole.column, 1, width))
        if whole.shape[0] > 1:
            like = top - 1 if place > 1 else top + 1
            neighbour = table.parent.range((like, whole.column, 1, width))
            if simple:
                copy_without_formulas(neighbour, new)
            else:
                neighbour.copy(new)
            new.api.clearContents(_CONSTANTS)
        if values is not None:
            new.raw_value = [list(values)]
        return TableRow(table, place)


class TableRow(base_classes.TableRow):
    """One row of a table."""

    index = 0

    def __init__(self, table: Table, index: int) -> None:
        self._table = table
        self.index = index

    @property
    def range(self) -> Any:
        """Its cells."""
        body = self._table.data_body_range
        return body.sheet.range((body.row + self.index - 1, body.column, 1, body.shape[1]))

    def delete(self) -> None:
        """Take it away; the rows below move up."""
        self.range.delete("up")


class TableColumns(base_classes.TableColumns):
    """The columns of a table."""

    parent: Any = None
    api: Any = None

    def __init__(self, table: Table) -> None:
        self.parent = table
        self.api = table.api

    def _headers(self) -> list[str]:
        return [str(name) for name in self.parent.header_row_range.api.getDataArray()[0]]

    def __len__(self) -> int:
        return self.parent.range.shape[1]  # type: ignore[no-any-return]

    def __call__(self, key: str | int) -> "TableColumn":
        if isinstance(key, str):
            headers = self._headers()
            if key not in headers:
                raise KeyError(key)
            key = headers.index(key) + 1
        return TableColumn(self.parent, key)

    def __iter__(self) -> Iterator["TableColumn"]:
        return (TableColumn(self.parent, number) for number in range(1, len(self) + 1))

    def __contains__(self, name: str) -> bool:
        return name in self._headers()

    def add(self, name: str, index: int | None) -> "TableColumn":
        """A new, empty column."""
        whole = self.parent.range
        place = whole.shape[1] + 1 if index is None else index
        left = whole.column + place - 1
        new = self.parent.parent.range((whole.row, left, whole.shape[0], 1))
        self.parent.parent.api.insertCells(
            new.api.RangeAddress, enum("sheet.CellInsertMode", "RIGHT")
        )
        self.parent.resize(
            self.parent.parent.range((whole.row, whole.column, whole.shape[0], whole.shape[1] + 1))
        )
        self.parent.parent.range((whole.row, left)).raw_value = name
        return TableColumn(self.parent, place)


class TableColumn(base_classes.TableColumn):
    """One column of a table."""

    index = 0

    def __init__(self, table: Table, index: int) -> None:
        self._table = table
        self.index = index

    @property
    def name(self) -> str:
        """Its header."""
        return str(self.range(1).api.getDataArray()[0][0])

    @property
    def range(self) -> Any:
        """All its cells."""
        return self._within(self._table.range)

    @property
    def data_body_range(self) -> Any:
        """Its cells between header and totals."""
        body = self._table.data_body_range
        return None if body is None else self._within(body)

    def _within(self, whole: Any) -> Any:
        return whole.sheet.range((whole.row, whole.column + self.index - 1, whole.shape[0], 1))

    def delete(self) -> None:
        """Take it away; what is to the right moves."""
        self.range.delete("left")
