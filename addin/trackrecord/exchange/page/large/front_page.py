"""The front page of a large record: the figures, who leads, what waits for its outcome."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from trackrecord.core.assessment import Status
from trackrecord.core.due import Due, due_questions, still_open
from trackrecord.core.model import Question
from trackrecord.exchange.page.addresses import FORECASTERS, QUESTIONS, page_file
from trackrecord.exchange.page.calibration_section import calibration_section
from trackrecord.exchange.page.document import document
from trackrecord.exchange.page.errors_section import errors_section
from trackrecord.exchange.page.large.list_pages import bulleted
from trackrecord.exchange.page.large.page_data import PageData
from trackrecord.exchange.page.leaderboard_section import (
    goals_beside_forecasts,
    standing_row,
    standings_table,
)
from trackrecord.exchange.page.one_page import footer_lines, header_lines
from trackrecord.exchange.page.text import escaped, leads_to, say_escaped
from trackrecord.language import say, say_count

_MOST_LEADERS, _MOST_WAITING = 25, 25


def front_page(data: PageData, folder: str) -> str:
    """The front page; `folder` is the name of the one that the other pages lie in."""
    folder = quote(folder, safe="", errors="surrogateescape")
    overdue = due_questions(data.record, data.as_of)
    coming = still_open(data.record, data.as_of)
    inside = [
        leads_to(f"#{anchor}", f"{say(name)} ({n:,})")
        for anchor, name, n in (("overdue", "Overdue", len(overdue)), ("open", "Open", len(coming)))
        if n
    ]
    links = (_all_forecasters(data, folder), _all_questions(data, folder), *inside)
    header = (*_counts_of_status(data), f"<nav>{' · '.join(links)}</nav>")
    main = (
        *_leaders(data, folder),
        *errors_section(data.record, data.rows, data.as_of),
        *calibration_section(data.rows, data.record.settings),
        *_overdue(data, folder, overdue),
        *_coming(data, folder, coming),
    )
    heading = escaped(data.title)
    return document(heading, header, main, footer_lines(data.record))


def _counts_of_status(data: PageData) -> Iterator[str]:
    yield from header_lines(data.record, data.as_of, data.title, data.board)
    counts = Counter(row.status for row in data.rows)
    figures = [
        say("{status}: {n:,}", status=say(status), n=counts[status])
        for status in Status
        if counts[status]
    ]
    yield f"<p>{escaped(' · '.join(figures))}</p>"


def _all_forecasters(data: PageData, folder: str) -> str:
    n = len(data.forecaster_stems)
    return leads_to(f"{folder}/{page_file(FORECASTERS)}", say("All {n:,} forecasters", n=n))


def _all_questions(data: PageData, folder: str) -> str:
    n = len(data.record.questions)
    return leads_to(f"{folder}/{page_file(QUESTIONS)}", say("All {n:,} questions", n=n))


def _leaders(data: PageData, folder: str) -> Iterator[str]:
    yield f'<section>\n<h2 id="who">{say_escaped("Who called it?")}</h2>'
    shown = data.board[:_MOST_LEADERS]
    rows = (standing_row(row, f"{folder}/{data.forecaster_page(row.forecaster)}") for row in shown)
    yield from standings_table(rows)
    yield from _how_many_more(len(data.board) - len(shown), _all_forecasters(data, folder))
    yield from goals_beside_forecasts(data.record, data.rows, data.board, data.as_of)
    yield "</section>"


def _overdue(data: PageData, folder: str, waiting: Sequence[Due]) -> Iterator[str]:
    """What is due, the oldest first."""
    if not waiting:
        return
    yield f'<section>\n<h2 id="overdue">{say_escaped("Overdue")} ({len(waiting):,})</h2>'
    items = []
    for row in waiting[:_MOST_WAITING]:
        late = say_count(row.days_overdue, "1 day overdue", "{n} days overdue")
        late = late if row.days_overdue else say("due today")
        title = _title(data, folder, row.question)
        items.append(f'<li>{row.since}: {title} <span class="late">{escaped(late)}</span></li>')
    yield from bulleted(items)
    yield from _how_many_more(len(waiting) - _MOST_WAITING, _all_questions(data, folder))
    yield "</section>"


def _coming(data: PageData, folder: str, waiting: Sequence[Question]) -> Iterator[str]:
    """What is not due yet, the next first."""
    if not waiting:
        return
    yield f'<section>\n<h2 id="open">{say_escaped("Open")} ({len(waiting):,})</h2>'
    yield from bulleted(
        f"<li>{row.resolves}: {_title(data, folder, row)}</li>" for row in waiting[:_MOST_WAITING]
    )
    yield from _how_many_more(len(waiting) - _MOST_WAITING, _all_questions(data, folder))
    yield "</section>"


def _title(data: PageData, folder: str, question: Question) -> str:
    address = f"{folder}/{data.question_page(question.question)}"
    return leads_to(address, data.title_of_question(question))


def _how_many_more(n: int, address: str) -> Iterator[str]:
    if n > 0:
        yield f"<p>{say_escaped('… and {n:,} more', n=n)} · {address}</p>"
