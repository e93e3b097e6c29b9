"""The Python door: what ``import trackrecord as tr`` offers. Rows are flat, for a data frame.

Columns are those of the workbook, by the names of their fields. Like the other doors this one
looks at the clock: `as_of` left out is the record's own day, or else today. Sentences, and the
workbooks it makes, are in the language that TRACKRECORD_LANG named when it was loaded.
"""

import re
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from trackrecord import clock, language
from trackrecord.actions import on_file, reading
from trackrecord.actions.entering.said import Said
from trackrecord.core.assessing import assess
from trackrecord.core.comparing import scorecard as card
from trackrecord.core.finding.proposals import find_claims
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Claim,
    Entry,
    Forecast,
    Forecaster,
    Outcome,
    Problem,
    Question,
    Reading,
    Record,
    Settings,
    Void,
)
from trackrecord.core.wording import claims
from trackrecord.core.wording import reading as wordings
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, plain, unparse
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.record import FORECASTS
from trackrecord.tables.schema import Column, value_of
from trackrecord.tables.scorecard import SCORECARD

__all__ = [
    "Claim",
    "Entry",
    "Forecast",
    "Forecaster",
    "Outcome",
    "Problem",
    "Question",
    "Reading",
    "Record",
    "Refused",
    "Settings",
    "Void",
    "add",
    "build",
    "bundled",
    "check",
    "find",
    "leaderboard",
    "read",
    "read_wording",
    "record_outcome",
    "score",
    "scorecard",
]

Place = str | Path
language.use(clock.wanted_language())


def read(place: Place) -> Record:
    """The record in a folder of CSV files or in a workbook.

    Rows that cannot be read are left out; `check` names them. Errors: Refused, if there is no
    record at that place.

    >>> import trackrecord as tr
    >>> record = tr.read(tr.bundled())
    >>> len(record.forecasts), record.questions[0].unit
    (32, 'date')
    """
    return reading.read_place(Path(place))[0]


def bundled() -> Path:
    """The folder of the record that ships with the package: forecasts on Xiaomi's first car.

    >>> import trackrecord as tr
    >>> tr.bundled().name
    'xiaomi-su7'
    """
    return reading.bundled()


def find(text: str, issued: date | None = None) -> list[dict[str, object]]:
    """The forecasts that a text tells of, a flat row each, in the order of the text.

    Each has its ``quote``, letter by letter at ``start`` to ``end``, and is read as of the day
    `issued`; `trackrecord.core.finding.proposals.Proposal` says what the columns mean.

    >>> import trackrecord as tr
    >>> [row] = tr.find("Ann Lee expects the line to open in May 2027.")
    >>> row["forecaster"], row["wording"], row["low"]
    ('Ann Lee', 'in May 2027', datetime.date(2027, 5, 1))
    """
    return [asdict(one) for one in find_claims(text, issued)]


def check(place: Place, today: date | None = None) -> list[Problem]:
    """Every problem of a record: cells that cannot be read, rows that do not fit, broken seals.

    Each has a `where` (table, row, column) and a `message` that says what to do. What lies after
    `today` is a problem too.

    >>> import trackrecord as tr
    >>> tr.check(tr.bundled())
    []
    """
    return reading.check_place(Path(place), today or clock.today())[1]


def score(record: Record, as_of: date | None = None, unit: str = "") -> list[dict[str, object]]:
    """Every forecast with its outcome and its scores, a flat row each, as of a day.

    The columns are those of the sheet Forecasts: ``hit`` (None while open), ``days_late`` (days,
    minus is early), ``error`` (forecast minus outcome, in the question's unit), ``score`` (CRPS, in
    that unit; Brier score for yes/no; smaller is better) and so on. ``outcome`` is None while open,
    and where it is void or can no longer happen (``status`` tells).

    `unit` keeps the questions of one unit (``date``, ``yes/no``, ``number`` for all others, or a
    unit such as ``cars``): ``low``, ``high`` and ``outcome`` are then of one type, as Polars wants.

    >>> import trackrecord as tr
    >>> from datetime import date
    >>> rows = tr.score(tr.read(tr.bundled()), as_of=date(2026, 11, 23))
    >>> rows[0]["question"], rows[0]["status"]
    ('start of mass production', 'Resolved')
    """
    day = as_of or record.settings.as_of or clock.today()
    units = {row.question: row.unit for row in record.questions}
    said = [
        row
        for row in assess(record, day)
        if row.forecast.issued <= day and _is_of(units.get(row.forecast.question, ""), unit)
    ]
    return [{c.field: _plain_value(row, c) for c in FORECASTS.columns} for row in said]


def leaderboard(record: Record, as_of: date | None = None) -> list[dict[str, object]]:
    """Who called it: a flat row per forecaster and claim group, one vote per question.

    The columns are those of the sheet Leaderboard; what does not apply is None.

    >>> import trackrecord as tr
    >>> from datetime import date
    >>> rows = tr.leaderboard(tr.read(tr.bundled()), as_of=date(2026, 11, 23))
    >>> [(row["hits"], row["n"]) for row in rows if row["forecaster"] == "Ming-Chi Kuo"]
    [(2, 3)]
    """
    day = as_of or record.settings.as_of or clock.today()
    return [
        {c.field: _plain_value(row, c) for c in LEADERBOARD.columns}
        for row in standings(record, day)
    ]


def scorecard(record: Record, as_of: date | None = None) -> list[dict[str, object]]:
    """How good, how far off, how calibrated: a flat row per forecaster, kind of question and lead.

    The columns are those of the sheet Scorecard; ``lead`` is ``all`` or a range of days before the
    question resolves. Scores and errors are in ``unit``; smaller is better.

    >>> import trackrecord as tr
    >>> from datetime import date
    >>> rows = tr.scorecard(tr.read(tr.bundled()), as_of=date(2026, 11, 23))
    >>> sorted({row["unit"] for row in rows})
    ['Brier', 'CNY', 'cars', 'days']
    """
    day = as_of or record.settings.as_of or clock.today()
    return [
        {c.field: _plain_value(row, c) for c in SCORECARD.columns}
        for row in card.scorecard(record, day, assess(record, day))
    ]


def read_wording(wording: str, unit: str = "", issued: date | None = None) -> Reading:
    """How a wording is read: both ends, included, the level it states and its likeliest value.

    Without a unit it is guessed. `issued` is the day from which "next year" counts. Errors:
    ValueError, if a wording has two readings or none; it says what to write instead.

    >>> import trackrecord as tr
    >>> tr.read_wording("50-60k", "cars")
    Reading(low=50000.0, high=60000.0, level=None, best=None)
    """
    if unit:
        return wordings.read_wording(wording, str(parse(Kind.UNIT, unit)), issued=issued)
    return claims.read_claim(wording, issued=issued).reading


def build(place: Place, target: Place) -> Path:
    """A workbook (.xlsx, or .xlsm with the buttons inside) from a record; where it is.

    Errors: Refused, with every problem, if the record has any.

    >>> import tempfile
    >>> import trackrecord as tr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tr.build(tr.bundled(), f"{folder}/mine.xlsx").name
    'mine.xlsx'
    """
    from trackrecord.actions import building  # noqa: PLC0415 - openpyxl: 150 ms, of no other

    building.build(Path(place), Path(target), clock.today())
    return Path(target)


def record_outcome(  # noqa: PLR0913 - an outcome has as many parts
    workbook: Place,
    question: str,
    value: date | float | bool | str,
    *,
    known: date,
    source: str,
    note: str = "",
    until: date | float | Literal["open"] | None = None,
) -> str:
    """Record what happened to a question of a workbook, through its Journal; what was done.

    `value` is a date, a number, True or False, or ``"never"``; `until` the other end where only a
    span is known, or ``"open"``; `known` is the day it became public.
    Errors: Refused, with the file as it was.

    >>> import tempfile
    >>> import trackrecord as tr
    >>> from datetime import date
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mine = tr.build(tr.bundled(), f"{folder}/mine.xlsx")
    ...     tr.record_outcome(mine, "deliveries 2026", 5, known=date(2026, 11, 1), source="a test")
    "'deliveries 2026' is 5."
    """
    text, end = _typed(value), _typed(until)
    return on_file.record(
        Path(workbook),
        _this_person(),
        question,
        text,
        known=known,
        source=source,
        note=note,
        until=end,
    )


def add(  # noqa: PLR0913 - a forecast has as many parts
    workbook: Place,
    who: str,
    wording: str,
    *,
    question: str,
    issued: date,
    source: str = "",
    quote: str = "",
    claim: Literal["forecast", "goal", "plan", "premise"] = "forecast",
    low: Bound | None = None,
    best: Bound | None = None,
    high: Bound | None = None,
    level: float | None = None,
    restates: str = "",
    title: str = "",
    unit: str = "",
    resolves: date | None = None,
    criterion: str = "",
    topic: str = "",
    event: str = "",
    kind: str = "",
) -> str:
    """Add a forecast to a workbook, through its Journal; how it was understood.

    `question` is the key or the title of a question, or the words of a new one; who and what is not
    there yet is made with it. Unit, `resolves`, Low and High are read from the wording, unless they
    are given; `title` and what follows are of a new question or forecaster. Adding the same again
    adds nothing. Errors: Refused, with the file as it was; it names all that is missing.

    >>> import tempfile
    >>> import trackrecord as tr
    >>> from datetime import date
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mine = tr.build(tr.bundled(), f"{folder}/mine.xlsx")
    ...     tr.add(mine, "Lei Jun", "at least 400,000", question="deliveries 2026",
    ...            issued=date(2025, 3, 1), source="a test")
    "Lei Jun on 'deliveries 2026': at least 400,000 cars, said on 2025-03-01. Added as forecast 33."
    """
    said = Said(
        who,
        wording,
        question,
        issued,
        source,
        quote,
        Claim(claim),
        low=_typed(low),
        best=_typed(best),
        high=_typed(high),
        level=plain(unparse(level)),
        restates=restates,
        title=title,
        unit=unit,
        resolves=resolves,
        criterion=criterion,
        topic=topic,
        event=event,
        kind=kind,
    )
    return on_file.add_said(Path(workbook), _this_person(), said)


def _typed(value: object) -> str:
    """A value as a person would type it: 1.2340, since 1.234 may be thousands."""
    text = plain(unparse(value))
    return f"{text}0" if isinstance(value, float) and re.fullmatch(r".*\.\d{3}", text) else text


def _is_of(unit: str, wanted: str) -> bool:
    if wanted == "number":
        return unit not in (DATE_UNIT, YES_NO_UNIT)
    return wanted in ("", unit)


def _this_person() -> on_file.Person:
    return on_file.Person(clock.whoami(), clock.today(), clock.now())


def _plain_value(row: object, column: Column) -> object:
    """The value of a column: plain Python, None where it is blank."""
    if column.twin is not None:
        value = column.twin(row)
    else:
        value = value_of(getattr(row, "forecast", row), column)
    if column.header == "Outcome" and isinstance(value, str):
        return None
    if isinstance(value, StrEnum):
        return str(value)
    return None if value == "" else value
