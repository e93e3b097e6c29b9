"""The rows that a forecast makes: itself, a new question, and all of it in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trackrecord.actions.entering.said import Said, Understood
from trackrecord.core.changes import what_is_said
from trackrecord.core.estimates import is_a_reading
from trackrecord.core.keys import KeysOfTitles, almost
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Forecast,
    Question,
    Reading,
    Record,
)
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.units import NUMBER
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse


def new_question(record: Record, said: Said, unit: str, resolves: date) -> Question:
    """The question that a forecast asks for, under a key that is free."""
    key = KeysOfTitles(row.question for row in record.questions).of(said.question)
    return Question(
        key,
        said.title or said.question,
        unit,
        resolves,
        said.criterion,
        topic=said.topic,
        event=said.event,
    )


def moved(said: Said, question: Question) -> Question | None:
    """The question with a later day, where one was named."""
    if said.resolves is None or said.resolves == question.resolves:
        return None
    if said.resolves < question.resolves:
        raise Refused(
            f"'{question.question}' resolves on {question.resolves}; to move that to an earlier "
            f'day, run \'trackrecord edit … questions "{question.question}" '
            f"Resolves={said.resolves}'. "
            "Nothing was changed"
        )
    return replace(question, resolves=said.resolves)


def forecast_of(said: Said, question: Question, reading: Reading) -> Forecast:
    """The row of a forecast, with Low and High as its question takes them."""
    low, high = reading.ends_on(question.resolves)
    assert said.issued is not None
    level = reading.level
    if said.level:
        try:
            level = parse(Kind.SHARE, said.level)  # type: ignore[assignment]  # of that kind
        except ValueError as problem:
            raise Refused(f"--level: {problem}. Nothing was changed") from None
    return Forecast(
        said.key,
        question.question,
        said.who,
        said.claim,
        said.issued,
        said.wording.strip(),
        low,
        high,
        level,
        said.restates,
        said.quote or said.wording.strip(),
        said.source,
        reading.best,
    )


def key_of_same(record: Record, forecast: Forecast) -> str:
    """The key of a forecast that says the same: who, on what, when, in which words; else ""."""
    wanted = what_is_said(forecast)
    return next((row.forecast for row in record.forecasts if what_is_said(row) == wanted), "")


def in_words(made: Understood, reading: Reading, record: Record) -> str:
    """All of it in one line, to be compared with what was meant."""
    forecast, question = made.forecast, made.question
    new = ""
    if made.is_new_forecaster:
        new = f" (new{_almost(forecast.forecaster, [w.forecaster for w in record.forecasters])})"
    about = f"'{question.question}'"
    if made.is_new_question:
        near = _almost(question.question, [q.question for q in record.questions])
        about += f" (new: {question.unit}, resolves {question.resolves}{near})"
    elif made.moved:
        about += f" (resolves {question.resolves} from now on)"
    shown = _reading_shown(reading, question.unit)
    if question.unit == YES_NO_UNIT and isinstance(forecast.low, float):
        ours = is_a_reading(forecast.wording, forecast.low, record.settings.scale)
        shown += ", our reading of the words" if ours else ""
    return f"{forecast.forecaster}{new} on {about}: {shown}, said on {forecast.issued}"


def _almost(key: str, known: Sequence[str]) -> str:
    """A word on a key that is almost this one, which may be meant."""
    near = almost(key, known)
    return f"; if '{near}' is meant, run 'trackrecord undo'" if near else ""


def _reading_shown(reading: Reading, unit: str) -> str:
    """A reading with its unit.

    >>> _reading_shown(Reading(50_000.0, 60_000.0), "cars")
    '50,000 to 60,000 cars'
    >>> _reading_shown(Reading(0.7, 0.7), "yes/no")
    'a probability of 70 %'
    """
    if unit == YES_NO_UNIT and isinstance(reading.low, float):
        return f"a probability of {reading.low * 100:.10g} %"
    if unit == DATE_UNIT:
        return canonical(reading, unit)
    low, high = reading.ends()
    words = " ".join(part for part in (_ends(low, high), "" if unit == NUMBER else unit) if part)
    return words if reading.best is None else f"{words}, most likely {_number(reading.best)}"


def _ends(low: Bound | None, high: Bound | None) -> str:
    if low is None or high is None:
        return f"at most {_number(high)}" if low is None else f"at least {_number(low)}"
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: Bound | None) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{int(value):,}" if value.is_integer() and abs(value) < 1e15 else f"{value:,.10g}"
