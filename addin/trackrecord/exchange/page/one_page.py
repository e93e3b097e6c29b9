"""The record as one web page: who called it, when it happened, and where it can be read.

One file without scripts, without anything from elsewhere; readable on a telephone, on paper, and by
a screen reader.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import Assessment
from trackrecord.core.journal.head import head_text
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Record
from trackrecord.exchange.page.claims import claim_item, what_happened
from trackrecord.exchange.page.document import document
from trackrecord.exchange.page.leaderboard_section import leaderboard_section
from trackrecord.exchange.page.text import escaped, say_escaped, together
from trackrecord.exchange.page.timeline_section import timeline_section
from trackrecord.language import say


def one_page(record: Record, as_of: date, title: str) -> str:
    """The whole page, as of a day."""
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    main = (
        together(leaderboard_section(record, rows, board, as_of)),
        together(timeline_section(rows, as_of)),
        together(_question_rows(record, rows)),
    )
    heading = say_escaped("{title}: who called it?", title=title)
    return document(heading, header_lines(record, as_of, title), main, footer_lines(record))


def header_lines(record: Record, as_of: date, title: str) -> Iterator[str]:
    """The heading of a record's page, and how much there is."""
    yield f"<h1>{say_escaped('{title}: who called it?', title=title)}</h1>"
    summary = say(
        "As known on {as_of}. {forecasts} forecasts by {sources} sources on {questions} questions.",
        as_of=as_of,
        forecasts=len(record.forecasts),
        sources=len(record.forecasters),
        questions=len(record.questions),
    )
    yield f'<p class="quiet">{escaped(summary)}</p>'


def footer_lines(record: Record) -> Iterator[str]:
    """What a reader of a record's page should know, and the head of its Journal."""
    foot = say(
        "Hit rates come with their 95 % interval (Wilson). Goals and plans are never ranked with "
        "forecasts. Made with Track Record."
    )
    yield f'<p class="quiet">{escaped(foot)}</p>'
    head = say("Journal: {head}.", head=say(head_text(record.journal)))
    yield f'<p class="quiet">{escaped(head)}</p>'


def _question_rows(record: Record, rows: Sequence[Assessment]) -> Iterator[str]:
    outcomes = {row.question: row for row in record.outcomes}
    said: dict[str, list[Assessment]] = {}
    for row in rows:
        said.setdefault(row.forecast.question, []).append(row)
    yield f'<section>\n<h2 id="what">{say_escaped("What was said, and what happened")}</h2>'
    for question in record.questions:
        claims = said.get(question.question, [])
        known = next((row.outcome for row in claims), None)
        yield f"<article>\n<h3>{escaped(question.title)}</h3>"
        yield from what_happened(question, outcomes.get(question.question), known)
        yield "<ul>"
        yield from (claim_item(row) for row in claims)
        yield "</ul>\n</article>"
    yield "</section>"
