"""The scorecard: per forecaster and kind of question, how good, how far off, how calibrated.

Numbers keep their unit here. Losses are those of `losses`; errors, coverage and calibration are of
the answers that count and have matured. Every row stands for a range of lead times, or for all.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean, median

from trackrecord.core.assessment import Assessment, Shape
from trackrecord.core.calibration import Corp
from trackrecord.core.comparing import evidence
from trackrecord.core.comparing.baselines import aggregates
from trackrecord.core.comparing.choosing import sliced
from trackrecord.core.comparing.losses import Contest, contests, event_of, kind_of
from trackrecord.core.leaderboard import corp_of, groups, has_level
from trackrecord.core.model import Record, Settings

ALL_LEADS = "all"
# Days from Issued to Resolves, both included.
LEADS = {
    "under 30": (-math.inf, 29),
    "30 to 89": (30, 89),
    "90 to 365": (90, 365),
    "over 365": (366, math.inf),
}


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One forecaster in one kind of question and range of leads. None: nothing to compute it from.

    ``mean_score``, ``others`` (the mean of the others on the same questions) and ``difference``
    (own less others: below 0 is better) are in ``unit``; intervals are Student's over events, 95 %.
    Errors are absolute; bias is the mean log ratio (numbers) or the mean of days late (dates):
    below 0 is too low, or early.
    """

    forecaster: str
    claims: str
    kind: str
    unit: str
    lead: str
    as_of: date
    n: int = 0
    mean_score: float | None = None
    others: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    errors: int = 0
    waiting: int = 0  # overdue, never, or only a bound known: late or off by at least so much
    median_error: float | None = None
    mean_error: float | None = None
    mean_percent: float | None = None
    bias: float | None = None
    bias_low: float | None = None
    bias_high: float | None = None
    intervals: int = 0
    coverage: float | None = None
    level: float | None = None
    probabilities: int = 0
    brier: float | None = None
    corp: Corp | None = None


def scorecard(record: Record, as_of: date, rows: Sequence[Assessment]) -> tuple[ScorecardRow, ...]:
    """The scorecard of the assessments of a record on a day, by forecaster, kind and lead."""
    made: list[ScorecardRow] = []
    apart = aggregates(record.forecasters)
    for claims, said in groups(rows).items():
        for lead in (ALL_LEADS, *LEADS):
            some = said if lead == ALL_LEADS else with_lead(said, record.settings, *LEADS[lead])
            of_lead = _of_leads(some, claims, lead, record.settings, apart)
            made += [replace(line, as_of=as_of) for line in of_lead]
    made.sort(key=lambda row: line_order(row.claims, row.forecaster, row.kind, row.lead))
    return tuple(made)


def line_order(claims: str, forecaster: str, kind: str, lead: str) -> tuple[str, str, str, int]:
    """Where a line stands on the scorecard: all leads first, then the shortest."""
    return claims, forecaster, kind, (ALL_LEADS, *LEADS).index(lead)


def with_lead(
    rows: Iterable[Assessment], settings: Settings, least: float, most: float
) -> list[Assessment]:
    """The rows said so many days before their question resolves, both ends included."""
    return sliced(rows, settings, lambda row: row.lead is not None and least <= row.lead <= most)


def _of_leads(
    rows: Sequence[Assessment], claims: str, lead: str, settings: Settings, apart: set[str]
) -> list[ScorecardRow]:
    lines: dict[tuple[str, str], ScorecardRow] = {}
    units: dict[str, str] = {}
    counted: dict[tuple[str, str], list[Assessment]] = {}
    for row in rows:
        if row.question is None or row.shape is None or not row.eligible:
            continue
        kind = kind_of(row)
        units[kind] = {"date": "days", "yes/no": "Brier"}.get(row.asks_for, row.question.unit)
        if row.counts:
            counted.setdefault((row.forecast.forecaster, kind), []).append(row)

    def line(who: str, kind: str) -> ScorecardRow:
        new = ScorecardRow(who, claims, kind, units[kind], lead, date.min)
        return lines.get((who, kind)) or new

    for (who, kind), played in _by_forecaster(contests(rows, settings, ()), apart).items():
        lines[who, kind] = _with_losses(line(who, kind), played)
    for (who, kind), own in counted.items():
        found = _with_errors(line(who, kind), own, settings)
        if found.n or found.errors or found.waiting or found.intervals or found.probabilities:
            lines[who, kind] = found
    return list(lines.values())


_Played = tuple[str, float, float | None]  # event, own loss, mean loss of the others


def _by_forecaster(
    found: Iterable[Contest], apart: set[str]
) -> dict[tuple[str, str], list[_Played]]:
    made: dict[tuple[str, str], list[_Played]] = {}
    for contest in found:
        others = contest.means_of_others(apart)
        for who, loss in contest.losses.items():
            played = contest.event, loss, others.get(who)
            made.setdefault((who, contest.kind), []).append(played)
    return made


def _with_losses(line: ScorecardRow, played: Sequence[_Played]) -> ScorecardRow:
    own = [loss for _, loss, _ in played]
    others = [mean for _, _, mean in played if mean is not None]
    pairs = [(event, loss - mean) for event, loss, mean in played if mean is not None]
    interval = evidence.mean_interval(evidence.by_event(pairs)) or (None, None)
    return replace(
        line,
        n=len(own),
        mean_score=math.fsum(own) / len(own),
        others=math.fsum(others) / len(others) if others else None,
        difference=math.fsum(gap for _, gap in pairs) / len(pairs) if pairs else None,
        difference_low=interval[0],
        difference_high=interval[1],
        brier=math.fsum(own) / len(own) if line.kind == "yes/no" else None,
    )


def _with_errors(
    line: ScorecardRow, rows: Sequence[Assessment], settings: Settings
) -> ScorecardRow:
    # A bound that held is not off; what is known only as "at least" has no mean.
    off = [row for row in rows if row.shape is not Shape.BOUND or row.hit is False]
    exact = [row for row in off if not row.provisional]
    errors = [abs(e) for row in exact for e in (row.error, row.days_late) if e is not None]
    percents = [
        abs(math.expm1(min(row.log_ratio, 700))) for row in exact if row.log_ratio is not None
    ]
    signed = [
        (_event_of(row), value)
        for row in exact
        for value in (row.log_ratio, row.days_late)
        if value is not None
    ]
    windows = [row for row in rows if has_level(row)]
    interval = evidence.mean_interval(evidence.by_event(signed)) or (None, None)
    return replace(
        line,
        errors=len(errors),
        waiting=sum(row.provisional for row in off),
        median_error=median(errors) if errors else None,
        mean_error=fmean(errors) if errors else None,
        mean_percent=fmean(percents) if percents else None,
        bias=math.fsum(v for _, v in signed) / len(signed) if signed else None,
        bias_low=interval[0],
        bias_high=interval[1],
        intervals=len(windows),
        coverage=fmean(row.hit is True for row in windows) if windows else None,
        level=fmean(row.forecast.level or 0.0 for row in windows) if windows else None,
        probabilities=sum(row.brier is not None for row in rows),
        corp=corp_of(rows, settings),
    )


def _event_of(row: Assessment) -> str:
    return event_of(row.question) if row.question else ""
