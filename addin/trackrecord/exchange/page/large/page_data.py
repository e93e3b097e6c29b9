"""What the pages of a large record are made of, computed once for all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import quote

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import Assessment
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Outcome, Question, Record
from trackrecord.core.standing import Standing
from trackrecord.exchange.page.addresses import (
    FORECASTERS,
    QUESTIONS,
    anchors_of,
    page_file,
    stems_of,
)
from trackrecord.exchange.page.document import document
from trackrecord.exchange.page.text import leads_to, shortened
from trackrecord.language import say

_LONGEST_TITLE = 200  # characters, of a title that only leads to a page


@dataclass(frozen=True)
class PageData:
    """A record as of a day, its scores, and where each forecaster and question has a page.

    `front` is the name of the front page, as a link has it; the other pages lie in a folder beside.
    """

    record: Record
    as_of: date
    title: str
    front: str
    rows: Sequence[Assessment]
    board: Sequence[Standing]
    forecaster_stems: Mapping[str, str]
    question_stems: Mapping[str, str]
    anchors: Mapping[str, str]

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """What was known of each question on the day."""
        return {
            row.question: row
            for row in reversed(self.record.outcomes)
            if row.value is not None and (row.known is None or row.known <= self.as_of)
        }

    @cached_property
    def _titles(self) -> Counter[str]:
        return Counter(row.title for row in self.record.questions)

    def title_of_question(self, question: Question) -> str:
        """A question's title, as long as a list has room for; with its key, if others have it."""
        shown = shortened(question.title, _LONGEST_TITLE)
        if self._titles[question.title] > 1:
            shown = say("{title} ({key})", title=shown, key=question.question)
        return shown

    def forecaster_page(self, forecaster: str) -> str:
        """The file that a forecaster's page begins in."""
        return page_file(self.forecaster_stems[forecaster])

    def question_page(self, question: str) -> str:
        """The file that a question's page begins in."""
        return page_file(self.question_stems[question])

    def page_in_folder(self, heading: str, header: Iterable[str], main: Iterable[str]) -> str:
        """A page that lies in the folder, with links to the front page and to the lists."""
        front_title = shortened(self.title, _LONGEST_TITLE)
        links = (
            leads_to(f"../{self.front}", front_title),
            leads_to(page_file(FORECASTERS), say("All forecasters")),
            leads_to(page_file(QUESTIONS), say("All questions")),
        )

        def lines() -> Iterator[str]:
            yield f"<nav>{' · '.join(links)}</nav>"
            yield from header

        return document(heading, lines(), main)


def page_data(record: Record, as_of: date, title: str, front: str) -> PageData:
    """What the pages of a record are made of; `front` is the name of the front page's file."""
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    names = [
        *(row.forecaster for row in record.forecasters),
        *(row.forecaster for row in record.forecasts),
    ]
    return PageData(
        record,
        as_of,
        title,
        quote(front, safe="", errors="surrogateescape"),
        rows,
        standings(record, as_of, rows),
        stems_of("forecaster", names),
        stems_of("question", (row.question for row in record.questions)),
        anchors_of(row.forecast for row in record.forecasts),
    )
