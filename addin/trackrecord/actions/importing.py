"""Rows of another record or tool: shown, and then added, all of them or none."""

from collections.abc import Sequence
from dataclasses import replace

from trackrecord.actions.listing import indented
from trackrecord.actions.reading import read_any
from trackrecord.actions.session import NOTHING, Done, Session, View, change, read_view
from trackrecord.core import journal
from trackrecord.core.changes import TABLES, Added, RecordRow, applied, text_of, what_is_said
from trackrecord.core.keys import KeysOfTitles, Spellings, folded, free_numbers
from trackrecord.core.model import Forecast, Question, Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.errors import Refused
from trackrecord.exchange.imported_rows import Import
from trackrecord.language import say
from trackrecord.tables.record import FORECASTS
from trackrecord.workbook.store import Screen

_SHOWN = 3  # of what was read, before it is asked about


def import_rows(session: Session, view: View, theirs: Import, name: str) -> Done:
    """What was read elsewhere, shown and then added: all of it, or nothing."""
    if theirs.problems:
        raise Refused(
            say(
                "{n} row(s) of {name} cannot be read; mend them and import again, nothing was "
                "added:\n{problems}",
                n=len(theirs.problems),
                name=name,
                problems=indented(theirs.problems),
            )
        )
    if not any(getattr(theirs.record, table.lower()) for table in TABLES):
        raise Refused(say("{name} has no rows below its headers; nothing was added", name=name))
    added, clashes = _not_here_yet(view, _as_ours(view, theirs.record))
    if clashes:
        raise Refused(
            say(
                "{n} row(s) of {name} stand here with other content, the first: {first}. Make them "
                "the same, or give them other keys; nothing was changed",
                n=len(clashes),
                name=name,
                first=clashes[0],
            )
        )
    notes = "".join(
        say(" {sentence}.", sentence=f"{note[0].upper()}{note[1:]}") for note in theirs.notes
    )
    count = sum(map(len, added.values()))
    if not count:
        said = say("Every row of {name} is here already; nothing was added.", name=name)
        return Done(f"{said}{notes}", view.record)
    listed = say(", ").join(
        say("{n} in {table}", n=len(rows), table=table) for table, rows in added.items() if rows
    )
    taken = "".join(f"\n{header}: {meaning}" for header, meaning in theirs.mapping.items())
    asked = say("Add {n} row(s) from {name}: {listed}?", n=count, name=name, listed=listed)
    asked += notes
    if taken:
        read = {row.wording: ends_in_words(row.low, row.high) for row in theirs.record.forecasts}
        shown = "".join(f"\n“{said[:60]}”: {what}" for said, what in [*read.items()][:_SHOWN])
        asked += say(
            "\n\nThe columns are taken as{taken}\n\nWhat was said is read as{shown}",
            taken=taken,
            shown=shown,
        )
    if session.ask(asked, "yes_no") != "yes":
        return Done(say(NOTHING), view.record)
    after = change(session, view, "Import", [], added)
    said = say("{n} row(s) were added from {name}: {listed}.", n=count, name=name, listed=listed)
    return Done(f"{said}{notes}", applied(after, [], added), added=added)


def _as_ours(view: View, theirs: Record) -> Record:
    """Their rows with our keys: of forecasters by name, of questions by key or title.

    Forecasts without a key are those of a table; what says the same here has one already.
    """
    who = Spellings(row.forecaster for row in view.record.forecasters)
    is_record = all(row.forecast for row in theirs.forecasts)
    asked = _keys_here(view, theirs.questions, by_title=not is_record)
    forecasts = [
        replace(
            row, question=asked.get(row.question, row.question), forecaster=who.of(row.forecaster)
        )
        for row in theirs.forecasts
    ]
    here: dict[tuple[object, ...], list[Forecast]] = {}
    for row in reversed(view.record.forecasts):
        here.setdefault(what_is_said(row), []).append(row)
    ever = journal.keys(view.record.journal, FORECASTS.name)
    free = free_numbers([*view.keys[FORECASTS.name], *ever])
    keyed = []
    for row in forecasts:
        if row.forecast:
            keyed.append(row)
        elif same := here.get(what_is_said(row)):
            keyed.append(same.pop())
        else:
            keyed.append(replace(row, forecast=next(free)))
    made = replace(
        theirs,
        forecasters=tuple(
            replace(row, forecaster=who.of(row.forecaster)) for row in theirs.forecasters
        ),
        questions=tuple(replace(row, question=asked[row.question]) for row in theirs.questions),
        forecasts=tuple(keyed),
        outcomes=tuple(
            replace(row, question=asked.get(row.question, row.question)) for row in theirs.outcomes
        ),
    )
    return made if is_record else _told_by_us(view.record, made)


def _told_by_us(ours: Record, theirs: Record) -> Record:
    """Of a table that says little of each: our own rows, where they do not say otherwise."""
    people = {row.forecaster: row for row in ours.forecasters}
    asked = {row.question: row for row in ours.questions}
    known = {row.question: row for row in ours.outcomes}
    questions = []
    for row in theirs.questions:
        here = asked.get(row.question)
        questions.append(here if here is not None and here.unit == row.unit else row)
    outcomes = []
    for outcome in theirs.outcomes:
        told = known.get(outcome.question)
        outcomes.append(told if told is not None and told.value == outcome.value else outcome)
    return replace(
        theirs,
        forecasters=tuple(people.get(row.forecaster, row) for row in theirs.forecasters),
        questions=tuple(questions),
        outcomes=tuple(outcomes),
    )


def _keys_here(view: View, theirs: Sequence[Question], *, by_title: bool) -> dict[str, str]:
    """The key that each of their questions has here.

    `by_title`: a question of that title and unit is the same; of another unit it is another.
    """
    ours = view.record.questions
    if not by_title:
        spelled = Spellings(row.question for row in ours)
        return {row.question: spelled.of(row.question) for row in theirs}
    free = KeysOfTitles(row.question for row in ours)
    alike = {(folded(row.title), row.unit): row.question for row in reversed(ours)}
    alike |= {(folded(row.question), row.unit): row.question for row in ours}
    return {
        row.question: alike.get((folded(row.title), row.unit)) or free.of(row.title)
        for row in theirs
    }


def _not_here_yet(view: View, theirs: Record) -> tuple[Added, list[str]]:
    added: dict[str, list[RecordRow]] = {table: [] for table in TABLES}
    clashes: list[str] = []
    for table, (_, key) in TABLES.items():
        ours = {getattr(row, key): text_of(row) for row in getattr(view.record, table.lower())}
        for row in getattr(theirs, table.lower()):
            name = getattr(row, key)
            if not view.has_row(table, name):
                added[table].append(row)
            elif ours.get(name) != text_of(row):
                clashes.append(say("'{key}' in {table}", key=name, table=table))
    return added, clashes


def import_on_screen(session: Session, screen: Screen) -> str:
    """The rows of another record that are not here yet: all of them, or nothing."""
    view = read_view(session)
    chosen = screen.choose_file(say("A CSV file, a workbook, or a download of another tool"))
    if chosen is None:
        return say(NOTHING)
    return import_rows(session, view, read_any(chosen), chosen.name).said
