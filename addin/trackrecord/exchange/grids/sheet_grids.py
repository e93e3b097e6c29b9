"""The tables in a workbook: Excel Tables, and what lies on sheets without one.

What formulas showed when the file was saved is read like what was typed, and said; no formula is
kept, and an error is an empty cell.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from trackrecord.errors import Refused
from trackrecord.exchange.grids.grid import Grid
from trackrecord.exchange.grids.header_row import laid_out
from trackrecord.language import say
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import Contents, TableArea
from trackrecord.ooxml.sheet_xml import column_number
from trackrecord.ooxml.values import Formula, Raw, Share
from trackrecord.tables.kinds import plain

_MOST_ROWS, _MOST_COLUMNS = 200_000, 300  # of a sheet
_USED = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{1,3})\d{1,7}"')


def grids_of_workbook(file: str, package: Package) -> list[Grid]:
    """The tables of a workbook, sheet by sheet."""
    contents = Contents(package)
    places: list[TableArea] = []
    for sheet, part in contents.sheets.items():
        tables = [place for place in contents.tables.values() if place.sheet_part == part]
        places += tables or [_used(contents, sheet, part)]
    return [_grid(file, contents, place) for place in places]


def _used(contents: Contents, sheet: str, part: str) -> TableArea:
    """All of a sheet, as far as it says that it is used."""
    found = _USED.search(next(iter(contents.package.stream(part)), b""))
    right = column_number(found[1]) if found else _MOST_COLUMNS
    return TableArea(
        sheet, sheet, part, "", 1, 1, _MOST_ROWS, min(right, _MOST_COLUMNS) or 1, 0, []
    )


def _grid(file: str, contents: Contents, place: TableArea) -> Grid:
    rows = list(_rows(contents, place, shown=False))
    computed = [
        (number, cell)
        for number, cells in rows
        for cell in cells
        if isinstance(cell, Formula) and cell.text.startswith("=")
    ]
    if computed:
        shown = dict(_rows(contents, place, shown=True))
        for number, cells in rows:
            for at, cell in enumerate(cells):
                if isinstance(cell, Formula) and cell.text.startswith("="):
                    value = shown[number][at]
                    if value is None:
                        raise Refused(_never_computed(file, place, number, cell))
                    cells[at] = value
    texts = [(number, [_as_text(cell) for cell in cells]) for number, cells in rows]
    grid = laid_out(file, place.sheet, texts)
    if computed:
        grid.notes.append(
            say("{n} cell(s) hold formulas; what they showed is taken", n=len(computed))
        )
    return grid


def _rows(contents: Contents, place: TableArea, *, shown: bool) -> Iterator[tuple[int, list[Raw]]]:
    """The rows of a table, or all of a sheet."""
    for number, cells in contents.rows(place, shown=shown):
        if number > _MOST_ROWS:
            raise Refused(
                say(
                    "{sheet} has more than {most:,} rows; split it",
                    sheet=place.sheet,
                    most=_MOST_ROWS,
                )
            )
        if number <= place.last:
            yield number, cells


def _never_computed(file: str, place: TableArea, number: int, cell: Formula) -> str:
    return say(
        "{name}, {sheet} row {number} holds the formula {formula}, and no value that it computed; "
        "open the file in a spreadsheet, save it, and import again",
        name=file,
        sheet=place.sheet,
        number=number,
        formula=cell.text[:40],
    )


def _as_text(cell: Raw) -> str:
    """A cell as a CSV file would hold it; an error is nothing."""
    if isinstance(cell, Formula):
        return ""
    if isinstance(cell, Share):
        return f"{Decimal(repr(float(cell))) * 100:f}%"
    return plain(cell).removesuffix(" 00:00:00")


def is_workbook(names: Sequence[str]) -> bool:
    """Are these the parts of a workbook?"""
    return "[Content_Types].xml" in names
