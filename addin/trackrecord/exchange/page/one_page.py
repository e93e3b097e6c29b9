"""The record as one web page: who called it, when it happened, and where it can be read.

One file without scripts, without anything from elsewhere; readable on a telephone, on paper, and by
a screen reader.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.journal.head import head_text
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Record
from trackrecord.core.sentences import answer
from trackrecord.core.standing import Standing
from trackrecord.exchange.page.addresses import stems_of
from trackrecord.exchange.page.calibration_section import calibration_section
from trackrecord.exchange.page.document import document
from trackrecord.exchange.page.errors_section import errors_section
from trackrecord.exchange.page.leaderboard_section import leaderboard_section
from trackrecord.exchange.page.people_section import people_section, stems_of_people
from trackrecord.exchange.page.questions_section import questions_section
from trackrecord.exchange.page.text import escaped, leads_to, say_escaped, shortened, together
from trackrecord.exchange.page.timeline_section import timeline_section
from trackrecord.language import say, say_count

_LONGEST_ENTRY = 160  # characters of a title in the contents


def one_page(record: Record, as_of: date, title: str) -> str:
    """The whole page, as of a day."""
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    people = {who: f"#{stem}" for who, stem in stems_of_people(record).items()}
    main = (
        together(leaderboard_section(record, rows, board, as_of, people)),
        together(timeline_section(rows, as_of)),
        together(errors_section(record, rows, as_of)),
        together(calibration_section(rows, record.settings)),
        together(questions_section(record, rows, people)),
        together(people_section(record, rows, board)),
    )
    heading = escaped(title)
    header = (*header_lines(record, as_of, title, board), *_contents(record, main))
    return document(heading, header, main, footer_lines(record))


def _contents(record: Record, main: Sequence[str]) -> Iterator[str]:
    """Where to find what, and each question: links within the page."""
    named = (
        ("who", say("Who called it?")),
        ("when", say("When did they say, and when was it?")),
        ("off", say("How far off were they?")),
        ("kept", say("Did the probabilities keep their word?")),
        ("what", say("What was said, and what happened")),
        ("people", say("Each forecaster")),
    )
    there = [(anchor, words) for anchor, words in named if any(f'id="{anchor}"' in x for x in main)]
    links = " · ".join(leads_to(f"#{anchor}", words) for anchor, words in there)
    yield f'<nav aria-label="{say_escaped("Contents")}">{links}'
    if record.questions:
        stems = stems_of("question", (row.question for row in record.questions))
        n = say_count(len(record.questions), "1 question", "{n} questions")
        yield f"<details><summary>{escaped(n)}</summary><ul>"
        for row in record.questions:
            title = shortened(row.title, _LONGEST_ENTRY)
            yield f"<li>{leads_to(f'#{stems[row.question]}', title)}</li>"
        yield "</ul></details>"
    yield "</nav>"


def header_lines(
    record: Record, as_of: date, title: str, board: Sequence[Standing]
) -> Iterator[str]:
    """The heading of a record's page, the sentence that answers, and how much there is."""
    yield f"<h1>{escaped(title)}</h1>"
    yield f'<p class="lead">{escaped(answer(board))}</p>'
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
