"""The Leaderboard table: formulas where one line can carry them, values of Python elsewhere."""

from operator import attrgetter
from typing import Any

from trackrecord.tables.kinds import Kind
from trackrecord.tables.record import literal
from trackrecord.tables.schema import Column, Table, Twin

# Which forecasts count anywhere: matured, not a repetition, and imputed ones only if wanted. The
# two stand behind names, which keeps the formulas short, and which every version of Excel computes
# row by row; the words are looked up only when imputed ones are not wanted.
COUNTED = "Counted"
COUNTING_NAMES = {
    "NotImputed": 'IF(CountImputed="yes",1,1*(COUNTIF(EstimateKeys,ScaleInUse&": "&'
    f"{literal('LEFT(Forecasts[Wording],200)')})=0))",
    # A comparison passes over the "" of an empty Lead, where a sum would not; the IF keeps one day
    # typed as text from spoiling every row.
    COUNTED: '(Forecasts[Restates]="")*IF(ISNUMBER(Forecasts[Issued]),'
    "1*(Forecasts[Lead]<=AsOf-Forecasts[Issued]),0)*NotImputed",
}
# Which of these a leaderboard row counts: its forecaster's, of its claim group.
_COUNTED = (
    "(Forecasts[Forecaster]=[@Forecaster])"
    f'*((Forecasts[Claim]="forecast")=([@Claims]="forecasts"))*{COUNTED}'
)
_JUDGED = "([@Hits]+[@Misses])"
_Z = "NORMSINV((1+Confidence)/2)"


def _count(condition: str = "") -> str:
    times = f"*({condition})" if condition else ""
    return f'IF([@Forecaster]="","",SUMPRODUCT({_COUNTED}{times}))'


def _mean(column: str) -> str:
    numbers = f"SUMPRODUCT({_COUNTED}*ISNUMBER(Forecasts[{column}]))"
    return f'IFERROR(SUMPRODUCT({_COUNTED},Forecasts[{column}])/{numbers},"")'


def wilson_end(sign: str, rate: str, n: str) -> str:
    """One end of the Wilson interval of a share, as a formula over the cells that hold them."""
    spread = f"{_Z}*SQRT({rate}*(1-{rate})*{n}+{_Z}^2/4)"
    return f"MEDIAN(0,1,({rate}*{n}+{_Z}^2/2{sign}{spread})/({n}+{_Z}^2))"


def _wilson(sign: str) -> str:
    return f'IF([@Hit rate]="","",{wilson_end(sign, "[@Hit rate]", _JUDGED)})'


def _written_by_python(
    header: str, kind: Kind, doc: str, twin: str | Twin, width: int = 0
) -> Column:
    """A column that no one-line formula can carry: Python writes its values."""
    getter = attrgetter(twin) if isinstance(twin, str) else twin
    return Column(header, kind, f"{doc} Written by Python, see As of.", twin=getter, width=width)


def _interval_end(interval: str, which: int) -> Twin:
    def end(row: Any) -> object:  # noqa: ANN401 - a Standing
        ends = getattr(row, interval)
        return None if ends is None else ends[which]

    return end


def _murphy_part(name: str, of: str) -> Twin:
    def part(row: Any) -> object:  # noqa: ANN401 - a Standing
        whole = getattr(row, of)
        return None if whole is None else getattr(whole, name)

    return part


_WINDOWS = "ISNUMBER(Forecasts[Interval score])*(Forecasts[High]>Forecasts[Low])"
LEADERBOARD = Table(
    "Leaderboard",
    "Who called it: one row per forecaster and claim group, matured questions only.",
    (
        Column("Forecaster", Kind.KEY, "Who.", twin=attrgetter("forecaster")),
        Column(
            "Claims",
            Kind.WORD,
            "forecasts, or goals and plans: never ranked together.",
            twin=attrgetter("claims"),
            width=16,
        ),
        _written_by_python(
            "Rank",
            Kind.VALUE,
            "Place by relative skill, if there are enough common "
            "questions (Rank from, in Settings).",
            lambda row: "too few to rank" if row.rank is None else row.rank,
            width=16,
        ),
        _written_by_python(
            "In words", Kind.PROSE, "The row in one sentence.", "sentence", width=60
        ),
        Column(
            "n",
            Kind.COUNT,
            "Matured forecasts (the question's Resolves is past), restatements left out.",
            formula=_count(),
            twin=attrgetter("n"),
        ),
        Column(
            "Scored",
            Kind.COUNT,
            "Of these, with an outcome.",
            formula=_count('Forecasts[Status]="Resolved"'),
            twin=attrgetter("scored"),
        ),
        Column(
            "Voids",
            Kind.COUNT,
            "Of these, void: neither right nor wrong.",
            formula=_count('Forecasts[Status]="Void"'),
            twin=attrgetter("voids"),
        ),
        Column(
            "Hits",
            Kind.COUNT,
            "Right.",
            formula=_count("Forecasts[Hit]=TRUE"),
            twin=attrgetter("hits"),
        ),
        Column(
            "Misses",
            Kind.COUNT,
            "Wrong.",
            formula=_count("Forecasts[Hit]=FALSE"),
            twin=attrgetter("misses"),
        ),
        Column(
            "Hit rate",
            Kind.SHARE,
            "Hits / (Hits + Misses). Wide windows hit easily: read it with the scores.",
            formula=f'IFERROR([@Hits]/{_JUDGED},"")',
            twin=attrgetter("hit_rate"),
        ),
        Column(
            "Wilson low",
            Kind.SHARE,
            "95 % interval of the hit rate, lower end.",
            formula=_wilson("-"),
            twin=attrgetter("wilson_low"),
        ),
        Column(
            "Wilson high",
            Kind.SHARE,
            "95 % interval of the hit rate, upper end.",
            formula=_wilson("+"),
            twin=attrgetter("wilson_high"),
        ),
        Column(
            "Dates",
            Kind.COUNT,
            "How many have days late (overdue ones so far).",
            formula=_count("ISNUMBER(Forecasts[Days late])"),
            twin=attrgetter("dates"),
        ),
        _written_by_python(
            "Median days late",
            Kind.DAYS,
            "Dates: half came later than this. Overdue ones "
            "count as late by at least what they are (Kaplan-Meier).",
            "median_days_late",
            12,
        ),
        _written_by_python(
            "Median is",
            Kind.VALUE,
            "at least: more than half are still overdue, so the median is later than this.",
            lambda row: "at least" if row.at_least else None,
        ),
        Column(
            "Numbers",
            Kind.COUNT,
            "How many have a log ratio.",
            width=10,
            formula=_count("ISNUMBER(Forecasts[Log ratio])"),
            twin=attrgetter("ratios"),
        ),
        Column(
            "Bias",
            Kind.RATIO,
            "Mean log ratio: below 0 too low, above 0 too high.",
            formula=_mean("Log ratio"),
            twin=attrgetter("bias"),
        ),
        _written_by_python(
            "Bias low",
            Kind.RATIO,
            "95 % bootstrap interval of the bias over questions (five or more), lower end.",
            _interval_end("bias_interval", 0),
        ),
        _written_by_python(
            "Bias high", Kind.RATIO, "Upper end.", _interval_end("bias_interval", 1)
        ),
        _written_by_python("Spread", Kind.RATIO, "Standard deviation of the log ratios.", "spread"),
        Column(
            "Probabilities",
            Kind.COUNT,
            "How many have a Brier score.",
            width=14,
            formula=_count("ISNUMBER(Forecasts[Brier])"),
            twin=attrgetter("probabilities"),
        ),
        Column(
            "Brier",
            Kind.RATIO,
            "Mean Brier score of yes/no forecasts, 0 to 1.",
            formula=_mean("Brier"),
            twin=attrgetter("brier"),
        ),
        _written_by_python(
            "Brier low",
            Kind.RATIO,
            "95 % bootstrap interval of the mean Brier score over "
            "questions (five or more), lower end.",
            _interval_end("brier_interval", 0),
        ),
        _written_by_python(
            "Brier high", Kind.RATIO, "Upper end.", _interval_end("brier_interval", 1)
        ),
        _written_by_python(
            "Reliability",
            Kind.RATIO,
            "Part of the Brier score (ten or more probabilities): 0 is best.",
            _murphy_part("reliability", "murphy"),
            11,
        ),
        _written_by_python(
            "Resolution",
            Kind.RATIO,
            "Part of the Brier score: more is better.",
            _murphy_part("resolution", "murphy"),
            11,
        ),
        _written_by_python(
            "Uncertainty",
            Kind.RATIO,
            "Part of the Brier score: nobody's merit.",
            _murphy_part("uncertainty", "murphy"),
            12,
        ),
        Column(
            "Intervals",
            Kind.COUNT,
            "How many are intervals with both ends, points left out.",
            formula=_count(_WINDOWS),
            twin=attrgetter("intervals"),
            width=10,
        ),
        Column(
            "Coverage",
            Kind.SHARE,
            "Share of the intervals that the outcome fell into.",
            formula=f"IFERROR(SUMPRODUCT({_COUNTED}*{_WINDOWS}*(Forecasts[Hit]=TRUE))/"
            '[@Intervals],"")',
            twin=attrgetter("coverage"),
            width=10,
        ),
        _written_by_python(
            "Level",
            Kind.SHARE,
            "Share they should catch: the stated levels, or Interval level where none was stated.",
            "level",
        ),
        _written_by_python(
            "Relative skill",
            Kind.RATIO,
            "Geometric mean of the ratios of scores with each "
            "other forecaster on common questions: below 1 is better.",
            "relative_skill",
            12,
        ),
        _written_by_python(
            "Common", Kind.COUNT, "Questions shared with another forecaster.", "common"
        ),
        _written_by_python(
            "Better",
            Kind.COUNT,
            "Of these, better than the median of the others.",
            _murphy_part("better", "skill"),
        ),
        _written_by_python("Worse", Kind.COUNT, "Of these, worse.", _murphy_part("worse", "skill")),
        _written_by_python(
            "Sign test",
            Kind.RATIO,
            "Two-sided p: how easily chance alone does this.",
            _murphy_part("p", "skill"),
        ),
        _written_by_python(
            "Scored then", Kind.COUNT, "What Scored was when Python wrote its columns.", "scored"
        ),
        Column(
            "Written is",
            Kind.STATE,
            "older: an outcome was typed in since Python wrote its "
            "columns; run trackrecord build to renew them.",
            width=10,
            formula='IF([@Forecaster]="","",IF([@Scored]=[@Scored then],"current","older"))',
            twin=lambda _: "current",
        ),
        Column(
            "As of",
            Kind.DATE,
            "The day for which Python wrote the columns without a formula.",
            twin=attrgetter("as_of"),
        ),
    ),
)
