"""What the rows of somebody else's table say, column by column: by what it means, not by header."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import overload

from trackrecord.core.model import Location, Problem
from trackrecord.exchange.grids.grid import Grid


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says of a table that it does not say itself.

    `meanings` by header ("" for none), `identity` the headers that tell one question from
    another, `dates` the order of day, month and year ("dmy", "mdy", "ymd"), `decimal` what stands
    before decimals ("." or ","), `forecaster` whose forecasts they are, `resolves` the day from
    which outcomes can be known, each where no column says it.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    dates: str = ""
    decimal: str = ""
    forecaster: str = ""
    resolves: date | None = None
    needed: tuple[str, ...] | None = None  # headers that must be there; None: all with a meaning

    def beside(self, other: "Choices") -> "Choices":
        """These choices, and where they say nothing those of the other."""
        return Choices(
            {**other.meanings, **self.meanings},
            self.identity or other.identity,
            self.dates or other.dates,
            self.decimal or other.decimal,
            self.forecaster or other.forecaster,
            self.resolves or other.resolves,
            tuple(self.meanings),
        )


class _Empty(Sequence[str]):
    """As many empty texts as there are claims."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [""] * len(range(self._count)[at])
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return ""


@dataclass(slots=True)
class Claims:
    """The texts of a table by meaning, and for each claim the rows of the files that make it.

    `identity` has for each claim what tells its question from others; equal texts, one question.
    `marks` is what is shown of it beside a title that several questions have.
    """

    cells: dict[str, list[str]]
    rows: Sequence[tuple[int, ...]]
    where: Callable[[int], Location]
    columns: list["TakenColumn"] = field(default_factory=list)
    chosen: frozenset[str] = frozenset()  # meanings that a person gave to columns
    identity: list[str] = field(default_factory=list)
    identified_by: tuple[str, ...] = ()
    marks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=dict)  # by claim
    passed_over: dict[str, int] = field(default_factory=dict)  # rows, by why
    not_carried: dict[str, int] = field(default_factory=dict)  # parts of rows, by what they are
    order: str = ""  # of day, month and year
    decimal: str = ""
    tool: str = ""  # whose files they are, where that is known
    grids: list[Grid] = field(default_factory=list)  # that they are out of

    def __len__(self) -> int:
        """How many claims there are."""
        return len(self.rows)

    def texts(self, meaning: str) -> Sequence[str]:
        """The texts of a meaning; empty ones where no column has it."""
        return self.cells.get(meaning) or _Empty(len(self.rows))

    def first_row(self, claim: int) -> Location:
        """Where the first row of a claim lies."""
        return self.where(self.rows[claim][0])

    def keep(self, kept: Sequence[int]) -> None:
        """Leave all claims out but these."""
        self.cells = {name: [of[claim] for claim in kept] for name, of in self.cells.items()}
        self.rows = [self.rows[claim] for claim in kept]
        self.problems = {n: self.problems[c] for n, c in enumerate(kept) if c in self.problems}
        if self.identity:
            self.identity = [self.identity[claim] for claim in kept]
            self.marks = [self.marks[claim] for claim in kept]

    def wrong(self, claim: int, message: str, column: str = "") -> None:
        """Note what keeps a claim from being read."""
        place = self.first_row(claim)
        problem = Problem(place.at(column) if column else place, message)
        self.problems.setdefault(claim, []).append(problem)


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """How a column was taken: its header, its meaning ("" if passed over), its first values."""

    header: str
    meaning: str
    values: tuple[str, ...]
    read: tuple[str, ...] = ()  # the values as they are read; the same where it is empty
    scale: int = 0  # of probabilities: what certainty is, 1 or 100; 0 of others


def merged_claims(found: Sequence[Claims]) -> Claims:
    """The claims of several tables as those of one, in their order."""
    if len(found) == 1:
        return found[0]
    names = dict.fromkeys(name for claims in found for name in claims.cells)
    cells = {name: [text for claims in found for text in claims.texts(name)] for name in names}
    rows = [rows for claims in found for rows in claims.rows]
    first = found[0]
    made = replace(first, cells=cells, rows=rows, problems={})
    made.identity = [key for claims in found for key in claims.identity]
    made.marks = [mark for claims in found for mark in claims.marks]
    made.notes = list(dict.fromkeys(note for claims in found for note in claims.notes))
    seen: dict[tuple[str, str, int], TakenColumn] = {}
    for claims in found:
        for column in claims.columns:
            seen.setdefault((column.header, column.meaning, column.scale), column)
    made.columns = list(seen.values())
    made.order = " / ".join(dict.fromkeys(claims.order for claims in found if claims.order))
    made.decimal = " / ".join(dict.fromkeys(claims.decimal for claims in found if claims.decimal))
    made.grids = [grid for claims in found for grid in claims.grids]
    made.passed_over = _added(claims.passed_over for claims in found)
    made.not_carried = _added(claims.not_carried for claims in found)
    start = 0
    for claims in found:
        made.problems |= {start + claim: of for claim, of in claims.problems.items()}
        start += len(claims)
    return made


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for of in counts:
        for name, count in of.items():
            total[name] = total.get(name, 0) + count
    return total
