"""How a forecast that was said in a few words is understood, or what of it is missing.

The wording says what the question asks for, in which unit, and for when. What it does not say is
named, all of it at once, so that a door can ask for it.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from trackrecord.actions.entering.rows import (
    forecast_of,
    in_words,
    key_of_same,
    moved,
    new_question,
)
from trackrecord.actions.entering.said import Incomplete, Missing, Said, Understood
from trackrecord.actions.session import question_named
from trackrecord.core.keys import Spellings, folded
from trackrecord.core.model import DATE_UNIT, Forecaster, Question, Reading, Record
from trackrecord.core.wording.claims import Claimed, read_claim, unit_asked_for
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.text import NeedsTheDay, normalised
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, parse_typed

_DAY = timedelta(1)


def understand(record: Record, said: Said, today: date) -> Understood:
    """The rows that a forecast makes, as it was said on or before `today`.

    Errors: Incomplete, naming all that is missing; Refused where it cannot be read, or does not fit
    the question.
    """
    said = _cleaned(said)
    question = question_named(record.questions, said.question)
    missing = _missing(record, said, today)
    claimed = _claimed(record, said, question, missing)
    resolves = said.resolves or (None if claimed is None else day_after(claimed))
    if question is None and said.question and claimed is not None and resolves is None:
        missing.append(Missing("resolves", "the first day the outcome can be known, yyyy-mm-dd"))
    if missing:
        raise Incomplete(missing)
    assert claimed is not None
    assert said.issued is not None
    is_new = question is None
    if question is None:
        assert resolves is not None
        question = new_question(record, said, claimed.unit, resolves)
    later = None if is_new else moved(said, question)
    said = replace(said, restates=Spellings(r.forecast for r in record.forecasts).of(said.restates))
    forecast = forecast_of(said, later or question, claimed.reading)
    who = next((w for w in record.forecasters if folded(w.forecaster) == folded(said.who)), None)
    made = Understood(
        replace(forecast, forecaster=who.forecaster if who else said.who),
        who or Forecaster(said.who, said.kind),
        later or question,
        who is None,
        is_new,
        later,
    )
    return replace(
        made,
        same=key_of_same(record, made.forecast),
        beyond=_beyond(made.question, claimed, said),
        words=in_words(made, claimed.reading, record),
    )


def _cleaned(said: Said) -> Said:
    """With keys as keys are spelled. Refused where one of them cannot be a key."""
    made = {}
    for field, what in (("who", "the forecaster"), ("key", "--key"), ("restates", "--restates")):
        try:
            made[field] = str(parse(Kind.KEY, getattr(said, field)))
        except ValueError as problem:
            raise Refused(f"{what}: {problem}. Nothing was changed") from None
    if not made["who"]:
        raise Refused("the forecaster is empty; write who says so. Nothing was changed")
    if not said.wording.strip():
        raise Refused(
            "the wording is empty; write the claim as it was published, like “February 2024”, "
            "“50-60k cars” or “70 %”. Nothing was changed"
        )
    return replace(
        said,
        who=made["who"],
        key=made["key"],
        restates=made["restates"],
        unit=str(parse(Kind.UNIT, said.unit)),
        question=" ".join(said.question.split()),
    )


def _missing(record: Record, said: Said, today: date) -> list[Missing]:
    missing = []
    if not said.question:
        only = record.questions[0].question if len(record.questions) == 1 else ""
        missing.append(Missing("question", "the question it answers, in words or by its key", only))
    if said.issued is None:
        missing.append(Missing("issued", "the day it was published", today.isoformat()))
    return missing


def _claimed(
    record: Record, said: Said, question: Question | None, missing: list[Missing]
) -> Claimed | None:
    """What the wording says; None where something is missing without which it cannot be read."""
    unit = question.unit if question else said.unit
    if question and said.unit and said.unit.lower() != question.unit.lower():
        raise Refused(
            f"'{question.question}' is a question in {question.unit}, not in {said.unit}; leave "
            "--unit out, or name another question. Nothing was changed"
        )
    words = question.title if question else said.title or said.question
    if said.low or said.high:
        unit = unit or _unit_of_words(said, words)
        if not unit and said.question:
            missing.append(Missing("unit", "date, yes/no, or what is counted (cars, CNY)"))
        return Claimed(unit, _ends_given(said, unit), None) if unit else None
    try:
        found = read_claim(said.wording, unit, record.settings.scale, said.issued, words)
    except ValueError as problem:
        waits = isinstance(problem, NeedsTheDay) or not said.question
        if waits or (said.issued is None and _reads_with_a_day(record, said, unit, words)):
            return None
        raise Refused(
            f"{problem}; or write the day, number or chance alone, and the whole sentence with "
            "--quote; or give --low, --high, --unit. Nothing was changed"
        ) from None
    if said.best and found.reading.best is None:
        best = _one_end("--best", said.best, found.unit)
        return replace(found, reading=replace(found.reading, best=best))
    return found


def _reads_with_a_day(record: Record, said: Said, unit: str, words: str) -> bool:
    """Would it be read if the day were known on which it was said?"""
    try:
        read_claim(said.wording, unit, record.settings.scale, date(2024, 7, 17), words)
    except ValueError:
        return False
    return True


def _unit_of_words(said: Said, words: str) -> str:
    try:
        return read_claim(said.wording, "", "ICD 203", said.issued, words).unit
    except ValueError:
        return unit_asked_for(normalised(words).rstrip("?？ "), normalised(said.wording))


def _ends_given(said: Said, unit: str) -> Reading:
    low, best, high = (
        _one_end(f"--{name}", getattr(said, name), unit) for name in ("low", "best", "high")
    )
    return Reading(low, high, None, best)


def _one_end(option: str, text: str, unit: str) -> Any:  # noqa: ANN401 - a date or a number
    try:
        return parse_typed(Kind.BOUND, text, unit)
    except ValueError as problem:
        raise Refused(f"{option}: {problem}. Nothing was changed") from None


def day_after(claimed: Claimed) -> date | None:
    """The day after what is asked about: the first on which everything can be known."""
    about = claimed.reading if claimed.unit == DATE_UNIT else claimed.when
    last = about.high if about else None
    return last + _DAY if isinstance(last, date) and last < date.max else None


def _beyond(question: Question, claimed: Claimed, said: Said) -> date | None:
    """Where Resolves would have to be, if the forecast reaches over it."""
    wanted = day_after(claimed)
    if wanted is None or wanted <= question.resolves:
        return None
    if claimed.unit == DATE_UNIT:
        return wanted
    assert claimed.when is not None
    raise Refused(
        f"“{said.wording[:60]}” is about {canonical(claimed.when, DATE_UNIT)}, but "
        f"'{question.question}' resolves on {question.resolves}; name another question, or its day "
        f"with --resolves {wanted}. Nothing was changed"
    )
