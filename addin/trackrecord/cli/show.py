"""Commands that show a record: score, check, due, read, export."""

from argparse import Namespace
from dataclasses import replace
from datetime import date

from trackrecord import clock
from trackrecord.actions import exporting, reading
from trackrecord.actions.reading import read_checked
from trackrecord.cli.output import print_json, say, say_problems
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import guess_unit, read_wording
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, plain, unparse


def score(chosen: Namespace) -> int:
    """The leaderboard and the scores of a record."""
    from trackrecord.cli import report  # noqa: PLC0415 - rich: 60 ms

    record, problems = read_checked(chosen.place)
    today = clock.today()
    as_of = chosen.as_of or record.settings.as_of or today
    if chosen.without_imputed:
        record = replace(record, settings=replace(record.settings, count_imputed=False))
    if chosen.as_of:  # what had not been said on that day was not there
        said = tuple(row for row in record.forecasts if row.issued <= as_of)
        record = replace(record, forecasts=said)
    if chosen.json:
        print_json(report.score_document(record, as_of))
    else:
        out = report.console()
        for part in report.leaderboard(record, as_of):
            out.print(part)
    say_problems(problems)
    return 1 if problems else 0


def check(chosen: Namespace) -> int:
    """Every problem, each with its place and what to do."""
    today = clock.today()
    record, problems = reading.check_place(chosen.place, today)
    if chosen.json:
        from trackrecord.cli import report  # noqa: PLC0415 - rich: 60 ms

        print_json(report.check_document(problems))
    elif not problems:
        print(
            f"OK: {len(record.forecasts)} forecasts, {len(record.outcomes)} outcomes, no problems."
        )
    for notice in record.notices:
        say(f"Note: {notice}.")
    say_problems(problems)
    return 1 if problems else 0


def due(chosen: Namespace) -> int:
    """What is due or overdue, oldest first."""
    as_of = chosen.as_of or clock.today()
    record, waiting, problems = reading.due_in(chosen.place, as_of)
    if chosen.ics:
        exporting.write_calendar(record, chosen.ics, clock.now())
    if chosen.json:
        from trackrecord.cli import report  # noqa: PLC0415 - rich: 60 ms

        print_json(report.due_document(waiting, as_of))
    else:
        for row in waiting:
            late = f"{row.days_overdue} days overdue" if row.days_overdue else "due today"
            question = row.question
            print(f"{question.resolves}  {question.question}: {question.title} ({late})")
        if not waiting:
            print(f"Nothing is due as of {as_of}.")
        if chosen.ics:
            print(f"Written: {chosen.ics}, a calendar of every open question.")
    say_problems(problems)
    return 1 if problems else 0


def export(chosen: Namespace) -> int:
    """A record in another form."""
    ends = {".html": "html", ".htm": "html", ".csv": "long", "": "csv"}
    end = "" if chosen.target.is_dir() else chosen.target.suffix.lower()
    if chosen.kind is None and end not in ends:
        raise Refused(
            f"{chosen.target} ends in {end}; write a folder (CSV files), a file.csv or a "
            "file.html, or say which with --as"
        )
    kind = chosen.kind or ends[end]
    print(exporting.export(chosen.place, chosen.target, kind, chosen.as_of or clock.today()))
    return 0


def read(chosen: Namespace) -> int:
    """How a wording is read."""
    try:
        if chosen.unit:
            unit = str(parse(Kind.UNIT, chosen.unit))
            reading = read_wording(chosen.wording, unit, chosen.scale, chosen.issued)
        else:
            unit, reading = guess_unit(chosen.wording, chosen.scale, chosen.issued)
    except ValueError as asked_back:
        how = "" if chosen.unit else " (with --unit)"
        raise Refused(f"{asked_back}{how}") from None
    if chosen.json:
        ends = [
            end.isoformat() if isinstance(end, date) else end for end in (reading.low, reading.high)
        ]
        print_json({"low": ends[0], "high": ends[1], "level": reading.level, "unit": unit})
    else:
        low, high = (plain(unparse(end)) or "open" for end in (reading.low, reading.high))
        print(f"{canonical(reading, unit)} ({unit}): Low {low}, High {high}")
    return 0
