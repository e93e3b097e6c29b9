"""Many places as one record, in an engine: their tables one below the other, clashes named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw

from trackrecord.core.joined_records import OF_A_QUESTION, OF_AN_OUTCOME, clash
from trackrecord.core.model import Settings
from trackrecord.errors import Refused
from trackrecord.frames.answers import VOTE, with_chosen
from trackrecord.frames.asked import asked
from trackrecord.frames.assess_frames import assess
from trackrecord.frames.engine_files import EngineFiles, all_of, as_text
from trackrecord.frames.engines import LazyRows, given_back, opened_frame, rows_from
from trackrecord.frames.inputs import day_number
from trackrecord.frames.record_frames import Tables
from trackrecord.language import say
from trackrecord.tables.record import FORECASTERS, FORECASTS, IN_LONG_TABLE, OUTCOMES, QUESTIONS
from trackrecord.tables.schema import Table

_TABLES_OF_PLACES = {
    "forecasts": FORECASTS,
    "questions": QUESTIONS,
    "outcomes": OUTCOMES,
    "forecasters": FORECASTERS,
}
_MOST_CLASHES = 20
_MUST_AGREE = {"questions": OF_A_QUESTION, "outcomes": OF_AN_OUTCOME}


@dataclass(frozen=True, slots=True)
class Place:
    """Files of one record: its tables, or one long table; and what the place is called."""

    name: str
    tables: dict[str, Path]
    is_long: bool = False


def tables_of_places(places: Sequence[Place], files: EngineFiles) -> Tables:
    """The tables of all places, as frames of the engine; every cell is text, a column `place`."""
    made: dict[str, Any] = {}
    for name, table in _TABLES_OF_PLACES.items():
        parts = [
            part
            for place in places
            if (part := _part_of_place(place, name, table, files)) is not None
        ]
        if not parts:
            parts = [_no_rows(made, name, table)]
        rows = all_of(parts)
        if name == "forecasts" and len(parts) > 1:
            rows = _said_once(rows)
        made[name] = given_back(rows)
    return Tables(**made)


def _no_rows(made: dict[str, Any], name: str, table: Table) -> LazyRows:
    """A table that no place has, with its columns. Refused where nothing is left without it."""
    if not made or name == "questions":
        raise Refused(say("no place has a table {table}", table=table.name))
    rows = opened_frame(made["forecasts"])
    blank = {column.field: nw.lit(None, nw.String()) for column in table.inputs}
    return rows.select("place", **blank).head(0).select(*blank, "place")


def _said_once(rows: LazyRows) -> LazyRows:
    """Without what another place says word for word."""
    same = ("question", "forecaster", "claim", "issued", "wording", "low", "best", "high", "level")
    first = rows.with_columns(first=nw.col("place").min().over(*same))
    return first.filter(nw.col("place") == nw.col("first")).drop("first")


def _part_of_place(place: Place, name: str, table: Table, files: EngineFiles) -> LazyRows | None:
    path = place.tables.get("long" if place.is_long else name)
    if path is None:
        return None
    read = files.read_parquet if path.suffix.lower() == ".parquet" else files.read_csv
    renamed = IN_LONG_TABLE.get(table.name, {}) if place.is_long else {}
    headers = {c.field: renamed.get(c.header, c.header) for c in table.inputs}
    rows = as_text(read(path), headers, place.name)
    if not place.is_long:
        return rows
    key = "forecaster" if name == "forecasters" else "question"
    if name == "forecasts":
        return rows
    if name == "outcomes":
        rows = rows.filter(~nw.col("value").is_null() & (nw.col("value") != ""))
    return rows.unique(subset=[key], keep="any")


def clashes(tables: Tables) -> list[str]:
    """What one key means in two places; the first twenty, in sentences."""
    found: list[str] = []
    for name, columns in _MUST_AGREE.items():
        rows = opened_frame(getattr(tables, name))
        for header in columns:
            found += _clashes_of(rows, header)
    return found[:_MOST_CLASHES]


def _clashes_of(rows: LazyRows, header: str) -> Iterable[str]:
    column = header.lower()
    some = rows.with_columns(nw.col(column).str.strip_chars())
    some = some.filter(~nw.col(column).is_null() & (nw.col(column) != ""))
    ends = some.group_by("question").agg(least=nw.col(column).min(), most=nw.col(column).max())
    differ = ends.filter(nw.col("least") != nw.col("most")).head(_MOST_CLASHES)
    where = some.join(differ, on="question", how="inner").select(
        "question", "place", "least", "most", value=nw.col(column)
    )
    places: dict[tuple[str, str], str] = {}
    pairs: dict[str, tuple[str, str]] = {}
    for row in sorted(rows_from(where), key=lambda row: str(row["place"])):
        places.setdefault((row["question"], row["value"]), row["place"])
        pairs[row["question"]] = row["least"], row["most"]
    for key, (least, most) in sorted(pairs.items()):
        yield clash(key, header, (places[key, most], most), (places[key, least], least))


def with_early_outcomes(outcomes: LazyRows) -> LazyRows:
    """One row of each question: the one that became known first."""
    first = outcomes.group_by("question").agg(first=nw.col("known").min())
    known = outcomes.join(first, on="question", how="left")
    kept = (nw.col("known") == nw.col("first")) | nw.col("first").is_null()
    return known.filter(kept).drop("first").unique(subset=["question"], keep="any")


@dataclass(frozen=True, slots=True)
class Slice:
    """Of the forecasts, those with a lead of so many days and issued on those days."""

    lead: tuple[float, float] | None = None
    issued: tuple[date, date] | None = None


def assessed_places(tables: Tables, as_of: date, settings: Settings, part: Slice) -> Any:  # noqa: ANN401
    """The forecasts of all places with their scores, each vote chosen among those of the slice."""
    outcomes = given_back(with_early_outcomes(opened_frame(tables.outcomes)))
    made = assess(tables.forecasts, tables.questions, outcomes, as_of, settings)
    if part.lead is None and part.issued is None:
        return made
    rows = opened_frame(made)
    if part.lead is not None:
        rows = rows.filter((nw.col("lead") >= part.lead[0]) & (nw.col("lead") <= part.lead[1]))
    if part.issued is not None:
        first, last = (day_number(day) for day in part.issued)
        rows = rows.filter((nw.col("issued_on") >= first) & (nw.col("issued_on") <= last))
    columns = rows.collect_schema().names()
    return given_back(with_chosen(rows, settings, VOTE).select(*columns))


def wrong_questions(tables: Tables, as_of: date) -> list[str]:
    """The first questions without a unit or a day, and outcomes that are none of their unit."""
    asks = asked(opened_frame(tables.questions), opened_frame(tables.outcomes), as_of)
    wrong = asks.filter(nw.col("wrong") == 1.0).select("question", "unit", "resolves")
    said = opened_frame(tables.outcomes).select("question", "value", outcome_place="place")
    asks_in = opened_frame(tables.questions).select("question", "place", day="resolves")
    found = wrong.join(asks_in, on="question", how="left").join(said, on="question", how="left")
    return [
        say(
            "{place}: question '{question}' has Unit {unit}, Resolves {day} and the outcome "
            "{value}, which do not fit together; its forecasts are scored nowhere",
            place=row["outcome_place"] if row["unit"] and row["day"] else row["place"],
            question=row["question"],
            unit=row["unit"] or say("blank"),
            day=row["day"] or say("blank"),
            value=row["value"] or say("blank"),
        )
        for row in rows_from(found.head(_MOST_CLASHES))
    ]


def unreadable_rows(assessed: Any) -> tuple[int, list[dict[str, Any]]]:  # noqa: ANN401
    """How many forecasts no score is made of, and the first of them."""
    bad = opened_frame(assessed).filter((nw.col("shape") == "") & (nw.col("claims") != ""))
    counted = rows_from(bad.select(n=nw.len()))[0]["n"]
    names = ("place", "forecast", "question", "issued", "low", "high", "level", "unit")
    return int(counted), rows_from(bad.select(*names).head(_MOST_CLASHES)) if counted else []
