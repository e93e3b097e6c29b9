"""How fast frames are scored.

``uv run --group dev python tests/bench_frames.py [ROWS [ENGINE …]]``

Scoring (every forecast's scores and the leaderboard) over the time that the same engine needs to
read the same Parquet file and to group it by question and forecaster, every column with one figure;
both in one process, the best of three (of PySpark one run, after its cluster has started). Memory
is the peak of a process of its own; of PySpark, whose rows lie in Java, it says nothing. PySpark
runs where it is installed: ``uv run --group dev --group engines python tests/bench_frames.py``.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl

import trackrecord as tr
from trackrecord.actions.reading import read_checked
from trackrecord.actions.scoring.several_places import read_places
from trackrecord.core.assessing import assess
from trackrecord.core.leaderboard import standings
from trackrecord.frames.engines import opened_frame, rows_from
from trackrecord.workbook.new import write_workbook

AS_OF = date(2025, 6, 30)
NAMES = ("forecasts", "questions", "outcomes")


def write_record(folder: Path, size: int) -> None:
    """Forecasts of 1,000 people on a fiftieth as many questions, of all shapes, most revised."""
    draw = np.random.default_rng(1)
    asked = max(50, size // 50)
    again = np.maximum(np.arange(size) - draw.integers(1, 2000, size), 0)
    row = np.where(draw.random(size) < 0.6, again, np.arange(size))
    question, who = draw.integers(0, asked, size)[row], draw.integers(0, 1000, size)[row]
    resolves = np.datetime64("2020-01-01") + draw.integers(100, 2500, asked).astype("m8[D]")
    usual = draw.uniform(1000, 5000, asked)
    unit = np.array(["date", "yes/no", "cars", "CNY"])
    days = (resolves - np.datetime64("1970-01-01")).astype(float)
    kind = question % 4
    middle = np.select(
        [kind == 0, kind == 1],
        [days[question] + draw.integers(-200, 200, size), np.round(draw.random(size), 2)],
        usual[question] * draw.lognormal(0, 0.3, size),
    )
    half = np.select(
        [kind == 0, kind == 1],
        [draw.integers(0, 60, size), 0],
        middle * 0.1 * (draw.random(size) < 0.7),
    )
    low = np.where((draw.random(size) < 0.1) & (kind != 1), np.nan, middle - half)
    number = np.arange(size)
    pl.DataFrame(
        {
            "forecast": number.astype(str),
            "question": np.char.add("question ", question.astype(str)),
            "forecaster": np.char.add("forecaster ", who.astype(str)),
            "claim": np.where(draw.random(size) < 0.97, "forecast", "goal"),
            "issued": resolves[question] - draw.integers(1, 400, size).astype("m8[D]"),
            "wording": np.char.add("about ", np.round(middle, 1).astype(str)),
            "low": low,
            "high": middle + half,
            "level": np.where(draw.random(size) < 0.3, 0.5, np.nan),
            "row": number,
        }
    ).with_columns(
        pl.col("low", "level").fill_nan(None), pl.col("issued").cast(pl.Date)
    ).write_parquet(folder / "forecasts.parquet")
    key = np.char.add("question ", np.arange(asked).astype(str))
    questions = pl.DataFrame(
        {"question": key, "unit": unit[np.arange(asked) % 4], "resolves": resolves}
    ).with_columns(pl.col("resolves").cast(pl.Date))
    questions.write_parquet(folder / "questions.parquet")
    values = [
        (str(resolves[n] - 30), "yes", f"{usual[n]:.2f}", f"{usual[n]:.2f}")[n % 4]
        for n in range(asked)
    ]
    outcomes = questions.select("question", pl.Series("value", values), known="resolves")
    outcomes.filter(pl.Series(draw.random(asked) < 0.8)).write_parquet(folder / "outcomes.parquet")


def reader(engine: str) -> Callable[[Path], Any]:
    """How everybody opens a Parquet file with an engine."""
    if engine == "polars":
        return pl.scan_parquet
    if engine == "duckdb":
        connection = duckdb.connect()
        return lambda path: connection.read_parquet(str(path))
    from pyspark.sql import SparkSession  # noqa: PLC0415 - a group of its own

    read = SparkSession.builder.getOrCreate().read  # pyright: ignore[reportAttributeAccessIssue]
    return lambda path: read.parquet(str(path))


def reading_and_grouping(folder: Path, engine: str) -> int:
    """Every column of the file, by question and forecaster."""
    import narwhals as nw  # noqa: PLC0415 - beside what it is compared with

    rows = opened_frame(reader(engine)(folder / "forecasts.parquet"))
    groups = rows.group_by("question", "forecaster").agg(
        nw.col("low", "high", "level").mean(),
        nw.col("issued", "row", "forecast", "claim", "wording").max(),
    )
    named = [name for name in groups.collect_schema().names() if name not in {"low", "high"}]
    whole = groups.select(nw.col("low", "high").sum(), nw.col(*named).max())
    return len(rows_from(whole))


def scoring(folder: Path, engine: str) -> int:
    """Every forecast with its scores, and the leaderboard of all."""
    read = reader(engine)
    assessed = tr.frames.assess(*(read(folder / f"{name}.parquet") for name in NAMES), AS_OF)
    return len(rows_from(opened_frame(tr.frames.leaderboard(assessed))))


def seconds(action: Callable[[], object], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def measure(folder: Path, engine: str) -> str:
    times = 3
    if engine == "spark":
        reading_and_grouping(folder, engine)
        times = 1
    plain = seconds(lambda: reading_and_grouping(folder, engine), times)
    ours = seconds(lambda: scoring(folder, engine), times)
    return f"{ours / plain:.1f} times reading and grouping ({ours:.2f} s over {plain:.2f} s)"


def workbooks(folder: Path) -> str:
    """Forty workbooks of 500 forecasts scored as one, over the time to read each."""
    from bench import record  # noqa: PLC0415 - its record

    places = [folder / f"desk {number}.xlsx" for number in range(40)]
    for place in places:
        write_workbook(place, record(500), AS_OF)
    apart = seconds(lambda: [read_checked(place) for place in places], 2)

    def together() -> None:
        made = read_places(places, AS_OF).record
        standings(made, AS_OF, assess(made, AS_OF))

    return f"{seconds(together, 2) / apart:.2f} times the sum of reading them ({apart:.1f} s)"


def main() -> None:
    if sys.argv[1:2] == ["one"]:  # a process of its own, for its memory
        engine, place = sys.argv[2:4]
        print(measure(Path(place), engine), end=", ")
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    engines = sys.argv[2:] or ["polars", "duckdb", *(["spark"] if find_spec("pyspark") else [])]
    with tempfile.TemporaryDirectory() as made:
        for rows in (size // 10, size):
            folder = Path(made) / str(rows)
            folder.mkdir()
            write_record(folder, rows)
            for engine in engines:
                command = [sys.executable, __file__, "one", engine, str(folder)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                print(f"{rows:,} forecasts, {engine}: {done.stdout.strip().splitlines()[-1]}")
        print(f"40 workbooks of 500 forecasts as one: {workbooks(Path(made))}")


if __name__ == "__main__":
    main()
