"""What the command line shows: JSON documents and tables for people."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console
from rich.table import Table

from trackrecord.cli.output import harmless
from trackrecord.core.assessment import Assessment, Status, assess
from trackrecord.core.leaderboard import compare_groups, standings
from trackrecord.core.model import Record
from trackrecord.core.sentences import comparison, percent_off
from trackrecord.core.standing import Standing


def show_leaderboard(record: Record, as_of: date) -> None:
    """Show who called it, on the terminal."""
    out = _console()
    for part in leaderboard(record, as_of):
        out.print(harmless(part) if isinstance(part, str) else part)


def _console() -> Console:
    """Where to print; wide enough that a table sent to a file is not cut."""
    made = Console(highlight=False, markup=False)  # a name in brackets is a name
    return made if made.is_terminal else Console(highlight=False, markup=False, width=140)


def leaderboard(record: Record, as_of: date) -> Iterable[Table | str]:
    """Who called it: where the forecasts stand, the table, a sentence for each forecaster."""
    rows = assess(record, as_of)
    board = standings(record, as_of, rows)
    yield _where_they_stand(record, rows, as_of)
    if not any(row.n for row in board):
        yield "No question has matured yet: nothing to rank."
        return
    table = Table(title="Who called it?", title_justify="left", title_style="bold")
    for header in ("Forecaster", "Claims"):
        table.add_column(header, overflow="fold")
    for header in (
        "n",
        "Right",
        "Hit rate (95 %)",
        "Days late",
        "Numbers off by",
        "Brier",
        "Skill",
        "Rank",
    ):
        table.add_column(header, justify="right")
    for row in board:
        table.add_row(*map(harmless, _cells(row)))
    yield table
    yield (
        "n: matured forecasts, voids included, restatements not. Days late: median. Numbers off "
        "by: mean of the ratios to the outcome, below zero is too low; in brackets how many. "
        "Brier: 0 is best, 0.25 is a coin. Skill: loss over that of the others on common "
        "questions, below 1 is better."
    )
    for row in board:
        if row.hits + row.misses:
            yield f"- {row.sentence}."
    yield comparison(compare_groups(record, as_of, rows))


def _where_they_stand(record: Record, rows: Sequence[Assessment], as_of: date) -> str:
    counts = ", ".join(
        f"{sum(row.status == status for row in rows)} {status.lower()}" for status in Status
    )
    return f"As of {as_of}: {len(rows)} forecasts on {len(record.questions)} questions ({counts})."


def _cells(row: Standing) -> list[str]:
    judged = row.hits + row.misses
    late = None if row.median_days_late is None else f"{row.median_days_late:+.0f}"
    bound = "≥ " if row.at_least else ""
    bias = None if row.bias is None else f"{percent_off(row.bias):+.0%}"
    return [
        row.forecaster,
        row.claims,
        str(row.n),
        f"{row.hits} of {judged}" if judged else "–",
        "–"
        if row.hit_rate is None
        else f"{row.hit_rate:.0%} ({row.wilson_low:.0%}–{row.wilson_high:.0%})",
        "–" if late is None else f"{bound}{late} ({row.dates})",
        "–" if bias is None else f"{bias} ({row.ratios})",
        "–" if row.brier is None else f"{row.brier:.2f} ({row.probabilities})",
        "–" if row.relative_skill is None else f"{row.relative_skill:.2f} ({row.common})",
        "too few" if row.rank is None else str(row.rank),
    ]
