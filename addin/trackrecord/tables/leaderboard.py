"""The Leaderboard table: formulas where one line can carry them, values of Python elsewhere."""

from operator import attrgetter
from typing import Any

from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table, Twin

# Which of these a leaderboard row counts: its forecaster's, of its claim group.
_COUNTED = (
    "(Forecasts[Who]=[@Forecaster])"
    '*((Forecasts[Claim]="forecast")=([@Claims]="forecasts"))*(Forecasts[Counts]=1)'
)
_JUDGED = "([@Hits]+[@Misses])"
_Z = "NORMSINV((1+Confidence)/2)"


def _count(condition: str = "") -> str:
    times = f"*({condition})" if condition else ""
    return f'IF([@Forecaster]="","",SUMPRODUCT({_COUNTED}{times}))'


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


def _part_of(name: str, of: str) -> Twin:
    def part(row: Any) -> object:  # noqa: ANN401 - a Standing
        whole = getattr(row, of)
        return None if whole is None else getattr(whole, name)

    return part


def _shown_rank(row: Any) -> object:  # noqa: ANN401 - a Standing
    return rank_in_words(row.rank, baseline=row.baseline)


def rank_in_words(rank: int | None, *, baseline: bool) -> int | str:
    """A rank, or why there is none."""
    if baseline:
        return "baseline"
    return "too few to rank" if rank is None else rank


_WINDOWS = (
    "ISNUMBER(Forecasts[Level])*ISNUMBER(Forecasts[Left])*(Forecasts[High]>Forecasts[Low])"
    '*(Forecasts[Hit]<>"")'
)
_RATIOS = "ISNUMBER(Forecasts[Log ratio])*(Forecasts[Provisional]<>TRUE)"
LEADERBOARD = Table(
    "Leaderboard",
    "Who called it: one row per forecaster and claim group, one vote per question.",
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
            "Place by relative skill, if there are enough common questions (Rank from, in "
            "Settings). A consensus or crowd is a baseline and not ranked.",
            _shown_rank,
            width=16,
        ),
        _written_by_python(
            "In words", Kind.PROSE, "The row in one sentence.", "sentence", width=60
        ),
        Column(
            "n",
            Kind.COUNT,
            "Questions answered that have matured (Resolves, or the forecast's own window, is "
            "past): one vote each, restatements and hindsight left out.",
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
            "Overdue",
            Kind.COUNT,
            "Of these, with nothing known though the day is past.",
            formula=_count('Forecasts[Status]="Overdue"'),
            twin=attrgetter("overdue"),
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
            "Wrong; also windows that have closed with nothing known.",
            # Where Hit is a value, a blank one is FALSE too.
            formula=_count('(Forecasts[Hit]<>"")*(Forecasts[Hit]=FALSE)'),
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
            "How many have days late (overdue and never ones so far).",
            formula=_count("ISNUMBER(Forecasts[Days late])"),
            twin=attrgetter("dates"),
        ),
        _written_by_python(
            "Median days late",
            Kind.DAYS,
            "Dates: half came later than this. Overdue and never ones "
            "count as late by at least what they are (Kaplan-Meier).",
            "median_days_late",
            12,
        ),
        _written_by_python(
            "Median is",
            Kind.WORD,
            "at least: half or more are still running, so the median is later than this.",
            lambda row: "at least" if row.at_least else None,
        ),
        Column(
            "Numbers",
            Kind.COUNT,
            "How many have a log ratio.",
            width=10,
            formula=_count(_RATIOS),
            twin=attrgetter("ratios"),
        ),
        Column(
            "Bias",
            Kind.RATIO,
            "Mean log ratio: below 0 too low, above 0 too high.",
            formula=f"IFERROR(SUMPRODUCT({_COUNTED}*(Forecasts[Provisional]<>TRUE),"
            'Forecasts[Log ratio])/[@Numbers],"")',
            twin=attrgetter("bias"),
        ),
        _written_by_python(
            "Bias low",
            Kind.RATIO,
            "95 % interval of the bias (Student's t over five events or more), lower end.",
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
        _written_by_python(
            "Brier", Kind.RATIO, "Mean Brier score, 0 to 1: one vote per question.", "brier"
        ),
        _written_by_python(
            "Brier low",
            Kind.RATIO,
            "95 % interval of the mean Brier score (Student's t over five events or more), "
            "lower end.",
            _interval_end("brier_interval", 0),
        ),
        _written_by_python(
            "Brier high", Kind.RATIO, "Upper end.", _interval_end("brier_interval", 1)
        ),
        _written_by_python(
            "Miscalibration",
            Kind.RATIO,
            "Part of the Brier score (CORP, ten stated probabilities or more): 0 is best.",
            _part_of("miscalibration", "corp"),
            13,
        ),
        _written_by_python(
            "Discrimination",
            Kind.RATIO,
            "Part of the Brier score: more is better.",
            _part_of("discrimination", "corp"),
            13,
        ),
        _written_by_python(
            "Uncertainty",
            Kind.RATIO,
            "Part of the Brier score: nobody's merit.",
            _part_of("uncertainty", "corp"),
            12,
        ),
        Column(
            "Intervals",
            Kind.COUNT,
            "How many are intervals whose level was stated.",
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
            "Level", Kind.SHARE, "Share they should catch: the mean of the stated levels.", "level"
        ),
        _written_by_python(
            "Relative skill",
            Kind.RATIO,
            "Own loss over the mean loss of the others on the same questions: below 1 is "
            "better, 0.5 is half their loss.",
            "relative_skill",
            12,
        ),
        _written_by_python(
            "Common", Kind.COUNT, "Questions shared with another forecaster.", "common"
        ),
        _written_by_python(
            "Better",
            Kind.COUNT,
            "Of these, better than the mean of the others.",
            _part_of("better", "skill"),
        ),
        _written_by_python("Worse", Kind.COUNT, "Of these, worse.", _part_of("worse", "skill")),
        _written_by_python(
            "Evidence",
            Kind.WORD,
            "Is that more than luck? leads, trails, or cannot be told apart; empty below six "
            "events.",
            "evidence",
            20,
        ),
        _written_by_python(
            "p",
            Kind.NUMBER,
            "Exact sign-flip test of the differences to the others, question by question (events "
            "as one), after Holm's correction for all who are compared.",
            _part_of("p", "skill"),
        ),
        _written_by_python(
            "Against middle",
            Kind.RATIO,
            "Own loss over that of the middle of all (three forecasters or more): below 1 beats "
            "the middle.",
            "against_middle",
        ),
        _written_by_python(
            "Against baselines",
            Kind.RATIO,
            "Own loss over that of forecasters of Kind aggregate: below 1 beats the consensus.",
            "against_baselines",
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
