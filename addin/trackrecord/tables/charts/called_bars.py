"""Who called the question of the day: what each said of it, beside what happened."""

from collections.abc import Sequence
from dataclasses import dataclass

from trackrecord.core.assessment import Assessment, Shape, Status, last_answers, number
from trackrecord.core.claim_words import outcome_in_words
from trackrecord.core.model import Never, Question, Record, Until
from trackrecord.language import say
from trackrecord.tables.charts.labels import labels_of, shortened_inside
from trackrecord.tables.charts.timeline_table import Bar

_LABEL_OF_CALLED = 50  # letters
_TITLE = 80
_AIR = 0.06  # of the width, at both ends
_POINT = 0.008  # the width of what is one value


@dataclass(frozen=True, slots=True)
class Called:
    """The bars of the question of the day, nearest first, and what stands above them."""

    bars: list[Bar]
    title: str
    happened: str

    def said(self, most: int) -> str:
        """What is said of the first so many bars."""
        said = say(
            "It was {outcome} · blue: what each said · black: what happened · nearest first",
            outcome=self.happened,
        )
        if most >= len(self.bars):
            return said
        return said + say(" · {shown} of {n}", shown=most, n=len(self.bars))


def called(record: Record, rows: Sequence[Assessment], most: int) -> Called | None:
    """Of the question that was answered last by two forecasters or more; None without any.

    Each forecaster's last answer; forecasts, goals and plans alike.
    """
    found: dict[str, list[Assessment]] = {}
    for row in rows:
        if row.question is not None and takes_part(row):
            found.setdefault(row.question.question, []).append(row)
    contested = [of for of in found.values() if _people(of) > 1]
    if not contested:
        return None
    of_day = max(contested, key=lambda of: (of[0].known or of[0].forecast.issued, _people(of)))
    answers = last_answers(of_day)
    question = answers[0].question
    assert question is not None
    near = sorted(answers, key=lambda row: (how_far_off(row), row.forecast.forecaster))
    outcome = next(row for row in record.outcomes if row.question == question.question)
    return Called(_bars(near[:most]), _title_of_day(question), outcome_in_words(question, outcome))


def takes_part(row: Assessment) -> bool:
    """Can what was said be held against what happened, and is it of what the settings ask for?

    Not where it can no longer happen, or only a bound of it is known.
    """
    if row.status is not Status.RESOLVED or not row.eligible or row.until is Until.OPEN:
        return False
    if row.shape is Shape.CHANCE:
        return isinstance(row.outcome, bool)
    return row.shape is not None and row.scored_at is not None and row.outcome != Never.NEVER


def _people(rows: Sequence[Assessment]) -> int:
    return len({row.forecast.forecaster for row in rows})


def _said_from_to(row: Assessment) -> tuple[float | None, float | None]:
    low, high = row.forecast.low, row.forecast.high
    if row.shape is Shape.CHANCE:
        return 0.0, row.probability
    return None if low is None else number(low), None if high is None else number(high)


def _happened(row: Assessment) -> float:
    if row.scored_at is not None:
        return row.scored_at
    assert isinstance(row.outcome, bool)
    return number(row.outcome)


def how_far_off(row: Assessment) -> tuple[float, float]:
    """How far the outcome lies outside of what was said, and from its middle."""
    at = _happened(row)
    if row.shape is Shape.CHANCE:
        return abs((row.probability or 0.0) - at), 0.0
    low, high = _said_from_to(row)
    below = 0.0 if low is None else max(0.0, low - at)
    above = 0.0 if high is None else max(0.0, at - high)
    return below + above, abs((row.middle or 0.0) - at)


def _bars(rows: Sequence[Assessment]) -> list[Bar]:
    """Each as a stretch of a width of 1; what has no end runs on to the edge."""
    chances = rows[0].shape is Shape.CHANCE
    values = [v for row in rows for v in (*_said_from_to(row), _happened(row)) if v is not None]
    least, most = (0.0, 1.0) if chances else (min(values), max(values))
    span = (most - least) or abs(most) or 1.0

    def place(value: float) -> float:
        share = (value - least) / span if most > least else 0.5
        return _AIR + (1 - 2 * _AIR) * share

    made = []
    for row, label in zip(rows, labels_of(rows, _LABEL_OF_CALLED), strict=True):
        low, high = _said_from_to(row)
        start = 0.0 if low is None else place(low)
        end = 1.0 if high is None else max(place(high), start + _POINT)
        if row.is_point:
            start = start - _POINT / 2
            end = start + _POINT
        made.append(Bar(row.forecast.forecast, label, start, end, False, place(_happened(row))))
    return made


def _title_of_day(question: Question) -> str:
    return say("Who called it? {title}", title=shortened_inside(question.title, _TITLE))
