"""What was said of each question, by whom, and what happened: a section of a page."""

from collections.abc import Iterator, Mapping, Sequence

from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS, PREMISES, Assessment
from trackrecord.core.model import Record
from trackrecord.exchange.page.addresses import anchors_of, stems_of
from trackrecord.exchange.page.claims import claim_item, what_happened
from trackrecord.exchange.page.text import escaped, link_to_here, say_escaped
from trackrecord.language import say


def questions_section(
    record: Record, rows: Sequence[Assessment], people: Mapping[str, str]
) -> Iterator[str]:
    """An article for each question: criterion, outcome, and the claims, each with its anchor.

    `people` says where each forecaster is written about.
    """
    outcomes = {row.question: row for row in record.outcomes}
    stems = stems_of("question", (row.question for row in record.questions))
    anchors = anchors_of(row.forecast for row in record.forecasts)
    said: dict[str, list[Assessment]] = {}
    for row in rows:
        said.setdefault(row.forecast.question, []).append(row)
    yield f'<section>\n<h2 id="what">{say_escaped("What was said, and what happened")}</h2>'
    for question in record.questions:
        claims = said.get(question.question, [])
        known = next((row.outcome for row in claims), None)
        stem = stems[question.question]
        here = link_to_here(stem, say("Link to this question"))
        yield f'<article id="{stem}">\n<h3>{escaped(question.title)} {here}</h3>'
        if question.criterion:
            yield f'<p class="quiet">{escaped(question.criterion)}</p>'
        yield from what_happened(question, outcomes.get(question.question), known)
        for group in (FORECASTS, GOALS_AND_PLANS, PREMISES):
            of_group = [row for row in claims if row.claims == group]
            yield from _claims_of_group(group, of_group, anchors, people)
        yield "</article>"
    yield "</section>"


def _claims_of_group(
    group: str, claims: Sequence[Assessment], anchors: Mapping[str, str], people: Mapping[str, str]
) -> Iterator[str]:
    """The latest answer of each forecaster, what they had said before folded below it."""
    if not claims:
        return
    if group != FORECASTS:
        yield f"<h4>{escaped(say(group).capitalize())}</h4>"
    answers: dict[str, list[Assessment]] = {}
    for row in sorted(claims, key=lambda row: row.forecast.issued):
        answers.setdefault(row.forecast.forecaster, []).append(row)
    yield "<ul>"
    for *before, last in answers.values():
        earlier = [claim_item(row, anchors[row.forecast.forecast]) for row in reversed(before)]
        page = people.get(last.forecast.forecaster, "")
        yield claim_item(last, anchors[last.forecast.forecast], page, earlier)
    yield "</ul>"
