"""The forecasts that a text tells of, each with its quote, its speaker and how it is read.

Nothing is proposed whose quote is not in the text letter by letter, and nothing is decided: a
person says yes or no to each. It is done by rules, offline, the same each time.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from trackrecord.core.finding.certainty import why_not_certain
from trackrecord.core.finding.chinese import in_chinese, is_chinese
from trackrecord.core.finding.drafts import Draft
from trackrecord.core.finding.english import WILL, Quoted, in_english
from trackrecord.core.finding.heard import Heard
from trackrecord.core.finding.phrases import Sort, unit_counted
from trackrecord.core.finding.questions import is_vague, question_for
from trackrecord.core.finding.sentences_of import Sentence, paragraph_around, sentences_of
from trackrecord.core.finding.speakers import quote_speakers
from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT, Bound, Claim, Never
from trackrecord.core.wording.claims import Claimed, read_claim
from trackrecord.core.wording.units import currencies_in

MOST_TEXT = 5_000_000  # characters
_NOT_BEFORE = re.compile(r"(?:\bnot\b(?! to be named)|n['’]t\b|\bnever\b)[^,;:.]*$")
_CONTENT_WORDS = re.compile(r"[a-z]{3,}|[一-鿿]")
_EMPTY_WORDS = frozenset({"the", "will", "would", "and", "that", "into", "its", "their", "for"})
_YEAR_SAID = re.compile(r"\d{4}|year|年")
_ALMOST_A_YEAR = 330  # days
_NO = re.compile(r"(?:will |is |are )?(?:going )?not\b|won|不会")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A forecast that was found: what was said, by whom, and how it is read.

    `start` and `end` are the place of the quote in the text, in characters; paragraphs count from
    1. `wording` is as it is read: "not before May 2026" where "before May 2026" is denied.
    `unread` says what is asked back where the wording has no certain reading. `restates` is the
    number of the earlier proposal, from 0, that says the same. `sure` is ``sure``, ``likely`` or
    ``doubtful``, and `why` says why, in words.
    """

    quote: str
    start: int
    end: int
    paragraph: int
    forecaster: str
    wording: str
    unit: str
    low: Bound | Never | None
    high: Bound | Never | None
    claim: Claim
    question: str
    sure: str
    why: str
    issued: date | None
    unread: str = ""
    restates: int | None = None


def find_claims(text: str, issued: date | None = None) -> list[Proposal]:
    """The forecasts in a text that was published on a day, in the order of the text.

    Errors: ValueError where the text is longer than `MOST_TEXT` characters.

    >>> [found] = find_claims("Ann Lee said the shop will open in May 2026.", date(2026, 1, 5))
    >>> found.forecaster, found.wording, found.low, found.high
    ('Ann Lee', 'in May 2026', datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
    """
    if len(text) > MOST_TEXT:
        raise ValueError(f"the text is longer than {MOST_TEXT:,} characters; find in a part of it")
    heard = Heard()
    year = issued.year if issued else None
    found: list[Proposal] = []
    quoted: Quoted = []
    known: dict[tuple[str, str, object, object], list[int]] = {}
    for sentence in sentences_of(text):
        if heard.enter(sentence.paragraph):
            quoted = quote_speakers(text, *paragraph_around(text, sentence.start))
        if is_chinese(text[sentence.start : sentence.end]):
            drafts = in_chinese(text, sentence, heard)
        else:
            drafts = in_english(text, sentence, heard, year, quoted)
        for draft in drafts:
            made = _proposal(text, draft, sentence, issued)
            if made is None:
                continue
            if made.unit != YES_NO_UNIT and not made.unread:
                same = known.setdefault((made.forecaster, made.unit, made.low, made.high), [])
                again = next((n for n in same if _is_of_the_same(found[n], made)), None)
                made = replace(made, restates=again)
                same.append(len(found))
            found.append(made)
    return found


def _is_of_the_same(one: Proposal, other: Proposal) -> bool:
    """Do two quotes have half of the words of the shorter one in common, or one no other words?"""
    first, second = (
        set(_CONTENT_WORDS.findall(p.quote.replace(p.wording, " ").lower())) - _EMPTY_WORDS
        for p in (one, other)
    )
    return len(first & second) * 2 > min(len(first), len(second))


def _proposal(text: str, draft: Draft, sentence: Sentence, issued: date | None) -> Proposal | None:
    """A proposal with its wording read; None where it is of what was."""
    said = text[draft.phrase.start : draft.phrase.end]
    wording = _for_the_grammar(said, text, draft, sentence.start)
    unit = {Sort.TIME: DATE_UNIT, Sort.NUMBER: unit_counted(said)}.get(
        draft.phrase.sort, YES_NO_UNIT
    )
    low: Bound | Never | None = None
    high: Bound | Never | None = None
    is_word = draft.phrase.sort is Sort.WORD and (WILL.fullmatch(said) or not said.isascii())
    unread = "" if is_word else why_not_certain(text, draft.phrase, draft.start, wording)
    if is_word:
        low = high = 0.0 if _NO.match(text, draft.phrase.start) else 1.0
    elif not unread:
        read: Claimed | None
        try:
            read = read_claim(wording, unit, issued=issued)
        except ValueError as problem:
            wording, read, unread = _read_another_way(wording, unit, issued, str(problem))
        if read is not None:
            unit, low, high = read.unit, read.reading.low, read.reading.high
    unit = unit or next(iter(currencies_in(wording)), "number")
    if unit == DATE_UNIT and issued is not None:
        ends = [end for end in (low, high) if isinstance(end, date)]
        if ends and (max(ends) < issued or _was_just_now(wording, min(ends), issued)):
            return None
    quote = text[draft.start : draft.end]
    question = question_for(quote, said, unit)
    sure, why = _how_sure(draft, unread, question)
    return Proposal(
        quote,
        draft.start,
        draft.end,
        sentence.paragraph,
        draft.who,
        wording,
        unit,
        low,
        high,
        draft.group,
        question,
        sure,
        why,
        issued,
        unread,
    )


def _for_the_grammar(wording: str, text: str, draft: Draft, first: int) -> str:
    """The wording as the grammar takes it; "not … before" is no earlier than."""
    if draft.phrase.sort is not Sort.TIME:
        return wording.removesuffix(" more")
    before = text[max(first, draft.phrase.start - 60) : draft.phrase.start]
    if wording.lower().startswith(("before ", "until ")) and _NOT_BEFORE.search(before):
        return f"not {wording}"
    return re.sub(r"^(?:不会早于|最快也要等到|最快要到|最快也要到)", "不早于", wording)


def _read_another_way(
    wording: str, unit: str, issued: date | None, problem: str
) -> tuple[str, Claimed | None, str]:
    """A wording with a preposition that the grammar takes, as it is read; else the problem."""
    other = re.sub(r"^(?:for|during|throughout|at) ", "in ", wording)
    if other != wording:
        with suppress(ValueError):
            return other, read_claim(other, unit, issued=issued), ""
    return wording, None, problem


def _was_just_now(wording: str, day: date, issued: date) -> bool:
    """Does a day without a year seem almost a year ahead, because it was a few days ago?"""
    return _YEAR_SAID.search(wording) is None and (day - issued).days > _ALMOST_A_YEAR


def _how_sure(draft: Draft, unread: str, question: str) -> tuple[str, str]:
    """How sure the finder is, and why, in words."""
    reasons = [f"“{draft.cue}”" if draft.cue else "no word says of what will be"]
    reasons.append(f"said by {draft.who}" if draft.who else "nobody is named who says it")
    if unread:
        reasons.append("its wording is asked back")
    vague = is_vague(question)
    if vague:
        reasons.append("its question does not say of what")
    count = (not draft.cue) + (not draft.who) + bool(unread) + vague
    return ("sure", "likely", "doubtful", "doubtful", "doubtful")[count], "; ".join(reasons)
