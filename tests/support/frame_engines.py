"""The tables of a record in every library that takes part, and records joined to one."""

import random
from collections.abc import Sequence
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from support.drawn_records import drawn, near

from trackrecord.core.model import Counts, Record
from trackrecord.frames import Tables, of_record

ENGINES = ("polars", "pandas", "duckdb")


def tables_of(record: Record, engine: str) -> Tables:
    """The tables, as frames of a library; DuckDB reads what Polars wrote."""
    if engine == "pandas":
        return of_record(record, "pandas")
    made = of_record(record, "polars")
    if engine == "polars":
        return made
    connection = duckdb.connect()
    with TemporaryDirectory() as folder:
        for name, frame in zip(made._fields, made, strict=True):
            frame.write_parquet(f"{folder}/{name}.parquet")
            connection.read_parquet(f"{folder}/{name}.parquet").create(name)
    return Tables(*(connection.table(name) for name in made._fields))


def joined(seeds: Sequence[int], rule: Counts) -> Record:
    """Drawn records as one: its settings are those of the first, but for Counts."""
    parts = [_named(drawn(random.Random(seed)), f"r{seed} ") for seed in seeds]  # noqa: S311
    settings = replace(parts[0].settings, counts=rule)
    people = tuple(
        replace(row, kind="aggregate" if row.forecaster.endswith("0 cid") else row.kind)
        for part in parts
        for row in part.forecasters
    )
    questions = tuple(row for part in parts for row in part.questions)
    forecasts = tuple(row for part in parts for row in part.forecasts)
    outcomes = tuple(row for part in parts for row in part.outcomes)
    return Record(people, questions, forecasts, outcomes, settings=settings)


def _named(record: Record, before: str) -> Record:
    """A record with its keys made different from those of others."""
    return Record(
        tuple(replace(row, forecaster=before + row.forecaster) for row in record.forecasters),
        tuple(replace(row, question=before + row.question) for row in record.questions),
        tuple(
            replace(
                row,
                forecast=before + row.forecast,
                question=before + row.question,
                forecaster=before + row.forecaster,
                restates=before + row.restates if row.restates else "",
            )
            for row in record.forecasts
        ),
        tuple(replace(row, question=before + row.question) for row in record.outcomes),
        settings=record.settings,
    )


def differences(
    wanted: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], key: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Where rows differ, in the columns that both have."""
    by_key = {tuple(row[name] for name in key): row for row in found}
    assert len(by_key) == len(found) == len(wanted)
    made = []
    for row in wanted:
        of_key = tuple(row[name] for name in key)
        other = by_key[of_key]
        made += [
            (*of_key, name, row[name], other[name])
            for name in row
            if name in other and not near(row[name], other[name])
        ]
    return made
