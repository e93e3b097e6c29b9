"""Which rows of a table ask the same question.

Where the table has no column that says so, the columns are guessed: the fewest that make question,
forecaster and moment unique, and of which no question has two outcomes, units or deadlines. A
person sees what was guessed before anything is done, and says otherwise with ``--id``.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from trackrecord.core.keys import folded
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.exchange.foreign.meanings import MEANINGS, bare
from trackrecord.exchange.foreign.outcome_words import alike
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.language import say

EACH_ROW = "line"  # as a header: each row is a question of its own
_MEASURED = re.compile(r"[+-]?\d*[.,]\d+(?:e[+-]?\d+)?%?", re.IGNORECASE)
_MOST_TRIED = 12  # columns


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to tell questions apart: the columns by name, and their texts beside the title."""

    names: tuple[str, ...]
    texts: tuple[Sequence[str], ...]
    titled: bool = True


def identify(claims: Claims, sources: Sources | None, wanted: Sequence[str] = ()) -> None:
    """Say of each claim which question it is about. Refused where a wanted column is not there.

    `sources` have the columns that mean nothing else; without them only what is known is used.
    """
    if claims.identity:
        return
    way = _wanted(claims, sources, wanted) if wanted else _guessed(claims, sources)
    titles = [folded(title) for title in claims.texts("title")] if way.titled else None
    count = len(claims)
    claims.identity = _keys(titles, way, count)
    marks = [" ".join(filter(None, texts)) for texts in zip(*way.texts, strict=True)]
    claims.marks = marks or [""] * count
    claims.identified_by = (*(("title",) if way.titled else ()), *way.names)


def _keys(titles: Sequence[str] | None, way: _Way, count: int) -> list[str]:
    if not way.texts:
        return list(titles or [])
    columns = [*([titles] if titles is not None else []), *way.texts]
    if not count:
        return []
    return ["\x1f".join(parts) for parts in zip(*columns, strict=True)]


def _wanted(claims: Claims, sources: Sources | None, wanted: Sequence[str]) -> _Way:
    """By the columns that a person named: headers, meanings, or the line."""
    texts: list[Sequence[str]] = []
    titled = False
    for name in wanted:
        if sources is not None and any(_header(grid, name) for grid in claims.grids):
            texts.append(_of_rows(claims, sources, name))
        elif name.lower() == "title":
            titled = True
        elif name.lower() in claims.cells or name.lower() in MEANINGS:
            texts.append(claims.texts(name.lower()))
        elif name.lower() == EACH_ROW:
            texts.append([str(claims.first_row(claim).row) for claim in range(len(claims))])
        else:
            there = ", ".join(dict.fromkeys(h for grid in claims.grids for h in grid.headers))
            raise Refused(
                say(
                    "--id: there is no column '{name}'; there are {headers}, and “line” for each "
                    "row alone",
                    name=name,
                    headers=there[:300],
                )
            )
    names = tuple(name for name in wanted if name.lower() != "title" or not titled)
    return _Way(names, tuple(texts), titled)


def _header(grid: Grid, name: str) -> str:
    if name in grid.headers:
        return name
    return next((header for header in grid.headers if bare(header) == bare(name)), "")


def _of_rows(claims: Claims, sources: Sources, name: str) -> list[str]:
    """The texts of a column of the files, for each claim."""
    columns: dict[int, tuple[int, list[str]]] = {}
    for grid in claims.grids:
        header = _header(grid, name)
        texts = grid.column(header) if header else [""] * len(grid)
        columns[id(grid.lines)] = sources.first(grid), texts
    found = []
    for rows in claims.rows:
        first, texts = columns[id(sources.found(rows[0])[0].lines)]
        found.append(texts[rows[0] - first])
    return found


def _guessed(claims: Claims, sources: Sources | None) -> _Way:
    ways = _ways(claims, sources)
    first = next(ways)
    if not first.titled or not _conflicts(claims, first, most=1):
        return first
    best, fewest = first, len(claims) + 1
    for way in (first, *ways):
        count = _conflicts(claims, way, most=fewest)
        if count < fewest:
            best, fewest = way, count
        if not count:
            break
    return best


def _ways(claims: Claims, sources: Sources | None) -> Iterator[_Way]:
    """The ways to be tried, the plainest first."""
    numbers = claims.texts("id")
    named = next((c.header for c in claims.columns if c.meaning == "id"), "")
    if all(numbers) and bare(named) != "id":
        yield _Way((named,), (numbers,), titled=False)
        return
    yield _Way((), ())
    if all(claims.texts("asked")):
        yield _Way(("asked",), (claims.texts("asked"),))
    if all(claims.texts("resolves")):
        yield _Way(("resolves",), (claims.texts("resolves"),))
    if all(numbers):
        yield _Way((named or "id",), (numbers,))
    if sources is None:
        return
    free = dict.fromkeys(column.header for column in claims.columns if not column.meaning)
    several = {header: _of_rows(claims, sources, header) for header in [*free][: 3 * _MOST_TRIED]}
    telling = [header for header, texts in several.items() if _tells(texts)][:_MOST_TRIED]
    columns = {header: several[header] for header in telling}
    for header, texts in columns.items():
        yield _Way((header,), (texts,))
    if all(claims.texts("resolves")):
        for header, texts in columns.items():
            yield _Way((header, "resolves"), (texts, claims.texts("resolves")))


def _tells(column: Sequence[str]) -> bool:
    """May a column tell questions apart: it says something of each, and is no measurement?"""
    texts = set(column)
    many = len(texts) == len(column)  # each row is another: a number of the row, a comment
    told = len(texts) > 1 and "" not in texts and not many
    return told and not any(map(_MEASURED.fullmatch, texts))


def _conflicts(claims: Claims, way: _Way, most: int) -> int:
    """How many claims contradict another of their question, or repeat its moment otherwise."""
    titles = [folded(title) for title in claims.texts("title")]
    keys = _keys(titles, way, len(claims))
    said = _compared_parts(claims)
    count = 0
    facts: dict[str, list[Hashable]] = {}
    moments: dict[tuple[str, str, str], Hashable] = {}
    who, when = claims.texts("forecaster"), claims.texts("moment")
    told = [_facts(claims, meaning) for meaning in ("unit", "outcome", "resolves")]
    for claim, key in enumerate(keys):
        wrong = False
        known = facts.setdefault(key, [""] * len(told))
        for at, of in enumerate(told):
            text = of(claim)
            if text and known[at] and text != known[at]:
                wrong = True
            known[at] = known[at] or text
        moment = key, who[claim], when[claim]
        if moments.setdefault(moment, said(claim)) != said(claim):
            wrong = True
        count += wrong
        if count >= most:
            break
    return count


def _facts(claims: Claims, meaning: str) -> Callable[[int], str]:
    texts = claims.texts(meaning)
    if meaning == "outcome":
        small = {text: alike(text) for text in dict.fromkeys(texts)}
        return lambda claim: small[texts[claim]]
    if meaning == "unit":
        folds = {text: folded(text) for text in dict.fromkeys(texts)}
        return lambda claim: folds[texts[claim]]
    return lambda claim: texts[claim]


def _compared_parts(claims: Claims) -> Callable[[int], Hashable]:
    """What a claim says, to be compared with another."""
    columns = [claims.texts(name) for name in ("wording", "share", "low", "high", "best")]
    return lambda claim: tuple(column[claim] for column in columns)
