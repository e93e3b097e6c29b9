"""A table of somebody else, as it lies in a file: headers, and below them rows of text.

Every row knows its line, so that what is wrong with it can be looked up. Nothing is understood
here: what a header means is said in `meanings`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from trackrecord.core.model import Location

_FEW = 5
HOLLOW = "\ufffc"  # before a formula that has no value


@dataclass(slots=True)
class Grid:
    """Headers, the text below each of them, and the line that each row begins in.

    `passed_over` counts rows that are no data, by what they are; they are not among the lines.
    """

    file: str
    sheet: str
    headers: list[str]
    columns: list[list[str]]
    lines: list[int]
    notes: list[str] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    long_rows: list[int] = field(default_factory=list)  # with cells beyond the last header

    def __len__(self) -> int:
        """How many rows of data there are."""
        return len(self.lines)

    @property
    def name(self) -> str:
        """What it is called in messages: its file, and its sheet where it has one."""
        return f"{self.file}, {self.sheet}" if self.sheet else self.file

    def where(self, row: int) -> Location:
        """Where a row lies."""
        if self.sheet:
            return Location(self.name, self.lines[row])
        return Location("", self.lines[row], file=self.file)

    def column(self, header: str) -> list[str]:
        """The text below a header. KeyError where there is none."""
        try:
            return self.columns[self.headers.index(header)]
        except ValueError:
            raise KeyError(header) from None

    def dicts(self) -> Iterator[dict[str, str]]:
        """Each row by its headers."""
        for cells in zip(*self.columns, strict=True):
            yield dict(zip(self.headers, cells, strict=True))

    def shown(self, header: str) -> list[str]:
        """The first few different values below a header."""
        found: dict[str, None] = {}
        for text in self.column(header):
            if text and not text.startswith(HOLLOW):
                found[text] = None
                if len(found) == _FEW:
                    break
        return list(found)


def grid_of(
    file: str, sheet: str, headers: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Grid:
    """A grid from its headers and rows; empty rows and columns are left out.

    A header that stands there twice gets a number, one that is missing its place. Equal texts
    of a column are kept once.
    """
    wide = len(headers)
    columns: list[list[str]] = [[] for _ in range(wide)]
    pools: list[dict[str, str]] = [{} for _ in range(wide)]
    lines: list[int] = []
    beyond: list[int] = []
    for line, cells in rows:
        if not any(cells):
            continue
        lines.append(line)
        if len(cells) > wide and any(cells[wide:]):
            beyond.append(len(lines) - 1)
        for at in range(wide):
            text = cells[at] if at < len(cells) else ""
            pool = pools[at]
            known = pool.get(text)
            if known is None:
                known = pool[text] = _cell_text(text)
            columns[at].append(known)
    named = _unlike_headers(headers, [any(pool.values()) for pool in pools])
    kept = [at for at, name in enumerate(named) if name]
    grid = Grid(file, sheet, [named[at] for at in kept], [columns[at] for at in kept], lines)
    grid.long_rows = beyond
    return grid


def _cell_text(text: str) -> str:
    """A cell without space around it, and without the apostrophe that keeps it from being run."""
    text = text.strip(" \t\r\n\xa0\ufeff")
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _unlike_headers(headers: Sequence[str], filled: Sequence[bool]) -> list[str]:
    """Headers of which each is there once; "" for a column without header and content."""
    found: list[str] = []
    for number, header in enumerate(headers, 1):
        bare = " ".join(header.split())
        if not bare and not filled[number - 1]:
            found.append("")
            continue
        name = bare or f"column {number}"
        again = 2
        while name in found:
            name, again = f"{bare} ({again})", again + 1
        found.append(name)
    return found


@dataclass(slots=True)
class Sources:
    """The rows of several grids, numbered through, to be found again."""

    grids: list[Grid]
    _ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Count where each grid begins."""
        self._ends = list(accumulate(map(len, self.grids)))

    def first(self, grid: Grid) -> int:
        """The number of the first row of a grid, or of one made of it with more columns."""
        at = next(n for n, one in enumerate(self.grids) if one.lines is grid.lines)
        return self._ends[at] - len(grid)

    def keep(self, made: Grid) -> None:
        """Take a grid in the place of the one that it was made of, with more columns."""
        self.grids = [made if grid.lines is made.lines else grid for grid in self.grids]

    def __len__(self) -> int:
        """How many rows there are."""
        return self._ends[-1] if self._ends else 0

    def found(self, row: int) -> tuple[Grid, int]:
        """The grid that a row is of, and its number there."""
        at = bisect_right(self._ends, row)
        return self.grids[at], row - (self._ends[at] - len(self.grids[at]))

    def where(self, row: int) -> Location:
        """Where a row lies."""
        grid, at = self.found(row)
        return grid.where(at)
