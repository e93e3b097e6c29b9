"""Name every problem of a record, and what is due."""

from datetime import date

from trackrecord.actions.listing import listed
from trackrecord.actions.session import Session, read_view
from trackrecord.core import journal
from trackrecord.core.checks import check_record, notes_on
from trackrecord.core.due import due_questions
from trackrecord.core.model import Problem, Record
from trackrecord.language import say, say_count
from trackrecord.tables.record import QUESTIONS, RECORD
from trackrecord.workbook.store import Screen


def check(
    record: Record, unreadable: list[Problem], today: date, stands: journal.Stands | None = None
) -> list[Problem]:
    """Every problem of a record: unreadable cells, rows that do not fit, what the Journal says.

    `stands` tells whether a row that could not be read is there. Where it is not known, a record
    with unreadable rows is not compared with its Journal, since what was left out is not gone.
    """
    from trackrecord.core.journal.fitting import check_journal  # noqa: PLC0415 - not for Due
    from trackrecord.core.journal.head import backward_steps, spelled_as_journalled  # noqa: PLC0415 - not for Due
    from trackrecord.core.wording.disagreements import disagreements  # noqa: PLC0415 - 20 ms, not for Due

    problems = [*unreadable, *check_record(record, today), *disagreements(record)]
    problems += backward_steps(record.journal)
    record = spelled_as_journalled(record)
    if stands is not None:
        return problems + check_journal(record, stands)
    if unreadable or check_record(record):
        return [*problems, *journal.verify(record.journal)]
    return problems + check_journal(record)


def notes(record: Record) -> list[Problem]:
    """What is worth knowing of a record, and is no problem."""
    from trackrecord.core.journal.head import edited_on_purpose  # noqa: PLC0415 - not for Due

    return [*notes_on(record), *edited_on_purpose(record.journal)]


def check_on_screen(session: Session, screen: Screen) -> str:
    """Every problem, and what the journal did not see; the first is selected."""
    view = read_view(session)
    record = view.record
    problems = check(record, view.problems, session.today, view.has_row)
    if not problems:
        said = say(
            "OK: {forecasts} forecasts, {outcomes} outcomes, no problems{seals}.",
            forecasts=len(record.forecasts),
            outcomes=len(record.outcomes),
            seals=say(", {n} seals hold", n=len(record.journal)) if record.journal else "",
        )
        noted = notes(record)
        if not noted:
            return said
        return listed(say("{said} {n} note(s)", said=said, n=len(noted)), list(map(str, noted)))
    _go_to(screen, problems[0])
    return listed(say("{n} problem(s)", n=len(problems)), list(map(str, problems)))


def _go_to(screen: Screen, problem: Problem) -> None:
    """Select the cell a problem names: "Forecasts row 5, column Low"."""
    table = next((t for t in RECORD if problem.where.table == t.name), None)
    if table is not None and problem.where.row:
        screen.select_row(table, problem.where.row, problem.where.column)


def due_on_screen(session: Session, screen: Screen) -> str:
    """What waits for its outcome, oldest first; the oldest is selected."""
    record = read_view(session).record
    as_of = record.settings.as_of or session.today
    waiting = due_questions(record, as_of)
    if not waiting:
        return say("Nothing is due as of {as_of}.", as_of=as_of)
    screen.select(QUESTIONS, waiting[0].question.question, "Question")
    lines = [
        say(
            "{day}: {title} ({late})",
            day=row.since,
            title=row.question.title,
            late=say_count(row.days_overdue, "1 day overdue", "{n} days overdue")
            if row.days_overdue
            else say("due today"),
        )
        for row in waiting
    ]
    return listed(
        say("{n} question(s) wait for an outcome as of {as_of}", n=len(waiting), as_of=as_of), lines
    )
