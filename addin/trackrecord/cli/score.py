"""The command score: the leaderboard and the scores of a record."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from trackrecord import clock
from trackrecord.actions.reading import read_checked
from trackrecord.actions.scoring.by_engine import engine_for, score_places
from trackrecord.actions.scoring.several_places import Wanted, is_one_record, places_in, read_places
from trackrecord.cli import report
from trackrecord.cli.documents import engine_document, score_document
from trackrecord.cli.output import print_json, say, say_first_problems, say_problems
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.comparing.choosing import sliced
from trackrecord.core.keys import folded
from trackrecord.core.model import Problem, Record
from trackrecord.errors import Refused


def score(chosen: Namespace) -> int:
    """The leaderboard and the scores of a record, or of a slice of it."""
    if chosen.to is not None and chosen.to.suffix.lower() not in {".parquet", ".csv"}:
        raise Refused(f"{chosen.to} is neither a .parquet nor a .csv; nothing was written")
    wanted = Wanted(
        today=clock.today(),
        as_of=chosen.as_of,
        counts=chosen.counts,
        topic=chosen.topic,
        without_imputed=chosen.without_imputed,
        lead=chosen.lead,
        issued=chosen.issued,
        target=chosen.to,
    )
    found = places_in(chosen.places)
    engine = engine_for(found, chosen.engine)
    if engine is None and chosen.to is not None:
        engine = engine_for(found, "polars")
    if engine is not None:
        return _score_by_engine(chosen, found, engine, wanted)
    record, problems, places = _read(chosen, found)
    as_of = wanted.day(record.settings)
    record = _with_options(record, wanted)
    rows = _slice(assess(record, as_of), record, chosen)
    if chosen.json:
        print_json(score_document(record, as_of, rows, places))
    else:
        report.show_leaderboard(record, as_of, rows, whole=chosen.all)
    say_first_problems(problems)
    return 1 if problems else 0


def _score_by_engine(chosen: Namespace, found: Sequence[Path], engine: str, wanted: Wanted) -> int:
    """The same by an engine of data frames, without the sentences."""
    made = score_places(found, engine, wanted)
    for note in made.notes:
        say(note)
    if chosen.json:
        print_json(engine_document(made))
    else:
        report.show_board_of_engine(
            made.leaderboard, made.settings.counts, made.settings.days_ahead, whole=chosen.all
        )
    if chosen.to is not None:
        say(f"Written: {chosen.to}, every forecast with its scores.")
    say_problems(made.problems)
    return 1 if made.problems else 0


def _read(
    chosen: Namespace, found: Sequence[Path]
) -> tuple[Record, Sequence[Problem], Sequence[str]]:
    """The record in a place, or in several as one; its problems; where each forecast is from."""
    places = chosen.places
    if len(places) == 1 and is_one_record(places[0]):
        record, problems = read_checked(places[0])
        return record, problems, ()
    joined = read_places(found, clock.today())
    for note in joined.notes:
        say(note)
    return joined.record, joined.problems, joined.places


def _with_options(record: Record, wanted: Wanted) -> Record:
    """The record with the settings that options stand for. Refused where a topic is not there."""
    wanted.require_topic(row.topic for row in record.questions)
    return replace(record, settings=wanted.settings(record.settings))


def _slice(rows: Sequence[Assessment], record: Record, chosen: Namespace) -> Sequence[Assessment]:
    """The rows that options ask for, without those said after the day."""
    least, most = chosen.lead or (float("-inf"), float("inf"))
    first, last = chosen.issued or (date.min, date.max)
    topic = folded(record.settings.topic)

    def wanted(row: Assessment) -> bool:
        if row.lead is None or row.question is None:
            return not (chosen.lead or topic) and first <= row.forecast.issued <= last
        return (
            least <= row.lead <= most
            and first <= row.forecast.issued <= last
            and (not topic or folded(row.question.topic) == topic)
        )

    if not (chosen.lead or chosen.issued or topic):
        return rows
    return sliced(rows, record.settings, wanted)
