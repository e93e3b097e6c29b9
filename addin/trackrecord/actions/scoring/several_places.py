"""Several workbooks, folders and tables, read as one record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from trackrecord.actions.reading import read_any, read_checked
from trackrecord.core.joined_records import JoinedRecords, join_records
from trackrecord.core.keys import folded
from trackrecord.core.model import Counts, Imputed, Problem, Record, Settings
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.language import say

_WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
_TABLE_ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: which day, which rule, which part, and where the scores go."""

    today: date
    as_of: date | None = None  # None: as the record's settings say, else today
    counts: str | None = None
    topic: str | None = None
    without_imputed: bool = False
    lead: tuple[float, float] | None = None
    issued: tuple[date, date] | None = None
    target: Path | None = None

    def settings(self, own: Settings) -> Settings:
        """The settings of a record, with those that are asked for in their place."""
        if self.without_imputed:
            own = replace(own, imputed=Imputed.NO)
        if self.counts:
            own = replace(own, counts=Counts(self.counts))
        return own if self.topic is None else replace(own, topic=self.topic)

    def day(self, own: Settings) -> date:
        """The day of the scores, as asked for, or as the settings of a record say."""
        return self.as_of or own.as_of or self.today

    def require_topic(self, known: Iterable[str]) -> None:
        """Refused where a topic is asked for that no question has."""
        topics = {folded(topic): topic.strip() for topic in known if topic.strip()}
        if self.topic is not None and folded(self.topic) not in topics:
            there = say("no question has a topic")
            if topics:
                there = say("there are: {topics}", topics=", ".join(sorted(topics.values())))
            raise Refused(
                say("no question has the topic '{topic}'; {there}", topic=self.topic, there=there)
            )


def places_in(given: Sequence[Path]) -> list[Path]:
    """The records that places name: each as it is, or all that lie in a folder of records.

    Refused where there is none.
    """
    found: list[Path] = []
    for place in given:
        if not place.exists():
            raise Refused(say("{place} does not exist", place=place))
        if not place.is_dir() or is_record_folder(place):
            found.append(place)
            continue
        inside = [path for path in sorted(place.iterdir()) if _is_place(path)]
        if not inside:
            raise Refused(
                say(
                    "{place} holds no record: it is no record folder, and no workbook or table is "
                    "in it",
                    place=place,
                )
            )
        found += inside
    # What is named twice, or named and found, is one.
    return list({path.resolve(): path for path in found}.values())


def is_record_folder(path: Path) -> bool:
    """Does a folder hold the tables of a record, as CSV or as Parquet?"""
    return path.is_dir() and (csv_folder.is_record(path) or (path / "forecasts.parquet").is_file())


def _is_place(path: Path) -> bool:
    if path.name.startswith((".", "~")):
        return False
    if path.is_dir():
        return is_record_folder(path)
    return path.suffix.lower() in (*_WORKBOOK_ENDINGS, *_TABLE_ENDINGS)


def is_workbook_name(path: Path) -> bool:
    """Is a file called as workbooks are?"""
    return path.suffix.lower() in _WORKBOOK_ENDINGS


def read_places(places: Sequence[Path], today: date) -> JoinedRecords:
    """The records that `places_in` found, as one, with the problems of each and what clashes."""
    parts: list[tuple[str, Record]] = []
    problems: list[Problem] = []
    for place in places:
        record, own = _record_in(place, today)
        parts.append((str(place), record))
        problems += [problem_in_place(problem, place) for problem in own]
    joined = join_records(parts)
    return replace(joined, problems=(*problems, *joined.problems))


def is_one_record(place: Path) -> bool:
    """Is a place a record by itself: a record folder or a workbook, or nothing at all?"""
    if place.is_dir():
        return csv_folder.is_record(place)
    return is_workbook_name(place) or not place.exists()


def _record_in(place: Path, today: date) -> tuple[Record, list[Problem]]:
    if place.is_dir() or is_workbook_name(place):
        return read_checked(place)
    read = read_any([place], today=today)
    return read.record, read.problems


def problem_in_place(problem: Problem, place: Path) -> Problem:
    """A problem of a record, with the place that the record is from."""
    where = problem.where
    file = str(place / where.file) if where.file and place.is_dir() else where.file and str(place)
    return replace(problem, where=where._replace(table=f"{place}, {where.table}", file=file))
