"""The words of every command. Loads nothing heavy: what runs a command is named, not imported."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from trackrecord import __version__
from trackrecord.cli.argument_types import cell, day, lead, span, workbook_path
from trackrecord.cli.import_arguments import IMPORTS, add_find, add_import
from trackrecord.cli.output import harmless
from trackrecord.core.estimates import Scale
from trackrecord.core.model import Claim, Counts, Void


class _Parser(ArgumentParser):
    """A parser whose messages tell a terminal nothing, whatever was typed."""

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 - argparse's
        super()._print_message(harmless(message), file)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words of a command, and end with status 2."""
        if message.startswith("unrecognized arguments"):
            message += " (put quotes around what has spaces in it)"
        super().error(message)


def parser() -> ArgumentParser:
    """The parser of all commands; each names the function that runs it, as ``module:function``."""
    made = _Parser(
        "trackrecord", description="Who called it? Forecasts against outcomes, in a spreadsheet."
    )
    made.add_argument("--version", action="version", version=f"trackrecord {__version__}")
    verbs = made.add_subparsers(metavar="COMMAND", required=True)

    new = verbs.add_parser("new", help="an empty workbook")
    new.add_argument("output", type=workbook_path, metavar="FILE.xlsx", help="where to write it")
    new.add_argument("--title", default="", metavar="T", help="what it is called (its file's name)")
    new.set_defaults(run="build:new")

    build = verbs.add_parser("build", help="a workbook from a record folder")
    build.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="a folder of CSV files, or a workbook to renew (default: the bundled record)",
    )
    build.add_argument(
        "-o",
        "--output",
        type=workbook_path,
        metavar="FILE.xlsx",
        help="where to write it (default: the folder's name, in this folder); a "
        "FILE.xlsm has the buttons inside",
    )
    build.set_defaults(run="build:build")

    _add_score(verbs)
    check = verbs.add_parser("check", help="all problems, each with its place and what to do")
    _add_place(check)
    check.add_argument(
        "--seal",
        default="",
        metavar="SEAL",
        help="what “trackrecord seal” printed once: does all that was sealed then still stand?",
    )
    check.set_defaults(run="show:check")

    seal = verbs.add_parser("seal", help="the Journal's last seal, to be kept outside of the file")
    _add_place(seal)
    seal.set_defaults(run="show:seal")

    due = verbs.add_parser("due", help="what is due or overdue, oldest first")
    _add_place(due)
    due.add_argument("--as-of", type=day, metavar="DATE", help="as of that day")
    due.add_argument(
        "--ics",
        type=Path,
        metavar="FILE",
        help="write a calendar of every open question, for Outlook, Google, Apple …",
    )
    due.add_argument("--all", action="store_true", help="show all questions, not the oldest 20")
    due.set_defaults(run="show:due")

    read = verbs.add_parser("read", help="how a wording is read: low, high")
    read.add_argument("wording", metavar="WORDING", help="“February 2024”, “50-60k”, “likely” …")
    read.add_argument(
        "--unit",
        default="",
        metavar="U",
        help="date, yes/no, or the unit of a number (default: guessed)",
    )
    read.add_argument(
        "--issued",
        type=day,
        metavar="DATE",
        help="the day it was said, for “next year”, “by June” …",
    )
    read.add_argument("--scale", default="ICD 203", choices=list(Scale), help="of likely …")
    read.add_argument("--json", action="store_true", help="print one JSON document")
    read.set_defaults(run="find:read")

    export = verbs.add_parser(
        "export", help="a record as CSV, long table, web page, card, for Fatebook"
    )
    export.add_argument("place", type=Path, metavar="PLACE", help="a record folder or a workbook")
    export.add_argument(
        "target",
        type=Path,
        metavar="TARGET",
        help="a folder (CSV files), a file.csv or file.parquet (one long table), a file.html, or "
        "a card to share (file.png, file.svg)",
    )
    export.add_argument(
        "--as",
        dest="kind",
        choices=["csv", "long", "fatebook", "html"],
        help="which (default: by the name of the target)",
    )
    export.add_argument("--as-of", type=day, metavar="DATE", help="scores as of that day")
    export.add_argument("--title", metavar="TEXT", help="what the web page is called")
    export.add_argument("--forecaster", metavar="NAME", help="of whom a card (.png, .svg) is")
    export.add_argument("--question", metavar="WHICH", help="of which question a card is")
    export.set_defaults(run="show:export")
    _add_changes(verbs)
    into = verbs.add_parser(
        "add-to",
        help="put the sheets of a record into another workbook",
        description="put the sheets of a record into a workbook that has "
        "sheets of its own, without touching those",
    )
    into.add_argument("workbook", type=Path, metavar="WORKBOOK", help="a file (.xlsx, .xlsm)")
    into.add_argument(
        "folder", type=Path, metavar="FOLDER", help="a folder of CSV files, or another workbook"
    )
    into.set_defaults(run="build:add_to")
    _add_addin(verbs)
    return made


def _add_score(verbs: Any) -> None:  # noqa: ANN401 - argparse names no class for it
    score = verbs.add_parser("score", help="leaderboard and scores of one place, or of many as one")
    score.add_argument(
        "places",
        type=Path,
        nargs="+",
        metavar="PLACE",
        help="a record folder, a workbook, a long table (CSV, Parquet), or a folder of such; "
        "several are scored as one record",
    )
    score.add_argument("--json", action="store_true", help="print one JSON document")
    score.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="as it was known on that day, yyyy-mm-dd (default: today)",
    )
    score.add_argument("--topic", metavar="T", help="questions of one topic alone")
    score.add_argument(
        "--lead",
        type=lead,
        metavar="A-B",
        help="forecasts said A to B days before their question resolves; 30- is 30 or more",
    )
    score.add_argument(
        "--issued", type=span, metavar="A..B", help="forecasts issued on those days; A.. is since A"
    )
    score.add_argument(
        "--counts",
        choices=[str(rule) for rule in Counts],
        help="which answers of a forecaster to one question count (default: as the record says)",
    )
    score.add_argument(
        "--without-imputed",
        action="store_true",
        help="leave out probabilities that are our reading of words, like “likely” or “will”",
    )
    score.add_argument("--all", action="store_true", help="show all rows, not 30")
    score.add_argument(
        "--engine",
        choices=["polars", "duckdb", "spark"],
        help="what reads and scores large tables (default: Python; DuckDB or Polars from 50 MB on)",
    )
    score.add_argument(
        "--to", type=Path, metavar="FILE", help="write all scores into a file.parquet or file.csv"
    )
    score.set_defaults(run="score:score")


def _add_place(parser: ArgumentParser) -> None:
    parser.add_argument("place", type=Path, metavar="PLACE", help="a record folder or a workbook")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _add_changes(verbs: Any) -> None:  # noqa: ANN401 - argparse names no class for it
    """Add the commands to the parser of all commands."""
    record = _verb(verbs, "record", "change:record", "record what happened, in a workbook")
    record.add_argument("question", metavar="QUESTION", help="its key, or its title")
    record.add_argument(
        "value",
        metavar="VALUE",
        help="a date (28 March 2024), a number (1.2 million), yes, no, or never",
    )
    record.add_argument(
        "--known", type=day, metavar="DATE", help="the day it became public (default: today)"
    )
    record.add_argument("--source", default="", metavar="URL", help="where it can be read")
    record.add_argument("--note", default="", metavar="T", help="a caveat")
    record.add_argument(
        "--until",
        default="",
        metavar="V",
        help="the other end, where only a span is known; open: that much or more",
    )

    void = _verb(verbs, "void", "change:void", "judge a question neither right nor wrong")
    void.add_argument("question", metavar="QUESTION", help="its key, or its title")
    void.add_argument(
        "word",
        metavar="ambiguous|annulled",
        choices=[str(word) for word in Void],
        help="ambiguous: reality is unclear; annulled: the question was broken",
    )
    void.add_argument("--note", required=True, metavar="T", help="why")

    _verb(verbs, "undo", "change:undo", "take the last action back")
    _verb(
        verbs, "compute", "change:compute", "read wordings, score, renew leaderboard and dashboard"
    )

    pull = _verb(verbs, "pull", "change:pull", "a workbook back to a folder of CSV files, for git")
    pull.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")
    add_import(_verb(verbs, "import", "change:import_rows", IMPORTS))
    _add_add(verbs)
    add_find(verbs)
    _add_rows(verbs)


def _add_add(verbs: Any) -> None:  # noqa: ANN401 - as above
    add = _verb(verbs, "add", "change:add", "add a forecast as somebody said it")
    add.add_argument("who", metavar="WHO", help="who says so; a new name is a new forecaster")
    add.add_argument(
        "wording",
        metavar="WORDING",
        help="the claim as published: “February 2024”, “50-60k cars in 2025”, “< 300,000”, “70 %%”",
    )
    add.add_argument(
        "--question",
        default="",
        metavar="Q",
        help="the question it answers: its key, its title, or the words of a new one",
    )
    add.add_argument("--issued", type=day, metavar="DATE", help="the day it was published")
    add.add_argument("--source", default="", metavar="URL", help="where it can be read")
    add.add_argument("--quote", default="", metavar="T", help="the words as published, if longer")
    add.add_argument(
        "--claim",
        choices=[str(claim) for claim in Claim],
        default="forecast",
        help="goal: a party's own target; plan: its own schedule; premise: what a forecast takes "
        "for granted",
    )
    for name, shown in (
        ("--level", "the probability that the forecaster gave the interval"),
        ("--low", "instead of reading the wording: the lowest value that counts"),
        ("--high", "the highest value that counts"),
        ("--best", "the single value given beside an interval"),
        ("--restates", "the key of an earlier forecast that this one merely repeats"),
        ("--key", "its own key (default: a number)"),
    ):
        add.add_argument(name, default="", metavar="V", help=shown)
    new = add.add_argument_group("with a question or a forecaster that is not there yet")
    for name, shown in (
        ("--title", "the question in words, if --question is a short name for it"),
        ("--unit", "date, yes/no, or a unit (default: as the wording says)"),
        ("--criterion", "one sentence that says what would count"),
        ("--topic", "what scores can be sliced by"),
        ("--event", "questions of one event count as one in every test"),
        ("--kind", "what the forecaster is: analyst, company, aggregate (a consensus) …"),
    ):
        new.add_argument(name, default="", metavar="T", help=shown)
    new.add_argument(
        "--resolves",
        type=day,
        metavar="DATE",
        help="the first day the outcome can be known for certain (default: as the wording says)",
    )


def _add_rows(verbs: Any) -> None:  # noqa: ANN401 - as above
    """Add the commands that show rows, mend them, and take them away."""
    tables = "forecasters, questions, forecasts or outcomes"
    shown = verbs.add_parser("list", help="what is there, one line each")
    _add_place(shown)
    shown.add_argument(
        "table", nargs="?", default="questions", metavar="TABLE", help=f"{tables} (questions)"
    )
    shown.add_argument("words", nargs="*", metavar="WORDS", help="only rows that hold all of them")
    shown.add_argument("--all", action="store_true", help="show all rows, not the first 100")
    shown.set_defaults(run="rows:list_rows")
    edit = _verb(verbs, "edit", "change:edit", "mend a row, through the Journal")
    delete = _verb(verbs, "delete", "change:delete", "take a row away, through the Journal")
    for verb in (edit, delete):
        verb.add_argument("table", metavar="TABLE", help=tables)
        verb.add_argument("key", metavar="KEY", help="the row's key; of an outcome its question")
    edit.add_argument(
        "cells",
        nargs="+",
        type=cell,
        metavar="COLUMN=VALUE",
        help="what is to stand in which column; nothing behind = empties it",
    )


def _verb(verbs: Any, name: str, run: str, does: str) -> ArgumentParser:  # noqa: ANN401 - as above
    made: ArgumentParser = verbs.add_parser(name, help=does, description=does)
    made.add_argument("workbook", type=Path, metavar="WORKBOOK", help="a file (.xlsx, .xlsm)")
    made.add_argument("--json", action="store_true", help="print one JSON document")
    made.set_defaults(run=run)
    return made


def _add_addin(verbs: Any) -> None:  # noqa: ANN401 - argparse names no class for it
    """Add ``addin`` and its steps to the parser of all commands."""
    addin = verbs.add_parser("addin", help="the buttons: build, install or uninstall them")
    steps = addin.add_subparsers(metavar="STEP", required=True)
    written = (
        "write trackrecord.xlam, or with --libreoffice trackrecord.oxt, into the current folder"
    )
    for name, run, does in (
        ("build", "addin:build", written),
        ("install", "addin:install", "put the buttons into Excel, or LibreOffice"),
        ("uninstall", "addin:uninstall", "take the buttons away again"),
        ("doctor", "addin:doctor", "find out why the buttons do not work in Excel"),
    ):
        step = steps.add_parser(name, help=does, description=does)
        if name == "doctor":
            step.add_argument("--json", action="store_true", help="print one JSON document")
        else:
            step.add_argument("--libreoffice", action="store_true", help="for LibreOffice Calc")
        if name in ("install", "uninstall"):
            step.add_argument(
                "--everybody",
                action="store_true",
                help="of LibreOffice: for everybody on this machine, which takes its rights",
            )
        step.set_defaults(run=run)
