"""Manifold's markets and bets, as its API and its data dumps give them (JSON or CSV).

A market's probability is what its crowd says, so the forecaster is Manifold, an aggregate. With
bets each one is an answer of that crowd, on its day; without them a market has one: the last.
"""

from collections.abc import Mapping, Sequence

from trackrecord.core.comparing.baselines import AGGREGATE
from trackrecord.core.model import YES_NO_UNIT
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.exchange.grids.grid import Grid, Sources
from trackrecord.exchange.tools.built import Builder
from trackrecord.language import say

_MARKET = {"id", "question", "probability", "createdTime"}
_BET = {"contractId", "probAfter", "createdTime"}
_TYPES = ("", "BINARY")
_LAST_TOLD = ("lastBetTime", "lastUpdatedTime", "closeTime")
_MARKET_MEANS = {
    "id": "id",
    "question": "title",
    "probability": "share",
    "probAfter": "share",
    "contractId": "id",
    "closeTime": "resolves",
    "resolution": "outcome",
    "resolutionTime": "known",
    "url": "url",
    "groupSlugs": "topic",
}


def claims_of_manifold(grids: Sequence[Grid], sources: Sources) -> tuple[list[Claims], list[Grid]]:
    """The claims in markets and bets, and the grids that they are in."""
    markets = [grid for grid in grids if set(grid.headers) >= _MARKET]
    bets = [grid for grid in grids if set(grid.headers) >= _BET]
    if not markets:
        return [], []
    about = {row["id"]: row for grid in markets for row in grid.dicts()}
    built = Builder()
    left: dict[str, int] = {}
    when = "createdTime" if bets else ""
    for grid in bets or markets:
        first = sources.first(grid)
        for number, row in enumerate(grid.dicts()):
            market = about.get(row["contractId"], {}) if bets else row
            kind = market.get("outcomeType", "") if market else "?"
            share = row["probAfter"] if bets else row["probability"]
            if kind not in _TYPES or not share:
                why = _why_not(kind)
                left[why] = left.get(why, 0) + 1
                continue
            day = _told(row, when)
            built.add((first + number,), market["id"], issued=day, share=share, **_asked(market))
    used = bets or markets
    claims = built.claims(
        "Manifold’s markets",
        sources,
        used,
        {**_MARKET_MEANS, **dict.fromkeys((when, *_LAST_TOLD[:2]), "issued")},
        ("id",),
    )
    claims.passed_over |= left
    return [claims], [*markets, *bets]


def _why_not(kind: str) -> str:
    if kind == "?":
        return say("bets on markets that are not in the files")
    return say("markets of the kind “{kind}”", kind=kind or say("without a probability"))


def _told(row: Mapping[str, str], when: str) -> str:
    """The moment of a probability."""
    names = (when,) if when else _LAST_TOLD
    return next((row[name] for name in names if row.get(name)), "")


def _asked(market: Mapping[str, str]) -> dict[str, str]:
    return {
        "title": market["question"],
        "forecaster": "Manifold",
        "kind": AGGREGATE,
        "unit": YES_NO_UNIT,
        "resolves": market.get("closeTime", ""),
        "outcome": market.get("resolution", ""),
        "known": market.get("resolutionTime", ""),
        "url": market.get("url", ""),
        "topic": market.get("groupSlugs", ""),
    }
