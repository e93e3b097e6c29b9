"""Manifold's markets and bets, as its API and its data dumps give them (JSON or CSV).

A market's probability is what its crowd says, so the forecaster is Manifold, an aggregate. With
bets each one is an answer of that crowd, on its day; without them a market has one: the last.
"""

from collections import Counter
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
    left: Counter[str] = Counter()
    told: set[str] = set()
    for grid in bets:
        first = sources.first(grid)
        for number, row in enumerate(grid.dicts()):
            market = about.get(row["contractId"])
            if market is None:
                left[say("bets on markets that are not in the files")] += 1
            elif _add_told(
                built, first + number, market, row["probAfter"], row["createdTime"], left
            ):
                told.add(market["id"])
    for grid in markets:
        first = sources.first(grid)
        for number, row in enumerate(grid.dicts()):
            if row["id"] in told:
                left[say("markets of which the bets are taken")] += 1
                continue
            day = next((row[name] for name in _LAST_TOLD if row.get(name)), "")
            _add_told(built, first + number, row, row["probability"], day, left)
    when = "createdTime" if bets else ""
    used = [*bets, *markets]
    claims = built.claims(
        "Manifold’s markets",
        sources,
        used,
        {**_MARKET_MEANS, **dict.fromkeys((when, *_LAST_TOLD[:2]), "issued")},
        ("id",),
    )
    claims.passed_over |= left
    return [claims], [*markets, *bets]


def _add_told(  # noqa: PLR0913, PLR0917 - a market, and what was said of it
    built: Builder, row: int, market: Mapping[str, str], share: str, day: str, left: Counter[str]
) -> bool:
    """Add what was said of a market on a day; or count why not."""
    kind = market.get("outcomeType", "")
    if kind not in _TYPES or not share:
        why = kind if kind not in _TYPES else say("without a probability")
        left[say("markets of the kind “{kind}”", kind=why)] += 1
        return False
    built.add((row,), market["id"], market["id"], issued=day, share=share, **_asked(market))
    return True


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
