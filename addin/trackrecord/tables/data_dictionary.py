"""The data dictionary ``workbooks/README.md``, made from the schema; run it to print the page."""

from collections.abc import Iterator

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT
from trackrecord.tables.kinds import Kind
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.record import JOURNAL, RECORD
from trackrecord.tables.schema import Column, Table

_HOLDS = {
    Kind.KEY: "key",
    Kind.WORD: "text",
    Kind.PROSE: "text",
    Kind.UNIT: "unit",
    Kind.CHOICE: "word",
    Kind.DATE: "date",
    Kind.MOMENT: "date and time",
    Kind.COUNT: "whole number",
    Kind.SHARE: "0 to 1",
    Kind.BOUND: "date or number",
    Kind.VALUE: "date, number or word",
    Kind.UNTIL: "date, number or open",
    Kind.DAYS: "days",
    Kind.NUMBER: "number",
    Kind.RATIO: "number",
    Kind.SIGNED: "share",
    Kind.TRUTH: "TRUE or FALSE",
    Kind.STATE: "word",
}
_INTRODUCTION = f"""\
# Data dictionary

A record is a folder of CSV files, one per table (UTF-8, dates as `yyyy-mm-dd`, numbers with a
point and without thousands separators), or an Excel workbook with a table of the same name and
the same headers for each. `xiaomi-su7/` is the bundled record: the forecasts of an article of
15 November 2023 on Xiaomi's first car, and what became of them. `card.png` is a card of it,
`dashboard.png` its Dashboard; `buttons.png` shows the buttons in LibreOffice.

- **Keys** are what a person would write (`Ming-Chi Kuo`, `launch date`): up to 80 characters on
  one line. Case, and spaces at the ends or doubled within, make no difference. A forecast without
  a key is given a number by the next action.
- **Units** are `{DATE_UNIT}`, `{YES_NO_UNIT}`, or the unit of a number, such as `CNY` or `cars`.
- A forecast is an **interval** from Low to High, both included; an empty end is open. A point has
  Low = High; a yes/no forecast has its probability in both.
- Text that begins with `=`, `+`, `-` or `@` stands in the files with an apostrophe before it, so
  that no spreadsheet takes it for a formula; it is read back without.
- Files hold what was typed in. What follows from it is calculated, in the workbook by formulas.

This page is generated from the schema (`python -m trackrecord.tables.data_dictionary`).
"""


def data_dictionary() -> str:
    """The whole page."""
    return (
        "\n".join(
            [
                _INTRODUCTION,
                *(line for table in RECORD for line in _table_section(table)),
                *_table_section(LEADERBOARD),
            ]
        )
        + "\n"
    )


def _table_section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield table.doc
    if table.row is not None:
        yield ""
        there = "if there is one" if table is JOURNAL else "always there"
        yield f"File: `{table.file}`, {there}."
    if table.inputs:
        yield from _columns("Column", table.inputs)
    if table.calculated:
        yield from _columns("Calculated column", table.calculated)
    yield ""


def _columns(title: str, columns: tuple[Column, ...]) -> Iterator[str]:
    yield ""
    yield f"| {title} | Holds | May be empty | Meaning |"
    yield "|---|---|---|---|"
    for column in columns:
        holds = f"key of {column.refers}" if column.refers else _HOLDS[column.kind]
        if column.choices:
            holds = ", ".join(column.choices)
        empty = "yes" if column.blank or column.twin is not None else "no"
        yield f"| {column.header} | {holds} | {empty} | {column.doc} |"


if __name__ == "__main__":
    print(data_dictionary(), end="")
