"""Rows of another record or tool: shown, and then added, all of them or none."""

from trackrecord.actions.listing import indented
from trackrecord.actions.reading import read_any
from trackrecord.actions.session import NOTHING, Done, Session, View, change, read_view
from trackrecord.core.changes import TABLES, Change, applied, text_of
from trackrecord.core.model import Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.errors import Refused
from trackrecord.exchange.imported_rows import Import
from trackrecord.language import say
from trackrecord.tables.record import RECORD
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
    changes, clashes = _not_here_yet(view, theirs.record)
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
    if not changes:
        said = say("Every row of {name} is here already; nothing was added.", name=name)
        return Done(f"{said}{notes}", view.record)
    counts = {t.name: sum(c.table == t.name for c in changes) for t in RECORD}
    listed = say(", ").join(
        say("{n} in {table}", n=count, table=table) for table, count in counts.items() if count
    )
    taken = "".join(f"\n{header}: {meaning}" for header, meaning in theirs.mapping.items())
    asked = say("Add {n} row(s) from {name}: {listed}?", n=len(changes), name=name, listed=listed)
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
    after = change(session, view, "Import", changes)
    said = say(
        "{n} row(s) were added from {name}: {listed}.", n=len(changes), name=name, listed=listed
    )
    return Done(f"{said}{notes}", applied(after, changes), changes)


def _not_here_yet(view: View, theirs: Record) -> tuple[list[Change], list[str]]:
    changes: list[Change] = []
    clashes: list[str] = []
    for table, (_, key) in TABLES.items():
        ours = {getattr(row, key): text_of(row) for row in getattr(view.record, table.lower())}
        for row in getattr(theirs, table.lower()):
            name, text = getattr(row, key), text_of(row)
            if not view.has_row(table, name):
                changes.append(Change(table, name, "", text))
            elif ours.get(name) != text:
                clashes.append(say("'{key}' in {table}", key=name, table=table))
    return changes, clashes


def import_on_screen(session: Session, screen: Screen) -> str:
    """The rows of another record that are not here yet: all of them, or nothing."""
    view = read_view(session)
    chosen = screen.choose_file(say("A CSV file, a workbook, or a download of another tool"))
    if chosen is None:
        return say(NOTHING)
    return import_rows(session, view, read_any(chosen), chosen.name).said
