"""What was said of a question, how right it was, and what happened."""

from collections.abc import Iterable, Iterator

from trackrecord.core.assessment import Assessment
from trackrecord.core.claim_words import outcome_in_words, verdict_in_words
from trackrecord.core.model import Claim, Outcome, Question
from trackrecord.exchange.page.claim_figures import claim_figures
from trackrecord.exchange.page.text import escaped, link_to_here, say_escaped, where_to_read
from trackrecord.language import say, say_count
from trackrecord.tables.kinds import plain


def what_happened(question: Question, outcome: Outcome | None, known: object) -> Iterator[str]:
    """What became of a question, in a paragraph; `known` is its outcome on the day, if any."""
    if outcome is None or known is None:
        waits = say("Open. To be known from {resolves} on.", resolves=question.resolves)
        yield f'<p class="quiet">{escaped(waits)}</p>'
        return
    note = f" {escaped(outcome.note)}" if outcome.note else ""
    since = say_escaped("known since {day}", day=plain(outcome.known) or "?")
    source = where_to_read(outcome.source)
    shown = escaped(outcome_in_words(question, outcome))
    yield f"<p><strong>{shown}</strong> ({since}; {source}).{note}</p>"


def claim_item(
    row: Assessment, anchor: str, forecaster_page: str = "", earlier: Iterable[str] = ()
) -> str:
    """A forecast as an item of a list: how right it was, who said it, when, and in which words.

    `anchor` is its id in the page; the name leads to the forecaster's page, if there is one.
    `earlier` are the items of what the same forecaster had said before, folded away.
    """
    forecast = row.forecast
    name = escaped(forecast.forecaster)
    if forecaster_page:
        name = f'<a href="{forecaster_page}">{name}</a>'
    figures = claim_figures(row)
    before = list(earlier)
    folded = ""
    if before:
        n = say_count(len(before), "1 earlier answer", "{n} earlier answers")
        items = "".join(before)
        folded = f"<details><summary>{escaped(n)}</summary><ul>{items}</ul></details>"
    return (
        f'<li id="{anchor}">{verdict(row)} <strong>{name}</strong>{kind_of_claim(row)}, '
        f"{forecast.issued}: {escaped(forecast.wording)} "
        f"{link_to_here(anchor, say('Link to this forecast'))}"
        f"{figures}<blockquote>{escaped(forecast.quote)}</blockquote>"
        f'<span class="quiet">{where_to_read(forecast.source)}</span>{folded}</li>'
    )


def kind_of_claim(row: Assessment) -> str:
    """Goal, plan or premise, in brackets; nothing for a forecast."""
    claim = row.forecast.claim
    return "" if claim is Claim.FORECAST else f" ({say_escaped(claim)})"


def verdict(row: Assessment) -> str:
    """How right a forecast was, in a sentence."""
    look, words = verdict_in_words(row)
    return f'<span class="{look}">{say_escaped("{sentence}.", sentence=words)}</span>'
