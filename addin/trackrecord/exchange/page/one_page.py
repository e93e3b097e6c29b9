"""The record as one web page: who called it, when it happened, and where it can be read.

One file without scripts, without anything from elsewhere; readable on a telephone, on paper, and by
a screen reader.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import Assessment
from trackrecord.core.journal_head import head_text
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Record
from trackrecord.exchange.page.claims import claim_item, what_happened
from trackrecord.exchange.page.leaderboard_section import leaderboard_section
from trackrecord.exchange.page.style_sheet import STYLE_SHEET
from trackrecord.exchange.page.text import escaped, say_escaped, together
from trackrecord.exchange.page.timeline_section import timeline_section
from trackrecord.language import say, spoken

# Nothing is loaded and nothing runs, whatever text the record holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def one_page(record: Record, as_of: date, title: str) -> str:
    """The whole page, as of a day."""
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    heading = escaped(say("{title}: who called it?", title=title))
    summary = say(
        "As known on {as_of}. {forecasts} forecasts by {sources} sources on {questions} questions.",
        as_of=as_of,
        forecasts=len(rows),
        sources=len(record.forecasters),
        questions=len(record.questions),
    )
    foot = say(
        "Hit rates come with their 95 % interval (Wilson). Goals and plans are never ranked with "
        "forecasts. Made with Track Record."
    )
    head = say("Journal: {head}.", head=say(head_text(record.journal)))
    return f"""<!DOCTYPE html>
<html lang="{spoken().page}">
<head>
<meta charset="utf-8">
<meta name="generator" content="Track Record">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{heading}</title>
<style>{STYLE_SHEET}</style>
</head>
<body>
<a class="skip" href="#main">{say_escaped("Go to the content")}</a>
<header>
<h1>{heading}</h1>
<p class="quiet">{escaped(summary)}</p>
</header>
<main id="main">
{together(leaderboard_section(record, rows, board, as_of))}
{together(timeline_section(rows, as_of))}
{together(_question_rows(record, rows))}
</main>
<footer>
<p class="quiet">{escaped(foot)}</p>
<p class="quiet">{escaped(head)}</p>
</footer>
</body>
</html>
"""


def _question_rows(record: Record, rows: Sequence[Assessment]) -> Iterator[str]:
    outcomes = {row.question: row for row in record.outcomes}
    yield f'<section>\n<h2 id="what">{say_escaped("What was said, and what happened")}</h2>'
    for question in record.questions:
        said = [row for row in rows if row.forecast.question == question.question]
        known = next((row.outcome for row in said), None)
        yield f"<article>\n<h3>{escaped(question.title)}</h3>"
        yield from what_happened(question, outcomes.get(question.question), known)
        yield "<ul>"
        yield from (claim_item(row) for row in said)
        yield "</ul>\n</article>"
    yield "</section>"
