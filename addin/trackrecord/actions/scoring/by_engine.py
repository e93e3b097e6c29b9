"""Large records scored by an engine of data frames: Polars, DuckDB or Spark."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from trackrecord.actions.reading import read_checked
from trackrecord.actions.scoring.about_forecasts import record_without_forecasts, write_spellings
from trackrecord.actions.scoring.several_places import Wanted, is_workbook_name, problem_in_place
from trackrecord.core.joined_records import JoinedRecords, join_records
from trackrecord.core.model import Problem, Record, Settings
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.exchange.csv_screened import screened
from trackrecord.files.reading import open_file
from trackrecord.files.writing import write_file
from trackrecord.language import say
from trackrecord.tables.record import FORECASTS, QUESTIONS, RECORD

if TYPE_CHECKING:
    from trackrecord.frames.engine_files import EngineFiles
    from trackrecord.frames.places import Place
    from trackrecord.frames.record_frames import Tables

BYTES_FOR_AN_ENGINE = 50_000_000  # of tables; from so many on Python is too slow
_LIBRARY = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}
_EXTRA_OF = {"polars": "frames,parquet", "duckdb": "duckdb", "spark": "spark"}
_THEIRS = {"polars", "duckdb", "_duckdb", "pyspark", "py4j", "narwhals"}
_LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class EngineScores:
    """What an engine computed: rows of the tables; what is wrong, and what is worth knowing."""

    engine: str
    as_of: date
    settings: Settings
    leaderboard: list[dict[str, Any]]
    scorecard: list[dict[str, Any]]
    calibration: list[dict[str, Any]]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def engine_for(places: Sequence[Path], wanted: str | None) -> str | None:
    """The engine that scores places: as asked for, or one that is installed where it is needed.

    That is for large places, and for folders of Parquet files.

    Refused where it is not installed.
    """
    if wanted is None:
        by_python = not any(map(_only_parquet, places))
        if by_python and sum(map(_bytes_of, places)) < BYTES_FOR_AN_ENGINE:
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


def _only_parquet(place: Path) -> bool:
    """Is a place a folder that Python reads no record from?"""
    return place.is_dir() and not csv_folder.is_record(place)


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

    if wanted.target is not None and os.path.lexists(wanted.target):
        raise Refused(
            say("{target} exists; name another file, or take it away", target=wanted.target)
        )
    files = engine_files(engine)
    with TemporaryDirectory() as scratch, _refused_by(engine):
        joined, problems, found = _about_all(places, Path(scratch), files)
        about = joined.record
        settings, as_of = wanted.settings(about.settings), wanted.day(about.settings)
        wanted.require_topic(row.topic for row in about.questions)
        tables = _tables_in_engine(about, found, Path(scratch), files)
        part = in_engine.Slice(settings.topic, wanted.lead, wanted.issued)
        with ExitStack() as once:
            assessed = frames.assess(*tables[:3], as_of, settings)
            rows = once.enter_context(frames.computed_once(assessed))
            problems += _not_scored(*in_engine.unreadable_rows(rows))
            if part != in_engine.Slice():
                sliced = in_engine.sliced_rows(rows, settings, part)
                rows = once.enter_context(frames.computed_once(sliced))
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
                joined.notes,
            )


def _write_scores(files: "EngineFiles", rows: Any, target: Path, engine: str) -> None:  # noqa: ANN401
    """All scores into a new file, in one step; Spark writes a folder, in its own steps."""
    if target.suffix.lower() == ".csv":
        from trackrecord.frames.engine_files import texts_shielded  # noqa: PLC0415 - an extra

        rows = texts_shielded(rows)
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
            "{place}: forecast '{forecast}' of '{question}' cannot be scored: Claim {claim}, "
            "Forecaster {forecaster}, Issued {issued}, Low {low}, High {high}, Level {level}, of a "
            "question in {unit}",
            place=row["place"],
            forecast=row["forecast"],
            question=row["question"],
            claim=row["claim"] or say("blank"),
            forecaster=row["forecaster"] or say("blank"),
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


def _about_all(
    places: Sequence[Path], scratch: Path, files: "EngineFiles"
) -> tuple[JoinedRecords, list[str], list["Place"]]:
    """What the forecasts are about, as one record; its problems; where the forecasts lie.

    The forecasts of a workbook become a CSV file first.
    """
    from trackrecord.frames.places import Place  # noqa: PLC0415 - an extra

    found: list[Place] = []
    parts: list[tuple[str, Record]] = []
    problems: list[Problem] = []
    for number, path in enumerate(places):
        if is_workbook_name(path) and not path.is_dir():
            record, own = read_checked(path)
            made = scratch / str(number)
            csv_folder.write_folder(made, record)
            place = Place(str(path), _tables_in(made))
            record = replace(record, forecasts=())
        else:
            place = Place(str(path), {"long": path}, is_long=True)
            if path.is_dir():
                place = Place(str(path), _tables_in(path))
            wrong: list[Problem] = []
            place = _screened(place, scratch / str(number), wrong)
            record, own = record_without_forecasts(place, files)
            own = [*wrong, *own]
        found.append(place)
        parts.append((str(path), record))
        problems += [problem_in_place(problem, path) for problem in own]
    if all(place.path_of(QUESTIONS) is None for place in found):
        raise Refused(say("no place has a table {table}", table=QUESTIONS.name))
    joined = join_records(parts)
    return joined, [str(one) for one in (*problems, *joined.problems)], found


def _screened(place: "Place", scratch: Path, problems: list[Problem]) -> "Place":
    """The place with a file of forecasts that every engine reads as we do."""
    path = place.path_of(FORECASTS)
    if path is None or path.suffix.lower() != ".csv":
        return place
    scratch.mkdir()
    read = screened(path, FORECASTS, scratch / path.name, problems, is_long=place.is_long)
    tables = {name: of for name, of in place.tables.items() if of != path}
    if read is not None:
        tables |= {name: read for name, of in place.tables.items() if of == path}
    return replace(place, tables=tables)


def _tables_in_engine(
    joined: Record, found: Sequence["Place"], scratch: Path, files: "EngineFiles"
) -> "Tables":
    """The tables of one record in an engine; forecasts spell their keys as the record does."""
    from trackrecord.frames import joined_frames as forecasts  # noqa: PLC0415 - an extra
    from trackrecord.frames import places as in_engine  # noqa: PLC0415 - as above

    folder = scratch / "joined"
    csv_folder.write_folder(folder, joined)
    said = in_engine.forecasts_of_places(found, files)
    known = {
        "question": [row.question for row in joined.questions],
        "forecaster": [row.forecaster for row in joined.forecasters],
    }
    for key, keys in forecasts.keys_said(said).items():
        path = scratch / f"{key}.csv"
        if write_spellings(path, keys, known[key]):
            said = forecasts.with_spellings(said, key, files.read_csv(path))
    about = in_engine.Place("", _tables_in(folder))
    return in_engine.joined_tables(forecasts.said_once(said, len(found)), about, files)


def _tables_in(folder: Path) -> dict[str, Path]:
    """The tables of a record folder, Parquet before CSV."""
    found: dict[str, Path] = {}
    for table in RECORD:
        name = table.name.lower()
        for path in (folder / f"{name}.parquet", folder / table.file):
            if path.is_file():
                found.setdefault(name, path)
    return found
