"""What the standings are drawn from: the skill of each forecaster, now and through time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from trackrecord.core.assessment import FORECASTS
from trackrecord.core.comparing.skill_history import FEWEST_COMMON, SkillDay
from trackrecord.core.standing import Standing
from trackrecord.ooxml.values import serial
from trackrecord.tables.charts.labels import shortened_inside, told_apart
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table

MOST_LINES = 5
MOST_SKILL = 3.0  # what is worse is drawn so
_NAME_OF_LINE = 22  # letters


@dataclass(frozen=True, slots=True)
class SkillBar:
    """One bar of the skills now."""

    label: str
    skill: float


SKILL_NOW = Table(
    "SkillNow",
    "What the skills are drawn from: the Leaderboard's, at most 3. Written by Python.",
    (
        Column("Label", Kind.WORD, "On the axis.", twin=attrgetter("label"), width=32),
        Column(
            "Skill",
            Kind.RATIO,
            "Loss over the mean loss of the others: below 1 is better.",
            twin=attrgetter("skill"),
        ),
    ),
)


def skill_bars(rows: Sequence[Standing]) -> list[SkillBar]:
    """The skills of some forecasters, with the number of common questions."""
    names = told_apart(shortened_inside(row.forecaster, _NAME_OF_LINE) for row in rows)
    return [
        SkillBar(f"{name} ({row.common:,})", min(row.relative_skill or 0.0, MOST_SKILL))
        for name, row in zip(names, rows, strict=True)
    ]


def with_skill(board: Sequence[Standing]) -> list[Standing]:
    """The forecasters that can be compared on three questions or more, as on the Leaderboard."""
    return [
        row
        for row in board
        if row.claims == FORECASTS
        and row.relative_skill is not None
        and row.common >= FEWEST_COMMON
    ]


def skill_days_table(days: Sequence[SkillDay], board: Sequence[Standing]) -> Table:
    """The skills through time of those with most common questions, a column each.

    There are always as many columns, so that the chart has room for those who come later; the
    number of those in use is `lines_used`.
    """
    shown = _lines_of(days, board)

    def skill_of(who: str) -> Callable[[SkillDay], float | None]:
        return lambda day: min(day.skills[who], MOST_SKILL) if who in day.skills else None

    columns = [
        Column(name, Kind.RATIO, "Skill up to that day.", twin=skill_of(who), width=24)
        for who, name in _line_headers(shown).items()
    ]
    columns += [
        Column(f"(line {number})", Kind.RATIO, "Not filled.", twin=lambda _: None, width=10)
        for number in range(len(columns) + 1, MOST_LINES + 1)
    ]
    first = Column(
        "Judged by", Kind.DATE, "A day up to which was judged.", twin=attrgetter("as_of")
    )
    doc = "The skills through time, over what was judged up to a day. Written by Python."
    return Table("SkillDays", doc, (first, *columns))


def lines_used(days: Sequence[SkillDay], board: Sequence[Standing]) -> int:
    """How many of the lines have a name."""
    return len(_lines_of(days, board))


def skill_span(days: Sequence[SkillDay], as_of: date) -> tuple[int, int]:
    """The days that the lines reach over, in Excel's numbers, with a little air."""
    ends = [serial(day.as_of) for day in days] or [serial(as_of)]
    air = max(3, (ends[-1] - ends[0]) * 0.04)
    return int(ends[0] - air), int(ends[-1] + air)


def _lines_of(days: Sequence[SkillDay], board: Sequence[Standing]) -> list[str]:
    last = days[-1].skills if days else {}
    rows = [row for row in with_skill(board) if row.forecaster in last]
    most = sorted(rows, key=lambda row: -row.common)[:MOST_LINES]
    return [row.forecaster for row in rows if row in most]


def _line_headers(shown: Sequence[str]) -> dict[str, str]:
    """A header for each: short, and told apart."""
    made: dict[str, str] = {}
    for who in shown:
        name = shortened_inside(who, _NAME_OF_LINE)
        taken = {other.casefold() for other in made.values()}
        made[who] = name if name.casefold() not in taken else f"{name} ({len(made) + 1})"
    return made
