"""The tables of words on the Settings sheet: outcomes in a word, words of probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from trackrecord.core.assessment import Assessment
from trackrecord.core.estimates import OUR_READINGS, SCALES, Estimate, estimate
from trackrecord.core.scores import brier
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table, sought
from trackrecord.tables.score_columns import shown_outcome


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may stand in Outcomes, and what the Outcome column makes of it."""

    word: str
    counts_as: object


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of estimative probability on one scale, as the Estimates table holds it."""

    scale: str
    word: str
    reads_as: str
    low: float
    middle: float
    high: float

    @property
    def key(self) -> str:
        """What the formulas look up."""
        return f"{self.scale}: {self.word}"


WORDS = Table(
    "Words",
    "The words an outcome may be, and what the Outcome column makes of them.",
    (
        Column("Word", Kind.WORD, "Typed in Outcomes.", twin=attrgetter("word")),
        Column("Counts as", Kind.VALUE, "Shown as Outcome.", twin=attrgetter("counts_as")),
    ),
)

ESTIMATES = Table(
    "Estimates",
    "What words of estimative probability stand for, scale by scale.",
    (
        Column("Key", Kind.PROSE, "Scale and word.", twin=attrgetter("key"), width=36),
        Column("Scale", Kind.PROSE, "Whose scale.", twin=attrgetter("scale"), width=12),
        Column("Word", Kind.PROSE, "As a person would say it.", twin=attrgetter("word"), width=24),
        Column(
            "Reads as",
            Kind.PROSE,
            "The scale's own word, where this one is our reading.",
            twin=attrgetter("reads_as"),
            width=24,
        ),
        Column("Low", Kind.SHARE, "Lowest probability.", twin=attrgetter("low")),
        Column("Middle", Kind.RATIO, "What it is scored at.", twin=attrgetter("middle")),
        Column("High", Kind.SHARE, "Highest probability.", twin=attrgetter("high")),
    ),
)


def _word_meaning(column: str) -> str:
    key = 'ScaleInUse&": "&TRIM([@Wording])'
    return f'IFERROR(INDEX(Estimates[{column}],MATCH({key},Estimates[Key],0)),"")'


def _loss(column: str) -> str:
    return f'IF(ISNUMBER([@Outcome]),IFERROR(([@{column}]-[@Outcome])^2,""),"")'


def _of_forecast(column: str) -> str:
    return f"INDEX(Forecasts[{column}],MATCH({sought('[@Forecast]')},Forecasts[Forecast],0))"


IMPUTED = Table(
    "Imputed",
    "Forecasts of which we read words: their Brier score at both ends of a word's range.",
    (
        Column("Forecast", Kind.KEY, "Key of a forecast."),
        Column(
            "Wording",
            Kind.WORD,
            "The word.",
            formula=f'IFERROR({_of_forecast("Wording")},"")',
            twin=lambda row: row.assessment.forecast.wording,
            width=20,
        ),
        Column(
            "Outcome",
            Kind.VALUE,
            "1 or 0.",
            formula=f'IFERROR({_of_forecast("Outcome")},"")',
            twin=lambda row: shown_outcome(row.assessment),
        ),
        Column(
            "Low",
            Kind.SHARE,
            "Of the word, on the scale in use.",
            formula=_word_meaning("Low"),
            twin=lambda row: row.of_word("low"),
        ),
        Column(
            "Middle",
            Kind.RATIO,
            "Of the word.",
            formula=_word_meaning("Middle"),
            twin=lambda row: row.of_word("middle"),
        ),
        Column(
            "High",
            Kind.SHARE,
            "Of the word.",
            formula=_word_meaning("High"),
            twin=lambda row: row.of_word("high"),
        ),
        Column(
            "Brier at low",
            Kind.RATIO,
            "Score at the low end.",
            formula=_loss("Low"),
            twin=lambda row: row.brier("low"),
            width=12,
        ),
        Column(
            "Brier at middle",
            Kind.RATIO,
            "Score at the middle.",
            formula=_loss("Middle"),
            twin=lambda row: row.brier("middle"),
            width=12,
        ),
        Column(
            "Brier at high",
            Kind.RATIO,
            "Score at the high end.",
            formula=_loss("High"),
            twin=lambda row: row.brier("high"),
            width=12,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ImputedRow:
    """A forecast whose probability is our reading of words, and what a word of the scale means."""

    assessment: Assessment
    estimate: Estimate | None

    @property
    def forecast(self) -> str:
        """Its key."""
        return self.assessment.forecast.forecast

    def of_word(self, name: str) -> float | None:
        """What the word stands for: low, middle or high; None where it is none of the scale."""
        return None if self.estimate is None else float(getattr(self.estimate, name))

    def brier(self, name: str) -> float | None:
        """The score had it said that probability."""
        outcome, p = self.assessment.outcome, self.of_word(name)
        return None if p is None or not isinstance(outcome, bool) else brier(p, int(outcome))


def meanings() -> list[Meaning]:
    """Every word of every scale, and below them the words that are our readings."""
    own = [
        Meaning(scale, row.word, "", row.low, row.middle, row.high)
        for scale, rows in SCALES.items()
        for row in rows
    ]
    ours = [
        Meaning(scale, word, as_, found.low, found.middle, found.high)
        for scale, words in OUR_READINGS.items()
        for word, as_ in words.items()
        if (found := estimate(word, scale)) is not None
    ]
    return own + ours


def imputed_rows(rows: Sequence[Assessment], scale: str) -> list[ImputedRow]:
    """The forecasts whose probability is our reading of words, but for a flat "will"."""
    found = ((row, estimate(row.forecast.wording, scale)) for row in rows if row.imputed)
    return [
        ImputedRow(row, word)
        for row, word in found
        if row.status is not None
        and (word is not None or row.forecast.low not in (0, 1) or _has_digits(row))
    ]


def _has_digits(row: Assessment) -> bool:
    return any(digit in row.forecast.wording for digit in "0123456789")
