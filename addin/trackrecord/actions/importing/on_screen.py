"""The button: a file is chosen, and then what it takes to read one is loaded."""

from pathlib import Path

from trackrecord.actions.session import NOTHING, Session, read_view
from trackrecord.language import say
from trackrecord.workbook.store import Screen


def import_on_screen(session: Session, screen: Screen) -> str:
    """The rows of another record or tool that are not here yet: all of them, or nothing.

    Of an article the forecasts in it are laid out, to be ticked.
    """
    chosen = screen.choose_file(
        say("A CSV file, a workbook, a download of another tool, or an article")
    )
    if chosen is None:
        return say(NOTHING)
    if _is_article(chosen):
        from trackrecord.actions.entering.found_rows import lay_out_article  # noqa: PLC0415 - seldom

        return lay_out_article(session, screen, chosen)
    from trackrecord.actions.importing.bringing_in import import_rows  # noqa: PLC0415 - after the choice
    from trackrecord.actions.reading import read_any  # noqa: PLC0415 - as above

    theirs = read_any([chosen], today=session.today)
    return import_rows(session, read_view(session), theirs, chosen.name).said


def _is_article(path: Path) -> bool:
    """Is it a text, and not a table in Markdown?"""
    if path.suffix.lower() in (".txt", ".html", ".htm"):
        return True
    if path.suffix.lower() != ".md":
        return False
    from trackrecord.actions.article import article_text  # noqa: PLC0415 - of Markdown alone

    return not any(
        line.lstrip().startswith(("|-", "| -", "|:")) for line in article_text(path).split("\n")
    )
