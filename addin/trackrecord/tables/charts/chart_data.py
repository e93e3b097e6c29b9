"""What the Dashboard shows of a record: its charts' tables, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.calibration import reliability
from trackrecord.core.comparing.baselines import aggregates
from trackrecord.core.comparing.losses import contests, relative_units
from trackrecord.core.comparing.skill_history import skill_through_time
from trackrecord.core.leaderboard import stated_probabilities
from trackrecord.core.model import Record
from trackrecord.core.standing import Standing
from trackrecord.language import say
from trackrecord.tables.charts.bands import (
    BANDS,
    LINES_CHART,
    LINES_MARKS,
    TIMELINE_MARKS,
    Sketch,
    most_bars,
    unit_of_days,
)
from trackrecord.tables.charts.called_bars import called
from trackrecord.tables.charts.chances_tables import DIAGONAL, FITTED, RELIABILITY, fitted_line
from trackrecord.tables.charts.errors_table import (
    LEAD_ERRORS,
    errors_of,
    errors_said,
    errors_table,
    is_off,
    lead_errors_of,
    unit_in_words,
)
from trackrecord.tables.charts.hit_rates_table import HIT_RATES, rates_of
from trackrecord.tables.charts.sketching import Shown, sketched
from trackrecord.tables.charts.skill_tables import (
    MOST_SKILL,
    SKILL_NOW,
    lines_used,
    skill_bars,
    skill_days_table,
    skill_span,
    with_skill,
)
from trackrecord.tables.charts.timeline_bars import is_dated, timeline_of
from trackrecord.tables.charts.timeline_table import CALLED, timeline_table
from trackrecord.tables.schema import Table

_CALLED, _TIMELINE, _ERRORS, _CHANCES, _SKILLS, _RATES = range(len(BANDS))
_MOST_BARS_OF_ANY = 24  # bars, whatever else there is


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart tables with their rows, the days that the timeline shows, and the layout.

    `words` are what a Dashboard of version 0.1 shows below its figures; it has no `sketch`.
    """

    tables: list[tuple[Table, Sequence[object]]]
    first: int
    last: int
    words: str = ""
    sketch: Sketch | None = None


def draw_from(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> Drawing:
    """Everything the Dashboard shows of a record."""
    forecasts = [row for row in rows if row.claims == FORECASTS]
    stated = stated_probabilities(forecasts, record.settings)
    skilled = with_skill(board)
    rates = [] if skilled else rates_of(board, rows)
    of_day = called(record, rows, _MOST_BARS_OF_ANY)
    most = most_bars(
        (of_day is not None)
        + any(map(is_dated, rows))
        + any(map(is_off, rows))
        + bool(stated[0])
        + bool(skilled or rates)
    )
    shown = Shown()
    if of_day is not None:
        shown.bars[_CALLED] = min(most, len(of_day.bars))
        shown.words["Called"] = of_day.title, of_day.said(most)
    timeline = timeline_of(rows, most, as_of)
    if timeline.bars:
        shown.bars[_TIMELINE] = len(timeline.bars)
        title = say("When did they say it would happen, and when did it?")
        shown.words["Timeline"] = title, timeline.said
    errors = errors_of(rows, most)
    by_lead = lead_errors_of(rows, record.settings, errors.unit, max(2, most // 2))
    if errors.bars:
        shown.bars[_ERRORS] = max(len(errors.bars), 2 * len(by_lead))
        shown.words["Errors"] = say("How far off were the numbers?"), errors_said(errors)
        unit = unit_in_words(errors.unit)
        said = say("median error in {unit}, by days ahead", unit=unit)
        shown.words["LeadErrors"] = say("And how far ahead?"), said
    _chances(stated, shown)
    told = [row for row in forecasts if row.status is not None]
    found = contests(told, record.settings, relative_units(told))
    days = skill_through_time(found, forecasts, aggregates(record.forecasters), as_of)
    if skilled:
        _who_did_better(skilled, most, shown)
    elif rates:
        shown.bars[_RATES] = min(most, len(rates))
        said = say("right of those judged, with the 95 % Wilson interval")
        shown.words["HitRates"] = say("How often were they right?"), said + _cut(most, rates)
    points = fitted_line(*stated) if stated[0] else []
    tables: list[tuple[Table, Sequence[object]]] = [
        (CALLED, of_day.bars[:most] if of_day else []),
        (timeline_table(timeline.mark), timeline.bars),
        (errors_table(errors.unit, errors.digits), errors.bars),
        (LEAD_ERRORS, by_lead),
        (RELIABILITY, reliability(*stated)),
        (FITTED, points),
        (DIAGONAL, [0, 1]),
        (SKILL_NOW, skill_bars(skilled[:most])),
        (skill_days_table(days, board), days),
        (HIT_RATES, rates[:most]),
    ]
    through = skill_span(days, as_of)
    axes = {"Timeline": (timeline.first, timeline.last), LINES_CHART: through}
    marks = {"Timeline": TIMELINE_MARKS, LINES_CHART: LINES_MARKS}
    units = {name: (*ends, unit_of_days(*ends, marks[name])) for name, ends in axes.items()}
    sketch = sketched(record, rows, board, as_of, shown, lines_used(days, board), units)
    return Drawing(tables, timeline.first, timeline.last, sketch=sketch)


def _chances(stated: tuple[Sequence[float], Sequence[float]], shown: Shown) -> None:
    said, seen = stated
    if not said:
        return
    shown.bars[_CHANCES] = 0
    legend = say("across: probability given · up: share that came true, 95 % · line: fitted (CORP)")
    shown.words["Calibration"] = say("Did the probabilities keep their word?"), legend
    n = say(
        "{n:,} probabilities, of which {share:.0%} came true",
        n=len(said),
        share=sum(seen) / len(seen),
    )
    shown.words["Counts"] = say("How often was each probability given?"), n


def _who_did_better(skilled: Sequence[Standing], most: int, shown: Shown) -> None:
    shown.bars[_SKILLS] = min(most, len(skilled))
    said = say("own loss over the others’ mean: below 1 is better · in brackets: common questions")
    title = say("Who did better than the others?")
    shown.words["SkillNow"] = title, said + _cut(most, skilled)
    through = say(
        "over what was judged up to each day · {most:.0f} and more is drawn at {most:.0f}",
        most=MOST_SKILL,
    )
    shown.words["SkillDays"] = say("And through time?"), through


def _cut(most: int, items: Sequence[object]) -> str:
    """What is said of a chart that shows the first items only."""
    return say(" · the first {n} of {all}", n=most, all=len(items)) if most < len(items) else ""
