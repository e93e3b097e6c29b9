"""What is due: questions whose day has come and of which nothing is recorded."""

from dataclasses import dataclass
from datetime import date

from trackrecord.core.model import Question, Record


@dataclass(frozen=True, slots=True)
class Due:
    """A question that waits for its outcome, and for how many days (0: it resolves today)."""

    question: Question
    days_overdue: int


def due_questions(record: Record, as_of: date) -> list[Due]:
    """The questions that resolve on or before a day and have no outcome, oldest first.

    An outcome that became known only after that day does not count yet.
    """
    known = {
        row.question
        for row in record.outcomes
        if row.value is not None and (row.known is None or row.known <= as_of)
    }
    waiting = [
        Due(row, (as_of - row.resolves).days)
        for row in record.questions
        if row.question not in known and row.resolves <= as_of
    ]
    return sorted(waiting, key=lambda row: (row.question.resolves, row.question.question))
