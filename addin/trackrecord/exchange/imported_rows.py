"""Rows of other tools as rows of a record: what a line says, and the keys made from it."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from trackrecord.core.changes import what_is_said
from trackrecord.core.keys import KeysOfTitles, folded
from trackrecord.core.model import (
    DATE_UNIT,
    YES_NO_UNIT,
    Bound,
    Claim,
    Forecast,
    Forecaster,
    Location,
    Outcome,
    Problem,
    Question,
    Reading,
    Record,
    Value,
    Void,
)
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import guess_unit, read_wording
from trackrecord.errors import Refused
from trackrecord.exchange.csv_limits import csv_reader, line_not_utf8, too_much
from trackrecord.language import say
from trackrecord.tables.kinds import Kind, parse

_YES = {"yes", "true", "right", "correct", "1", "1.0", "happened"}
_NO = {"no", "false", "wrong", "incorrect", "0", "0.0"}
_VOIDS = {
    "ambiguous": Void.AMBIGUOUS,
    "unknown": Void.AMBIGUOUS,
    "annulled": Void.ANNULLED,
    "withdrawn": Void.ANNULLED,
    "cancelled": Void.ANNULLED,
    "n/a": Void.ANNULLED,
}


@dataclass(slots=True)
class Import:
    """What was read: the record, how the headers were taken, what was left out, what is wrong."""

    record: Record
    mapping: dict[str, str]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A line of a foreign table: where it stands, and its cells by meaning."""

    where: Location
    cells: Mapping[str, str]

    def __getitem__(self, meaning: str) -> str:
        return self.cells.get(meaning, "").strip()


def rows_of_csv(name: str, data: bytes) -> list[list[str]]:
    """The cells of a CSV file, parted by commas, semicolons or tabs. Refused if it is none."""
    old = name.rpartition(".")[2].lower()
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or old in ("xls", "ods", "xlsb"):
        raise Refused(
            say(
                "{name} is neither CSV nor .xlsx; open it in a spreadsheet, and save it as one of "
                "the two",
                name=name,
            )
        )
    if message := too_much(data):
        raise Refused(f"{name}: {message}")
    nul = data.find(b"\0")
    if line := line_not_utf8(data) or (data.count(b"\n", 0, nul) + 1 if nul >= 0 else 0):
        raise Refused(
            say("{name} is not UTF-8 (line {line}); save it as “CSV UTF-8”", name=name, line=line)
        )
    first = data.partition(b"\n")[0].decode()
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv_reader(data, mark))
    except csv.Error as problem:
        raise Refused(
            say("{name} is no CSV file ({problem})", name=name, problem=problem)
        ) from None
    return [[re.sub("^'(?=[=+@-])", "", cell) for cell in row] for row in rows]


def collect(lines: Sequence[ImportedLine], mapping: dict[str, str], stem: str) -> Import:
    """The record that some lines make; each line that cannot be read is a problem."""
    found = Import(Record(), mapping)
    people: dict[str, Forecaster] = {}
    questions: dict[str, Question] = {}
    forecasts: dict[str, Forecast] = {}
    outcomes: dict[str, Outcome] = {}
    keys = KeysOfTitles()
    options = 0
    for line in lines:
        if line["option"]:
            options += 1
            continue
        try:
            who, question, forecast, outcome = _row(line, stem, keys)
        except ValueError as problem:
            found.problems.append(Problem(line.where, str(problem)))
            continue
        who = people.setdefault(folded(who.forecaster), who)
        forecast = replace(forecast, forecaster=who.forecaster)
        asked = questions.setdefault(question.question, question)
        if asked.unit != question.unit:
            found.problems.append(
                Problem(
                    line.where,
                    say(
                        "the question has the unit {unit} here and {above} above; correct one of "
                        "the two",
                        unit=question.unit,
                        above=asked.unit,
                    ),
                )
            )
        forecasts.setdefault(repr((what_is_said(forecast), line["issued"])), forecast)
        if outcome is not None:
            outcomes.setdefault(question.question, outcome)
    if options:
        found.notes.append(
            say(
                "{n} row(s) of questions with several options were left out; a record asks yes/no "
                "questions",
                n=options,
            )
        )
    found.record = Record(
        tuple(people.values()),
        tuple(questions.values()),
        tuple(forecasts.values()),
        tuple(outcomes.values()),
    )
    return found


def _row(
    line: ImportedLine, stem: str, keys: KeysOfTitles
) -> tuple[Forecaster, Question, Forecast, Outcome | None]:
    title = line["title"]
    if not title:
        raise ValueError(say("the question is empty; fill it in"))
    issued = _day_of(line["issued"], say("the day it was said"))
    unit, reading, wording = _wording_of(line, issued)
    key = keys.of(title)
    resolves = (
        _day_of(line["resolves"], say("the day it resolves"))
        if line["resolves"]
        else (reading.high if isinstance(reading.high, date) else issued)
    )
    name = line["forecaster"] or stem
    who = Forecaster(str(parse(Kind.KEY, name)), line["kind"])
    question = Question(key, title, unit, resolves, line["criterion"], line["note"])
    forecast = Forecast(
        "",  # a number is given to it where it is added
        key,
        who.forecaster,
        Claim.FORECAST,
        issued,
        wording,
        *reading.ends(),
        _level(line) or reading.level,
        "",
        line["quote"] or wording,
        line["url"] or f"imported from {stem}",
        reading.best,
    )
    return who, question, forecast, _outcome_of(line, key, unit, resolves, stem)


def _wording_of(line: ImportedLine, issued: date) -> tuple[str, Reading, str]:
    """Unit, reading and wording of what a line says."""
    for meaning, scale in (("share", 1.0), ("percent", 100.0)):
        if line[meaning]:
            number = parse(Kind.BOUND, line[meaning].rstrip(" %"), "number")
            p = round(number / scale, 12) if isinstance(number, float) else -1.0
            if not 0 <= p <= 1:
                raise ValueError(
                    say(
                        "'{text}' is no probability; write 0 to {most:g}",
                        text=line[meaning],
                        most=scale,
                    )
                )
            return YES_NO_UNIT, Reading(p, p), f"{p * 100:.10g} %"
    if line["low"] or line["high"]:
        return _ends_of(line)
    if not line["wording"]:
        raise ValueError(say("nothing is said; fill in what was forecast"))
    unit = line["unit"]
    if not unit:
        try:
            unit, reading = guess_unit(line["wording"], issued=issued)
        except ValueError as asked_back:
            raise ValueError(
                say("{problem} (in a column Unit: date, yes/no, cars …)", problem=asked_back)
            ) from None
        return unit, reading, line["wording"]
    return unit, read_wording(line["wording"], unit, issued=issued), line["wording"]


def _ends_of(line: ImportedLine) -> tuple[str, Reading, str]:
    ends: list[Bound | None] = []
    for text in (line["low"], line["high"]):
        found = parse(Kind.BOUND, text, line["unit"])
        assert found is None or isinstance(found, date | float)
        ends.append(found)
    dated = any(isinstance(end, date) for end in ends)
    unit = line["unit"] or (DATE_UNIT if dated else "number")
    reading = Reading(ends[0], ends[1], None)
    return unit, reading, line["wording"] or canonical(reading, unit)


def _level(line: ImportedLine) -> float | None:
    found = parse(Kind.SHARE, line["level"])
    assert found is None or isinstance(found, float)
    return found


def _day_of(text: str, what: str) -> date:
    """The day of a moment in ISO form; the time of day is dropped."""
    found = re.match(r"\d{4}-\d{2}-\d{2}(?=$|[T ])", text)
    if found is None:
        raise ValueError(say("{what} is '{text}'; write yyyy-mm-dd", what=what, text=text[:40]))
    day = parse(Kind.DATE, found[0])
    assert isinstance(day, date)
    return day


def _outcome_of(
    line: ImportedLine, key: str, unit: str, resolves: date, stem: str
) -> Outcome | None:
    said = line["outcome"].lower()
    if not said:
        return None
    value: Value | None = _VOIDS.get(said)
    if value is None and unit == YES_NO_UNIT and said in _YES | _NO:
        value = said in _YES
    if value is None:
        read_as = parse(Kind.VALUE, line["outcome"], unit)
        assert isinstance(read_as, Value)
        value = read_as
    known = resolves
    if line["known"]:
        known = _day_of(line["known"], say("the day the outcome was known"))
    return Outcome(key, value, known, known, f"imported from {stem}", line["note"])
