"""Claims into a record: who says so, what is asked, what was said, what happened.

Every claim that cannot be taken is a problem with its line, and the others stay. What contradicts
itself is told with both lines. Nothing is left out without being counted.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from trackrecord.core.keys import KeysOfTitles, folded
from trackrecord.core.model import (
    YES_NO_UNIT,
    Claim,
    Forecast,
    Forecaster,
    Outcome,
    Question,
    Record,
)
from trackrecord.exchange.foreign.claims import Choices, Claims
from trackrecord.exchange.foreign.deadlines import last_day_named
from trackrecord.exchange.foreign.gathering import Asked, Collected, Gathering
from trackrecord.exchange.foreign.outcome_words import is_no_outcome, judged
from trackrecord.language import say


def collect(claims: Claims, choices: Choices, today: date, left: Collection[int] = ()) -> Collected:
    """The record that claims make, without those that are `left` out, as of today."""
    work = Gathering(claims, choices, today, left)
    work.asked()
    work.read()
    _contradictions(work)
    questions, outcomes = _questions(work)
    forecasts = _forecasts(work, questions)
    used = {row.question for row in forecasts}
    people = {row.forecaster for row in forecasts}
    whose = [row for row in work.whose.values() if isinstance(row, Forecaster)]
    work.found.record = Record(
        tuple(row for row in whose if row.forecaster in people),
        tuple(row for row in questions.values() if row.question in used),
        tuple(forecasts),
        tuple(row for row in outcomes if row.question in used),
    )
    return work.found


def _contradictions(work: Gathering) -> None:
    """Outcomes of one question that differ: told with both lines, and no claim of it is taken."""
    texts = work.claims.texts("outcome")
    for asked in work.questions.values():
        if not asked.outcome:
            continue
        unit = asked.unit or YES_NO_UNIT
        first = _value_in(asked.outcome, unit)
        different = {texts[claim] for claim in asked.claims} - {asked.outcome, ""}
        wrong = {t for t in different if not is_no_outcome(t) and _value_in(t, unit) != first}
        if not wrong:
            continue
        other = next(claim for claim in asked.claims if texts[claim] in wrong)
        message = say(
            "“{title}” has the outcome {one} in {line} and {two} in {other}; correct one of the "
            "two, or say with --id which columns tell the two questions apart (--id line: every "
            "row is a question of its own)",
            title=asked.title[:60],
            one=asked.outcome,
            two=texts[other],
            line=work.claims.first_row(asked.outcome_from),
            other=work.claims.first_row(other),
        )
        for claim in asked.claims:
            work.found.bad.setdefault(claim, [])
        work.wrong(other, message)


def _value_in(text: str, unit: str) -> object:
    try:
        return judged(text, unit).value
    except ValueError:
        return text


def _questions(work: Gathering) -> tuple[dict[str, Question], list[Outcome]]:
    """The questions by what tells them apart, and their outcomes."""
    questions: dict[str, Question] = {}
    outcomes: list[Outcome] = []
    keys = KeysOfTitles()
    titles = Counter(folded(asked.title) for asked in work.questions.values())
    of_day = Counter((folded(asked.title), asked.resolves) for asked in work.questions.values())
    counted: Counter[str] = Counter()
    for identity, asked in work.questions.items():
        good = [claim for claim in asked.claims if claim in work.reads]
        good = [claim for claim in good if claim not in work.found.bad]
        if not good:
            continue
        title = asked.title
        if titles[folded(title)] > 1:
            alone = of_day[folded(title), asked.resolves] == 1
            mark = asked.resolves if alone and asked.resolves else asked.mark
            title = f"{title} ({mark})" if mark and mark not in title else title
        day, why = _resolves(work, asked)
        if day is None:
            for claim in good:
                work.found.bad.setdefault(claim, [])
            work.wrong(good[0], why)
            continue
        counted[why] += 1
        if why == "given":
            work.found.given.add(keys.of(title))
        counted["moved"] += asked.moved
        question = Question(
            keys.of(title),
            title,
            asked.unit,
            day,
            asked.more.get("criterion", ""),
            asked.more.get("note", ""),
            asked.more.get("topic", ""),
            asked.more.get("event", ""),
            work.claims.first_row(asked.first),
        )
        questions[identity] = question
        if asked.outcome:
            try:
                outcomes.append(_outcome(work, asked, question, counted))
            except ValueError as problem:
                for claim in good:
                    work.found.bad.setdefault(claim, [])
                work.wrong(asked.outcome_from, str(problem))
    work.found.notes += _filled_in(counted)
    return questions, outcomes


def _filled_in(counted: Counter[str]) -> list[str]:
    """What was filled in, for how many questions."""
    said = {
        "known": say(
            "{n} question(s) have no day they resolve; the day their outcome was known is taken",
            n=counted["known"],
        ),
        "said": say(
            "{n} question(s) have no day they resolve; the last day that was forecast is taken",
            n=counted["said"],
        ),
        "named": say(
            "{n} question(s) have no day they resolve; the end of the period they name is taken",
            n=counted["named"],
        ),
        "moved": say(
            "{n} question(s) have several deadlines; the last one is taken", n=counted["moved"]
        ),
        "unknown": say(
            "{n} outcome(s) have no day they were known; the day the question resolves is taken",
            n=counted["unknown"],
        ),
    }
    return [words for why, words in said.items() if counted[why]]


def _resolves(work: Gathering, asked: Asked) -> tuple[date | None, str]:
    """The first day the outcome can be known, and how that was found, or why not."""
    for text, why in ((asked.resolves, "given"), (asked.known, "known")):
        if text:
            return date.fromisoformat(text), why
    if asked.last_end is not None:
        return asked.last_end, "said"
    named = last_day_named(asked.title)
    if named is not None:
        return named, "named"
    if work.choices.resolves is not None:
        return work.choices.resolves, "given"
    return None, say(
        "no day from which the outcome of “{title}” can be known; name the column (--map "
        "HEADER=resolves), add one, or give a day for all that have none (--resolves yyyy-mm-dd)",
        title=asked.title[:60],
    )


def _outcome(work: Gathering, asked: Asked, question: Question, counted: Counter[str]) -> Outcome:
    value, said = judged(asked.outcome, question.unit)
    known = date.fromisoformat(asked.known) if asked.known else None
    if known is not None:
        work.found.known.add(question.question)
    else:
        known = value if isinstance(value, date) else min(question.resolves, work.today)
        counted["unknown"] += 1
    grid = work.claims.first_row(asked.outcome_from)
    source = f"imported from {grid.file or grid.table}"
    return Outcome(
        question.question, value, known, max(known, work.today), source, said, where=grid
    )


def _forecasts(work: Gathering, questions: Mapping[str, Question]) -> list[Forecast]:
    """The forecasts, those of one moment once; of one day in the order of their moments."""
    claims = work.claims
    names, kinds = claims.texts("forecaster"), claims.texts("kind")
    quotes, urls, moments = claims.texts("quote"), claims.texts("url"), claims.texts("moment")
    everybody = work.choices.forecaster or claims.named_by_file
    seen: dict[tuple[Any, ...], int] = {}
    made: list[Forecast] = []
    for claim in range(len(claims)):
        found = work.reads.get(claim)
        question = questions.get(claims.identity[claim]) if found else None
        if found is None or question is None or claim in work.found.bad or claim in work.left:
            continue
        if not names[claim] and not work.choices.forecaster:
            work.found.whose = everybody
        who = work.forecaster(names[claim] or everybody, kinds[claim])
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
        same = (row, moments[claim])
        if same in seen:
            work.found.same.append(claim)
            continue
        seen[same] = claim
        made.append(row)
        work.found.origins.append(claim)
    return _in_order_of_moments(work, made, moments)


def _in_order_of_moments(
    work: Gathering,
    made: list[Forecast],
    moments: Any,  # noqa: ANN401 - texts
) -> list[Forecast]:
    """Answers of one forecaster to one question on one day, the earlier before the later."""
    if not any(len(text) > len("yyyy-mm-dd") for text in moments):
        return made
    of_day: dict[tuple[str, str, date], list[int]] = {}
    for at, row in enumerate(made):
        of_day.setdefault((row.question, row.forecaster, row.issued), []).append(at)
    origins = work.found.origins
    for places in of_day.values():
        if len(places) > 1:
            ordered = sorted(places, key=lambda at: moments[origins[at]])
            rows = [(made[at], origins[at]) for at in ordered]
            for at, (row, claim) in zip(places, rows, strict=True):
                made[at], origins[at] = row, claim
    return made
