"""Which of their questions are here already: by title, by what marks it, by its answers.

Titles repeat: the report due every Friday, the home game. So a question is the same where its mark
or its answers are the same; where a title is here once, and theirs asks nothing that ours could
not have been, it is that one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from trackrecord.actions.session import View
from trackrecord.core.keys import folded
from trackrecord.core.model import Forecast, Question
from trackrecord.exchange.imports import Import

Answer = tuple[object, ...]
_TITLE_WITH_MARK = re.compile(r"(.+) \([^()]+\)", re.DOTALL)
_TITLE_WORDS = re.compile(r"\w+")
_A_SLIP = 0.75  # how alike two words are, from 0 to 1, where one may be a slip of the other


@dataclass(slots=True)
class SameQuestions:
    """Of each of their questions ours, where it is here; and ours that theirs seem to correct."""

    ours: dict[str, Question] = field(default_factory=dict)
    corrected: dict[str, Question] = field(default_factory=dict)


@dataclass(slots=True)
class _Ours:
    """Our questions by title, by title without mark, and what was answered to each."""

    titled: dict[tuple[str, str], list[Question]] = field(default_factory=dict)
    unmarked: dict[tuple[str, str], list[Question]] = field(default_factory=dict)
    answers: dict[str, set[Answer]] = field(default_factory=dict)


def same_questions(view: View, theirs: Import) -> SameQuestions:
    """Find each of their questions here."""
    assert theirs.collected is not None
    named = not theirs.collected.nameless
    here = _ours(view, named=named)
    answers = _answers(theirs.record.forecasts, named=named)
    found = SameQuestions()
    taken: set[str] = set()
    waiting: list[Question] = []
    for question in theirs.record.questions:
        mine = _marked_alike(here, theirs, question) or _answered_alike(
            here, theirs, question, answers.get(question.question, set())
        )
        if mine is None or mine.question in taken:
            waiting.append(question)
        else:
            found.ours[question.question] = mine
            taken.add(mine.question)
    first_said: dict[str, list[Forecast]] = {}
    for row in theirs.record.forecasts:
        first_said.setdefault(row.question, []).append(row)
    unknown = []
    for question in waiting:
        rows = first_said.get(question.question, [])
        mine = _asked_alike(here, theirs, question, rows, taken)
        if mine is None:
            unknown.append(question)
        else:
            found.ours[question.question] = mine
            taken.add(mine.question)
    found.corrected = _corrected(here, view.record.questions, unknown, answers, taken)
    return found


def _ours(view: View, *, named: bool) -> _Ours:
    here = _Ours(answers=_answers(view.record.forecasts, named=named))
    for row in view.record.questions:
        unit = folded(row.unit)
        for words in dict.fromkeys((folded(row.title), folded(row.question))):
            here.titled.setdefault((words, unit), []).append(row)
        marked = _TITLE_WITH_MARK.fullmatch(row.title)
        if marked:
            here.unmarked.setdefault((folded(marked[1]), unit), []).append(row)
    return here


def _answers(rows: Iterable[Forecast], *, named: bool) -> dict[str, set[Answer]]:
    """What was answered to each question: by whom, when, what."""
    found: dict[str, set[Answer]] = {}
    for row in rows:
        who = folded(row.forecaster) if named else ""
        found.setdefault(row.question, set()).add((who, row.issued, row.low, row.high))
    return found


def _base(theirs: Import, question: Question) -> tuple[str, str]:
    """Its title without a mark, and the mark that it has or would have."""
    assert theirs.collected is not None
    return theirs.collected.asked.get(question.question, (question.title, ""))


def _marked_alike(here: _Ours, theirs: Import, question: Question) -> Question | None:
    base, mark = _base(theirs, question)
    unit = folded(question.unit)
    for of in filter(None, (mark, str(question.resolves))):
        for row in here.titled.get((folded(f"{base} ({of})"), unit), ()):
            if of == mark or row.resolves == question.resolves:
                return row
    return None


def _answered_alike(
    here: _Ours, theirs: Import, question: Question, answers: set[Answer]
) -> Question | None:
    """Ours of that title, marked or not, with most of the same answers."""
    base, _ = _base(theirs, question)
    key = folded(base), folded(question.unit)
    rows = [*here.titled.get(key, ()), *here.unmarked.get(key, ())]
    common = [(len(here.answers.get(row.question, set()) & answers), row) for row in rows]
    most, mine = max(common, key=lambda of: of[0], default=(0, None))
    return mine if most else None


def _asked_alike(
    here: _Ours, theirs: Import, question: Question, rows: Sequence[Forecast], taken: set[str]
) -> Question | None:
    """Ours of that title, with other answers: unless theirs must be another one."""
    assert theirs.collected is not None
    base, _ = _base(theirs, question)
    key = folded(base), folded(question.unit)
    given = question.question in theirs.collected.given
    several = question.title != base
    for mine in here.titled.get(key, ()):
        if mine.question in taken:
            continue
        if not given or mine.resolves == question.resolves:
            return mine
        later = all(row.issued > mine.resolves for row in rows)
        if not several and not later and not here.unmarked.get(key):
            return mine  # with another deadline
    of_day = here.unmarked.get(key, ()) if given else ()
    of_day = [row for row in of_day if row.resolves == question.resolves]
    return next((row for row in of_day if row.question not in taken), None)


def _corrected(
    here: _Ours,
    ours: Sequence[Question],
    unknown: Sequence[Question],
    answers: Mapping[str, set[Answer]],
    taken: set[str],
) -> dict[str, Question]:
    """Of their unknown questions, ours with the same answers under a title that theirs corrects."""
    by_key = {row.question: row for row in ours}
    by_answer: dict[Answer, list[str]] = {}
    for key, of in here.answers.items():
        if key not in taken and key in by_key:
            for answer in of:
                by_answer.setdefault(answer, []).append(key)
    found: dict[str, Question] = {}
    for question in unknown if by_answer else ():
        mine = answers.get(question.question, set())
        near = {key for answer in mine for key in by_answer.get(answer, ())[:50]}
        fits = [
            by_key[key]
            for key in near
            if here.answers[key] <= mine
            and folded(by_key[key].unit) == folded(question.unit)
            and is_correction(by_key[key].title, question.title)
        ]
        used = {row.question for row in found.values()}
        if len(fits) == 1 and fits[0].question not in used:
            found[question.question] = fits[0]
    return found


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
