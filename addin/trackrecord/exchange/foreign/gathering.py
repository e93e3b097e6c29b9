"""Claims gone through one by one: what they say of their question, and how each is read."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from trackrecord.core.comparing.baselines import AGGREGATE
from trackrecord.core.keys import folded
from trackrecord.core.model import Forecaster, Problem, Record
from trackrecord.core.wording.claims import unit_of_question
from trackrecord.exchange.foreign.aggregates import is_aggregate
from trackrecord.exchange.foreign.claims import Choices, Claims
from trackrecord.exchange.foreign.forms import exact
from trackrecord.exchange.foreign.outcome_words import is_no_outcome
from trackrecord.exchange.foreign.readings import (
    BARE_NUMBER,
    Read,
    SaidCells,
    needs_the_day,
    read_said,
)
from trackrecord.language import say
from trackrecord.tables.kinds import Kind, parse

_SAID_IN = ("unit", "share", "low", "high", "best", "level", "wording")


@dataclass(slots=True)
class Collected:
    """The record that claims make, and what became of each of them.

    `origins` has for each forecast its claim; `bad` for each claim that is not taken why; `same`
    the claims that repeat another letter by letter.
    """

    record: Record = field(default_factory=Record)
    origins: list[int] = field(default_factory=list)
    bad: dict[int, list[Problem]] = field(default_factory=dict)
    same: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_carried: Counter[str] = field(default_factory=Counter)
    nameless: set[int] = field(default_factory=set)  # claims that do not say whose they are
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)  # title without mark, and mark
    given: set[str] = field(default_factory=set)  # questions whose day the file says
    known: set[str] = field(default_factory=set)  # and whose outcome has its day there

    @property
    def problems(self) -> list[Problem]:
        """Every problem, in the order of the lines."""
        return [problem for claim in sorted(self.bad) for problem in self.bad[claim]]


@dataclass(slots=True)
class Asked:
    """A question, as its claims tell it one after the other."""

    title: str
    mark: str
    first: int
    known_as: str = ""  # its mark, or what would be one where others had its title
    unit: str = ""
    unit_from: int = 0
    resolves: str = ""
    knowns: set[str] = field(default_factory=set)
    outcome: str = ""
    outcome_from: int = 0
    claims: list[int] = field(default_factory=list)
    more: dict[str, set[str]] = field(default_factory=dict)
    last_end: date | None = None
    moved: bool = False
    retitled: int = 0  # a claim that calls it otherwise

    @property
    def known(self) -> str:
        """The first day on which its outcome was known; "" where no claim says it."""
        return min(self.knowns, default="")

    def text(self, meaning: str) -> str:
        """What its claims say of it, in whatever order they come."""
        return "; ".join(sorted(self.more.get(meaning, ())))


class Gathering:
    """What is known while claims are gone through."""

    def __init__(
        self, claims: Claims, choices: Choices, today: date, left: Collection[int]
    ) -> None:
        """Of claims, without those that are left out."""
        self.claims, self.choices, self.today = claims, choices, today
        self.found = Collected(
            bad={c: list(p) for c, p in claims.problems.items() if c not in left}
        )
        self.left = set(left)
        self.questions: dict[str, Asked] = {}
        self.reads: dict[int, tuple[Read, date]] = {}
        self._cache: dict[tuple[SaidCells, date | None, str], Read | str] = {}
        self.whose: dict[str, Forecaster | str] = {}
        self._units: dict[str, str] = {}

    def wrong(self, claim: int, message: str) -> None:
        """Note what keeps a claim from being taken."""
        place = self.claims.first_row(claim)
        self.found.bad.setdefault(claim, []).append(Problem(place, message))

    def asked(self) -> None:
        """Gather what the claims of each question say of it."""
        claims = self.claims
        titles = claims.texts("title")
        for claim in range(len(claims)):
            if claim in self.left:
                continue
            if not titles[claim]:
                self.wrong(claim, say("the question is empty; fill it in"))
                continue
            key = claims.identity[claim]
            asked = self.questions.get(key)
            if asked is None:
                other = claims.texts("id")[claim] or claims.texts("asked")[claim]
                mark = claims.marks[claim]
                asked = self.questions[key] = Asked(titles[claim], mark, claim, mark or other)
            elif folded(titles[claim]) != folded(asked.title):
                asked.retitled = asked.retitled or claim
            asked.claims.append(claim)
        others = [m for m in ("criterion", "topic", "event", "note") if m in claims.cells]
        for asked in self.questions.values():
            for claim in asked.claims:
                self._tell(asked, claim)
            for meaning in others:
                texts = claims.cells[meaning]
                asked.more[meaning] = {texts[claim] for claim in asked.claims} - {""}

    def _tell(self, asked: Asked, claim: int) -> None:
        """Take in the unit, the days and the outcome that a claim says of its question."""
        unit = self.claims.texts("unit")[claim]
        if unit and not asked.unit:
            asked.unit, asked.unit_from = unit, claim
        day = self.claims.texts("resolves")[claim]
        if day and day != asked.resolves:
            asked.moved = asked.moved or bool(asked.resolves)
            asked.resolves = max(asked.resolves, day)
        if known := self.claims.texts("known")[claim]:
            asked.knowns.add(known)
        text = self.claims.texts("outcome")[claim]
        if text and not is_no_outcome(text) and not asked.outcome:
            asked.outcome, asked.outcome_from = text, claim

    def read(self) -> None:
        """Read what each claim says."""
        claims = self.claims
        issued = claims.texts("issued")
        columns = [claims.texts(name) for name in _SAID_IN]
        days: dict[str, date | str] = {}
        for asked in self.questions.values():
            for claim in asked.claims:
                if claim in self.found.bad:
                    continue
                day = days.get(issued[claim])
                if day is None:
                    day = days[issued[claim]] = _day_of(issued[claim])
                if isinstance(day, str):
                    self.wrong(claim, day)
                    continue
                said = SaidCells(*[column[claim] for column in columns])
                if said.unit != asked.unit and folded(said.unit) == folded(asked.unit):
                    said = said._replace(unit=asked.unit)
                read = self._read(said, day, asked.unit or self._unit_of(asked, said.wording))
                if isinstance(read, str):
                    self.wrong(claim, read)
                    continue
                self._told(asked, claim, read, day)

    def _unit_of(self, asked: Asked, wording: str) -> str:
        """The unit that a question asks for by its words; "" where it does not say."""
        if asked.title not in self._units:
            self._units[asked.title] = unit_of_question(asked.title, wording)
        figures = exact(asked.outcome)
        counted = figures is not None and figures not in (0, 1)
        if counted or "wording" in self.claims.chosen:
            return self._units[asked.title] or (BARE_NUMBER if exact(wording) is not None else "")
        return self._units[asked.title]

    def _read(self, said: SaidCells, day: date, unit: str) -> Read | str:
        key = said, day if needs_the_day(said) else None, unit
        found = self._cache.get(key)
        if found is None:
            try:
                found = read_said(said, day, unit)
            except ValueError as problem:
                found = str(problem)
            self._cache[key] = found
        return found

    def _told(self, asked: Asked, claim: int, read: Read, day: date) -> None:
        if not asked.unit:
            asked.unit, asked.unit_from = read.unit, claim
        if read.unit != asked.unit:
            self.wrong(
                claim,
                say(
                    "the question has the unit {unit} here and {above} in {line}; correct one of "
                    "the two, or say with --id what tells the two questions apart",
                    unit=read.unit,
                    above=asked.unit,
                    line=self.claims.first_row(asked.unit_from),
                ),
            )
            return
        self.reads[claim] = read, day
        end = read.reading.high
        if isinstance(end, date) and (asked.last_end is None or end > asked.last_end):
            asked.last_end = end
        if read.dropped:
            self.found.not_carried[read.dropped] += 1

    def forecaster(self, name: str, kind: str) -> Forecaster | str:
        """Who says so; or why that cannot be read."""
        key = folded(name)
        if key not in self.whose:
            try:
                spelled = str(parse(Kind.KEY, name))
            except ValueError as problem:
                self.whose[key] = str(problem)
            else:
                crowd = AGGREGATE if is_aggregate(spelled) else ""
                self.whose[key] = Forecaster(spelled, kind or crowd)
        return self.whose[key]


def _day_of(text: str) -> date | str:
    """The day it was said; or why there is none."""
    if not text:
        return say("the day it was said is missing; fill it in (or --map HEADER=issued)")
    try:
        day = parse(Kind.DATE, text)
    except ValueError as problem:
        return str(problem)
    assert isinstance(day, date)
    return day
