"""Many places as one record, in an engine: their tables one below the other, clashes named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw

from trackrecord.core.model import Settings
from trackrecord.errors import Refused
from trackrecord.frames.answers import VOTE, with_chosen
from trackrecord.frames.asked import asked
from trackrecord.frames.assess_frames import assess
from trackrecord.frames.engine_files import EngineFiles, all_of, as_text
from trackrecord.frames.engines import LazyRows, given_back, opened_frame, rows_from
from trackrecord.frames.inputs import day_number
from trackrecord.frames.joined_frames import PLACE
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
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Files of one record: its tables, or one long table; and what the place is called."""

    name: str
    tables: dict[str, Path]
    is_long: bool = False


def tables_of_places(places: Sequence[Place], files: EngineFiles) -> Tables:
    """The tables of all places, as frames of the engine, one below the other: to be joined.

    Every cell is text; ``place``, ``place_number`` and ``line`` say where a row is from.
    """
    made: dict[str, Any] = {}
    for name, table in _TABLES_OF_PLACES.items():
        parts = [
            part
            for number, place in enumerate(places)
            if (part := _part_of_place(place, number, name, table, files)) is not None
        ]
        if not parts:
            parts = [_no_rows(made, name, table)]
        made[name] = given_back(all_of(parts))
    return Tables(**made)


def _no_rows(made: dict[str, Any], name: str, table: Table) -> LazyRows:
    """A table that no place has, with its columns. Refused where nothing is left without it."""
    if not made or name == "questions":
        raise Refused(say("no place has a table {table}", table=table.name))
    rows = opened_frame(made["forecasts"])
    blank = {column.field: nw.lit(None, nw.String()) for column in table.inputs}
    return rows.select(*PLACE, **blank).head(0).select(*blank, *PLACE)


def _part_of_place(
    place: Place, number: int, name: str, table: Table, files: EngineFiles
) -> LazyRows | None:
    path = place.tables.get("long" if place.is_long else name)
    if path is None:
        return None
    read = files.read_parquet if path.suffix.lower() == ".parquet" else files.read_csv
    renamed = IN_LONG_TABLE.get(table.name, {}) if place.is_long else {}
    headers = {c.field: renamed.get(c.header, c.header) for c in table.inputs}
    rows = as_text(read(path), headers, place.name, number)
    if not place.is_long or name == "forecasts":
        return rows
    # A long table says the same of a question in each of its forecasts.
    same = [column for column in rows.collect_schema().names() if column != "line"]
    columns = [*headers, *PLACE]
    return rows.group_by(*same).agg(nw.col("line").min()).select(*columns)


@dataclass(frozen=True, slots=True)
class Slice:
    """Of the forecasts, those with a lead of so many days and issued on those days."""

    lead: tuple[float, float] | None = None
    issued: tuple[date, date] | None = None


def assessed_places(tables: Tables, as_of: date, settings: Settings, part: Slice) -> Any:  # noqa: ANN401
    """The forecasts of all places with their scores, each vote chosen among those of the slice."""
    made = assess(tables.forecasts, tables.questions, tables.outcomes, as_of, settings)
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


def topics_in(tables: Tables) -> list[str]:
    """The topics of the questions."""
    rows = opened_frame(tables.questions).select("topic").unique()
    return sorted({str(row["topic"] or "").strip() for row in rows_from(rows)} - {""})


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
        for row in rows_from(found.head(_MOST_NAMED))
    ]


def unreadable_rows(assessed: Any) -> tuple[int, list[dict[str, Any]]]:  # noqa: ANN401
    """How many forecasts no score is made of, and the first of them."""
    bad = opened_frame(assessed).filter((nw.col("shape") == "") & (nw.col("claims") != ""))
    counted = rows_from(bad.select(n=nw.len()))[0]["n"]
    names = ("place", "forecast", "question", "issued", "low", "high", "level", "unit")
    return int(counted), rows_from(bad.select(*names).head(_MOST_NAMED)) if counted else []
