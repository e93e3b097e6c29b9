"""Metaculus' data download: question_data.csv and forecast_data.csv, in a folder or an archive.

A forecast of yes/no stays what it is; a distribution of a number or a day is reduced to its central
90 %; what has several options is left out. All of it is said.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from trackrecord.core.model import DATE_UNIT
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.exchange.tools.built import Builder
from trackrecord.language import say

_CENTRAL_LEVEL = "0.9"
_MEANS = {
    "Question ID": "id",
    "Forecaster ID": "forecaster",
    "Forecaster Username": "forecaster",
    "Start Time": "issued",
    "Probability Yes": "share",
    "5th Percentile": "low",
    "50th Percentile": "best",
    "Median": "best",
    "95th Percentile": "high",
}
_MIDDLE = ("50th Percentile", "Median")


def claims_of_metaculus(grids: Sequence[Grid], sources: Sources) -> tuple[list[Claims], list[Grid]]:
    """The claims of a data download, and the grids that they are in. Refused if half is missing."""
    questions = [g for g in grids if {"Question ID", "Question Type"} <= set(g.headers)]
    forecasts = [
        g
        for g in grids
        if "Question ID" in g.headers and {"Probability Yes", "Start Time"} & set(g.headers)
    ]
    if not questions and not forecasts:
        return [], []
    if not questions or not forecasts:
        missing = "question_data.csv" if not questions else "forecast_data.csv"
        there = (questions or forecasts)[0]
        raise Refused(
            say(
                "{place} holds no {name}, as Metaculus' data download does",
                place=there.file,
                name=missing,
            )
        )
    about = {row.get("Question ID", ""): row for grid in questions for row in grid.dicts()}
    built = Builder()
    left: dict[str, int] = {}
    reduced = 0
    for grid in forecasts:
        first = sources.first(grid)
        for number, row in enumerate(grid.dicts()):
            question = about.get(row.get("Question ID", ""), {})
            kind = question.get("Question Type", "").lower()
            read_as = _READERS.get(kind)
            cells = read_as(row) if read_as else None
            if cells is None:
                left[kind or "unknown"] = left.get(kind or "unknown", 0) + 1
                continue
            reduced += kind != "binary"
            built.add(
                (first + number,),
                row["Question ID"],
                row["Question ID"],
                title=question.get("Question Title", ""),
                url=question.get("Question URL", ""),
                forecaster=row.get("Forecaster Username", "")
                or row.get("Forecaster ID", "")
                or "Metaculus",
                issued=row.get("Start Time", ""),
                resolves=question.get("Scheduled Close Time", ""),
                outcome=_resolution_read(question.get("Resolution", ""), kind),
                known=question.get("Resolution Known Time", ""),
                topic=question.get("Categories", ""),
                **cells,
            )
    claims = built.claims("Metaculus’ data download", sources, forecasts, _MEANS, ("Question ID",))
    if reduced:
        claims.notes.append(
            say("{n} distribution(s) were reduced to their central 90 % interval", n=reduced)
        )
    for kind, count in left.items():
        claims.passed_over[say("forecasts of the kind “{kind}”", kind=kind)] = count
    return [claims], [*questions, *forecasts]


def _yes_no(row: Mapping[str, str]) -> dict[str, str] | None:
    return {"share": row["Probability Yes"]} if row.get("Probability Yes") else None


def _central(row: Mapping[str, str]) -> dict[str, str] | None:
    """The central 90 % of a distribution."""
    low, high = row.get("5th Percentile", ""), row.get("95th Percentile", "")
    if not low or not high:
        return None
    best = next((row[name] for name in _MIDDLE if row.get(name)), "")
    return {"low": low, "high": high, "best": best, "level": _CENTRAL_LEVEL, "unit": "number"}


def _central_days(row: Mapping[str, str]) -> dict[str, str] | None:
    cells = _central(row)
    if cells is None:
        return None
    days = {name: cells[name][:10] for name in ("low", "high", "best")}
    return cells | days | {"unit": DATE_UNIT}


_READERS: Mapping[str, Callable[[Mapping[str, str]], dict[str, str] | None]] = {
    "binary": _yes_no,
    "numeric": _central,
    "discrete": _central,
    "date": _central_days,
}


def _resolution_read(text: str, kind: str) -> str:
    return text[:10] if kind == "date" and re.match(r"\d{4}-", text) else text
