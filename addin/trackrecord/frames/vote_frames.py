"""What is compared, as expressions: for each question and shape the loss of each forecaster's vote.

The rules of `core.comparing.losses`, and of its units whose numbers are compared by ratios.
"""

import narwhals as nw

from trackrecord.core.assessment import PREMISES, Shape, Status
from trackrecord.core.comparing.baselines import AGGREGATE
from trackrecord.core.comparing.losses import NEXT_TO_NOTHING, POSITIVE, SIZES
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Counts, Settings
from trackrecord.frames import inputs
from trackrecord.frames.engines import LazyRows, Native, given_back, opened_frame

_STATES_OF_LIFE = [status.value for status in (Status.OPEN, Status.OVERDUE, Status.RESOLVED)]
# What is read of the assessed rows; more would be carried along for nothing.
NEEDED = (
    *("row", "vote", "contest", "who", "question_number", "forecaster", "question", "claims"),
    *("unit", "event", "asks_for", "shape", "status", "lead", "imputed"),
    *("low_number", "best_number", "high_number", "stated_level", "outcome", "scored_at"),
    *("nothing_known", "provisional", "matured", "stood", "eligible", "chosen", "counts"),
    *("issued_on", "moment", "close", "following"),
    *("middle", "left", "right", "log_middle", "log_left", "log_right", "log_at"),
    *("hit", "days_late", "error", "log_ratio", "brier", "score", "relative_score"),
)
_OF_A_VOTE = (
    *("claims", "question", "kind", "forecaster", "unit", "asks_for", "event"),
    *("contest", "who", "question_number"),
)


def votes(
    assessed: Native,
    forecasters: Native | None = None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Native:
    """A row for each vote that can be compared, from what `assess` gives.

    `loss` is the mean score of the vote's answers, each weighted by the days it stood (or the score
    of the one that the settings choose): days, Brier scores, the unit of the numbers, or logarithms
    where positive numbers of very different size are compared by ratios (`kind` says so). `others`
    is the mean loss of the others on the same question, blank where there are none. Smaller is
    better. `baseline` is 1 for forecasters of the kind ``aggregate`` (of the frame `forecasters`
    with ``forecaster`` and ``kind``), who are none of the others for anybody. `event` names what
    counts as one in tests.
    """
    rows = opened_frame(assessed)
    return given_back(vote_rows(rows, baselines(forecasters), settings, with_ratios=True))


def baselines(forecasters: Native | None) -> LazyRows | None:
    """Who stands for many: a frame of their names."""
    if forecasters is None:
        return None
    named = inputs.with_keys(opened_frame(forecasters), "forecaster")
    return (
        named.filter(inputs.folded_in(named, "kind") == AGGREGATE)
        .select("forecaster", baseline=nw.lit(1.0))
        .unique()
    )


def with_baselines(rows: LazyRows, apart: LazyRows | None) -> LazyRows:
    """With `baseline`: 1 for who stands for many."""
    if apart is None:
        return rows.with_columns(baseline=nw.lit(0.0))
    joined = rows.join(apart, on="forecaster", how="left")
    return joined.with_columns(baseline=nw.col("baseline").fill_null(0.0))


def with_kind(rows: LazyRows, *, with_ratios: bool) -> LazyRows:
    """With `kind`, what a loss may be added to, and `by_ratio`, whether it is one of logarithms.

    Without ratios every unit of numbers is a kind of its own, as on the Scorecard.
    """
    rows = rows.filter((nw.col("claims") != PREMISES) & (nw.col("status") != ""))
    if with_ratios:
        rows = rows.join(_units_of_ratios(rows), on=["claims", "unit"], how="left")
        rows = rows.with_columns(by_ratio=nw.col("by_ratio").fill_null(0.0))
    else:
        rows = rows.with_columns(by_ratio=nw.lit(0.0))
    kind = (
        nw.when(nw.col("asks_for") == DATE_UNIT)
        .then(nw.lit("dates"))
        .otherwise(
            nw.when(nw.col("asks_for") == YES_NO_UNIT)
            .then(nw.lit("yes/no"))
            .otherwise(
                nw.when(nw.col("by_ratio") == 1.0)
                .then(nw.lit(POSITIVE))
                .otherwise(nw.concat_str(nw.lit("numbers in "), "unit"))
            )
        )
    )
    bound = nw.when(nw.col("shape") == Shape.BOUND.value).then(nw.lit(", bounds"))
    return rows.with_columns(kind=nw.concat_str(kind, bound.otherwise(nw.lit(""))))


def _units_of_ratios(rows: LazyRows) -> LazyRows:
    """The units whose questions are of different size, so that a sum would be the largest one's."""
    sizes = rows.filter((nw.col("asks_for") == "number") & ~nw.col("middle").is_null())
    not_positive = nw.any_horizontal(
        *(
            nw.col(f"{name}") <= 0
            for name in ("low_number", "high_number", "best_number", "outcome")
        ),
        ignore_nulls=True,
    )
    by_question = (  # of values and bounds alike
        sizes.with_columns(signed=nw.when(not_positive).then(1.0).otherwise(0.0))
        .with_columns(size=nw.when(nw.col("signed") == 0.0).then(nw.col("middle")))
        .group_by("claims", "question_number")
        .agg(
            unit=nw.col("unit").any_value(),
            usual=nw.col("size").median(),
            signed=nw.col("signed").max(),
        )
    )
    by_unit = by_question.group_by("claims", "unit").agg(
        most=nw.col("usual").max(), least=nw.col("usual").min(), signed=nw.col("signed").max()
    )
    apart = (nw.col("signed") == 0.0) & (nw.col("most") > nw.col("least") * float(SIZES))
    return by_unit.filter(apart).select("claims", "unit", by_ratio=nw.lit(1.0))


def event_key() -> nw.Expr:
    """What moves together with a question: its event, or the question alone."""
    name = inputs.folded_text(nw.col("event"))
    return (
        nw.when(name != "")
        .then(nw.concat_str(nw.lit("event "), name))
        .otherwise(nw.concat_str(nw.lit("question "), nw.col("question")))
    )


def vote_rows(
    rows: LazyRows,
    apart: LazyRows | None,
    settings: Settings,
    *,
    with_ratios: bool,
    slices: tuple[str, ...] = (),
) -> LazyRows:
    """The votes of assessed rows; `slices` are columns that part them further."""
    rows = with_kind(rows, with_ratios=with_ratios)
    if settings.counts is Counts.STANDING:
        weight = nw.col("stood").fill_null(0.0)
    else:
        weight = nw.when(nw.col("chosen")).then(1.0).otherwise(0.0)
    loss = (
        nw.when(nw.col("by_ratio") == 1.0).then(nw.col("relative_score")).otherwise(nw.col("score"))
    )
    ready = (nw.col("asks_for") == DATE_UNIT) | nw.col("matured")
    live = nw.col("eligible") & nw.col("status").is_in(_STATES_OF_LIFE) & ready
    rows = rows.with_columns(weight=weight, loss=loss).filter(
        live & (nw.col("weight") > 0) & ~nw.col("loss").is_null()
    )
    key = (*slices, "contest")
    made = (
        rows.with_columns(
            weighed=nw.col("loss") * nw.col("weight"),
            event=event_key(),
            waiting=truth(nw.col("provisional") & (nw.col("asks_for") == DATE_UNIT)),
            pending=truth(nw.col("nothing_known")),
        )
        .group_by(*slices, "vote")
        .agg(
            nw.col("weighed", "weight").sum(),
            nw.col("waiting", "pending").max(),
            nw.col(*_OF_A_VOTE).any_value(),
        )
        .with_columns(loss=nw.col("weighed") / nw.col("weight"))
    )
    small = (nw.col("waiting") == 1.0) & (nw.col("loss") < NEXT_TO_NOTHING)
    made = made.with_columns(loss=nw.when(small).then(0.0).otherwise(nw.col("loss")))
    made = with_baselines(made, apart).with_columns(
        peer=1.0 - nw.col("baseline"), peer_loss=nw.col("loss") * (1.0 - nw.col("baseline"))
    )
    made = made.with_columns(
        lost=nw.col("loss").max().over(*key),
        whole=nw.col("peer_loss").sum().over(*key),
        peers=nw.col("peer").sum().over(*key),
    ).filter((nw.col("pending") == 0.0) | (nw.col("lost") > 0))
    count = nw.col("peers") - nw.col("peer")
    others = (nw.col("whole") - nw.col("peer_loss")) / nw.when(count > 0).then(count)
    nothing = others.abs() < nw.col("whole") * 1e-15
    return made.with_columns(others=nw.when(nothing).then(0.0).otherwise(others)).select(
        *slices, *_OF_A_VOTE, "loss", "others", "baseline"
    )


def is_window() -> nw.Expr:
    """Is it an interval whose level was stated, with an outcome inside or outside?"""
    return (
        (nw.col("shape") == Shape.VALUE.value)
        & (nw.col("low_number") != nw.col("high_number"))
        & ~nw.col("stated_level").is_null()
        & ~nw.col("hit").is_null()
    )


def can_be_off() -> nw.Expr:
    """Can it be said how far off it is or was? Not of a bound that held."""
    missed = (nw.col("hit") == 0.0).fill_null(value=False)
    return (nw.col("shape") != Shape.BOUND.value) | missed


def truth(condition: nw.Expr) -> nw.Expr:
    """1 where it holds, 0 where it does not, or where nothing is known."""
    return nw.when(condition).then(1.0).otherwise(0.0)


def ratio_of_sums(found: LazyRows, others: str, name: str) -> LazyRows:
    """Everybody's loss over that of others: a ratio of sums in each kind, geometric over kinds.

    Weighted by questions; blank where the others of a kind lost nothing, 0 where one kind is 0.
    """
    kinds = found.group_by("who", "kind").agg(
        own=nw.col("loss").sum(), theirs=nw.col(others).sum(), n=nw.len()
    )
    both = nw.when((nw.col("theirs") > 0) & (nw.col("own") > 0))
    safe_own, safe_theirs = (
        nw.when(nw.col(name) > 0).then(nw.col(name)).otherwise(nw.lit(1.0))
        for name in ("own", "theirs")
    )
    n = nw.col("n").cast(nw.Float64())
    parts = kinds.with_columns(
        undefined=truth((nw.col("theirs") <= 0) & (nw.col("own") > 0)),
        perfect=truth((nw.col("theirs") > 0) & (nw.col("own") <= 0)),
        part=both.then((safe_own.log() - safe_theirs.log()) * n).otherwise(nw.lit(0.0)),
        n=n,
    )
    whole = parts.group_by("who").agg(
        nw.col("undefined", "perfect").max(), nw.col("part", "n").sum()
    )
    relative = (
        nw.when(nw.col("perfect") == 1.0).then(0.0).otherwise((nw.col("part") / nw.col("n")).exp())
    )
    made = nw.when(nw.col("undefined") == 0.0).then(relative)
    return whole.select("who", **{name: made})
