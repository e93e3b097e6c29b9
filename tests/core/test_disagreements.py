"""Wordings beside Low, Best and High: what agrees, and what is named."""

from dataclasses import replace
from datetime import date

import pytest

from trackrecord.core.model import Bound, Claim, Forecast, Question, Record
from trackrecord.core.wording.disagreements import disagreements

RESOLVES = date(2036, 1, 1)
FORECAST = Forecast("1", "q", "a", Claim.FORECAST, date(2024, 10, 11), "", None, None)


def named(
    unit: str, wording: str, low: Bound | None, high: Bound | None, best: Bound | None = None
) -> list[str]:
    question = Question("q", "q?", unit, RESOLVES, "")
    row = replace(FORECAST, wording=wording, low=low, high=high, best=best)
    return [p.message for p in disagreements(Record(questions=(question,), forecasts=(row,)))]


@pytest.mark.parametrize(
    ("unit", "wording", "low", "high", "best"),
    [
        ("%", "2.1 %, range 1.8 to 2.5", 1.8, 2.5, 2.1),
        ("%", "2.1 %, range 1.8 to 2.5", 1.8, 2.5, None),
        ("%", "2.1 %", 1.8, 2.5, 2.1),  # only the Best is said
        ("%", "1.8 to 2.5", 1.8, 2.5, 2.1),  # only the range is said
        ("cars", "50,000-60,000 in 2024", 50_000.0, 60_000.0, None),
        ("robotaxis", "1 million robotaxis next year", 1e6, 1e6, None),
        ("yes/no", "70-80 %", 0.75, 0.75, None),
        ("date", "never", RESOLVES, None, None),
        ("date", "soon", date(2025, 1, 1), None, None),  # is not read, so says nothing
    ],
)
def test_what_agrees(
    unit: str, wording: str, low: Bound | None, high: Bound | None, best: Bound | None
) -> None:
    assert named(unit, wording, low, high, best) == []


@pytest.mark.parametrize(
    ("unit", "wording", "low", "high", "best", "said"),
    [
        ("%", "2.1 %, range 1.8 to 2.5", 1.8, 2.5, 2.2, "1.8 to 2.5, most likely 2.1"),
        ("%", "2.1 %, range 1.8 to 2.5", 1.9, 2.5, 2.1, "1.8 to 2.5, most likely 2.1"),
        ("%", "2.1 %", 1.8, 2.5, 2.2, "2.1"),
        ("cars", "50,000-60,000 in 2024", 50_000.0, 70_000.0, None, "50000 to 60000"),
        ("date", "never", date(2030, 1, 1), None, None, "never"),
        ("date", "never", RESOLVES, RESOLVES, None, "never"),
    ],
)
def test_what_is_named(
    unit: str, wording: str, low: Bound | None, high: Bound | None, best: Bound | None, said: str
) -> None:
    (message,) = named(unit, wording, low, high, best)
    assert f"“{wording}” is read as {said}, but Low and High say" in message
