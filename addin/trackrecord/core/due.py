"""What is due: questions whose day has come, or a window on them closed, with nothing recorded."""

from dataclasses import dataclass
from datetime import date

from trackrecord.core.model import DATE_UNIT, Question, Record


@dataclass(frozen=True, slots=True)
class Due:
    """A question that waits for its outcome: since which day, and how many days that is."""

    question: Question
    since: date
    days_overdue: int


def due_questions(record: Record, as_of: date) -> list[Due]:
    """The questions without an outcome that resolve on or before a day, oldest first.

    A date question is due as well once a window has closed that somebody forecast: did it happen?
    An outcome that became known only after that day does not count yet.
    """
    known = _known(record, as_of)
    closed: dict[str, date] = {}
    dated = {row.question for row in record.questions if row.unit == DATE_UNIT}
    for row in record.forecasts:
        high = row.high if row.question in dated and row.issued <= as_of else None
        if isinstance(high, date) and high < as_of:
            closed[row.question] = min(high, closed.get(row.question, high))
    waiting = []
    for question in record.questions:
        since = min(question.resolves, closed.get(question.question, question.resolves))
        if question.question not in known and since <= as_of:
            waiting.append(Due(question, since, (as_of - since).days))
    return sorted(waiting, key=lambda row: (row.since, row.question.question))


def still_open(record: Record, as_of: date) -> list[Question]:
    """The questions without an outcome that are not due yet, those that resolve next first."""
    apart = _known(record, as_of) | {row.question.question for row in due_questions(record, as_of)}
    waiting = [row for row in record.questions if row.question not in apart]
    return sorted(waiting, key=lambda row: (row.resolves, row.question))


def _known(record: Record, as_of: date) -> set[str]:
    """The questions whose outcome was known on a day."""
    return {
        row.question
        for row in record.outcomes
        if row.value is not None and (row.known is None or row.known <= as_of)
    }
