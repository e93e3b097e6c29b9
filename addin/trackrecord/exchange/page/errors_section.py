"""How far off were they: the median error of each forecaster, by unit, as a section of a page."""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.claim_words import rounded
from trackrecord.core.comparing.scorecard import ALL_LEADS, ScorecardRow, scorecard
from trackrecord.core.model import Record
from trackrecord.exchange.page.text import escaped, say_escaped, shortened
from trackrecord.language import say, say_count

_MOST_KINDS, _MOST_PEOPLE = 8, 25
_LONGEST_NAME = 40
_ROW, _WIDE = 40, 480  # height of a line and length of the longest bar, in the drawing's own units


def errors_section(record: Record, rows: Sequence[Assessment], as_of: date) -> Iterator[str]:
    """Nothing without errors; else a drawing for each kind of question, the most answered first.

    Of forecasts only, over all leads; an error is absolute, of the answers that count.
    """
    kinds: dict[str, list[ScorecardRow]] = {}
    for row in scorecard(record, as_of, rows):
        if row.claims == FORECASTS and row.lead == ALL_LEADS and row.median_error is not None:
            kinds.setdefault(row.kind, []).append(row)
    if not kinds:
        return
    yield f'<section>\n<h2 id="off">{say_escaped("How far off were they?")}</h2>'
    legend = say(
        "Bar: the median of the absolute errors, the smallest first; the same is said above it. "
        "Days count from the nearer end of the window that was missed; of an interval of numbers "
        "the middle is judged, or the most likely value; of a bound that failed, the bound."
    )
    yield f'<p class="quiet">{escaped(legend)}</p>'
    most = sorted(kinds.values(), key=lambda found: -sum(row.errors for row in found))
    for found in most[:_MOST_KINDS]:
        yield from _drawing_of_kind(found)
    if len(most) > _MOST_KINDS:
        n = len(most) - _MOST_KINDS
        yield f"<p>{say_escaped('… and {n:,} more units, in the Scorecard', n=n)}</p>"
    yield "</section>"


def _drawing_of_kind(found: Sequence[ScorecardRow]) -> Iterator[str]:
    unit = _unit(found[0])
    ordered = sorted(found, key=lambda row: (row.median_error or 0.0, row.forecaster))
    shown = ordered[:_MOST_PEOPLE]
    heading = say("In {unit}", unit=unit)
    if found[0].kind.endswith(", bounds"):
        heading = say("In {unit}, of bounds that failed", unit=unit)
    yield f"<h3>{escaped(heading)}</h3>"
    if len(ordered) > len(shown):
        cut = say("The {most} smallest of {n}.", most=len(shown), n=len(ordered))
        yield f'<p class="quiet">{escaped(cut)}</p>'
    labels = [_error_in_words(row) for row in shown]
    if len(shown) == 1:  # nothing to compare a bar with
        yield f"<p>{escaped(labels[0])}</p>"
        return
    longest = max(row.median_error or 0.0 for row in shown) or 1.0
    name = escaped("; ".join(labels))
    yield f'<svg viewBox="0 0 500 {_ROW * len(shown)}" role="img" aria-label="{name}">'
    for at, (row, label) in enumerate(zip(shown, labels, strict=True)):
        y = _ROW * at
        wide = max(1.0, _WIDE * ((row.median_error or 0.0) / longest))
        yield f'<text x="10" y="{y + 15}" font-size="13" class="ink">{escaped(label)}</text>'
        yield f'<rect x="10" y="{y + 20}" width="{wide:.1f}" height="12" class="bar"/>'
    yield "</svg>"


def _error_in_words(row: ScorecardRow) -> str:
    answers = say_count(row.errors, "1 answer", "{n} answers")
    waiting = say(", {n} still open", n=row.waiting) if row.waiting else ""
    return say(
        "{name}: {size} {unit} ({answers}{waiting})",
        name=shortened(row.forecaster, _LONGEST_NAME),
        size=rounded(row.median_error or 0.0),
        unit=shortened(_unit(row), _LONGEST_NAME // 2),
        answers=answers,
        waiting=waiting,
    )


def _unit(row: ScorecardRow) -> str:
    return say("days") if row.kind.startswith("dates") else row.unit
