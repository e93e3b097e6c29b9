"""The forecasts that claims make, each with whose it is, in the order of their moments."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from trackrecord.core.model import Claim, Forecast, Question
from trackrecord.exchange.foreign.gathering import Gathering
from trackrecord.exchange.foreign.sound_texts import must_fit_cells

_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?: ?([AP])M\b)?", re.IGNORECASE)


def answers_of_claims(work: Gathering, questions: Mapping[str, Question]) -> list[Forecast]:
    """The forecasts, those of one moment once; of one day in the order of their moments."""
    claims = work.claims
    names, kinds, stems = claims.texts("forecaster"), claims.texts("kind"), claims.texts("file")
    quotes, urls, moments = claims.texts("quote"), claims.texts("url"), claims.texts("moment")
    seen: set[tuple[Any, ...]] = set()
    made: list[Forecast] = []
    for claim in range(len(claims)):
        found = work.reads.get(claim)
        question = questions.get(claims.identity[claim]) if found else None
        if found is None or question is None or claim in work.found.bad or claim in work.left:
            continue
        nameless = not names[claim] and not work.choices.forecaster
        who = work.forecaster(names[claim] or work.choices.forecaster or stems[claim], kinds[claim])
        if isinstance(who, str):
            work.wrong(claim, who)
            continue
        (_, reading, wording, _), day = found
        low, high = reading.ends_on(question.resolves)
        row = Forecast(
            "",  # a number is given to it where it is added
            question.question,
            who.forecaster,
            Claim.FORECAST,
            day,
            wording,
            low,
            high,
            reading.level,
            "",
            quotes[claim],
            urls[claim],
            reading.best,
            claims.first_row(claim),
        )
        try:
            must_fit_cells(row)
        except ValueError as problem:
            work.wrong(claim, str(problem))
            continue
        same = (row, moments[claim])
        if same in seen:
            work.found.same.append(claim)
            continue
        seen.add(same)
        if nameless:
            work.found.nameless.add(claim)
        made.append(row)
        work.found.origins.append(claim)
    return _in_order_of_moments(work, made, moments)


def _in_order_of_moments(
    work: Gathering, made: list[Forecast], moments: Sequence[str]
) -> list[Forecast]:
    """Answers of one forecaster to one question on one day, the earlier before the later."""
    if not any(len(text) > len("yyyy-mm-dd") or text.isdecimal() for text in moments):
        return made
    of_day: dict[tuple[str, str, date], list[int]] = {}
    for at, row in enumerate(made):
        of_day.setdefault((row.question, row.forecaster, row.issued), []).append(at)
    origins = work.found.origins
    for places in of_day.values():
        if len(places) > 1:
            ordered = sorted(places, key=lambda at: moment_said(moments[origins[at]]))
            rows = [(made[at], origins[at]) for at in ordered]
            for at, (row, claim) in zip(places, rows, strict=True):
                made[at], origins[at] = row, claim
    return made


def moment_said(text: str) -> float:
    """A moment in seconds, to be compared with others of its day; 0 where it names no time.

    >>> moment_said("5/1/2024 9:00 AM") < moment_said("5/1/2024 1:30 PM")
    True
    >>> moment_said("2024-05-01T10:00:00+08:00") < moment_said("2024-05-01T09:00:00-08:00")
    True
    """
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return int(text) / (1000 if len(text) > 10 else 1)
    try:
        moment = datetime.fromisoformat(re.sub(r" ?(?:UTC|GMT)$", "+00:00", text))
    except ValueError:
        clock = _CLOCK.search(text)
        if clock is None:
            return 0.0
        hours = int(clock[1]) % 12 + 12 * (clock[4] in "Pp") if clock[4] else int(clock[1])
        return hours * 3600 + int(clock[2]) * 60 + float(clock[3] or 0)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
