"""The finished tables, as rows: what the engine computes, and what no engine can, from aggregates.

Student's t, the isotonic fit and the exact test run here, outside the engine, on what they need:
a mean and a deviation over events, how many of how many came true at each probability, a difference
for each forecaster and event. Everything else stays where the frames are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import narwhals as nw

from trackrecord.core import calibration as shares
from trackrecord.core.assessment import FORECASTS
from trackrecord.core.calibration import CORP_PARTS, ENOUGH_PROBABILITIES
from trackrecord.core.comparing import evidence, skill
from trackrecord.core.comparing.scorecard import line_order
from trackrecord.core.leaderboard import place_on_board
from trackrecord.core.model import YES_NO_UNIT, Settings
from trackrecord.frames.boards import board
from trackrecord.frames.cards import OF_LINE, card, in_leads, probabilities
from trackrecord.frames.engines import LazyRows, Native, kept, opened_frame, rows_from
from trackrecord.frames.vote_frames import (
    NEEDED,
    baselines,
    can_be_off,
    event_key,
    vote_rows,
    with_kind,
)
from trackrecord.tables.kinds import Kind
from trackrecord.tables.leaderboard import LEADERBOARD, rank_in_words
from trackrecord.tables.schema import Table
from trackrecord.tables.scorecard import SCORECARD

Row = dict[str, Any]


def leaderboard_rows(
    assessed: Native,
    as_of: date,
    forecasters: Native | None = None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> list[Row]:
    """The Leaderboard of what `assess` gives for a day, with every column, the ranked first.

    A flat row per forecaster and claim group, as ``trackrecord.leaderboard`` gives of a record, but
    for the sentence `in_words`; what does not apply is None.
    """
    apart = baselines(forecasters)
    with kept(opened_frame(assessed).select(*NEEDED)) as rows:
        with kept(vote_rows(rows, apart, settings, with_ratios=True)) as found:
            lines = rows_from(board(rows, found, apart, settings))
            brier = found.filter(nw.col("asks_for") == YES_NO_UNIT)
            briers = _intervals(brier, ("who",), "loss")
            tests = _tests(found, {line["who"]: line for line in lines})
        ratios = _intervals(_exact(rows).filter(nw.col("counts")), ("who",), "log_ratio")
        parts = _parts(rows, settings, ("who",))
    for line in lines:
        who = line["who"]
        line["bias_low"], line["bias_high"] = ratios.get((who,), (None, None))
        line["brier_low"], line["brier_high"] = briers.get((who,), (None, None))
        line["evidence"], line["p"] = tests.get(who, (None, None))
        line.update(parts.get((who,), dict.fromkeys(CORP_PARTS)))
        line["scored_then"], line["written_is"], line["as_of"] = line["scored"], "current", as_of
    lines.sort(key=_order)
    for line in lines:
        rank = None if line["rank"] is None else int(line["rank"])
        line["rank"] = rank_in_words(rank, baseline=bool(line["baseline"]))
    return _in_columns(lines, LEADERBOARD)


def _order(line: Row) -> tuple[Any, ...]:
    """Forecasts before goals and plans, each in the order of the Leaderboard."""
    ranked = line["rank"] is not None
    placed = place_on_board(
        line["forecaster"], line["n"], line["relative_skill"],
        ranked=ranked, baseline=bool(line["baseline"]),
    )  # fmt: skip
    return line["claims"] != FORECASTS, *placed


def scorecard_rows(
    assessed: Native,
    as_of: date,
    forecasters: Native | None = None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> list[Row]:
    """The Scorecard of what `assess` gives for a day, with every column.

    A flat row per forecaster, kind of question and lead, as ``trackrecord.scorecard`` gives.
    """
    apart = baselines(forecasters)
    with kept(in_leads(opened_frame(assessed).select(*NEEDED), settings)) as rows:
        with kept(
            vote_rows(rows, apart, settings, with_ratios=False, slices=("of_lead",))
        ) as found:
            lines = rows_from(card(rows, found))
            gaps = found.with_columns(gap=nw.col("loss") - nw.col("others"))
            differences = _intervals(gaps, OF_LINE, "gap")
        counted = with_kind(rows.filter(nw.col("counts")), with_ratios=False)
        exact = _exact(counted).with_columns(signed=nw.coalesce("log_ratio", "days_late"))
        biases = _intervals(exact, OF_LINE, "signed")
        parts = _parts(counted, settings, OF_LINE)
    for line in lines:
        key = tuple(line[name] for name in OF_LINE)
        line["difference_low"], line["difference_high"] = differences.get(key, (None, None))
        line["bias_low"], line["bias_high"] = biases.get(key, (None, None))
        line.update(parts.get(key, dict.fromkeys(CORP_PARTS)))
        line["as_of"] = as_of
    lines.sort(
        key=lambda line: line_order(line["claims"], line["forecaster"], line["kind"], line["lead"])
    )
    return _in_columns(lines, SCORECARD)


def calibration_rows(
    assessed: Native,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> list[Row]:
    """How often each probability came true, and ``fitted``, the same as a share that never falls.

    Columns as of ``calibration``, forecaster by forecaster, the probabilities in order.
    """
    by = ("forecaster", "claims")
    found = rows_from(probabilities(opened_frame(assessed), settings, by))
    made = []
    for key, counts in sorted(_shares_counted(found, by).items()):
        fitted = shares.fitted_shares(counts)
        made += [
            dict(zip(by, key, strict=True))
            | {"probability": p, "n": n, "came_true": int(yes), "fitted": fitted[p]}
            for p, (yes, n) in sorted(counts.items())
        ]
    return made


def _exact(rows: LazyRows) -> LazyRows:
    """Rows that are off by so much exactly: no bounds that held, nothing that still waits."""
    return rows.filter(can_be_off() & ~nw.col("provisional"))


def _intervals(
    rows: LazyRows, by: Sequence[str], name: str
) -> dict[tuple[Any, ...], tuple[float, float]]:
    """Student's interval of the mean of a column over events, of each group."""
    some = rows.filter(~nw.col(name).is_null()).with_columns(_event=event_key())
    events = some.group_by(*by, "_event").agg(of_event=nw.col(name).mean())
    whole = events.group_by(*by).agg(
        k=nw.len(), mean=nw.col("of_event").mean(), spread=nw.col("of_event").std(ddof=1)
    )
    enough = rows_from(whole.filter(nw.col("k") >= evidence.ENOUGH_FOR_INTERVAL))
    found = {}
    for row in enough:
        interval = evidence.interval_of(int(row["k"]), row["mean"], row["spread"] or 0.0)
        if interval is not None:
            found[tuple(row[key] for key in by)] = interval
    return found


def _parts(rows: LazyRows, settings: Settings, by: Sequence[str]) -> dict[tuple[Any, ...], Row]:
    """The parts of the Brier score of who stated ten probabilities or more."""
    made = {}
    found = rows_from(probabilities(rows, settings, tuple(by)))
    for key, counts in _shares_counted(found, by).items():
        if sum(n for _, n in counts.values()) >= ENOUGH_PROBABILITIES:
            corp = shares.corp_of_counts(counts)
            made[key] = asdict(corp)
    return made


def _shares_counted(
    found: Sequence[Row], by: Sequence[str]
) -> dict[tuple[Any, ...], dict[float, tuple[float, int]]]:
    made: dict[tuple[Any, ...], dict[float, tuple[float, int]]] = {}
    for row in found:
        counts = made.setdefault(tuple(row[key] for key in by), {})
        counts[row["probability"]] = row["came_true"], int(row["n"])
    return made


def _tests(found: LazyRows, lines: Mapping[int, Row]) -> dict[int, tuple[str | None, float | None]]:
    """The exact test of everybody against the others, of each claim group."""
    shared = found.filter(~nw.col("others").is_null())
    usual = shared.group_by("who", "kind").agg(usual=nw.col("others").mean())
    own = nw.when(nw.col("loss") > 0).then(1.0).otherwise(0.0)
    size = nw.when(nw.col("usual") > 0).then(nw.col("usual"))
    relative = (nw.col("loss") - nw.col("others")) / size
    pairs = shared.join(usual, on=["who", "kind"], how="left").with_columns(
        gap=nw.when(nw.col("usual") > 0).then(relative).otherwise(own)
    )
    events = pairs.group_by("who", "event").agg(gap=nw.col("gap").mean())
    of_each: dict[str, dict[int, list[float]]] = {}
    for row in rows_from(events):
        claims = lines[row["who"]]["claims"]
        of_each.setdefault(claims, {}).setdefault(row["who"], []).append(row["gap"])
    made: dict[int, tuple[str | None, float | None]] = {}
    for differences in of_each.values():
        named = {lines[who]["forecaster"]: who for who in differences}
        apart = {name for name, who in named.items() if lines[who]["baseline"]}
        tested = skill.tests_of({name: differences[who] for name, who in named.items()}, apart)
        made |= {named[name]: (test.word, test.p) for name, test in tested.items()}
    return made


def _in_columns(lines: Sequence[Row], table: Table) -> list[Row]:
    """The columns of a table, in its order; counts as whole numbers."""
    whole: dict[str, Callable[[Any], Any]] = {
        column.field: int for column in table.columns if column.kind is Kind.COUNT
    }
    made = []
    for line in lines:
        cells = ((c.field, line[c.field]) for c in table.columns if c.field in line)
        made.append(
            {
                name: whole[name](value) if name in whole and isinstance(value, float) else value
                for name, value in cells
            }
        )
    return made
