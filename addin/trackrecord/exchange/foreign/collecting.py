"""Claims into a record: who says so, what is asked, what was said, what happened.

Every claim that cannot be taken is a problem with its line, and the others stay. What contradicts
itself is told with both lines. Nothing is left out without being counted.
"""

from collections.abc import Collection
from datetime import date

from trackrecord.core.model import Forecaster, Record
from trackrecord.exchange.foreign.answering import answers_of_claims
from trackrecord.exchange.foreign.asking import asked_questions, contradictions
from trackrecord.exchange.foreign.claims import Choices, Claims
from trackrecord.exchange.foreign.gathering import Collected, Gathering


def collect(claims: Claims, choices: Choices, today: date, left: Collection[int] = ()) -> Collected:
    """The record that claims make, without those that are `left` out, as of today."""
    work = Gathering(claims, choices, today, left)
    work.asked()
    work.read()
    contradictions(work)
    questions, outcomes = asked_questions(work)
    forecasts = answers_of_claims(work, questions)
    used = {row.question for row in forecasts}
    people = {row.forecaster for row in forecasts}
    whose = [row for row in work.whose.values() if isinstance(row, Forecaster)]
    work.found.record = Record(
        tuple(row for row in whose if row.forecaster in people),
        tuple(row for row in questions.values() if row.question in used),
        tuple(forecasts),
        tuple(row for row in outcomes if row.question in used),
    )
    return work.found
