"""The Scorecard table: per forecaster, kind of question and lead, written by Python."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table


def _part(name: str) -> Callable[[Any], object]:
    """A part of the Brier score; blank where there are too few."""

    def part(row: Any) -> object:  # noqa: ANN401 - a ScorecardRow and its day
        return None if row.corp is None else getattr(row.corp, name)

    return part


def _field(header: str, kind: Kind, doc: str, width: int = 0) -> Column:
    field = header.lower().replace(" ", "_")
    return Column(header, kind, doc, twin=attrgetter(field), width=width)


SCORECARD = Table(
    "Scorecard",
    "How good, how far off, how calibrated: by forecaster, kind of question and lead. Written by "
    "Python, see As of.",
    (
        _field("Forecaster", Kind.KEY, "Who."),
        _field("Claims", Kind.WORD, "forecasts, or goals and plans.", 16),
        _field("Kind", Kind.WORD, "What was asked for; bounds (one end open) are apart.", 24),
        _field("Unit", Kind.UNIT, "Of scores and errors: days, Brier, or the questions' unit."),
        _field("Lead", Kind.WORD, "Days from Issued to Resolves; all, or a range.", 11),
        _field("n", Kind.COUNT, "Questions scored, one vote each."),
        _field("Mean score", Kind.NUMBER, "Mean of Score, in the unit. Smaller is better."),
        _field("Others", Kind.NUMBER, "The mean score of the others on the same questions."),
        _field("Difference", Kind.NUMBER, "Own less others, where there are any: below 0 wins."),
        _field(
            "Difference low",
            Kind.NUMBER,
            "95 % interval of the difference (Student's t over five events or more), lower end.",
        ),
        _field("Difference high", Kind.NUMBER, "Upper end."),
        _field("Errors", Kind.COUNT, "How many have an error (days late, or a number's)."),
        _field(
            "Waiting",
            Kind.COUNT,
            "Not among the errors: overdue or never, or only a bound is known, so that they are "
            "late or off by at least so much.",
        ),
        _field("Median error", Kind.NUMBER, "Median of the sizes of the errors, in the unit."),
        _field("Mean error", Kind.NUMBER, "Mean of the sizes of the errors, in the unit."),
        _field("Mean percent", Kind.SHARE, "The same as a share of the outcome (numbers)."),
        _field(
            "Bias",
            Kind.RATIO,
            "Mean log ratio (numbers) or days late (dates): below 0 is too low, or early.",
        ),
        _field("Bias low", Kind.RATIO, "95 % interval of the bias, lower end."),
        _field("Bias high", Kind.RATIO, "Upper end."),
        _field("Intervals", Kind.COUNT, "Intervals whose level was stated."),
        _field("Coverage", Kind.SHARE, "Share of them that caught the outcome."),
        _field("Level", Kind.SHARE, "Share that they should catch."),
        _field("Probabilities", Kind.COUNT, "How many have a Brier score.", 13),
        _field("Brier", Kind.RATIO, "Mean Brier score, 0 to 1, one vote per question."),
        Column(
            "Miscalibration",
            Kind.RATIO,
            "Part of the Brier score (CORP, ten stated probabilities or more): 0 is best.",
            twin=_part("miscalibration"),
            width=14,
        ),
        Column(
            "Discrimination",
            Kind.RATIO,
            "Part of the Brier score: more is better.",
            twin=_part("discrimination"),
            width=14,
        ),
        Column(
            "Uncertainty",
            Kind.RATIO,
            "Part of the Brier score: nobody's merit.",
            twin=_part("uncertainty"),
            width=12,
        ),
        _field("As of", Kind.DATE, "The day for which Python wrote this."),
    ),
)
