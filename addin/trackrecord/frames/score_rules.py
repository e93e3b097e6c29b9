"""The scores of `core.scores` as expressions: intervals, points, bounds, probabilities.

Steps are columns of their own, so that an engine computes each once.
"""

import math

import narwhals as nw

from trackrecord.core import scores
from trackrecord.core.assessment import Shape, Status
from trackrecord.core.model import DATE_UNIT, Settings
from trackrecord.frames.engines import LazyRows
from trackrecord.frames.normal import density, with_below, with_central_quantile

_SKEW = 1 / math.sqrt(2 * math.pi) - 1 / (2 * math.sqrt(math.pi))
_ROOT_OF_PI = math.sqrt(math.pi)
_TOO_FAR = 40.0  # spreads beyond which nothing is left of the tail
_NONE = nw.lit(None, nw.Float64())


def with_scores(rows: LazyRows, today: float, settings: Settings) -> LazyRows:
    """With hit, days late, errors and every score."""
    rows = _with_spreads(rows, settings)
    rows = rows.with_columns(hit=_inside(today, settings))
    rows = rows.with_columns(days_late=_days_late(today), brier=_brier(), error=_how_far_off())
    rows = with_value_score(rows, "middle", "left", "right", "scored_at", "value_score")
    rows = with_value_score(rows, "log_middle", "log_left", "log_right", "log_at", "log_score")
    return _with_one_score(rows, settings)


def _with_spreads(rows: LazyRows, settings: Settings) -> LazyRows:
    """With middle and spreads, of the values and of their logarithms."""
    usual = scores.spreads(-1.0, None, 1.0, settings.interval_level)[1]
    is_value = nw.col("shape") == Shape.VALUE.value
    is_bound = nw.col("shape") == Shape.BOUND.value
    positive = (nw.col("asks_for") == "number") & (nw.col("scored_at") > 0)
    stated = (
        nw.when(nw.col("stated_level").is_null())
        .then(nw.lit(0.5))
        .otherwise(nw.col("stated_level"))
    )
    rows = with_central_quantile(rows.with_columns(_stated=stated), "_stated", "_reach")
    rows = rows.with_columns(
        width=nw.when(nw.col("stated_level").is_null())
        .then(nw.lit(usual))
        .otherwise(1.0 / nw.col("_reach")),
        middle=nw.when(is_value)
        .then(
            nw.coalesce(nw.col("best_number"), (nw.col("low_number") + nw.col("high_number")) * 0.5)
        )
        .otherwise(nw.when(is_bound).then(nw.coalesce("low_number", "high_number"))),
        log_at=nw.when(positive).then(_log("scored_at")),
        log_from=nw.when(is_value & positive & (nw.col("low_number") > 0)).then(_log("low_number")),
        log_best=nw.when(nw.col("low_number") > 0).then(_log("best_number")),
        log_to=nw.when(nw.col("low_number") > 0).then(_log("high_number")),
    )
    rows = rows.with_columns(
        log_middle=nw.when(~nw.col("log_from").is_null()).then(
            nw.coalesce(nw.col("log_best"), (nw.col("log_from") + nw.col("log_to")) * 0.5)
        )
    )
    width = nw.col("width")
    return rows.with_columns(
        left=nw.when(is_value).then((nw.col("middle") - nw.col("low_number")) * width),
        right=nw.when(is_value).then((nw.col("high_number") - nw.col("middle")) * width),
        log_left=(nw.col("log_middle") - nw.col("log_from")) * width,
        log_right=(nw.col("log_to") - nw.col("log_middle")) * width,
    )


def _log(name: str) -> nw.Expr:
    """The logarithm of a column where it is positive; blank elsewhere, also where it would fail."""
    column = nw.col(name)
    safe = nw.when(column > 0).then(column).otherwise(nw.lit(1.0))
    return nw.when(column > 0).then(safe.log())


def with_value_score(  # noqa: PLR0913, PLR0917 - the columns of a split normal
    rows: LazyRows, middle: str, left: str, right: str, at: str, name: str
) -> LazyRows:
    """The score of a split normal distribution: `split_normal_crps`, or so far `pending_crps`."""
    gap, own, other, size, u = (nw.col(f"_{part}") for part in ("gap", "own", "other", "size", "u"))
    after = gap >= 0
    rows = rows.with_columns(_gap=nw.col(at) - nw.col(middle))
    rows = rows.with_columns(
        _own=nw.when(after).then(nw.col(right)).otherwise(nw.col(left)),
        _other=nw.when(after).then(nw.col(left)).otherwise(nw.col(right)),
        _size=gap.abs(),
    )
    near = size < _TOO_FAR * own
    rows = rows.with_columns(
        _near=near,
        _u=nw.when(near)
        .then(gap / nw.when(near).then(own).otherwise(nw.lit(1.0)))
        .otherwise(nw.lit(0.0)),
    )
    wide = nw.when(nw.col("provisional")).then(u * math.sqrt(2))  # needed of no other
    rows = rows.with_columns(_density=density(u), _u_wide=wide)
    rows = with_below(with_below(rows, "_u", "_below"), "_u_wide", "_wide")
    tail, bell, skew = nw.col("_below"), nw.col("_density"), (other - own) * _SKEW
    final = (
        skew
        - own / _ROOT_OF_PI
        + nw.when(nw.col("_near"))
        .then(size * (2.0 * tail - 1.0).abs() + 2.0 * own * bell)
        .otherwise(size)
    )
    waited = (u * tail * tail + 2.0 * bell * tail - nw.col("_wide") / _ROOT_OF_PI).clip(
        lower_bound=0.0
    )
    so_far = nw.when(after).then(skew).otherwise(nw.lit(0.0)) + nw.when(nw.col("_near")).then(
        own * waited
    ).otherwise(nw.when(after).then(gap - own / _ROOT_OF_PI).otherwise(nw.lit(0.0)))
    score = nw.when(nw.col("provisional")).then(so_far).otherwise(final)
    steps = ("gap", "own", "other", "size", "near", "u", "below", "density", "u_wide", "wide")
    blank = gap.is_null() | own.is_null() | other.is_null()
    return rows.with_columns(**{name: nw.when(~blank).then(score)}).drop(
        *(f"_{one}" for one in steps)
    )


def _with_one_score(rows: LazyRows, settings: Settings) -> LazyRows:
    """With Score, Relative score, Interval score and Log ratio."""
    is_bound, is_value = (nw.col("shape") == one.value for one in (Shape.BOUND, Shape.VALUE))
    level = settings.bound_level
    below_bound = (
        nw.when(nw.col("low_number").is_null()).then(nw.lit(level)).otherwise(nw.lit(1 - level))
    )
    at, middle = nw.col("scored_at"), nw.col("middle")
    inside = (
        nw.when(at < nw.col("low_number"))
        .then(nw.col("low_number"))
        .otherwise(nw.when(at > nw.col("high_number")).then(nw.col("high_number")).otherwise(at))
    )
    penalty = 2 / (1 - settings.interval_level)
    both = nw.when(middle > 0).then(nw.col("log_at"))
    rows = rows.with_columns(log_bound=_log("middle"))
    relative_bound = _pinball(nw.when(is_bound).then(both), nw.col("log_bound"), below_bound)
    return rows.with_columns(
        score=nw.when(nw.col("shape") == Shape.CHANCE.value)
        .then(nw.col("brier"))
        .otherwise(
            nw.when(is_bound)
            .then(_pinball(at, middle, below_bound))
            .otherwise(nw.col("value_score"))
        ),
        relative_score=nw.when(is_bound).then(relative_bound).otherwise(nw.col("log_score")),
        interval_score=nw.when(is_value & ~nw.col("provisional")).then(
            nw.col("high_number") - nw.col("low_number") + (at - inside).abs() * penalty
        ),
        log_ratio=nw.when(~nw.col("error").is_null() & (middle > 0)).then(
            nw.col("log_bound") - nw.col("log_at")
        ),
    )


def _pinball(at: nw.Expr, bound: nw.Expr, below_bound: nw.Expr) -> nw.Expr:
    """Twice the pinball loss; while more may come only what it has lost already."""
    gap = at - bound
    under = (
        nw.when(nw.col("provisional")).then(gap * 0.0).otherwise(gap * -2.0 * (1.0 - below_bound))
    )
    return nw.when(gap >= 0).then(gap * 2.0 * below_bound).otherwise(under)


def _inside(today: float, settings: Settings) -> nw.Expr:
    """1 inside, 0 outside, blank where a span lies across an end or no window is claimed."""
    low, high = nw.col("low_number"), nw.col("high_number")
    outcome, is_open = nw.col("outcome"), nw.col("until_open")
    last = nw.coalesce("until", "outcome")
    closed = nw.when(high < today).then(nw.lit(0.0))
    not_yet = (
        nw.when(nw.col("never")).then(nw.when(~high.is_null()).then(nw.lit(0.0))).otherwise(closed)
    )
    inside = (low.is_null() | (low <= outcome)) & (high.is_null() | (~is_open & (last <= high)))
    apart = (outcome > high).fill_null(value=False) | (
        ~is_open & (last < low).fill_null(value=False)
    )
    window = (
        nw.when(inside.fill_null(value=False))
        .then(nw.lit(1.0))
        .otherwise(nw.when(apart).then(nw.lit(0.0)))
    )
    is_point = (nw.col("shape") == Shape.VALUE.value) & (low == high)
    point = _NONE
    if settings.tolerance is not None:
        at = nw.col("scored_at")
        within = (nw.col("middle") - at).abs() <= at.abs() * settings.tolerance
        point = nw.when(~is_open).then(nw.when(within).then(nw.lit(1.0)).otherwise(nw.lit(0.0)))
    known = nw.when(is_point & (nw.col("asks_for") == "number")).then(point).otherwise(window)
    scored = nw.when(nw.col("nothing_known") | nw.col("never")).then(not_yet).otherwise(known)
    p = low
    right = nw.when((p > 0.5) == (outcome > 0.5)).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    chance = nw.when((p != 0.5) & ~outcome.is_null() & _resolved()).then(right)
    return (
        nw.when(nw.col("shape") == Shape.CHANCE.value)
        .then(chance)
        .otherwise(nw.when(~nw.col("scored_at").is_null()).then(scored))
    )


def _resolved() -> nw.Expr:
    return nw.col("status") == Status.RESOLVED.value


def _days_late(today: float) -> nw.Expr:
    """Days after High (+) or before Low (-); while nothing has happened after High: so far."""
    low, high, at = nw.col("low_number"), nw.col("high_number"), nw.col("scored_at")
    happened = (
        nw.when(at < low)
        .then(at - low)
        .otherwise(nw.when(at > high).then(at - high).otherwise(nw.lit(0.0)))
    )
    so_far = (today - high).clip(lower_bound=0.0)
    waiting = nw.when(nw.col("never") | (high < today)).then(so_far)
    late = nw.when(nw.col("nothing_known") | nw.col("never")).then(waiting).otherwise(happened)
    return nw.when((nw.col("asks_for") == DATE_UNIT) & ~at.is_null()).then(late)


def _brier() -> nw.Expr:
    gap = nw.col("low_number") - nw.col("outcome")
    return nw.when((nw.col("shape") == Shape.CHANCE.value) & _resolved()).then(gap * gap)


def _how_far_off() -> nw.Expr:
    """How far off a number was; not of a bound that held, nor where more may still come."""
    at, middle = nw.col("scored_at"), nw.col("middle")
    held = (nw.col("shape") == Shape.BOUND.value) & (
        (nw.col("hit") != 0.0) | nw.col("hit").is_null()
    )
    may_grow = nw.col("until_open") & (middle >= at)
    told = (nw.col("asks_for") == "number") & ~at.is_null()
    return nw.when(told & ~held.fill_null(value=False) & ~may_grow.fill_null(value=False)).then(
        middle - at
    )
