"""The tables in a workbook: Excel Tables, and what lies on sheets without one.

What formulas showed when the file was saved is read like what was typed, and said; no formula is
kept, and an error is an empty cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from trackrecord.errors import Refused
from trackrecord.exchange.grids.grid import HOLLOW, Grid
from trackrecord.exchange.grids.header_row import laid_out
from trackrecord.language import say
from trackrecord.ooxml.package import Package
from trackrecord.ooxml.reader import Contents, TableArea
from trackrecord.ooxml.values import Formula, Raw, Share
from trackrecord.tables.kinds import plain

_MOST_ROWS, _MOST_COLUMNS = 200_000, 1_000  # of a sheet


def grids_of_workbook(file: str, package: Package) -> list[Grid]:
    """The tables of a workbook, sheet by sheet."""
    contents = Contents(package)
    places: list[TableArea] = []
    for sheet, part in contents.sheets.items():
        tables = [place for place in contents.tables.values() if place.sheet_part == part]
        whole = TableArea(sheet, sheet, part, "", 1, 1, _MOST_ROWS, _MOST_COLUMNS, 0, [])
        if len(tables) == 1:  # with what lies right of it and below it
            whole = replace(whole, top=tables[0].top, left=tables[0].left)
        places += tables if len(tables) > 1 else [whole]
    return [_grid(file, contents, place) for place in places]


def _grid(file: str, contents: Contents, place: TableArea) -> Grid:
    rows = list(_rows(contents, place, shown=False))
    computed = [
        (number, at)
        for number, cells in rows
        for at, cell in enumerate(cells)
        if isinstance(cell, Formula) and cell.text.startswith("=")
    ]
    shown = dict(_rows(contents, place, shown=True)) if computed else {}
    by_number = dict(rows)
    for number, at in computed:
        values = shown[number]
        value = values[at] if at < len(values) else None
        formula = by_number[number][at]
        assert isinstance(formula, Formula)
        by_number[number][at] = HOLLOW + formula.text if value is None else value
    texts = [(number, [_as_text(cell) for cell in cells]) for number, cells in rows]
    grid = laid_out(file, place.sheet, texts)
    if computed:
        grid.notes.append(
            say("{n} cell(s) hold formulas; what they showed is taken", n=len(computed))
        )
    return grid


def _rows(contents: Contents, place: TableArea, *, shown: bool) -> Iterator[tuple[int, list[Raw]]]:
    """The rows of a table, or all of a sheet, without the empty cells at their ends."""
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
            while cells and cells[-1] is None:
                cells.pop()
            yield number, cells


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
