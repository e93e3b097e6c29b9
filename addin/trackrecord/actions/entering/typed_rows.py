"""Forecasts typed into the table in a few cells: what they mean is filled in, or asked back.

Low, Best, High and Level are read from the wording. A question or a forecaster that does not stand
in its own table yet is added there, unless it is almost one that does: then it may be a slip.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trackrecord.actions.session import View, question_named
from trackrecord.core.changes import Change, text_of
from trackrecord.core.keys import almost, folded
from trackrecord.core.model import Forecast, Forecaster, Problem, Question, Reading
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.record import FORECASTERS, FORECASTS, QUESTIONS


@dataclass(slots=True)
class Filled:
    """What typed forecasts mean: changes of rows, what was done in words, what must be mended."""

    forecasters: dict[str, Forecaster] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    forecasts: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """All changes, those of the tables first that the others refer to."""
        new: Sequence[tuple[str, str, Forecaster | Question]] = [
            *((FORECASTERS.name, row.forecaster, row) for row in self.forecasters.values()),
            *((QUESTIONS.name, row.question, row) for row in self.questions.values()),
        ]
        return [*(Change(name, key, "", text_of(row)) for name, key, row in new), *self.forecasts]


def fill_in(view: View) -> Filled:
    """What the forecasts of a record mean that were typed in a few cells."""
    done = Filled()
    record = view.record
    who = {row.forecaster for row in record.forecasters}
    asked = {row.question for row in record.questions}
    for row in record.forecasts:
        unread = row.low is None and row.high is None
        if row.forecaster in who and row.question in asked and not unread:
            continue
        if view.keys[FORECASTS.name][folded(row.forecast)] != 1:
            continue  # it cannot be told which row is meant
        try:
            filled = _filled(view, row, done)
        except (ValueError, Refused) as problem:
            done.problems.append(Problem(row.where.at("Wording"), str(problem)))
            continue
        if filled is not None and filled != row:
            done.forecasts.append(
                Change(FORECASTS.name, row.forecast, text_of(row), text_of(filled))
            )
    return done


def _filled(view: View, row: Forecast, done: Filled) -> Forecast | None:
    """A forecast as it should stand; None where something of it has to be mended first."""
    record = view.record
    made = _forecaster_of(view, row, done)
    question = _question_of(view, row, done)
    if made is None:
        return None
    if question is None:
        if _is_slip(row.question, [q.question for q in record.questions], row, "Question", done):
            return None
        question, reading = _new_question(view, row)
        done.questions[folded(row.question)] = question
        words = say(
            "new question '{question}' ({unit}, resolves {day})",
            question=question.question,
            unit=question.unit,
            day=question.resolves,
        )
        done.words.append(words)
    elif row.low is None and row.high is None:
        # The grammar takes 20 ms to load, and most clicks find nothing to read.
        from trackrecord.core.wording.reading import read_wording  # noqa: PLC0415 - see above

        reading = read_wording(row.wording, question.unit, record.settings.scale, row.issued)
    else:
        return replace(row, forecaster=made, question=question.question)
    row = replace(row, forecaster=made, question=question.question)
    return _with_ends(row, reading, question, done)


def _with_ends(row: Forecast, reading: Reading, question: Question, done: Filled) -> Forecast:
    from trackrecord.core.wording.phrasing import ends_in_words  # noqa: PLC0415 - as above

    if row.low is not None or row.high is not None:
        return row
    low, high = reading.ends_on(question.resolves)
    level = reading.level if row.level is None else row.level
    best = reading.best if row.best is None else row.best
    words = say(
        "“{wording}” was read as {ends}", wording=row.wording, ends=ends_in_words(low, high)
    )
    done.words.append(words)
    return replace(row, low=low, high=high, level=level, best=best)


def _forecaster_of(view: View, row: Forecast, done: Filled) -> str | None:
    """The forecaster's key, who is added where they are not there; None for what may be a slip."""
    known = [who.forecaster for who in view.record.forecasters]
    if row.forecaster in known:
        return row.forecaster
    key = folded(row.forecaster)
    if key not in done.forecasters:
        if _is_slip(row.forecaster, known, row, "Forecaster", done):
            return None
        done.forecasters[key] = Forecaster(row.forecaster, "")
        done.words.append(say("new forecaster '{who}'", who=row.forecaster))
    return done.forecasters[key].forecaster


def _question_of(view: View, row: Forecast, done: Filled) -> Question | None:
    return question_named([*view.record.questions, *done.questions.values()], row.question)


def _is_slip(key: str, known: Sequence[str], row: Forecast, column: str, done: Filled) -> bool:
    """Is it almost a key that stands there? Then that is named as a problem."""
    near = almost(key, known)
    if near:
        message = say(
            "'{key}' is new, but almost '{other}'; type that, or add '{key}' in {table} first",
            key=key,
            other=near,
            table=f"{column}s",
        )
        done.problems.append(Problem(row.where.at(column), message))
    return bool(near)


def _new_question(view: View, row: Forecast) -> tuple[Question, Reading]:
    """The question that a forecast asks. Errors: ValueError where it does not say its day."""
    from trackrecord.actions.entering.understanding import day_after  # noqa: PLC0415 - as above
    from trackrecord.core.wording.claims import read_claim  # noqa: PLC0415 - as above

    scale = view.record.settings.scale
    found = read_claim(row.wording, "", scale, row.issued, row.question)
    resolves = day_after(found)
    if resolves is None:
        raise ValueError(
            say(
                "'{question}' is a new question, and nothing says when it will be known; add it in "
                "Questions with its day, or write the day behind the claim",
                question=row.question,
            )
        )
    return Question(row.question, row.question, found.unit, resolves, ""), found.reading
