"""The rows that a forecast makes: itself, a new question, and all of it in words."""

from dataclasses import replace
from datetime import date

from trackrecord.actions.entering.said import Said, Understood
from trackrecord.core.keys import LONGEST_KEY, folded, spelled
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Forecast,
    Never,
    Question,
    Reading,
    Record,
)
from trackrecord.core.wording.phrasing import canonical
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse


def new_question(record: Record, said: Said, unit: str, resolves: date) -> Question:
    """The question that a forecast asks for, under a key that is free."""
    key = _key_of(said.question, {folded(row.question) for row in record.questions})
    return Question(
        key,
        said.title or said.question,
        unit,
        resolves,
        said.criterion,
        topic=said.topic,
        event=said.event,
    )


def _key_of(words: str, taken: set[str]) -> str:
    """The words of a question as its key: whole, or as much of them as a key holds."""
    words = spelled(words)
    short = words
    if len(words) > LONGEST_KEY:
        short = words[: LONGEST_KEY - 4].rpartition(" ")[0] or words[: LONGEST_KEY - 4]
    key, number = short, 2
    while folded(key) in taken:
        key, number = f"{short[: LONGEST_KEY - 4]} {number}", number + 1
    return key


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
    """The row of a forecast. "Never" is not before the day on which its question resolves."""
    low, high = reading.low, reading.high
    if isinstance(low, Never) or isinstance(high, Never):  # not before the question's day
        low, high = question.resolves, None
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
    """The key of a forecast that says the same: who, on what, when, in which words."""
    wanted = _identity(forecast)
    return next((row.forecast for row in record.forecasts if _identity(row) == wanted), "")


def _identity(row: Forecast) -> tuple[object, ...]:
    return (
        folded(row.question),
        folded(row.forecaster),
        row.claim,
        row.issued,
        folded(row.wording),
        row.low,
        row.high,
    )


def in_words(made: Understood, reading: Reading) -> str:
    """All of it in one line, to be compared with what was meant."""
    forecast, question = made.forecast, made.question
    new = " (new)" if made.is_new_forecaster else ""
    about = f"'{question.question}'"
    if made.is_new_question:
        about += f" (new: {question.unit}, resolves {question.resolves})"
    elif made.moved:
        about += f" (resolves {question.resolves} from now on)"
    return (
        f"{forecast.forecaster}{new} on {about}: {_reading_shown(reading, question.unit)}, said on "
        f"{forecast.issued}"
    )


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
    words = " ".join(part for part in (_ends(low, high), unit) if part)
    return words if reading.best is None else f"{words}, most likely {_number(reading.best)}"


def _ends(low: Bound | None, high: Bound | None) -> str:
    if low is None or high is None:
        return f"at most {_number(high)}" if low is None else f"at least {_number(low)}"
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: Bound | None) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{int(value):,}" if value.is_integer() and abs(value) < 1e15 else f"{value:,.10g}"
