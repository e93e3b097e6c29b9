"""Carrier: an existing workbook file, of which only the parts are touched that must be.

Charts, slicers, comments, macros and whatever else is in the file keep their bytes. Changes are
collected in the `book`, which makes them in one go. What formulas compute is written beside them,
so that no reader shows old scores. What cannot be changed without loss is refused, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trackrecord.core.assessment import Assessment
from trackrecord.core.changes import Change
from trackrecord.core.keys import folded
from trackrecord.core.model import Forecast, Location, Problem, Record
from trackrecord.errors import Refused
from trackrecord.ooxml.cell_changes import CellChange
from trackrecord.ooxml.reader import TableArea
from trackrecord.tables.charts.timeline_table import CALLED
from trackrecord.tables.kinds import key_of_cell
from trackrecord.tables.record import FORECASTS, JOURNAL, QUESTIONS, RECORD
from trackrecord.tables.record_checks import CHECKS
from trackrecord.tables.schema import Table, file_formula, shown
from trackrecord.tables.settings import SETTINGS
from trackrecord.tables.typed_otherwise import cells_typed_otherwise
from trackrecord.workbook.file import (
    WorkbookFile,
    questions_of,
    row_number_of,
    rows_by_key,
    rows_left_over,
    save,
)
from trackrecord.workbook.file_columns import add_missing_columns, must_have_room
from trackrecord.workbook.file_dashboard import lay_out_in_file
from trackrecord.workbook.file_looks import dress_typed_rows, height_of_assessed, height_of_inputs
from trackrecord.workbook.file_rows import (
    computed_columns,
    costly_as_values,
    inputs_in,
    new_rows,
    typed_cell,
    typed_cell_of,
    varied_format,
)
from trackrecord.workbook.file_upgrade import bring_up_to_date, is_older
from trackrecord.workbook.read import record_in, shown_values

# A table of each sheet that has figures beside its tables; of the last, as version 0.1 had it.
FIGURED = (CHECKS.name, SETTINGS.name, CALLED.name, "Timeline")

if TYPE_CHECKING:
    from trackrecord.tables.charts.chart_data import Drawing


class FileStore:
    """A record in a workbook file, of which a change touches only the parts it must.

    Changes are collected and made together by `save`.
    """

    def __init__(self, file: WorkbookFile) -> None:
        """Over a file that is held for one change."""
        self.file = file
        self._is_current: bool | None = None

    @property
    def is_large(self) -> bool:
        """Should a small change leave what is drawn from all forecasts to ``compute``?"""
        return self.file.is_large

    def read(self, *, settings: bool = True) -> tuple[Record, list[Problem]]:
        """The record in the file as it lies, and every problem met.

        Of a large file that nobody saved since, a change about one question reads its forecasts.
        Its settings are read in any case.
        """
        del settings
        self.file.raw.clear()
        only = None
        if (
            self.file.question
            and self.file.known
            and self.file.is_large
            and self.unjournalled() is not None
        ):
            only = self.file.known.rows.get(folded(self.file.question))  # None: a title, perhaps
        self.file.is_partial = only is not None
        record, problems = record_in(self.file.contents, self.file.raw, only)
        self.file.is_sound = not problems
        return record, problems

    def unjournalled(self) -> Sequence[Change] | None:
        """What the journal has not seen; None where one must look."""
        if self.file.is_as_we_left_it:
            return []
        return self.file.known.unseen if self.file.known else None

    def keys(self, table: Table) -> list[str]:
        """The keys of all rows, also of those that cannot be read, and of those below the table."""
        return [key for key, rows in rows_by_key(self.file, table).items() for _ in rows]

    def check_writable(self, tables: Sequence[Table], *, must: bool = True) -> None:
        """Refused, before anything was changed, if one of the tables cannot be written."""
        for table in tables:
            place = self.file.place(table.name)
            if place is None:
                if must:
                    raise Refused(
                        f"the table {table.name} is missing; take a copy of the workbook that "
                        "still has it. Nothing was changed"
                    )
                continue
            if place.totals:
                raise Refused(
                    f"the table {table.name} has a row of totals; switch it off (Table Design, "
                    "Total Row) and try again. Nothing was changed"
                )
            if must:
                inputs_in(place, table)

    def _must_place(self, table: Table) -> TableArea:
        self.check_writable([table])
        place = self.file.place(table.name)
        assert place is not None
        return place

    def settle_cells(self, record: Record) -> list[Location]:
        """Write keys and percents as the record that was read holds them; where they were not."""
        found = list(cells_typed_otherwise(self.file.raw, record))
        for table, number, column, value in found:
            place = self._must_place(table)
            at = next(n for n, other in inputs_in(place, table) if other is column)
            self.file.edit(place).put(number, at, typed_cell_of(value, column))
            if column is table.columns[0]:
                rows = rows_by_key(self.file, table).setdefault(key_of_cell(value), [])
                if number not in rows:
                    rows.append(number)
        return [Location(table.name, number, column.header) for table, number, column, _ in found]

    def append(self, table: Table, rows: Sequence[object]) -> None:
        """Add rows at the end of a table, with the formats and formulas of its other rows."""
        if not rows:
            return
        # Who writes the journal has first taken in what was typed by hand. Of another unit, cells
        # that are there already may read otherwise.
        self.file.units_changed = self.file.units_changed or table is QUESTIONS
        self.file.journalled = self.file.journalled or table is JOURNAL
        place = self._must_place(table)
        known = rows_by_key(self.file, table)
        first = place.last + 1
        if first == place.top + 2 and not known:  # the one row of an empty table
            first -= 1
        older = self._must_stay_older()
        if table is FORECASTS and not (older or self.is_large):
            costly_as_values(self.file, place, first + len(rows) - 1)
        source = self._grow(place, first + len(rows) - 1)
        must_have_room(place, table, rows)
        self.file.edit(place).put_block(new_rows(place, table, first, rows, source, older))
        key = table.columns[0].field
        asked = questions_of(self.file) if isinstance(rows[0], Forecast) else {}
        for number, row in enumerate(rows, first):
            known.setdefault(key_of_cell(getattr(row, key)), []).append(number)
            if isinstance(row, Forecast):
                asked[number] = row.question

    def _grow(self, place: TableArea, last: int) -> int:
        """Let a table reach to another last row; the row that new ones look like."""
        source = self.file.before.setdefault(place.name, place.bottom)
        place.bottom = last
        return source

    def update(self, table: Table, key: str, row: object | None) -> None:
        """Write the row of that key anew; None takes it away. Refused if it is not there."""
        place = self._must_place(table)
        inputs = inputs_in(place, table)
        known = rows_by_key(self.file, table)
        numbers = known.get(folded(key), [])
        if len(numbers) != 1:
            how = "stands there twice" if numbers else "does not stand there any more"
            raise Refused(f"'{key}' in {table.name} {how}; nothing was changed")
        number = numbers[0]
        self.file.units_changed = self.file.units_changed or table is QUESTIONS
        edit = self.file.edit(place)
        if table is FORECASTS:
            questions_of(self.file)[number] = row.question if isinstance(row, Forecast) else ""
        if row is not None:
            edit.fits[number] = height_of_inputs(place, table, row)
            must_have_room(place, table, [row])
            for column, part in inputs:
                edit.put(number, column, typed_cell(row, part))
            del known[folded(key)]  # it may have another key now
            known[key_of_cell(getattr(row, table.columns[0].field))] = [number]
            return
        del known[folded(key)]
        if number == place.last > place.top + 1:
            self._grow(place, place.bottom - 1)
            for column in range(place.left, place.right + 1):
                edit.put(number, column, CellChange())
        else:  # its formulas show nothing then, and readers pass over it
            for column, _ in inputs:
                edit.put(number, column, CellChange())

    def _must_stay_older(self) -> bool:
        """Are its formulas of an older version, and cannot be renewed with this change?"""
        if self._is_current is None:
            small = self.is_large and self.file.question != ""
            self._is_current = not is_older(self.file) or (
                not small and bring_up_to_date(self.file)
            )
        return not self._is_current

    def add_missing_columns(self, tables: Sequence[Table]) -> None:
        """Write in the columns that an older version did not have, where there is room for them."""
        typed_only = self._must_stay_older()
        for table in tables:
            place = self.file.place(table.name)
            if place is not None:
                wanted = replace(table, columns=table.inputs) if typed_only else table
                add_missing_columns(self.file, place, wanted)

    def extend_over_typed_rows(self) -> list[str]:
        """Let each table reach over the rows typed directly below it; the tables that grew."""
        grown = []
        for table in RECORD:
            place, raw = self.file.place(table.name), self.file.raw.get(table.name)
            if place is None or raw is None or place.totals:
                continue
            typed = {where.row for where in raw.where}
            last = place.bottom
            while last + 1 in typed:
                last += 1
            if last == place.bottom:
                continue
            first = place.bottom + 1
            source = self._grow(place, last)
            dress_typed_rows(self.file, place, table, range(first, last + 1), source)
            grown.append(table.name)
        return grown

    def truncate(self, _table: Table, _count: int) -> None:
        """Nothing: a change that failed is never saved."""

    def column_values(self, table: Table, header: str) -> list[object]:
        """The values of one column; none where there is no such table or column."""
        place, headers = self.file.place(table.name), self._headers(table)
        if place is None or header not in headers:
            return []
        return shown_values(self.file.contents, place, headers.index(header))

    def has_column(self, table: Table, header: str) -> bool:
        """Is there such a column, in a table that is there?"""
        return header in self._headers(table)

    def _headers(self, table: Table) -> list[str]:
        place = self.file.place(table.name)
        return [column.header for column in place.columns] if place else []

    def replace(self, table: Table, items: Sequence[object], *, formulas: bool = False) -> bool:
        """Write a calculated table anew, formulas with their values. False if it is not there."""
        del formulas  # they are always written, with their values
        older = self._must_stay_older()
        place = self.file.place(table.name)
        if place is None or place.totals:
            return False
        headers = [column.header for column in place.columns]
        edit = self.file.edit(place)
        before, last = place.last, place.top + max(1, len(items))
        source = self._grow(place, last)
        parts_of = [
            (place.left + headers.index(c.header), c) for c in table.columns if c.header in headers
        ]
        left_over = rows_left_over(self.file, place, before) if last > before else set()
        for number in range(place.top + 1, max(before, last) + 1):
            at = number - place.top - 1
            for column, part in parts_of:
                if number > last:
                    edit.put(number, column, CellChange())
                    continue
                formula: str | None = file_formula(table, part) if part.formula else ""
                value = shown(items[at], part) if at < len(items) else None
                if older and formula:
                    formula, value = None, None
                change = CellChange(
                    value,
                    formula,
                    varied_format(part, value),
                    like=source if number > before else 0,
                    over=number in left_over,
                )
                edit.put(number, column, change)
        return True

    def write_computed(self, rows: Sequence[Assessment], figures: Mapping[str, object]) -> None:
        """Write beside the formulas what they compute: of every forecast, and single figures."""
        place = self.file.place(FORECASTS.name)
        if place is not None:
            older = self._must_stay_older()  # its formulas compute something else: show nothing
            edit = self.file.edit(place)
            computed = computed_columns(place)
            for row in rows:
                number = row_number_of(self.file, row.forecast)
                is_done = not number or edit.compute(number, None if older else row)
                if number in edit.fits:
                    edit.fits[number] = height_of_assessed(place, row)
                for column, part, formula in () if is_done else computed:
                    value = None if older else shown(row, part)
                    edit.put(number, column, CellChange(value, formula, varied_format(part, value)))
        for name in FIGURED:
            place = self.file.place(name)
            if place is not None:
                self.file.edit(place).known = figures

    def clear_computed(self, table: Table) -> None:
        """Let the formulas of a calculated table show nothing until somebody computes them."""
        place = self.file.place(table.name)
        if place is None:
            return
        headers = [column.header for column in place.columns]
        for part in table.columns:
            if part.formula and part.header in headers:
                column = place.left + headers.index(part.header)
                for number in range(place.top + 1, place.last + 1):
                    self.file.edit(place).put(number, column, CellChange(None, None))

    def rename_columns(self, table: str, first: int, headers: Sequence[str]) -> int:
        """Give the columns of a table from `first` on other headers; how many there are."""
        place = self.file.place(table)
        if place is None:
            return 0
        count = min(len(headers), len(place.columns) - first)
        if count > 0:
            self.file.renamed[table] = (first, list(headers[:count]))
            for number, text in enumerate(headers[:count]):
                self.file.edit(place).put(place.top, place.left + first + number, CellChange(text))
                place.columns[first + number] = type(place.columns[0])(text)
        return count

    def lay_out(self, drawing: "Drawing") -> None:
        """Lay the Dashboard out anew: its words, days, heights of rows, which charts are seen."""
        lay_out_in_file(self.file, drawing)

    def save(self) -> None:
        """Make all changes in one step. Refused, with the file as it was, where that cannot be."""
        save(self.file)
