"""Each forecaster, as a section of a page: how they stand, and where each of their claims is."""

from collections.abc import Iterator, Mapping, Sequence

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.model import Record
from trackrecord.core.standing import Standing
from trackrecord.exchange.page.addresses import anchors_of, stems_of
from trackrecord.exchange.page.claims import kind_of_claim, verdict
from trackrecord.exchange.page.text import escaped, leads_to, link_to_here, say_escaped, shortened
from trackrecord.language import say, say_count

_LONGEST_LINK = 160  # characters
_MOST_UNFOLDED = 3  # claims; more are folded away


def stems_of_people(record: Record) -> dict[str, str]:
    """The id of each forecaster's place in a page."""
    return stems_of("forecaster", (row.forecaster for row in record.forecasters))


def people_section(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing]
) -> Iterator[str]:
    """An article for each forecaster who said something, in the order of the leaderboard."""
    said: dict[str, list[Assessment]] = {}
    for row in rows:
        said.setdefault(row.forecast.forecaster, []).append(row)
    stems = stems_of_people(record)
    placed = dict.fromkeys([row.forecaster for row in board if row.forecaster in stems])
    people = [who for who in [*placed, *stems] if who in said]
    if not people:
        return
    anchors = anchors_of(row.forecast for row in record.forecasts)
    known = {row.forecaster: row for row in record.forecasters}
    yield f'<section>\n<h2 id="people">{say_escaped("Each forecaster")}</h2>'
    for who in dict.fromkeys(people):
        here = link_to_here(stems[who], say("Link to this forecaster"))
        yield f'<article id="{stems[who]}">\n<h3>{escaped(who)} {here}</h3>'
        about = " · ".join(filter(None, (known[who].kind, known[who].note)))
        if about:
            yield f'<p class="quiet">{escaped(about)}</p>'
        for standing in board:
            if standing.forecaster == who and standing.sentence:
                sentence = standing.sentence
                if standing.claims != FORECASTS:
                    sentence = say("Goals and plans: {sentence}", sentence=sentence)
                yield f"<p>{say_escaped('{sentence}.', sentence=sentence)}</p>"
        yield from _list_of_claims(said[who], anchors)
        yield "</article>"
    yield "</section>"


def _list_of_claims(rows: Sequence[Assessment], anchors: Mapping[str, str]) -> Iterator[str]:
    folded = len(rows) > _MOST_UNFOLDED
    if folded:
        n = say_count(len(rows), "1 claim", "{n} claims")
        yield f"<details><summary>{escaped(n)}</summary>"
    yield "<ul>"
    for row in rows:
        title = row.question.title if row.question else row.forecast.question
        link = leads_to(f"#{anchors[row.forecast.forecast]}", shortened(title, _LONGEST_LINK))
        words = escaped(shortened(row.forecast.wording, _LONGEST_LINK))
        yield f"<li>{verdict(row)} {link}{kind_of_claim(row)}: {words}</li>"
    yield "</ul></details>" if folded else "</ul>"
