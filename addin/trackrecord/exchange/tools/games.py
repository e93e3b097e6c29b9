"""Tables with a probability and its outcome side by side: prob1, prob1_outcome; win, win_outcome.

FiveThirtyEight published the forecasts of games, seasons and elections so. Each pair of columns is
a forecast of its own; of two chances that make one between them, the second is left out.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trackrecord.core.model import YES_NO_UNIT
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.exchange.foreign.forms import exact
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.exchange.tools.built import Builder
from trackrecord.language import say

_OUTCOME_END = "_outcome"
_DAY_COLUMNS = ("forecast_date", "date")
_SUBJECTS = ("team", "player", "candidate", "party")
_WHERE = ("office", "state", "district", "league", "season", "year", "dh")
_FORECASTER = "FiveThirtyEight"
_WORDS = {"probwin": "wins", "win": "wins", "madeplayoff": "makes the playoff"}
_SHARES = (("projected_voteshare", "actual_voteshare"),)
_ADD_UP = 1e-6


@dataclass(frozen=True, slots=True)
class _GameRows:
    """A table's columns, read by name and row; "" where there is none."""

    grid: Grid
    first: int
    columns: dict[str, list[str]]

    def text(self, name: str, row: int) -> str:
        column = self.columns.get(name)
        return column[row] if column else ""


def claims_of_games(grids: Sequence[Grid], sources: Sources) -> tuple[list[Claims], list[Grid]]:
    """The claims in tables of that kind, and the grids that they are in."""
    taken = [grid for grid in grids if _pairs(grid) and set(grid.headers) & set(_DAY_COLUMNS)]
    if not taken:
        return [], []
    built = Builder()
    complements = empty = 0
    for grid in taken:
        rows = _GameRows(grid, sources.first(grid), {h: grid.column(h) for h in grid.headers})
        pairs = _pairs(grid)
        complement = _complement(rows, pairs)
        pairs = [pair for pair in pairs if pair != complement]
        complements += len(grid) if complement else 0
        if {"team1", "team2"} <= rows.columns.keys():
            empty += _add_games(built, rows, pairs, complement)
        else:
            empty += _add_seasons(built, rows, pairs)
    claims = built.claims(
        "forecasts as FiveThirtyEight published them",
        sources,
        taken,
        {header: _meaning_in_game(header) for grid in taken for header in grid.headers},
        ("title",),
    )
    claims.notes.append(
        say(
            "a probability beside its outcome: each pair of columns is a forecast of {who}",
            who=_FORECASTER,
        )
    )
    if complements:
        claims.not_carried[say("chances that are one less the other")] = complements
    if empty:
        claims.not_carried[say("cells without a probability")] = empty
    return [claims], taken


def _meaning_in_game(header: str) -> str:
    if header.endswith(_OUTCOME_END) or header in dict(_SHARES).values():
        return "outcome"
    if header in _DAY_COLUMNS:
        return "issued"
    if header in (*_SUBJECTS, *_WHERE, "team1", "team2", "election_date"):
        return "title"
    return {"forecast_type": "forecaster", "secs": "", "period": ""}.get(header, "probability")


def _pairs(grid: Grid) -> list[str]:
    headers = set(grid.headers)
    return [header for header in grid.headers if f"{header}{_OUTCOME_END}" in headers]


def _complement(rows: _GameRows, pairs: Sequence[str]) -> str:
    """The one of two chances that is what the other leaves of one; "" where there is none."""
    if len(pairs) != 2 or not pairs[0].startswith("prob"):
        return ""
    ones, others = (rows.columns[name] for name in pairs)
    for one, other in zip(ones, others, strict=True):
        try:
            if one and other and abs(float(one) + float(other) - 1) > _ADD_UP:
                return ""
        except ValueError:
            return ""
    return pairs[1]


def _add_games(built: Builder, rows: _GameRows, pairs: Sequence[str], complement: str) -> int:
    """Add the forecasts of games between two; how many cells are empty."""
    empty = 0
    for row in range(len(rows.grid)):
        one, two = rows.text("team1", row), rows.text("team2", row)
        day = rows.text("date", row) or rows.text("forecast_date", row)
        beside = [rows.text(name, row) for name in ("league", "season")]
        game = f"{one} – {two}, {day}"
        again = rows.text("dh", row)
        mark = f"game {again}" if again not in ("", "0") else ""
        for name in pairs:
            share = rows.text(name, row) or _rest(rows.text(complement, row))
            if not share:
                empty += 1
                continue
            built.add(
                (rows.first + row,),
                "\x1f".join((name, one, two, day, again, *beside)),
                mark,
                title=_game_title(name, one, two, day),
                forecaster=_FORECASTER,
                issued=day,
                resolves=day[:10],
                known=day[:10],
                unit=YES_NO_UNIT,
                share=share,
                outcome=rows.text(f"{name}{_OUTCOME_END}", row),
                topic=beside[0],
                event=f"{game} {mark}".strip() if len(pairs) > 1 else "",
            )
    return empty


def _rest(share: str) -> str:
    """What a chance leaves of one."""
    number = exact(share) if share else None
    return "" if number is None else f"{1 - number:f}"


def _game_title(name: str, one: str, two: str, day: str) -> str:
    said = {"prob1": f"{one} beat {two}"}
    said |= {"prob2": f"{two} beat {one}"}
    said |= {"probtie": f"{one} and {two} draw"}
    return f"{said.get(name, f'{one} – {two}: {name}')}, {day}"


def _add_seasons(built: Builder, rows: _GameRows, pairs: Sequence[str]) -> int:
    """Add the forecasts of a season, a cup or an election; how many cells are empty."""
    empty = 0
    about = _subject(rows)
    places = [name for name in _WHERE if name in rows.columns]
    last = _last_days(rows)
    day_column = next(name for name in _DAY_COLUMNS if name in rows.columns)
    numbers = [pair for pair in _SHARES if set(pair) <= rows.columns.keys()]
    for row in range(len(rows.grid)):
        who, day = about(row), rows.text(day_column, row)
        where = [text for name in places if (text := rows.text(name, row))]
        ends = rows.text("election_date", row) or last[rows.text("season", row)]
        kind = rows.text("forecast_type", row)
        common = {
            "forecaster": f"{_FORECASTER} {kind}".strip(),
            "issued": day,
            "resolves": ends[:10],
            "known": ends[:10],
            "topic": rows.text("league", row) or rows.text("office", row),
        }
        for name in pairs:
            share = rows.text(name, row)
            if not share:
                empty += 1
                continue
            title = f"{who} {_WORDS.get(name, name.replace('_', ' '))} ({', '.join(where)})"
            outcome = rows.text(f"{name}{_OUTCOME_END}", row)
            built.add(
                (rows.first + row,),
                title,
                title=title,
                unit=YES_NO_UNIT,
                share=share,
                outcome=outcome,
                **common,
            )
        for said, happened in numbers:
            if value := rows.text(said, row):
                title = f"Vote share of {who} ({', '.join(where)})"
                built.add(
                    (rows.first + row,),
                    title,
                    title=title,
                    unit="%",
                    wording=value,
                    outcome=rows.text(happened, row),
                    **common,
                )
    return empty


def _subject(rows: _GameRows) -> Callable[[int], str]:
    names = [name for name in _SUBJECTS if name in rows.columns]
    return lambda row: next((text for name in names if (text := rows.text(name, row))), "?")


def _last_days(rows: _GameRows) -> dict[str, str]:
    """The last day on which each season was forecast: its end."""
    last: dict[str, str] = {}
    column = next(name for name in _DAY_COLUMNS if name in rows.columns)
    for row, day in enumerate(rows.columns[column]):
        season = rows.text("season", row)
        last[season] = max(last.get(season, ""), re.sub(r"[T ].*", "", day))
    return last
