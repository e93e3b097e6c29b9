"""Commands that write a workbook, or change one."""

import sys
from argparse import Namespace
from typing import Any

from trackrecord import clock
from trackrecord.actions import editing, exporting, on_file
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.actions.on_file import Person
from trackrecord.cli.asking import said_by, said_in_full, source_asked_for
from trackrecord.cli.output import give, print_json, say
from trackrecord.core.model import Void
from trackrecord.errors import Refused


def record(chosen: Namespace) -> int:
    """Record what happened."""
    today = clock.today()
    done = on_file.record(
        chosen.workbook,
        _person(),
        chosen.question,
        chosen.value,
        known=chosen.known or today,
        source=chosen.source or source_asked_for(chosen),
        note=chosen.note,
        until=chosen.until,
    )
    known = "" if chosen.known else f" Known since {today}, today; --known names another day."
    return _say(chosen, f"{done}{known}")


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
    """Add a forecast as somebody said it."""
    asked = () if chosen.json else ("source",)
    said = said_in_full(chosen.workbook, said_by(chosen), asked)
    return _say(chosen, on_file.add_said(chosen.workbook, _person(), said))


def edit(chosen: Namespace) -> int:
    """Give cells of a row other values."""
    table = editing.table_named(chosen.table)
    done = on_file.edit(chosen.workbook, _person(), table, chosen.key, chosen.cells)
    return _say(chosen, done)


def delete(chosen: Namespace) -> int:
    """Take a row away."""
    table = editing.table_named(chosen.table)
    return _say(chosen, on_file.delete(chosen.workbook, _person(), table, chosen.key))


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

    wishes = Wishes(
        dict(chosen.map),
        tuple(name for names in chosen.id for name in names),
        chosen.dates,
        chosen.decimal,
        chosen.forecaster,
        chosen.resolves,
        chosen.recipe,
        chosen.save_recipe,
        chosen.update,
        chosen.skip_bad,
        chosen.dry_run,
    )
    shown: dict[str, Any] = {}
    done = on_file.import_from(chosen.workbook, _person(), chosen.source, wishes, ask, shown)
    if chosen.json:
        print_json({"done": done, **shown})
    else:
        give(done)
    return int(chosen.dry_run and bool(shown["problems"]) and chosen.skip_bad is None)


def _say(chosen: Namespace, done: str) -> int:
    """Say what was done, in words or as JSON."""
    if chosen.json:
        print_json({"done": done})
    else:
        give(done)
    return 0


def _person() -> Person:
    return Person(clock.whoami(), clock.today(), clock.now())
