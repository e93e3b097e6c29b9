"""Which of their rows are here already, under which key, and what they say otherwise."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from trackrecord.actions.session import View
from trackrecord.core import journal
from trackrecord.core.changes import TABLES, RecordRow, what_is_said
from trackrecord.core.keys import KeysOfTitles, Spellings, folded, free_numbers
from trackrecord.core.model import Forecast, Outcome, Question, Record
from trackrecord.exchange.imports import Import
from trackrecord.tables.record import FORECASTS

_ALIKE = 0.6  # how alike two titles are, from 0 to 1, where one may be the other corrected
_OPEN_TO_CHANGE: Mapping[str, tuple[str, ...]] = {
    "Forecasters": ("kind", "note"),
    "Questions": ("title", "resolves", "criterion", "topic", "event", "note"),
    "Forecasts": ("best", "level", "quote", "source"),
    "Outcomes": ("value", "until", "known", "note"),
}


@dataclass(frozen=True, slots=True)
class Differs:
    """A row that is here and says something else: ours, and as it would be with what they say."""

    table: str
    key: str
    ours: RecordRow
    theirs: RecordRow


@dataclass(slots=True)
class Matched:
    """Their rows with our keys: what is new by table, and what differs.

    `taken` holds the numbers of their forecasts that are new, `clashes` the keys that stand here
    for another thing.
    """

    new: dict[str, list[Any]]
    taken: set[int] = field(default_factory=set)
    differs: list[Differs] = field(default_factory=list)
    clashes: list[tuple[str, str]] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)  # titles: ours, theirs


def matched(view: View, theirs: Import, *, update: bool) -> Matched:
    """Their rows beside ours. With `update` a question may be found by its forecasts alone."""
    return (
        _of_record(view, theirs.record)
        if theirs.claims is None
        else _of_table(view, theirs, update=update)
    )


def _differing(table: str, key: str, ours: Any, theirs: Any, names: Iterable[str]) -> list[Differs]:  # noqa: ANN401 - rows of any table
    """What they say otherwise: in fields that they fill in."""
    said = {name: value for name in names if (value := getattr(theirs, name)) not in (None, "")}
    said = {name: value for name, value in said.items() if getattr(ours, name) != value}
    return [Differs(table, key, ours, replace(ours, **said))] if said else []


def _of_record(view: View, theirs: Record) -> Matched:
    """Rows of a record, by their keys; a forecast's number is nothing that it keeps."""
    found = Matched({table: [] for table in TABLES})
    spellings = {
        table: Spellings(getattr(row, key) for row in getattr(view.record, table.lower()))
        for table, (_, key) in TABLES.items()
    }
    who, asked = spellings["Forecasters"].of, spellings["Questions"].of
    for table in ("Forecasters", "Questions", "Outcomes"):
        key = TABLES[table][1]
        of = who if table == "Forecasters" else asked
        for row in getattr(theirs, table.lower()):
            _match_row(view, found, table, replace(row, **{key: of(getattr(row, key))}))
    rows = [
        replace(row, forecaster=who(row.forecaster), question=asked(row.question))
        for row in theirs.forecasts
    ]
    here = _said_here(view.record.forecasts, what_is_said)
    free = _free_keys(view, (row.forecast for row in rows))
    renumbered: dict[str, str] = {}
    fresh: list[Forecast] = []
    for number, row in enumerate(rows):
        mine = (
            view.row("Forecasts", row.forecast) if view.has_row("Forecasts", row.forecast) else None
        )
        if mine is not None and what_is_said(mine) == what_is_said(row):
            found.differs += _same_forecast(mine, row)
        elif row.forecast.isdecimal() and (same := here.get(what_is_said(row))):
            renumbered[row.forecast] = same[-1].forecast
            found.differs += _same_forecast(same.pop(), row)
        elif not view.has_row("Forecasts", row.forecast):
            fresh.append(row)
            found.taken.add(number)
        elif row.forecast.isdecimal():
            renumbered[row.forecast] = next(free)
            fresh.append(replace(row, forecast=renumbered[row.forecast]))
            found.taken.add(number)
        else:
            found.clashes.append(("Forecasts", row.forecast))
    found.new["Forecasts"] = [
        replace(row, restates=renumbered.get(row.restates, row.restates)) for row in fresh
    ]
    return found


def _match_row(view: View, found: Matched, table: str, row: Any) -> None:  # noqa: ANN401 - as above
    key = getattr(row, TABLES[table][1])
    if not view.has_row(table, key):
        found.new[table].append(row)
        return
    mine = view.row(table, key)
    if mine is None or (isinstance(row, Question) and mine.unit != row.unit):
        found.clashes.append((table, key))
        return
    names = [*_OPEN_TO_CHANGE[table], *(["source", "recorded"] if table == "Outcomes" else [])]
    found.differs += _differing(table, key, mine, row, names)


def _same_forecast(mine: Forecast, row: Forecast) -> list[Differs]:
    return _differing("Forecasts", mine.forecast, mine, row, _OPEN_TO_CHANGE["Forecasts"])


def _free_keys(view: View, theirs: Iterable[str]) -> Iterator[str]:
    """Numbers for forecasts, that none here has or had, nor any of theirs."""
    ever = journal.keys(view.record.journal, FORECASTS.name)
    return free_numbers([*view.keys[FORECASTS.name], *ever, *theirs])


def _said_here(
    rows: Sequence[Forecast], said: Callable[[Forecast], Any]
) -> dict[Any, list[Forecast]]:
    """Our forecasts by what they say; the first of those that say the same at the end."""
    here: dict[Any, list[Forecast]] = {}
    for row in reversed(rows):
        here.setdefault(said(row), []).append(row)
    return here


def _of_table(view: View, theirs: Import, *, update: bool) -> Matched:
    """Rows of a table, which have no keys: questions by title, forecasts by what they say."""
    assert theirs.collected is not None
    found = Matched({table: [] for table in TABLES})
    named = not theirs.collected.whose
    who = Spellings(row.forecaster for row in view.record.forecasters)
    asked = _questions_here(view, theirs, found, update=update)
    said = _saying(named=named)
    here = _said_here(view.record.forecasts, said)
    rows = [
        replace(row, question=asked[row.question], forecaster=who.of(row.forecaster))
        for row in theirs.record.forecasts
    ]
    fresh: list[tuple[int, Forecast]] = []
    whose: Counter[str] = Counter()
    for number, row in enumerate(rows):
        same = here.get(said(row))
        if same:
            mine = same.pop()
            whose[mine.forecaster] += 1
            found.differs += _same_forecast(mine, row)
        else:
            fresh.append((number, row))
    everybody = whose.most_common(1)[0][0] if whose and not named else ""
    free = _free_keys(view, ())
    people = {row.forecaster for row in view.record.forecasters}
    for number, row in fresh:
        name = everybody or row.forecaster
        found.new["Forecasts"].append(replace(row, forecast=next(free), forecaster=name))
        found.taken.add(number)
    used = {row.forecaster for row in found.new["Forecasts"]}
    for person in theirs.record.forecasters:
        name = who.of(person.forecaster)
        if name not in people and name in used:
            found.new["Forecasters"].append(replace(person, forecaster=name))
    return found


def _saying(*, named: bool) -> Callable[[Forecast], Any]:
    """What a forecast says, to be compared; without its forecaster where theirs has no name."""
    fold: dict[str, str] = {}

    def of(text: str) -> str:
        small = fold.get(text)
        if small is None:
            small = fold[text] = folded(text)
        return small

    def said(row: Forecast) -> tuple[object, ...]:
        name = of(row.forecaster) if named else ""
        words = of(row.wording)
        return of(row.question), name, row.claim, row.issued, words, row.low, row.high

    return said


def _questions_here(view: View, theirs: Import, found: Matched, *, update: bool) -> dict[str, str]:
    """The key that each of their questions has here; new ones and what differs are noted."""
    assert theirs.collected is not None
    ours = view.record.questions
    by_title: dict[tuple[str, str], list[Question]] = {}
    for row in ours:
        alone = row.title.removesuffix(f" ({row.resolves})")  # as of several with that title
        for words in dict.fromkeys(map(folded, (row.title, row.question, alone))):
            by_title.setdefault((words, row.unit), []).append(row)
    keys: dict[str, str] = {}
    unknown: list[Question] = []
    for question in theirs.record.questions:
        mine = _same_question(by_title, question)
        if mine is None:
            unknown.append(question)
        else:
            keys[question.question] = mine.question
            _note_question(theirs, found, mine, question)
    taken = set(keys.values())
    free = KeysOfTitles(row.question for row in ours)
    corrected = _corrected(view, theirs, unknown, taken)
    for question in unknown:
        mine = corrected.get(question.question)
        if mine is not None:
            found.renamed.append((mine.title, question.title))
        if mine is not None and update:
            keys[question.question] = mine.question
            _note_question(theirs, found, mine, question)
            continue
        key = keys[question.question] = free.of(question.title)
        found.new["Questions"].append(replace(question, question=key))
    told = {row.question: row for row in view.record.outcomes}
    for outcome in theirs.record.outcomes:
        judged = replace(outcome, question=keys[outcome.question])
        known = told.get(judged.question)
        if known is None:
            found.new["Outcomes"].append(judged)
        else:
            _note_outcome(theirs, found, known, judged, outcome.question)
    return keys


def _same_question(
    by_title: Mapping[tuple[str, str], Sequence[Question]], theirs: Question
) -> Question | None:
    """Ours of that title and unit; of several the one of that day, and with that topic."""
    alone = theirs.title.removesuffix(f" ({theirs.resolves})")
    same = by_title.get((folded(theirs.title), theirs.unit), ())
    if not same and alone != theirs.title:
        near = by_title.get((folded(alone), theirs.unit), ())
        same = [row for row in near if row.resolves == theirs.resolves]
    of_day = [row for row in same if row.resolves == theirs.resolves]
    return next(iter([*of_day, *same]), None)


def _note_question(theirs: Import, found: Matched, mine: Question, question: Question) -> None:
    assert theirs.collected is not None
    names = list(_OPEN_TO_CHANGE["Questions"])
    if question.question not in theirs.collected.given:
        names.remove("resolves")
    if folded(question.title) in (folded(mine.question), folded(mine.title)):
        names.remove("title")
    found.differs += _differing("Questions", mine.question, mine, question, names)


def _note_outcome(theirs: Import, found: Matched, mine: Outcome, row: Outcome, key: str) -> None:
    assert theirs.collected is not None
    names = ["value"] if row.value != mine.value else []
    if key in theirs.collected.known or (names and row.known):
        names.append("known")
    if mine.value is None:
        names.append("source")
    if row.value == mine.value and mine.until is not None:
        return
    found.differs += _differing("Outcomes", mine.question, mine, row, names)


def _corrected(
    view: View, theirs: Import, unknown: Sequence[Question], taken: set[str]
) -> dict[str, Question]:
    """Of their unknown questions, ours that has the same forecasts under a title like theirs."""
    if not unknown:
        return {}
    said = _answers(view.record.forecasts, taken)
    wanted = {row.question for row in unknown}
    answers: dict[str, set[Any]] = {}
    for row in theirs.record.forecasts:
        if row.question in wanted:
            answers.setdefault(row.question, set()).add(_answer(row))
    ours = {row.question: row for row in view.record.questions}
    by_answer: dict[Any, list[str]] = {}
    for key, of in said.items():
        for answer in of:
            by_answer.setdefault(answer, []).append(key)
    found: dict[str, Question] = {}
    for question in unknown:
        mine = answers.get(question.question, set())
        near = {key for answer in mine for key in by_answer.get(answer, ())[:20]}
        fits = [ours[key] for key in near if key in ours and said[key] <= mine]
        alike = [
            (_likeness(asked.title, question.title), asked.question)
            for asked in fits
            if asked.unit == question.unit
        ]
        best = max(alike, default=(0.0, ""))
        if best[0] >= _ALIKE and best[1] not in {row.question for row in found.values()}:
            found[question.question] = ours[best[1]]
    return found


def _answers(rows: Sequence[Forecast], taken: set[str]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    for row in rows:
        if row.question not in taken:
            found.setdefault(row.question, set()).add(_answer(row))
    return found


def _answer(row: Forecast) -> tuple[object, ...]:
    return folded(row.forecaster), row.issued, row.low, row.high


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one), folded(other)).ratio()
