"""The open workbook as a store, in the spreadsheet that xlwings drives (Excel, LibreOffice).

Tables are found by name, on whatever sheet; columns by header. Each table is read and written in
blocks, so that a click costs the same number of calls for ten rows and for ten thousand. Columns
of the person's own are left alone. Text is written so that it stays text: it is read back, and a
cell that the spreadsheet took for something else is written again.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from trackrecord.core.changes import Change
from trackrecord.core.model import Location, Problem, Record
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.kinds import key_of_cell
from trackrecord.tables.loading import RawTable, load
from trackrecord.tables.missing_columns import columns_to_add
from trackrecord.tables.number_formats import height_for
from trackrecord.tables.record import FORECASTS, RECORD, is_of_version_0_1
from trackrecord.tables.schema import Table, file_formula, shown, stored
from trackrecord.tables.typed_otherwise import cells_typed_otherwise
from trackrecord.workbook.open.columns import add_columns, inputs_of, must_have_columns_for
from trackrecord.workbook.open.reading import read_inputs, tables_of
from trackrecord.workbook.open.tables import (
    OpenTable,
    grow,
    is_blank,
    native_fact,
    row_with_key,
    runs,
    values_of,
)
from trackrecord.workbook.open.workbook import OpenWorkbook, must_locate
from trackrecord.workbook.open.writing import free_blank_cells, is_alike, shielded, write_cells

if TYPE_CHECKING:
    from trackrecord.tables.charts.chart_data import Drawing


class OpenStore:
    """A record in a workbook that is open in the spreadsheet xlwings drives."""

    is_large = False  # the spreadsheet computes, and draws, by itself

    def __init__(self, workbook: OpenWorkbook) -> None:
        """Over an open workbook, for the length of one action."""
        self.workbook = workbook
        self._raw: dict[str, RawTable] = {}

    def read(self, *, settings: bool = True) -> tuple[Record, list[Problem]]:
        """The record in an open workbook, and every problem met; Refused if there is none in it.

        Without `settings` those of the workbook are not asked for.
        """
        self._raw, found, problems = tables_of(self.workbook, settings=settings)
        record, unreadable = load(self._raw, found)
        return record, problems + unreadable

    def settle_cells(self, record: Record) -> list[Location]:
        """Write keys and percents as the record that was read holds them; where they were not."""
        found = list(cells_typed_otherwise(self._raw, record))
        for table, number, column, value in found:
            place = must_locate(self.workbook, table)
            at = place.headers_with([column]).index(column.header)
            write_cells(place, number - place.row, [(column, at)], [[value]])
        return [Location(table.name, number, column.header) for table, number, column, _ in found]

    def append(self, table: Table, rows: Sequence[object]) -> None:
        """Add rows at the end of a table, with the formats and formulas of its other rows."""
        if not rows:
            return
        place = must_locate(self.workbook, table)
        headers = place.headers_with(table.inputs)
        inputs = inputs_of(table, headers)
        must_have_columns_for(table, headers, rows)
        first = place.rows
        if place.rows > 1 and is_blank(place, place.rows - 1, inputs):
            first -= 1
        above = place.kept_row(first - 1)
        grow(place, first + len(rows))
        values = [[stored(row, column) for column, _ in inputs] for row in rows]
        cells = write_cells(place, first, inputs, values)
        free_blank_cells(place, first, inputs, values, above)
        if any(height_for(table, partial(stored, row)) for row in rows):
            cells.rows.autofit()

    def update(self, table: Table, key: str, row: object | None) -> None:
        """Write the row of that key anew; None takes it away. Refused if it is not there."""
        place = must_locate(self.workbook, table)
        headers = place.headers_with(table.inputs)
        inputs = inputs_of(table, headers)
        number = row_with_key(place, inputs[0][1], key)
        if number is None:
            raise Refused(
                say(
                    "'{key}' does not stand in {table} any more; nothing was changed",
                    key=key,
                    table=table.name,
                )
            )
        if row is not None:
            must_have_columns_for(table, headers, [row])
            write_cells(place, number, inputs, [[stored(row, column) for column, _ in inputs]])
            place.cells(number, number).rows.autofit()
        elif place.rows > 2:
            place.excel.rows[number - 1].delete()
            place.shrank(number)
        else:  # a table keeps at least one row
            for left, right in runs(place_ for _, place_ in inputs):
                place.cells(number, number, left, right).clear_contents()
                place.written(number, left, [[None] * (right - left + 1)])

    def replace(self, table: Table, items: Sequence[object], *, formulas: bool = False) -> bool:
        """Write a calculated table anew: what formulas do not compute. False if it is not there.

        With `formulas`, those too: of a table whose formulas depend on what it shows.
        """
        place = self.workbook.place(table.name)
        if place is None:
            return False
        held = [list(row) for row in place.hold()]
        headers = place.headers()
        written = [
            (column, headers.index(column.header))
            for column in table.columns
            if not column.formula and column.header in headers
        ]
        count = max(1, len(items))
        if count > place.rows - 1:
            grow(place, count + 1)
        elif count < place.rows - 1:
            place.cells(count + 1, place.rows - 1).clear_contents()
            place.excel.resize(place.cells(0, count))
            place.rows = count + 1
            place.forget()
        held = (held + [[None] * place.columns] * count)[:count]
        new = {}
        for column, at in written:
            values = [shown(item, column) for item in items] or [None]
            if not all(is_alike(row[at], one) for row, one in zip(held, values, strict=True)):
                new[column, at] = values
        if new:
            write_cells(place, 1, list(new), list(zip(*new.values(), strict=True)))
        if formulas:
            self._write_formulas(place, table, count)
        return True

    @staticmethod
    def _write_formulas(place: OpenTable, table: Table, count: int) -> None:
        """Write the formulas of so many rows, where others stand there."""
        headers = place.headers()
        computed = {
            headers.index(c.header): "=" + file_formula(table, c)
            for c in table.columns
            if c.formula and c.header in headers
        }
        for left, right in runs(computed):
            line = tuple(computed[number] for number in range(left, right + 1))
            # By `impl`: xlwings' own conversion asks for each cell.
            there = place.cells(1, count, left, right).impl.formula
            if there in (line[0], (line,) * count):
                continue
            first = place.cells(1, 1, left, right)
            first.impl.formula = [line]
            if count > 1:
                first.copy(place.cells(2, count, left, right))

    def column_values(self, table: Table, header: str) -> list[object]:
        """The values of one column; none where there is no such table or column."""
        place = self.workbook.place(table.name)
        if place is not None and table.row is None:
            place.hold()
        headers = place.headers() if place else []
        if place is None or header not in headers or place.rows < 2:
            return []
        column = headers.index(header)
        return [value for (value,) in place.values(1, place.rows - 1, column, column)]

    def has_column(self, table: Table, header: str) -> bool:
        """Is there such a column, in a table that is there?"""
        if (place := self.workbook.place(table.name)) is None:
            return False
        known = place.headers_with(table.inputs)
        as_built = len(known) < place.columns == len(table.columns)
        return header in ([c.header for c in table.columns] if as_built else place.headers())

    def lay_out(self, drawing: "Drawing") -> None:
        """Lay the Dashboard out anew: its words, days, heights of rows, which charts are seen."""
        from trackrecord.workbook.open.dashboard import lay_out  # noqa: PLC0415 - seldom

        lay_out(self.workbook, drawing)

    def write_computed(self, rows: Sequence[object], figures: Mapping[str, object]) -> None:
        """Nothing: a spreadsheet that is open computes by itself."""

    def rename_columns(self, table: str, first: int, headers: Sequence[str]) -> int:
        """Give the columns of a table from `first` on other headers; how many there are."""
        place = self.workbook.place(table)
        if place is None:
            return 0
        count = min(len(headers), place.columns - first)
        place.hold()
        if count > 0 and place.headers()[first : first + count] != list(headers[:count]):
            cells = place.cells(0, 0, first, first + count - 1)
            cells.raw_value = [[shielded(text) for text in headers[:count]]]
            held = place.headers()
            place.head([*held[:first], *headers[:count], *held[first + count :]])
        return count

    def unjournalled(self) -> Sequence[Change] | None:
        """What the journal has not seen: not known without looking, as a person works here."""
        return None

    def add_missing_columns(self, tables: Sequence[Table]) -> None:
        """Write in the columns that an older version did not have, where there is room for them."""
        for table in tables:
            place = self.workbook.place(table.name)
            if place is None:
                continue
            headers = place.headers_with(table.inputs)
            if len(headers) < place.columns == len(table.columns):
                continue  # as many as in a new workbook: the others need not be asked for
            missing = columns_to_add(table, place.headers())
            # Its formulas stay as they are, until the file is computed anew.
            if missing and self._is_older():
                missing = [column for column in missing if column.twin is None]
            if missing:
                add_columns(place, table, missing)

    def _is_older(self) -> bool:
        """Are its formulas those of version 0.1?"""
        place = self.workbook.place(FORECASTS.name)
        return place is not None and is_of_version_0_1(place.headers())

    def extend_over_typed_rows(self) -> list[str]:
        """Let each table reach over the rows typed directly below it; the tables that grew.

        Refused, before anything was changed, if one of them cannot be written.
        """
        workbook = self.workbook
        larger = []
        for table in RECORD:
            place = workbook.place(table.name)
            if place is None:
                continue
            read_inputs(place, table)
            if place.last_used() < place.rows or place.has_totals:
                continue
            below = 0
            inputs = inputs_of(table, place.headers_with(table.inputs), must=False)
            for row in values_of(place, place.rows, place.last_used(), inputs):
                if all(value is None for value in row):
                    break
                below += 1
            if below:
                larger.append((place, table, below))
        if larger:
            self.check_writable([table for _, table, _ in larger])
        for place, table, below in larger:
            from trackrecord.workbook.open.looks import take_in  # noqa: PLC0415 - seldom

            take_in(place, table, below)
        return [table.name for _, table, _ in larger]

    def keys(self, table: Table) -> list[str]:
        """The keys of all rows, also of those that cannot be read, and of those below the table."""
        header = table.columns[0].header
        if table.name in self._raw:  # as it was just read
            found = self._raw[table.name].columns.get(header, ())
            return [key_of_cell(value) for value in found if value is not None]
        place = self.workbook.place(table.name)
        headers = place.headers() if place else []
        if place is None or header not in headers or not place.last_used():
            return []
        column = headers.index(header)
        values = place.values(1, place.last_used(), column, column)
        return [key_of_cell(value) for (value,) in values if value is not None]

    def truncate(self, table: Table, count: int) -> None:
        """Take away all rows of a table but the first so many."""
        # Asked for anew: something failed before.
        place = OpenWorkbook(self.workbook.book).place(table.name)
        if place is not None and place.rows - 1 > count:
            place.cells(count + 1, place.rows - 1).clear_contents()
            place.excel.resize(place.cells(0, max(count, 1)))
            place.forget()

    def check_writable(self, tables: Iterable[Table], *, must: bool = True) -> None:
        """Refused, before anything was changed, if one of the tables cannot be written.

        Without `must`, a table that is not there is passed over.
        """
        workbook = self.workbook
        if self._read_only:
            raise Refused(
                say(
                    "{name} is open for reading only; save it under another name (File, Save As) "
                    "and click again. Nothing was changed",
                    name=workbook.book.name,
                )
            )
        for table in tables:
            place = must_locate(workbook, table) if must else workbook.place(table.name)
            if place is None:
                continue
            if table.row is None:
                place.hold()
            if place.has_totals:
                raise Refused(
                    say(
                        "the table {table} has a row of totals; switch it off (Table Design, Total "
                        "Row) and click again. Nothing was changed",
                        table=table.name,
                    )
                )
            if place.is_protected:
                raise Refused(
                    say(
                        "the sheet {sheet} cannot be written: it is protected, or a cell is being "
                        "edited. Unprotect it (Review, Unprotect Sheet) and click again. Nothing "
                        "was changed",
                        sheet=place.title,
                    )
                )

    @cached_property
    def _read_only(self) -> bool:
        return native_fact(self.workbook.book, "read_only", "ReadOnly") or False

    def clear_computed(self, table: Table) -> None:
        """Nothing: a spreadsheet that is open computes by itself."""

    def save(self) -> None:
        """Nothing: the person saves."""
