"""Add a forecast: from its wording, or as a row that the person fills in."""

from dataclasses import replace

from trackrecord.actions.session import Done, Session, change, free_key, question_of, read_view
from trackrecord.actions.soundness import must_be_sound
from trackrecord.core.changes import Change, applied, text_of
from trackrecord.core.model import Bound, Forecast, Forecaster, Question, Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.core.wording.reading import read_wording
from trackrecord.errors import Refused
from trackrecord.tables.record import FORECASTERS, FORECASTS, QUESTIONS


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
            f"there is no forecaster '{forecast.forecaster}' in Forecasters; add them with "
            "--kind (analyst, company …). Nothing was changed"
        )
    forecast = replace(
        forecast,
        forecast=forecast.forecast or free_key(view),
        question=asked.question,
        forecaster=who.forecaster,
    )
    said = ""
    if forecast.low is None and forecast.high is None:
        low, high, level = _read_ends(forecast, asked, view.record)
        forecast = replace(forecast, low=low, high=high, level=forecast.level or level)
        said = f"“{forecast.wording}” was read as {ends_in_words(forecast.low, forecast.high)}. "
    _must_be_filled(forecast)
    with_them = replace(
        view.record,
        questions=(*view.record.questions, *([question] if question else [])),
        forecasters=(*view.record.forecasters, *([forecaster] if forecaster else [])),
    )
    noted = must_be_sound(with_them, session.today, forecast=forecast)
    changes = [
        Change(name, key, "", text_of(row))
        for name, key, row in (
            (FORECASTERS.name, who.forecaster, forecaster),
            (QUESTIONS.name, asked.question, question),
            (FORECASTS.name, forecast.forecast, forecast),
        )
        if row is not None
    ]
    after = applied(change(session, view, "Add forecast", changes), changes)
    return Done(f"{said}'{forecast.forecast}' was added.{noted}", after, changes)


def _must_be_filled(forecast: Forecast) -> None:
    """Refused if a cell of a new forecast is empty that may not be."""
    for column in FORECASTS.inputs:
        if not column.blank and not str(getattr(forecast, column.field) or "").strip():
            raise Refused(f"{column.header} is empty; fill it in. Nothing was changed")


def _read_ends(
    forecast: Forecast, question: Question, record: Record
) -> tuple[Bound | None, Bound | None, float | None]:
    scale = record.settings.scale
    try:
        reading = read_wording(forecast.wording, question.unit, scale, forecast.issued)
        return *reading.ends(), reading.level
    except ValueError as problem:
        raise Refused(f"{problem} (--low, --high). Nothing was changed") from None
