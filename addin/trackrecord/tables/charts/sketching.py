"""How the Dashboard is laid out for a record: its words, heights of rows, what is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from trackrecord.core.assessment import Assessment
from trackrecord.core.leaderboard import compare_groups
from trackrecord.core.model import Record
from trackrecord.core.sentences import answer, comparison
from trackrecord.core.standing import Standing
from trackrecord.tables.charts.bands import (
    BANDS,
    COLUMNS,
    LETTERS_PER_COLUMN,
    Band,
    Sketch,
    Slot,
    heights_of,
)
from trackrecord.tables.charts.labels import wrapped

HEAD_ROWS = range(2, 8)  # the sentences, above the figures
_LINES = 3  # of each
_LINE = 16.0  # points
Words = dict[str, tuple[str, str]]  # title of a chart, and what is said of it


@dataclass(slots=True)
class Shown:
    """What is collected band by band: the longest chart's bars, and words for each chart."""

    bars: dict[int, int] = field(default_factory=dict)
    words: Words = field(default_factory=dict)


def sketched(  # noqa: PLR0913, PLR0917 - all that it goes by
    record: Record,
    rows: Sequence[Assessment],
    board: Sequence[Standing],
    as_of: date,
    shown: Shown,
    lines: int,
    days: dict[str, tuple[int, int, int]],
) -> Sketch:
    """The layout, from what was collected band by band."""
    texts, heights = _sentences(record, rows, board, as_of)
    said: dict[int, tuple[int, int]] = {}
    for band in BANDS:
        lines_of_band = _texts_of_band(band, shown.words, texts)
        if band.number in shown.bars:
            said[band.number] = shown.bars[band.number], lines_of_band
    heights |= heights_of(said)
    hidden = {slot.chart: band.number not in said for band in BANDS for slot in band.slots}
    return Sketch(texts, heights, hidden, lines, days)


def _sentences(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> tuple[dict[tuple[int, int], str], dict[int, float]]:
    """The sentences that answer, each in up to three lines."""
    words = [answer(board)] if board else [""]
    goals = compare_groups(record, as_of, rows)
    words.append(comparison(goals) if goals is not None else "")
    letters = int(COLUMNS * LETTERS_PER_COLUMN)
    lines = [line for one in words for line in _with_blanks(_at_most(one, letters), _LINES)]
    texts = {(row, 1): line for row, line in zip(HEAD_ROWS, lines, strict=True)}
    return texts, {row: _LINE if texts[row, 1] else 0.0 for row in HEAD_ROWS}


def _at_most(text: str, letters: int) -> list[str]:
    """The lines of a text; of one that has too many the first, with a sign that there is more."""
    lines = wrapped(text, letters)
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"]


def _texts_of_band(band: Band, words: Words, texts: dict[tuple[int, int], str]) -> int:
    """Put the words above the charts of a band; how many lines the longer of them take."""
    most = 0
    for slot in band.slots:
        title, said = words.get(slot.chart, ("", ""))
        lines = _fitting(said, slot)
        most = max(most, len(lines))
        for row, line in enumerate([title, *_with_blanks(lines, 2)], band.title_row):
            texts[row, slot.left] = line
    return most


def _fitting(said: str, slot: Slot) -> list[str]:
    """Two lines at most; what does not fit is left out, at a point between its parts."""
    parts = said.split(" · ")
    while len(parts) > 1 and len(wrapped(" · ".join(parts), slot.letters)) > 2:
        del parts[-2]
    return wrapped(" · ".join(parts), slot.letters)[:2]


def _with_blanks(lines: Sequence[str], count: int) -> list[str]:
    return [*lines[:count], *[""] * (count - len(lines))]
