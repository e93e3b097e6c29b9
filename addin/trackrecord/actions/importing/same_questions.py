"""Which of their questions are here already: by title, by what marks it, by its answers.

Titles repeat: the report due every Friday, the home game. So pairs of theirs and ours are weighed,
the surest first, and each question is taken once: the same mark; the same answers; a title that
was corrected; the same title with the same deadline; at last a title that is here once, and that
theirs may well ask with another deadline.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from trackrecord.actions.session import View
from trackrecord.core.keys import folded
from trackrecord.core.model import Forecast, Question, Record
from trackrecord.exchange.imports import Import

Answer = tuple[object, ...]
_TITLE_WITH_MARK = re.compile(r"(.+) \(([^()]+)\)", re.DOTALL)
_TITLE_WORDS = re.compile(r"\w+")
_A_SLIP = 0.75  # how alike two words are, from 0 to 1, where one may be a slip of the other
_MOST_NEAR = 50  # of ours with one answer, that are looked at


@dataclass(slots=True)
class SameQuestions:
    """Of each of their questions ours, where it is here; and ours that theirs may correct."""

    ours: dict[str, Question] = field(default_factory=dict)
    corrected: dict[str, Question] = field(default_factory=dict)


@dataclass(slots=True)
class _Weighing:
    """Ours and theirs, and what was answered to each."""

    theirs: Import
    titled: dict[tuple[str, str], list[Question]]
    of_day: dict[tuple[str, str], list[Question]]
    ours: Mapping[str, set[Answer]]
    answers: Mapping[str, set[Answer]]
    first: Mapping[str, Sequence[Forecast]]


def same_questions(view: View, theirs: Import, *, update: bool) -> SameQuestions:
    """Find each of their questions here. With `update` also one word more is a corrected title."""
    assert theirs.collected is not None
    of = _weighing(view, theirs)
    found = SameQuestions()
    taken: set[str] = set()
    pairs: list[tuple[int, int, int, Question, Question]] = []
    for number, question in enumerate(theirs.record.questions):
        pairs += [
            (rank, -common, number, question, mine)
            for rank, common, mine in _candidates(of, question)
        ]
    pairs += _corrected(of, view.record, theirs.record, update=update)
    for rank, _, _, question, mine in sorted(pairs, key=lambda pair: pair[:3]):
        if question.question in found.ours or mine.question in taken:
            continue
        if rank >= _MAYBE:
            found.corrected.setdefault(question.question, mine)
            continue
        found.ours[question.question] = mine
        taken.add(mine.question)
        if rank == _CORRECTED:
            found.corrected[question.question] = mine
    return found


_MARKED, _ANSWERED, _MOVED, _CORRECTED, _OF_DAY, _UNTOLD, _LATER_DAY, _MAYBE = range(8)


def _weighing(view: View, theirs: Import) -> _Weighing:
    assert theirs.collected is not None
    named = not theirs.collected.nameless
    titled: dict[tuple[str, str], list[Question]] = {}
    of_day: dict[tuple[str, str], list[Question]] = {}
    for row in view.record.questions:
        unit = folded(row.unit)
        for words in dict.fromkeys((folded(row.title), folded(row.question))):
            titled.setdefault((words, unit), []).append(row)
        marked = _TITLE_WITH_MARK.fullmatch(row.title)
        if marked and (marked[2] == str(row.resolves) or marked[2].isdecimal()):
            of_day.setdefault((folded(marked[1]), unit), []).append(row)
    first: dict[str, list[Forecast]] = {}
    for forecast in theirs.record.forecasts:
        first.setdefault(forecast.question, []).append(forecast)
    return _Weighing(
        theirs,
        titled,
        of_day,
        _answers(view.record.forecasts, named=named),
        _answers(theirs.record.forecasts, named=named),
        first,
    )


def _answers(rows: Iterable[Forecast], *, named: bool) -> dict[str, set[Answer]]:
    """What was answered to each question: by whom, when, what."""
    found: dict[str, set[Answer]] = {}
    for row in rows:
        who = folded(row.forecaster) if named else ""
        found.setdefault(row.question, set()).add((who, row.issued, row.low, row.high))
    return found


def _candidates(of: _Weighing, question: Question) -> Iterator[tuple[int, int, Question]]:
    """Ours that a question may be, how sure that is, and how many answers they have in common."""
    assert of.theirs.collected is not None
    base, mark = of.theirs.collected.asked.get(question.question, (question.title, ""))
    unit = folded(question.unit)
    given = question.question in of.theirs.collected.given
    answers = of.answers.get(question.question, set())
    if mark:
        for row in of.titled.get((folded(f"{base} ({mark})"), unit), ()):
            yield _MARKED, 0, row
    several = question.title != base
    plain = of.titled.get((folded(base), unit), ())
    marked = of.of_day.get((folded(base), unit), ())
    for mine in (*plain, *marked):
        common = len(of.ours.get(mine.question, set()) & answers)
        same_day = mine.resolves == question.resolves
        if common:
            yield (_ANSWERED if same_day or not given else _MOVED), common, mine
        elif same_day and given:
            yield _OF_DAY, 0, mine
        elif mine in plain and not given:
            yield _UNTOLD, 0, mine
        elif mine in plain and not several and not marked:
            rows = of.first.get(question.question, ())
            if any(row.issued <= mine.resolves for row in rows):
                yield _LATER_DAY, 0, mine


def _corrected(
    of: _Weighing, ours: Record, theirs: Record, *, update: bool
) -> Iterator[tuple[int, int, int, Question, Question]]:
    """Theirs that have all answers of one of ours, under a title that corrects its own."""
    by_key = {row.question: row for row in ours.questions}
    happened = {row.question: row.value for row in ours.outcomes}
    told = {row.question: row.value for row in theirs.outcomes}
    by_answer: dict[Answer, list[str]] = {}
    for key, answers in of.ours.items():
        for answer in answers:
            by_answer.setdefault(answer, []).append(key)
    for number, question in enumerate(theirs.questions):
        mine = of.answers.get(question.question, set())
        near = {key for answer in mine for key in by_answer.get(answer, ())[:_MOST_NEAR]}
        fits = [
            by_key[key]
            for key in near
            if key in by_key
            and of.ours[key] <= mine
            and folded(by_key[key].unit) == folded(question.unit)
            and folded(by_key[key].title) != folded(question.title)
            and told.get(question.question, happened.get(key)) == happened.get(key)
            and is_correction(by_key[key].title, question.title)
        ]
        if len(fits) != 1:
            continue
        common = len(of.ours[fits[0].question])
        sure = update or common > 1 or _is_slip_of_pen(fits[0].title, question.title)
        yield (_CORRECTED if sure else _MAYBE), -common, number, question, fits[0]


def is_correction(one: str, other: str) -> bool:
    """May one title be the other, mended: words added or left out, or slips of the pen?

    Where a figure or a whole word is another, it is another question.

    >>> is_correction("Will it snow?", "Will it snow in May?"), is_correction("Wil it", "Will it")
    (True, True)
    >>> is_correction("Will team 3 win?", "Will team 4 win?"), is_correction("In Ohio", "In Iowa")
    (False, False)
    """
    words, others = (_TITLE_WORDS.findall(folded(text)) for text in (one, other))
    for step, a, b, c, d in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if step != "replace":
            continue
        if b - a != d - c:
            return False
        for before, after in zip(words[a:b], others[c:d], strict=True):
            alike = SequenceMatcher(None, before, after).ratio() >= _A_SLIP
            if not alike or before.isdecimal() or after.isdecimal():
                return False
    kept = sum(word in others for word in words)
    return kept * 2 >= min(len(words), len(others))


def _is_slip_of_pen(one: str, other: str) -> bool:
    """Are there as many words in both: is the difference in letters only?"""
    return len(_TITLE_WORDS.findall(one)) == len(_TITLE_WORDS.findall(other))
