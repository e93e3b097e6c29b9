"""Rows of another record or tool: shown, and then added, all of them or those that can be."""

from dataclasses import replace
from typing import Any

from trackrecord.actions.importing.aside import write_aside
from trackrecord.actions.importing.planning import Plan, planned
from trackrecord.actions.importing.preview import (
    notes_of,
    plan_document,
    rows_by_table,
    rows_in_words,
    shown_to_person,
)
from trackrecord.actions.importing.wishes import Wishes
from trackrecord.actions.listing import indented
from trackrecord.actions.session import NOTHING, Done, Session, View, change
from trackrecord.core.changes import applied
from trackrecord.core.model import Record
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.table import meanings_listed
from trackrecord.exchange.imports import Import
from trackrecord.language import say

_ACTION = "Import"


def import_rows(  # noqa: PLR0913, PLR0917 - what, into what, how, and what is told of it
    session: Session,
    view: View,
    theirs: Import,
    name: str,
    wishes: Wishes | None = None,
    shown: dict[str, Any] | None = None,
) -> Done:
    """What was read elsewhere, shown and then added. Refused, with nothing changed, if it is bad.

    `shown` is filled with the document of what was planned.
    """
    wishes = wishes or Wishes()
    plan = planned(
        view, theirs, session.today, update=wishes.update, skip=wishes.skip_bad is not None
    )
    if shown is not None:
        shown |= plan_document(plan, name)
    if wishes.dry_run:
        return Done(_dry_run(plan, name), view.record)
    if plan.problems:
        raise Refused(_cannot_be_taken(plan, name))
    if not any(plan.counts.values()):
        raise Refused(say("{name} has no rows below its headers; nothing was added", name=name))
    if not plan.rows_added and not plan.changes:
        return Done(_nothing_new(plan, name, wishes), view.record)
    if session.ask(shown_to_person(plan, name), "yes_no") != "yes":
        return Done(say(NOTHING), view.record)
    journal = change(session, view, _ACTION, plan.changes, plan.added).journal
    aside = _skipped_rows(plan, wishes)  # before the file is saved: both are written, or none
    after = with_added(applied(view.record, plan.changes), plan, journal)
    return Done(f"{_what_was_done(plan, name)}{aside}", after, plan.changes, plan.added)


def with_added(record: Record, plan: Plan, journal: Any) -> Record:  # noqa: ANN401 - entries
    """The record with the rows that were added."""
    rows: dict[str, Any] = {
        table.lower(): (*getattr(record, table.lower()), *added)
        for table, added in plan.added.items()
    }
    return replace(record, journal=journal, **rows)


def _dry_run(plan: Plan, name: str) -> str:
    """What would be done, and what stands against it."""
    said = shown_to_person(plan, name)
    if plan.problems:
        said += "\n\n" + _cannot_be_taken(plan, name)
    return said + "\n\n" + say("Nothing was changed: this was a dry run.")


def _cannot_be_taken(plan: Plan, name: str) -> str:
    table = plan.theirs.claims is not None
    remedy = say(
        "mend them and import again, or take the others: --skip-bad FILE writes these rows into "
        "FILE; nothing was added"
    )
    message = say(
        "{n} row(s) of {name} cannot be read; {remedy}:\n{problems}",
        n=_rows_of_problems(plan),
        name=name,
        remedy=remedy if table else say("mend them and import again; nothing was added"),
        problems=indented(plan.problems),
    )
    if plan.theirs.claims is None or plan.theirs.claims.tool:
        return message
    columns = say(", ").join(f"{h} = {m}" for h, m in plan.theirs.meanings.items())
    taken = say(
        "The columns were taken as: {columns}. --map HEADER=MEANING says otherwise; a column can "
        "mean: {meanings}.",
        columns=columns,
        meanings=meanings_listed(),
    )
    return f"{message}\n{taken}" if table else message


def _rows_of_problems(plan: Plan) -> int:
    places = {problem.where._replace(column="") for problem in plan.problems}
    return max(len(places), plan.counts.get("skipped", 0))


def _nothing_new(plan: Plan, name: str, wishes: Wishes) -> str:
    said = say("Every row of {name} is here already; nothing was added.", name=name)
    if plan.counts["same"] == 0:
        said = say("No row of {name} was taken; nothing was added.", name=name)
    if plan.theirs.claims is not None:
        said += " " + rows_in_words(plan)
    said += _skipped_rows(plan, wishes)
    if plan.differs:
        said += say(
            " {n} row(s) say something else than here; see them with --update.", n=len(plan.differs)
        )
    return said + _noted(plan)


def _what_was_done(plan: Plan, name: str) -> str:
    if plan.rows_added:
        said = say(
            "{n} row(s) were added from {name}: {listed}.",
            n=plan.rows_added,
            name=name,
            listed=rows_by_table(plan),
        )
    else:
        said = say("No row of {name} is new.", name=name)
    if plan.changes:
        said += say(" {n} row(s) were changed.", n=len(plan.changes))
    elif plan.differs:
        said += say(
            " {n} row(s) say something else than here, and stayed (--update changes them).",
            n=len(plan.differs),
        )
    if plan.theirs.claims is not None:
        said += " " + rows_in_words(plan)
    return said + _noted(plan)


def _noted(plan: Plan) -> str:
    return "".join(
        say(" {sentence}.", sentence=f"{note[0].upper()}{note[1:]}") for note in notes_of(plan)
    )


def _skipped_rows(plan: Plan, wishes: Wishes) -> str:
    """Write aside what cannot be taken; what is said of it."""
    if wishes.skip_bad is None or not plan.skipped:
        return ""
    count = write_aside(plan.theirs, plan.skipped, wishes.skip_bad)
    return " " + say("{n} row(s) were skipped; they are in {file}.", n=count, file=wishes.skip_bad)
