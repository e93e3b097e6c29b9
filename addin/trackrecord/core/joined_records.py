"""Several records as one: forecasters and questions are joined by key, and clashes are named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from trackrecord.core.comparing.baselines import AGGREGATE
from trackrecord.core.keys import folded
from trackrecord.core.model import Forecast, Forecaster, Outcome, Problem, Question, Record
from trackrecord.language import say

# What a key must mean everywhere; topic and event may be blank in one place.
_ASKED_ALIKE = ("Unit", "Resolves", "Topic", "Event")
_KNOWN_ALIKE = ("Value", "Until")
_KIND_ALIKE = ("Kind",)
_MAY_BE_BLANK = ("Topic", "Event")


@dataclass(frozen=True, slots=True)
class JoinedRecords:
    """The record, the place of each forecast in it, what clashes, and what is worth knowing."""

    record: Record
    places: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def join_records(parts: Sequence[tuple[str, Record]]) -> JoinedRecords:
    """Records by the names of their places, as one; the settings are those of the first.

    A question that has another unit, day, topic or event elsewhere, an outcome that differs, and a
    forecaster who is a baseline in one place only are problems: each names both places, and the
    first one counts. Of one outcome that became known on different days the earliest day counts.

    >>> from datetime import date
    >>> one = Record(questions=(Question("q", "?", "cars", date(2024, 1, 1), "c"),))
    >>> other = Record(questions=(Question("q", "?", "vans", date(2024, 1, 1), "c"),))
    >>> made = join_records([("a.xlsx", one), ("b.xlsx", other)])
    >>> print(made.problems[0].message)
    'q' has Unit vans in b.xlsx, and cars in a.xlsx: give one another key, or make them alike
    """
    problems: list[Problem] = []
    questions = _RowsByKey(_ASKED_ALIKE, problems)
    people = _RowsByKey(_KIND_ALIKE, problems)
    outcomes = _RowsByKey(_KNOWN_ALIKE, problems)
    forecasts: list[Forecast] = []
    places: list[str] = []
    said_elsewhere: dict[tuple[object, ...], str] = {}
    again = 0
    for place, record in parts:
        for question in record.questions:
            questions.add(place, question.question, question)
        for person in record.forecasters:
            people.add(place, person.forecaster, person)
        for outcome in record.outcomes:
            if outcome.value is not None:
                outcomes.add(place, outcome.question, outcome)
        for forecast in record.forecasts:
            if said_elsewhere.setdefault(_identity(forecast), place) != place:
                again += 1
                continue
            forecasts.append(forecast)
            places.append(place)
    settings = parts[0][1].settings if parts else Record().settings
    said = tuple(
        replace(row, question=questions.key(row.question), forecaster=people.key(row.forecaster))
        for row in forecasts
    )
    known = tuple(replace(row, question=questions.key(row.question)) for row in outcomes.rows())
    joined = Record(people.rows(), questions.rows(), said, known, settings=settings)
    others = [place for place, record in parts if record.settings != settings]
    notes = []
    if again:
        notes.append(say("{n} forecast(s) stand in several places, and count once", n=again))
    if others:
        notes.append(
            say(
                "the settings are those of {first}; {others} would have others",
                first=parts[0][0],
                others=", ".join(others),
            )
        )
    return JoinedRecords(joined, tuple(places), tuple(problems), tuple(notes))


def _identity(row: Forecast) -> tuple[object, ...]:
    """What is the same forecast, wherever it is written down."""
    who = folded(row.question), folded(row.forecaster), row.claim, row.issued, folded(row.wording)
    return (*who, row.low, row.best, row.high, row.level)


class _RowsByKey:
    """The rows of one table by key, and where the first of each was found."""

    def __init__(self, same: Sequence[str], problems: list[Problem]) -> None:
        self._same = same
        self._problems = problems
        self._found: dict[str, tuple[str, str, Any]] = {}  # place, key as it is spelled, row

    def add(self, place: str, key: str, row: Any) -> None:  # noqa: ANN401 - a row of a table
        """A row of a place; a problem, if the same key means something else elsewhere."""
        first, spelled, before = self._found.setdefault(folded(key), (place, key, row))
        if before is row:
            return
        for header in self._same:
            one, other = _compared(before, header), _compared(row, header)
            if one != other and not (header in _MAY_BE_BLANK and "" in (one, other)):
                said = _clash(key, header, (place, other), (first, one))
                self._problems.append(Problem(row.where, said))
        self._found[folded(key)] = first, spelled, _merged(before, row)

    def key(self, key: str) -> str:
        """A key as the first place spells it."""
        found = self._found.get(folded(key))
        return found[1] if found else key

    def rows(self) -> tuple[Any, ...]:
        """One row of each key, in the order in which they were found."""
        return tuple(row for *_, row in self._found.values())


def _clash(key: str, header: str, found: tuple[str, str], first: tuple[str, str]) -> str:
    """What a key means in two places, each a place and a value, in a sentence."""
    return say(
        "'{key}' has {header} {other} in {place}, and {one} in {first}: give one another key, or "
        "make them alike",
        key=key,
        header=header,
        other=found[1],
        place=found[0],
        one=first[1],
        first=first[0],
    )


def _compared(row: Any, header: str) -> str:  # noqa: ANN401 - a row of a table
    """What is compared of a row: a kind is a baseline's, or any other."""
    value = getattr(row, header.lower())
    if header == "Kind":
        return AGGREGATE if folded(value) == AGGREGATE else say("another kind")
    return "" if value is None else folded(str(value))


def _merged(
    first: Forecaster | Question | Outcome, other: Forecaster | Question | Outcome
) -> Forecaster | Question | Outcome:
    """The first row, with what it leaves blank and the other has."""
    if isinstance(first, Question) and isinstance(other, Question):
        return replace(first, topic=first.topic or other.topic, event=first.event or other.event)
    if isinstance(first, Outcome) and isinstance(other, Outcome):
        known = [day for day in (first.known, other.known) if day is not None]
        return replace(first, known=min(known, default=None))
    return first
