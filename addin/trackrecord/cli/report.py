"""What the command line shows to people: tables that fit a terminal, and sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trackrecord.cli.output import harmless
from trackrecord.core.assessing import assess
from trackrecord.core.assessment import FORECASTS, GOALS_AND_PLANS, Assessment, Status
from trackrecord.core.comparing.skill import LEADS, TRAILS, Skill
from trackrecord.core.leaderboard import compare_groups, standings
from trackrecord.core.model import Counts, Record
from trackrecord.core.sentences import answer, comparison
from trackrecord.core.standing import Standing
from trackrecord.language import say

_MOST_ROWS = 30
_WIDTH = 80
_COUNTING = {
    Counts.STANDING: "one vote per question, answers weighted by the days they stood",
    Counts.LAST: "the last answer to each question",
    Counts.FIRST: "the first answer to each question",
    Counts.AHEAD: "the answer in force {} days before the close",
    Counts.ALL: "every answer, so that whoever answers often weighs more",
}
_HEADERS = ("Right", "Overdue", "Void", "Late", "Brier", "Skill", "Evidence", "Rank")
_NOTHING = "–"
_TITLES = {FORECASTS: "Who called it?", GOALS_AND_PLANS: "Goals and plans, never ranked with them"}


def show_leaderboard(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None, *, whole: bool = False
) -> None:
    """Show who called it, on the terminal; `whole` shows more than 30 rows."""
    _show(leaderboard(record, as_of, rows, whole=whole))


def _show(parts: Iterable[Table | Text | str]) -> None:
    out = Console(highlight=False, markup=False)  # a name in brackets is a name
    if not out.is_terminal:
        out = Console(highlight=False, markup=False, width=_WIDTH)
    for part in parts:
        out.print(harmless(part) if isinstance(part, str) else part)


def show_board_of_engine(
    lines: Sequence[Mapping[str, Any]], counts: Counts, days_ahead: int, *, whole: bool = False
) -> None:
    """Show the leaderboard that an engine of data frames computed; it has no sentences."""
    board = [_standing_in(line) for line in lines]
    _show([*_tables(board, whole=whole), _counted(counts, days_ahead)])


def _standing_in(line: Mapping[str, Any]) -> Standing:
    """What the terminal shows of a row of the table Leaderboard."""
    rank = line["rank"]
    found = Skill(
        line["relative_skill"], line["common"], line["better"] or 0, line["worse"] or 0,
        p=line["p"], evidence=line["evidence"],
    )  # fmt: skip
    shown = ("forecaster", "claims", "as_of", "n", "overdue", "voids", "hits", "misses")
    made: dict[str, Any] = {field.name: None for field in fields(Standing)}
    made |= {name: line[name] for name in (*shown, "median_days_late", "brier")}
    made |= {
        "baseline": rank == "baseline",
        "rank": None if isinstance(rank, str) else rank,
        "at_least": line["median_is"] is not None,
        "skill": found,
    }
    return Standing(**made)


def leaderboard(
    record: Record, as_of: date, rows: Sequence[Assessment] | None = None, *, whole: bool = False
) -> Iterable[Table | Text | str]:
    """Who called it, in a sentence; where the forecasts stand, tables, the others' sentences."""
    rows = assess(record, as_of) if rows is None else rows
    board = standings(record, as_of, rows)
    if board:
        yield Text(harmless(answer(board)), style="bold")
    yield _where_they_stand(rows, as_of)
    if not any(row.n for row in board):
        yield "Nothing has matured yet: nothing to rank."
        return
    yield from _tables(board, whole=whole)
    yield _counted(record.settings.counts, record.settings.days_ahead)
    told = [row for row in board if row.n]
    for row in told if whole else told[:_MOST_ROWS]:
        yield "- " + say("{sentence}.", sentence=row.sentence)
    if len(told) > _MOST_ROWS and not whole:
        yield f"… and {len(told) - _MOST_ROWS:,} more (--all shows them)"
    compared = compare_groups(record, as_of, rows)
    if compared is not None:
        yield comparison(compared)


def _tables(board: Sequence[Standing], *, whole: bool) -> Iterable[Table | str]:
    """Forecasts, and goals and plans, each in a table."""
    for claims, title in _TITLES.items():
        shown = [row for row in board if row.claims == claims and (row.n or row.common)]
        if shown:
            yield _table(title, shown if whole else shown[:_MOST_ROWS])
        if len(shown) > _MOST_ROWS and not whole:
            yield f"The first {_MOST_ROWS} of {len(shown):,}; --all shows the rest."


def _counted(counts: Counts, days_ahead: int) -> str:
    counting = _COUNTING[counts].format(days_ahead)
    return (
        f"Counted: {counting}. Right: of what can be judged; windows that closed with nothing "
        "known are misses so far. Late: median days, ≥ at least. Skill: loss over the mean loss "
        "of the others on the same questions, below 1 is better; (how many). Evidence: exact "
        "sign-flip test, corrected for all who are compared; – is fewer than six."
    )


def _table(title: str, rows: Sequence[Standing]) -> Table:
    """A table 80 characters wide at most; columns that say nothing are left out."""
    cells = [_cells(row) for row in rows]
    kept = [at for at in range(len(_HEADERS)) if any(line[at] != _NOTHING for line in cells)]
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("Forecaster", overflow="fold")
    for at in kept:
        words = _HEADERS[at] in {"Evidence", "Rank"}
        table.add_column(_HEADERS[at], justify="left" if words else "right", no_wrap=not words)
    for row, line in zip(rows, cells, strict=True):
        shown = [Text(harmless(row.forecaster))]
        shown += [Text(harmless(line[at]), style=_style_of(_HEADERS[at], row)) for at in kept]
        table.add_row(*shown, style="dim" if row.baseline else "")
    return table


def _style_of(header: str, row: Standing) -> str:
    """Colours say nothing that the words do not; where there are none, nothing is lost."""
    if header == "Evidence":
        return {LEADS: "bold green", TRAILS: "red"}.get(row.evidence or "", "")
    if header == "Overdue" and row.overdue:
        return "yellow"
    return "bold" if header == "Rank" and row.rank == 1 else ""


def _where_they_stand(rows: Sequence[Assessment], as_of: date) -> str:
    said = [row for row in rows if row.forecast.issued <= as_of]
    counts = ", ".join(
        f"{sum(row.status == status for row in said)} {status.lower()}"
        for status in Status
        if status is not Status.HINDSIGHT or any(row.status is status for row in said)
    )
    asked = len({row.forecast.question for row in said})
    forecasts, questions = _how_many(len(said), "forecast"), _how_many(asked, "question")
    return f"As of {as_of}: {forecasts} on {questions} ({counts})."


def _how_many(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _cells(row: Standing) -> list[str]:
    judged = row.hits + row.misses
    late = None if row.median_days_late is None else f"{row.median_days_late:+.0f}"
    rank = "baseline" if row.baseline else "too few" if row.rank is None else str(row.rank)
    return [
        f"{row.hits} of {judged}" if judged else _NOTHING,
        str(row.overdue) if row.overdue else _NOTHING,
        str(row.voids) if row.voids else _NOTHING,
        _NOTHING if late is None else f"{'≥ ' if row.at_least else ''}{late}",
        _NOTHING if row.brier is None else f"{row.brier:.2f}",
        _NOTHING if row.relative_skill is None else f"{row.relative_skill:.2f} ({row.common})",
        row.evidence or _NOTHING,
        rank,
    ]
