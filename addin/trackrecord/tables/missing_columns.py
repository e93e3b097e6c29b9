"""Columns that are not in a table: which of them it cannot do without, and which are written in."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from trackrecord.core.model import Location, Problem
from trackrecord.language import say
from trackrecord.tables.schema import Column, Table


def columns_to_add(table: Table, headers: Sequence[str]) -> list[Column]:
    """The columns of a table that are not there, and may be written in without asking.

    Not those without which it cannot be read, nor those that somebody seems to have renamed.
    """
    place = Location(table.name)
    problems: list[Problem] = []
    missing_columns(table, headers, place, "", problems)
    doubtful = {problem.where.column for problem in problems}
    return [c for c in table.columns if c.header not in headers and c.header not in doubtful]


def column_alike(table: Table, headers: Sequence[str], column: Column) -> int:
    """The place of the column that a new one is to look like: the last filled in the same way.

    One of the same kind comes first; where none is filled in the same way, it is the last of all.
    """
    ours = {other.header: other for other in table.columns}
    alike = [
        (part.kind is column.kind, place)
        for place, header in enumerate(headers)
        if (part := ours.get(header)) is not None and (part.twin is None) is (column.twin is None)
    ]
    return max(alike, default=(False, len(headers) - 1))[1]


def missing_columns(
    table: Table, headers: Sequence[str], place: Location, remedy: str, problems: list[Problem]
) -> tuple[bool, list[Problem]]:
    """Are columns missing without which the table cannot be read? And what was only noticed.

    A column that may be blank, and that an older version did not have, is read as blank. Where
    another column is called almost so, it was misspelt, and that is a problem.
    """
    lost, notices = False, []
    near = misspelt_columns(table, headers)
    for column in table.inputs:
        if column.header in headers:
            continue
        where = place.at(column.header)
        if column.header in near or not column.blank or column.needed:
            meant = f"; '{near[column.header]}' may be meant" if column.header in near else ""
            problems.append(Problem(where, remedy + meant))
            lost = lost or not column.blank or column.needed
        else:
            message = say("the column is not there and was read as blank; the next change adds it")
            notices.append(Problem(where, message))
    return lost, notices


def misspelt_columns(table: Table, headers: Sequence[str]) -> dict[str, str]:
    """Of the columns that are not there, those that are called almost so there: by their headers.

    >>> from trackrecord.tables.record import FORECASTS
    >>> misspelt_columns(FORECASTS, ["Question", "Forecaster", "Issued", "Lo", "High", "Levels"])
    {'Low': 'Lo', 'Level': 'Levels'}
    """
    others = {h.lower(): h for h in headers if h and h not in {c.header for c in table.columns}}
    near = {
        column.header: get_close_matches(column.header.lower(), others, 1, 0.75)
        for column in table.inputs
        if column.header not in headers
    }
    return {header: others[alike[0]] for header, alike in near.items() if alike}


def as_headed(wanted: Iterable[str], headers: Sequence[str]) -> list[str]:
    """Headers in the spelling that is wanted, where only case, space or a "_" differ.

    Where one stands there in that spelling as well, the others stay as they are.

    >>> as_headed(["Question", "Value", "Known"], [" question", "VALUE", "Known", "known"])
    ['Question', 'Value', 'Known', 'known']
    """
    ours = {_as_compared(header): header for header in wanted}
    found = [header.strip().strip("\ufeff") for header in headers]
    meant = {header: ours.get(_as_compared(header), header) for header in found}
    return [header if meant[header] in found else meant[header] for header in found]


def _as_compared(header: str) -> str:
    return header.replace("_", " ").casefold()


def missing_table(table: Table) -> Problem:
    """What a workbook without one of the tables is told."""
    message = say("the table is missing; undo its deletion, or build the workbook again")
    return Problem(Location(table.name), message)
