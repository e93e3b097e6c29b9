"""What the errors of numbers are drawn from: of single forecasts, and by how far ahead they were.

Errors stand in the unit where all numbers shown have one that is a share already, or where some
outcome is zero or below; else in percent of the outcome.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from operator import attrgetter
from statistics import median

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.comparing.scorecard import LEADS, with_lead
from trackrecord.core.model import Settings
from trackrecord.core.wording.units import NUMBER
from trackrecord.language import say
from trackrecord.tables.charts.labels import labels_of, shortened_inside, told_apart
from trackrecord.tables.charts.timeline_table import in_row
from trackrecord.tables.kinds import PERCENT_UNITS, Kind
from trackrecord.tables.schema import Column, Table

PERCENT = ""  # no unit: in percent of the outcome
_WIDEST = 200  # percent; beyond that a bar says nothing but that it is long
_LABEL, _NAME = 38, 24  # letters


@dataclass(frozen=True, slots=True)
class ErrorBar:
    """One bar of the errors, in the unit or in percent of the outcome."""

    forecast: str
    label: str
    off: float


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors to be shown, the nearest first, and what is to be said of them."""

    bars: list[ErrorBar]
    unit: str
    digits: int  # behind the point
    total: int
    beyond: int  # so many lie too far out to be drawn


@dataclass(slots=True)
class LeadErrors:
    """The errors of one forecaster by range of lead; None where there was none."""

    label: str
    n: int = 0
    by_lead: dict[str, float] = field(default_factory=dict)


def errors_of(rows: Sequence[Assessment], most: int) -> Errors:
    """The errors of forecasts that count: all, or the smallest and the largest."""
    off = [row for row in rows if is_off(row)]
    unit = _common_unit(off)
    sized = [(size, row) for row in off if (size := _size(row, unit)) is not None]
    near = [one for one in sized if unit or abs(one[0]) <= _WIDEST]
    near.sort(key=lambda one: abs(one[0]))
    shown = near if len(near) <= most else near[: most // 2] + near[-(most - most // 2) :]
    digits = _digits_for([size for size, _ in shown])
    names = labels_of([row for _, row in shown], _LABEL)
    bars = [
        ErrorBar(row.forecast.forecast, name, rounded_as_sheets_do(size, digits))
        for (size, row), name in zip(shown, names, strict=True)
    ]
    return Errors(bars, unit, digits, len(sized), len(sized) - len(near))


def is_off(row: Assessment) -> bool:
    """Is it a forecast of a number that counts, and was off by so much and no more?"""
    if row.claims != FORECASTS or not row.counts or row.provisional or row.question is None:
        return False
    return row.error is not None and math.isfinite(row.error)


def _common_unit(rows: Sequence[Assessment]) -> str:
    units = {row.question.unit for row in rows if row.question}
    if len(units) != 1:
        return PERCENT
    [unit] = units
    below = any(row.scored_at is not None and row.scored_at <= 0 for row in rows)
    return unit if unit in PERCENT_UNITS or below else PERCENT


def _size(row: Assessment, unit: str) -> float | None:
    if row.error is None or unit:
        return row.error
    if not row.scored_at:
        return None
    share = 100 * row.error / abs(row.scored_at)
    return share if math.isfinite(share) else None


def _digits_for(sizes: Sequence[float]) -> int:
    """As many behind the point as tell the sizes apart."""
    largest = max(map(abs, sizes), default=0.0)
    return 1 if not largest else max(0, min(6, 1 - math.floor(math.log10(largest))))


def rounded_as_sheets_do(value: float, digits: int) -> float:
    """As ROUND does: of fifteen digits, halves away from zero.

    >>> rounded_as_sheets_do(12.5, 0), rounded_as_sheets_do(-1.005, 2)
    (13.0, -1.01)
    """
    if abs(value) >= 1e15:
        return value
    return float(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def errors_table(unit: str, digits: int) -> Table:
    """The table the errors are drawn from; its formulas depend on what it shows."""
    share = f"100*{in_row('Error')}/ABS({in_row('Scored at')})"
    off = f"ROUND({in_row('Error') if unit else share},{digits})"
    return Table(
        "Errors",
        "What the errors are drawn from: forecasts of numbers, chosen by Python.",
        (
            Column("Forecast", Kind.KEY, "Key of a forecast of a number."),
            Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=40),
            Column(
                "Off",
                Kind.NUMBER,
                "Error: below zero is too low.",
                formula=f'IF([@Forecast]="","",IFERROR({off},""))',
                twin=attrgetter("off"),
            ),
        ),
    )


def lead_errors_of(
    rows: Sequence[Assessment], settings: Settings, unit: str, most: int
) -> list[LeadErrors]:
    """The errors by lead of those who forecast numbers most often.

    Of several answers to a question the one that counts within each range of leads.
    """
    found: dict[str, LeadErrors] = {}
    for lead, ends in LEADS.items():
        sizes: dict[str, list[float]] = {}
        for row in with_lead(rows, settings, *ends):
            size = _size(row, unit) if is_off(row) else None
            if size is not None:
                sizes.setdefault(row.forecast.forecaster, []).append(abs(size))
        for who, own in sizes.items():
            of = found.setdefault(who, LeadErrors(shortened_inside(who, _NAME)))
            of.n += len(own)
            of.by_lead[lead] = float(f"{median(own):.3g}")
    shown = sorted(found.values(), key=lambda of: -of.n)[:most]
    for of, label in zip(shown, told_apart(of.label for of in shown), strict=True):
        of.label = label
    return shown


def _of_lead(lead: str, row: LeadErrors) -> float | None:
    return row.by_lead.get(lead)


LEAD_ERRORS = Table(
    "LeadErrors",
    "Errors by days from Issued to Resolves, of those with most numbers. Written by Python.",
    (
        Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=24),
        *(
            Column(
                f"{lead} days",
                Kind.NUMBER,
                "Median error, in the unit or in percent of the outcome.",
                twin=partial(_of_lead, lead),
            )
            for lead in LEADS
        ),
    ),
)


def errors_said(errors: Errors) -> str:
    """What the errors are drawn in, and which of them are shown."""
    said = say("in {unit}", unit=unit_in_words(errors.unit))
    said += say(" · below zero is too low")
    shown = len(errors.bars)
    if shown < errors.total - errors.beyond:
        said += say(
            " · the {n} nearest and the {m} farthest of {all}",
            n=shown // 2,
            m=shown - shown // 2,
            all=errors.total - errors.beyond,
        )
    if errors.beyond:
        said += say(" · {n} more than {most} % off, not drawn", n=errors.beyond, most=_WIDEST)
    return said


def unit_in_words(unit: str) -> str:
    """What errors are counted in."""
    if unit in PERCENT_UNITS:
        return say("percentage points")
    if unit == NUMBER:
        return say("units")
    return unit or say("percent of the outcome")
