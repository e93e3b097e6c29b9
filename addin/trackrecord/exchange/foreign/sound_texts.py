"""Texts that no cell holds, so that they are refused where they come from, by their line."""

import unicodedata
from functools import lru_cache

from trackrecord.core.model import Forecast, Question
from trackrecord.language import say
from trackrecord.tables.kinds import Kind, parse
from trackrecord.tables.record import FORECASTS, QUESTIONS

_KINDS_OF_TEXT = (Kind.KEY, Kind.PROSE, Kind.WORD, Kind.UNIT)
_TEXT_COLUMNS = {
    Question: [(c.header, c.field, c.kind) for c in QUESTIONS.inputs if c.kind in _KINDS_OF_TEXT],
    Forecast: [
        (c.header, c.field, c.kind)
        for c in FORECASTS.inputs
        if c.kind in _KINDS_OF_TEXT and c.header not in ("Forecast", "Restates")
    ],
}


def must_fit_cells(row: Question | Forecast) -> None:
    """Errors: ValueError, naming the column, where a text is too long, or has signs of none."""
    for header, field, kind in _TEXT_COLUMNS[type(row)]:
        if text := getattr(row, field):
            _must_fit_cell(header, kind, text)


@lru_cache(maxsize=50_000)
def _must_fit_cell(header: str, kind: Kind, text: str) -> None:
    if not text.isascii() or not text.isprintable():
        for sign in text:
            if sign not in "\n\r\t" and unicodedata.category(sign) in ("Cc", "Cs"):
                raise ValueError(
                    say("{header} holds signs that no cell holds; type it again", header=header)
                )
    try:
        parse(kind, text)
    except ValueError as problem:
        raise ValueError(f"{header}: {problem}") from None
