"""What can be wrong in a record: a tuple of functions, each from a record to its problems.

A problem says where (table or file, row, column) and what to do. Cells that cannot be read at
all are found earlier, while loading.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from trackrecord.core.keys import folded
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Location,
    Never,
    Outcome,
    Problem,
    Question,
    Record,
    Until,
    Void,
)
from trackrecord.language import say

Check = Callable[[Record], Iterator[Problem]]


def check_record(record: Record, today: date | None = None) -> list[Problem]:
    """All problems of a record, in the order of the checks; with a day, what lies after it too."""
    problems = list(chain.from_iterable(run(record) for run in RULES))
    return problems if today is None else [*problems, *future(record, today)]


def future(record: Record, today: date) -> Iterator[Problem]:
    """Nothing was said, happened, became known or was recorded after today."""
    days: list[tuple[Location, Mapping[str, object]]]
    days = [(row.where, {"Issued": row.issued}) for row in record.forecasts]
    for row in record.outcomes:
        of = {"Value": row.value, "Until": row.until, "Known": row.known, "Recorded": row.recorded}
        days.append((row.where, of))
    ahead = "{day} is in the future (today is {today}); correct the day"
    for where, columns in days:
        for column, day in columns.items():
            if isinstance(day, date) and day > today:
                yield _problem(where, column, ahead, day=day, today=today)
                break


def duplicate_keys(record: Record) -> Iterator[Problem]:
    """A key names one thing, for ever; a question has one outcome."""
    again = "'{key}' is taken by {first}; a key is used once: give this row another one"
    for column in ("Forecaster", "Question", "Forecast"):
        rows = getattr(record, f"{column.lower()}s")
        yield from _twice(((getattr(r, column.lower()), r.where) for r in rows), column, again)
    judged = "'{key}' has an outcome already, in {first}; keep one of the two rows"
    yield from _twice(((r.question, r.where) for r in record.outcomes), "Question", judged)


def _twice(rows: Iterable[tuple[str, Location]], column: str, message: str) -> Iterator[Problem]:
    seen: dict[str, Location] = {}
    for key, where in rows:
        name = folded(key)
        if name in seen:
            yield _problem(where, column, message, key=key, first=seen[name])
        seen.setdefault(name, where)


def unknown_keys(record: Record) -> Iterator[Problem]:
    """Every name used stands in its own table."""
    forecasters = {row.forecaster for row in record.forecasters}
    questions = {row.question for row in record.questions}
    forecasts = {row.forecast for row in record.forecasts}
    for row in record.forecasts:
        yield from _not_there(row.question, questions, row.where, "Question", "Questions")
        yield from _not_there(row.forecaster, forecasters, row.where, "Forecaster", "Forecasters")
        if row.restates:
            yield from _not_there(row.restates, forecasts, row.where, "Restates", "Forecasts")
    for outcome in record.outcomes:
        yield from _not_there(outcome.question, questions, outcome.where, "Question", "Questions")


def _not_there(
    key: str, known: set[str], where: Location, column: str, table: str
) -> Iterator[Problem]:
    if key not in known:
        yield _problem(
            where,
            column,
            "'{key}' does not stand in {table}; add it there or correct the spelling",
            key=key,
            table=table,
        )


def ends(record: Record) -> Iterator[Problem]:
    """A forecast has an end, and Low is not above High."""
    for row in record.forecasts:
        if row.low is None and row.high is None:
            yield _problem(
                row.where, "Low", "Low and High are both empty; fill in at least one of them"
            )
        # A question with two units in the file can leave a date beside a number.
        elif row.low is not None and row.high is not None:
            if isinstance(row.low, date) is not isinstance(row.high, date):
                yield _problem(row.where, "High", "one end is a date, the other a number")
            elif row.low > row.high:  # type: ignore[operator]  # both are dates or both numbers
                yield _problem(
                    row.where,
                    "Low",
                    "Low {low} is above High {high}; swap or correct them",
                    low=row.low,
                    high=row.high,
                )


def yes_no_probabilities(record: Record) -> Iterator[Problem]:
    """A yes/no forecast is one probability between 0 and 1, in Low and in High."""
    units = {row.question: row.unit for row in record.questions}
    for row in record.forecasts:
        if units.get(row.question) != YES_NO_UNIT or (row.low is None and row.high is None):
            continue
        low = row.low
        if low != row.high or low is None or isinstance(low, date) or not 0 <= low <= 1:
            yield _problem(
                row.where,
                "Low",
                "a yes/no forecast needs one probability from 0 to 1 in both Low and High",
            )


def restatements(record: Record) -> Iterator[Problem]:
    """Restates points to an earlier forecast, and chains end somewhere."""
    rows = {row.forecast: row for row in record.forecasts}
    for row in record.forecasts:
        other = rows.get(row.restates)
        if other is not None and other.issued > row.issued:
            yield _problem(
                row.where,
                "Restates",
                "'{key}' was issued later; let the later one restate the earlier",
                key=row.restates,
            )
        seen = {row.forecast}
        while other is not None and other.forecast not in seen:
            seen.add(other.forecast)
            other = rows.get(other.restates)
        if other is not None and other.forecast == row.forecast:
            yield _problem(
                row.where,
                "Restates",
                "'{key}' leads back to this forecast; empty one of the cells",
                key=row.restates,
            )


def outcomes_filled(record: Record) -> Iterator[Problem]:
    """An outcome has a value, its days, and where it was read."""
    for row in record.outcomes:
        if row.value is None:
            yield _problem(
                row.where, "Value", "the value is missing; type what happened, or delete the row"
            )
        if row.known is None:
            yield _problem(row.where, "Known", "type the day it became public, as yyyy-mm-dd")
        if row.recorded is None:
            yield _problem(row.where, "Recorded", "type the day you typed it in, as yyyy-mm-dd")
        if isinstance(row.value, Void) and not (row.note.strip() or row.source.strip()):
            yield _problem(row.where, "Note", "say why the question is {void}", void=row.value)
        elif not isinstance(row.value, Void) and not row.source.strip():
            yield _problem(row.where, "Source", "type where it can be read (a web address)")


def values_fit(record: Record) -> Iterator[Problem]:
    """The outcome of a date question is a date, of a number a number, of yes/no yes or no."""
    questions = {row.question: row for row in record.questions}
    for row in record.outcomes:
        question = questions.get(row.question)
        if question and row.value is not None and not _fits_unit(row, question):
            wanted = {
                DATE_UNIT: say("a date (yyyy-mm-dd) or never"),
                YES_NO_UNIT: say("yes or no"),
            }.get(question.unit, say("a number ({unit})", unit=question.unit))
            yes_no = "yes" if row.value is True else "no"
            yield _problem(
                row.where,
                "Value",
                "{value} does not fit: the question asks for {wanted}, or ambiguous, or annulled",
                value=yes_no if isinstance(row.value, bool) else row.value,
                wanted=wanted,
            )


def _fits_unit(row: Outcome, question: Question) -> bool:
    match row.value:
        case Void():
            return True
        case bool():
            return question.unit == YES_NO_UNIT
        case date() | Never():
            return question.unit == DATE_UNIT
        case _:
            return question.unit not in (DATE_UNIT, YES_NO_UNIT)


def clocks(record: Record) -> Iterator[Problem]:
    """An outcome is known after it happened and recorded after it was known."""
    for row in record.outcomes:
        if row.known is None:
            continue
        if isinstance(row.value, date) and row.value > row.known:
            yield _problem(
                row.where,
                "Known",
                "known on {known}, but it happened only on {day}; correct one of the two",
                known=row.known,
                day=row.value,
            )
        if row.recorded is not None and row.recorded < row.known:
            yield _problem(
                row.where,
                "Recorded",
                "recorded on {recorded}, before it was known on {known}; correct one of the two",
                recorded=row.recorded,
                known=row.known,
            )


def best_fits(record: Record) -> Iterator[Problem]:
    """Best lies between Low and High, and stands beside both."""
    for row in record.forecasts:
        best, low, high = row.best, row.low, row.high
        if best is None:
            continue
        if low is None or high is None:
            yield _problem(
                row.where,
                "Best",
                "Best stands beside an interval; fill in Low and High, or empty Best",
            )
        elif not _in_order(low, best) or not _in_order(best, high):
            yield _problem(
                row.where,
                "Best",
                "Best {best} does not lie between Low {low} and High {high}; correct one of them",
                best=best,
                low=low,
                high=high,
            )


def _in_order(one: Bound, other: Bound) -> bool:
    return isinstance(one, date) is isinstance(other, date) and one <= other  # type: ignore[operator]


def spans(record: Record) -> Iterator[Problem]:
    """Until is the other end of a date or of a number, not below it."""
    for row in record.outcomes:
        if row.until is None:
            continue
        if row.value is None or isinstance(row.value, (bool, Void, Never)):
            yield _problem(
                row.where,
                "Until",
                "Until is the other end of a date or a number; empty it, or correct Value",
            )
        elif not isinstance(row.until, Until) and not _in_order(row.value, row.until):
            yield _problem(
                row.where,
                "Until",
                "Until {until} is below Value {value}; swap or correct them",
                until=row.until,
                value=row.value,
            )


def notes_on(record: Record) -> list[Problem]:
    """What is no problem, but worth knowing: hindsight, and windows longer than their question."""
    return [*hindsight(record), *long_windows(record)]


def hindsight(record: Record) -> Iterator[Problem]:
    """Forecasts issued when the outcome was known, or after the day it happened: scored nowhere."""
    questions = {row.question: row for row in record.questions}
    outcomes = {row.question: row for row in record.outcomes if not isinstance(row.value, Void)}
    for row in record.forecasts:
        question, outcome = questions.get(row.question), outcomes.get(row.question)
        if outcome is not None and outcome.known is not None and outcome.known < row.issued:
            yield _problem(
                row.where,
                "Issued",
                "issued on {issued}, but the outcome was known on {known}; that is hindsight, kept "
                "and scored nowhere; correct a date if it is wrong",
                issued=row.issued,
                known=outcome.known,
            )
            continue
        last = None if outcome is None else outcome.until or outcome.value
        if isinstance(last, date) and last < row.issued:
            yield _problem(
                row.where,
                "Issued",
                "issued on {issued}, but it had happened on {day}; that is hindsight, kept and "
                "scored nowhere; correct a date if it is wrong",
                issued=row.issued,
                day=last,
            )
        elif question is not None and question.resolves < row.issued:
            yield _problem(
                row.where,
                "Issued",
                "issued on {issued}, after the question resolves ({resolves}): it stood no day and "
                "has no vote; correct one of the two if it is wrong",
                issued=row.issued,
                resolves=question.resolves,
            )


def long_windows(record: Record) -> Iterator[Problem]:
    """A window that ends after its question's day is judged only when it has closed."""
    beyond = (
        "High {high} lies after the day the question resolves; move Resolves of '{key}' "
        "({resolves}) to that day"
    )
    resolves = {row.question: row.resolves for row in record.questions if row.unit == DATE_UNIT}
    for row in record.forecasts:
        day, key = resolves.get(row.question), row.question
        if day and isinstance(row.high, date) and row.high > day:
            yield _problem(row.where, "High", beyond, high=row.high, key=key, resolves=day)


def _problem(where: Location, column: str, template: str, /, **values: object) -> Problem:
    return Problem(where.at(column), say(template, **values))


RULES: tuple[Check, ...] = (
    duplicate_keys,
    unknown_keys,
    ends,
    yes_no_probabilities,
    restatements,
    outcomes_filled,
    values_fit,
    clocks,
    best_fits,
    spans,
)
