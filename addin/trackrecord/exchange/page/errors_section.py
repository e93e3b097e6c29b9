"""How far off were they: the median error of each forecaster, by unit, as a section of a page."""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.claim_words import rounded
from trackrecord.core.comparing.scorecard import ALL_LEADS, LEADS, ScorecardRow, scorecard
from trackrecord.core.model import Record
from trackrecord.exchange.page.text import escaped, labelled_cells, say_escaped, shortened
from trackrecord.language import say, say_count

_MOST_KINDS, _MOST_PEOPLE = 8, 25
_LONGEST_NAME = 40
_ROW, _WIDE = 40, 480  # height of a line and length of the longest bar, in the drawing's own units


def errors_section(record: Record, rows: Sequence[Assessment], as_of: date) -> Iterator[str]:
    """Nothing without errors; else a drawing for each kind of question, the most answered first.

    Of forecasts only, over all leads; an error is absolute, of the answers that count.
    """
    kinds: dict[str, list[ScorecardRow]] = {}
    by_lead: dict[str, list[ScorecardRow]] = {}
    for row in scorecard(record, as_of, rows):
        if row.claims == FORECASTS and row.median_error is not None:
            of = kinds if row.lead == ALL_LEADS else by_lead
            of.setdefault(row.kind, []).append(row)
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
        yield from _by_lead(by_lead.get(found[0].kind, ()))
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


def _by_lead(rows: Sequence[ScorecardRow]) -> Iterator[str]:
    """The errors by days ahead, as a table, where somebody spoke at several distances."""
    people: dict[str, dict[str, ScorecardRow]] = {}
    for row in rows:
        people.setdefault(row.forecaster, {})[row.lead] = row
    often = {who: leads for who, leads in people.items() if len(leads) > 1}
    if not often:
        return
    names = [lead for lead in LEADS if any(lead in leads for leads in often.values())]
    heads = [say("{lead} days ahead", lead=say(lead)) for lead in names]
    summary = say_escaped("By how far ahead: median error (how many)")
    yield f'<details><summary>{summary}</summary><table role="table">'
    cells = "".join(
        f'<th scope="col" role="columnheader">{escaped(head)}</th>' for head in [say("Who"), *heads]
    )
    yield f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead><tbody role="rowgroup">'
    for who, leads in list(often.items())[:_MOST_PEOPLE]:
        shown = [_size_and_count(leads[lead]) if lead in leads else "–" for lead in names]
        name = f'<th scope="row" role="rowheader">{escaped(shortened(who, _LONGEST_NAME))}</th>'
        yield f'<tr role="row">{name}{labelled_cells(heads, shown)}</tr>'
    yield "</tbody></table></details>"


def _size_and_count(row: ScorecardRow) -> str:
    return f"{rounded(row.median_error or 0.0)} ({row.errors:,})"


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
