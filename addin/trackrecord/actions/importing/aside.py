"""Rows that cannot be imported, written into a file of their own, each with what is wrong."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from trackrecord.core.model import Problem
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import line, shield
from trackrecord.exchange.foreign.table import SKIPPED_FILE, SKIPPED_LINE, SKIPPED_WHY
from trackrecord.exchange.imports import Import, rows_aside
from trackrecord.files.reading import open_file
from trackrecord.files.writing import content_writer, write_file
from trackrecord.language import say

_FIRST = (SKIPPED_FILE, SKIPPED_LINE, SKIPPED_WHY)


def write_aside(theirs: Import, skipped: Mapping[int, Sequence[Problem]], path: Path) -> int:
    """Write the rows of some claims into a CSV file; how many there are.

    Refused where a file of that name is there.
    """
    rows = list(rows_aside(theirs, skipped.keys()))
    headers = dict.fromkeys(h for grid, _ in rows for h in grid.headers if h not in _FIRST)
    why = _reasons(theirs, skipped)
    lines = [line([*_FIRST, *headers])]
    for grid, row in rows:
        place = grid.where(row)
        cells = dict(zip(grid.headers, (column[row] for column in grid.columns), strict=True))
        own = [cells.get(header, "") for header in headers]
        file, number = cells.get(SKIPPED_FILE, grid.file), cells.get(SKIPPED_LINE, str(place.row))
        texts = [file, number, why.get(str(place), ""), *own]
        lines.append(line([shield(text) for text in texts]))
    write_file(path, content_writer("".join(lines).encode()), must_be_ours=_must_be_empty)
    return len(rows)


def _reasons(theirs: Import, skipped: Mapping[int, Sequence[Problem]]) -> dict[str, str]:
    """What is wrong with each row; with one that goes because of another, that it does."""
    assert theirs.claims is not None
    found: dict[str, str] = {}
    for claim, problems in skipped.items():
        said = "; ".join(dict.fromkeys(problem.message for problem in problems))
        for row in theirs.claims.rows[claim]:
            place = str(theirs.claims.where(row))
            found[place] = said or say("another row of its question cannot be taken")
    return found


def _must_be_empty(there: Path) -> None:
    """Refused where anything is there: rows that somebody may be mending."""
    with open_file(there) as old:
        if old.read(1):
            raise Refused(
                say(
                    "{file} is there already; name another file for the rows that are skipped. "
                    "Nothing was changed",
                    file=there,
                )
            )
