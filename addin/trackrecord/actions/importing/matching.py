"""Which of their rows are here already, under which key, and what they say otherwise."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from trackrecord.actions.importing.same_questions import same_questions
from trackrecord.actions.session import View
from trackrecord.core import journal
from trackrecord.core.changes import TABLES, RecordRow, what_is_said
from trackrecord.core.keys import KeysOfTitles, Spellings, folded, free_numbers
from trackrecord.core.model import Forecast, Outcome, Question, Record
from trackrecord.errors import Refused
from trackrecord.exchange.imports import Import
from trackrecord.language import say
from trackrecord.tables.record import FORECASTS

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
    everybody: str = ""  # ours that rows are of which name nobody


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
    return [Differs(table, key, ours, replace(ours, **said, where=theirs.where))] if said else []


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
    who = Spellings(row.forecaster for row in view.record.forecasters)
    asked = _questions_here(view, theirs, found, update=update)
    rows = [
        replace(row, question=asked[row.question], forecaster=who.of(row.forecaster))
        for row in theirs.record.forecasts
    ]
    nameless = {n for n, c in enumerate(theirs.collected.origins) if c in theirs.collected.nameless}
    mine = _rows_here(view.record.forecasts, rows, nameless)
    free = _free_keys(view, ())
    people = {row.forecaster for row in view.record.forecasters}
    for number, row in enumerate(rows):
        if number in mine.same:
            found.differs += _same_forecast(mine.same[number], row)
            continue
        name = mine.everybody if mine.everybody and number in nameless else row.forecaster
        found.new["Forecasts"].append(replace(row, forecast=next(free), forecaster=name))
        found.taken.add(number)
    found.everybody = mine.everybody
    used = {row.forecaster for row in found.new["Forecasts"]}
    for person in theirs.record.forecasters:
        name = who.of(person.forecaster)
        if name not in people and name in used:
            found.new["Forecasters"].append(replace(person, forecaster=name))
    return found


@dataclass(slots=True)
class _RowsHere:
    """Ours for the numbers of theirs that say the same; whose all are that name nobody."""

    same: dict[int, Forecast] = field(default_factory=dict)
    everybody: str = ""


def _rows_here(
    ours: Sequence[Forecast], theirs: Sequence[Forecast], nameless: set[int]
) -> _RowsHere:
    """Each of theirs beside ours that says the same.

    Rows that name nobody are somebody's of ours whose rows are all among them, or most of them.
    Refused where they may be.
    """
    said = _saying()
    here = _said_here(ours, said)
    found = _RowsHere()
    for number, row in enumerate(theirs):
        if number not in nameless:
            _take_same(here.get(said(row), []), row, number, found)
    spare = {key: list(rows) for key, rows in here.items()} if nameless else {}
    alike = {n: rows.pop() for n in nameless if (rows := spare.get(said(theirs[n])))}
    if alike:
        whose, common = Counter(row.forecaster for row in alike.values()).most_common(1)[0]
        grown = common > 1 and common == sum(row.forecaster == whose for row in ours)
        if not grown and common * 2 < len(nameless):
            raise Refused(
                say(
                    "{n} of {all} rows that do not say who forecast are those of “{whose}” here; "
                    "say whose they all are with --forecaster NAME. Nothing was added",
                    n=common,
                    all=len(nameless),
                    whose=whose,
                )
            )
        found.same |= alike
        found.everybody = whose
        return found
    for number in nameless:
        _take_same(here.get(said(theirs[number]), []), theirs[number], number, found)
    return found


def _take_same(rows: list[Forecast], row: Forecast, number: int, found: _RowsHere) -> None:
    """Take the first of ours that is of the same forecaster; from the end, where the first is."""
    for at in range(len(rows) - 1, -1, -1):
        if folded(rows[at].forecaster) == folded(row.forecaster):
            found.same[number] = rows.pop(at)
            return


def _saying() -> Callable[[Forecast], Any]:
    """What a forecast says, whoever says it, to be compared."""
    fold: dict[str, str] = {}

    def of(text: str) -> str:
        small = fold.get(text)
        if small is None:
            small = fold[text] = folded(text)
        return small

    def said(row: Forecast) -> tuple[object, ...]:
        return of(row.question), row.claim, row.issued, of(row.wording), row.low, row.high

    return said


def _questions_here(view: View, theirs: Import, found: Matched, *, update: bool) -> dict[str, str]:
    """The key that each of their questions has here; new ones and what differs are noted."""
    known = same_questions(view, theirs, update=update)
    keys: dict[str, str] = {}
    free = KeysOfTitles(row.question for row in view.record.questions)
    titles = {folded(row.title) for row in view.record.questions}
    for question in theirs.record.questions:
        mine = known.ours.get(question.question)
        corrects = known.corrected.get(question.question)
        if mine is not None:
            keys[question.question] = mine.question
            _note_question(theirs, found, mine, question, retitled=corrects is not None)
            continue
        if corrects is not None:
            found.renamed.append((corrects.title, question.title))
        title = question.title
        if folded(title) in titles:  # another question that is asked alike
            title = f"{title} ({question.resolves})"
        key = keys[question.question] = free.of(title)
        found.new["Questions"].append(replace(question, question=key, title=title))
    told = {row.question: row for row in view.record.outcomes}
    for outcome in theirs.record.outcomes:
        judged = replace(outcome, question=keys[outcome.question])
        ours = told.get(judged.question)
        if ours is None:
            found.new["Outcomes"].append(judged)
        else:
            _note_outcome(theirs, found, ours, judged, outcome.question)
    return keys


def _note_question(
    theirs: Import, found: Matched, mine: Question, question: Question, *, retitled: bool
) -> None:
    assert theirs.collected is not None
    names = list(_OPEN_TO_CHANGE["Questions"])
    if question.question not in theirs.collected.given:
        names.remove("resolves")
    if not retitled:
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
