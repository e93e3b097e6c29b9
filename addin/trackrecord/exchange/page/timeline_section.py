"""When it was forecast and when it was: a drawing as a section of a page."""

from collections.abc import Iterator, Sequence
from datetime import date

from trackrecord.core.assessment import Assessment, Status
from trackrecord.core.model import DATE_UNIT
from trackrecord.exchange.page.text import escaped, say_escaped
from trackrecord.language import say

_MOST_BARS, _LONGEST_LABEL = 40, 64


def timeline_section(rows: Sequence[Assessment], as_of: date) -> Iterator[str]:
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

    yield '<section>\n<h2 id="when">' + say_escaped("When did they say, and when was it?") + "</h2>"
    legend = say(
        "Bar: the days that were forecast. Diamond: when it happened. Dashed: overdue. The same is "
        "said in words below."
    )
    yield f'<p class="quiet">{escaped(legend)}</p>'
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="when">'
    yield (
        f'<svg viewBox="0 0 500 {height}" role="img" '
        f'aria-label="{say_escaped("Timeline of {n} forecasts", n=len(bars))}">'
    )
    for number, (row, start, end) in enumerate(bars):
        y = 38 * number + 20
        late = row.status is Status.OVERDUE
        look = "bar overdue" if late else "bar"
        label = f"{row.forecast.forecaster}: {row.forecast.wording}"
        label = label if len(label) < _LONGEST_LABEL else label[:_LONGEST_LABEL] + "…"
        yield (f'<text x="10" y="{y - 5}" font-size="13" class="ink">{escaped(label)}</text>')
        yield (
            f'<rect x="{at(start):.1f}" y="{y}" width="{max(3, at(end) - at(start)):.1f}" '
            f'height="14" rx="2" class="{look}"/>'
        )
        if isinstance(row.outcome, date):
            x = at(row.outcome)
            yield (f'<path d="M{x:.1f} {y - 3} l8 10 l-8 10 l-8 -10 z" class="mark"/>')
    for day, anchor in ((first, "start"), (last, "end")):
        yield (
            f'<text x="{at(day):.1f}" y="{height - 6}" text-anchor="{anchor}" font-size="13" '
            f'class="faint">{day}</text>'
        )
    yield "</svg></div>\n</section>"


def _bar_svg(row: Assessment) -> tuple[date, date] | None:
    if row.question is None or row.question.unit != DATE_UNIT:
        return None
    low, high = row.forecast.low, row.forecast.high
    if isinstance(high, date):
        return (low if isinstance(low, date) else min(row.forecast.issued, high)), high
    return (low, max(low, row.question.resolves)) if isinstance(low, date) else None
