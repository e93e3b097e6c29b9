"""Large records scored by an engine of data frames: Polars, DuckDB or Spark."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from trackrecord.actions.reading import read_checked
from trackrecord.actions.scoring.several_places import Wanted, is_workbook_name
from trackrecord.core.model import Settings
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.files.reading import open_file
from trackrecord.files.writing import write_file
from trackrecord.language import say
from trackrecord.tables.record import RECORD

if TYPE_CHECKING:
    from trackrecord.frames.engine_files import EngineFiles

BYTES_FOR_AN_ENGINE = 50_000_000  # of tables; from so many on Python is too slow
_LIBRARY = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}
_EXTRA_OF = {"polars": "frames,parquet", "duckdb": "duckdb", "spark": "spark"}
_THEIRS = {"polars", "duckdb", "_duckdb", "pyspark", "py4j", "narwhals"}
_LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class EngineScores:
    """What an engine computed: rows of the tables, and what is wrong."""

    engine: str
    as_of: date
    settings: Settings
    leaderboard: list[dict[str, Any]]
    scorecard: list[dict[str, Any]]
    calibration: list[dict[str, Any]]
    problems: tuple[str, ...]


def engine_for(places: Sequence[Path], wanted: str | None) -> str | None:
    """The engine that scores places: as asked for, or one that is installed if they are large.

    Refused where it is not installed.
    """
    if wanted is None:
        if sum(map(_bytes_of, places)) < BYTES_FOR_AN_ENGINE:
            return None
        able = (name for name in ("duckdb", "polars") if find_spec(_LIBRARY[name]))
        wanted = next(able, "duckdb")
    if not (find_spec("narwhals") and find_spec(_LIBRARY[wanted])):
        raise Refused(
            say(
                "{engine} is not installed: pip install 'trackrecord[{extra}]'",
                engine=wanted,
                extra=_EXTRA_OF[wanted],
            )
        )
    return wanted


def _bytes_of(place: Path) -> int:
    """The bytes of the tables in a place; a workbook is read as it is, however large."""
    if place.is_dir():
        return sum(path.stat().st_size for path in _tables_in(place).values())
    return 0 if is_workbook_name(place) else place.stat().st_size


def score_places(places: Sequence[Path], engine: str, wanted: Wanted) -> EngineScores:
    """The scores of places as one record, computed by an engine."""
    from trackrecord import frames  # noqa: PLC0415 - an extra
    from trackrecord.frames import places as in_engine  # noqa: PLC0415 - as above
    from trackrecord.frames.engine_files import engine_files  # noqa: PLC0415 - as above
    from trackrecord.frames.joined_frames import clashes, joined_tables  # noqa: PLC0415 - as above

    if wanted.target is not None and os.path.lexists(wanted.target):
        raise Refused(
            say("{target} exists; name another file, or take it away", target=wanted.target)
        )
    files = engine_files(engine)
    with _as_tables(places) as (found, own, bad_cells), _refused_by(engine):
        settings, as_of = wanted.settings(own), wanted.day(own)
        parts = in_engine.tables_of_places(found, files)
        tables = joined_tables(parts)
        wanted.require_topic(in_engine.topics_in(tables))
        problems = [*bad_cells, *clashes(parts)]
        problems += in_engine.wrong_questions(tables, as_of)
        part = in_engine.Slice(wanted.lead, wanted.issued)
        assessed = in_engine.assessed_places(tables, as_of, settings, part)
        with frames.computed_once(assessed) as rows:
            problems += _not_scored(*in_engine.unreadable_rows(rows))
            if wanted.target is not None:
                _write_scores(files, rows, wanted.target, engine)
            return EngineScores(
                engine,
                as_of,
                settings,
                frames.leaderboard_rows(rows, as_of, tables.forecasters, settings),
                frames.scorecard_rows(rows, as_of, tables.forecasters, settings),
                frames.calibration_rows(rows, settings),
                tuple(problems),
            )


def _write_scores(files: "EngineFiles", rows: Any, target: Path, engine: str) -> None:  # noqa: ANN401
    """All scores into a new file, in one step; Spark writes a folder, in its own steps."""
    if engine == "spark":
        files.write(rows, target)
        return
    with TemporaryDirectory() as folder:
        made = Path(folder) / f"made{target.suffix.lower()}"
        files.write(rows, made)
        with open_file(made) as source:
            write_file(target, partial(shutil.copyfileobj, source))


def _not_scored(n: int, first: Sequence[dict[str, Any]]) -> list[str]:
    said = [
        say(
            "{place}: forecast '{forecast}' of '{question}' cannot be scored: Issued {issued}, Low "
            "{low}, High {high}, Level {level}, of a question in {unit}",
            place=row["place"],
            forecast=row["forecast"],
            question=row["question"],
            low=row["low"] or say("blank"),
            high=row["high"] or say("blank"),
            issued=row["issued"] or say("blank"),
            level=row["level"] or say("blank"),
            unit=row["unit"] or say("no unit: there is no such question"),
        )
        for row in first
    ]
    more = n - len(first)
    return [*said, say("… and {n:,} more such forecasts", n=more)] if more > 0 else said


@contextmanager
def _refused_by(engine: str) -> Iterator[None]:
    """Refused, where the engine says no: a file that it cannot read, a disk that is full."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.split(".")[0] not in _THEIRS:
            raise
        reason = " ".join(str(error).split())[:_LONGEST_REASON]
        raise Refused(
            say("{engine} could not do it: {reason}", engine=engine, reason=reason)
        ) from error


@contextmanager
def _as_tables(places: Sequence[Path]) -> Iterator[tuple[list[Any], Settings, list[str]]]:
    """The places as files that an engine reads: a workbook becomes a folder of CSV files first."""
    from trackrecord.frames.places import Place  # noqa: PLC0415 - an extra

    found: list[Place] = []
    problems: list[str] = []
    settings = Settings()
    with TemporaryDirectory() as folder:
        for number, place in enumerate(places):
            if is_workbook_name(place) and not place.is_dir():
                record, own = read_checked(place)
                problems += [f"{place}: {problem}" for problem in own]
                settings = record.settings if number == 0 else settings
                made = Path(folder) / str(number)
                csv_folder.write_folder(made, record)
                found.append(Place(str(place), _tables_in(made)))
            elif place.is_dir():
                found.append(Place(str(place), _tables_in(place)))
            else:
                found.append(Place(str(place), {"long": place}, is_long=True))
        yield found, settings, problems


def _tables_in(folder: Path) -> dict[str, Path]:
    """The tables of a record folder, Parquet before CSV."""
    found: dict[str, Path] = {}
    for table in RECORD:
        name = table.name.lower()
        for path in (folder / f"{name}.parquet", folder / table.file):
            if path.is_file():
                found.setdefault(name, path)
    return found
