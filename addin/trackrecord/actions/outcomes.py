"""Record what happened to a question, or that it can be judged neither right nor wrong."""

from dataclasses import replace
from datetime import date

from trackrecord.actions.session import (
    NOTHING,
    Done,
    Session,
    View,
    change,
    must_be_readable,
    question_of,
    read_view,
)
from trackrecord.core.changes import Change, applied, text_of
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Never,
    Outcome,
    Question,
    Record,
    Until,
    Value,
    Void,
)
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.kinds import Kind, parse_typed, plain, unparse
from trackrecord.tables.record import FORECASTS, OUTCOMES, QUESTIONS
from trackrecord.workbook.store import Screen


def _must_be_sound(record: Record, today: date, outcome: Outcome) -> str:
    """A word on what the outcome brings; Refused if that is a problem that was not there before."""
    from trackrecord.actions.soundness import must_be_sound  # noqa: PLC0415 - 20 ms, of no button

    return must_be_sound(record, today, outcome=outcome)


def record_outcome(  # noqa: PLR0913 - an outcome has as many parts
    session: Session,
    question: str,
    value: str,
    *,
    known: date,
    source: str,
    note: str = "",
    until: str = "",
) -> Done:
    """Record what happened, in place of what was recorded before, if anything was.

    `until` is the other end, where only a span is known, or ``open``.
    """
    view = read_view(session)
    asked = question_of(view, question)
    read, end = _outcome_said(value, until, asked)
    made = Outcome(asked.question, read, known, session.today, source, note, end)
    noted = _must_be_sound(view.record, session.today, made)
    done = _put(session, view, made, "Record outcome", "Change outcome")
    return replace(done, said=f"{done.said}{noted}" if done.changes else done.said)


def void(
    session: Session, question: str, word: Void, note: str | None, view: View | None = None
) -> Done:
    """Judge a question neither right nor wrong.

    `note` says why; None where the person types it afterwards. `view` is what was read already.
    """
    view = view or read_view(session)
    asked = question_of(view, question)
    title = asked.title
    old: Outcome | None = view.row(OUTCOMES.name, asked.question)
    source, was = (old.source, old.note) if old else ("", "")
    made = Outcome(asked.question, word, session.today, session.today, source, note or was)
    if note is not None:
        _must_be_sound(view.record, session.today, made)
        return _put(session, view, made, "Void", "Void")
    if old is not None and old.value is word:
        unchanged = say("'{title}' is {word} already; nothing was changed.", title=title, word=word)
        return Done(unchanged, view.record)
    done = _put(session, view, made, "Void", "Void")
    said = say("'{title}' is {word}: say why in Note.", title=title, word=word)
    return Done(said, done.record, done.changes)


def _outcome_said(text: str, until: str, question: Question) -> tuple[Value, Bound | Until | None]:
    """An outcome and its other end, as people write them: 28 March 2024, 1.2 million, May 2024."""
    end = _until_read(until, question)
    try:
        read = parse_typed(Kind.VALUE, text, question.unit)
    except ValueError as problem:
        said = _said_otherwise(text, question, problem) if not until else None
        if said is None:
            raise Refused(f"{problem} ('{question.title}'). Nothing was changed") from None
        return said
    if not isinstance(read, Value):
        raise Refused("the value is empty; give a date, a number, yes or no, or never")
    if isinstance(read, Void):
        raise Refused(f"for a void, run 'trackrecord void … \"{question.question}\" {read}'")
    if isinstance(read, bool) and question.unit != YES_NO_UNIT:
        more = ""
        if question.unit == DATE_UNIT:
            more = (
                "; if it can no longer happen, record never; if it only has not happened yet, "
                "record nothing"
            )
        hint = _hint(question.unit)
        raise Refused(
            f"'{question.title}' asks for {hint}, not for {text}{more}. Nothing was changed"
        )
    return read, end


def _said_otherwise(
    text: str, question: Question, problem: ValueError
) -> tuple[Value, Bound | Until | None] | None:
    """An outcome in other words; known as a span, or from below only; None where it is none."""
    from trackrecord.core.wording.reading import NOT_READ, read_wording  # noqa: PLC0415 - 20 ms

    try:
        found = read_wording(text, question.unit)
    except ValueError as asked_back:
        why = problem if NOT_READ in str(asked_back) else asked_back
        raise Refused(f"{why} ('{question.title}'). Nothing was changed") from None
    if question.unit == YES_NO_UNIT:  # "No.", "did not", 是: what is certain
        return (found.low == 1, None) if found.low in (0, 1) else None
    if isinstance(found.low, Never):
        return found.low, None
    if found.low is None:
        raise Refused(
            f"'{text}' has no lower end; record what is known from below, or a span with --until. "
            "Nothing was changed"
        )
    high = found.high
    assert not isinstance(high, Never)
    if high is None:
        return found.low, Until.OPEN
    return found.low, high if high != found.low else None


def _until_read(text: str, question: Question) -> Bound | Until | None:
    try:
        read = parse_typed(Kind.UNTIL, text, question.unit)
    except ValueError as problem:
        raise Refused(f"{problem}, or open ('{question.title}'). Nothing was changed") from None
    return read if isinstance(read, (Bound, Until)) else None


def _put(session: Session, view: View, made: Outcome, new: str, other: str) -> Done:
    old: Outcome | None = view.row(OUTCOMES.name, made.question)
    shown = plain(unparse(made.value))
    if made.until is not None:
        end = plain(unparse(made.until))
        shown = f"{shown} or more" if isinstance(made.until, Until) else f"{shown} to {end}"
    if old is not None and replace(made, recorded=old.recorded) == old:
        return Done(f"'{made.question}' is {shown} already; nothing was changed.", view.record)
    name = new if old is None or old.value is None else other
    changes = [Change(OUTCOMES.name, made.question, text_of(old), text_of(made))]
    after = change(session, view, name, changes)
    was = plain(unparse(old.value)) if old is not None and old.value is not None else ""
    was = f" (it was {was})" if was and was != shown else ""
    return Done(f"'{made.question}' is {shown}{was}.", applied(after, changes), changes)


def open_outcome(session: Session, screen: Screen) -> str:
    """The row of the selected question in Outcomes, opened at Value."""
    view = read_view(session, settings=False)
    question = must_select_question(screen, view)
    outcome: Outcome | None = view.row(OUTCOMES.name, question.question)
    if view.is_unreadable(OUTCOMES.name, question.question):
        screen.select(OUTCOMES, question.question, "Value")
        return say(
            "'{title}' has a row in Outcomes that cannot be read; it is selected now. Click Check "
            "to see what is wrong with it.",
            title=question.title,
        )
    opened = outcome or Outcome(question.question, None, None, session.today)
    name = "Record outcome"
    if opened.value is not None:
        shown = plain(unparse(opened.value))
        known = say(", known since {day}", day=opened.known) if opened.known else ""
        asked = say(
            "'{title}' has an outcome already: {value}{known}. Change it?",
            title=question.title,
            value=shown,
            known=known,
        )
        if screen.ask(asked, "yes_no") != "yes":
            return NOTHING
        name = "Change outcome"  # journalled before it is changed, so that Undo brings it back
    if outcome is None or outcome.value is not None:
        change(
            session,
            view,
            name,
            [Change(OUTCOMES.name, question.question, text_of(outcome), text_of(opened))],
        )
    screen.select(OUTCOMES, question.question, "Value")
    return say(
        "'{title}': type {hint} in Value, then the day it became known, and the source.",
        title=question.title,
        hint=_hint(question.unit),
    )


def _hint(unit: str) -> str:
    """What an outcome of that unit looks like, in words."""
    if unit == DATE_UNIT:
        return say("a date (yyyy-mm-dd), or never")
    return say("yes or no") if unit == YES_NO_UNIT else say("a number ({unit})", unit=unit)


def void_selected(session: Session, screen: Screen) -> str:
    """The selected question, judged neither right nor wrong."""
    view = read_view(session, settings=False)
    question = must_select_question(screen, view)
    must_be_readable(view, OUTCOMES.name, question.question)
    answer = screen.ask(
        say(
            "Void '{title}'?\n\nYes: ambiguous (reality is unclear).\nNo: annulled (the question "
            "was broken).",
            title=question.title,
        ),
        "yes_no_cancel",
    )
    if answer not in ("yes", "no"):
        return NOTHING
    word = Void.AMBIGUOUS if answer == "yes" else Void.ANNULLED
    done = void(session, question.question, word, None, view)
    if done.changes:
        screen.select(OUTCOMES, question.question, "Note")
    return done.said


def must_select_question(screen: Screen, view: View) -> Question:
    """The question of the selected row; Refused if none is selected."""
    question = selected_question(screen, view)
    if question is None:
        raise Refused(
            say(
                "select a forecast or a question first: click on its row in Forecasts, Questions "
                "or Outcomes, then click again"
            )
        )
    return question


def selected_question(screen: Screen, view: View, *, must: bool = True) -> Question | None:
    """The question of the selected row; None where none is selected.

    Refused if the row or its question cannot be read; None without `must`.
    """
    chosen = screen.selected([FORECASTS, QUESTIONS, OUTCOMES])
    if chosen is None:
        return None
    table, key = chosen
    if table is FORECASTS:
        row = view.row(FORECASTS.name, key)
        key = row.question if row is not None else ""
    question: Question | None = view.row(QUESTIONS.name, key)
    if question is None and must:
        raise Refused(
            say(
                "the selected row of {table} cannot be read, or its question does not stand in "
                "Questions; click Check to see what is wrong with it",
                table=table.name,
            )
        )
    return question
