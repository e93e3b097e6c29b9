"""What commands give as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from trackrecord.core.assessment import FORECASTS, Assessment
from trackrecord.core.calibration import CORP_PARTS, rising
from trackrecord.core.comparing.scorecard import ScorecardRow, scorecard
from trackrecord.core.due import Due
from trackrecord.core.journal.head import head_of
from trackrecord.core.leaderboard import standings, stated_probabilities
from trackrecord.core.model import Problem, Record, Until, Value
from trackrecord.core.standing import Standing

if TYPE_CHECKING:
    from trackrecord.actions.scoring.by_engine import EngineScores

_FORECAST = (
    "hit",
    "days_late",
    "provisional",
    "error",
    "log_ratio",
    "interval_score",
    "brier",
    "score",
    "relative_score",
    "stood",
    "counts",
    "imputed",
)
_STANDING = (
    "forecaster",
    "claims",
    "baseline",
    "n",
    "scored",
    "overdue",
    "voids",
    "hits",
    "hit_rate",
    "wilson_low",
    "wilson_high",
    "median_days_late",
    "at_least",
    "bias",
    "spread",
    "brier",
    "coverage",
    "relative_skill",
    "common",
    "evidence",
    "against_middle",
    "against_baselines",
    "rank",
    "sentence",
)
_SCORECARD = tuple(
    field.name for field in fields(ScorecardRow) if field.name not in ("as_of", "corp")
)


def score_document(
    record: Record, as_of: date, rows: Sequence[Assessment], places: Sequence[str] = ()
) -> dict[str, Any]:
    """The JSON of ``trackrecord score``; what does not apply is null.

    `places` says of each forecast of the record where it is from, if there are several.
    """
    where = {id(row): place for row, place in zip(record.forecasts, places, strict=False)}
    return {
        "as_of": as_of.isoformat(),
        "counts": str(record.settings.counts),
        "forecasts": [
            _forecast(row) | _place_of(row, where) for row in rows if row.forecast.issued <= as_of
        ],
        "leaderboard": [_standing(row) for row in standings(record, as_of, rows)],
        "scorecard": [_scorecard(row) for row in scorecard(record, as_of, rows)],
        "calibration": _calibration(record, rows),
    }


def engine_document(made: "EngineScores") -> dict[str, Any]:
    """The JSON of ``trackrecord score --engine``: no forecasts and no sentences."""
    tables = {
        "leaderboard": made.leaderboard,
        "scorecard": made.scorecard,
        "calibration": made.calibration,
    }
    return {
        "as_of": made.as_of.isoformat(),
        "counts": str(made.settings.counts),
        "engine": made.engine,
        "problems": list(made.problems),
    } | {
        name: [
            {key: of.isoformat() if isinstance(of, date) else of for key, of in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def _standing(row: Standing) -> dict[str, Any]:
    found = row.skill
    return {name: getattr(row, name) for name in _STANDING} | {
        "questions": row.n,
        "skill": row.relative_skill,
        "p": None if found is None else found.p,
        "p_alone": None if found is None else found.p_alone,
    }


def _scorecard(row: ScorecardRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SCORECARD} | {
        name: None if row.corp is None else getattr(row.corp, name) for name in CORP_PARTS
    }


def _calibration(record: Record, rows: Sequence[Assessment]) -> list[dict[str, Any]]:
    """For each probability that forecasts gave: how often it came true, and the fitted share."""
    forecasts = [row for row in rows if row.claims == FORECASTS]
    said, seen = stated_probabilities(forecasts, record.settings)
    if not said:
        return []
    fitted = dict(zip(said, rising(said, seen), strict=True))
    true: dict[float, list[float]] = {}
    for p, outcome in zip(said, seen, strict=True):
        true.setdefault(p, []).append(outcome)
    return [
        {
            "probability": p,
            "n": len(true[p]),
            "came_true": sum(true[p]) / len(true[p]),
            "recalibrated": fitted[p],
        }
        for p in sorted(true)
    ]


def check_document(
    record: Record, problems: Iterable[Problem], notices: Iterable[Problem] = ()
) -> dict[str, Any]:
    """The JSON of ``trackrecord check``; the head is null where nothing is sealed."""
    return {
        "problems": [{"where": str(row.where), "message": row.message} for row in problems],
        "notices": [{"where": str(row.where), "message": row.message} for row in notices],
        "head": head_document(record),
    }


def head_document(record: Record) -> dict[str, Any] | None:
    """The head of a record's Journal, as the JSON of ``trackrecord seal`` gives it."""
    head = head_of(record.journal)
    if head is None:
        return None
    return {"entries": head.entries, "day": head.day.isoformat(), "seal": head.seal}


def _place_of(row: Assessment, where: Mapping[int, str]) -> dict[str, str]:
    return {"place": where[id(row.forecast)]} if where else {}


def _forecast(row: Assessment) -> dict[str, Any]:
    forecast = row.forecast
    named = {
        "forecast": forecast.forecast,
        "question": forecast.question,
        "forecaster": forecast.forecaster,
        "claim": forecast.claim,
        "status": row.status,
        "outcome": _outcome_json(row.outcome),
    }
    scores = {name: getattr(row, name) for name in _FORECAST}
    return named | scores | {"until": _outcome_json(row.until), "shape": row.shape}


def _outcome_json(value: Value | Until | None) -> str | float | None:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def due_document(waiting: Iterable[Due], as_of: date) -> dict[str, Any]:
    """What is due, as the JSON document of `trackrecord due`."""
    rows = [
        {
            "question": row.question.question,
            "title": row.question.title,
            "resolves": row.question.resolves.isoformat(),
            "since": row.since.isoformat(),
            "days_overdue": row.days_overdue,
        }
        for row in waiting
    ]
    return {"as_of": as_of.isoformat(), "due": rows}
