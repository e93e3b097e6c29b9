"""Claims made one by one, where a tool's rows are no plain rows of forecasts."""

from collections.abc import Mapping, Sequence

from trackrecord.exchange.foreign.claims import Claims, TakenColumn
from trackrecord.exchange.grids.grid import Grid, Sources

_BUILT_MEANINGS = (
    "title",
    "forecaster",
    "kind",
    "issued",
    "resolves",
    "known",
    "unit",
    "share",
    "low",
    "high",
    "best",
    "level",
    "wording",
    "outcome",
    "url",
    "topic",
    "event",
    "criterion",
)


class Builder:
    """Claims, gathered; at the end each meaning that was never given is left out."""

    def __init__(self) -> None:
        """Without any."""
        self._cells: dict[str, list[str]] = {name: [] for name in _BUILT_MEANINGS}
        self._rows: list[tuple[int, ...]] = []
        self._identity: list[str] = []
        self._marks: list[str] = []

    def add(self, rows: tuple[int, ...], identity: str, mark: str = "", **cells: str) -> None:
        """A claim: the rows that make it, what tells its question apart, its texts by meaning."""
        self._rows.append(rows)
        self._identity.append(identity)
        self._marks.append(mark)
        for name, texts in self._cells.items():
            texts.append(cells.get(name, ""))

    def claims(
        self,
        tool: str,
        sources: Sources,
        grids: Sequence[Grid],
        meanings: Mapping[str, str],
        identified_by: tuple[str, ...],
    ) -> Claims:
        """What was gathered, out of a tool's grids; `meanings` says what headers are taken as."""
        cells = {name: texts for name, texts in self._cells.items() if any(texts)}
        cells.setdefault("title", self._cells["title"])
        made = Claims(
            cells,
            self._rows,
            sources.where,
            identity=self._identity,
            identified_by=identified_by,
            marks=self._marks,
            tool=tool,
            grids=list(grids),
        )
        shown: dict[str, TakenColumn] = {}
        for grid in grids:
            made.notes += grid.notes
            for why, count in grid.passed_over.items():
                made.passed_over[why] = made.passed_over.get(why, 0) + count
            for header in grid.headers:
                shown.setdefault(
                    header, TakenColumn(header, meanings.get(header, ""), tuple(grid.shown(header)))
                )
        made.columns = list(shown.values())
        return made
