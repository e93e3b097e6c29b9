"""What an action may ask of a record in a workbook (Store), and of the person before it (Screen).

`workbook.file_store` is a Store over a file, `workbook.open.store` one over a workbook that is
open in a spreadsheet; `workbook.open.screen` is the Screen of the latter.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from trackrecord.core.changes import Change
from trackrecord.core.model import Location, Problem, Record
from trackrecord.tables.schema import Table

if TYPE_CHECKING:
    from trackrecord.core.assessment import Assessment
    from trackrecord.tables.charts.chart_data import Drawing


class Store(Protocol):
    """A record in a workbook, read and changed table by table."""

    @property
    def is_large(self) -> bool:
        """Should a small change leave what is drawn from all forecasts to ``compute``?"""

    def read(self, *, settings: bool = True) -> tuple[Record, list[Problem]]:
        """The record, and every problem met; Refused if there is none.

        Without `settings`, they may be those of a new record: an open workbook is asked less.
        """

    def keys(self, table: Table) -> list[str]:
        """The keys of all rows, also of those that cannot be read, and of those below the table."""

    def unjournalled(self) -> Sequence[Change] | None:
        """What the Journal has yet to be told; None where one must compare it with the tables."""

    def check_writable(self, tables: Sequence[Table], *, must: bool = True) -> None:
        """Refused, before anything was changed, if one of the tables cannot be written.

        Without `must`, a table that is not there is passed over.
        """

    def add_missing_columns(self, tables: Sequence[Table]) -> None:
        """Write in the columns that an older version did not have, where there is room for them."""

    def extend_over_typed_rows(self) -> list[str]:
        """Let each table reach over the rows typed directly below it; the tables that grew."""

    def settle_cells(self, record: Record) -> list[Location]:
        """Write keys and percents as the record that was read holds them; where they were not."""

    def append(self, table: Table, rows: Sequence[object]) -> None:
        """Add rows at the end of a table, with the formats and formulas of its other rows."""

    def update(self, table: Table, key: str, row: object | None) -> None:
        """Write the row of that key anew; None takes it away. Refused if it is not there once."""

    def truncate(self, table: Table, count: int) -> None:
        """Take away all rows of a table but the first so many, after a change that failed."""

    def column_values(self, table: Table, header: str) -> list[object]:
        """The values of one column; none where there is no such table or column."""

    def has_column(self, table: Table, header: str) -> bool:
        """Is there such a column, in a table that is there?"""

    def replace(self, table: Table, items: Sequence[object], *, formulas: bool = False) -> bool:
        """Write a calculated table anew, with `formulas` those too. False if it is not there."""

    def rename_columns(self, table: str, first: int, headers: Sequence[str]) -> int:
        """Give the columns of a table from `first` on other headers; how many there are."""

    def write_computed(self, rows: "Sequence[Assessment]", figures: Mapping[str, object]) -> None:
        """Update the value stored with each formula: of the forecasts, and single figures."""

    def clear_computed(self, table: Table) -> None:
        """Let the formulas of a calculated table show nothing until somebody computes them."""

    def lay_out(self, drawing: "Drawing") -> None:
        """Lay the Dashboard out anew: its words, days, heights of rows, which charts are seen.

        One of version 0.1 has a sentence and days only.
        """

    def save(self) -> None:
        """Make all changes, where that is not the person's own to do."""


class Screen(Protocol):
    """The spreadsheet in front of a person."""

    @property
    def has_workbook(self) -> bool:
        """Is there a workbook in front?"""

    @property
    def name(self) -> str:
        """The name of the workbook, without its ending; "" if there is none."""

    @property
    def folder(self) -> Path:
        """Where new files go."""

    def ask(self, question: str, buttons: str) -> str:
        """Ask with buttons (``yes_no``, ``yes_no_cancel``): ``yes``, ``no`` or ``cancel``."""

    def choose_file(self, title: str) -> Path | None:
        """A file the person chooses; None if they do not."""

    def open_file(self, path: Path) -> None:
        """Open a workbook."""

    def selected(self, tables: Iterable[Table]) -> tuple[Table, str] | None:
        """The table and the key of the selected row; None if it is in none of the tables."""

    def select(self, table: Table, key: str, header: str) -> bool:
        """Go to a cell: the person types there next. False if there is no such row or column."""

    def select_row(self, table: Table, number: int, header: str) -> None:
        """Go to a cell by the number of its row on the sheet."""

    def add_sheet(self, table: Table, items: Sequence[object]) -> None:
        """Add a sheet with a table of these items. Refused where there is a sheet of its name."""

    def go_to_table(self, table: Table) -> None:
        """Bring the sheet of a table to the front, if it is there."""
