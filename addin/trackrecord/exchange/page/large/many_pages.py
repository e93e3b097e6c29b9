"""The pages of a large record: those of the folder beside the front page, one after the other."""

from collections.abc import Iterator

from trackrecord.exchange.page.large.forecaster_pages import (
    forecaster_pages,
    pages_of_all_forecasters,
)
from trackrecord.exchange.page.large.page_data import PageData
from trackrecord.exchange.page.large.question_pages import pages_of_all_questions, question_pages


def many_pages(data: PageData) -> Iterator[tuple[str, str]]:
    """Every page of the folder, with its name."""
    places: dict[str, str] = {}  # where each forecast stands, known once the questions are through
    yield from question_pages(data, places)
    yield from forecaster_pages(data, places)
    yield from pages_of_all_questions(data)
    yield from pages_of_all_forecasters(data)
