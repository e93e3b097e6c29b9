"""Forecasts of several places as those of one record: keys spelled alike, each said once.

The rules of `core.joined_records`, for as many rows as an engine can hold. What is compared is
compared by its meaning: a day and a number however they are written, words without regard to case
and space.
"""

import narwhals as nw

from trackrecord.core.model import Claim
from trackrecord.frames import inputs
from trackrecord.frames.engines import LazyRows, Native, given_back, opened_frame, rows_from

PLACE = ("place", "place_number", "line")  # where a row is from
KEYS = ("question", "forecaster")
_NUMBERED = ("issued", "low", "best", "high", "level")


def keys_said(forecasts: Native) -> dict[str, list[str]]:
    """The keys of questions and forecasters in forecasts, as they are spelled there."""
    rows = opened_frame(forecasts)
    return {
        key: [row[key] for row in rows_from(rows.group_by(key).agg(nw.len())) if row[key]]
        for key in KEYS
    }


def with_spellings(forecasts: Native, key: str, spellings: Native) -> Native:
    """Forecasts with the keys of a column in another spelling: a frame of ``old`` and ``new``."""
    known = opened_frame(spellings).select("old", "new")
    joined = opened_frame(forecasts).join(known, left_on=key, right_on="old", how="left")
    return given_back(joined.with_columns(nw.coalesce("new", key).alias(key)).drop("new"))


def said_once(forecasts: Native, places: int) -> Native:
    """Forecasts without what an earlier place says word for word, numbered in their order.

    Every cell is text. `row` follows the order of places (``place_number``) and their lines
    (``line``); rows in which nothing is said are left out.
    """
    rows = opened_frame(forecasts)
    blank = [inputs.folded_in(rows, name) == "" for name in (*KEYS, "issued", "low", "high")]
    rows = rows.filter(~nw.all_horizontal(*blank, ignore_nulls=True))
    if places > 1:
        rows = _not_said_before(rows)
    numbered = rows.with_row_index("row", order_by=["place_number", "line"])
    return given_back(numbered.drop("place_number", "line"))


def _not_said_before(rows: LazyRows) -> LazyRows:
    claim = inputs.folded_in(rows, "claim")
    same = {
        "claim": nw.when(claim == "").then(nw.lit(Claim.FORECAST.value)).otherwise(claim),
        **{name: inputs.folded_in(rows, name) for name in (*KEYS, "wording")},
        **{name: inputs.meaning_in(rows, name) for name in _NUMBERED},
    }
    made = rows.with_columns(**{f"_{name}": of for name, of in same.items()})
    named = [f"_{name}" for name in same]
    first = made.with_columns(_first=nw.col("place_number").min().over(*named))
    return first.filter(nw.col("place_number") == nw.col("_first")).drop("_first", *named)
