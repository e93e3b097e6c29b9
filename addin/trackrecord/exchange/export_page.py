"""The record as one web page: who called it, when it happened, and where it can be read.

One file without scripts, without anything from elsewhere; readable on a telephone, on paper, and by
a screen reader. All text is text.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.journal.head import head_text
from trackrecord.core.leaderboard import compare_groups, standings
from trackrecord.core.model import DATE_UNIT, Never, Outcome, Question, Record, Void
from trackrecord.core.sentences import comparison, percent_off
from trackrecord.core.standing import Standing
from trackrecord.exchange.page_style import STYLE_SHEET
from trackrecord.language import say, spoken
from trackrecord.tables.charts import palette
from trackrecord.tables.kinds import plain, unparse

_MOST_BARS, _LONGEST_LABEL = 40, 64
# Nothing is loaded and nothing runs, whatever text the record holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(record: Record, as_of: date, title: str) -> str:
    """The whole page, as of a day."""
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    heading = _escaped(say("{title}: who called it?", title=title))
    summary = say(
        "As known on {as_of}. {forecasts} forecasts by {sources} sources on {questions} questions.",
        as_of=as_of,
        forecasts=len(rows),
        sources=len(record.forecasters),
        questions=len(record.questions),
    )
    foot = say(
        "Hit rates come with their 95 % interval (Wilson). Goals and plans are never ranked with "
        "forecasts. Made with Track Record."
    )
    head = say("Journal: {head}.", head=say(head_text(record.journal)))
    return f"""<!DOCTYPE html>
<html lang="{spoken().page}">
<head>
<meta charset="utf-8">
<meta name="generator" content="Track Record">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{heading}</title>
<style>{STYLE_SHEET}</style>
</head>
<body>
<a class="skip" href="#main">{_said("Go to the content")}</a>
<header>
<h1>{heading}</h1>
<p class="quiet">{_escaped(summary)}</p>
</header>
<main id="main">
{_together(_leaderboard(record, rows, board, as_of))}
{_together(_timeline_svg(rows, as_of))}
{_together(_question_rows(record, rows))}
</main>
<footer>
<p class="quiet">{_escaped(foot)}</p>
<p class="quiet">{_escaped(head)}</p>
</footer>
</body>
</html>
"""


def _together(lines: Iterator[str]) -> str:
    return "\n".join(lines)


def _said(template: str, **values: object) -> str:
    """A template in the language in force, as it stands in a page."""
    return _escaped(say(template, **values))


def _escaped(text: str) -> str:
    """Text as it is shown, without characters that no page takes."""
    return escape("".join(c for c in text if c.isprintable() or c in "\n\t"))


def _leaderboard(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> Iterator[str]:
    names = (
        say("Who"),
        say("Claims"),
        say("Right"),
        say("Overdue"),
        say("Hit rate"),
        say("Days late (median)"),
        say("Skill"),
        say("Rank"),
    )
    yield f'<section>\n<h2 id="who">{_said("Who called it?")}</h2>'
    # On a telephone a row is laid out as a block; the roles keep it a row for a screen reader.
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="who"><table role="table">'
    caption = say(
        "One vote per question, once it has matured; windows that closed with nothing known are "
        "misses so far. Skill: loss over that of the others on the same questions, below 1 is "
        "better; a rank needs enough of them."
    )
    yield f"<caption>{_escaped(caption)}</caption>"
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">'
    for row in board:
        judged = row.hits + row.misses
        cells = (
            say(row.claims),
            say("{hits} of {n}", hits=row.hits, n=judged) if judged else say("nothing yet"),
            str(row.overdue) if row.overdue else "–",
            _rate(row),
            _late_cell(row),
            "–" if row.relative_skill is None else f"{row.relative_skill:.2f}",
            _rank(row),
        )
        name = _escaped(row.forecaster)
        inner = "".join(
            f'<td role="cell" data-label="{head}">{_escaped(cell)}</td>'
            for head, cell in zip(names[1:], cells, strict=True)
        )
        yield f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{inner}</tr>'
    yield "</tbody></table></div>"
    yield f"<p>{_escaped(comparison(compare_groups(record, as_of, rows)))}</p>\n</section>"


def _rank(row: Standing) -> str:
    if row.baseline:
        return say("baseline")
    return str(row.rank) if row.rank else say("too few to rank")


def _rate(row: Standing) -> str:
    if row.hit_rate is None or row.wilson_low is None or row.wilson_high is None:
        return "–"
    return say(
        "{rate:.0%} ({low:.0%} to {high:.0%})",
        rate=row.hit_rate,
        low=row.wilson_low,
        high=row.wilson_high,
    )


def _late_cell(row: Standing) -> str:
    days = row.median_days_late
    return "–" if days is None else f"{'≥ ' if row.at_least else ''}{days:+.0f}" if days else "0"


def _timeline_svg(rows: Sequence[Assessment], as_of: date) -> Iterator[str]:
    """Each dated forecast as a bar, its outcome as a mark, in one drawing with words beside it."""
    bars = [(row, *span) for row in rows if (span := _bar_svg(row)) is not None][:_MOST_BARS]
    if not bars:
        return
    first = min(start for _, start, _ in bars)
    last = max(
        [
            as_of,
            *(end for _, _, end in bars),
            *(row.outcome for row, _, _ in bars if isinstance(row.outcome, date)),
        ]
    )
    days = max(1, (last - first).days)
    height = 38 * len(bars) + 30

    def at(day: date) -> float:
        return 10 + 480 * (day - first).days / days

    yield '<section>\n<h2 id="when">' + _said("When did they say, and when was it?") + "</h2>"
    legend = say(
        "Bar: the days that were forecast. Diamond: when it happened. Dashed: overdue. The same is "
        "said in words below."
    )
    yield f'<p class="quiet">{_escaped(legend)}</p>'
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="when">'
    yield (
        f'<svg viewBox="0 0 500 {height}" role="img" '
        f'aria-label="{_said("Timeline of {n} forecasts", n=len(bars))}">'
    )
    for number, (row, start, end) in enumerate(bars):
        y = 38 * number + 20
        late = row.status is Status.OVERDUE
        look = (
            f'fill="none" stroke="#{palette.ORANGE}" stroke-width="2" stroke-dasharray="4 3"'
            if late
            else f'fill="#{palette.BLUE}"'
        )
        label = f"{row.forecast.forecaster}: {row.forecast.wording}"
        label = label if len(label) < _LONGEST_LABEL else label[:_LONGEST_LABEL] + "…"
        yield (
            f'<text x="10" y="{y - 5}" font-size="13" fill="#{palette.INK}">'
            f"{_escaped(label)}</text>"
        )
        yield (
            f'<rect x="{at(start):.1f}" y="{y}" width="{max(3, at(end) - at(start)):.1f}" '
            f'height="14" rx="2" {look}/>'
        )
        if isinstance(row.outcome, date):
            x = at(row.outcome)
            yield (
                f'<path d="M{x:.1f} {y - 3} l8 10 l-8 10 l-8 -10 z" fill="#{palette.INK}" '
                f'stroke="#{palette.WHITE}" stroke-width="1.5"/>'
            )
    for day, anchor in ((first, "start"), (last, "end")):
        yield (
            f'<text x="{at(day):.1f}" y="{height - 6}" text-anchor="{anchor}" font-size="13" '
            f'fill="#{palette.GREY}">{day}</text>'
        )
    yield "</svg></div>\n</section>"


def _bar_svg(row: Assessment) -> tuple[date, date] | None:
    if row.question is None or row.question.unit != DATE_UNIT:
        return None
    low, high = row.forecast.low, row.forecast.high
    if isinstance(high, date):
        return (low if isinstance(low, date) else min(row.forecast.issued, high)), high
    return (low, max(low, row.question.resolves)) if isinstance(low, date) else None


def _question_rows(record: Record, rows: Sequence[Assessment]) -> Iterator[str]:
    outcomes = {row.question: row for row in record.outcomes}
    yield f'<section>\n<h2 id="what">{_said("What was said, and what happened")}</h2>'
    for question in record.questions:
        said = [row for row in rows if row.forecast.question == question.question]
        known = next((row.outcome for row in said), None)
        yield f"<article>\n<h3>{_escaped(question.title)}</h3>"
        yield from _happened(question, outcomes.get(question.question), known)
        yield "<ul>"
        yield from (_said_cell(row) for row in said)
        yield "</ul>\n</article>"
    yield "</section>"


def _happened(question: Question, outcome: Outcome | None, known: object) -> Iterator[str]:
    if outcome is None or known is None:
        waits = say("Open. To be known from {resolves} on.", resolves=question.resolves)
        yield f'<p class="quiet">{_escaped(waits)}</p>'
        return
    value = outcome.value
    if value is Void.AMBIGUOUS:
        shown = say("Void: reality is unclear")
    elif value is Void.ANNULLED:
        shown = say("Void: the question was broken")
    elif isinstance(value, Never):
        shown = say("It can no longer happen")
    else:
        unit = "" if question.unit in (DATE_UNIT, "yes/no") else f" {question.unit}"
        shown = plain(unparse(value))
        if isinstance(value, bool):
            shown = say(shown)
        if outcome.until == "open":
            shown = say("{low} or more", low=shown)
        elif outcome.until is not None:
            shown = say("{low} to {high}", low=shown, high=plain(unparse(outcome.until)))
        shown += unit
    note = f" {_escaped(outcome.note)}" if outcome.note else ""
    since = _said("known since {day}", day=plain(outcome.known) or "?")
    yield (f"<p><strong>{_escaped(shown)}</strong> ({since}; {_source(outcome.source)}).{note}</p>")


def _said_cell(row: Assessment) -> str:
    forecast = row.forecast
    name = forecast.forecaster
    claim = "" if forecast.claim == "forecast" else f" ({_said(forecast.claim)})"
    return (
        f"<li>{_verdict(row)} <strong>{_escaped(name)}</strong>{claim}, "
        f"{forecast.issued}: {_escaped(forecast.wording)}"
        f"<blockquote>{_escaped(forecast.quote)}</blockquote>"
        f'<span class="quiet">{_source(forecast.source)}</span></li>'
    )


def _verdict(row: Assessment) -> str:
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
    else:
        look, words = ("right", say("Right")) if row.hit else ("wrong", say("Wrong"))
        words += _days_off(row.days_late or 0)
    return f'<span class="{look}">{_said("{sentence}.", sentence=words)}</span>'


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
    if row.log_ratio is not None:
        off = percent_off(row.log_ratio)
        size = f"{abs(off):.1%}"
    elif row.error is not None:
        off = row.error
        size = f"{abs(off):,.4g}"
    else:
        return say("Neither")
    if row.provisional:
        size = say("at least {size}", size=size)
    if off > 0:
        return say("Off by {size}, too high", size=size)
    return say("Off by {size}, too low", size=size)


def _source(source: str) -> str:
    """Where something can be read; only plain addresses of the web become links."""
    words = []
    for word in source.split():
        address = word.rstrip(".,;)")
        if address.startswith(("http://", "https://")):
            rest = word[len(address) :]
            link = (
                f'<a href="{_escaped(address)}" rel="noopener noreferrer">{_escaped(address)}</a>'
            )
            words.append(link + _escaped(rest))
        else:
            words.append(_escaped(word))
    return " ".join(words) or _said("no source")
