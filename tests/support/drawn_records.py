"""Small records drawn at random: every shape, revisions, spans, voids, hindsight, all settings."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from trackrecord.core.model import (
    Claim,
    Counts,
    Forecast,
    Forecaster,
    Imputed,
    Never,
    Outcome,
    Question,
    Record,
    Settings,
    Until,
    Void,
)

AS_OF = date(2024, 6, 1)
FIRST = date(2023, 9, 1)


def day(draw: random.Random, most: int = 500) -> date:
    return FIRST + timedelta(draw.randrange(most))


def said(draw: random.Random, unit: str, amount: float) -> tuple[Any, Any, Any]:
    """Low, Best and High of a forecast."""
    if unit == "yes/no":
        p = draw.choice([0.0, 0.1, 0.25, 0.5, 0.8, 1.0])
        return p, None, p
    low: Any = day(draw) if unit == "date" else amount
    high: Any = round(amount + draw.choice([0.0, 0.0, 5.0, 40.0]), 2)
    if unit == "date":
        high = low + timedelta(draw.choice([0, 0, 27, 180]))
    best = draw.choice([None, None, low, high])
    one = draw.choice([(low, None, None), (None, None, high)])
    return one if draw.random() < 0.3 else (low, best, high)


def drawn(draw: random.Random) -> Record:
    """A small record of every shape, with revisions, spans, voids, hindsight and all settings."""
    positive = draw.random() < 0.6

    def amount() -> float:
        if positive:
            return round(draw.choice([1, 1, 1000]) * draw.uniform(1, 60), 2)
        return round(draw.uniform(-30, 30), 2)

    units = draw.choice([["date"], ["yes/no"], ["cars"], ["date", "yes/no", "cars", "CNY"]])
    questions, outcomes, forecasts = [], [], []
    for n in range(draw.randrange(1, 9)):
        unit = draw.choice(units)
        where = draw.choice(["", "", "north", " North"])
        about = draw.choice(["", "", "", "one event"])
        asked = Question(f"q{n}", "?", unit, day(draw), "c", topic=where, event=about)
        questions.append(asked)
        value: Any = {"date": day(draw), "yes/no": draw.random() < 0.6}.get(unit) or amount()
        if unit == "yes/no":
            value = draw.random() < 0.6
        if unit == "date" and draw.random() < 0.15:
            value = Never.NEVER
        if draw.random() < 0.1:
            value = draw.choice([*Void])
        until: Any = None
        if isinstance(value, (date, float)) and draw.random() < 0.3:
            later = value + timedelta(21) if isinstance(value, date) else round(value + 4, 2)
            until = draw.choice([Until.OPEN, later])
        if draw.random() < 0.75:
            outcomes.append(Outcome(f"q{n}", value, day(draw, 400), AS_OF, "s", "", until))
    people = ["ann", "bob", "cid"][: draw.randrange(1, 4)]
    for n in range(draw.randrange(1, 22)):
        asked = draw.choice(questions)
        low, best, high = said(draw, asked.unit, amount())
        forecasts.append(
            Forecast(
                f"f{n}",
                asked.question,
                draw.choice(people),
                draw.choice([Claim.FORECAST] * 5 + [*Claim]),
                day(draw, 330),
                draw.choice(["about 3", "yes", "50 %"]),
                low,
                high,
                draw.choice([None, None, 0.5, 0.95]),
                draw.choice(["", "", "", "", "", "f0"]) if n else "",
                "q",
                "s",
                best,
            )
        )
    chosen = Settings(
        interval_level=draw.choice([0.8, 0.6]),
        bound_level=draw.choice([0.9, 0.75]),
        counts=draw.choice([Counts.STANDING, Counts.STANDING, *Counts]),
        days_ahead=draw.choice([10, 60]),
        topic=draw.choice(["", "", "", "north"]),
        tolerance=draw.choice([None, 0.2]),
        rank_from=draw.choice([1, 6]),
        imputed=draw.choice([*Imputed]),
    )
    rows = tuple(Forecaster(who, "analyst") for who in people)
    return Record(rows, tuple(questions), tuple(forecasts), tuple(outcomes), settings=chosen)


def near(one: Any, other: Any) -> bool:
    """The same, or two numbers within 1e-9."""
    if one is None or other is None or isinstance(one, (bool, str, date)):
        return bool(one == other)
    return bool(one == pytest.approx(other, rel=1e-9, abs=1e-9))


def one_question() -> Record:
    """A record of one question, one forecast and one outcome."""
    asked = Question("q", "How many?", "cars", date(2024, 3, 31), "c", topic="a", event="a storm")
    first = Forecast("1", "q", "ann", Claim.FORECAST, date(2024, 1, 1), "7", 7.0, 7.0, None)
    known = Outcome("q", 8.0, date(2024, 4, 1), date(2024, 4, 1), "s")
    return Record((Forecaster("ann", "analyst"),), (asked,), (first,), (known,))
