"""Did the probabilities keep their word: a reliability diagram as a section of a page."""

from collections.abc import Iterator, Sequence

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.calibration import ENOUGH_PROBABILITIES, Bin, corp, reliability, rising
from trackrecord.core.leaderboard import stated_probabilities
from trackrecord.core.model import Settings
from trackrecord.exchange.page.text import escaped, labelled_cells, say_escaped
from trackrecord.language import say, say_count

_LEFT, _TOP, _SIDE = 60, 24, 380  # of the square that is drawn in, in the drawing's own units
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def calibration_section(rows: Sequence[Assessment], settings: Settings) -> Iterator[str]:
    """Nothing without stated probabilities; else what they were worth, a drawing and its numbers.

    Of forecasts only: goals and plans are not calibrated. Of several answers those that count.
    """
    said, seen = stated_probabilities([r for r in rows if r.claims == FORECASTS], settings)
    if not said:
        return
    heading = say_escaped("Did the probabilities keep their word?")
    yield f'<section>\n<h2 id="kept">{heading}</h2>'
    yield f"<p>{escaped(_worth(said, seen))}</p>"
    legend = say(
        "Across: the probability given; up: the share that came true. On the dashed line they are "
        "equal. Circle: forecasts of about one probability, with the 95 % interval (Wilson). "
        "Line: the share that came true, fitted so that it never falls (CORP). n: how many."
    )
    yield f'<p class="quiet">{escaped(legend)}</p>'
    bins = reliability(said, seen)
    yield from _drawing(bins, said, seen)
    yield from _numbers(bins)
    yield "</section>"


def _worth(said: Sequence[float], seen: Sequence[float]) -> str:
    n = len(said)
    chances = say_count(n, "1 probability", "{n} probabilities")
    parts = corp(said, seen)
    words = say(
        "{probabilities}, {base:.0%} of which came true: mean Brier score {brier:.3f} (0 is best; "
        "always one half is 0.25).",
        probabilities=chances,
        base=sum(seen) / n,
        brier=parts.brier,
    )
    if n < ENOUGH_PROBABILITIES:
        return words + say(" Too few to tell miscalibration from chance.")
    return words + say(
        " Miscalibration {mcb:.3f} (0 is best), discrimination {dsc:.3f} (more is better), "
        "uncertainty {unc:.3f}.",
        mcb=parts.miscalibration,
        dsc=parts.discrimination,
        unc=parts.uncertainty,
    )


def _across(share: float) -> float:
    return round(_LEFT + _SIDE * share, 1)


def _up(share: float) -> float:
    return round(_TOP + _SIDE * (1 - share), 1)


def _drawing(bins: Sequence[Bin], said: Sequence[float], seen: Sequence[float]) -> Iterator[str]:
    name = say_escaped("Reliability diagram of {n} probabilities", n=len(said))
    yield f'<svg class="square" viewBox="0 0 460 472" role="img" aria-label="{name}">'
    for share in _TICKS:
        x, y = _across(share), _up(share)
        yield f'<path d="M{_LEFT} {y} h{_SIDE} M{x} {_TOP} v{_SIDE}" class="grid"/>'
        yield _words_at(_LEFT - 6, y + 4, f"{share:.0%}", "end")
        yield _words_at(x, _TOP + _SIDE + 18, f"{share:.0%}", "middle")
    yield f'<path d="M{_across(0)} {_up(0)} L{_across(1)} {_up(1)}" class="even"/>'
    if len(said) >= ENOUGH_PROBABILITIES:
        fitted = sorted(set(zip(said, rising(said, seen), strict=True)))
        points = " ".join(f"{_across(p)},{_up(share)}" for p, share in fitted)
        yield f'<polyline points="{points}" class="fitted"/>'
    for one in bins:
        x = _across(one.said)
        yield f'<path d="M{x} {_up(one.low)} V{_up(one.high)}" class="span"/>'
        yield f'<circle cx="{x}" cy="{_up(one.seen)}" r="6" class="dot"/>'
        yield _words_at(_across(one.tenth), _TOP + _SIDE + 38, f"{one.n}", "middle")
    yield _words_at(_LEFT - 30, _TOP + _SIDE + 38, "n", "end")
    yield _words_at(_LEFT, 13, say("share that came true"), "start")
    yield _words_at(_LEFT + _SIDE, _TOP + _SIDE + 60, say("probability given"), "end")
    yield "</svg>"


def _words_at(x: float, y: float, words: str, anchor: str) -> str:
    place = f'x="{x}" y="{y}" text-anchor="{anchor}"'
    return f'<text {place} font-size="13" class="faint">{escaped(words)}</text>'


def _numbers(bins: Sequence[Bin]) -> Iterator[str]:
    """The drawing as a table, for those who read numbers, or cannot see it."""
    heads = (say("Probability given"), say("Came true"), say("95 % interval"), say("How many"))
    yield f"<details><summary>{say_escaped('The same in numbers')}</summary>"
    yield '<table role="table">'
    head = "".join(f'<th scope="col" role="columnheader">{escaped(name)}</th>' for name in heads)
    yield f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">'
    for one in bins:
        interval = say("{low} to {high}", low=f"{one.low:.0%}", high=f"{one.high:.0%}")
        cells = (f"{one.said:.1%}", f"{one.seen:.1%}", interval, f"{one.n:,}")
        yield f'<tr role="row">{labelled_cells(heads, cells)}</tr>'
    yield "</tbody></table></details>"
