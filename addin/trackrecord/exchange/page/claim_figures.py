"""What was read of a claim, and what it scored: in words, with the exact numbers in the markup.

A number stands in ``<data value="…">``, so that a script reads what a person sees rounded.
"""

from collections.abc import Iterator

from trackrecord.core.assessment import Assessment, Shape
from trackrecord.core.claim_words import read_in_words, rounded
from trackrecord.core.model import DATE_UNIT
from trackrecord.core.wording.units import NUMBER
from trackrecord.exchange.page.text import escaped, say_escaped
from trackrecord.language import say


def claim_figures(row: Assessment) -> str:
    """What was read of a forecast and what it scored, as a line of HTML; blank if nothing was."""
    read = read_in_words(row)
    parts = [say_escaped("Read as {said}", said=read)] if read else []
    parts += _scores(row)
    return f'<span class="figures">{" · ".join(parts)}</span>' if parts else ""


def _scores(row: Assessment) -> Iterator[str]:
    """The scores of a row that count in comparisons; smaller is better."""
    if row.score is None or row.question is None or row.shape is Shape.CHANCE:
        return  # Brier's score is the verdict
    unit = say("days") if row.question.unit == DATE_UNIT else row.question.unit
    shown = escaped("" if unit == NUMBER else f" {unit}")
    so_far = say_escaped(" so far") if row.provisional else ""
    yield f"{say_escaped('Score')} {_data(row.score)}{shown}{so_far}"
    if row.relative_score is not None and row.relative_score != row.score:
        yield f"{say_escaped('Relative score')} {_data(row.relative_score)}"


def _data(value: float) -> str:
    return f'<data value="{value!r}">{rounded(value)}</data>'
