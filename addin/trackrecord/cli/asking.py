"""What was not said is asked for at a terminal, one thing at a time; else all is named at once."""

import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Collection
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from trackrecord import clock
from trackrecord.actions.entering.said import Incomplete, Missing, Said, Understood
from trackrecord.actions.entering.understanding import understand
from trackrecord.actions.reading import read_place
from trackrecord.cli.argument_types import day
from trackrecord.cli.output import say
from trackrecord.core.model import Claim
from trackrecord.errors import Refused

_TRIES = 3  # times the same is asked for
_DAYS = ("issued", "resolves")
_READ = Missing("source", "where it can be read, such as a web address")
_SOURCE = Missing("source", "where it can be read, such as a web address; Enter for nowhere")


def said_by(chosen: Namespace) -> Said:
    """What was said on the command line."""
    given = {field.name: getattr(chosen, field.name, None) for field in fields(Said)}
    kept = {name: value for name, value in given.items() if value is not None}
    return Said(**kept | {"claim": Claim(chosen.claim)})


def said_in_full(workbook: Path, said: Said, asked: Collection[str] = ()) -> Said:
    """With what is missing asked for, and the fields `asked`, where somebody sits at a terminal.

    Errors: Incomplete, naming all that is missing, where nobody does.
    """
    if not workbook.exists():
        raise Refused(f"{workbook} does not exist; make it with 'trackrecord new {workbook}'")
    record, _ = read_place(workbook)
    while True:
        try:
            found = understand(record, said, clock.today())
        except Incomplete as incomplete:
            if not asked or not is_terminal():
                raise
            for missing in incomplete.missing:
                said = with_answer(said, missing)
            continue
        if not asked or not is_terminal() or found.same:
            return said
        if "source" in asked and not said.source:
            said = with_answer(said, _SOURCE)
        return _moved(said, found)


def source_asked_for(chosen: Namespace) -> str:
    """Where an outcome can be read. Incomplete where nobody can be asked."""
    if chosen.json or not is_terminal():
        raise Incomplete([_READ])
    return str(answer(f"{_READ.what[:1].upper()}{_READ.what[1:]}", ""))


def is_terminal() -> bool:
    """Does somebody sit there who can be asked?"""
    return sys.stdin is not None and sys.stdin.isatty()


def _moved(said: Said, found: Understood) -> Said:
    """With a later Resolves, where the forecast reaches over it and the person agrees."""
    if found.beyond is None:
        return said
    asked = (
        f"The forecast reaches over {found.question.resolves}, on which the question resolves. "
        f"Move that to {found.beyond}?"
    )
    if answer(asked, "yes").lower() in ("y", "yes"):
        return replace(said, resolves=found.beyond)
    return said


def with_answer(said: Said, missing: Missing) -> Said:
    """With an answer to what is missing. Refused after three that cannot be read."""
    asked = f"{missing.what[:1].upper()}{missing.what[1:]}"
    for _ in range(_TRIES):
        text = answer(f"{asked} (--{missing.field})", missing.default)
        try:
            given: dict[str, Any] = {missing.field: day(text) if missing.field in _DAYS else text}
        except ArgumentTypeError as problem:
            say(str(problem))
            continue
        if text or missing is _SOURCE:
            return replace(said, **given)
    raise Refused("that was asked for three times. Nothing was changed")


def answer(asked: str, default: str) -> str:
    """What a person answers; the default where they press Enter. Refused where the input ends."""
    shown = f" [{default}]" if default else ""
    print(f"{asked}{shown}: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise Refused("the input ended. Nothing was changed")
    return line.strip() or default
