"""Who called it: the leaderboard as a section of a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from trackrecord.core.assessment import GOALS_AND_PLANS, Assessment
from trackrecord.core.leaderboard import compare_groups
from trackrecord.core.model import Record
from trackrecord.core.sentences import comparison
from trackrecord.core.standing import Standing
from trackrecord.exchange.page.text import escaped, labelled_cells, leads_to, say_escaped
from trackrecord.language import say


def leaderboard_section(
    record: Record,
    rows: Sequence[Assessment],
    board: Sequence[Standing],
    as_of: date,
    people: Mapping[str, str],
) -> Iterator[str]:
    """The leaderboard as a table, and a sentence on goals against forecasts.

    `people` says where each forecaster is written about.
    """
    yield f'<section>\n<h2 id="who">{say_escaped("Who called it?")}</h2>'
    yield from standings_table(standing_row(row, people.get(row.forecaster, "")) for row in board)
    yield from goals_beside_forecasts(record, rows, board, as_of)
    yield "</section>"


def goals_beside_forecasts(
    record: Record, rows: Sequence[Assessment], board: Sequence[Standing], as_of: date
) -> Iterator[str]:
    """A sentence on goals against forecasts, where there are goals."""
    if any(row.claims == GOALS_AND_PLANS for row in board):
        yield f"<p>{escaped(comparison(compare_groups(record, as_of, rows)))}</p>"


def standings_table(rows: Iterable[str]) -> Iterator[str]:
    """A table of rows of the leaderboard; the heading before it has the id `who`."""
    # On a telephone a row is laid out as a block; the roles keep it a row for a screen reader.
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="who"><table role="table">'
    caption = say(
        "One vote per question, once it has matured; windows that closed with nothing known are "
        "misses so far. Skill: loss over that of the others on the same questions (how many), "
        "below 1 is better; a rank needs enough of them. Evidence: exact sign-flip test, corrected "
        "for all who are compared; – is fewer than six."
    )
    yield f"<caption>{escaped(caption)}</caption>"
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in _captions())
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">'
    yield from rows
    yield "</tbody></table></div>"


def standing_row(row: Standing, page_of_forecaster: str = "") -> str:
    """A row of the leaderboard; the name leads to the forecaster's page, if there is one."""
    judged = row.hits + row.misses
    cells = (
        say(row.claims),
        say("{hits} of {n}", hits=row.hits, n=judged) if judged else say("nothing yet"),
        str(row.overdue) if row.overdue else "–",
        _rate(row),
        _late_cell(row),
        "–" if row.relative_skill is None else f"{row.relative_skill:.2f} ({row.common:,})",
        say(row.evidence) if row.evidence else "–",
        _rank(row),
    )
    inner = labelled_cells(_captions()[1:], cells)
    return _row_of(row.forecaster, page_of_forecaster, inner)


def row_without_standing(forecaster: str, page_of_forecaster: str) -> str:
    """A row for somebody who has said nothing that is compared."""
    inner = f'<td role="cell" colspan="{len(_captions()) - 1}">{say_escaped("nothing yet")}</td>'
    return _row_of(forecaster, page_of_forecaster, inner)


def _row_of(forecaster: str, page_of_forecaster: str, inner: str) -> str:
    name = leads_to(page_of_forecaster, forecaster) if page_of_forecaster else escaped(forecaster)
    return f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{inner}</tr>'


def _captions() -> tuple[str, ...]:
    return (
        say("Who"),
        say("Claims"),
        say("Right"),
        say("Overdue"),
        say("Hit rate"),
        say("Days late (median)"),
        say("Skill"),
        say("Evidence"),
        say("Rank"),
    )


def _rank(row: Standing) -> str:
    if row.baseline:
        return say("baseline")
    return str(row.rank) if row.rank else say("too few to rank")


def _rate(row: Standing) -> str:
    if row.hit_rate is None or row.wilson_low is None or row.wilson_high is None:
        return "–"
    return say(
        "{rate:.0%} ({low:.0%} to {high:.0%})",
        rate=row.hit_rate,
        low=row.wilson_low,
        high=row.wilson_high,
    )


def _late_cell(row: Standing) -> str:
    days = row.median_days_late
    return "–" if days is None else f"{'≥ ' if row.at_least else ''}{days:+.0f}" if days else "0"
