"""What is asked and what is known of it, a row for each question: the small side of every join.

All that follows from a question, its outcome and the day alone is computed here, once for however
many forecasts.
"""

from datetime import date

import narwhals as nw

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Never, Until, Void
from trackrecord.frames import inputs
from trackrecord.frames.engines import LazyRows

VOID, NEVER, OPEN = "void", str(Never.NEVER), str(Until.OPEN)
_WORDS_OF_VOID = [str(word) for word in Void]
_MAYBE_BLANK = ("topic", "event")
ASKED = (
    *("question", "question_number", "unit", "resolves", "topic", "event", "asks_for"),
    *("outcome", "outcome_word", "until", "until_open", "known", "answered"),
    *("scored_at", "close", "waits", "wrong"),
)


def asked(questions: LazyRows, outcomes: LazyRows, as_of: date) -> LazyRows:
    """Questions with their outcomes as they were known on a day; the first of a key counts.

    `outcome` is a number (a day, 1 for yes, 0 for no), `outcome_word` "void" or "never" or "",
    `scored_at` and `close` are as in the sheet Forecasts, of a forecast that is neither void nor
    hindsight. What is true or false is 1 or 0 (`until_open`; `answered`: anything is known at all;
    `waits`: scores can only grow; `wrong`: no unit, no day, or an outcome that cannot be read),
    since not every library has blanks among truths.
    """
    today = inputs.day_number(as_of)
    questions = inputs.with_columns_for(questions, _MAYBE_BLANK, ())
    unit = inputs.written_in(questions, "unit").str.strip_chars()
    small = unit.str.to_lowercase()
    found = questions.select(
        "question",
        unit=nw.when(small.is_in([DATE_UNIT, YES_NO_UNIT])).then(small).otherwise(unit),
        resolves=inputs.day_in(questions, "resolves"),
        topic=inputs.written_in(questions, "topic"),
        event=inputs.written_in(questions, "event"),
    ).unique("question", keep="any")
    found = found.with_row_index("question_number", order_by="question")
    known = _said_by_then(outcomes, today)
    frame = found.join(known, on="question", how="left").with_columns(
        asks_for=nw.when((nw.col("unit") == DATE_UNIT) | (nw.col("unit") == YES_NO_UNIT))
        .then(nw.col("unit"))
        .otherwise(nw.lit("number")),
        answered=nw.col("answered").fill_null(0.0),
        outcome_word=nw.col("outcome_word").fill_null(""),
    )
    dated, chance = (nw.col("asks_for") == kind for kind in (DATE_UNIT, YES_NO_UNIT))
    frame = frame.with_columns(
        outcome=nw.when(dated)
        .then(nw.col("as_day"))
        .otherwise(nw.when(chance).then(nw.col("as_truth")).otherwise(nw.col("as_number"))),
        until=nw.when(dated).then(nw.col("until_day")).otherwise(nw.col("until_number")),
    )
    # A span has its ends in order; yes and no have none.
    is_open = (nw.col("until_open") == 1.0) & ~nw.col("outcome").is_null() & ~chance
    frame = frame.with_columns(
        until=nw.when((nw.col("until") >= nw.col("outcome")) & ~chance).then(nw.col("until")),
        until_open=nw.when(is_open).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
    )
    return _as_of(frame, today, dated, chance)


def _as_of(frame: LazyRows, today: float, dated: nw.Expr, chance: nw.Expr) -> LazyRows:
    """With what follows from the day."""
    nothing = (nw.col("answered") == 0.0) | (nw.col("outcome_word") == NEVER)
    unread = (
        (nw.col("answered") == 1.0) & (nw.col("outcome_word") == "") & nw.col("outcome").is_null()
    )
    waits = nothing | (nw.col("until_open") == 1.0)
    happened = nw.when(dated).then(nw.col("outcome"))
    return frame.with_columns(
        scored_at=nw.when(~chance & (nw.col("outcome_word") != VOID)).then(
            nw.when(nothing)
            .then(nw.when(dated).then(_least(nw.col("resolves"), nw.lit(today))))
            .otherwise((nw.col("outcome") + nw.coalesce("until", "outcome")) * 0.5)
        ),
        close=_least(
            nw.col("resolves"), nw.lit(today), nw.col("known"), nw.coalesce(happened, "known")
        ),
        waits=nw.when(waits).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        wrong=nw.when((nw.col("unit") == "") | nw.col("resolves").is_null() | unread)
        .then(nw.lit(1.0))
        .otherwise(nw.lit(0.0)),
    ).select(*ASKED)


def _least(first: nw.Expr, *others: nw.Expr) -> nw.Expr:
    """The least of some numbers, blanks among the others passed over."""
    least = first
    for other in others:
        least = nw.when(other < least).then(other).otherwise(least)
    return least


def _said_by_then(outcomes: LazyRows, today: float) -> LazyRows:
    """What became known by a day, as numbers of either kind; without rows that are only begun."""
    outcomes = inputs.with_columns_for(outcomes, ("until",), ("known",))
    said = outcomes.with_columns(
        written=inputs.folded_in(outcomes, "value"),
        other_end=inputs.folded_in(outcomes, "until"),
        since=inputs.day_in(outcomes, "known"),
    )
    word = nw.col("written")
    truth = (
        nw.when(word.is_in(["yes", "true"]))
        .then(1.0)
        .otherwise(nw.when(word.is_in(["no", "false"])).then(0.0))
    )
    if inputs.is_number(outcomes, "value"):
        truth = nw.when(nw.col("value").is_in([0, 1])).then(nw.col("value").cast(nw.Float64()))
    return (
        said.filter((word != "") & (nw.col("since").is_null() | (nw.col("since") <= today)))
        .select(
            "question",
            known="since",
            answered=nw.lit(1.0),
            as_day=inputs.day_in(said, "value"),
            as_number=inputs.number_of(said, "value"),
            as_truth=truth,
            outcome_word=nw.when(word.is_in(_WORDS_OF_VOID))
            .then(nw.lit(VOID))
            .otherwise(nw.when(word == NEVER).then(nw.lit(NEVER)).otherwise(nw.lit(""))),
            until_open=nw.when(nw.col("other_end") == OPEN).then(nw.lit(1.0)),
            until_day=inputs.day_in(said, "until"),
            until_number=inputs.number_of(said, "until"),
        )
        .unique("question", keep="any")
    )
