"""One forecaster, one vote, as expressions: how long each answer stood, and which one counts.

The rules of `core.comparing.votes`. A vote is a question, a forecaster, a claim group and a shape,
and has one number, since engines sort and part by a number several times as fast as by texts. What
looks at the other answers of a vote is either a sum over them or one look at the next one.
"""

import unicodedata
from collections.abc import Sequence

import narwhals as nw

from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS, PREMISES, Shape, Status
from trackrecord.core.keys import folded
from trackrecord.core.model import Counts, Imputed, Settings
from trackrecord.frames.engines import LazyRows, is_polars, with_next
from trackrecord.frames.inputs import folded_text

VOTE = ("vote",)
_CLAIMS = {PREMISES: 0, FORECASTS: 1, GOALS_AND_PLANS: 2}
_SHAPES = {Shape.VALUE.value: 1, Shape.BOUND.value: 2, Shape.CHANCE.value: 3}
_KINDS = 16  # more than there are pairs of a claim group and a shape
_FORECASTERS = 2**24  # at most; questions at most 2 ** 32
_WHAT_WAS_SAID = ("low_number", "best_number", "high_number", "stated_level")
_ANSWER = (
    *("vote", "moment", "issued_on", "close", "status", "takes_part", "eligible", "matured"),
    *_WHAT_WAS_SAID,
)
_OF_ANSWER = ("following", "answers", "stood", "in_force", "chosen", "counts")
_ROWS = 2.0**30  # more than there are rows; a day and a row together are one exact number


def with_votes(rows: LazyRows, settings: Settings) -> LazyRows:
    """With the days each answer stood, and whether it is the one that counts."""
    rows = _with_numbers(rows)
    rows = rows.with_columns(eligible=nw.col("takes_part") & _eligible(settings))
    if is_polars(rows):
        return with_chosen(_with_days(rows), settings, VOTE)
    # Sorting few columns and joining them costs these engines a tenth of sorting all.
    made = with_chosen(_with_days(rows.select(*_ANSWER)), settings, VOTE)
    made = made.group_by("vote", "moment").agg(nw.col(*_OF_ANSWER).any_value())
    joined = rows.join(made, on=["vote", "moment"], how="left")
    return joined.with_columns(
        nw.col("answers").fill_null(0),
        nw.col("in_force").fill_null(0.0),
        nw.col("chosen", "counts").fill_null(value=False),
    )


def _with_days(rows: LazyRows) -> LazyRows:
    """With the next answer, and the days until it or the close."""
    rows = _with_next(rows)
    end = (
        nw.when(nw.col("following") < nw.col("close"))
        .then(nw.col("following"))
        .otherwise(nw.col("close"))
    )
    stood = (end - nw.col("issued_on")).clip(lower_bound=0.0)
    takes_part = nw.col("takes_part") & (nw.col("status") != "")
    return rows.with_columns(stood=nw.when(takes_part).then(stood))


def _with_numbers(rows: LazyRows) -> LazyRows:
    """With the numbers of a vote, of what it is compared in, and of whose it is.

    `vote` stands for question, forecaster, claim group and shape (of a row that takes no part: for
    a vote of such rows), `contest` for the same without the forecaster, `who` for forecaster and
    claim group.
    """
    shape, claims = nw.lit(0), nw.lit(0)
    for word, number in _SHAPES.items():
        shape = nw.when(nw.col("shape") == word).then(nw.lit(number)).otherwise(shape)
    for word, number in _CLAIMS.items():
        claims = nw.when(nw.col("claims") == word).then(nw.lit(number)).otherwise(claims)
    part = (nw.col("shape") != "") & ~nw.col("restated")
    kind = claims * 4 + nw.when(part).then(shape).otherwise(nw.lit(0))
    question, forecaster = (
        nw.col(f"{name}_number").cast(nw.Int64()) for name in ("question", "forecaster")
    )
    return rows.with_columns(
        takes_part=part,
        contest=question * _KINDS + kind,
        vote=(question * _FORECASTERS + forecaster) * _KINDS + kind,
        who=forecaster * 4 + claims,
        moment=nw.col("issued_on") * _ROWS + nw.col("row").cast(nw.Float64()),
    )


def _eligible(settings: Settings) -> nw.Expr:
    """Is a row of what the settings ask for?"""
    wanted = nw.col("claims") != PREMISES
    if settings.imputed is Imputed.NO:
        wanted &= ~nw.col("imputed")
    if settings.topic:
        wanted &= has_topic(settings.topic)
    return wanted


def has_topic(topic: str) -> nw.Expr:
    """Is a question of a topic, however either is spelled?"""
    small = folded(topic)
    spellings = {unicodedata.normalize(form, small) for form in ("NFC", "NFD")}
    return folded_text(nw.col("topic")).is_in(sorted(spellings))


def _with_next(rows: LazyRows) -> LazyRows:
    """With the day of the forecaster's next answer, and how many answers there are."""
    rows = with_next(rows, "issued_on", of="vote", by="moment", name="following")
    following = nw.when(nw.col("takes_part")).then(nw.col("following"))
    rows = rows.with_columns(following=following, answers=nw.len().over(*VOTE))
    return rows.with_columns(
        answers=nw.when(nw.col("takes_part")).then(nw.col("answers")).otherwise(0)
    )


def with_chosen(rows: LazyRows, settings: Settings, vote: Sequence[str]) -> LazyRows:
    """With `chosen`, the answer of its vote whose hit counts, and `counts`, chosen and matured.

    `vote` are the columns that make a vote; a slice of the rows has one column more.
    """
    able = (
        nw.col("eligible") & (nw.col("status") != "") & (nw.col("status") != Status.HINDSIGHT.value)
    )
    rule = settings.counts
    stood = (nw.col("stood") > 0).fill_null(value=False)
    then = nw.col("close") - float(settings.days_ahead)
    rows = _with_force(rows, vote)
    if rule is Counts.STANDING:
        rows = _with_longest(rows, vote)
        chosen = stood & nw.col("longest")
    elif rule is Counts.FIRST:
        rows = rows.with_columns(earliest=nw.col("issued_on").min().over(*vote))
        chosen = stood & (nw.col("issued_on") == nw.col("earliest"))
    elif rule is Counts.LAST:
        none_after = nw.col("following").is_null() | (nw.col("following") >= nw.col("close"))
        chosen = stood & none_after
    elif rule is Counts.AHEAD:
        none_then = nw.col("following").is_null() | (nw.col("following") > then)
        chosen = stood & (nw.col("issued_on") <= then) & none_then
    else:
        chosen = nw.lit(value=True)
    return rows.with_columns(chosen=(able & chosen).fill_null(value=False)).with_columns(
        counts=nw.col("chosen") & nw.col("matured")
    )


def _with_force(rows: LazyRows, vote: Sequence[str]) -> LazyRows:
    """With the days that what a row says was the forecaster's answer, in all its rows."""
    stood = nw.col("stood").fill_null(0.0)
    rows = rows.with_columns(said_for=stood.sum().over(*vote, *_WHAT_WAS_SAID))
    return rows.with_columns(
        in_force=nw.when(nw.col("stood") > 0).then(nw.col("said_for")).otherwise(0.0)
    )


def _with_longest(rows: LazyRows, vote: Sequence[str]) -> LazyRows:
    """Was what it says in force longest? Of equals the latest."""
    rows = rows.with_columns(most=nw.col("in_force").max().over(*vote))
    longest = nw.when(nw.col("in_force") == nw.col("most")).then(nw.col("moment"))
    return rows.with_columns(of_longest=longest).with_columns(
        longest=nw.col("moment") == nw.col("of_longest").max().over(*vote)
    )
