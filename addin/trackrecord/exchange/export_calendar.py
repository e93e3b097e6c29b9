"""The calendar of what is due (iCalendar, RFC 5545): an all-day event for each open question.

Days are days, without a time or a zone, so that they are the same everywhere. The same question
has the same identity in every calendar made of it: importing again moves an event, and adds none.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from trackrecord import __version__
from trackrecord.core.model import Forecast, Question, Record

_MORNING = timedelta(hours=9)  # of the day itself


def calendar(record: Record, now: datetime) -> bytes:
    """The calendar of every question without an outcome; `now` is when it was made, in UTC."""
    made = Calendar()
    made.add("prodid", f"-//Track Record//{__version__}//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Track Record")
    known = {row.question for row in record.outcomes if row.value is not None}
    for question in record.questions:
        if question.question not in known:
            said = [row for row in record.forecasts if row.question == question.question]
            made.add_component(_event(question, said, now))
    return bytes(made.to_ical())


def _event(question: Question, said: Iterable[Forecast], now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{question.question}@trackrecord")
    event.add("dtstamp", now.strftime("%Y%m%dT%H%M%SZ"), encode=False)
    event.add("dtstart", question.resolves)
    event.add("dtend", question.resolves + timedelta(days=1))
    event.add("summary", f"What happened? {_clean(question.title)}")
    claims = "\n".join(f"- {row.forecaster}: {row.wording}" for row in said)
    event.add("description", _clean(f"{question.criterion}\n\n{claims}".strip()))
    event.add("transp", "TRANSPARENT")  # nobody is busy with it
    event.add("class", "PUBLIC")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Record the outcome: {_clean(question.title)}")
    alarm.add("trigger", _MORNING)
    event.add_component(alarm)
    return event


def _clean(text: str) -> str:
    """Text without characters that no calendar takes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c.isprintable())
