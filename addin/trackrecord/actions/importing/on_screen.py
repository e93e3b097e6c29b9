"""The button: a file is chosen, and then what it takes to read one is loaded."""

from trackrecord.actions.session import NOTHING, Session, read_view
from trackrecord.language import say
from trackrecord.workbook.store import Screen


def import_on_screen(session: Session, screen: Screen) -> str:
    """The rows of another record or tool that are not here yet: all of them, or nothing."""
    chosen = screen.choose_file(say("A CSV file, a workbook, or a download of another tool"))
    if chosen is None:
        return say(NOTHING)
    from trackrecord.actions.importing.bringing_in import import_rows  # noqa: PLC0415 - after the choice
    from trackrecord.actions.reading import read_any  # noqa: PLC0415 - as above

    theirs = read_any([chosen], today=session.today)
    return import_rows(session, read_view(session), theirs, chosen.name).said
