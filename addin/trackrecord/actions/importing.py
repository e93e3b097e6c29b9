"""Rows of another record or tool: shown, and then added, all of them or none."""

from trackrecord.actions.listing import indented
from trackrecord.actions.reading import read_any
from trackrecord.actions.session import NOTHING, Done, Session, View, change, read_view
from trackrecord.core.changes import TABLES, Change, applied, text_of
from trackrecord.core.model import Record
from trackrecord.core.wording.phrasing import ends_in_words
from trackrecord.errors import Refused
from trackrecord.exchange.imported_rows import Import
from trackrecord.tables.record import RECORD
from trackrecord.workbook.store import Screen

_SHOWN = 3  # of what was read, before it is asked about


def import_rows(session: Session, view: View, theirs: Import, name: str) -> Done:
    """What was read elsewhere, shown and then added: all of it, or nothing."""
    if theirs.problems:
        raise Refused(
            f"{len(theirs.problems)} row(s) of {name} cannot be read; mend them and import again, "
            f"nothing was added:\n{indented(theirs.problems)}"
        )
    if not any(getattr(theirs.record, table.lower()) for table in TABLES):
        raise Refused(f"{name} has no rows below its headers; nothing was added")
    changes, clashes = _not_here_yet(view, theirs.record)
    if clashes:
        raise Refused(
            f"{len(clashes)} row(s) of {name} stand here with other content, the first: "
            f"{clashes[0]}. Make them the same, or give them other keys; nothing was changed"
        )
    notes = "".join(f" {note[0].upper()}{note[1:]}." for note in theirs.notes)
    if not changes:
        return Done(f"Every row of {name} is here already; nothing was added.{notes}", view.record)
    counts = {t.name: sum(c.table == t.name for c in changes) for t in RECORD}
    listed = ", ".join(f"{count} in {table}" for table, count in counts.items() if count)
    taken = "".join(f"\n{header}: {meaning}" for header, meaning in theirs.mapping.items())
    asked = f"Add {len(changes)} row(s) from {name}: {listed}?{notes}"
    if taken:
        read = {row.wording: ends_in_words(row.low, row.high) for row in theirs.record.forecasts}
        shown = "".join(f"\n“{said[:60]}”: {what}" for said, what in [*read.items()][:_SHOWN])
        asked += f"\n\nThe columns are taken as{taken}\n\nWhat was said is read as{shown}"
    if session.ask(asked, "yes_no") != "yes":
        return Done(NOTHING, view.record)
    after = change(session, view, "Import", changes)
    said = f"{len(changes)} row(s) were added from {name}: {listed}.{notes}"
    return Done(said, applied(after, changes), changes)


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
                clashes.append(f"'{name}' in {table}")
    return changes, clashes


def import_on_screen(session: Session, screen: Screen) -> str:
    """The rows of another record that are not here yet: all of them, or nothing."""
    view = read_view(session)
    chosen = screen.choose_file("A CSV file, a workbook, or a download of another tool")
    if chosen is None:
        return NOTHING
    return import_rows(session, view, read_any(chosen), chosen.name).said
