"""Write a record in another form: CSV files, one long table, a web page, a calendar."""

import os
from datetime import date, datetime
from pathlib import Path

from trackrecord.actions.session import Session, read_view
from trackrecord.core.model import Problem, Record
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.language import say
from trackrecord.tables.record import RECORD
from trackrecord.workbook.store import Screen

_MOST_OF_ONE_PAGE = 1_000  # forecasts, or questions; of more there are many pages


def export(place: Path, target: Path, kind: str, as_of: date, title: str | None = None) -> str:
    """A record in another form (``csv``, ``long``, ``fatebook``, ``html``); what was written.

    A page is called `title`, or by default “NAME: who called it?” after the place.

    Refused if the record has problems, because what cannot be read would be lost on the way.
    """
    from trackrecord.actions.reading import read_sound, title_of  # noqa: PLC0415 - of no button
    from trackrecord.exchange import export_tables  # noqa: PLC0415 - of no button
    from trackrecord.exchange.own_files import write_own_file  # noqa: PLC0415 - of no button

    record = read_sound(place, say("nothing was written"))
    if kind != "csv":  # that is the record itself; the others show what was known, and said
        from trackrecord.core.assessing import said_by  # noqa: PLC0415 - of no button

        record = said_by(record, as_of)
    if kind == "csv":
        _write_folder(record, target)
        return say("The record was written into {target}, as CSV files.", target=target)
    if kind == "html":
        title = " ".join((title or "").split())
        title = title or say("{title}: who called it?", title=title_of(place))
        return _write_page(record, target, as_of, title)
    if kind == "fatebook":
        content, left = export_tables.fatebook(record)
        write_own_file(target, content.encode())
        more = say("; {n} forecast(s) of dates or numbers it cannot hold", n=left) if left else ""
        return say("Written: {target}, for Fatebook's import{more}.", target=target, more=more)
    if target.suffix.lower() == ".parquet":
        from trackrecord.exchange.parquet_table import long_parquet  # noqa: PLC0415 - an extra

        write_own_file(target, long_parquet(record, as_of))
    else:
        write_own_file(target, export_tables.long_table(record, as_of).encode())
    return say(
        "Written: {target}, {n} forecasts with their scores as of {as_of}.",
        target=target,
        n=len(record.forecasts),
        as_of=as_of,
    )


def export_card(
    place: Path, target: Path, as_of: date, forecaster: str = "", question: str = ""
) -> str:
    """A card of a forecaster or of a question, as a file.png or file.svg; what was written.

    Refused if the record has problems, or nobody and nothing is called so.
    """
    from trackrecord.actions.reading import read_sound  # noqa: PLC0415 - of no button
    from trackrecord.exchange.card import contents, drawing  # noqa: PLC0415 - as above
    from trackrecord.exchange.own_files import write_own_file  # noqa: PLC0415 - as above

    record = read_sound(place, say("nothing was written"))
    card = (
        contents.card_of_forecaster(record, forecaster, as_of)
        if forecaster
        else contents.card_of_question(record, question, as_of)
    )
    form = target.suffix.lower().removeprefix(".")
    write_own_file(target, drawing.card_picture(card, form), drawing.CARD_MARK)
    return say(
        "Written: {target}, a card of “{title}” as of {as_of}.",
        target=target,
        title=card.title,
        as_of=as_of,
    )


def _write_page(record: Record, target: Path, as_of: date, title: str) -> str:
    from trackrecord.exchange import page_files  # noqa: PLC0415 - of no button

    if max(len(record.forecasts), len(record.questions)) <= _MOST_OF_ONE_PAGE:
        from trackrecord.exchange.page.one_page import one_page  # noqa: PLC0415 - of no button

        page_files.write_one_page(target, one_page(record, as_of, title))
        return say(
            "Written: {target}, a web page of the record as of {as_of}.", target=target, as_of=as_of
        )
    from trackrecord.exchange.page.large.page_data import page_data  # noqa: PLC0415 - of no button

    n = page_files.write_many_pages(target, page_data(record, as_of, title, target.name))
    return say(
        "Written: {target}, a web page of the record as of {as_of}, and {n:,} pages that it leads "
        "to in {folder}.",
        target=target,
        as_of=as_of,
        n=n,
        folder=page_files.page_folder(target),
    )


def pull(path: Path, target: Path) -> str:
    """The record of a workbook as a folder of CSV files, for git; it may have problems of sense."""
    from trackrecord.workbook.read import read_workbook  # noqa: PLC0415 - of no button

    if target.exists() and not target.is_dir():
        raise Refused(say("{target} is a file; name a folder", target=target))
    record, problems = read_workbook(path)
    if problems:
        raise Refused(_would_be_lost(problems, say("Mend them and pull again")))
    _write_folder(record, target)
    return say(
        "{forecasts} forecasts and {outcomes} outcomes are in {target}.",
        forecasts=len(record.forecasts),
        outcomes=len(record.outcomes),
        target=target,
    )


def export_on_screen(session: Session, screen: Screen) -> str:
    """The record as a folder of CSV files beside the workbook."""
    view = read_view(session)
    if view.problems:
        remedy = say("Mend them (click Check) and export again")
        raise Refused(_would_be_lost(view.problems, remedy))
    target = screen.folder / screen.name
    there = [table.file for table in RECORD if (target / table.file).exists()]
    if target.exists() and not target.is_dir():
        raise Refused(say("{target} is a file; move it away and export again", target=target))
    asked = say(
        "{target} holds {files}. Write over them?", target=target, files=say(", ").join(there)
    )
    if there and screen.ask(asked, "yes_no") != "yes":
        return say("Nothing was written.")
    _write_folder(view.record, target)
    return say("The record was written into {target}, as CSV files.", target=target)


def write_calendar(record: Record, target: Path, now: datetime) -> None:
    """A calendar of every open question."""
    from trackrecord.exchange.export_calendar import calendar  # noqa: PLC0415 - icalendar: 90 ms
    from trackrecord.exchange.own_files import write_own_file  # noqa: PLC0415 - of no button

    write_own_file(target, calendar(record, now), b"PRODID:-//Track Record//")


def _would_be_lost(problems: list[Problem], remedy: str) -> str:
    return say(
        "{n} problem(s) would be lost on the way, the first: {first}. {remedy}; nothing was "
        "written",
        n=len(problems),
        first=str(problems[0]).rstrip(".。"),
        remedy=remedy,
    )


def _write_folder(record: Record, target: Path) -> None:
    if os.path.lexists(target) and not target.is_dir():
        raise Refused(say("{target} is a file; name a folder", target=target))
    csv_folder.write_folder(target, record)
