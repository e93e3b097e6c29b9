"""The Leaderboard as expressions: counts, rates, skill and rank of everyone, one row each.

What no engine can do (the isotonic fit, the exact test, Student's t) is left to `exact_rows`.
"""

from statistics import NormalDist

import narwhals as nw

from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS, Shape, Status
from trackrecord.core.comparing.baselines import ENOUGH_FOR_A_MIDDLE
from trackrecord.core.model import YES_NO_UNIT, Counts, Settings
from trackrecord.frames.engines import (
    LazyRows,
    Native,
    given_back,
    once,
    opened_frame,
    settled_table,
)
from trackrecord.frames.score_rules import with_value_score
from trackrecord.frames.vote_frames import (
    NEEDED,
    baselines,
    is_window,
    ratio_of_sums,
    vote_rows,
    with_baselines,
    with_kind,
)

WHO = ("forecaster", "claims")
GROUPS = (FORECASTS, GOALS_AND_PLANS)
_EQUAL = 1e-9  # losses within this share of each other are equal


def leaderboard(
    assessed: Native,
    forecasters: Native | None = None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Native:
    """Who called it: a row per forecaster and claim group, from what `assess` gives.

    The columns of the sheet Leaderboard that an engine can compute, in its own frame and in no
    order; a plan, where the library can wait. ``leaderboard_rows`` adds the others, which are
    computed outside the engine from small aggregates: `bias_low`, `bias_high`, `brier_low`,
    `brier_high` (Student's t), `miscalibration`, `discrimination`, `uncertainty` (isotonic fit),
    `p` and `evidence` (exact test). ``baseline`` is 1 for forecasters of the kind ``aggregate``.
    """
    apart = baselines(forecasters)
    with (
        once(opened_frame(assessed).select(*NEEDED)) as rows,
        once(vote_rows(rows, apart, settings, with_ratios=True)) as found,
    ):
        return given_back(settled_table(board(rows, found, apart, settings)))


def board(rows: LazyRows, found: LazyRows, apart: LazyRows | None, settings: Settings) -> LazyRows:
    """The leaderboard of assessed rows and their votes."""
    shared = found.filter(~nw.col("others").is_null())
    made = with_baselines(_numbers_of_each(rows), apart)
    for part in (
        _median_days_late(rows),
        _mean_brier(found),
        ratio_of_sums(shared, "others", "relative_skill"),
        _better_and_worse(shared),
        _against_middle(rows, found, apart, settings),
        _against_baselines(found),
    ):
        made = made.join(part, on="who", how="left")
    made = made.with_columns(
        common=nw.col("common").fill_null(0.0),
        against_baselines=nw.when(nw.col("baseline") == 0.0).then(nw.col("against_baselines")),
    )
    return _with_ranks(made, settings.rank_from)


def _numbers_of_each(rows: LazyRows) -> LazyRows:
    """How many, how many right, how far off; of the answers that count."""
    counts = nw.col("counts")
    exact = ~nw.col("log_ratio").is_null() & ~nw.col("provisional")
    status = nw.col("status")
    made = {
        "n": counts,
        "scored": counts & (status == Status.RESOLVED.value),
        "overdue": counts & (status == Status.OVERDUE.value),
        "voids": counts & (status == Status.VOID.value),
        "hits": counts & (nw.col("hit") == 1.0),
        "misses": counts & (nw.col("hit") == 0.0),
        "dates": counts & ~nw.col("days_late").is_null(),
        "numbers": counts & exact,
        "probabilities": counts & ~nw.col("brier").is_null(),
        "intervals": counts & is_window(),
    }
    said = rows.filter((nw.col("status") != "") & nw.col("claims").is_in(list(GROUPS)))
    ratio = nw.when(counts & exact).then(nw.col("log_ratio"))
    whole = said.with_columns(
        **{name: nw.when(of).then(1.0).otherwise(0.0) for name, of in made.items()},
        ratio=ratio,
        caught=nw.when(counts & is_window()).then(nw.col("hit")),
        level=nw.when(counts & is_window()).then(nw.col("stated_level")),
    )
    board = whole.group_by("who").agg(
        nw.col(*WHO).any_value(),
        nw.col(*made).sum(),
        bias=nw.col("ratio").mean(),
        spread=nw.col("ratio").std(ddof=1),
        coverage=nw.col("caught").mean(),
        level=nw.col("level").mean(),
    )
    return board.with_columns(
        spread=nw.when(nw.col("numbers") > 1).then(nw.col("spread")), **_shares_right()
    )


def _shares_right() -> dict[str, nw.Expr]:
    """Hit rate and its 95 % interval, as `scores.wilson`."""
    z = NormalDist().inv_cdf(0.975)
    hits, judged = nw.col("hits"), nw.col("hits") + nw.col("misses")
    n = nw.when(judged > 0).then(judged)
    spread = (hits * (n - hits) / n + z * z / 4).sqrt() * z
    middle = hits + z * z / 2
    return {
        "hit_rate": hits / n,
        "wilson_low": nw.when((hits == 0) & (judged > 0))
        .then(0.0)
        .otherwise((middle - spread) / (n + z * z)),
        "wilson_high": nw.when((hits == judged) & (judged > 0))
        .then(1.0)
        .otherwise((middle + spread) / (n + z * z)),
    }


def _median_days_late(rows: LazyRows) -> LazyRows:
    """The Kaplan-Meier median of `core.leaderboard.median_days_late`, by sums along the waits."""
    waits = rows.filter(nw.col("counts") & ~nw.col("days_late").is_null()).select(
        "who",
        "days_late",
        # On one day, what has happened comes before what is still running.
        order=nw.col("days_late") * 2.0 + nw.when(nw.col("provisional")).then(1.0).otherwise(0.0),
        running=nw.col("provisional"),
        row=nw.col("row"),
        one=nw.lit(1.0),
    )
    waits = waits.with_columns(
        before=nw.col("one").cum_sum().over("who", order_by=["order", "row"]) - 1.0,
        all=nw.len().over("who"),
    )
    at_risk = nw.col("all").cast(nw.Float64()) - nw.col("before")
    left = nw.when(nw.col("running") | (at_risk <= 1.0)).then(1.0).otherwise(1.0 - 1.0 / at_risk)
    ends = nw.when(~nw.col("running") & (at_risk <= 1.0)).then(1.0).otherwise(0.0)
    waits = waits.with_columns(step=left.log(), ends=ends).with_columns(
        share=nw.col("step").cum_sum().over("who", order_by=["order", "row"]),
        over=nw.col("ends").cum_sum().over("who", order_by=["order", "row"]),
    )
    share = nw.when(nw.col("over") > 0).then(0.0).otherwise(nw.col("share").exp())
    half = (share - 0.5).abs() <= 0.5e-9
    happened = ~nw.col("running")
    waits = waits.with_columns(
        at_half=nw.when(happened & half).then(nw.col("days_late")),
        below=nw.when(happened & ~half & (share < 0.5)).then(nw.col("days_late")),
    )
    found = waits.group_by("who").agg(
        at_half=nw.col("at_half").min(),
        below=nw.col("below").min(),
        so_far=nw.col("days_late").median(),
    )
    median = (
        nw.when(~nw.col("at_half").is_null())
        .then((nw.col("at_half") + nw.col("below")) * 0.5)
        .otherwise(nw.col("below"))
    )
    return found.select(
        "who",
        median_days_late=nw.coalesce(median, nw.col("so_far")),
        median_is=nw.when(median.is_null()).then(nw.lit("at least")),
    )


def _mean_brier(found: LazyRows) -> LazyRows:
    return (
        found.filter(nw.col("asks_for") == YES_NO_UNIT)
        .group_by("who")
        .agg(brier=nw.col("loss").mean())
    )


def _better_and_worse(shared: LazyRows) -> LazyRows:
    """On how many questions the loss was below or above the others' mean."""
    own, others = nw.col("loss"), nw.col("others")
    larger = nw.when(own > others).then(own).otherwise(others)
    equal = (own - others).abs() <= nw.when(larger * _EQUAL > 1e-12).then(
        larger * _EQUAL
    ).otherwise(nw.lit(1e-12))
    return (
        shared.with_columns(
            better=nw.when(~equal & (own < others)).then(1.0).otherwise(0.0),
            worse=nw.when(~equal & (own > others)).then(1.0).otherwise(0.0),
        )
        .group_by("who")
        .agg(nw.col("better", "worse").sum(), common=nw.col("question_number").n_unique())
        .with_columns(common=nw.col("common").cast(nw.Float64()))
    )


def _against_middle(
    rows: LazyRows, found: LazyRows, apart: LazyRows | None, settings: Settings
) -> LazyRows:
    """Own loss over that of who always said the middle of all, by `comparing.baselines`."""
    said = with_baselines(with_kind(rows, with_ratios=True), apart).filter(
        nw.col("chosen")
        & (nw.col("shape") != Shape.BOUND.value)
        & ~nw.col("score").is_null()
        & (nw.col("baseline") == 0.0)
    )
    if settings.counts is Counts.ALL:  # the last row of each
        said = said.with_columns(last=nw.col("row").max().over("vote"))
        said = said.filter(nw.col("row") == nw.col("last"))
    by_ratio = nw.col("by_ratio") == 1.0
    said = said.with_columns(
        chance=nw.col("low_number"),
        middle=nw.when(by_ratio).then(nw.col("log_middle")).otherwise(nw.col("middle")),
        left=nw.when(by_ratio).then(nw.col("log_left")).otherwise(nw.col("left")),
        right=nw.when(by_ratio).then(nw.col("log_right")).otherwise(nw.col("right")),
        scored_at=nw.when(by_ratio).then(nw.col("log_at")).otherwise(nw.col("scored_at")),
        waits=nw.when(nw.col("provisional")).then(1.0).otherwise(0.0),
    )
    middles = (
        said.group_by("contest")
        .agg(
            nw.col("chance", "middle", "left", "right").median(),
            nw.col("scored_at", "outcome", "waits").max(),
            asks_for=nw.col("asks_for").any_value(),
            n=nw.len(),
        )
        .filter(nw.col("n") >= ENOUGH_FOR_A_MIDDLE)
        .with_columns(provisional=nw.col("waits") == 1.0)
    )
    middles = with_value_score(middles, "middle", "left", "right", "scored_at", "of_value")
    gap = nw.col("chance") - nw.col("outcome")
    loss = nw.when(nw.col("asks_for") == YES_NO_UNIT).then(gap * gap).otherwise(nw.col("of_value"))
    middles = middles.select("contest", of_middle=loss)
    both = found.join(middles, on="contest", how="inner")
    return ratio_of_sums(both, "of_middle", "against_middle")


def _against_baselines(found: LazyRows) -> LazyRows:
    """Own loss over the mean of who stands for many."""
    crowd = (
        found.filter(nw.col("baseline") == 1.0)
        .group_by("contest")
        .agg(of_crowd=nw.col("loss").mean())
    )
    both = found.join(crowd, on="contest", how="inner")
    return ratio_of_sums(both, "of_crowd", "against_baselines")


def _with_ranks(made: LazyRows, rank_from: int) -> LazyRows:
    """With the rank: one more than how many are better, equal within rounding being equal."""
    able = (
        (nw.col("common") >= float(rank_from))
        & (nw.col("baseline") == 0.0)
        & ~nw.col("relative_skill").is_null()
    )
    placed = made.filter(able).select(
        "who", "claims", value=nw.col("relative_skill"), one=nw.lit(1.0)
    )
    limits = placed.select("who", "claims", value=nw.col("value") * (1 - 1e-6), one=nw.lit(0.0))
    # Everybody's skill and everybody's limit in one line: how many stand before each limit?
    line = nw.concat([placed, limits]).with_columns(
        better=nw.col("one").cum_sum().over("claims", order_by=["value", "one", "who"])
    )
    ranks = line.filter(nw.col("one") == 0.0).select("who", rank=nw.col("better") + 1.0)
    return made.join(ranks, on="who", how="left")
