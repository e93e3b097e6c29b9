"""What people ask of the frames that come back, in the words of DuckDB: sums, filters, orders."""

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest
from support.frame_engines import joined, tables_of
from support.records import AS_OF

import trackrecord as tr
from trackrecord.core.model import Counts

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 60.0  # seconds; what takes longer is an error, not a test that never ends
ONE_SUM = """
import sys, datetime, duckdb, trackrecord.frames
folder, as_of = sys.argv[1], datetime.date.fromisoformat(sys.argv[2])
read = lambda name: duckdb.read_parquet(f"{folder}/{name}.parquet")
tables = map(read, ("forecasts", "questions", "outcomes"))
trackrecord.frames.assess(*tables, as_of).aggregate("forecaster, avg(score)").fetchall()
"""
NUMBERS = ("score", "relative_score", "interval_score", "brier", "error", "log_ratio", "hit")
TABLES = ("forecasts", "questions", "outcomes")


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, pl.DataFrame]]:
    """A record of all shapes by DuckDB, and by Polars."""
    made = tables_of(joined(range(1, 41), Counts.STANDING), "polars")
    folder: Path = tmp_path_factory.mktemp("further")
    with duckdb.connect() as connection:
        relations = []
        for name in TABLES:
            path = str(folder / f"{name}.parquet")
            getattr(made, name).write_parquet(path)
            relations.append(connection.read_parquet(path))
        frames = [getattr(made, name).lazy() for name in TABLES]
        answer = [sys.executable, "-c", ONE_SUM, str(folder), AS_OF.isoformat()]
        subprocess.run(answer, check=True, timeout=LONGEST)
        yield tr.frames.assess(*relations, AS_OF), tr.frames.assess(*frames, AS_OF).collect()


def said(numbers: dict[str, float | None]) -> dict[str, float]:
    """Those that are not blank."""
    return {name: number for name, number in numbers.items() if number is not None}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_mean_of_a_score(assessed: tuple[Any, pl.DataFrame], number: str) -> None:
    """Whose plan was exponentially large in the steps of a score."""
    relation, frame = assessed
    found = dict(relation.aggregate(f"forecaster, avg({number})").fetchall())
    wanted = dict(frame.group_by("forecaster").agg(pl.col(number).mean()).iter_rows())
    assert said(found) == pytest.approx(said(wanted))
    assert said(wanted)
    assert found.keys() == wanted.keys()


def test_a_few_rows_in_an_order(assessed: tuple[Any, pl.DataFrame]) -> None:
    relation, frame = assessed
    found = relation.filter("score > 0.2").order("score, moment").select("score").fetchall()
    wanted = frame.filter(pl.col("score") > 0.2).sort("score", "moment")["score"]
    assert [value for (value,) in found] == pytest.approx(wanted.to_list())


def test_the_mean_of_a_loss(assessed: tuple[Any, pl.DataFrame]) -> None:
    relation, frame = assessed
    votes = tr.frames.votes(relation)
    found = votes.query("rows", "SELECT kind, avg(loss), avg(others) FROM rows GROUP BY kind")
    others = tr.frames.votes(frame.lazy()).collect()
    wanted = others.group_by("kind").agg(pl.col("loss", "others").mean())
    for column in (1, 2):
        ours = {row[0]: row[column] for row in found.fetchall()}
        theirs = {row[0]: row[column] for row in wanted.iter_rows()}
        assert said(ours) == pytest.approx(said(theirs))
        assert said(theirs)
