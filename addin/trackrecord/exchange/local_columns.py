"""Days and numbers of a foreign table, as its country writes them, in our own forms.

A whole column says more than one cell: 03/04/2025 beside 28/04/2025 is the third of April. What the
table does not say is named by the person, or asked back with the line.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trackrecord.core.model import Problem
from trackrecord.core.wording.dates.days import days_by_order
from trackrecord.core.wording.local_forms import decimal_of, order_of, read_day, read_number
from trackrecord.exchange.imported_rows import ImportedLine
from trackrecord.language import say
from trackrecord.tables.kinds import plain

_DAY_MEANINGS = ("issued", "resolves", "known")
_NUMBER_MEANINGS = ("share", "percent", "low", "high", "level", "outcome")
_FIGURES_ALONE = re.compile(r"[+-]?[\d.,' \u00a0\u2009\u202f]*\d")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")


@dataclass(frozen=True, slots=True)
class Forms:
    """How a table writes days ("dmy", "mdy" or "ymd") and decimals ("." or ","); "" if unknown."""

    order: str = ""
    decimal: str = ""


def in_our_forms(
    lines: Sequence[ImportedLine], forms: Forms
) -> tuple[list[ImportedLine], list[Problem]]:
    """The lines with days as yyyy-mm-dd and numbers with a point; and what may be meant twice."""
    order = forms.order or order_of(_texts(lines, (*_DAY_MEANINGS, *_NUMBER_MEANINGS)))
    decimal = forms.decimal or decimal_of(
        text.strip(" %") for text in _texts(lines, _NUMBER_MEANINGS) if not days_by_order(text)
    )
    made, problems = [], []
    for line in lines:
        cells: dict[str, str] = {}
        for meaning, cell in line.cells.items():
            try:
                cells[meaning] = _cell_of(meaning, cell.strip(), order, decimal)
            except ValueError as problem:
                problems.append(Problem(line.where, f"{meaning}: {problem}{_how(cell)}"))
        made.append(ImportedLine(line.where, {**line.cells, **cells}))
    return made, problems


def _texts(lines: Iterable[ImportedLine], meanings: Iterable[str]) -> list[str]:
    return [text for line in lines for name in meanings if (text := line[name])]


def _cell_of(meaning: str, cell: str, order: str, decimal: str) -> str:
    if meaning in _DAY_MEANINGS or (meaning in _NUMBER_MEANINGS and days_by_order(cell)):
        return cell if not cell or _ISO_MOMENT.match(cell) else read_day(cell, order).isoformat()
    bare, percent = re.fullmatch(r"(.*?)( ?%?)", cell, re.DOTALL).groups()  # type: ignore[union-attr]  # any text
    if meaning in _NUMBER_MEANINGS and _FIGURES_ALONE.fullmatch(bare) and not bare.isdecimal():
        return f"{plain(read_number(bare, decimal))}{percent}"
    return cell


def _how(cell: str) -> str:
    """The option that says what is meant."""
    if days_by_order(cell):
        return say(" (or say in which order the days are: --dates dmy or mdy)")
    if _FIGURES_ALONE.search(cell):
        return say(" (or say what stands before decimals: --decimal , or .)")
    return ""
