"""What each button does with the workbook on the desk; each gives one sentence for the person.

An action that is refused, or to which the person says no, changes nothing.
"""

from collections.abc import Sequence

from trackrecord.actions.session import NOTHING, Desk, Look, change, look, must_be_readable, put
from trackrecord.core import journal
from trackrecord.core.changes import Change, applied, text_of
from trackrecord.core.checks import check as check_record
from trackrecord.core.due import due as due_questions
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Claim,
    Entry,
    Forecast,
    Outcome,
    Problem,
    Question,
    Record,
    Void,
)
from trackrecord.errors import Refused
from trackrecord.office.addin.ribbon import help_text
from trackrecord.tables.kinds import plain, unparse
from trackrecord.tables.schema import FORECASTS, OUTCOMES, QUESTIONS, RECORD

_MOST_LINES = 8


def new(desk: Desk) -> str:
    """A workbook of its own, the example or an empty one, opened."""
    from trackrecord.actions import records as actions  # noqa: PLC0415 - building loads openpyxl, which clicks do not

    answer = desk.ask(
        "Make a new workbook with the example (forecasts on Xiaomi's first car)?\n\n"
        "Yes: with the example.\nNo: an empty one.",
        "yes_no_cancel",
    )
    if answer not in ("yes", "no"):
        return NOTHING
    name = actions.BUNDLED if answer == "yes" else "track-record"
    folder = desk.folder()
    target, number = folder / f"{name}.xlsx", 2
    while target.exists():
        target, number = folder / f"{name}-{number}.xlsx", number + 1
    if answer == "yes":
        actions.build(actions.bundled(), target, desk.today)
    else:
        actions.build_empty(target, desk.today)
    desk.open_file(target)
    return f"{target.name} was made in {target.parent} and is open now."


def import_record(desk: Desk) -> str:
    """The rows of another record that are not here yet: all of them, or nothing."""
    from trackrecord.actions import importing as intake  # noqa: PLC0415 - seldom used, and reads much else
    from trackrecord.actions import records as actions  # noqa: PLC0415 - as above

    here = look(desk)
    chosen = desk.choose("A CSV file, a workbook, or a download of another tool")
    if chosen is None:
        return NOTHING
    return intake.take(desk, here, actions.read_any(chosen), chosen.name)[0]


def add_forecast(desk: Desk) -> str:
    """A new row in Forecasts, as far filled in as can be, ready to type."""
    found = look(desk)
    question = _selected_question(desk, found, must=False)
    key = question.question if question else ""
    row = Forecast(
        free_key(found, key or "forecast"), key, "", Claim.FORECAST, desk.today, "", None, None
    )
    change(desk, found, "Add forecast", [Change(FORECASTS.name, row.forecast, "", text_of(row))])
    first = "Forecaster" if question else "Question"
    desk.carrier.select(desk.book, FORECASTS, row.forecast, first)
    return (
        f"A new row is open in Forecasts: fill in {first} and what follows, the claim as it was "
        "published in Wording. Compute accuracy then reads Low and High from it."
    )


def free_key(found: Look, stem: str) -> str:
    """A key for a new forecast that no forecast has or ever had."""
    taken = set(found.keys[FORECASTS.name]) | journal.keys(found.record.journal, FORECASTS.name)
    number = 1
    while f"{stem[:56]}-{number}" in taken:
        number += 1
    return f"{stem[:56]}-{number}"


def record_outcome(desk: Desk) -> str:
    """The row of the selected question in Outcomes, opened at Value."""
    found = look(desk)
    question = _question(desk, found)
    outcome: Outcome | None = found.row(OUTCOMES.name, question.question)
    if found.lost(OUTCOMES.name, question.question):
        desk.carrier.select(desk.book, OUTCOMES, question.question, "Value")
        return (
            f"'{question.title}' has a row in Outcomes that cannot be read; it is selected now. "
            "Click Check to see what is wrong with it."
        )
    opened = outcome or Outcome(question.question, None, None, desk.today)
    name = "Record outcome"
    if opened.value is not None:
        shown = plain(unparse(opened.value))
        known = f", known since {opened.known}" if opened.known else ""
        asked = f"'{question.title}' has an outcome already: {shown}{known}. Change it?"
        if desk.ask(asked, "yes_no") != "yes":
            return NOTHING
        name = "Change outcome"  # journalled before it is changed, so that Undo brings it back
    if outcome is None or outcome.value is not None:
        change(
            desk,
            found,
            name,
            [Change(OUTCOMES.name, question.question, text_of(outcome), text_of(opened))],
        )
    desk.carrier.select(desk.book, OUTCOMES, question.question, "Value")
    desk.carrier.allow(desk.book, OUTCOMES, question.question, "Value", question.unit)
    return (
        f"'{question.title}': type {_hint(question.unit)} in Value, then the day it became "
        "known, and the source."
    )


def _hint(unit: str) -> str:
    """What an outcome of that unit looks like, in words."""
    return {DATE_UNIT: "a date (yyyy-mm-dd), or never", YES_NO_UNIT: "yes or no"}.get(
        unit, f"a number ({unit})"
    )


def void(desk: Desk) -> str:
    """The selected question, judged neither right nor wrong."""
    found = look(desk)
    question = _question(desk, found)
    must_be_readable(found, OUTCOMES.name, question.question)
    answer = desk.ask(
        f"Void '{question.title}'?\n\nYes: ambiguous (reality is unclear).\n"
        "No: annulled (the question was broken).",
        "yes_no_cancel",
    )
    if answer not in ("yes", "no"):
        return NOTHING
    value = Void.AMBIGUOUS if answer == "yes" else Void.ANNULLED
    old: Outcome | None = found.row(OUTCOMES.name, question.question)
    if old is not None and old.value is value:
        return f"'{question.title}' is {value} already; nothing was changed."
    made = Outcome(
        question.question,
        value,
        desk.today,
        desk.today,
        old.source if old else "",
        old.note if old else "",
    )
    change(
        desk, found, "Void", [Change(OUTCOMES.name, question.question, text_of(old), text_of(made))]
    )
    desk.carrier.select(desk.book, OUTCOMES, question.question, "Note")
    return f"'{question.title}' is {value}: say why in Note."


def undo(desk: Desk) -> str:
    """The last action that was not taken back yet, taken back."""
    return take_back(desk)[0]


def take_back(desk: Desk) -> tuple[str, Record, list[Change]]:
    """The same, with the record after it and what was changed."""
    found = look(desk)
    broken = next(journal.verify(found.record.journal), None)
    if broken is not None:  # what it says of earlier rows cannot be trusted
        raise Refused(f"{broken}. Nothing was changed")
    taken_in = journal.take_in(found.record, desk.now, desk.who, found.stands)
    entries = (*found.record.journal, *taken_in)
    action = journal.last_action(entries)
    if not action:
        raise Refused("there is nothing to take back: the Journal has no action that stands")
    for entry in action:
        if not journal.is_begun(entry.after):
            must_be_readable(found, entry.table, entry.key)
    name = journal.name_of(action)
    back = journal.take_back(found.record, entries, action, desk.now, desk.who)
    gone = sum(bool(done.after) and not found.stands(done.table, done.key) for done in action)
    since = any(
        e.before != done.after or found.lost(done.table, done.key)
        for e, done in zip(back, reversed(action), strict=True)
        if found.stands(done.table, done.key)
    )
    asked = f"Take back “{name}” ({_of(action)})?"
    if since:
        asked += "\n\nWhat was typed there since goes too."
    if gone:
        asked += f"\n\n{gone} of its rows are gone already."
    if desk.ask(asked, "yes_no") != "yes":
        return NOTHING, found.record, []
    # A row that is gone already and was not there before needs nothing done.
    changes = [
        Change(e.table, e.key, e.before if found.stands(e.table, e.key) else "", e.after)
        for e in back
        if found.stands(e.table, e.key) or e.after
    ]
    after = put(desk, found, changes, [*taken_in, *back])
    said = f"“{name}” was taken back ({_of(action)})."
    return said, applied(after, changes), changes


def _of(action: Sequence[Entry]) -> str:
    first = f"{action[0].table}, {action[0].key}"
    return first if len(action) == 1 else f"{first} and {len(action) - 1} more"


def compute_accuracy(desk: Desk) -> str:
    """Everything anew: what changed, in one sentence."""
    from trackrecord.actions.accuracy import compute  # noqa: PLC0415 - no other button needs the scores

    return compute(desk)


def due(desk: Desk) -> str:
    """What waits for its outcome, oldest first; the oldest is selected."""
    record = look(desk).record
    as_of = record.settings.as_of or desk.today
    waiting = due_questions(record, as_of)
    if not waiting:
        return f"Nothing is due as of {as_of}."
    desk.carrier.select(desk.book, QUESTIONS, waiting[0].question.question, "Question")
    lines = [
        f"{row.question.resolves}: {row.question.title} "
        + (f"({row.days_overdue} days overdue)" if row.days_overdue else "(due today)")
        for row in waiting
    ]
    return _listed(f"{len(waiting)} question(s) wait for an outcome as of {as_of}", lines)


def check(desk: Desk) -> str:
    """Every problem, and what the journal did not see; the first is selected."""
    from trackrecord.core.wording.reading import misread  # noqa: PLC0415 - no other button needs it

    found = look(desk)
    record = found.record
    problems = [
        *found.problems,
        *check_record(record, desk.today),
        *misread(record),
        *journal.check(record, found.stands),
    ]
    if not problems:
        seals = f", {len(record.journal)} seals hold" if record.journal else ""
        return (
            f"OK: {len(record.forecasts)} forecasts, {len(record.outcomes)} outcomes, no "
            f"problems{seals}."
        )
    _go_to(desk, problems[0])
    return _listed(f"{len(problems)} problem(s)", list(map(str, problems)))


def _go_to(desk: Desk, problem: Problem) -> None:
    """Select the cell a problem names: "Forecasts row 5, column Low"."""
    table = next((t for t in RECORD if problem.where.table == t.name), None)
    if table is not None and problem.where.row:
        desk.carrier.select_row(desk.book, table, problem.where.row, problem.where.column)


def export(desk: Desk) -> str:
    """The record as a folder of CSV files beside the workbook."""
    from trackrecord.exchange import csv_folder as folder  # noqa: PLC0415 - only here are files written

    found = look(desk)
    record, unreadable = found.record, found.problems
    if unreadable:
        raise Refused(
            f"{len(unreadable)} problem(s) would be lost on the way, the first: "
            f"{_short(unreadable[0])}. Mend them (click Check) and export again; nothing was "
            "written"
        )
    target = desk.folder() / desk.name
    there = [table.file for table in RECORD if (target / table.file).exists()]
    if target.exists() and not target.is_dir():
        raise Refused(f"{target} is a file; move it away and export again")
    asked = f"{target} holds {', '.join(there)}. Write over them?"
    if there and desk.ask(asked, "yes_no") != "yes":
        return "Nothing was written."
    try:
        folder.replace(target, record)
    except OSError as error:
        raise Refused(f"{target} cannot be written ({error.strerror})") from error
    return f"The record was written into {target}, as CSV files."


def help_(desk: Desk) -> str:
    """What each button does."""
    if desk.book is not None:
        desk.carrier.go_to_sheet(desk.book, "About")
    return help_text()


def _question(desk: Desk, found: Look) -> Question:
    question = _selected_question(desk, found)
    if question is None:
        raise Refused(
            "select a forecast or a question first: click on its row in Forecasts, Questions or "
            "Outcomes, then click again"
        )
    return question


def _selected_question(desk: Desk, found: Look, *, must: bool = True) -> Question | None:
    """The question of the selected row; None where none is selected.

    Refused if the row or its question cannot be read; None without `must`.
    """
    chosen = desk.carrier.selected(desk.book, [FORECASTS, QUESTIONS, OUTCOMES])
    if chosen is None:
        return None
    table, key = chosen
    if table is FORECASTS:
        row = found.row(FORECASTS.name, key)
        key = row.question if row is not None else ""
    question: Question | None = found.row(QUESTIONS.name, key)
    if question is None and must:
        raise Refused(
            f"the selected row of {table.name} cannot be read, or its question does not stand in "
            "Questions; click Check to see what is wrong with it"
        )
    return question


def _short(problem: Problem) -> str:
    return str(problem).rstrip(".")


def _listed(title: str, lines: Sequence[str]) -> str:
    shown = [f"• {line}" for line in lines[:_MOST_LINES]]
    more = [f"… and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return "\n".join([f"{title}:", *shown, *more])
