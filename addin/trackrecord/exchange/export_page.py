"""The record as one web page: who called it, when it happened, and where it can be read.

One file without scripts, without anything from elsewhere; readable on a telephone, on paper, and by
a screen reader. All text is text.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.journal_head import head_text
from trackrecord.core.leaderboard import compare_groups, standings
from trackrecord.core.model import DATE_UNIT, Never, Outcome, Question, Record, Void
from trackrecord.core.sentences import comparison, percent_off
from trackrecord.core.standing import Standing
from trackrecord.tables import palette
from trackrecord.tables.kinds import plain, unparse

_STYLE_SHEET = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; max-width: 62rem; padding: 1rem; background: #{palette.WHITE};
  color: #{palette.INK}; font: 1rem/1.5 Calibri, Carlito, system-ui, sans-serif; }}
h1, h2, h3 {{ color: #{palette.NAVY}; line-height: 1.2; }}
h3 {{ margin-bottom: 0.2rem; }}
a {{ color: #{palette.NAVY}; overflow-wrap: anywhere; }}
.skip {{ position: absolute; left: -99rem; }}
.skip:focus {{ left: 1rem; }}
.wide {{ overflow-x: auto; }}
.wide:focus-visible, a:focus-visible, summary:focus-visible {{
  outline: 3px solid #{palette.ORANGE}; outline-offset: 2px; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; color: #{palette.GREY}; padding-bottom: 0.4rem; }}
footer {{ overflow-wrap: anywhere; }}
th, td {{ border-bottom: 1px solid #{palette.LINE}; padding: 0.3rem 0.6rem; text-align: left;
  vertical-align: top; }}
thead th {{ background: #{palette.NAVY}; color: #{palette.WHITE}; }}
.right {{ color: #{palette.GREEN}; font-weight: bold; }}
.wrong {{ color: #{palette.RED}; font-weight: bold; }}
.late {{ color: #{palette.ORANGE}; font-weight: bold; }}
.quiet {{ color: #{palette.GREY}; }}
blockquote {{ margin: 0.2rem 0; padding-left: 0.8rem; border-left: 3px solid #{palette.LINE}; }}
svg {{ width: 100%; max-width: 46rem; height: auto; }}
@media (max-width: 40rem) {{
  body {{ padding: 0.7rem; }}
  ul {{ padding-left: 1.1rem; }}
  thead {{ position: absolute; left: -99rem; }}
  tr, tbody th, td {{ display: block; border: 0; padding: 0.1rem 0; text-align: left; }}
  tr {{ border-bottom: 1px solid #{palette.LINE}; padding: 0.5rem 0; }}
  td::before {{ content: attr(data-label) ": "; color: #{palette.GREY}; }}
}}
@media print {{ .skip {{ display: none; }} }}
"""
_HEADS = ("Who", "Claims", "Right", "Overdue", "Hit rate", "Days late (median)", "Skill", "Rank")
_MOST_BARS, _LONGEST_LABEL = 40, 64
# Nothing is loaded and nothing runs, whatever text the record holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(record: Record, as_of: date, title: str) -> str:
    """The whole page, as of a day."""
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    name = _escaped(title)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Track Record">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{name}: who called it?</title>
<style>{_STYLE_SHEET}</style>
</head>
<body>
<a class="skip" href="#main">Go to the content</a>
<header>
<h1>{name}: who called it?</h1>
<p class="quiet">As known on {as_of}. {len(rows)} forecasts by {len(record.forecasters)} sources on
{len(record.questions)} questions.</p>
</header>
<main id="main">
{_together(_leaderboard(record, rows, board, as_of))}
{_together(_timeline_svg(rows, as_of))}
{_together(_question_rows(record, rows))}
</main>
<footer>
<p class="quiet">Hit rates come with their 95 % interval (Wilson). Goals and plans are never ranked
with forecasts. Made with Track Record.</p>
<p class="quiet">Journal: {_escaped(head_text(record.journal))}.</p>
</footer>
</body>
</html>
"""


def _together(lines: Iterator[str]) -> str:
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Text as it is shown, without characters that no page takes."""
    return escape("".join(c for c in text if c.isprintable() or c in "\n\t"))


def _leaderboard(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> Iterator[str]:
    yield '<section>\n<h2 id="who">Who called it?</h2>'
    # On a telephone a row is laid out as a block; the roles keep it a row for a screen reader.
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="who"><table role="table">'
    yield (
        "<caption>One vote per question, once it has matured; windows that closed with nothing "
        "known are misses so far. Skill: loss over that of the others on the same questions, "
        "below 1 is better; a rank needs enough of them.</caption>"
    )
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in _HEADS)
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">'
    for row in board:
        judged = row.hits + row.misses
        cells = (
            row.claims,
            f"{row.hits} of {judged}" if judged else "nothing yet",
            str(row.overdue) if row.overdue else "–",
            _rate(row),
            _late_cell(row),
            "–" if row.relative_skill is None else f"{row.relative_skill:.2f}",
            "baseline" if row.baseline else str(row.rank) if row.rank else "too few to rank",
        )
        name = _escaped(row.forecaster)
        inner = "".join(
            f'<td role="cell" data-label="{head}">{_escaped(cell)}</td>'
            for head, cell in zip(_HEADS[1:], cells, strict=True)
        )
        yield f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{inner}</tr>'
    yield "</tbody></table></div>"
    yield f"<p>{_escaped(comparison(compare_groups(record, as_of, rows)))}</p>\n</section>"


def _rate(row: Standing) -> str:
    if row.hit_rate is None or row.wilson_low is None or row.wilson_high is None:
        return "–"
    return f"{row.hit_rate:.0%} ({row.wilson_low:.0%} to {row.wilson_high:.0%})"


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

    yield '<section>\n<h2 id="when">When did they say, and when was it?</h2>'
    yield (
        '<p class="quiet">Bar: the days that were forecast. Diamond: when it happened. Dashed: '
        "overdue. The same is said in words below.</p>"
    )
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="when">'
    yield (
        f'<svg viewBox="0 0 500 {height}" role="img" '
        f'aria-label="Timeline of {len(bars)} forecasts">'
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
    yield '<section>\n<h2 id="what">What was said, and what happened</h2>'
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
        yield f'<p class="quiet">Open. To be known from {question.resolves} on.</p>'
        return
    value = outcome.value
    if isinstance(value, Void):
        why = "reality is unclear" if value is Void.AMBIGUOUS else "the question was broken"
        shown = f"Void: {why}"
    elif isinstance(value, Never):
        shown = "It can no longer happen"
    else:
        unit = "" if question.unit in (DATE_UNIT, "yes/no") else f" {question.unit}"
        until = outcome.until
        more = (
            ""
            if until is None
            else " or more"
            if until == "open"
            else f" to {plain(unparse(until))}"
        )
        shown = f"{plain(unparse(value))}{more}{unit}"
    note = f" {_escaped(outcome.note)}" if outcome.note else ""
    yield (
        f"<p><strong>{_escaped(shown)}</strong> (known since {plain(outcome.known) or '?'}; "
        f"{_source(outcome.source)}).{note}</p>"
    )


def _said_cell(row: Assessment) -> str:
    forecast = row.forecast
    name = forecast.forecaster
    claim = "" if forecast.claim == "forecast" else f" ({forecast.claim})"
    return (
        f"<li>{_verdict(row)} <strong>{_escaped(name)}</strong>{claim}, "
        f"{forecast.issued}: {_escaped(forecast.wording)}"
        f"<blockquote>{_escaped(forecast.quote)}</blockquote>"
        f'<span class="quiet">{_source(forecast.source)}</span></li>'
    )


def _verdict(row: Assessment) -> str:
    if row.status is Status.OVERDUE:
        late = f", at least {row.days_late:.0f} days" if row.days_late else ""
        return f'<span class="late">Overdue{late}.</span>'
    if row.status is Status.HINDSIGHT:
        return '<span class="quiet">Said when the outcome was known: not scored.</span>'
    if row.status is not Status.RESOLVED:
        return f'<span class="quiet">{row.status or "Open"}.</span>'
    if row.brier is not None and not row.imputed:
        return f'<span class="quiet">Brier score {row.brier:.2f}.</span>'
    if row.hit is None:
        return f'<span class="quiet">{_off_by(row)}.</span>'
    word, days = ("Right" if row.hit else "Wrong"), ""
    if row.days_late:
        days = f", {abs(row.days_late):.0f} days {'late' if row.days_late > 0 else 'early'}"
    return f'<span class="{word.lower()}">{word}{days}.</span>'


def _off_by(row: Assessment) -> str:
    """How far off a number was that claimed no window."""
    bound = "at least " if row.provisional else ""
    if row.error == 0:
        return "Exact"
    if row.log_ratio is not None:
        share = percent_off(row.log_ratio)
        return f"Off by {bound}{abs(share):.1%}, too {'high' if share > 0 else 'low'}"
    if row.error is not None:
        side = "high" if row.error > 0 else "low"
        return f"Off by {bound}{abs(row.error):,.4g}, too {side}"
    return "Neither"


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
    return " ".join(words) or "no source"
