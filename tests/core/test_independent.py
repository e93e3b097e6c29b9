"""A second implementation, computed in another way, agrees on a thousand records."""

import random
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from support import independent
from support.drawn_records import AS_OF, drawn, near

from trackrecord.core.assessing import assess
from trackrecord.core.comparing.scorecard import LEADS, scorecard
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Counts, Record

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
