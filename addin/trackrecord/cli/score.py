"""The command score: the leaderboard and the scores of a record."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trackrecord import clock
from trackrecord.actions.reading import read_checked
from trackrecord.actions.scoring.by_engine import Wanted, engine_for, score_places
from trackrecord.actions.scoring.several_places import is_one_record, read_places
from trackrecord.cli import report
from trackrecord.cli.documents import engine_document, score_document
from trackrecord.cli.output import print_json, say, say_first_problems
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import Assessment
from trackrecord.core.comparing.choosing import sliced
from trackrecord.core.model import Counts, Imputed, Problem, Record
from trackrecord.errors import Refused


def score(chosen: Namespace) -> int:
    """The leaderboard and the scores of a record, or of a slice of it."""
    if chosen.to is not None and chosen.to.suffix.lower() not in {".parquet", ".csv"}:
        raise Refused(f"{chosen.to} is neither a .parquet nor a .csv; nothing was written")
    engine = engine_for(chosen.places, chosen.engine)
    if engine is None and chosen.to is not None:
        engine = engine_for(chosen.places, "polars")
    if engine is not None:
        return _score_by_engine(chosen, engine)
    record, problems, places = _read(chosen)
    as_of = chosen.as_of or record.settings.as_of or clock.today()
    record = _with_options(record, chosen)
    rows = _slice(assess(record, as_of), record, chosen)
    if chosen.json:
        print_json(score_document(record, as_of, rows, places))
    else:
        report.show_leaderboard(record, as_of, rows, whole=chosen.all)
    say_first_problems(problems)
    return 1 if problems else 0


def _score_by_engine(chosen: Namespace, engine: str) -> int:
    """The same by an engine of data frames, without the sentences."""
    wanted = Wanted(
        as_of=chosen.as_of or clock.today(),
        counts=chosen.counts,
        topic=chosen.topic,
        without_imputed=chosen.without_imputed,
        lead=chosen.lead,
        issued=chosen.issued,
        target=chosen.to,
    )
    made = score_places(chosen.places, engine, wanted)
    if chosen.json:
        print_json(engine_document(made, wanted.as_of))
    else:
        report.show_board_of_engine(
            made.leaderboard, made.settings.counts, made.settings.days_ahead, whole=chosen.all
        )
    if chosen.to is not None:
        say(f"Written: {chosen.to}, every forecast with its scores.")
    for problem in made.problems:
        say(problem)
    if made.problems:
        say(f"{len(made.problems)} problem(s).")
    return 1 if made.problems else 0


def _read(chosen: Namespace) -> tuple[Record, Sequence[Problem], Sequence[str]]:
    """The record in a place, or in several as one; its problems; where each forecast is from."""
    places = chosen.places
    if len(places) == 1 and is_one_record(places[0]):
        record, problems = read_checked(places[0])
        return record, problems, ()
    joined = read_places(places, clock.today())
    for note in joined.notes:
        say(note)
    return joined.record, joined.problems, joined.places


def _with_options(record: Record, chosen: Namespace) -> Record:
    """The record with the settings that options stand for."""
    settings = record.settings
    if chosen.without_imputed:
        settings = replace(settings, imputed=Imputed.NO)
    if chosen.counts:
        settings = replace(settings, counts=Counts(chosen.counts))
    if chosen.topic is not None:
        settings = replace(settings, topic=chosen.topic)
        topics = sorted({row.topic.strip() for row in record.questions if row.topic.strip()})
        if chosen.topic.strip().casefold() not in {topic.casefold() for topic in topics}:
            there = f"there are: {', '.join(topics)}" if topics else "no question has a topic"
            raise Refused(f"no question has the topic '{chosen.topic}'; {there}")
    return replace(record, settings=settings)


def _slice(rows: Sequence[Assessment], record: Record, chosen: Namespace) -> Sequence[Assessment]:
    """The rows that options ask for, without those said after the day."""
    least, most = chosen.lead or (float("-inf"), float("inf"))
    first, last = chosen.issued or (date.min, date.max)
    topic = record.settings.topic.strip().casefold()

    def wanted(row: Assessment) -> bool:
        if row.lead is None or row.question is None:
            return not (chosen.lead or topic) and first <= row.forecast.issued <= last
        return (
            least <= row.lead <= most
            and first <= row.forecast.issued <= last
            and (not topic or row.question.topic.strip().casefold() == topic)
        )

    if not (chosen.lead or chosen.issued or topic):
        return rows
    return sliced(rows, record.settings, wanted)
