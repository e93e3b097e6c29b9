"""A page for each question: what was said of it, by whom, and what happened; a list of all."""

from collections.abc import Iterator, Sequence

from trackrecord.core.assessment import Assessment
from trackrecord.core.claim_words import outcome_in_words
from trackrecord.core.model import Question
from trackrecord.exchange.page.addresses import QUESTIONS
from trackrecord.exchange.page.claims import claim_item, what_happened
from trackrecord.exchange.page.large.list_pages import LongList, list_pages
from trackrecord.exchange.page.large.page_data import PageData
from trackrecord.exchange.page.text import escaped, leads_to, say_escaped, shortened, together
from trackrecord.language import say

_LONGEST_OUTCOME = 100  # characters, in the list of all questions


def question_pages(data: PageData, places: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files of all questions, by name; notes in `places` where each forecast stands."""
    said: dict[str, list[Assessment]] = {}
    for row in data.rows:
        said.setdefault(row.forecast.question, []).append(row)
    for question in data.record.questions:
        yield from _pages_of(data, question, said.pop(question.question, ()), places)


def _pages_of(
    data: PageData, question: Question, claims: Sequence[Assessment], places: dict[str, str]
) -> Iterator[tuple[str, str]]:
    anchors = [data.anchors[row.forecast.forecast] for row in claims]
    items = (
        claim_item(row, anchor, data.forecaster_page(row.forecast.forecaster))
        for row, anchor in zip(claims, anchors, strict=True)
    )
    heading = escaped(data.title_of_question(question))
    listed = LongList(
        data.question_stems[question.question],
        heading,
        together(_about_question(data, question)),
        f"<h1>{heading}</h1>",
        items,
        f"<h2>{say_escaped('What was said')}</h2>",
    )
    done = 0
    for name, count, made in list_pages(data, listed):
        for at in range(done, done + count):
            places[claims[at].forecast.forecast] = f"{name}#{anchors[at]}"
        done += count
        yield name, made


def _about_question(data: PageData, question: Question) -> Iterator[str]:
    yield f"<h1>{escaped(question.title)}</h1>"
    if question.criterion:
        yield f'<p class="quiet">{escaped(question.criterion)}</p>'
    outcome = data.outcomes.get(question.question)
    yield from what_happened(question, outcome, outcome)


def pages_of_all_questions(data: PageData) -> Iterator[tuple[str, str]]:
    """The files of the list of all questions, in the record's order."""
    heading = say_escaped("All questions")
    begins = f"<h1>{heading}</h1>"
    items = (_question_item(data, question) for question in data.record.questions)
    listed = LongList(QUESTIONS, heading, begins, begins, items)
    return ((name, made) for name, _, made in list_pages(data, listed))


def _question_item(data: PageData, question: Question) -> str:
    outcome = data.outcomes.get(question.question)
    if outcome is None:
        state = say("Open. To be known from {resolves} on.", resolves=question.resolves)
    else:
        state = shortened(outcome_in_words(question, outcome), _LONGEST_OUTCOME)
    leads = leads_to(data.question_page(question.question), data.title_of_question(question))
    return f'<li>{leads} <span class="quiet">{escaped(state)}</span></li>'
