"""What commands give as JSON."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from trackrecord.core.assessment import Assessment, assess
from trackrecord.core.due import Due
from trackrecord.core.journal_head import head_of
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Problem, Record, Value

_FORECAST = (
    "hit",
    "days_late",
    "provisional",
    "error",
    "log_ratio",
    "interval_score",
    "brier",
    "score",
)
_STANDING = (
    "forecaster",
    "claims",
    "n",
    "scored",
    "voids",
    "hits",
    "hit_rate",
    "wilson_low",
    "wilson_high",
    "median_days_late",
    "bias",
    "spread",
    "brier",
    "coverage",
    "relative_skill",
    "rank",
)


def score_document(record: Record, as_of: date) -> dict[str, Any]:
    """The JSON of ``trackrecord score``; what does not apply is null."""
    return {
        "as_of": as_of.isoformat(),
        "forecasts": [_forecast(row) for row in assess(record, as_of)],
        "leaderboard": [
            {name: getattr(row, name) for name in _STANDING} for row in standings(record, as_of)
        ],
    }


def check_document(record: Record, problems: Iterable[Problem]) -> dict[str, Any]:
    """The JSON of ``trackrecord check``; the head is null where nothing is sealed."""
    return {
        "problems": [{"where": str(row.where), "message": row.message} for row in problems],
        "head": head_document(record),
    }


def head_document(record: Record) -> dict[str, Any] | None:
    """The head of a record's Journal, as the JSON of ``trackrecord seal`` gives it."""
    head = head_of(record.journal)
    if head is None:
        return None
    return {"entries": head.entries, "day": head.day.isoformat(), "seal": head.seal}


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
    return named | {name: getattr(row, name) for name in _FORECAST}


def _outcome_json(value: Value | None) -> str | float | None:
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
            "days_overdue": row.days_overdue,
        }
        for row in waiting
    ]
    return {"as_of": as_of.isoformat(), "due": rows}
