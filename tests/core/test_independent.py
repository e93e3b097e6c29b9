"""A second implementation, computed in another way, agrees on a thousand records."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support import independent

from trackrecord.core.assessing import assess
from trackrecord.core.comparing.scorecard import LEADS, scorecard
from trackrecord.core.leaderboard import standings
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
    if one is None or other is None or isinstance(one, (bool, str)):
        return bool(one == other)
    return bool(one == pytest.approx(other, rel=1e-9, abs=1e-9))


SEEDS = 1000


@pytest.mark.parametrize("part", range(10))
def test_columns_leaderboard_and_scorecard(part: int) -> None:
    seen: set[object] = set()
    for seed in range(part * SEEDS // 10, (part + 1) * SEEDS // 10):
        record = drawn(random.Random(seed))  # noqa: S311 - a test
        ours, theirs = assess(record, AS_OF), independent.rows_of(record, AS_OF)
        for a, b in zip(ours, theirs, strict=True):
            found = {
                "status": (a.status and str(a.status), b.status),
                "shape": (a.shape and str(a.shape), b.shape),
                "hit": (a.hit, b.hit),
                "late": (a.days_late, b.late),
                "error": (a.error, b.error),
                "least": (a.provisional, b.least),
                "brier": (a.brier, b.brier),
                "score": (a.score, b.score),
                "relative": (a.relative_score, b.relative),
                "counts": (a.counts, b.counts),
            }
            if b.vote and b.said:
                found["stood"] = (a.stood, b.stood)
            wrong = {name: pair for name, pair in found.items() if not near(*pair)}
            assert wrong == {}, (seed, a.forecast)
            seen |= {a.status, a.shape, a.hit, a.provisional, a.answers}
        check_board(record, theirs, seed)
        check_scorecard(record, theirs, seed)
    assert len(seen) > 12


def check_board(record: Record, rows: list[independent.Row], seed: int) -> None:
    for group in ("forecasts", "goals and plans"):
        members = [row for row in rows if row.group == group and row.status is not None]
        found = independent.skills(independent.contests(members, independent.ratios_of(members)))
        board = [row for row in standings(record, AS_OF) if row.claims == group]
        assert {row.forecaster for row in board} == {row.f.forecaster for row in members}
        for row in board:
            own = [r for r in members if r.f.forecaster == row.forecaster and r.counts]
            wanted = found.get(row.forecaster, {})
            pairs = {
                "n": (row.n, len(own)),
                "hits": (row.hits, sum(r.hit is True for r in own)),
                "misses": (row.misses, sum(r.hit is False for r in own)),
                "overdue": (row.overdue, sum(r.status == "Overdue" for r in own)),
                "voids": (row.voids, sum(r.status == "Void" for r in own)),
                "late": (row.median_days_late, independent.median_late(own)[0]),
                "at least": (row.at_least, independent.median_late(own)[1]),
                "skill": (row.relative_skill, wanted.get("skill")),
                "common": (row.common, wanted.get("common", 0)),
                "p alone": (row.skill and row.skill.p_alone, wanted.get("p")),
                "p": (row.skill and row.skill.p, wanted.get("holm")),
            }
            assert {n: p for n, p in pairs.items() if not near(*p)} == {}, (seed, row.forecaster)
            word = None
            if wanted.get("holm") is not None:
                side = "leads" if wanted["side"] < 0 else "trails"
                word = side if wanted["holm"] <= 0.05 else "cannot be told apart"
            assert row.evidence == word, seed


def check_scorecard(record: Record, rows: list[independent.Row], seed: int) -> None:
    ours = {
        (row.forecaster, row.claims, row.kind): row
        for row in scorecard(record, AS_OF, assess(record, AS_OF))
        if row.lead == "all"
    }
    seen = set()
    for group in ("forecasts", "goals and plans"):
        members = [row for row in rows if row.group == group and row.status is not None]
        found = independent.contests(members, set())
        played: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for contest in found.values():
            for who, loss in contest["losses"].items():
                others = [x for name, x in contest["losses"].items() if name != who]
                mean = sum(others) / len(others) if others else None
                played[who, contest["kind"]].append((loss, mean, contest["event"]))
        for (who, kind), triples in played.items():
            unit, _, bound = kind.rpartition(" ")
            name = {"date": "dates", "yes/no": "yes/no"}.get(unit, f"numbers in {unit}")
            key = who, group, f"{name}, bounds" if bound else name
            row = ours[key]
            seen.add(key)
            gaps = [(e, loss - mean) for loss, mean, e in triples if mean is not None]
            interval = independent.interval(gaps) or (None, None)
            pairs = {
                "n": (row.n, len(triples)),
                "mean": (row.mean_score, sum(t[0] for t in triples) / len(triples)),
                "difference": (
                    row.difference,
                    sum(g for _, g in gaps) / len(gaps) if gaps else None,
                ),
                "low": (row.difference_low, interval[0]),
                "high": (row.difference_high, interval[1]),
            }
            assert {n: p for n, p in pairs.items() if not near(*p)} == {}, (seed, key)
    assert {key for key, row in ours.items() if row.n} == seen


def test_calibration() -> None:
    """Fitted shares by the min-max formula give the same parts."""
    from trackrecord.core.calibration import corp  # noqa: PLC0415

    draw = random.Random(1)  # noqa: S311 - a test
    for _ in range(200):
        n = draw.randrange(1, 25)
        p = [draw.choice([0.1, 0.2, 0.3, 0.5, 0.7, 0.9]) for _ in range(n)]
        o = [float(draw.random() < 0.5) for _ in range(n)]
        parts = corp(p, o)
        found = parts.miscalibration, parts.discrimination, parts.uncertainty
        assert found == pytest.approx(independent.corp(p, o), abs=1e-12)


def test_leads_slice_the_same_votes() -> None:
    """A range of leads scores what a record of those forecasts alone would."""
    for seed in range(100):
        record = drawn(random.Random(seed))  # noqa: S311 - a test
        record = replace(record, settings=replace(record.settings, counts=Counts.ALL, topic=""))
        for lead, (least, most) in LEADS.items():
            inside = [
                row.forecast
                for row in assess(record, AS_OF)
                if row.lead is not None and least <= row.lead <= most
            ]
            alone = replace(record, forecasts=tuple(inside))
            wanted = [
                replace(row, lead=lead)
                for row in scorecard(alone, AS_OF, assess(alone, AS_OF))
                if row.lead == "all"
            ]
            whole = scorecard(record, AS_OF, assess(record, AS_OF))
            assert [row for row in whole if row.lead == lead] == wanted, seed
