"""Commands that write a workbook, or change one."""

import sys
from argparse import Namespace
from typing import Any

from trackrecord import clock
from trackrecord.actions import exporting, on_file
from trackrecord.actions.on_file import Person
from trackrecord.actions.reading import unit_of
from trackrecord.cli.output import give, print_json, say
from trackrecord.core.model import Claim, Forecast, Forecaster, Question, Void
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse


def record(chosen: Namespace) -> int:
    """Record what happened."""
    return _say(
        chosen,
        on_file.record(
            chosen.workbook,
            _person(),
            chosen.question,
            chosen.value,
            known=chosen.known,
            source=chosen.source,
            note=chosen.note,
            until=chosen.until,
        ),
    )


def void(chosen: Namespace) -> int:
    """Judge a question neither right nor wrong."""
    return _say(
        chosen,
        on_file.void(chosen.workbook, _person(), chosen.question, Void(chosen.word), chosen.note),
    )


def undo(chosen: Namespace) -> int:
    """Take the last action back."""
    return _say(chosen, on_file.undo(chosen.workbook, _person()))


def compute(chosen: Namespace) -> int:
    """Read wordings, score, renew leaderboard and dashboard."""
    return _say(chosen, on_file.compute(chosen.workbook, _person()))


def pull(chosen: Namespace) -> int:
    """A workbook back to a folder of CSV files."""
    return _say(chosen, exporting.pull(chosen.workbook, chosen.folder))


def add(chosen: Namespace) -> int:
    """Add a forecast from its wording."""
    unit = chosen.unit or unit_of(chosen.workbook, chosen.question)
    low, best, high, level, key = _read_all(
        ("--low", Kind.BOUND, chosen.low, unit),
        ("--best", Kind.BOUND, chosen.best, unit),
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
        best,
    )
    return _say(
        chosen,
        on_file.add(
            chosen.workbook,
            _person(),
            forecast,
            question=_new_question(chosen),
            forecaster=_new_forecaster(chosen),
        ),
    )


def import_rows(chosen: Namespace) -> int:
    """Add the rows of another record or tool."""

    def ask(question: str) -> bool:
        say(question)
        if chosen.yes:
            return True
        if sys.stdin is None or not sys.stdin.isatty():
            raise Refused("to add them, run the command again with --yes. Nothing was changed")
        print("yes or no? ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return _say(
        chosen,
        on_file.import_from(chosen.workbook, _person(), chosen.source, dict(chosen.map), ask),
    )


def _say(chosen: Namespace, done: str) -> int:
    """Say what was done, in words or as JSON."""
    if chosen.json:
        print_json({"done": done})
    else:
        give(done)
    return 0


def _person() -> Person:
    return Person(clock.whoami(), clock.today(), clock.now())


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
    return Question(
        key,
        chosen.title,
        unit,
        chosen.resolves,
        chosen.criterion,
        topic=chosen.topic,
        event=chosen.event,
    )


def _new_forecaster(chosen: Namespace) -> Forecaster | None:
    if not chosen.kind:
        return None
    [key] = _read_all(("FORECASTER", Kind.KEY, chosen.forecaster, ""))
    return Forecaster(key, chosen.kind)
