"""The frames of every library give the numbers that the workbook's twins give."""

from dataclasses import replace
from datetime import date
from typing import Any

import narwhals as nw
import pytest
from support.drawn_records import AS_OF, near
from support.frame_engines import ENGINES, differences, joined, tables_of

import trackrecord as tr
from trackrecord import frames
from trackrecord.core.model import Counts, Imputed, Record
from trackrecord.frames.engines import opened_frame, rows_from
from trackrecord.frames.inputs import day_number

RECORDS = 1000
AT_ONCE = 200  # one policy of Counts each
RULES = [*Counts]
_SCORED = (
    *("status", "lead", "imputed", "counts", "provisional", "stood", "in_force"),
    *("hit", "days_late", "error", "log_ratio", "interval_score", "brier", "score"),
    *("relative_score", "answers", "left", "right"),
)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("part", range(RECORDS // AT_ONCE))
def test_a_thousand_records(engine: str, part: int) -> None:
    seeds = range(part * AT_ONCE, (part + 1) * AT_ONCE)
    check(joined(seeds, RULES[part % len(RULES)]), engine)


def check(record: Record, engine: str) -> None:
    tables = tables_of(record, engine)
    assessed = frames.assess(*tables[:3], AS_OF, record.settings)
    with_frames = {row["forecast"]: row for row in rows_from(opened_frame(assessed))}
    wanted = tr.score(record, as_of=AS_OF)
    assert len(wanted) == len(with_frames)
    wrong = [
        (row["forecast"], name, row[name], of_frame)
        for row in wanted
        for name in _SCORED
        for of_frame in (with_frames[row["forecast"]][name],)
        if not near(_plain(name, row[name]), of_frame)
    ]
    assert wrong == []
    boards = tr.leaderboard(record, as_of=AS_OF)
    rows = frames.leaderboard_rows(assessed, AS_OF, tables.forecasters, record.settings)
    assert differences(boards, rows, ("forecaster", "claims")) == []
    assert set(boards[0]) - set(rows[0]) == {"in_words"}
    order = [(row["claims"], str(row["rank"]), row["forecaster"]) for row in boards]
    assert [(row["claims"], str(row["rank"]), row["forecaster"]) for row in rows] == order
    cards = tr.scorecard(record, as_of=AS_OF)
    rows = frames.scorecard_rows(assessed, AS_OF, tables.forecasters, record.settings)
    assert differences(cards, rows, ("forecaster", "claims", "kind", "lead")) == []
    assert list(cards[0]) == list(rows[0])


def _plain(name: str, value: Any) -> Any:
    """As frames hold it: a blank truth is false, a hit is a number, days count from 1970."""
    if name in {"imputed", "counts", "provisional"}:
        return bool(value)
    if isinstance(value, date):
        return day_number(value)
    return float(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_engine_computes_by_itself(engine: str) -> None:
    """The lazy tables hold the same as the finished ones, in the engine's own frame."""
    record = joined(range(2, 200), Counts.STANDING)
    record = replace(record, settings=replace(record.settings, imputed=Imputed.ALL, topic=""))
    tables = tables_of(record, engine)
    assessed = frames.assess(*tables[:3], AS_OF, record.settings)
    of_own = type(tables.forecasters)
    board = frames.leaderboard(assessed, tables.forecasters, record.settings)
    card = frames.scorecard(assessed, tables.forecasters, record.settings)
    shares = frames.calibration(assessed, record.settings)
    losses = frames.votes(assessed, tables.forecasters, record.settings)
    for made in (assessed, board, card, shares, losses):
        assert type(made).__module__.split(".")[0] == of_own.__module__.split(".")[0]
    key = ("forecaster", "claims")
    finished = frames.leaderboard_rows(assessed, AS_OF, tables.forecasters, record.settings)
    finished = [
        row | {"rank": None if isinstance(row["rank"], str) else row["rank"]} for row in finished
    ]
    assert differences(finished, rows_from(opened_frame(board)), key) == []
    key = ("forecaster", "claims", "kind", "lead")
    finished = frames.scorecard_rows(assessed, AS_OF, tables.forecasters, record.settings)
    assert differences(finished, rows_from(opened_frame(card)), key) == []
    probabilities = frames.calibration_rows(assessed, record.settings)
    assert (
        differences(
            probabilities, rows_from(opened_frame(shares)), ("forecaster", "claims", "probability")
        )
        == []
    )
    assert sum(row["n"] for row in probabilities) > 10
    briers = [
        row["loss"]
        for row in rows_from(opened_frame(losses).filter(nw.col("asks_for") == "yes/no"))
    ]
    assert briers
    assert all(0 <= loss <= 1 for loss in briers)
