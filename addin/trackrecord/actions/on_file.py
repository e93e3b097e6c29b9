"""An action on a workbook file: the file is held, changed through the Journal, renewed, saved.

It is done whole, in one step; or it is refused, and the file is as it was.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trackrecord.actions import accuracy, editing, outcomes
from trackrecord.actions.entering import adding
from trackrecord.actions.entering.said import Said
from trackrecord.actions.importing.bringing_in import import_rows
from trackrecord.actions.importing.recipes import save_recipe
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.actions.reading import read_any
from trackrecord.actions.session import Done, Session, read_view
from trackrecord.actions.undo import undo as undo_action
from trackrecord.core.model import Forecast, Forecaster, Question, Void
from trackrecord.errors import Refused
from trackrecord.tables.record import COSTLY
from trackrecord.tables.schema import Table
from trackrecord.workbook.file import opened
from trackrecord.workbook.file_store import FileStore


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, and when: the day on their calendar, and the moment in UTC."""

    who: str
    today: date
    now: datetime


def _agrees(_question: str, _buttons: str) -> str:
    """Who gives a command has been asked by giving it."""
    return "yes"


@contextmanager
def session_of(
    path: Path, person: Person, question: str = "", ask: Callable[[str, str], str] = _agrees
) -> Iterator[Session]:
    """A workbook file, held for one action until the end of the block.

    `question` names the question that all the action is about, if it is about one.
    """
    with opened(path) as file:
        file.question = question
        yield Session(FileStore(file), person.today, person.now, person.who, ask)


def act(
    path: Path,
    person: Person,
    action: Callable[[Session], Done],
    question: str = "",
    ask: Callable[[str, str], str] = _agrees,
) -> str:
    """Do something to a workbook file, renew what follows from it, and save; what was done."""
    with session_of(path, person, question, ask) as session:
        was_large = session.store.is_large
        done = action(session)
        return _saved(session, done, path, was_large=was_large) if done.is_change else done.said


def _saved(session: Session, done: Done, path: Path, *, was_large: bool) -> str:
    as_of = done.record.settings.as_of or session.today
    said = done.said
    if not session.store.is_large:
        accuracy.renew(session, done.record, as_of)
    else:
        questions = done.questions
        if not was_large:
            questions = {row.question for row in done.record.forecasts}
            said += f" {', '.join(COSTLY)} in Forecasts are values now: so many formulas are slow."
        accuracy.renew_some(session, done.record, as_of, questions)
        said += (
            " Scores are renewed; what is drawn from them when the file is opened; ranks, skill "
            f"and the Scorecard by 'trackrecord compute {path.name}'."
        )
    session.store.save()
    return said


def compute(path: Path, person: Person) -> str:
    """Read wordings, score, and renew everything that is drawn from the scores."""
    with session_of(path, person) as session:
        said = accuracy.compute(session)
        session.store.save()
        return said


def record(  # noqa: PLR0913 - an outcome has as many parts
    path: Path,
    person: Person,
    question: str,
    value: str,
    *,
    known: date,
    source: str,
    note: str = "",
    until: str = "",
) -> str:
    """Record what happened to a question; `until` is the other end of a span, or ``open``."""

    def action(session: Session) -> Done:
        return outcomes.record_outcome(
            session, question, value, known=known, source=source, note=note, until=until
        )

    return act(path, person, action, question)


def void(path: Path, person: Person, question: str, word: Void, note: str) -> str:
    """Judge a question neither right nor wrong."""
    return act(path, person, lambda session: outcomes.void(session, question, word, note), question)


def undo(path: Path, person: Person) -> str:
    """Take the last action back."""
    return act(path, person, undo_action)


def add(
    path: Path,
    person: Person,
    forecast: Forecast,
    *,
    question: Question | None = None,
    forecaster: Forecaster | None = None,
) -> str:
    """Add a forecast, with its question and its forecaster where they are given."""

    def action(session: Session) -> Done:
        return adding.add_forecast(session, forecast, question=question, forecaster=forecaster)

    return act(path, person, action)


def add_said(path: Path, person: Person, said: Said) -> str:
    """Add a forecast as a person said it, in a few words."""
    return act(path, person, lambda session: adding.add_said(session, said))


def take(path: Path, person: Person, said: Sequence[Said], restated: Sequence[int | None]) -> str:
    """Add forecasts that were found in a text, as one action."""
    from trackrecord.actions.entering import taking  # noqa: PLC0415 - the finder is seldom needed

    return act(path, person, lambda session: taking.take(session, said, restated))


def edit(
    path: Path, person: Person, table: Table, key: str, cells: Sequence[tuple[str, str]]
) -> str:
    """Give cells of a row other values, by the headers of their columns."""
    return act(path, person, lambda session: editing.edit(session, table, key, cells))


def delete(path: Path, person: Person, table: Table, key: str) -> str:
    """Take a row away."""
    return act(path, person, lambda session: editing.delete(session, table, key))


def import_from(  # noqa: PLR0913, PLR0917 - into what, by whom, what, how, and what is told of it
    path: Path,
    person: Person,
    sources: Sequence[Path],
    wishes: Wishes,
    ask: Callable[[str], bool],
    shown: dict[str, Any] | None = None,
) -> str:
    """Add the rows of another record, of other tools' files, or of any tables.

    `ask` shows what would be added, and how the columns are taken; a document that says the same
    is put into `shown`.
    """
    if not path.exists():
        raise Refused(f"{path} does not exist; make it with trackrecord new, or trackrecord build")
    theirs = read_any(sources, wishes.choices(), person.today)
    if wishes.keep is not None:
        save_recipe(wishes.keep, theirs)
    name = ", ".join(source.name or str(source) for source in sources)
    return act(
        path,
        person,
        lambda session: import_rows(session, read_view(session), theirs, name, wishes, shown),
        ask=lambda question, _: "yes" if ask(question) else "no",
    )
