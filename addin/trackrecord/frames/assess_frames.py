"""From the tables of a record, as frames, to every forecast with its outcome and its scores.

The expressions of `core.assessing`: the same columns and the same numbers, for as many rows as an
engine can hold. Nothing is collected: the result is a plan of the engine that the frames are of.
"""

from datetime import date

import narwhals as nw

from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS, PREMISES, Shape, Status
from trackrecord.core.estimates import words_of
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Claim, Settings
from trackrecord.frames import inputs
from trackrecord.frames.answers import with_votes
from trackrecord.frames.asked import NEVER, VOID, asked
from trackrecord.frames.engines import (
    LazyRows,
    Native,
    given_back,
    opened_frame,
    seen_as_it_is,
    settled_table,
    step,
)
from trackrecord.frames.score_rules import with_scores

# The calculated columns, and the steps that what follows needs.
CALCULATED = (
    *("unit", "topic", "event", "asks_for", "claims", "shape", "row", "issued_on", "resolves"),
    *("vote", "contest", "who", "question_number", "unreadable"),
    *("low_number", "best_number", "high_number", "stated_level", "imputed"),
    *("outcome", "outcome_word", "until", "until_open", "known", "nothing_known", "never"),
    *("status", "lead", "matured", "close", "answers", "following", "stood", "in_force"),
    *("eligible", "chosen", "counts", "moment", "scored_at", "provisional"),
    *("middle", "left", "right", "log_middle", "log_left", "log_right", "log_at"),
    *("hit", "days_late", "error", "log_ratio", "interval_score", "brier"),
    *("score", "relative_score"),
)
_MADE = frozenset(CALCULATED) - {"imputed", "row"}
_KNOWN_CLAIMS = ["", *(claim.value for claim in Claim)]
_MAYBE_TEXTS = ("claim", "wording", "restates", "forecast")
_MAYBE_NUMBERS = ("best", "level")


def assess(
    forecasts: Native,
    questions: Native,
    outcomes: Native,
    as_of: date,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> Native:
    """Every forecast said by a day with its outcome, its status and its scores, as of that day.

    Frames of one library (pandas, Polars, DuckDB, PySpark), with the columns of the tables
    Forecasts, Questions and Outcomes in small letters. Of forecasts ``question``, ``forecaster``,
    ``issued``, ``low`` and ``high`` are needed, of questions ``question``, ``unit`` and
    ``resolves``, of outcomes ``question`` and ``value``. Days may be days, text in ISO form, or
    numbers counted from 1970; Low, High and Value days, numbers, or text that holds either. Keys
    are text, compared as they stand. A number ``row`` tells which of two answers of one day is the
    later one; without it that is the one with the later ``forecast``. A truth ``imputed`` says
    which probabilities are our reading of words; without it the words of the scale and a flat yes
    or no are.

    Returns a frame of the same library, not computed yet where that library can wait: the columns
    of the forecasts, and the calculated ones of the sheet Forecasts. Days are numbers counted from
    1970, ``hit`` is 1 or 0, so that its mean is the hit rate; what does not apply is blank.
    ``unreadable`` marks what no score is made of: no day of issue, no such question, a question
    without unit or day or with an outcome that is none of its unit, an end or a level that is
    neither a number nor, on a question of days, a day, a level that is not between 0 and 1, a claim
    that is none, no forecaster. Such a row has no status.

    Errors: ValueError, if a frame has not the columns that are needed; TypeError, if it is of no
    library that Narwhals knows.
    """
    said, about, known = opened_frame(forecasts), opened_frame(questions), opened_frame(outcomes)
    inputs.require(said, "forecasts", ("question", "forecaster", "issued", "low", "high"))
    inputs.require(about, "questions", ("question", "unit", "resolves"))
    inputs.require(known, "outcomes", ("question", "value"))
    said = inputs.with_keys(said, "question", "forecaster")
    asks = asked(inputs.with_keys(about, "question"), inputs.with_keys(known, "question"), as_of)
    names = said.collect_schema().names()
    said = said.drop(*(name for name in names if name in _MADE))  # of an earlier day, maybe
    today = inputs.day_number(as_of)
    rows = step(_with_questions(said, step(asks), settings))
    rows = step(_with_status(rows, today))
    said_by_then = (nw.col("issued_on") <= today) | nw.col("issued_on").is_null()
    rows = step(with_votes(rows, settings).filter(said_by_then))
    rows = step(with_scores(rows, today, settings))
    given = [name for name in names if name not in _MADE]
    made = rows.select(*given, *(name for name in CALCULATED if name not in given))
    return given_back(seen_as_it_is(made))


def _with_questions(said: LazyRows, asks: LazyRows, settings: Settings) -> LazyRows:
    """Forecasts as numbers, beside what is asked and known."""
    said = inputs.with_columns_for(said, _MAYBE_TEXTS, _MAYBE_NUMBERS)
    names = said.collect_schema().names()
    if "row" not in names:
        said = said.with_row_index("row", order_by=["issued", "forecast"])
    claim = inputs.folded_unless(said, "claim", _KNOWN_CLAIMS)
    said = said.with_columns(
        issued_on=inputs.day_in(said, "issued"),
        claims=nw.when((claim == Claim.GOAL.value) | (claim == Claim.PLAN.value))
        .then(nw.lit(GOALS_AND_PLANS))
        .otherwise(
            nw.when(claim == Claim.PREMISE.value)
            .then(nw.lit(PREMISES))
            .otherwise(nw.lit(FORECASTS))
        ),
        restated=inputs.written_in(said, "restates").str.strip_chars() != "",
    )
    who = said.group_by("forecaster").agg(nw.len())  # cheaper than asking what is unique
    who = who.select("forecaster").with_row_index("forecaster_number", order_by="forecaster")
    asks, who = settled_table(asks), settled_table(who)
    rows = said.join(asks, on="question", how="left").join(who, on="forecaster", how="left")
    rows = rows.with_columns(
        dated=nw.col("asks_for") == DATE_UNIT,
        never=nw.col("outcome_word") == NEVER,
        nothing_known=nw.col("answered") == 0.0,
        until_open=nw.col("until_open") == 1.0,
        waits=nw.col("waits") == 1.0,
    )
    flags = ("dated", "never", "nothing_known", "until_open", "waits")
    rows = rows.with_columns(nw.col(*flags).fill_null(value=False))
    ends = {name: inputs.end_in(said, name, nw.col("dated")) for name in ("low", "best", "high")}
    level, bad_level = inputs.end_in(said, "level", nw.lit(value=False))
    rows = rows.with_columns(
        **{f"{name}_number": value for name, (value, _) in ends.items()},
        stated_level=nw.when((level > 0) & (level < 1)).then(level),
        unreadable=nw.any_horizontal(
            nw.col("asks_for").is_null(),
            nw.col("issued_on").is_null(),
            nw.col("wrong") == 1.0,
            inputs.written_in(said, "forecaster").str.strip_chars() == "",
            ~claim.is_in(_KNOWN_CLAIMS),
            (level <= 0) | (level >= 1),
            *(bad for bad in (bad_level, *(of for _, of in ends.values())) if bad is not None),
            ignore_nulls=True,
        ),
    )
    rows = rows.with_columns(shape=_shape_said())
    imputed = nw.col("imputed") if "imputed" in names else _is_reading(settings)
    return rows.with_columns(said_in_words=imputed)


def _shape_said() -> nw.Expr:
    """What a row says; "" where it makes no sense."""
    low, best, high = nw.col("low_number"), nw.col("best_number"), nw.col("high_number")
    asks, nothing = nw.col("asks_for"), nw.lit("")
    one_end = (low.is_null() != high.is_null()) & best.is_null() & (asks != YES_NO_UNIT)
    chance = (low == high) & (low >= 0) & (low <= 1)
    middle = nw.coalesce("best_number", "low_number")
    return (
        nw.when(nw.col("unreadable"))
        .then(nothing)
        .otherwise(
            nw.when(low.is_null() | high.is_null())
            .then(nw.when(one_end).then(nw.lit(Shape.BOUND.value)).otherwise(nothing))
            .otherwise(
                nw.when(asks == YES_NO_UNIT)
                .then(nw.when(chance).then(nw.lit(Shape.CHANCE.value)).otherwise(nothing))
                .otherwise(
                    nw.when((low <= middle) & (middle <= high))
                    .then(nw.lit(Shape.VALUE.value))
                    .otherwise(nothing)
                )
            )
        )
    )


def _is_reading(settings: Settings) -> nw.Expr:
    """Is a probability our reading of words: one of the scale, or a flat yes or no?"""
    # Only of probabilities: texts cost more than all the scores.
    said = nw.when(nw.col("shape") == Shape.CHANCE.value).then(nw.col("wording").cast(nw.String()))
    wording = said.str.to_lowercase()
    flat = ((nw.col("low_number") == 0) | (nw.col("low_number") == 1)) & ~wording.str.contains(
        r"[0-9]|百分|percent|per cent"
    ).fill_null(value=False)
    of_scale = inputs.folded_text(said).is_in(words_of(settings.scale))
    return (flat | of_scale).fill_null(value=False)


def _with_status(rows: LazyRows, today: float) -> LazyRows:
    """With status, lead and whether they have matured."""
    window = nw.when(nw.col("dated")).then(nw.col("high_number"))
    last = nw.when(nw.col("dated") & ~nw.col("until_open")).then(nw.coalesce("until", "outcome"))
    hindsight = (nw.col("known") < nw.col("issued_on")) | (last < nw.col("issued_on"))
    status = (
        nw.when(nw.col("nothing_known"))
        .then(
            nw.when(nw.coalesce(window, nw.col("resolves")) < today)
            .then(nw.lit(Status.OVERDUE.value))
            .otherwise(nw.lit(Status.OPEN.value))
        )
        .otherwise(
            nw.when(nw.col("outcome_word") == VOID)
            .then(nw.lit(Status.VOID.value))
            .otherwise(
                nw.when(hindsight.fill_null(value=False))
                .then(nw.lit(Status.HINDSIGHT.value))
                .otherwise(nw.lit(Status.RESOLVED.value))
            )
        )
    )
    # What is said later only follows an answer.
    said = (nw.col("issued_on") <= today) & ~nw.col("unreadable")
    rows = rows.with_columns(
        status=nw.when(~nw.col("asks_for").is_null() & said).then(status).otherwise(nw.lit("")),
        lead=nw.col("resolves") - nw.col("issued_on"),
        matured=((nw.col("resolves") <= today) | (window < today)).fill_null(value=False),
        imputed=nw.col("said_in_words") & (nw.col("shape") == Shape.CHANCE.value),
    )
    apart = nw.col("status").is_in([Status.VOID.value, Status.HINDSIGHT.value, ""])
    scored = ~apart & (nw.col("shape") != "")
    return rows.with_columns(
        scored_at=nw.when(scored).then(nw.col("scored_at")),
        provisional=scored & ~nw.col("scored_at").is_null() & nw.col("waits"),
    )
