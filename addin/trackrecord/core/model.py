"""The record: forecasters, questions, forecasts, outcomes, journal. Flat, frozen, in order.

Conventions that hold everywhere:

- A forecast is an interval, ``low`` to ``high``, both ends included; ``None`` is an open end.
- Dates are whole days. A yes/no forecast is a probability in ``low == high``.
- ``where`` says where a row came from and never takes part in equality.
- ``more`` holds, by name, the texts of columns that have no field of their own: a column that only
  keeps text needs no more than its line in the table.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from trackrecord.language import say

DATE_UNIT = "date"
YES_NO_UNIT = "yes/no"
LARGEST = 1e100  # of a number, so that no score overflows


class Location(NamedTuple):
    """A place in a record: a table, and in it a row (of the sheet, or line of the file), a column.

    Row 0 and column "" stand for all of them. `file` is the CSV file, where the table is one.

    >>> print(Location("Forecasts", 3, "Low"))
    Forecasts row 3, column Low
    >>> print(Location("Forecasts", 3, file="forecasts.csv"))
    forecasts.csv line 3
    """

    table: str
    row: int = 0
    column: str = ""
    file: str = ""

    def __str__(self) -> str:
        if self.file:
            place = self.file
            if self.row:
                place = say("{file} line {row}", file=self.file, row=self.row)
        elif self.row:
            place = say("{table} row {row}", table=self.table, row=self.row)
        else:
            place = say("table {table}", table=self.table)
        if not self.column:
            return place
        return say("{place}, column {column}", place=place, column=self.column)

    def at(self, column: str) -> "Location":
        """The cell of a column in the same row."""
        return self._replace(column=column)


NOWHERE = Location("")


class Claim(StrEnum):
    """What kind of statement a forecast is; only forecasts are ranked with forecasts."""

    FORECAST = "forecast"
    GOAL = "goal"  # a party's own target
    PLAN = "plan"  # a party's own schedule
    PREMISE = "premise"  # what a forecast takes for granted: judged and shown, never counted


class Void(StrEnum):
    """An outcome that is neither right nor wrong."""

    AMBIGUOUS = "ambiguous"  # reality is unclear
    ANNULLED = "annulled"  # the question was broken


class Never(StrEnum):
    """The outcome of a dated event that can no longer happen."""

    NEVER = "never"


class Until(StrEnum):
    """The other end of an outcome of which only the lower one is known."""

    OPEN = "open"


class Counts(StrEnum):
    """Which of a forecaster's answers to one question count."""

    STANDING = "standing"  # all, each by the days it stood
    LAST = "last"
    FIRST = "first"
    AHEAD = "ahead"  # the one in force so many days before the close
    ALL = "all"  # every row, however many


class Imputed(StrEnum):
    """Do forecasts count whose probability is our reading of words?"""

    YES = "yes"  # in hits and scores, not in calibration
    NO = "no"
    ALL = "all"  # in calibration too


Bound = date | float
Value = date | float | bool | Void | Never


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Who forecasts: a person, a company, an anonymous source."""

    forecaster: str
    kind: str
    note: str = ""
    where: Location = field(default=NOWHERE, compare=False)
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in which unit, and from which day on the outcome is certain."""

    question: str
    title: str
    unit: str
    resolves: date
    criterion: str
    note: str = ""
    topic: str = ""
    event: str = ""
    where: Location = field(default=NOWHERE, compare=False)
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """A dated claim about one question, as published and as read."""

    forecast: str
    question: str
    forecaster: str
    claim: Claim
    issued: date
    wording: str
    low: Bound | None
    high: Bound | None
    level: float | None = None
    restates: str = ""
    quote: str = ""
    source: str = ""
    best: Bound | None = None
    where: Location = field(default=NOWHERE, compare=False)
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question, when that became public, and when it was typed in.

    ``value`` is None for a row that is begun but not filled in; ``known`` is None when the day
    it became public is still to be filled in (a problem that ``check`` names). ``until`` is the
    other end where only a span is known, or ``open`` where only a lower bound is.
    """

    question: str
    value: Value | None
    known: date | None
    recorded: date | None
    source: str = ""
    note: str = ""
    until: Bound | Until | None = None
    where: Location = field(default=NOWHERE, compare=False)
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: what was changed, by whom, from what, to what."""

    number: int
    when: datetime
    who: str
    action: str
    table: str
    key: str
    before: str
    after: str
    seal: str
    where: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a reader may choose: the replay date, levels, what counts, when to rank, the words."""

    as_of: date | None = None
    interval_level: float = 0.8  # of an interval whose own level is not stated
    bound_level: float = 0.9  # of every forecast with one open end
    counts: Counts = Counts.STANDING
    days_ahead: int = 30
    topic: str = ""  # blank: all
    tolerance: float | None = None  # share of the outcome; None: a point is neither right nor wrong
    rank_from: int = 6
    scale: str = "ICD 203"
    imputed: Imputed = Imputed.YES


@dataclass(frozen=True, slots=True)
class Reading:
    """How a wording is read: both ends included, None is an open end; the level it states.

    ``best`` is the single value named beside an interval. "Never", of a dated event, is NEVER at
    both ends.
    """

    low: Bound | Never | None
    high: Bound | Never | None
    level: float | None = None
    best: Bound | None = None

    def ends_on(self, resolves: date) -> tuple[Bound | None, Bound | None]:
        """Low and High of a forecast on a question; "never" is not before the day it resolves.

        >>> Reading(Never.NEVER, Never.NEVER).ends_on(date(2030, 1, 1))
        (datetime.date(2030, 1, 1), None)
        """
        return (resolves, None) if isinstance(self.low, Never) else self.ends()

    def ends(self) -> tuple[Bound | None, Bound | None]:
        """Low and High, as a forecast holds them. Errors: ValueError for "never".

        >>> Reading(2.0, None).ends()
        (2.0, None)
        """
        if isinstance(self.low, Never) or isinstance(self.high, Never):
            raise ValueError(
                "'never' has no Low and High; write the first day that it can happen on, as from "
                "2035-01-01"
            )
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Record:
    """The five tables, the settings they are read with, and what was noticed while reading.

    A notice is no problem: a column that is not there yet, say, and was read as blank.
    """

    forecasters: tuple[Forecaster, ...] = ()
    questions: tuple[Question, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    journal: tuple[Entry, ...] = ()
    settings: Settings = Settings()
    notices: tuple["Problem", ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the data: where it is, and what to do about it."""

    where: Location
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"
