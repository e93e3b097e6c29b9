"""Where a table begins on a page: its header row, what stands above it, and rows of totals below.

A header row is the one that says most of what we know; what stands above it (a title, a date) is
no data.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from trackrecord.exchange.foreign.meanings import bare, is_known
from trackrecord.exchange.grids.grid import Grid, grid_of
from trackrecord.language import say

_MOST_ABOVE = 40  # rows that are looked at
_TOTALS = {
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "average",
    "averages",
    "mean",
    "count",
    "summe",
    "gesamt",
    "mittelwert",
    "durchschnitt",
    "totaux",
    "somme",
    "moyenne",
    "suma",
    "promedio",
    "totale",
    "media",
    "合计",
    "总计",
    "小计",
    "平均",
}
_RULED = re.compile(r"[-=_*:|\s]+")


def laid_out(file: str, sheet: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Grid:
    """The grid that lies in some rows, each with its line: from the best header row on."""
    below = iter(rows)
    head = list(islice(below, _MOST_ABOVE))
    at = header_at([cells for _, cells in head])
    headers = list(head[at][1]) if head else []
    over = {say("rows of totals"): 0, say("rows that say the headers again"): 0}
    over[say("rows of a single cell")] = 0
    total, again, alone = over

    def data() -> Iterator[tuple[int, Sequence[str]]]:
        for line, cells in chain(head[at + 1 :], below):
            if _is_total(cells, len(headers)):
                over[total] += 1
            elif list(cells) == headers:  # as on every printed page
                over[again] += 1
            elif _is_note(cells, len(headers)):
                over[alone] += 1
            else:
                yield line, cells

    grid = grid_of(file, sheet, headers, data())
    above = sum(any(cells) for _, cells in head[:at])
    if above:
        grid.notes.append(
            say(
                "the headers are those of line {line}; what stands above is no data",
                line=head[at][0],
            )
        )
    grid.passed_over = {why: count for why, count in over.items() if count}
    return grid


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Which of some rows has the headers: the first of those that say most; 0 where none does."""
    best, most = 0, 0
    for number, cells in enumerate(rows):
        known = len({bare(cell) for cell in cells if is_known(cell)})
        if known > most and known >= 2:
            best, most = number, known
    return best


def _is_total(cells: Sequence[str], wide: int) -> bool:
    """Does a row sum up the others: it begins with such a word, and says little beside numbers?"""
    said = [cell.strip() for cell in cells[:wide] if cell.strip()]
    if not said or bare(said[0]) not in _TOTALS:
        return False
    return len(said) < wide and all(_is_sum(text) for text in said[1:])


def _is_note(cells: Sequence[str], wide: int) -> bool:
    """Is it a line of words below or between the rows: its first cell alone?"""
    return wide > 2 and bool(cells) and bool(cells[0].strip()) and not any(cells[1:])


def _is_sum(text: str) -> bool:
    return bool(re.fullmatch(r"[-+(]?[\d.,'\s]+[%)]?", text))


def is_ruled(cells: Sequence[str]) -> bool:
    """Is it the line between headers and rows, as Markdown has it?"""
    return bool(cells) and all(_RULED.fullmatch(cell) for cell in cells if cell)
