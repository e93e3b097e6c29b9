"""The Scorecard as expressions, and what calibration is computed from.

What no engine can do (Student's t, the isotonic fit) is left to `exact_rows`.
"""

import math
from functools import reduce

import narwhals as nw

from trackrecord.core.comparing.scorecard import ALL_LEADS, LEADS
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Imputed, Settings
from trackrecord.frames.answers import with_chosen
from trackrecord.frames.engines import (
    LazyRows,
    Native,
    given_back,
    once,
    opened_frame,
    settled_table,
)
from trackrecord.frames.vote_frames import (
    NEEDED,
    baselines,
    can_be_off,
    is_window,
    truth,
    vote_rows,
    with_kind,
)

OF_LINE = ("of_lead", "who", "kind")
_CALLED = ("forecaster", "claims", "unit")
_OF_LOSSES = ("n", "mean_score", "others", "difference")
_OF_ERRORS = (
    *("errors", "waiting", "median_error", "mean_error", "mean_percent", "bias"),
    *("intervals", "coverage", "level", "probabilities"),
)
_COUNT_COLUMNS = ("n", "errors", "waiting", "intervals", "probabilities")
_LARGEST_LOG = 700.0  # its power is still a number


def scorecard(
    assessed: Native,
    forecasters: Native | None = None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Native:
    """How good, how far off: a row per forecaster, kind of question and lead, from `assess`.

    The columns of the sheet Scorecard that an engine can compute, in its own frame and in no order.
    ``scorecard_rows`` adds the others: `difference_low`, `difference_high`, `bias_low`, `bias_high`
    (Student's t), `miscalibration`, `discrimination`, `uncertainty` (isotonic fit).
    """
    apart = baselines(forecasters)
    with (
        once(in_leads(opened_frame(assessed).select(*NEEDED), settings)) as rows,
        once(vote_rows(rows, apart, settings, with_ratios=False, slices=("of_lead",))) as found,
    ):
        return given_back(settled_table(card(rows, found).drop("of_lead", "who")))


def in_leads(rows: LazyRows, settings: Settings) -> LazyRows:
    """Every row twice: among all (`of_lead` 0), and in its range of leads, votes chosen anew."""
    number = nw.lit(None, nw.Float64())
    for at, (least, most) in enumerate(LEADS.values(), start=1):
        inside = (nw.col("lead") >= least) & (nw.col("lead") <= most)
        number = nw.when(inside).then(nw.lit(float(at))).otherwise(number)
    ranges = rows.with_columns(of_lead=number)
    ranges = ranges.filter(~nw.col("of_lead").is_null())
    ranges = with_chosen(ranges, settings, ("vote", "of_lead"))
    columns = (*NEEDED, "of_lead")
    whole = rows.with_columns(of_lead=nw.lit(0.0))
    return nw.concat([whole.select(*columns), ranges.select(*columns)])


def card(rows: LazyRows, found: LazyRows) -> LazyRows:
    """The lines of the scorecard, of rows in leads and their votes."""
    losses = (
        found.with_columns(gap=nw.col("loss") - nw.col("others"), unit=_unit_of_scores())
        .group_by(*OF_LINE)
        .agg(
            nw.col(*_CALLED).any_value(),
            n=nw.len(),
            mean_score=nw.col("loss").mean(),
            others=nw.col("others").mean(),
            difference=nw.col("gap").mean(),
        )
        .with_columns(n=nw.col("n").cast(nw.Float64()))
    )
    both = nw.concat([_widened(losses, _OF_ERRORS), _widened(_errors(rows), _OF_LOSSES)])
    lines = both.group_by(*OF_LINE).agg(nw.col(*_CALLED, *_OF_LOSSES, *_OF_ERRORS).max())
    lines = lines.with_columns(nw.col(*_COUNT_COLUMNS).fill_null(0.0))
    anything = reduce(lambda one, other: one + other, (nw.col(name) for name in _COUNT_COLUMNS))
    lead = nw.lit(ALL_LEADS)
    for at, name in enumerate(LEADS, start=1):
        lead = nw.when(nw.col("of_lead") == float(at)).then(nw.lit(name)).otherwise(lead)
    return lines.filter(anything > 0).with_columns(
        lead=lead, brier=nw.when(nw.col("kind") == YES_NO_UNIT).then(nw.col("mean_score"))
    )


def _errors(rows: LazyRows) -> LazyRows:
    """How far off, how wide: of the answers that count."""
    rows = with_kind(rows.filter(nw.col("counts")), with_ratios=False)
    exact = can_be_off() & ~nw.col("provisional")
    size = nw.coalesce(nw.col("error"), nw.col("days_late")).abs()
    too_large = nw.col("log_ratio") > _LARGEST_LOG
    at = nw.when(nw.col("scored_at") > 0).then(nw.col("scored_at"))
    share = nw.when(~nw.col("log_ratio").is_null()).then((nw.col("error") / at).abs())
    percent = nw.when(too_large).then(nw.lit(math.expm1(_LARGEST_LOG))).otherwise(share)
    rows = rows.with_columns(
        unit=_unit_of_scores(),
        off_by=nw.when(exact).then(size),
        percent=nw.when(exact).then(percent),
        signed=nw.when(exact).then(nw.coalesce("log_ratio", "days_late")),
        caught=nw.when(is_window()).then(nw.col("hit")),
        of_level=nw.when(is_window()).then(nw.col("stated_level")),
        waiting=truth(can_be_off() & nw.col("provisional")),
        probabilities=truth(~nw.col("brier").is_null()),
        intervals=truth(is_window()),
        errors=truth(exact & ~size.is_null()),
    )
    return rows.group_by(*OF_LINE).agg(
        nw.col(*_CALLED).any_value(),
        nw.col("errors", "waiting", "intervals", "probabilities").sum(),
        median_error=nw.col("off_by").median(),
        mean_error=nw.col("off_by").mean(),
        mean_percent=nw.col("percent").mean(),
        bias=nw.col("signed").mean(),
        coverage=nw.col("caught").mean(),
        level=nw.col("of_level").mean(),
    )


def _unit_of_scores() -> nw.Expr:
    return (
        nw.when(nw.col("asks_for") == DATE_UNIT)
        .then(nw.lit("days"))
        .otherwise(
            nw.when(nw.col("asks_for") == YES_NO_UNIT)
            .then(nw.lit("Brier"))
            .otherwise(nw.col("unit"))
        )
    )


def _widened(part: LazyRows, blank: tuple[str, ...]) -> LazyRows:
    part = part.with_columns(**{name: nw.lit(None, nw.Float64()) for name in blank})
    return part.select(*OF_LINE, *_CALLED, *_OF_LOSSES, *_OF_ERRORS)


def calibration(
    assessed: Native,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Native:
    """How often what was given a probability came true: a row per forecaster and probability.

    Of the answers that count, readings of words left out unless the settings ask for them.
    ``probability`` is 0 to 1, ``n`` how many times it was given, ``came_true`` how many of these
    came true. ``calibration_rows`` adds the rising fit.
    """
    return given_back(probabilities(opened_frame(assessed), settings, ("forecaster", "claims")))


def probabilities(rows: LazyRows, settings: Settings, by: tuple[str, ...]) -> LazyRows:
    """Of rows, the stated probabilities that count: how many, and how many came true."""
    stated = nw.col("counts") & ~nw.col("brier").is_null()
    if settings.imputed is not Imputed.ALL:
        stated &= ~nw.col("imputed")
    made = rows.filter(stated).with_columns(probability=nw.col("low_number"))
    made = made.group_by(*by, "probability").agg(n=nw.len(), came_true=nw.col("outcome").sum())
    return made.with_columns(n=nw.col("n").cast(nw.Float64()))
