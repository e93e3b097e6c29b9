"""The questions that claims ask, and their outcomes: each once, contradictions with both lines."""

from collections import Counter
from datetime import date

from trackrecord.core.keys import KeysOfTitles, folded
from trackrecord.core.model import YES_NO_UNIT, Outcome, Question, Void
from trackrecord.exchange.foreign.deadlines import last_day_named
from trackrecord.exchange.foreign.gathering import Asked, Gathering
from trackrecord.exchange.foreign.outcome_words import is_no_outcome, is_not_told, judged
from trackrecord.exchange.foreign.sound_texts import must_fit_cells
from trackrecord.language import say


def contradictions(work: Gathering) -> None:
    """What one question says in two ways: told with both lines, and no claim of it is taken."""
    outcomes, titles = work.claims.texts("outcome"), work.claims.texts("title")
    for asked in work.questions.values():
        if asked.retitled:
            line = work.claims.first_row(asked.first)
            message = say(
                "the same question is called “{one}” in {line} and “{two}” here; correct one of "
                "the two, or say with --id what tells the two questions apart",
                one=asked.title[:60],
                two=titles[asked.retitled][:60],
                line=line,
            )
            _refuse(work, asked, asked.retitled, message)
        if not asked.outcome:
            continue
        unit = asked.unit or YES_NO_UNIT
        first = _value_in(asked.outcome, unit)
        different = {outcomes[claim] for claim in asked.claims} - {asked.outcome, ""}
        wrong = {t for t in different if not is_no_outcome(t) and _value_in(t, unit) != first}
        if not wrong:
            continue
        other = next(claim for claim in asked.claims if outcomes[claim] in wrong)
        message = say(
            "“{title}” has the outcome {one} in {line} and {two} in {other}; correct one of the "
            "two, or say with --id which columns tell the two questions apart (--id line: every "
            "row is a question of its own)",
            title=asked.title[:60],
            one=asked.outcome,
            two=outcomes[other],
            line=work.claims.first_row(asked.outcome_from),
            other=work.claims.first_row(other),
        )
        _refuse(work, asked, other, message)


def _refuse(work: Gathering, asked: Asked, claim: int, message: str) -> None:
    """Take no claim of a question, and say why at one of them."""
    for other in asked.claims:
        work.found.bad.setdefault(other, [])
    work.wrong(claim, message)


def _value_in(text: str, unit: str) -> object:
    try:
        return judged(text, unit).value
    except ValueError:
        return text


class _Titles:
    """Titles of which each question has its own: where several are asked alike, with a mark."""

    def __init__(self, work: Gathering) -> None:
        asked = work.questions.values()
        self._alike = Counter(folded(of.title) for of in asked)
        self._of_day = Counter((folded(of.title), of.resolves) for of in asked)
        self._used: set[str] = set()

    def of(self, asked: Asked) -> str:
        """The title of a question; the same for the same question, whatever its order."""
        title = asked.title
        if self._alike[folded(title)] > 1:
            alone = self._of_day[folded(title), asked.resolves] == 1
            mark = asked.resolves if alone and asked.resolves else asked.mark
            title = f"{title} ({mark})" if mark and mark not in title else title
        made, number = title, 2
        while folded(made) in self._used:
            made, number = f"{title} ({number})", number + 1
        self._used.add(folded(made))
        return made


def asked_questions(work: Gathering) -> tuple[dict[str, Question], list[Outcome]]:
    """The questions by what tells them apart, and their outcomes."""
    questions: dict[str, Question] = {}
    outcomes: list[Outcome] = []
    keys, titles = KeysOfTitles(), _Titles(work)
    counted: Counter[str] = Counter()
    for identity, asked in work.questions.items():
        title = titles.of(asked)
        good = [c for c in asked.claims if c in work.reads and c not in work.found.bad]
        if not good:
            continue
        day, why = _resolves(work, asked)
        if day is None:
            _refuse(work, asked, good[0], why)
            continue
        question = Question(
            keys.of(title),
            title,
            asked.unit,
            day,
            asked.text("criterion"),
            asked.text("note"),
            asked.text("topic"),
            asked.text("event"),
            work.claims.first_row(asked.first),
        )
        try:
            must_fit_cells(question)
        except ValueError as problem:
            _refuse(work, asked, good[0], str(problem))
            continue
        _keep_what_is_said(work, asked, question, why, counted)
        questions[identity] = question
        if asked.outcome and not (is_not_told(asked.outcome) and day > work.today):
            try:
                outcomes.append(_outcome(work, asked, question, counted))
            except ValueError as problem:
                _refuse(work, asked, asked.outcome_from, str(problem))
    work.found.notes += _filled_in(counted)
    return questions, outcomes


def _keep_what_is_said(
    work: Gathering, asked: Asked, question: Question, why: str, counted: Counter[str]
) -> None:
    """Count how its day was found, and keep what the file itself says of it."""
    counted[why] += 1
    counted["moved"] += asked.moved
    counted["days known"] += len(asked.knowns) > 1
    work.found.asked[question.question] = (asked.title, asked.known_as)
    if why == "given":
        work.found.given.add(question.question)


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
        "days known": say(
            "{n} question(s) have several days on which their outcome was known; the first is "
            "taken",
            n=counted["days known"],
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
    place = work.claims.first_row(asked.outcome_from)
    source = f"imported from {place.file or place.table}"
    if isinstance(value, Void) and not said:
        said = source
    day = max(known, work.today)
    return Outcome(question.question, value, known, day, source, said, where=place)
