"""The same numbers on a cluster of Spark: two workers, started here."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.drawn_records import AS_OF, near
from support.frame_engines import differences, joined

import trackrecord as tr
from trackrecord import frames
from trackrecord.cli.main import main
from trackrecord.core.model import Counts, Record
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.exchange.export_tables import long_table
from trackrecord.frames import Tables, of_record
from trackrecord.frames.engines import opened_frame, rows_from

pytest.importorskip("pyspark", reason="Spark is not installed: the group engines has it")
if shutil.which("java") is None:  # pragma: no cover - a machine without it
    pytest.skip("Spark needs Java", allow_module_level=True)
pytestmark = pytest.mark.xdist_group("spark")  # one cluster is enough


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - where it is installed

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()


def on_cluster(record: Record, spark: Any, folder: Path) -> Tables:
    made = of_record(record, "polars")
    for name, frame in zip(made._fields, made, strict=True):
        frame.write_parquet(folder / f"{name}.parquet")
    read = (spark.read.parquet(str(folder / f"{name}.parquet")) for name in made._fields)
    return Tables(*read)


def test_a_record_on_two_workers(spark: Any, tmp_path: Path) -> None:
    record = joined(range(40), Counts.STANDING)
    tables = on_cluster(record, spark, tmp_path)
    assessed = frames.assess(*tables[:3], AS_OF, record.settings)
    assert type(assessed).__module__.startswith("pyspark.")
    board = tr.leaderboard(record, as_of=AS_OF)
    rows = frames.leaderboard_rows(assessed, AS_OF, tables.forecasters, record.settings)
    assert differences(board, rows, ("forecaster", "claims")) == []
    card = tr.scorecard(record, as_of=AS_OF)
    rows = frames.scorecard_rows(assessed, AS_OF, tables.forecasters, record.settings)
    assert differences(card, rows, ("forecaster", "claims", "kind", "lead")) == []


def test_the_job_in_the_readme(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    job = text.split("on Spark:\n\n")[1].split("\n\n")[0]
    lines = [line.removeprefix("    ") for line in job.splitlines()]
    assert len(lines) <= 10
    record = joined(range(10), Counts.STANDING)
    (tmp_path / "hub").mkdir()
    for name, frame in zip(Tables._fields, of_record(record, "polars"), strict=True):
        frame.write_parquet(tmp_path / "hub" / f"{name}.parquet")
    monkeypatch.chdir(tmp_path)
    code = "\n".join(lines).replace("hub/", f"{tmp_path}/hub/")  # the workers are elsewhere
    exec(code, {})  # noqa: S102 - what people copy
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 10
    assert spark.read.parquet(f"{tmp_path}/hub/scored.parquet").count() > 50


@pytest.mark.parametrize("rule", [rule for rule in Counts if rule is not Counts.STANDING])
def test_which_answer_counts(spark: Any, tmp_path: Path, rule: Counts) -> None:
    record = joined(range(40), Counts.STANDING)
    record = replace(record, settings=replace(record.settings, counts=rule))
    tables = on_cluster(record, spark, tmp_path)
    assessed = frames.assess(*tables[:3], AS_OF, record.settings)
    found = {
        row["forecast"]: row
        for row in rows_from(opened_frame(assessed).select("forecast", "counts", "score", "hit"))
    }
    wanted = tr.score(record, as_of=AS_OF)
    assert len(wanted) == len(found) > 300
    for row in wanted:
        of_frame = found[row["forecast"]]
        assert bool(row["counts"]) == of_frame["counts"], row["forecast"]
        assert near(row["score"], of_frame["score"]), row["forecast"]


def test_the_command_by_spark(
    spark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of CSV files, one of whose lines is none, and the long table, as one record."""
    assert spark.version
    record = joined(range(6), Counts.STANDING)
    write_folder(tmp_path / "a", record)
    with (tmp_path / "a" / "forecasts.csv").open("a", encoding="utf-8") as file:
        file.write("too,few\n")
    (tmp_path / "all.csv").write_text(long_table(record, AS_OF), encoding="utf-8")
    found = []
    for engine in ("spark", "polars"):
        options = ["--as-of", AS_OF.isoformat(), "--json", "--engine", engine]
        code = main(["score", str(tmp_path / "a"), str(tmp_path / "all.csv"), *options])
        found.append(json.loads(capsys.readouterr().out))
        assert code == 1
    of_spark, of_polars = found
    assert of_spark["problems"] == of_polars["problems"]
    assert "2 cells under 13 headers" in of_spark["problems"][0]
    assert len(of_spark["leaderboard"]) > 1
    for name in ("leaderboard", "scorecard", "calibration"):
        assert len(of_spark[name]) == len(of_polars[name])
        for row, other in zip(of_spark[name], of_polars[name], strict=True):
            assert {key for key in row if not near(row[key], other[key])} == set()
