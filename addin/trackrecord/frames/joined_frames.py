"""Tables of several places joined by key, as expressions: the rules of `core.joined_records`.

What is compared is compared by its meaning: a day and a number however they are written, words
without regard to case and space. Letters of which a capital has more ("ß" and "SS") are two here.
"""

from collections.abc import Iterable, Sequence

import narwhals as nw

from trackrecord.core.comparing.baselines import AGGREGATE
from trackrecord.core.joined_records import (
    MAY_BE_BLANK,
    OF_A_FORECASTER,
    OF_A_QUESTION,
    OF_AN_OUTCOME,
    clash,
)
from trackrecord.core.model import Claim
from trackrecord.frames import inputs
from trackrecord.frames.engines import LazyRows, given_back, opened_frame, rows_from
from trackrecord.frames.record_frames import Tables
from trackrecord.language import say

PLACE = ("place", "place_number", "line")  # where a row is from
_MOST_CLASHES = 20
_KEYS = {"questions": "question", "outcomes": "question", "forecasters": "forecaster"}
_MUST_AGREE = {
    "questions": OF_A_QUESTION,
    "outcomes": OF_AN_OUTCOME,
    "forecasters": OF_A_FORECASTER,
}
_WHAT_IS_SAID = (
    "issued",
    "low",
    "best",
    "high",
    "level",
)  # of a forecast, beside key, claim and words


def joined_tables(tables: Tables) -> Tables:
    """Tables of several places as those of one record: a row for each key, as the first spells it.

    Every cell is text, and ``place``, ``place_number`` and ``line`` say where a row is from. Of a
    question the first row counts, with the topic and the event of the next one that has any; of an
    outcome the first row with the earliest day on which any knew it. Forecasts get a number `row`
    in the order of places and lines, and what a later place says word for word is left out.
    """
    questions, people = opened_frame(tables.questions), opened_frame(tables.forecasters)
    asked, named = first_rows(questions, "question"), first_rows(people, "forecaster")
    for name in map(str.lower, MAY_BE_BLANK):
        asked = _completed(asked, questions, name)
    said = _respelled(opened_frame(tables.forecasts), "question", asked)
    said = _said_once(_respelled(said, "forecaster", named))
    said = said.with_row_index("row", order_by=["place_number", "line"])
    return Tables(
        given_back(said.drop("place_number", "line")),
        given_back(asked.drop("_folded")),
        given_back(_respelled(_first_outcomes(opened_frame(tables.outcomes)), "question", asked)),
        given_back(named.drop("_folded")),
    )


def first_rows(rows: LazyRows, key: str) -> LazyRows:
    """The first row of each key, in the order of places and lines; `_folded` is its key."""
    rows = rows.with_columns(_folded=inputs.folded_in(rows, key)).filter(nw.col("_folded") != "")
    return rows.unique("_folded", keep="first", order_by=["place_number", "line"])


def _completed(first: LazyRows, rows: LazyRows, name: str) -> LazyRows:
    """First rows, with what they leave blank in a column and a later row has."""
    there = rows.filter(inputs.folded_in(rows, name) != "")
    key = "question"
    said = first_rows(there, key).select("_folded", _said=nw.col(name))
    return (
        first.join(said, on="_folded", how="left")
        .with_columns(nw.col("_said").alias(name))
        .drop("_said")
    )


def _respelled(rows: LazyRows, key: str, first: LazyRows) -> LazyRows:
    """Rows with their keys as the first place spells them."""
    known = first.select("_folded", _spelled=nw.col(key))
    rows = rows.with_columns(_folded=inputs.folded_in(rows, key))
    joined = rows.join(known, on="_folded", how="left")
    return joined.with_columns(nw.coalesce("_spelled", key).alias(key)).drop("_spelled", "_folded")


def _with_values(outcomes: LazyRows) -> LazyRows:
    return outcomes.filter(inputs.folded_in(outcomes, "value") != "")


def _first_outcomes(outcomes: LazyRows) -> LazyRows:
    """The first row of each question that says anything, and the day on which any place knew it."""
    rows = _with_values(outcomes)
    known = nw.when(inputs.folded_in(rows, "known") != "").then(nw.col("known"))
    rows = rows.with_columns(_folded=inputs.folded_in(rows, "question"), _known=known)
    early = rows.group_by("_folded").agg(_early=nw.col("_known").min())
    first = first_rows(rows, "question").join(early, on="_folded", how="left")
    return first.with_columns(known=nw.col("_early")).drop("_early", "_known", "_folded")


def _said_once(rows: LazyRows) -> LazyRows:
    """Without what an earlier place says word for word."""
    claim = inputs.folded_in(rows, "claim")
    same = {
        "claim": nw.when(claim == "").then(nw.lit(Claim.FORECAST.value)).otherwise(claim),
        **{name: inputs.folded_in(rows, name) for name in ("question", "forecaster", "wording")},
        **{name: inputs.meaning_in(rows, name) for name in _WHAT_IS_SAID},
    }
    made = rows.with_columns(**{f"_{name}": of for name, of in same.items()})
    named = [f"_{name}" for name in same]
    first = made.with_columns(_first=nw.col("place_number").min().over(*named))
    return first.filter(nw.col("place_number") == nw.col("_first")).drop("_first", *named)


def clashes(tables: Tables) -> list[str]:
    """What one key means in two places; the first twenty, in sentences.

    Of the tables as the places have them, not as `joined_tables` leaves them.
    """
    found: list[str] = []
    for name, headers in _MUST_AGREE.items():
        rows = opened_frame(getattr(tables, name))
        if name == "outcomes":
            rows = _with_values(rows)
        for header in headers:
            found += _clashes_of(rows, _KEYS[name], header)
    return found[:_MOST_CLASHES]


def _clashes_of(rows: LazyRows, key: str, header: str) -> Iterable[str]:
    """The clashes of one column: what differs from the first row of its key."""
    column = header.lower()
    meaning = inputs.meaning_in(rows, column)
    if header in OF_A_FORECASTER:
        meaning = nw.when(meaning == AGGREGATE).then(meaning).otherwise(nw.lit("another kind"))
    rows = rows.with_columns(_meaning=meaning, _folded=inputs.folded_in(rows, key))
    if header in MAY_BE_BLANK:
        rows = rows.filter(nw.col("_meaning") != "")
    first = first_rows(rows, key).select(
        "_folded", _spelled=nw.col(key), _first=nw.col("_meaning"),
        _cell=nw.col(column), _place=nw.col("place"),
    )  # fmt: skip
    both = rows.join(first, on="_folded", how="inner")
    differ = both.filter(nw.col("_meaning") != nw.col("_first"))
    order = ("place_number", "line")
    names = ("_spelled", "_cell", "_place", "_meaning", "_first", "place", column, *order)
    some = differ.sort(*order).head(_MOST_CLASHES).select(*names)
    for row in sorted(rows_from(some), key=lambda row: tuple(row[name] for name in order)):
        told = _told(header, row, (column, "_meaning")), _told(header, row, ("_cell", "_first"))
        yield clash(row["_spelled"], header, (row["place"], told[0]), (row["_place"], told[1]))


def _told(header: str, row: dict[str, object], names: Sequence[str]) -> str:
    """A cell as it stands, in a sentence; of a kind only whether it is a baseline's."""
    cell, meaning = (row[name] for name in names)
    if header in OF_A_FORECASTER:
        return AGGREGATE if meaning == AGGREGATE else say("another kind")
    return str(cell or "").strip() or say("blank")
