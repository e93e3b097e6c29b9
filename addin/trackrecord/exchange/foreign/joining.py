"""Files that belong together: questions in one, forecasts in another, outcomes in a third."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trackrecord.exchange.foreign.meanings import VALUES, bare, guessed
from trackrecord.exchange.grids.grid import Grid
from trackrecord.language import say

_OF_A_FORECAST = {"issued", "forecaster"}
_LEAST_FOUND = 0.5  # of the rows, for a shared column to be what joins


def joined_files(grids: Sequence[Grid], chosen: Mapping[str, str]) -> tuple[list[Grid], list[Grid]]:
    """Tables of forecasts, with what the other tables say of their questions; and what is left.

    `chosen` gives the meanings of headers that would be guessed otherwise.
    """
    mains: list[Grid] = []
    others: list[Grid] = []
    for grid in grids:
        own = {h: m for h, m in chosen.items() if h in grid.headers}
        is_main = _says_forecasts(set(guessed(grid.headers, own).values()))
        (mains if is_main else others).append(grid)
    if not mains:
        return list(grids), []
    left: list[Grid] = []
    for other in others:
        for at, main in enumerate(mains):
            key = _shared(main, other)
            if key is not None:
                mains[at] = _looked_up(main, other, *key)
                break
        else:
            left.append(other)
    return mains, left


def _says_forecasts(meanings: set[str]) -> bool:
    return bool(meanings & set(VALUES)) and bool(meanings & (_OF_A_FORECAST | {"title"}))


def _shared(main: Grid, other: Grid) -> tuple[str, str] | None:
    """The columns that join: each text once in the other, and most of the forecasts' there."""
    best, most = None, _LEAST_FOUND
    for header in main.headers:
        for theirs in other.headers:
            if not _name_the_same(bare(header), bare(theirs)):
                continue
            known = Counter(other.column(theirs))
            if max(known.values(), default=0) > 1 or not len(main):
                continue
            found = sum(text in known for text in main.column(header) if text) / len(main)
            if found > most:
                best, most = (header, theirs), found
    return best


def _name_the_same(one: str, other: str) -> bool:
    """Do two headers name the same: question_id, and id in a file of questions?"""
    return one == other or (one.endswith("id") and other == "id")


def _looked_up(main: Grid, other: Grid, header: str, theirs: str) -> Grid:
    """The forecasts' table with the other's columns beside it."""
    at = {text: row for row, text in enumerate(other.column(theirs))}
    places = [at.get(text) for text in main.column(header)]
    headers, columns = list(main.headers), list(main.columns)
    taken = {bare(name) for name in headers}
    for name, column in zip(other.headers, other.columns, strict=True):
        if name == theirs:
            continue
        texts = ["" if place is None else column[place] for place in places]
        if bare(name) not in taken:
            headers.append(name)
            columns.append(texts)
        elif name in headers:  # what the forecasts do not say themselves
            own = columns[headers.index(name)]
            columns[headers.index(name)] = [one or two for one, two in zip(own, texts, strict=True)]
    used = {place for place in places if place is not None}
    note = say(
        "joined by “{header}”: {n} of {all} rows of {other} are about forecasts of {main}",
        other=other.name,
        header=header,
        n=len(used),
        all=len(other),
        main=main.name,
    )
    made = replace(main, headers=headers, columns=columns, notes=[*main.notes, *other.notes, note])
    if missing := sum(place is None for place in places):
        made.notes.append(
            say(
                "{n} row(s) of {main} are about no row of {other}",
                n=missing,
                main=main.name,
                other=other.name,
            )
        )
    return made
