"""What the commands do to a workbook file: the buttons' actions, for a script.

Each holds the file, makes its change through the journal as a button does, renews what follows
from it, and saves in one step; or it is refused, and the file is as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trackrecord.actions import accuracy
from trackrecord.actions import importing as intake
from trackrecord.actions import on_screen as clicks
from trackrecord.actions.session import Desk, Look, change, look, must_be_readable
from trackrecord.core.changes import Change, applied, text_of
from trackrecord.core.checks import check as check_record
from trackrecord.core.model import (
    Forecast,
    Forecaster,
    Outcome,
    Problem,
    Question,
    Record,
    Value,
    Void,
)
from trackrecord.core.wording.reading import Reading, misread
from trackrecord.core.wording.reading import read as read_wording
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder as folder
from trackrecord.tables.kinds import Kind, parse, plain, unparse
from trackrecord.tables.schema import FORECASTERS, FORECASTS, OUTCOMES, QUESTIONS
from trackrecord.workbook import file_store as splice
from trackrecord.workbook.file import opened, save
from trackrecord.workbook.read import read as read_workbook


@dataclass(frozen=True, slots=True)
class Person:
    """Who gives a command, and when: the day on their calendar, and the moment in UTC."""

    who: str
    today: date
    now: datetime


@contextmanager
def workbook(path: Path, person: Person, about: str = "") -> Iterator[Desk]:
    """A workbook file on the desk, to be changed until the end of the block.

    `about` names the question that all the change is about, if it is about one.
    """
    with opened(path) as book:
        book.about = about
        yield Desk(
            carrier=splice,
            book=book,
            today=person.today,
            now=person.now,
            who=person.who,
            # Who types a command has been asked by typing it.
            ask=lambda _question, _buttons: "yes",
            choose=lambda _title: None,
            open_file=lambda _path: None,
            folder=lambda: path.parent,
            name=path.stem,
        )


def record(  # noqa: PLR0913 - an outcome has as many parts
    path: Path,
    person: Person,
    question: str,
    value: str,
    *,
    known: date,
    source: str,
    note: str = "",
) -> str:
    """Record what happened, in place of what was recorded before, if anything was."""
    with workbook(path, person, question) as desk:
        found = look(desk)
        asked = _question(found, question)
        made = Outcome(question, _value(value, asked), known, person.today, source, note)
        _must_be_sound(found.record, person.today, outcome=made)
        return _put(desk, found, made, "Record outcome", "Change outcome")


def _value(text: str, question: Question) -> Value:
    if question.unit in ("%", "percent"):
        text = text.strip().removesuffix("%")
    try:
        read = parse(Kind.VALUE, text, question.unit)
    except ValueError as problem:
        raise Refused(f"{problem} ('{question.title}'). Nothing was changed") from None
    if not isinstance(read, Value):
        raise Refused("the value is empty; give a date, a number, yes or no, or never")
    if isinstance(read, Void):
        raise Refused(f"for a void, run 'trackrecord void … {question.question} {read}'")
    return read


def void(path: Path, person: Person, question: str, word: Void, note: str) -> str:
    """Judge a question neither right nor wrong."""
    with workbook(path, person, question) as desk:
        found = look(desk)
        _question(found, question)
        old: Outcome | None = found.row(OUTCOMES.name, question)
        made = Outcome(
            question,
            word,
            person.today,
            person.today,
            old.source if old else "",
            note or (old.note if old else ""),
        )
        _must_be_sound(found.record, person.today, outcome=made)
        return _put(desk, found, made, "Void", "Void")


def _question(found: Look, key: str) -> Question:
    question: Question | None = found.row(QUESTIONS.name, key)
    if question is None:
        from difflib import get_close_matches  # noqa: PLC0415 - seldom

        keys = [row.question for row in found.record.questions]
        near = (
            get_close_matches(key.lower(), keys, 5) or [k for k in keys if key.lower() in k] or keys
        )[:5]
        hint = f"; there are for example {', '.join(near)}" if near else ""
        raise Refused(
            f"there is no question '{key}' in Questions{hint} (the command add makes a "
            "new one with --title, --unit, --resolves, --criterion). Nothing was changed"
        )
    must_be_readable(found, OUTCOMES.name, key)
    return question


def _must_be_sound(
    record: Record, today: date, *, outcome: Outcome | None = None, forecast: Forecast | None = None
) -> None:
    """Refused if a new row brings a problem that was not there before."""
    question = outcome.question if outcome else forecast.question if forecast else ""
    restated = forecast.restates if forecast else ""

    def about(rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.question == question)

    before = replace(
        record,
        journal=(),
        questions=about(record.questions),
        outcomes=about(record.outcomes),
        forecasts=about(record.forecasts)
        + tuple(
            row for row in record.forecasts if row.forecast == restated and row.question != question
        ),
    )
    after = replace(before, outcomes=(outcome,)) if outcome else before
    if forecast is not None:
        after = replace(after, forecasts=(*after.forecasts, forecast))
    known = set(_problems(before, today))
    for problem in _problems(after, today):
        if problem not in known:
            raise Refused(f"{problem.message}. Nothing was changed")


def _problems(record: Record, today: date) -> Iterator[Problem]:
    yield from check_record(record, today)
    yield from misread(record)


def _put(desk: Desk, found: Look, made: Outcome, new: str, other: str) -> str:
    old: Outcome | None = found.row(OUTCOMES.name, made.question)
    shown = plain(unparse(made.value))
    if old is not None and (old.value, old.known, old.source, old.note) == (
        made.value,
        made.known,
        made.source,
        made.note,
    ):
        return f"'{made.question}' is {shown} already; nothing was changed."
    name = new if old is None or old.value is None else other
    changes = [Change(OUTCOMES.name, made.question, text_of(old), text_of(made))]
    after = change(desk, found, name, changes)
    was = plain(unparse(old.value)) if old is not None and old.value is not None else ""
    was = f" (it was {was})" if was and was != shown else ""
    return _saved(
        desk, applied(after, changes), {made.question}, f"'{made.question}' is {shown}{was}."
    )


def _saved(desk: Desk, record: Record, questions: set[str], said: str) -> str:
    """Renew what follows from a change, save, and say what was done."""
    as_of = record.settings.as_of or desk.today
    if not desk.book.is_large:
        accuracy.renew(desk, record, as_of)
    else:
        accuracy.renew_some(desk, record, as_of, questions)
        said += (
            f" Scores are renewed; the Leaderboard and the Dashboard when the file is opened, "
            f"or by 'trackrecord compute {desk.book.path.name}'."
        )
    save(desk.book)
    return said


def undo(path: Path, person: Person) -> str:
    """Take the last action back."""
    with workbook(path, person) as desk:
        said, after, changes = clicks.take_back(desk)
        return _saved(desk, after, _questions(after, changes), said)


def _questions(record: Record, changes: Sequence[Change]) -> set[str]:
    """The questions that some changes are about."""
    found = {change.key for change in changes if change.table in (QUESTIONS.name, OUTCOMES.name)}
    keys = {change.key for change in changes if change.table == FORECASTS.name}
    return found | {row.question for row in record.forecasts if row.forecast in keys}


def add(
    path: Path,
    person: Person,
    forecast: Forecast,
    *,
    question: Question | None = None,
    forecaster: Forecaster | None = None,
) -> str:
    """Add a forecast, with Low and High read from its wording where neither is given.

    `question` and `forecaster` are added with it, if they are given.
    """
    with workbook(path, person) as desk:
        found = look(desk)
        asked = question or _question(found, forecast.question)
        who: Forecaster | None = forecaster or found.row(FORECASTERS.name, forecast.forecaster)
        if who is None:
            raise Refused(
                f"there is no forecaster '{forecast.forecaster}' in Forecasters; add them with "
                "--kind (analyst, company …). Nothing was changed"
            )
        forecast = replace(
            forecast, forecast=forecast.forecast or clicks.free_key(found, asked.question)
        )
        said = ""
        if forecast.low is None and forecast.high is None:
            reading = _read(forecast, asked, found.record)
            forecast = replace(
                forecast, low=reading.low, high=reading.high, level=forecast.level or reading.level
            )
            said = f"“{forecast.wording}” was read as {accuracy.ends(forecast)}. "
        _must_be_filled(forecast)
        with_them = replace(
            found.record,
            questions=(*found.record.questions, *([question] if question else [])),
            forecasters=(*found.record.forecasters, *([forecaster] if forecaster else [])),
        )
        _must_be_sound(with_them, person.today, forecast=forecast)
        changes = [
            Change(name, key, "", text_of(row))
            for name, key, row in (
                (FORECASTERS.name, who.forecaster, forecaster),
                (QUESTIONS.name, asked.question, question),
                (FORECASTS.name, forecast.forecast, forecast),
            )
            if row is not None
        ]
        after = applied(change(desk, found, "Add forecast", changes), changes)
        return _saved(desk, after, {asked.question}, f"{said}'{forecast.forecast}' was added.")


def _must_be_filled(forecast: Forecast) -> None:
    """Refused if a cell of a new forecast is empty that may not be."""
    for column in FORECASTS.inputs:
        if not column.blank and not str(getattr(forecast, column.field) or "").strip():
            raise Refused(f"{column.header} is empty; fill it in. Nothing was changed")


def import_from(
    path: Path, person: Person, source: Path, chosen: Mapping[str, str], ask: Callable[[str], bool]
) -> str:
    """Add the rows of another record, of another tool's file, or of any table: all or nothing.

    `chosen` gives the meanings of columns that would be guessed otherwise; `ask` shows what would
    be added, and how the columns are taken.
    """
    from trackrecord.actions import records as actions  # noqa: PLC0415 - it reads much else

    if not path.exists():
        raise Refused(f"{path} does not exist; make it with trackrecord build")
    theirs = actions.read_any(source, chosen)
    with workbook(path, person) as desk:
        asking = replace(desk, ask=lambda question, _: "yes" if ask(question) else "no")
        here = look(asking)
        said, changes = intake.take(asking, here, theirs, source.name)
        if not changes:
            return said
        after = applied(here.record, changes)
        return _saved(desk, after, _questions(after, changes), said)


def unit_of(path: Path, key: str) -> str:
    """The unit of a question in a workbook; "" if it is not there."""
    found, _ = read_workbook(path)
    return next((row.unit for row in found.questions if row.question == key), "")


def _read(forecast: Forecast, question: Question, record: Record) -> Reading:
    try:
        return read_wording(forecast.wording, question.unit, record.settings.scale, forecast.issued)
    except ValueError as problem:
        raise Refused(f"{problem} (--low, --high). Nothing was changed") from None


def compute(path: Path, person: Person) -> str:
    """Read wordings, score, and renew everything that is drawn from the scores."""
    with workbook(path, person) as desk:
        said = accuracy.compute(desk)
        save(desk.book)
        return said


def pull(path: Path, target: Path) -> str:
    """The record of a workbook as a folder of CSV files."""
    if target.exists() and not target.is_dir():
        raise Refused(f"{target} is a file; name a folder")
    record, problems = read_workbook(path)
    if problems:
        raise Refused(
            f"{len(problems)} problem(s) would be lost on the way, the first: {problems[0]}. Mend "
            "them and pull again; nothing was written"
        )
    try:
        folder.replace(target, record)
    except OSError as error:
        raise Refused(f"{target} cannot be written ({error.strerror})") from error
    return f"{len(record.forecasts)} forecasts and {len(record.outcomes)} outcomes are in {target}."
