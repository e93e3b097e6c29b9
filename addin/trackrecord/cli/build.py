"""Commands that make workbooks, build and add-to. They load openpyxl and rich."""

from argparse import Namespace
from pathlib import Path

from trackrecord import clock
from trackrecord.actions import building, reading
from trackrecord.actions.reading import stem_of
from trackrecord.cli import report
from trackrecord.cli.output import Progress, give, say
from trackrecord.tables.record import is_huge


def build(chosen: Namespace) -> int:
    """A workbook from a record, and who called it."""
    source = chosen.folder or reading.bundled()
    name = reading.stem_of(source)
    end = ".xlsm" if source.suffix.lower() == ".xlsm" and source.is_file() else ".xlsx"
    target = chosen.output or Path(f"{name}{end}")
    today = clock.today()
    with Progress(f"Writing {target}") as progress:
        record, aside = building.build(source, target, today, progress)
    report.show_leaderboard(record, record.settings.as_of or today)
    if aside:
        say(f"The file that was there had been changed since; it is kept as {aside}.")
    give(f"Written: {target}. Open it and type what happened in Outcomes.")
    n = len(record.forecasts)
    if is_huge(n):
        say(
            f"{n:,} forecasts are many for a spreadsheet: all scores in Forecasts are values as of "
            f"{record.settings.as_of or today}, and 'trackrecord compute {target}' writes them "
            f"anew. Without a workbook: 'trackrecord score {source}' scores it where it lies, with "
            f"--engine duckdb also millions; 'trackrecord export {source} all.parquet' is for "
            "Python and R."
        )
    return 0


def new(chosen: Namespace) -> int:
    """An empty workbook."""
    building.build_empty(chosen.output, clock.today(), chosen.title or stem_of(chosen.output))
    give(
        f"Written: {chosen.output}, without a row. Add what you read: trackrecord add "
        f"{chosen.output} WHO WORDING --question QUESTION"
    )
    return 0


def add_to(chosen: Namespace) -> int:
    """The sheets of a record put into another workbook."""
    record, otherwise = building.add_to(chosen.workbook, chosen.folder, clock.today())
    give(f"{len(record.forecasts)} forecasts are in {chosen.workbook}, on sheets of their own.")
    for name, title in otherwise.items():
        give(f"It had a sheet {name} already; ours is called {title}.")
    return 0
