"""A new row in Forecasts, which the person fills in."""

from trackrecord.actions.outcomes import selected_question
from trackrecord.actions.session import Session, change, free_key, read_view
from trackrecord.core.changes import Change, text_of
from trackrecord.core.model import Claim, Forecast
from trackrecord.language import say
from trackrecord.tables.record import FORECASTS
from trackrecord.workbook.store import Screen


def open_forecast(session: Session, screen: Screen) -> str:
    """A new row in Forecasts, as far filled in as can be, ready to type."""
    view = read_view(session, settings=False)
    question = selected_question(screen, view, must=False)
    key = question.question if question else ""
    row = Forecast(free_key(view), key, "", Claim.FORECAST, session.today, "", None, None)
    change(session, view, "Add forecast", [Change(FORECASTS.name, row.forecast, "", text_of(row))])
    first = "Forecaster" if question else "Question"
    screen.select(FORECASTS, row.forecast, first)
    return say(
        "A new row is open in Forecasts: type the question (or the words of a new one), who says "
        "so, and the claim as it was published in Wording; begin with {first}. Issued is today, "
        "{day}: change it if it was said on another day. Compute accuracy fills in the rest.",
        first=first,
        day=session.today,
    )
