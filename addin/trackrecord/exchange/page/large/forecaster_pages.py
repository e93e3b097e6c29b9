"""A page for each forecaster: how they stand, and all that they said; the whole leaderboard."""

from collections.abc import Iterator, Mapping, Sequence

from trackrecord.core.assessment import Assessment
from trackrecord.core.model import Forecaster
from trackrecord.core.standing import Standing
from trackrecord.exchange.page.addresses import FORECASTERS
from trackrecord.exchange.page.claims import kind_of_claim, verdict
from trackrecord.exchange.page.large.list_pages import LongList, list_pages
from trackrecord.exchange.page.large.page_data import PageData
from trackrecord.exchange.page.leaderboard_section import (
    row_without_standing,
    standing_row,
    standings_table,
)
from trackrecord.exchange.page.text import escaped, leads_to, say_escaped, shortened, together

_LONGEST_WORDING = 400  # characters; the question's page has all of it
_MOST_STANDINGS = 250  # of a page


def forecaster_pages(data: PageData, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The files of all forecasters, by name; `places` are those of forecasts in question pages."""
    said: dict[str, list[Assessment]] = {}
    for row in data.rows:
        said.setdefault(row.forecast.forecaster, []).append(row)
    standings: dict[str, list[Standing]] = {}
    for standing in data.board:
        standings.setdefault(standing.forecaster, []).append(standing)
    known = {row.forecaster: row for row in data.record.forecasters}
    for forecaster, stem in data.forecaster_stems.items():
        listed = LongList(
            stem,
            escaped(forecaster),
            together(
                _about_forecaster(forecaster, known.get(forecaster), standings.get(forecaster, ()))
            ),
            f"<h1>{escaped(forecaster)}</h1>",
            (_said_item(data, row, places) for row in said.pop(forecaster, ())),
            f"<h2>{say_escaped('What was said')}</h2>",
        )
        for name, _, made in list_pages(data, listed):
            yield name, made


def _about_forecaster(
    forecaster: str, known: Forecaster | None, standings: Sequence[Standing]
) -> Iterator[str]:
    yield f"<h1>{escaped(forecaster)}</h1>"
    if known is not None and (known.kind or known.note):
        yield f'<p class="quiet">{escaped(" · ".join(filter(None, (known.kind, known.note))))}</p>'
    for standing in standings:
        if standing.sentence:
            yield f"<p>{say_escaped('{sentence}.', sentence=standing.sentence)}</p>"


def _said_item(data: PageData, row: Assessment, places: Mapping[str, str]) -> str:
    """A forecast of a forecaster, with a link to where its question's page has it in full."""
    forecast = row.forecast
    if row.question is None:
        title = escaped(forecast.question)
    else:
        title = leads_to(places[forecast.forecast], data.title_of_question(row.question))
    wording = escaped(shortened(forecast.wording, _LONGEST_WORDING))
    return (
        f'<li id="{data.anchors[forecast.forecast]}">{verdict(row)} {title}{kind_of_claim(row)}, '
        f"{forecast.issued}: {wording}</li>"
    )


def pages_of_all_forecasters(data: PageData) -> Iterator[tuple[str, str]]:
    """The files of the whole leaderboard, and of those who are not in it behind."""

    def items() -> Iterator[str]:
        placed = set()
        for row in data.board:
            placed.add(row.forecaster)
            yield standing_row(row, data.forecaster_page(row.forecaster))
        for forecaster in data.forecaster_stems:
            if forecaster not in placed:
                yield row_without_standing(forecaster, data.forecaster_page(forecaster))

    heading = say_escaped("All forecasters")
    begins = f'<h1 id="who">{heading}</h1>'
    listed = LongList(
        FORECASTERS, heading, begins, begins, items(), frame=standings_table, most=_MOST_STANDINGS
    )
    return ((name, made) for name, _, made in list_pages(data, listed))
