"""Each forecaster's vote: how long each answer stood, and which one counts."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date

from trackrecord.core import scores
from trackrecord.core.assessment import PREMISES, Assessment, Shape, Status, claim_group
from trackrecord.core.comparing import votes
from trackrecord.core.keys import BETWEEN, folded, spelled
from trackrecord.core.model import DATE_UNIT, Counts, Forecast, Imputed, Question, Settings


def give_votes(rows: Sequence[Assessment], as_of: date, settings: Settings) -> None:
    """How long each answer stood, and which of them counts."""
    keys: list[str] = []
    for row in rows:
        if row.shape is not None and not row.forecast.restates:
            row.vote = vote_of(row.forecast, row.shape)
        keys.append(row.vote.casefold())
    days = [row.forecast.issued.toordinal() for row in rows]
    for row, day, answer in zip(rows, days, votes.answers(keys, days), strict=True):
        row.answers, row.following = answer
        if row.status is None or row.question is None:
            continue
        row.close = _close(row, row.question, as_of)
        if row.vote:
            row.stood = scores.days_stood(day, row.following, row.close)
    topic = folded(settings.topic)
    for row in rows:
        row.eligible = (
            row.vote != ""
            and row.claims != PREMISES
            and not (row.imputed and settings.imputed is Imputed.NO)
            and (not topic or (row.question is not None and folded(row.question.topic) == topic))
        )
    choose(rows, settings)


def choose(rows: Sequence[Assessment], settings: Settings) -> None:
    """Let one answer of each vote among these rows be the one whose hit counts."""
    several = []
    for row in rows:
        if row.answers > 1:
            several.append(row)
            continue
        row.in_force = row.stood or 0
        row.chosen = row.eligible and _counts_alone(row, settings)
        row.counts = row.chosen and row.matured
    if several:
        _choose_among(several, settings)


def _counts_alone(row: Assessment, settings: Settings) -> bool:
    """Does the only answer of a vote count? It does if it stood, and early enough."""
    if row.close is None or row.status is Status.HINDSIGHT:
        return False
    if settings.counts is Counts.ALL:
        return True
    if settings.counts is Counts.AHEAD:
        then = row.close - settings.days_ahead
        return bool(row.stood) and row.forecast.issued.toordinal() <= then
    return bool(row.stood)


def _choose_among(rows: Sequence[Assessment], settings: Settings) -> None:
    keys = [row.vote.casefold() for row in rows]
    said = [(f.low, f.best, f.high, f.level) for f in (row.forecast for row in rows)]
    stood = [row.stood for row in rows]
    force = votes.in_force(keys, said, stood)
    closes = [None if row.status is Status.HINDSIGHT else row.close for row in rows]
    days = [row.forecast.issued.toordinal() for row in rows]
    following = [row.following for row in rows]
    rule, ahead = settings.counts, settings.days_ahead
    chosen = votes.chosen(rule, ahead, keys, days, closes, stood, following, force)
    for row, total, one in zip(rows, force, chosen, strict=True):
        row.in_force = total
        row.chosen = one and row.eligible
        row.counts = row.chosen and row.matured


def sliced(
    rows: Iterable[Assessment], settings: Settings, keep: Callable[[Assessment], bool]
) -> list[Assessment]:
    """Some of the rows, each vote chosen anew among those that are left. Days stood stay."""
    kept = [row if row.answers < 2 else copy(row) for row in rows if keep(row)]
    several = [row for row in kept if row.answers > 1]
    if several:
        _choose_among(several, settings)
    return kept


def vote_of(forecast: Forecast, shape: Shape) -> str:
    """What the answers of one vote have in common, as the column Vote shows it."""
    # A key has no doubled space, so that nothing else reads the same.
    parts = (
        spelled(forecast.question),
        spelled(forecast.forecaster),
        claim_group(forecast.claim),
        str(shape),
    )
    return BETWEEN.join(parts)


def _close(row: Assessment, question: Question, as_of: date) -> int:
    """The day from which nothing could be foreseen any more."""
    days = [as_of, question.resolves]
    if row.known is not None:
        days.append(row.known)
    if row.asks_for == DATE_UNIT and isinstance(row.outcome, date):
        days.append(row.outcome)
    return min(days).toordinal()
