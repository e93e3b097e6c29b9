"""What a card says: of one forecaster, or of one question. Words only; `drawing` places them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from trackrecord.core.assessing import assess, said_by
from trackrecord.core.assessment import FORECASTS, PREMISES, Assessment, Status, last_answers
from trackrecord.core.claim_words import outcome_in_words, read_in_words, verdict_in_words
from trackrecord.core.keys import folded, spelled
from trackrecord.core.leaderboard import standings
from trackrecord.core.model import Never, Outcome, Question, Record, Void
from trackrecord.errors import Refused
from trackrecord.language import say
from trackrecord.tables.charts.called_bars import how_far_off, takes_part

MOST_CLAIMS = 3
_LONGEST_SAID = 60  # letters; of longer ones what was read is said


@dataclass(frozen=True, slots=True)
class CardRow:
    """One claim: whose or on what, what was said, what happened, and how far off that was."""

    name: str
    said: str
    happened: str
    verdict: str
    look: str  # right, wrong, late or quiet


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, from top to bottom."""

    title: str
    sentence: str
    rows: tuple[CardRow, ...]
    source: str
    day: str

    @property
    def in_words(self) -> str:
        """All of it, for those who cannot see it."""
        rows = (f"{r.name}: {r.said}. {r.happened}. {r.verdict}." for r in self.rows)
        return " ".join([f"{self.title}.", self.sentence, *rows, self.source, self.day])


def card_of_forecaster(record: Record, who: str, as_of: date) -> Card:
    """The claims of a forecaster that were decided last; then those that wait.

    Refused if nobody is called so.
    """
    record = said_by(record, as_of)
    rows = assess(record, as_of)
    own = [row for row in rows if folded(row.forecast.forecaster) == folded(who)]
    own = [row for row in own if row.status is not None and row.claims != PREMISES]
    if not own:
        names = {folded(row.forecaster): row.forecaster for row in record.forecasters}
        raise Refused(_nobody(who, list(names.values())))
    answers = sorted(last_answers(own), key=_decided_last)
    name = spelled(own[0].forecast.forecaster)
    said = [row for row in standings(record, as_of, rows) if row.forecaster == name]
    said.sort(key=lambda row: row.claims != FORECASTS)
    named = say("{name}: {parts}", name=name, parts="")
    sentence = said[0].sentence.removeprefix(named) if said else ""
    if said and said[0].claims != FORECASTS:
        sentence = say("Goals and plans: {sentence}", sentence=sentence)
    outcomes = {row.question: row for row in reversed(record.outcomes)}
    shown = answers[:MOST_CLAIMS]
    return Card(
        name,
        sentence,
        tuple(_row(row, _title_of(row), outcomes) for row in shown),
        _source(shown[0].forecast.source if shown else ""),
        _day(as_of),
    )


def card_of_question(record: Record, which: str, as_of: date) -> Card:
    """What each said of a question, nearest first. Refused if there is no such question."""
    record = said_by(record, as_of)
    question = _question_called(record, which)
    rows = [row for row in assess(record, as_of) if row.forecast.question == question.question]
    rows = [row for row in rows if row.status is not None and row.claims != PREMISES]
    answers = last_answers(rows)
    if answers and all(map(takes_part, answers)):
        answers.sort(key=lambda row: (how_far_off(row), row.forecast.forecaster))
    outcomes = {row.question: row for row in reversed(record.outcomes)}
    outcome = outcomes.get(question.question)
    known = any(row.outcome is not None for row in answers)
    happened = say("Not known yet; to be known from {day} on.", day=question.resolves)
    source = ""
    if outcome is not None and known:
        words = outcome_in_words(question, outcome)
        was = not isinstance(outcome.value, (Never, Void))
        happened = say("It was {outcome}.", outcome=words) if was else f"{words}."
        source = outcome.source
    return Card(
        spelled(question.title),
        happened,
        tuple(
            _row(row, spelled(row.forecast.forecaster), outcomes) for row in answers[:MOST_CLAIMS]
        ),
        _source(source or (answers[0].forecast.source if answers else "")),
        _day(as_of),
    )


def _question_called(record: Record, which: str) -> Question:
    for question in record.questions:
        if folded(which) in {folded(question.question), folded(question.title)}:
            return question
    raise Refused(
        say(
            "no question is called '{which}', and none has this title; `trackrecord list "
            "questions` names them. Nothing was written",
            which=which,
        )
    )


def _nobody(who: str, names: Sequence[str]) -> str:
    near = get_close_matches(who, names, 1, 0.6)
    hint = say("; '{name}' may be meant", name=near[0]) if near else ""
    return say("no forecast is by '{who}'{hint}. Nothing was written", who=spelled(who), hint=hint)


def _decided_last(row: Assessment) -> tuple[bool, int]:
    """What was decided comes first, the latest before the others."""
    decided = row.status is Status.RESOLVED
    day = (row.known if decided else None) or row.forecast.issued
    return not decided, -day.toordinal()


def _row(row: Assessment, name: str, outcomes: dict[str, Outcome]) -> CardRow:
    wording = spelled(row.forecast.wording)
    said = wording if len(wording) <= _LONGEST_SAID else read_in_words(row) or wording
    outcome = outcomes.get(row.forecast.question)
    happened = say("not known yet")
    if outcome is not None and row.outcome is not None and row.question is not None:
        happened = outcome_in_words(row.question, outcome)
    look, verdict = verdict_in_words(row)
    return CardRow(
        name,
        say("said on {day}: {said}", day=row.forecast.issued, said=said),
        say("happened: {happened}", happened=happened),
        verdict,
        look,
    )


def _title_of(row: Assessment) -> str:
    return spelled(row.question.title if row.question else row.forecast.question)


def _source(text: str) -> str:
    return say("Source: {source}", source=spelled(text)) if text.strip() else say("no source")


def _day(as_of: date) -> str:
    return say("Track Record · as of {day}", day=as_of)
