"""Commands that show a record, or write it in another form: check, due, export."""

from argparse import Namespace

from trackrecord import clock
from trackrecord.actions import checking, exporting, reading
from trackrecord.cli.documents import check_document, due_document, head_document
from trackrecord.cli.output import (
    give,
    give_first,
    print_json,
    say,
    say_first_problems,
    say_problems,
)
from trackrecord.core.due import Due, still_open
from trackrecord.core.journal.fitting import check_journal
from trackrecord.core.journal.head import check_head, head_of
from trackrecord.errors import Refused

_MOST_NOTES, _MOST_DUE = 20, 20


def check(chosen: Namespace) -> int:
    """Every problem, each with its place and what to do."""
    today = clock.today()
    record, problems = reading.check_place(chosen.place, today)
    notes = [*record.notices, *checking.notes(record)]
    if chosen.seal:
        problems = [*problems, *check_head(record.journal, chosen.seal)]
    if chosen.json:
        print_json(check_document(record, problems, notes))
    elif not problems:
        give(
            f"OK: {len(record.forecasts)} forecasts, {len(record.outcomes)} outcomes, no problems."
        )
        if chosen.seal:
            give("Everything that was sealed then still stands as it was.")
    for notice in notes[:_MOST_NOTES]:
        say(f"Note: {notice}.")
    if len(notes) > _MOST_NOTES:
        say(f"Note: {len(notes) - _MOST_NOTES} more notes (--json names them).")
    say_problems(problems)
    return 1 if problems else 0


def seal(chosen: Namespace) -> int:
    """The head of the Journal, to be kept outside of the file."""
    record, _ = reading.read_place(chosen.place)
    head = head_of(record.journal)
    if head is None:
        raise Refused(
            f"nothing is sealed in {chosen.place} yet; 'trackrecord compute' takes every row of a "
            "workbook into its Journal"
        )
    if chosen.json:
        print_json({"head": head_document(record)})
    else:
        give(str(head))
    broken = check_journal(record)  # what is not in it yet, or does not fit
    for problem in broken:
        say(f"Note: {problem}.")
    return 1 if broken else 0


def due(chosen: Namespace) -> int:
    """What is due or overdue, oldest first, and what comes next."""
    as_of = chosen.as_of or clock.today()
    record, waiting, problems = reading.due_in(chosen.place, as_of)
    if chosen.ics:
        exporting.write_calendar(record, chosen.ics, clock.now())
    if chosen.json:
        print_json(due_document(waiting, as_of))
    else:
        give_first(map(_due_line, waiting), len(waiting), _MOST_DUE, whole=chosen.all)
        if not waiting:
            give(f"Nothing is due as of {as_of}.")
        coming = still_open(record, as_of)
        if coming:
            give(f"Next: {coming[0].resolves}  {coming[0].question}: {coming[0].title}")
        if chosen.ics:
            give(f"Written: {chosen.ics}, a calendar of every open question.")
    say_first_problems(problems)
    return 1 if problems else 0


def _due_line(row: Due) -> str:
    late = f"{row.days_overdue} days overdue" if row.days_overdue else "due today"
    return f"{row.since}  {row.question.question}: {row.question.title} ({late})"


def export(chosen: Namespace) -> int:
    """A record in another form."""
    ends = {".html": "html", ".htm": "html", ".csv": "long", ".parquet": "long", "": "csv"}
    end = "" if chosen.target.is_dir() else chosen.target.suffix.lower()
    if end in {".png", ".svg"} or chosen.forecaster is not None or chosen.question is not None:
        return _export_card(chosen, end)
    if chosen.kind is None and end not in ends:
        raise Refused(
            f"{chosen.target} ends in {end}; write a folder (CSV files), a file.csv, a "
            "file.parquet, a file.html, or a card of somebody (file.png or file.svg), or say "
            "which with --as"
        )
    kind = chosen.kind or ends[end]
    title = chosen.title
    if title is not None and kind != "html":
        raise Refused("--title is for a web page; write a file.html. Nothing was written")
    if title is not None and not " ".join(title.split()):
        raise Refused("--title is blank; say what the page is called. Nothing was written")
    as_of = chosen.as_of or clock.today()
    give(exporting.export(chosen.place, chosen.target, kind, as_of, title))
    return 0


def _export_card(chosen: Namespace, end: str) -> int:
    wanted = [text for text in (chosen.forecaster, chosen.question) if text is not None]
    if end not in {".png", ".svg"} or chosen.kind is not None or chosen.title is not None:
        raise Refused(
            "--forecaster and --question are for a card: write a file.png or a file.svg, without "
            "--as and --title. Nothing was written"
        )
    if len(wanted) != 1 or not wanted[0].strip():
        raise Refused(
            f"a card ({end}) is of one forecaster or of one question: --forecaster NAME, or "
            "--question KEY or its title. Nothing was written"
        )
    as_of = chosen.as_of or clock.today()
    give(
        exporting.export_card(
            chosen.place, chosen.target, as_of, chosen.forecaster or "", chosen.question or ""
        )
    )
    return 0
