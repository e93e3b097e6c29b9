"""The commands that change a workbook file: their words, and what they hand to the verbs."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from trackrecord import clock as door
from trackrecord.core.model import Claim, Forecast, Forecaster, Question, Void
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse


def day(text: str) -> date:
    """A day as it is given on the command line."""
    try:
        found = parse(Kind.DATE, text)
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None
    if not isinstance(found, date):
        raise ArgumentTypeError("a day is missing; write yyyy-mm-dd")
    return found


def add_verbs(verbs: Any) -> None:  # noqa: ANN401 - argparse names no class for it
    """Add the commands to the parser of all commands."""
    record = _verb(verbs, "record", _record, "record what happened, in a workbook")
    record.add_argument("question", metavar="QUESTION", help="its key")
    record.add_argument(
        "value", metavar="VALUE", help="a date (yyyy-mm-dd), a number, yes, no, or never"
    )
    record.add_argument(
        "--known", type=day, required=True, metavar="DATE", help="the day it became public"
    )
    record.add_argument("--source", required=True, metavar="URL", help="where it can be read")
    record.add_argument("--note", default="", metavar="T", help="a caveat")

    void = _verb(verbs, "void", _void, "judge a question neither right nor wrong")
    void.add_argument("question", metavar="QUESTION", help="its key")
    void.add_argument(
        "word",
        choices=[str(word) for word in Void],
        help="ambiguous: reality is unclear; annulled: the question was broken",
    )
    void.add_argument("--note", required=True, metavar="T", help="why")

    _verb(verbs, "undo", _undo, "take the last action back")
    _verb(verbs, "compute", _compute, "read wordings, score, renew leaderboard and dashboard")

    pull = _verb(verbs, "pull", _pull, "a workbook back to a folder of CSV files, for git")
    pull.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")
    bring = _verb(verbs, "import", _import, "add the rows of another record or tool")
    bring.add_argument(
        "source",
        type=Path,
        metavar="FILE",
        help="a record folder or workbook, any CSV file or Excel table, or what "
        "Fatebook, PredictionBook or Metaculus export",
    )
    bring.add_argument(
        "--map",
        action="append",
        default=[],
        type=_meaning,
        metavar="HEADER=MEANING",
        help="what a column means, if guessed wrongly: title, wording, percent, "
        "low, high, issued, resolves, forecaster, unit, outcome, known, "
        "url, quote …",
    )
    bring.add_argument("--yes", action="store_true", help="add without asking")
    _add_add(verbs)


def _meaning(text: str) -> tuple[str, str]:
    header, mark, meaning = text.rpartition("=")
    if not mark:
        raise ArgumentTypeError(f"'{text}' is not of the form HEADER=MEANING")
    return header.strip(), meaning.strip()


def _import(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    def ask(question: str) -> bool:
        print(question, file=sys.stderr)
        if chosen.yes:
            return True
        if not sys.stdin.isatty():
            raise Refused("to add them, run the command again with --yes. Nothing was changed")
        print("yes or no? ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return verbs.import_from(chosen.workbook, _person(), chosen.source, dict(chosen.map), ask)


def _add_add(verbs: Any) -> None:  # noqa: ANN401 - as above
    add = _verb(verbs, "add", _add, "add a forecast from its wording")
    add.add_argument("question", metavar="QUESTION", help="the key of the question it answers")
    add.add_argument("forecaster", metavar="FORECASTER", help="the key of who says so")
    add.add_argument(
        "wording",
        metavar="WORDING",
        help="the claim as published: “February 2024”, “50-60k”, “< 300,000”, “70 %%”",
    )
    add.add_argument(
        "--issued", type=day, required=True, metavar="DATE", help="the day it was published"
    )
    add.add_argument("--quote", required=True, metavar="T", help="the words as published")
    add.add_argument("--source", required=True, metavar="URL", help="where they can be read")
    add.add_argument(
        "--claim",
        choices=[str(claim) for claim in Claim],
        default="forecast",
        help="goal: a party's own target; plan: its own schedule",
    )
    add.add_argument("--key", default="", metavar="KEY", help="its own key (default: a free one)")
    add.add_argument(
        "--restates",
        default="",
        metavar="KEY",
        help="an earlier forecast that this one merely repeats",
    )
    add.add_argument(
        "--level",
        default="",
        metavar="P",
        help="the probability that the forecaster gave the interval",
    )
    add.add_argument(
        "--low",
        default="",
        metavar="END",
        help="instead of reading the wording: the lowest value that counts",
    )
    add.add_argument("--high", default="", metavar="END", help="the highest value that counts")
    new = add.add_argument_group("with a question or a forecaster that is not there yet")
    for name, shown in (
        ("--title", "the question in words"),
        ("--unit", "date, yes/no, or a unit"),
        ("--criterion", "one sentence that says what would count"),
        ("--kind", "what the forecaster is: analyst, company …"),
    ):
        new.add_argument(name, default="", metavar="T", help=shown)
    new.add_argument(
        "--resolves",
        type=day,
        metavar="DATE",
        help="the first day the outcome can be known for certain",
    )


def _verb(verbs: Any, name: str, run: Callable[[Namespace], str], does: str) -> ArgumentParser:  # noqa: ANN401 - as above
    made: ArgumentParser = verbs.add_parser(name, help=does, description=does)
    made.add_argument("workbook", type=Path, metavar="WORKBOOK", help="a file (.xlsx, .xlsm)")
    made.add_argument("--json", action="store_true", help="print one JSON document")

    def say(chosen: Namespace) -> int:
        said = run(chosen)
        print(json.dumps({"done": said}, ensure_ascii=False, indent=2) if chosen.json else said)
        return 0

    made.set_defaults(run=say)
    return made


def _person() -> Any:  # noqa: ANN401 - loaded when it is needed
    from trackrecord.actions.on_file import Person  # noqa: PLC0415 - scoring need not load before --help

    return Person(door.whoami(), door.today(), door.now())


def _record(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    return verbs.record(
        chosen.workbook,
        _person(),
        chosen.question,
        chosen.value,
        known=chosen.known,
        source=chosen.source,
        note=chosen.note,
    )


def _void(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    return verbs.void(chosen.workbook, _person(), chosen.question, Void(chosen.word), chosen.note)


def _undo(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    return verbs.undo(chosen.workbook, _person())


def _compute(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    return verbs.compute(chosen.workbook, _person())


def _pull(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    return verbs.pull(chosen.workbook, chosen.folder)


def _add(chosen: Namespace) -> str:
    from trackrecord.actions import on_file as verbs  # noqa: PLC0415 - as above

    unit = chosen.unit or verbs.unit_of(chosen.workbook, chosen.question)
    low, high, level, key = _read_all(
        ("--low", Kind.BOUND, chosen.low, unit),
        ("--high", Kind.BOUND, chosen.high, unit),
        ("--level", Kind.SHARE, chosen.level, unit),
        ("--key", Kind.KEY, chosen.key, unit),
    )
    forecast = Forecast(
        key,
        chosen.question,
        chosen.forecaster,
        Claim(chosen.claim),
        chosen.issued,
        chosen.wording,
        low,
        high,
        level,
        chosen.restates,
        chosen.quote,
        chosen.source,
    )
    return verbs.add(
        chosen.workbook,
        _person(),
        forecast,
        question=_new_question(chosen),
        forecaster=_new_forecaster(chosen),
    )


def _read_all(*said: tuple[str, Kind, str, str]) -> list[Any]:
    read = []
    for option, kind, text, unit in said:
        try:
            read.append(parse(kind, text, unit))
        except ValueError as problem:
            raise Refused(f"{option}: {problem}. Nothing was changed") from None
    return read


def _new_question(chosen: Namespace) -> Question | None:
    given = (chosen.title, chosen.unit, chosen.resolves, chosen.criterion)
    if not any(given):
        return None
    if not all(given):
        raise Refused("a new question needs --title, --unit, --resolves and --criterion")
    key, unit = _read_all(
        ("QUESTION", Kind.KEY, chosen.question, ""), ("--unit", Kind.UNIT, chosen.unit, "")
    )
    return Question(key, chosen.title, unit, chosen.resolves, chosen.criterion)


def _new_forecaster(chosen: Namespace) -> Forecaster | None:
    if not chosen.kind:
        return None
    [key] = _read_all(("FORECASTER", Kind.KEY, chosen.forecaster, ""))
    return Forecaster(key, chosen.kind)
