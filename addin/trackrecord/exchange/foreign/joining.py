"""Files that belong together: questions in one, forecasts in another, outcomes in a third."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trackrecord.core.keys import folded
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.meanings import VALUES, bare, guessed
from trackrecord.exchange.grids.grid import Grid
from trackrecord.language import say

_OF_A_FORECAST = {"issued", "forecaster"}
_OF_A_QUESTION = ("outcome", "resolves", "unit", "title")
_LEAST_FOUND = 0.5  # of the texts of the one, for a shared column to be what joins


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
        joins = [(at, key) for at, main in enumerate(mains) if (key := _shared(main, other))]
        for at, key in joins:
            mains[at] = _looked_up(mains[at], other, *key)
        if not joins:
            left.append(other)
    return mains, left


def _says_forecasts(meanings: set[str]) -> bool:
    return bool(meanings & set(VALUES)) and bool(meanings & (_OF_A_FORECAST | {"title"}))


def _shared(main: Grid, other: Grid) -> tuple[str, str] | None:
    """The columns that join: most texts of the one are in the other. Refused where it contradicts.

    Each of the other's texts is about one thing, so it stands there once; a column in which they
    repeat is no key.
    """
    best, most = None, _LEAST_FOUND
    for header in main.headers:
        for theirs in other.headers:
            if not _name_the_same(bare(header), bare(theirs)) or not len(main) or not len(other):
                continue
            known, wanted = set(other.column(theirs)), set(main.column(header))
            found = len(known & wanted - {""}) / min(len(known), len(wanted))
            if len(known) * 2 >= len(other) and found > most:
                best, most = (header, theirs), found
    if best is not None:
        _must_say_one_thing(other, best[1])
    return best


def _must_say_one_thing(other: Grid, header: str) -> None:
    """Refused where two rows with one key say different things."""
    first: dict[str, int] = {}
    for row, key in enumerate(other.column(header)):
        before = first.setdefault(key, row)
        if key and any(column[before] != column[row] for column in other.columns):
            raise Refused(
                say(
                    "{one} and {two} both are about “{key}” and say different things; correct one "
                    "of the two. Nothing was added",
                    one=other.where(before),
                    two=other.where(row),
                    key=key[:60],
                )
            )


def _name_the_same(one: str, other: str) -> bool:
    """Do two headers name the same: question_id, and id in a file of questions?"""
    return one == other or (one.endswith("id") and other == "id")


def _must_agree(  # noqa: PLR0913, PLR0917 - two columns of two files
    main: Grid,
    other: Grid,
    header: str,
    own: Sequence[str],
    theirs: str,
    places: Sequence[int | None],
) -> None:
    """Refused where both files say of a question what happened, in which unit, until when."""
    meaning = guessed([header], {}).get(header, "")
    if meaning not in _OF_A_QUESTION:
        return
    column = other.column(theirs)
    for row, (text, place) in enumerate(zip(own, places, strict=True)):
        said = "" if place is None else column[place]
        if text and said and place is not None and folded(text) != folded(said):
            raise Refused(
                say(
                    "{one} says “{text}” under {header}, and {two} says “{said}”; correct one of "
                    "the two. Nothing was added",
                    one=main.where(row),
                    text=text[:60],
                    header=header,
                    two=other.where(place),
                    said=said[:60],
                )
            )


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
        else:  # what the forecasts do not say themselves
            at_own = next(n for n, own in enumerate(headers) if bare(own) == bare(name))
            _must_agree(main, other, headers[at_own], columns[at_own], name, places)
            columns[at_own] = [one or two for one, two in zip(columns[at_own], texts, strict=True)]
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
