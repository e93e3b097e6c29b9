"""Add a forecast, with its question and its forecaster where they are new: one action."""

from dataclasses import replace

from trackrecord.actions.entering.said import Said
from trackrecord.actions.entering.understanding import understand
from trackrecord.actions.session import (
    Done,
    Session,
    View,
    change,
    free_key,
    question_of,
    read_view,
)
from trackrecord.actions.soundness import must_be_sound
from trackrecord.core.changes import Change, applied, text_of
from trackrecord.core.model import Bound, Forecast, Forecaster, Question, Reading, Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.core.wording.reading import read_wording
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.record import FORECASTERS, FORECASTS, QUESTIONS


def add_said(session: Session, said: Said) -> Done:
    """Add a forecast as a person said it; what it was understood as, in one line.

    What is said again adds nothing. Errors: Incomplete, naming all that is missing; Refused.
    """
    view = read_view(session)
    found = understand(view.record, said, session.today)
    if found.same:
        words = f"{found.words}: that stands there already, as forecast {found.same}"
        return Done(f"{words}; nothing was added.", view.record)
    forecast = replace(found.forecast, forecast=found.forecast.forecast or free_key(view))
    done = _add(
        session,
        view,
        forecast,
        found.question if found.is_new_question or found.moved else None,
        found.forecaster if found.is_new_forecaster else None,
    )
    said_of = f"{found.words}. Added as forecast {forecast.forecast}.{done.said}"
    return replace(done, said=said_of)


def add_forecast(
    session: Session,
    forecast: Forecast,
    *,
    question: Question | None = None,
    forecaster: Forecaster | None = None,
) -> Done:
    """Add a forecast, with Low and High read from its wording where neither is given.

    `question` and `forecaster` are added with it, if they are given.
    """
    view = read_view(session)
    asked = question or question_of(view, forecast.question)
    who: Forecaster | None = forecaster or view.row(FORECASTERS.name, forecast.forecaster)
    if who is None:
        raise Refused(
            f"there is no forecaster '{forecast.forecaster}' in Forecasters; add them first. "
            "Nothing was changed"
        )
    forecast = replace(
        forecast,
        forecast=forecast.forecast or free_key(view),
        question=asked.question,
        forecaster=who.forecaster,
    )
    read = ""
    if forecast.low is None and forecast.high is None:
        low, high, reading = ends_read(forecast, asked, view.record)
        level, best = forecast.level or reading.level, forecast.best or reading.best
        forecast = replace(forecast, low=low, high=high, level=level, best=best)
        words = ends_in_words(low, high)
        read = say("“{wording}” was read as {ends}. ", wording=forecast.wording, ends=words)
    done = _add(session, view, forecast, question, forecaster)
    return replace(done, said=f"{read}'{forecast.forecast}' was added.{done.said}")


def _add(
    session: Session,
    view: View,
    forecast: Forecast,
    question: Question | None,
    forecaster: Forecaster | None,
) -> Done:
    """Add the rows that are given; what is worth knowing of them. A question may be there."""
    _must_be_filled(forecast)
    with_them = replace(
        view.record,
        questions=(*_others(view.record, question), *([question] if question else [])),
        forecasters=(*view.record.forecasters, *([forecaster] if forecaster else [])),
    )
    noted = must_be_sound(with_them, session.today, forecast=forecast)
    old = view.row(QUESTIONS.name, question.question) if question else None
    changes = [
        Change(name, key, text_of(before), text_of(row))
        for name, key, before, row in (
            (FORECASTERS.name, forecast.forecaster, None, forecaster),
            (QUESTIONS.name, forecast.question, old, question),
            (FORECASTS.name, forecast.forecast, None, forecast),
        )
        if row is not None
    ]
    after = applied(change(session, view, "Add forecast", changes), changes)
    return Done(noted, after, changes)


def _others(record: Record, question: Question | None) -> tuple[Question, ...]:
    key = question.question if question else None
    return tuple(row for row in record.questions if row.question != key)


def _must_be_filled(forecast: Forecast) -> None:
    """Refused if a cell of a new forecast is empty that may not be."""
    for column in FORECASTS.inputs:
        if not column.blank and not str(getattr(forecast, column.field) or "").strip():
            raise Refused(
                say("{column} is empty; fill it in. Nothing was changed", column=column.header)
            )


def ends_read(
    forecast: Forecast, question: Question, record: Record
) -> tuple[Bound | None, Bound | None, Reading]:
    """Low and High of a wording, and all that it says."""
    scale = record.settings.scale
    try:
        reading = read_wording(forecast.wording, question.unit, scale, forecast.issued)
        return *reading.ends_on(question.resolves), reading
    except ValueError as problem:
        raise Refused(f"{problem} (--low, --high). Nothing was changed") from None
