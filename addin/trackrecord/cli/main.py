"""The command line: reads the clock and the arguments, prints, and says how it went.

Exit status 0: done. 1: problems found, or refused. 2: wrong usage.
"""

import gc
import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from io import TextIOWrapper
from pathlib import Path

from trackrecord import __version__
from trackrecord import clock as door
from trackrecord.actions import records as actions
from trackrecord.cli import addin as addin_commands
from trackrecord.cli import changing as commands
from trackrecord.cli.output import Progress, print_json, say, say_problems
from trackrecord.core.estimates import Scale
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, plain, unparse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if not all(map(_is_text, given)):
        say("trackrecord: what was typed is no text in UTF-8; nothing was done")
        return 2
    # A minus before a digit is a number's: -0.2% is no option.
    chosen = _parser().parse_args([re.sub(r"^-(?=[.\d])", " -", text) for text in given])
    for name, value in vars(chosen).items():
        if isinstance(value, str) and value.startswith(" -"):
            setattr(chosen, name, value[1:])
    command: Callable[[Namespace], int] = chosen.run
    try:
        return command(chosen)
    except Refused as refusal:
        if getattr(chosen, "json", False):
            print_json({"refused": str(refusal)})
        say(f"trackrecord: {refusal}")
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough; keep Python from trying to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        say(f"trackrecord: {error.strerror}: {error.filename}")
        return 1
    except KeyboardInterrupt:
        say("trackrecord: stopped; nothing was changed")
        return 130


def _is_text(argument: str) -> bool:
    return not re.search("[\ud800-\udfff]", argument)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "trackrecord", description="Who called it? Forecasts against outcomes, in a spreadsheet."
    )
    parser.add_argument("--version", action="version", version=f"trackrecord {__version__}")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)

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
        type=_workbook,
        metavar="FILE.xlsx",
        help="where to write it (default: the folder's name, in this folder); a "
        "FILE.xlsm has the buttons inside",
    )
    build.set_defaults(run=_build)

    score = verbs.add_parser("score", help="leaderboard and scores of a folder or workbook")
    _add_place(score)
    score.add_argument(
        "--as-of",
        type=commands.day,
        metavar="DATE",
        help="as it was known on that day, yyyy-mm-dd (default: today)",
    )
    score.add_argument(
        "--without-imputed",
        action="store_true",
        help="leave out forecasts that give only a word, like “likely”",
    )
    score.set_defaults(run=_score)

    check = verbs.add_parser("check", help="all problems, each with its place and what to do")
    _add_place(check)
    check.set_defaults(run=_check)

    due = verbs.add_parser("due", help="what is due or overdue, oldest first")
    _add_place(due)
    due.add_argument("--as-of", type=commands.day, metavar="DATE", help="as of that day")
    due.add_argument(
        "--ics",
        type=Path,
        metavar="FILE",
        help="write a calendar of every open question, for Outlook, Google, Apple …",
    )
    due.set_defaults(run=_due)

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
        type=commands.day,
        metavar="DATE",
        help="the day it was said, for “next year”, “by June” …",
    )
    read.add_argument("--scale", default="ICD 203", choices=list(Scale), help="of likely …")
    read.add_argument("--json", action="store_true", help="print one JSON document")
    read.set_defaults(run=_read)

    export = verbs.add_parser("export", help="a record as CSV, long table, web page, for Fatebook")
    export.add_argument("place", type=Path, metavar="PLACE", help="a record folder or a workbook")
    export.add_argument(
        "target",
        type=Path,
        metavar="TARGET",
        help="a folder (CSV files), a file.csv (one long table) or a file.html",
    )
    export.add_argument(
        "--as",
        dest="kind",
        choices=["csv", "long", "fatebook", "html"],
        help="which (default: by the name of the target)",
    )
    export.add_argument("--as-of", type=commands.day, metavar="DATE", help="scores as of that day")
    export.set_defaults(run=_export)
    commands.add_verbs(verbs)
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
    into.set_defaults(run=_add_to)
    addin_commands.add_verb(verbs)
    return parser


def _add_place(parser: ArgumentParser) -> None:
    parser.add_argument("place", type=Path, metavar="PLACE", help="a record folder or a workbook")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _build(chosen: Namespace) -> int:
    source = chosen.folder or actions.bundled()
    name = source.resolve().stem if source.is_file() else source.resolve().name
    end = ".xlsm" if source.suffix.lower() == ".xlsm" and source.is_file() else ".xlsx"
    target = chosen.output or Path(f"{name}{end}")
    today = door.today()
    with Progress(f"Writing {target}") as progress:
        record, aside = actions.build(source, target, today, progress)
    from trackrecord.cli import report  # noqa: PLC0415 - rich takes longer to import than to run

    out = report.console()
    for part in report.leaderboard(record, record.settings.as_of or today):
        out.print(part)
    if aside:
        say(f"The file that was there had been changed since; it is kept as {aside}.")
    out.print(f"Written: {target}. Open it and type what happened in Outcomes.", soft_wrap=True)
    return 0


def _add_to(chosen: Namespace) -> int:
    record = actions.add_to(chosen.workbook, chosen.folder, door.today())
    print(f"{len(record.forecasts)} forecasts are in {chosen.workbook}, on sheets of their own.")
    return 0


def _score(chosen: Namespace) -> int:
    from trackrecord.cli import report  # noqa: PLC0415 - as above

    record, problems = actions.read(chosen.place)
    today = door.today()
    as_of = chosen.as_of or record.settings.as_of or today
    if chosen.without_imputed:
        record = replace(record, settings=replace(record.settings, count_imputed=False))
    if chosen.as_of:  # what had not been said on that day was not there
        said = tuple(row for row in record.forecasts if row.issued <= as_of)
        record = replace(record, forecasts=said)
    if chosen.json:
        print_json(report.score_document(record, as_of))
    else:
        out = report.console()
        for part in report.leaderboard(record, as_of):
            out.print(part)
    say_problems(problems)
    return 1 if problems else 0


def _due(chosen: Namespace) -> int:
    as_of = chosen.as_of or door.today()
    waiting, problems = actions.due(chosen.place, as_of, chosen.ics, door.now())
    if chosen.json:
        from trackrecord.cli import report  # noqa: PLC0415 - as above

        print_json(report.due_document(waiting, as_of))
    else:
        for row in waiting:
            late = f"{row.days_overdue} days overdue" if row.days_overdue else "due today"
            question = row.question
            print(f"{question.resolves}  {question.question}: {question.title} ({late})")
        if not waiting:
            print(f"Nothing is due as of {as_of}.")
        if chosen.ics:
            print(f"Written: {chosen.ics}, a calendar of every open question.")
    say_problems(problems)
    return 1 if problems else 0


def _export(chosen: Namespace) -> int:
    ends = {".html": "html", ".htm": "html", ".csv": "long", "": "csv"}
    end = "" if chosen.target.is_dir() else chosen.target.suffix.lower()
    if chosen.kind is None and end not in ends:
        raise Refused(
            f"{chosen.target} ends in {end}; write a folder (CSV files), a file.csv or a "
            "file.html, or say which with --as"
        )
    kind = chosen.kind or ends[end]
    print(actions.export(chosen.place, chosen.target, kind, chosen.as_of or door.today()))
    return 0


def _read(chosen: Namespace) -> int:
    from trackrecord.core.wording import reading as wording  # noqa: PLC0415 - as above

    try:
        if chosen.unit:
            unit = str(parse(Kind.UNIT, chosen.unit))
            reading = wording.read(chosen.wording, unit, chosen.scale, chosen.issued)
        else:
            unit, reading = wording.guess(chosen.wording, chosen.scale, chosen.issued)
    except ValueError as asked_back:
        how = "" if chosen.unit else " (with --unit)"
        raise Refused(f"{asked_back}{how}") from None
    if chosen.json:
        ends = [
            end.isoformat() if isinstance(end, date) else end for end in (reading.low, reading.high)
        ]
        print_json({"low": ends[0], "high": ends[1], "level": reading.level, "unit": unit})
    else:
        low, high = (plain(unparse(end)) or "open" for end in (reading.low, reading.high))
        print(f"{wording.canonical(reading, unit)} ({unit}): Low {low}, High {high}")
    return 0


def _check(chosen: Namespace) -> int:
    today = door.today()
    record, problems = actions.check(chosen.place, today)
    if chosen.json:
        from trackrecord.cli import report  # noqa: PLC0415 - as above

        print_json(report.check_document(problems))
    elif not problems:
        print(
            f"OK: {len(record.forecasts)} forecasts, {len(record.outcomes)} outcomes, no problems."
        )
    say_problems(problems)
    return 1 if problems else 0


def _workbook(text: str) -> Path:
    if not text.lower().endswith((".xlsx", ".xlsm")):
        raise ArgumentTypeError(f"{text} does not end in .xlsx (or .xlsm, with the buttons inside)")
    return Path(text)


def run() -> None:
    """The program: one command, then the end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese
    gc.disable()  # looking for cycles would cost a quarter of the time, for nothing
    sys.exit(main())
