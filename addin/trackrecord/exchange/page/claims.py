"""What was said of a question, how right it was, and what happened."""

from collections.abc import Iterable, Iterator

from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Claim, Never, Outcome, Question, Void
from trackrecord.core.sentences import percent_off
from trackrecord.core.wording.units import NUMBER
from trackrecord.exchange.page.claim_figures import claim_figures, in_digits, rounded
from trackrecord.exchange.page.text import escaped, link_to_here, say_escaped, where_to_read
from trackrecord.language import say, say_count
from trackrecord.tables.kinds import plain, unparse


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


def outcome_in_words(question: Question, outcome: Outcome) -> str:
    """The value of an outcome that is known, with its unit."""
    value = outcome.value
    if value is Void.AMBIGUOUS:
        return say("Void: reality is unclear")
    if value is Void.ANNULLED:
        return say("Void: the question was broken")
    if isinstance(value, Never):
        return say("It can no longer happen")
    unit = "" if question.unit in (DATE_UNIT, YES_NO_UNIT) else f" {question.unit}"
    shown = say(plain(unparse(value))) if isinstance(value, bool) else in_digits(value)
    if outcome.until == "open":
        shown = say("{low} or more", low=shown)
    elif outcome.until is not None:
        shown = say("{low} to {high}", low=shown, high=in_digits(outcome.until))
    return shown + unit


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
    if row.status is Status.HINDSIGHT:
        look, words = "quiet", say("Said when the outcome was known: not scored")
    elif row.status is Status.OVERDUE:
        look, words = "late", say("Overdue")
        if row.days_late:
            words = say("Overdue, at least {days:.0f} days", days=row.days_late)
    elif row.status is not Status.RESOLVED:
        look, words = "quiet", say(row.status or Status.OPEN)
    elif row.brier is not None and not row.imputed:
        look, words = "quiet", say("Brier score {brier:.2f}", brier=row.brier)
    elif row.hit is None:
        look, words = "quiet", _off_by(row)
    elif row.hit:
        look, words = "right", say("Right") + _days_off(row.days_late or 0)
    else:
        look, words = "wrong", say("Wrong") + _days_off(row.days_late or 0) + _missed_by(row)
    return f'<span class="{look}">{say_escaped("{sentence}.", sentence=words)}</span>'


def _days_off(days: float) -> str:
    if not days:
        return ""
    if days > 0:
        return say(", {days:.0f} days late", days=days)
    return say(", {days:.0f} days early", days=-days)


def _off_by(row: Assessment) -> str:
    """How far off a number was that claimed no window."""
    if row.error == 0:
        return say("Exact")
    size = _size_of_error(row)
    if not size:
        return say("Neither")
    if row.provisional:
        size = say("at least {size}", size=size)
    if (row.error or 0) > 0:
        return say("Off by {size}, too high", size=size)
    return say("Off by {size}, too low", size=size)


def _missed_by(row: Assessment) -> str:
    """How far off a number was that claimed a window or a bound: its middle, or the bound."""
    if row.asks_for != "number" or not row.error or not (size := _size_of_error(row)):
        return ""
    if row.provisional:
        size = say("at least {size}", size=size)
    return (
        say(", {size} too high", size=size) if row.error > 0 else say(", {size} too low", size=size)
    )


def _size_of_error(row: Assessment) -> str:
    """In percent of the outcome where that has a meaning, else in the unit; blank if unknown."""
    if row.log_ratio is not None:
        return f"{abs(percent_off(row.log_ratio)):.1%}"
    if row.error is None or row.question is None:
        return ""
    unit = "" if row.question.unit == NUMBER else f" {row.question.unit}"
    return rounded(abs(row.error)) + unit
