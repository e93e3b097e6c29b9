"""What the hit rates are drawn from: places on the Leaderboard, of those who were judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from trackrecord.core.assessment import Assessment, Shape
from trackrecord.core.standing import Standing
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table


@dataclass(frozen=True, slots=True)
class Rate:
    """One bar of the hit rates: a place on the leaderboard."""

    place: int
    standing: Standing

    @property
    def label(self) -> str:
        """Who, and how many of how many."""
        row = self.standing
        group = "" if row.claims == "forecasts" else " (goals, plans)"
        return f"{row.forecaster}{group}: {row.hits} of {row.hits + row.misses}"

    def to(self, end: str) -> float:
        """From the hit rate to an end of its interval; 0 where there is none."""
        rate: float | None = self.standing.hit_rate
        return 0.0 if rate is None else getattr(self.standing, end) - rate


def _at_place(column: str) -> str:
    return f"INDEX(Leaderboard[{column}],[@Place])"


def _side(column: str, sign: int) -> str:
    ends = (_at_place(column), "[@Hit rate]")[::sign]
    return f'IF([@Place]="","",IFERROR({ends[0]}-{ends[1]},0))'


HIT_RATES = Table(
    "HitRates",
    "What the hit rates are drawn from: places on the Leaderboard.",
    (
        Column("Place", Kind.COUNT, "Row of the Leaderboard."),
        Column(
            "Label",
            Kind.WORD,
            "On the axis.",
            twin=attrgetter("label"),
            width=40,
            formula=f'IF([@Place]="","",IFERROR({_at_place("Forecaster")}&'
            f'IF({_at_place("Claims")}="forecasts",""," (goals, plans)")&": "&{_at_place("Hits")}&'
            f'" of "&({_at_place("Hits")}+{_at_place("Misses")}),""))',
        ),
        Column(
            "Hit rate",
            Kind.SHARE,
            "Hits / (Hits + Misses).",
            formula=f'IF([@Place]="","",IFERROR({_at_place("Hit rate")}+0,0))',
            twin=lambda rate: rate.standing.hit_rate or 0,
        ),
        Column(
            "Up",
            Kind.SHARE,
            "To the upper end of the Wilson interval.",
            formula=_side("Wilson high", 1),
            twin=lambda rate: rate.to("wilson_high"),
        ),
        Column(
            "Down",
            Kind.SHARE,
            "To the lower end of the Wilson interval.",
            formula=_side("Wilson low", -1),
            twin=lambda rate: -rate.to("wilson_low"),
        ),
    ),
)


def rates_of(board: Sequence[Standing], rows: Sequence[Assessment]) -> list[Rate]:
    """Those with forecasts that can be right or wrong, forecasts before goals and plans.

    Stated probabilities cannot; of words that were read as such, yes and no can.
    """
    judged = {
        (row.forecast.forecaster, row.claims)
        for row in rows
        if row.counts and row.hit is not None and (row.shape is not Shape.CHANCE or row.imputed)
    }
    return [
        Rate(number, row)
        for number, row in enumerate(board, 1)
        if (row.forecaster, row.claims) in judged
    ]
