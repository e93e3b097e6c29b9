"""A card as a picture of 1200 by 630 points of light, drawn with matplotlib.

Every text is measured before it is placed: what is too long loses words at its end, never runs out
of the frame. Letters are drawn as outlines in an SVG, so that it looks alike everywhere.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from trackrecord.errors import Refused
from trackrecord.exchange.card.contents import Card
from trackrecord.language import say
from trackrecord.tables.charts import palette
from trackrecord.tables.charts.labels import pieces_of

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

WIDE, HIGH = 1200, 630
CARD_MARK = b"Track Record"  # by which a card of ours is known
_DPI = 100
_LEFT, _RIGHT = 60, WIDE - 60
_PAPER = palette.WHITE
_CLOSE = 1.01  # widths of single letters are rounded
LOOKS = {"right": palette.GREEN, "wrong": palette.RED, "late": palette.ORANGE, "quiet": palette.INK}
# Of those, the ones that are installed; the first draws Latin, Greek and Cyrillic letters.
_FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Arial Unicode MS",
)


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text with its place: left end and base line, from the upper left corner."""

    text: str
    left: float
    base: float
    size: float  # of the letters
    colour: str
    bold: bool = False
    to_right: bool = False  # `left` is its right end


def card_picture(card: Card, form: str) -> bytes:
    """The card as a file, ``png`` or ``svg``. Refused without matplotlib."""
    try:
        from matplotlib import rc_context  # noqa: PLC0415 - an extra, and half a second
        from matplotlib.figure import Figure  # noqa: PLC0415 - as above
        from matplotlib.patches import Rectangle  # noqa: PLC0415 - as above
    except ImportError as error:
        raise Refused(
            say(
                "a card is drawn by matplotlib, which is not installed; “pip install "
                "'trackrecord[card]'” (or “uv run --extra card trackrecord …”) brings it. "
                "Nothing was written"
            )
        ) from error
    figure = Figure(figsize=(WIDE / _DPI, HIGH / _DPI), dpi=_DPI, facecolor=f"#{_PAPER}")
    bar = Rectangle((0, 0), 0.015, 1, transform=figure.transFigure, color=f"#{palette.NAVY}")
    figure.add_artist(bar)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that no font has is drawn as a box
        for placed in texts_of(card):
            figure.text(
                placed.left / WIDE,
                1 - placed.base / HIGH,
                placed.text,
                fontproperties=_font(placed.size, placed.bold),
                color=f"#{placed.colour}",
                ha="right" if placed.to_right else "left",
                va="baseline",
                parse_math=False,
            )
        out = BytesIO()
        with rc_context({"svg.fonttype": "path", "svg.hashsalt": "trackrecord"}):
            if form == "png":
                about = {"Software": CARD_MARK.decode(), "Description": _printable(card.in_words)}
                figure.savefig(out, format="png", dpi=_DPI, metadata=about)
                return out.getvalue()
            figure.savefig(
                out, format="svg", metadata={"Date": None, "Creator": CARD_MARK.decode()}
            )
    return _with_title(out.getvalue(), card)


def _with_title(svg: bytes, card: Card) -> bytes:
    """An SVG that says what it shows to those who cannot see it."""
    from xml.sax.saxutils import escape  # noqa: PLC0415 - nothing of it is parsed

    first, _, rest = svg.partition(b"\n")
    title = f"<title>{escape(_printable(card.in_words))}</title>".encode()
    opening = rest.index(b"<svg")
    end = rest.index(b">", opening) + 1
    tag = re.sub(rb'\s(?:width|height)="[^"]*"', b"", rest[opening:end])
    size = f'<svg role="img" width="{WIDE}" height="{HIGH}"'
    tag = tag.replace(b"<svg", size.encode(), 1)
    return b"".join(
        [first, b"\n<!-- ", CARD_MARK, b" -->\n", rest[:opening], tag, title, rest[end:]]
    )


def texts_of(card: Card) -> Iterator[PlacedText]:
    """Every text of a card, measured and placed."""
    whole = _RIGHT - _LEFT
    base = 92.0
    for line in _lines_of_text(card.title, 46, whole, most=2, bold=True):
        yield PlacedText(line, _LEFT, base, 46, palette.NAVY, bold=True)
        base += 56
    base -= 8
    for line in _lines_of_text(card.sentence, 25, whole, most=2):
        yield PlacedText(line, _LEFT, base, 25, palette.INK)
        base += 34
    rows = len(card.rows)
    step = (HIGH - 74 - base) / max(rows, 1)
    base += min(24.0, step * 0.25)
    for row in card.rows:
        verdict = _fitted(row.verdict, 27, whole * 0.46, bold=True)
        yield PlacedText(verdict, _RIGHT, base, 27, LOOKS[row.look], bold=True, to_right=True)
        room = whole - _width(verdict, 27, bold=True) - 30
        yield PlacedText(_fitted(row.name, 27, room, bold=True), _LEFT, base, 27, palette.INK, True)
        both = _fitted(f"{row.said} · {row.happened}", 24, whole)
        if not both.endswith(row.happened):  # what happened must not be lost
            happened = _fitted(row.happened, 24, whole * 0.5)
            said = _fitted(row.said, 24, whole - _width(f" · {happened}", 24))
            both = f"{said} · {happened}"
        yield PlacedText(both, _LEFT, base + 36, 24, palette.GREY)
        base += min(step, 110)
    day = card.day
    yield PlacedText(day, _RIGHT, HIGH - 28, 22, palette.GREY, to_right=True)
    room = whole - _width(day, 22) - 40
    yield PlacedText(_fitted(card.source, 22, room), _LEFT, HIGH - 28, 22, palette.GREY)


def _lines_of_text(
    text: str, size: float, room: float, *, most: int, bold: bool = False
) -> list[str]:
    """A text in at most so many lines, broken between words, Chinese anywhere."""
    lines: list[str] = []
    left = list(pieces_of(_printable(text)))
    while left and len(lines) < most:
        taken = 1
        while taken < len(left) and _width("".join(left[: taken + 1]), size, bold=bold) <= room:
            taken += 1
        last = len(lines) + 1 == most
        line = "".join(left if last else left[:taken]).strip()
        lines.append(_fitted(line, size, room, bold=bold))
        left = left[taken:]
    return lines


def _fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """As much of a text as there is room for; words left out are said with …."""
    text = _printable(text)
    if _width(text, size, bold=bold) <= room:
        return text
    low, so_far = 0, _width(" …", size, bold=bold)
    while low < len(text) and (so_far := so_far + _letter_width(text[low], size, bold)) <= room:
        low += 1
    kept = text[:low].rstrip()
    between = kept.rfind(" ")
    if between > len(kept) // 2 and not text[low : low + 1].isspace():
        kept = kept[:between]
    return f"{kept} …"


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most: its letters side by side, which some move closer together."""
    return sum(_letter_width(letter, size, bold) for letter in text)


@lru_cache(maxsize=20_000)
def _letter_width(letter: str, size: float, bold: bool) -> float:
    measure = _renderer().get_text_width_height_descent
    wide, _, _ = measure(letter, _font(size, bold), ismath=False)  # type: ignore[no-untyped-call]  # its own
    return float(wide) * _CLOSE


@cache
def _renderer() -> "RendererAgg":
    from matplotlib.backends.backend_agg import RendererAgg  # noqa: PLC0415 - as above

    return RendererAgg(WIDE, HIGH, _DPI)  # type: ignore[no-untyped-call]  # as above


@cache
def _font(size: float, bold: bool) -> "FontProperties":
    """Letters of a size in points of light."""
    from matplotlib.font_manager import FontProperties, get_font_names  # noqa: PLC0415 - as above

    there = set(get_font_names())
    families = [name for name in _FONTS if name in there]
    return FontProperties(
        family=families, size=size * 72 / _DPI, weight="bold" if bold else "normal"
    )
