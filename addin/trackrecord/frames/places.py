"""Many places as one record, in an engine: their tables one below the other, clashes named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw

from trackrecord.core.model import Settings
from trackrecord.errors import Refused
from trackrecord.frames.answers import VOTE, has_topic, with_chosen
from trackrecord.frames.engine_files import EngineFiles, all_of, as_text
from trackrecord.frames.engines import LazyRows, given_back, opened_frame, rows_from
from trackrecord.frames.inputs import day_number, folded_in
from trackrecord.frames.joined_frames import PLACE
from trackrecord.frames.record_frames import Tables
from trackrecord.language import say
from trackrecord.tables.record import FORECASTERS, FORECASTS, IN_LONG_TABLE, OUTCOMES, QUESTIONS
from trackrecord.tables.schema import Table

_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Files of one record: its tables, or one long table; and what the place is called."""

    name: str
    tables: dict[str, Path]
    is_long: bool = False

    def path_of(self, table: Table) -> Path | None:
        """The file in which a table lies; None where it is not."""
        return self.tables.get("long" if self.is_long else table.name.lower())


def forecasts_of_places(places: Sequence[Place], files: EngineFiles) -> Any:  # noqa: ANN401 - a frame
    """The forecasts of all places, one below the other; every cell is text.

    ``place``, ``place_number`` and ``line`` say where a row is from.
    """
    parts = [
        _part_of_place(place, number, FORECASTS, files)
        for number, place in enumerate(places)
        if place.path_of(FORECASTS) is not None
    ]
    if not parts:
        raise Refused(say("no place has a table {table}", table=FORECASTS.name))
    return given_back(all_of(parts))


def rows_of_table(place: Place, table: Table, files: EngineFiles) -> list[dict[str, Any]]:
    """The rows of a small table in a place, by fields, in the order of their ``line``.

    Of a long table, which says the same of a question in each of its forecasts, the first row of
    each key; of outcomes the first in which there is any.
    """
    rows = _part_of_place(place, 0, table, files)
    if place.is_long:
        if table is OUTCOMES:
            rows = rows.filter(folded_in(rows, "value") != "")
        rows = _first_rows(rows, table.columns[0].field)
    return sorted(rows_from(rows), key=lambda row: int(row["line"]))


def _first_rows(rows: LazyRows, key: str) -> LazyRows:
    """The first row of each key, as keys are compared."""
    rows = rows.with_columns(_folded=folded_in(rows, key)).filter(nw.col("_folded") != "")
    return rows.unique("_folded", keep="first", order_by=["line"]).drop("_folded")


def _part_of_place(place: Place, number: int, table: Table, files: EngineFiles) -> LazyRows:
    path = place.path_of(table)
    assert path is not None
    read = files.read_parquet if path.suffix.lower() == ".parquet" else files.read_csv
    renamed = IN_LONG_TABLE.get(table.name, {}) if place.is_long else {}
    headers = {c.field: renamed.get(c.header, c.header) for c in table.inputs}
    return as_text(read(path), headers, place.name, number)


def joined_tables(forecasts: Any, about: Place, files: EngineFiles) -> Tables:  # noqa: ANN401
    """The tables of one record: forecasts as they are, the others from a folder of ours."""
    others = [
        given_back(_part_of_place(about, 0, table, files).drop(*PLACE))
        for table in (QUESTIONS, OUTCOMES, FORECASTERS)
    ]
    return Tables(forecasts, *others)


@dataclass(frozen=True, slots=True)
class Slice:
    """Of the forecasts, those of a topic, with a lead of so many days, issued on those days."""

    topic: str = ""
    lead: tuple[float, float] | None = None
    issued: tuple[date, date] | None = None


def sliced_rows(assessed: Any, settings: Settings, part: Slice) -> Any:  # noqa: ANN401 - a frame
    """Of forecasts with their scores those of a slice, each vote chosen among them."""
    rows = opened_frame(assessed)
    columns = rows.collect_schema().names()
    if part.topic:
        rows = rows.filter(has_topic(part.topic))
    if part.lead is not None:
        rows = rows.filter((nw.col("lead") >= part.lead[0]) & (nw.col("lead") <= part.lead[1]))
    if part.issued is not None:
        first, last = (day_number(day) for day in part.issued)
        rows = rows.filter((nw.col("issued_on") >= first) & (nw.col("issued_on") <= last))
    return given_back(with_chosen(rows, settings, VOTE).select(*columns))


def unreadable_rows(assessed: Any) -> tuple[int, list[dict[str, Any]]]:  # noqa: ANN401
    """How many forecasts no score is made of, and the first of them."""
    bad = opened_frame(assessed).filter((nw.col("shape") == "") & (nw.col("claims") != ""))
    counted = rows_from(bad.select(n=nw.len()))[0]["n"]
    names = (
        *("place", "forecast", "question", "claim", "forecaster"),
        *("issued", "low", "high", "level", "unit"),
    )
    return int(counted), rows_from(bad.select(*names).head(_MOST_NAMED)) if counted else []
