"""What the calibration of probabilities is drawn from: bins, the fitted line, the diagonal."""

from collections.abc import Sequence
from operator import attrgetter

from trackrecord.core.calibration import ENOUGH_PROBABILITIES, evenly, rising
from trackrecord.tables.kinds import Kind
from trackrecord.tables.leaderboard import wilson_end
from trackrecord.tables.schema import Column, Table

_MOST_POINTS = 60  # of the fitted line


# The bins of the reliability diagram. Live: what was said and what came of it are formulas.
_IN_BIN = (
    '(Forecasts[Counts]=1)*(Forecasts[Claim]="forecast")*ISNUMBER(Forecasts[Brier])'
    '*((Forecasts[Imputed]<>TRUE)+(CountImputed="all")>0)'
    "*(Forecasts[Low]>=[@From])*(Forecasts[Low]<[@To])"
)
RELIABILITY = Table(
    "Reliability",
    "Probabilities in bins: how often did what was given so much come true?",
    (
        Column("From", Kind.RATIO, "Lower edge of the bin.", twin=attrgetter("start")),
        Column("To", Kind.RATIO, "Upper edge, not included.", twin=attrgetter("end")),
        Column(
            "n",
            Kind.COUNT,
            "Forecasts in the bin.",
            twin=attrgetter("n"),
            formula=f'IF([@From]="","",SUMPRODUCT({_IN_BIN}))',
        ),
        Column(
            "Said",
            Kind.RATIO,
            "Mean probability.",
            twin=attrgetter("said"),
            formula=f'IF([@From]="","",IFERROR(SUMPRODUCT({_IN_BIN},Forecasts[Low])/[@n],'
            "([@From]+[@To])/2))",
        ),
        Column(
            "Came true",
            Kind.SHARE,
            "Share that came true.",
            twin=attrgetter("seen"),
            width=11,
            formula=f'IF([@From]="","",IFERROR(SUMPRODUCT({_IN_BIN}*(Forecasts[Outcome]=1))'
            "/[@n],0))",
        ),
        Column(
            "Up",
            Kind.SHARE,
            "To the upper end of the 95 % Wilson interval.",
            formula=f'IF([@From]="","",IFERROR({wilson_end("+", "[@Came true]", "[@n]")}'
            "-[@Came true],0))",
            twin=lambda bin_: bin_.high - bin_.seen,
        ),
        Column(
            "Down",
            Kind.SHARE,
            "To the lower end.",
            formula='IF([@From]="","",IFERROR([@Came true]-'
            f"{wilson_end('-', '[@Came true]', '[@n]')},0))",
            twin=lambda bin_: bin_.seen - bin_.low,
        ),
        Column("Around", Kind.SHARE, "The tenth it lies around.", twin=attrgetter("tenth")),
    ),
)
DIAGONAL = Table(
    "Diagonal",
    "Where the marks would lie if every probability were kept.",
    (
        Column("Said", Kind.RATIO, "Probability.", twin=lambda end: end),
        Column("Kept", Kind.RATIO, "The same.", twin=lambda end: end),
    ),
)
FITTED = Table(
    "Fitted",
    "The share that came true, fitted so that it never falls (CORP). Written by Python.",
    (
        Column("Said", Kind.RATIO, "Probability.", twin=lambda point: point[0]),
        Column("Fitted", Kind.RATIO, "Share that came true.", twin=lambda point: point[1]),
    ),
)


def fitted_line(said: Sequence[float], seen: Sequence[float]) -> Sequence[tuple[float, float]]:
    """The fitted shares by probability, thinned; nothing for fewer than ten probabilities."""
    if len(said) < ENOUGH_PROBABILITIES:
        return []
    return evenly(sorted(set(zip(said, rising(said, seen), strict=True))), _MOST_POINTS)
