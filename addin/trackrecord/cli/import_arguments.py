"""The words of what takes from elsewhere: ``import``, from a table; ``find``, from an article."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from trackrecord.cli.argument_types import day, meaning_of_column, names_of_columns

IMPORTS = "add the rows of another record or tool"
# The names of `exchange.foreign.meanings`, which this module does not load.
_MEANINGS = (
    "title, period, id, forecaster, issued, asked, resolves, wording, share (0 to 1), percent (0 "
    "to 100), probability, outcome, known, unit, criterion, low, high, best, level, quote, url, "
    "note, topic, kind, event, option, withdrawn"
)


def add_import(bring: ArgumentParser) -> None:
    """Give the command its arguments."""
    bring.add_argument(
        "source",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="a record folder or workbook; any CSV, Markdown, JSON or Parquet table, any sheet; "
        "what Fatebook, PredictionBook, Metaculus or Manifold export, a hubverse hub, the Survey "
        "of Professional Forecasters; several files that belong together are joined",
    )
    bring.add_argument(
        "--map",
        action="append",
        default=[],
        type=meaning_of_column,
        metavar="HEADER=MEANING",
        help=f"what a column means, if guessed wrongly: {_MEANINGS}; nothing behind = passes it "
        "over. Several columns that mean title, period, topic, note, criterion, quote or url are "
        "joined",
    )
    bring.add_argument(
        "--id",
        action="append",
        default=[],
        type=names_of_columns,
        metavar="HEADERS",
        help="the columns that tell one question from another, with commas between; “line”: every "
        "row is a question of its own",
    )
    bring.add_argument(
        "--dates",
        choices=["dmy", "mdy", "ymd"],
        default="",
        help="in which order the table writes days, where it does not say (03/04/2025)",
    )
    bring.add_argument(
        "--decimal",
        choices=[".", ","],
        default="",
        help="what stands before decimals, where the table does not say (1.200)",
    )
    bring.add_argument(
        "--forecaster", default="", metavar="NAME", help="whose forecasts, where no column says it"
    )
    bring.add_argument(
        "--resolves",
        type=day,
        metavar="DATE",
        help="from which day outcomes can be known, where nothing says it",
    )
    bring.add_argument(
        "--update",
        action="store_true",
        help="also change rows that are here: corrected titles, moved deadlines, outcomes",
    )
    bring.add_argument(
        "--skip-bad",
        type=Path,
        metavar="FILE",
        help="write rows that cannot be taken into FILE, with the reason, and take the others",
    )
    bring.add_argument(
        "--recipe", type=Path, metavar="FILE", help="take the columns as a kept recipe says"
    )
    bring.add_argument(
        "--save-recipe", type=Path, metavar="FILE", help="keep how the columns were taken"
    )
    bring.add_argument(
        "--dry-run",
        action="store_true",
        help="show how every column is taken, with values, and what would be added; change nothing",
    )
    bring.add_argument("--yes", action="store_true", help="add without asking")


def add_find(verbs: Any) -> None:  # noqa: ANN401 - argparse names no class for it
    """Add ``find`` to the parser of all commands."""
    does = "propose the forecasts found in an article, each to be confirmed"
    find = verbs.add_parser("find", help=does, description=does)
    find.add_argument(
        "article",
        type=Path,
        metavar="ARTICLE",
        help="its text, as a file (text, Markdown, HTML), or - for standard input",
    )
    find.add_argument("--issued", type=day, metavar="DATE", help="the day it was published")
    find.add_argument("--source", default="", metavar="URL", help="where it can be read")
    find.add_argument(
        "--into", type=Path, metavar="WORKBOOK", help="add those that you agree to, as one action"
    )
    find.add_argument(
        "--yes", action="store_true", help="take all that the finder is sure of, without asking"
    )
    find.add_argument("--json", action="store_true", help="print one JSON document")
    find.set_defaults(run="find:find")
