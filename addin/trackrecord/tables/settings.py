"""The Settings table: what a reader may choose, and how it is read back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

from trackrecord.core.estimates import SCALES, Scale
from trackrecord.core.model import Counts, Imputed, Location, Problem, Settings
from trackrecord.language import say
from trackrecord.ooxml.values import Raw
from trackrecord.tables.kinds import Kind, parse
from trackrecord.tables.schema import Column, Table

AS_OF, AS_OF_IN_USE, LEVEL, RANK_FROM = "As of", "As of in use", "Interval level", "Rank from"
AS_OF_FORMULA = 'IF(B2="",TODAY(),B2)'  # of the day in use, below As of
SCALE, COUNT_IMPUTED = "Scale of words", "Count imputed"
BOUND_LEVEL, COUNTS, DAYS_AHEAD = "Bound level", "Counts", "Days ahead"
TOPIC, TOLERANCE = "Topic", "Tolerance"

# What is read back from the Settings table: name, field of the model, kind, words allowed.
READ_SETTINGS: tuple[tuple[str, str, Kind, type[StrEnum] | None], ...] = (
    (AS_OF, "as_of", Kind.DATE, None),
    (LEVEL, "interval_level", Kind.SHARE, None),
    (RANK_FROM, "rank_from", Kind.COUNT, None),
    (SCALE, "scale", Kind.CHOICE, Scale),
    (COUNT_IMPUTED, "imputed", Kind.CHOICE, Imputed),
    (BOUND_LEVEL, "bound_level", Kind.SHARE, None),
    (COUNTS, "counts", Kind.CHOICE, Counts),
    (DAYS_AHEAD, "days_ahead", Kind.COUNT, None),
    (TOPIC, "topic", Kind.WORD, None),
    (TOLERANCE, "tolerance", Kind.SHARE, None),
)
# Rows that workbooks of version 0.1 have not: the usual value is meant, without a word.
_LATER = (BOUND_LEVEL, COUNTS, DAYS_AHEAD, TOPIC, TOLERANCE)


SETTINGS = Table(
    "Settings",
    "What a reader may choose.",
    (
        Column("Setting", Kind.WORD, "Its name.", width=18, twin=attrgetter("setting")),
        Column("Value", Kind.PROSE, "Type here.", width=16),
        Column("Meaning", Kind.PROSE, "What it does.", width=80, twin=attrgetter("meaning")),
    ),
)


def read_settings(
    rows: Iterable[tuple[int, Sequence[Raw]]] | None, problems: list[Problem]
) -> Settings:
    """The settings in the numbered rows of the table; what cannot be read is a problem.

    None: there is no such table. What is missing keeps its usual value.
    """
    if rows is None:
        message = say(
            "the table is missing, so the usual settings are used; build the workbook again"
        )
        problems.append(Problem(Location("Settings"), message))
        return Settings()
    typed = {
        row[0]: (Location("Settings", number, "Value"), row[1] if len(row) > 1 else None)
        for number, row in rows
        if isinstance(row[0], str)
    }
    found: dict[str, Any] = {}
    for name, field, kind, choices in READ_SETTINGS:
        if name in _LATER and name not in typed:
            continue
        if name not in typed:
            message = say(
                "the row {name} is missing or renamed, so the usual value is used; put it back",
                name=name,
            )
            problems.append(Problem(Location("Settings"), message))
            continue
        where, raw = typed[name]
        try:
            value = parse(kind, raw, choices=choices)
        except ValueError as problem:
            problems.append(Problem(where, str(problem)))
            continue
        if value is not None:
            found[field] = value
    return Settings(**found)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the Settings table."""

    setting: str
    value: object
    meaning: str
    kind: Kind
    name: str = ""
    formula: str = ""
    default: object = None
    choices: type[StrEnum] | None = None

    def refers_to(self, cell: str) -> str:
        """What its name stands for; a cell that was emptied means the default, as for Python."""
        if self.default is None:
            return cell
        default = f'"{self.default}"' if isinstance(self.default, str) else self.default
        return f'IF({cell}="",{default},{cell})'


def settings_rows(settings: Settings, as_of: date) -> tuple[Setting, ...]:
    """The rows of the Settings table; their order fixes where the names point."""
    return (
        Setting(
            AS_OF,
            settings.as_of,
            say(
                "Replay the past: type a day, and outcomes that became known later are left out "
                "everywhere. Empty is today."
            ),
            Kind.DATE,
        ),
        Setting(
            AS_OF_IN_USE,
            as_of,
            say("The day that every formula uses. Calculated."),
            Kind.DATE,
            "AsOf",
            AS_OF_FORMULA,
        ),
        Setting(
            LEVEL,
            settings.interval_level,
            say("One common level for the interval score of every forecast; between 0 and 1."),
            Kind.SHARE,
            "IntervalLevel",
            default=Settings().interval_level,
        ),
        Setting(
            RANK_FROM,
            settings.rank_from,
            say("Fewer common questions than this are too few to rank."),
            Kind.COUNT,
            "RankFrom",
            default=Settings().rank_from,
        ),
        Setting(
            SCALE,
            settings.scale,
            say(
                "What words like “likely” stand for: {scales}. The list is to the right.",
                scales=", ".join(SCALES),
            ),
            Kind.WORD,
            "ScaleInUse",
            default=Settings().scale,
        ),
        Setting(
            COUNT_IMPUTED,
            str(settings.imputed),
            say(
                "Do forecasts count whose probability is our reading of words? yes: not in "
                "calibration; no; all: in calibration too."
            ),
            Kind.CHOICE,
            "CountImputed",
            default="yes",
            choices=Imputed,
        ),
        Setting(
            "Confidence", 0.95, say("Of the Wilson intervals. Fixed."), Kind.SHARE, "Confidence"
        ),
        Setting(
            BOUND_LEVEL,
            settings.bound_level,
            say("One common level for every forecast with one open end (“at least”, “under”)."),
            Kind.SHARE,
            "BoundLevel",
            default=Settings().bound_level,
        ),
        Setting(
            COUNTS,
            str(settings.counts),
            say(
                "Which answers of a forecaster to one question count: standing (each by the days "
                "it stood), last, first, ahead (the one in force some days before the close), all."
            ),
            Kind.CHOICE,
            "CountsRule",
            default=str(Settings().counts),
            choices=Counts,
        ),
        Setting(
            DAYS_AHEAD,
            settings.days_ahead,
            say("How many days before the close, where Counts is ahead."),
            Kind.COUNT,
            "DaysAhead",
            default=Settings().days_ahead,
        ),
        Setting(
            TOPIC,
            settings.topic or None,
            say("The Leaderboard and the Scorecard of one topic alone. Empty is all."),
            Kind.PROSE,
            "TopicInUse",
        ),
        Setting(
            TOLERANCE,
            settings.tolerance,
            say(
                "A point of a number question is right within this share of the outcome (0.05 is "
                "5 %). Empty: a point is neither right nor wrong, only near or far."
            ),
            Kind.SHARE,
            "Tolerance",
        ),
    )
