"""When it was forecast and when it was: a drawing as a section of a page."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from trackrecord.core.assessment import Assessment
from trackrecord.exchange.page.text import escaped, say_escaped
from trackrecord.language import say
from trackrecord.ooxml.values import SERIAL_ZERO
from trackrecord.tables.charts.timeline_bars import timeline_of

_MOST_BARS_OF_PAGE = 40


def timeline_section(rows: Sequence[Assessment], as_of: date) -> Iterator[str]:
    """Each dated forecast as a bar, its outcome as a mark, in one drawing with words beside it.

    Of many those that were decided last, as on the Dashboard.
    """
    timeline = timeline_of(rows, _MOST_BARS_OF_PAGE, as_of)
    bars = timeline.bars
    if not bars:
        return
    ends = [day for bar in bars for day in (bar.start, bar.end, bar.outcome) if day is not None]
    first, last = min(ends), max(ends)
    past_ends = {bar.end for bar in bars}
    height = 38 * len(bars) + 30

    def at(day: float) -> float:
        return 10 + 480 * (day - first) / max(1, last - first)

    yield '<section>\n<h2 id="when">' + say_escaped("When did they say, and when was it?") + "</h2>"
    legend = say(
        "Bar: the days that were forecast. Diamond: when it happened. Dashed: overdue. The same is "
        "said in words below."
    )
    if timeline.total > len(bars):
        legend += say(
            " Shown are {n} of {all}: those decided last, or due next.",
            n=len(bars),
            all=timeline.total,
        )
    yield f'<p class="quiet">{escaped(legend)}</p>'
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="when">'
    yield (
        f'<svg viewBox="0 0 500 {height}" role="img" '
        f'aria-label="{say_escaped("Timeline of {n} forecasts", n=len(bars))}">'
    )
    for number, bar in enumerate(bars):
        y = 38 * number + 20
        look = "bar overdue" if bar.overdue else "bar"
        yield (f'<text x="10" y="{y - 5}" font-size="13" class="ink">{escaped(bar.label)}</text>')
        wide = max(3, at(bar.end) - at(bar.start))
        yield (
            f'<rect x="{at(bar.start):.1f}" y="{y}" width="{wide:.1f}" height="14" rx="2" '
            f'class="{look}"/>'
        )
        if bar.outcome is not None:
            x = at(bar.outcome)
            yield (f'<path d="M{x:.1f} {y - 3} l8 10 l-8 10 l-8 -10 z" class="mark"/>')
    for day, anchor in ((first, "start"), (last, "end")):
        # A bar ends with the day after its last one.
        words = SERIAL_ZERO + timedelta(int(day) - (anchor == "end" and day in past_ends))
        yield (
            f'<text x="{at(day):.1f}" y="{height - 6}" text-anchor="{anchor}" font-size="13" '
            f'class="faint">{words}</text>'
        )
    yield "</svg></div>\n</section>"
