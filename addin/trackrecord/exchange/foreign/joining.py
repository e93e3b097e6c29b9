"""Files that belong together: questions in one, forecasts in another, outcomes in a third."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from trackrecord.core.keys import folded
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.meanings import VALUES, bare, guessed
from trackrecord.exchange.grids.grid import Grid
from trackrecord.language import say

_OF_A_FORECAST = {"issued", "forecaster"}
Shared = tuple[tuple[str, str], ...]  # the headers that join: the forecasts', and the other's
_OF_A_QUESTION = ("outcome", "resolves", "unit", "title")
_FILLED_IN = (*_OF_A_QUESTION, "known", "topic", "criterion", "event", "note", "kind")
_WHOLE_NUMBER = re.compile(r"(?<=\d)\.0+$")
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
            mains[at] = _looked_up(mains[at], other, key)
        if not joins:
            left.append(other)
    return mains, left


def _says_forecasts(meanings: set[str]) -> bool:
    return bool(meanings & set(VALUES)) and bool(meanings & (_OF_A_FORECAST | {"title"}))


def _shared(main: Grid, other: Grid) -> Shared | None:
    """The columns that join, in both: most of the one's texts are in the other.

    Each row of the other is about one thing, so its keys stand there once. Where those of one
    column repeat, two that both have are tried together. Refused where two rows contradict, or
    where a title alone would join what has several deadlines.
    """
    alike = [
        (header, theirs)
        for header in main.headers
        for theirs in other.headers
        if _name_the_same(bare(header), bare(theirs))
    ]
    found: list[tuple[float, Shared]] = []
    for shared in (*((pair,) for pair in alike), *combinations(alike, 2)):
        wanted, known = (
            _joining_keys(main, [h for h, _ in shared]),
            _joining_keys(other, [t for _, t in shared]),
        )
        different = set(known) - {""}
        if not different or not set(wanted) - {""} or len(different) * 2 < len(other):
            continue
        share = len(different & set(wanted)) / min(len(different), len(set(wanted) - {""}))
        if share > _LEAST_FOUND:
            clash = _two_that_differ(other, known)
            if clash is None:
                _must_part_what_recurs(main, other, shared, wanted)
                return shared
            found.append((share, shared))
    if found:
        _refuse_clash(other, max(found)[1])
    return None


def _joining_keys(grid: Grid, headers: Sequence[str]) -> list[str]:
    """The keys of the rows, as they are compared: without case, 1 and 1.0 alike; "" for none."""
    columns = [
        [_WHOLE_NUMBER.sub("", folded(text)) for text in grid.column(name)] for name in headers
    ]
    return ["\x1f".join(texts) if all(texts) else "" for texts in zip(*columns, strict=True)]


def _two_that_differ(other: Grid, keys: Sequence[str]) -> tuple[int, int] | None:
    """Two rows with one key that say different things."""
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        before = first.setdefault(key, row)
        if key and any(column[before] != column[row] for column in other.columns):
            return before, row
    return None


def _refuse_clash(other: Grid, shared: Shared) -> None:
    keys = _joining_keys(other, [theirs for _, theirs in shared])
    clash = _two_that_differ(other, keys)
    assert clash is not None
    raise Refused(
        say(
            "{one} and {two} both are about “{key}” and say different things; correct one "
            "of the two. Nothing was added",
            one=other.where(clash[0]),
            two=other.where(clash[1]),
            key=keys[clash[0]].replace("\x1f", ", ")[:60],
        )
    )


def _must_part_what_recurs(main: Grid, other: Grid, shared: Shared, wanted: Sequence[str]) -> None:
    """Refused where questions of one title have several deadlines, and only the title joins."""
    meanings = guessed(main.headers, {})
    days = next((h for h, meaning in meanings.items() if meaning == "resolves"), None)
    if days is None or any(meanings.get(header) != "title" for header, _ in shared):
        return
    first: dict[str, int] = {}
    known = set(_joining_keys(other, [theirs for _, theirs in shared]))
    for row, (key, day) in enumerate(zip(wanted, main.column(days), strict=True)):
        before = first.setdefault(key, row)
        if key in known and key and main.column(days)[before] != day:
            raise Refused(
                say(
                    "{one} and {two} ask one title with two deadlines, and {other} has only the "
                    "title; add the deadline, or a number of the question, to {other}",
                    one=main.where(before),
                    two=main.where(row),
                    other=other.name,
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


def _looked_up(main: Grid, other: Grid, shared: Shared) -> Grid:
    """The forecasts' table with the other's columns beside it."""
    at = {
        key: row for row, key in enumerate(_joining_keys(other, [theirs for _, theirs in shared]))
    }
    at.pop("", None)
    places = [at.get(key) for key in _joining_keys(main, [header for header, _ in shared])]
    headers, columns = list(main.headers), list(main.columns)
    taken = {bare(name) for name in headers}
    joined = {theirs for _, theirs in shared}
    for name, column in zip(other.headers, other.columns, strict=True):
        if name in joined:
            continue
        texts = ["" if place is None else column[place] for place in places]
        if bare(name) not in taken:
            headers.append(name)
            columns.append(texts)
        elif guessed([name], {}).get(name) in _FILLED_IN:  # what the forecasts do not say
            at_own = next(n for n, own in enumerate(headers) if bare(own) == bare(name))
            _must_agree(main, other, headers[at_own], columns[at_own], name, places)
            columns[at_own] = [one or two for one, two in zip(columns[at_own], texts, strict=True)]
    made = replace(main, headers=headers, columns=columns)
    made.notes = [*main.notes, *other.notes, *_joined_in_words(main, other, shared, places)]
    return made


def _joined_in_words(
    main: Grid, other: Grid, shared: Shared, places: Sequence[int | None]
) -> list[str]:
    used = {place for place in places if place is not None}
    said = [
        say(
            "joined by “{header}”: {n} of {all} rows of {other} are about forecasts of {main}",
            other=other.name,
            header="”, “".join(header for header, _ in shared),
            n=len(used),
            all=len(other),
            main=main.name,
        )
    ]
    if missing := sum(place is None for place in places):
        said.append(
            say(
                "{n} row(s) of {main} are about no row of {other}",
                n=missing,
                main=main.name,
                other=other.name,
            )
        )
    return said
