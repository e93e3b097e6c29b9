"""What was read of other people's files: a record, how it was understood, what is wrong with it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from trackrecord.core.model import Problem, Record
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Choices, Claims, TakenColumn, merged_claims
from trackrecord.exchange.foreign.collecting import collect
from trackrecord.exchange.foreign.forms import in_our_forms
from trackrecord.exchange.foreign.gathering import Collected
from trackrecord.exchange.foreign.identity import identify
from trackrecord.exchange.foreign.joining import joined_files
from trackrecord.exchange.foreign.table import claims_of, is_table, must_be_there
from trackrecord.exchange.grids.finding_grids import MOST_ROWS, grids_in
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.exchange.long_table import record_in_long_table
from trackrecord.exchange.tools.games import claims_of_games
from trackrecord.exchange.tools.hub import claims_of_hub
from trackrecord.exchange.tools.manifold import claims_of_manifold
from trackrecord.exchange.tools.metaculus import claims_of_metaculus
from trackrecord.exchange.tools.surveys import claims_of_surveys
from trackrecord.language import say

_TOOLS = (
    claims_of_metaculus,
    claims_of_hub,
    claims_of_surveys,
    claims_of_games,
    claims_of_manifold,
)


@dataclass(slots=True)
class Import:
    """What was read: the record, what is wrong, what is worth knowing.

    Of tables, unlike records of ours, also the claims that it was made of, and the files' rows.
    """

    record: Record
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    claims: Claims | None = None
    collected: Collected | None = None
    sources: Sources | None = None
    choices: Choices = field(default_factory=Choices)
    today: date = date.max
    left_out: set[int] = field(default_factory=set)  # claims that were bad

    @property
    def columns(self) -> Sequence[TakenColumn]:
        """How the columns were taken."""
        return self.claims.columns if self.claims else ()

    @property
    def meanings(self) -> dict[str, str]:
        """The meaning of each header that has one."""
        return {column.header: column.meaning for column in self.columns if column.meaning}


def read_tables(paths: Sequence[Path], choices: Choices | None, today: date) -> Import:
    """The record in files of other tools, or in any tables.

    Refused if they are none of these, or no header says what is forecast.
    """
    choices = choices or Choices()
    grids = [grid for path in paths for grid in grids_in(path)]
    if sum(map(len, grids)) > MOST_ROWS:
        raise Refused(
            say("there are more than {most:,} rows; import them in parts", most=MOST_ROWS)
        )
    if (record := record_in_long_table(grids)) is not None:
        return Import(record[0], record[1])
    sources = Sources(grids)
    claims, notes = _claims_in(grids, sources, choices)
    found = Import(Record(), claims=claims, sources=sources, choices=choices, today=today)
    found.notes = notes
    _collected(found)
    return found


def without_bad(found: Import, bad: Collection[int]) -> Import:
    """What is left of it without some claims, and without those that are then bad."""
    made = replace(found, left_out=found.left_out | set(bad), problems=[])
    while True:
        _collected(made)
        assert made.collected is not None
        if not made.collected.bad:
            return made
        made = replace(made, left_out=made.left_out | made.collected.bad.keys())


def _collected(found: Import) -> None:
    assert found.claims is not None
    found.collected = collect(found.claims, found.choices, found.today, found.left_out)
    found.record, found.problems = found.collected.record, found.collected.problems


def _claims_in(
    grids: Sequence[Grid], sources: Sources, choices: Choices
) -> tuple[Claims, list[str]]:
    """All claims in some grids, and what is worth knowing of them."""
    must_be_there(choices, grids)
    notes: list[str] = []
    left = list(grids)
    found: list[Claims] = []
    if not choices.meanings:
        for tool in _TOOLS:
            claims, taken = tool(left, sources)
            found += claims
            left = [grid for grid in left if not any(grid is one for one in taken)]
    for of in found:
        in_our_forms(of, choices.dates, choices.decimal)
        identify(of, None, choices.identity)
    tables = _of_tables(left, sources, choices, notes, needed=not found)
    if tables:
        merged = merged_claims(tables)
        identify(merged, sources, choices.identity)
        found.append(merged)
    return merged_claims(found), notes


def _of_tables(
    grids: Sequence[Grid], sources: Sources, choices: Choices, notes: list[str], *, needed: bool
) -> list[Claims]:
    """The claims of grids that are plain tables, joined where they belong together."""
    mains, left = joined_files(grids, choices.meanings) if len(grids) > 1 else (list(grids), [])
    tables = [grid for grid in mains if is_table(grid, choices)]
    if not tables and needed:
        tables = [*mains, *left][:1]  # which is refused, with what was found
    found = []
    for grid in tables:
        sources.keep(grid)
        claims = claims_of(grid, sources, choices)
        in_our_forms(claims, choices.dates, choices.decimal)
        found.append(claims)
    notes += [
        say("passed over: {name}, which says of no question what was forecast", name=grid.name)
        for grid in [*left, *(grid for grid in mains if grid not in tables)]
        if len(grid)
    ]
    return found


def rows_aside(found: Import, bad: Collection[int]) -> Iterator[tuple[Grid, int]]:
    """The rows of some claims, as they lie in the files."""
    assert found.claims is not None
    assert found.sources is not None
    rows = sorted({row for claim in bad for row in found.claims.rows[claim]})
    return (found.sources.found(row) for row in rows)
