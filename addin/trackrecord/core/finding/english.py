"""The claims of an English sentence: its wordings, clause by clause, with who says each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from trackrecord.core.finding.drafts import Draft
from trackrecord.core.finding.heard import Heard
from trackrecord.core.finding.outlook import (
    cue_before,
    cue_in,
    group_by_words,
    is_asked,
    is_conditional,
    is_denied,
    is_past,
    told_in,
)
from trackrecord.core.finding.phrases import Phrase, Sort, phrases_in
from trackrecord.core.finding.sentences_of import Sentence
from trackrecord.core.finding.speakers import Attribution, attributions, party_in

WILL = re.compile(
    r"\b(?:will|won['’]t|going to|(?<!who )needs? to|not need|may(?= (?!have\b)[a-z]{3,})|"
    r"difficult(?= (?:for|to)\b))\b"
)
_CLAUSE_END = re.compile(
    r"[;—]|:(?!\d)|, (?=(?:and|but|while|which|who|whereas|with|after|before|as|though|although|"
    r"said|"
    r"so)\b)|"
    r" (?:and|but|while|whereas) (?=(?:\w+ ){0,6}?(?:will|would|is|are|be|has|have|launch|"
    r"see[sn]?|"
    r"need|expect|aims?|plans?|that|cut|to|take|cost|reach|open|close)\b)| and (?=(?:an?|"
    r"another|its) )|, |(?<=\w) [–—] "
)
_TRIMMED = re.compile(
    r"[\s,;:“”\"'‘’(]*(?:(?:and|but|that|which|who|while|whereas|because|so|said|"
    r"also) )*(?:that )?"
)
_TOLD_WHOM = re.compile(r" [^,.;:]{1,40}? that ")  # "told this newspaper that"
_DATELINE = re.compile(
    r"[A-Z][\w.,' ]{0,60}?(?:\([^)\n]{0,40}\) ?)?(?:--|–|—|"
    r"(?<= )-) ?(?=[A-Z“\"])"
)
_SAID_THEN = re.compile(
    r"\b(?:said|confirmed|told (?:\w+ ){1,3}|announced|speaking|added|wrote|posted|published|"
    r"released|"
    r"warned|"
    r"reported|statement|interview|held its [\w ]+|left [\w .]+)(?: (?:late|early|earlier))? ?$"
)
_BARE_WEEKDAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)  # "said Monday", without "on"
_AHEAD_OF_DAY = re.compile(r"\b(?:will|would|to|expected|due|scheduled|next|by)\b[^.;]*$")
_FORECAST_OF = re.compile(r"\b(?:forecasts?|outlook|estimates?|projections?|targets?|budget) $")
_IS_NONE = re.compile(r"(?: [a-z]+)? (?:target|goal|ceiling|limit|threshold|capacity)\b")
_TOLD_OF = re.compile(r"\bhad (?:said|told|promised|predicted|forecast|expected|hoped|planned)\b")
_COMES_FROM = re.compile(r"\bfrom $")
_GIVE_OR_TAKE = re.compile(r"\b(?:plus or minus|give or take) $")
_HAS = re.compile(r"\bhas an? [\w ]*$")
_SPENT = re.compile(r"[^,;.]{0,20}\bthat (?:has|have|had|was|were)\b")
_IN_PASSING = re.compile(  # no more than a count in passing
    r"(?:[a-z]+ ){0,3}?(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|"
    r"\d)(?: [a-z]|$)"
    r"(?!(?:million|billion|thousand|trillion|hundred|per))",
    re.IGNORECASE,
)
_NO_SPEECH = re.compile(
    r"(?:This|That|Which) means|Meanwhile|In addition|It is worth", re.IGNORECASE
)
_OLD_CHANCE = re.compile(r"\b(?:ago|up from|down from|from|was|were)\b[^,;]*$")
_MOST_PHRASES = 30  # of a sentence; one with more is a table of figures
_NEAR = 250  # characters before a wording in which a word says of what will be
_AT_HAND = 60  # the same, for a small count

Quoted = list[tuple[int, int, str]]  # quotations of a paragraph: where, and who says each


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A sentence with what is known of it: where it stands, who says it."""

    text: str
    start: int
    end: int
    phrases: list[Phrase]
    clauses: list[tuple[int, int]]
    said: list[Attribution]
    quoted: Quoted
    heard: Heard

    def clause_of(self, phrase: Phrase) -> tuple[int, int]:
        return next(one for one in self.clauses if one[0] <= phrase.start < one[1])

    def is_quoted(self, at: int) -> bool:
        """Does a place stand in quotation marks?"""
        if any(first <= at < last for first, last, _ in self.quoted):
            return True
        before = self.text[self.start : at]
        return before.count("“") + before.count('"') == 1


def in_english(
    text: str, sentence: Sentence, heard: Heard, year: int | None, quoted: Quoted
) -> Iterator[Draft]:
    """What a sentence claims that was published in a year; names in it are remembered."""
    start, end = sentence.start, sentence.end
    if dateline := _DATELINE.match(text, start, end):
        start = dateline.end()
    words = text[start:end]
    said = [
        replace(one, who=heard.speaks(heard.resolved(one.who)))
        for one in attributions(text, start, end)
    ]
    heard.note(words)
    if is_asked(words):
        return
    if year is not None and told_in(words, year) is not None:
        return
    phrases = phrases_in(text, start, end)
    if len(phrases) > _MOST_PHRASES:
        return
    clauses = [*_clauses(text, start, end, phrases)]
    spoken = _Spoken(text, start, end, phrases, clauses, said, quoted, heard)
    taken = set()
    for phrase in phrases:
        clause = spoken.clause_of(phrase)
        if clause in taken and phrase.sort is not Sort.NUMBER:
            continue
        if _is_claimed(spoken, phrase, clause):
            taken.add(clause)
            yield _draft(spoken, phrase, clause)
    yield from _without_figures(spoken, taken)


def _draft(spoken: _Spoken, phrase: Phrase, clause: tuple[int, int]) -> Draft:
    text, (first, last) = spoken.text, clause
    cue = (
        cue_in(text, first, phrase.start)
        or cue_before(text, spoken.start, phrase.start)
        or cue_in(text, first, last)
    )
    begin = _begin(text, first, phrase.start, spoken.said)
    group = group_by_words(text[spoken.start : last])
    return Draft(begin, _stop(text, phrase.end, last), phrase, _speaker(spoken, phrase), group, cue)


def _without_figures(spoken: _Spoken, taken: set[tuple[int, int]]) -> Iterator[Draft]:
    """What somebody says that will be, without a day or a number: questions of yes or no."""
    text = spoken.text
    for clause in spoken.clauses:
        will = WILL.search(text, *clause)
        if clause in taken or will is None or clause[1] - will.end() <= 8:
            continue
        phrase = Phrase(Sort.WORD, *will.span())
        weak = will[0] in ("may", "difficult")
        if (
            taken
            and (weak or not spoken.is_quoted(will.start()))
            and not _GOES_ON.match(text, clause[0])
        ):
            continue
        if is_conditional(text, spoken.start, spoken.end, will.end()):
            continue
        if is_denied(text[spoken.start : will.start()]) or is_past(text, clause[0], will.start()):
            continue
        draft = _draft(spoken, phrase, clause)
        of_a_pronoun = not weak and _PRONOUN_FIRST.match(text, draft.start) is not None
        if (draft.who and not of_a_pronoun) or (weak and _IT.match(text, clause[0])):
            yield draft


_QUOTATION_END = re.compile(r"[”\"]")
_GOES_ON = re.compile(r",? ?(?:but|and) (?:will|won)")
_PRONOUN_FIRST = re.compile(
    r"(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Tt]h(?:is|at|ese|ose)|[Tt]here|[Ww]h(?:o|"
    r"ich|at))\b"
)
_IT = re.compile(r"[\s“\"]*(?:It|The new \w+|They) may ")


def _clauses(text: str, start: int, end: int, phrases: list[Phrase]) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence; what stands in a wording is no end of one."""
    begin = start
    for mark in _CLAUSE_END.finditer(text, start, end):
        if any(p.start <= mark.start() < p.end for p in phrases):
            continue
        if mark.start() > begin:
            yield begin, mark.start()
        begin = mark.start()
    yield begin, end


def _is_claimed(spoken: _Spoken, phrase: Phrase, clause: tuple[int, int]) -> bool:
    """Is a wording said of what will be, and not in passing?"""
    text, start, (first, last) = spoken.text, spoken.start, clause
    if (
        is_conditional(text, start, spoken.end, phrase.end)
        or is_denied(text[start : phrase.start])
        or _TOLD_OF.search(text, start, phrase.start)
    ):
        return False
    match phrase.sort:
        case Sort.CHANCE:
            return not _OLD_CHANCE.search(text[first : phrase.start])
        case Sort.TIME if _has_number(spoken, clause, phrase) or _is_of_the_saying(
            text, start, phrase
        ):
            return False
        case Sort.NUMBER if _is_in_passing(text, first, phrase):
            return False
    if cue_before(text, max(start, phrase.start - _NEAR), phrase.start):
        return True
    reach = spoken.end if first == start and phrase.sort is Sort.TIME else last
    return bool(cue_in(text, phrase.end, reach)) and not is_past(text, first, last)


def _has_number(spoken: _Spoken, clause: tuple[int, int], time: Phrase) -> bool:
    """Does the clause of a time name a number or a chance, which the time is about?"""
    return any(
        other.sort in (Sort.NUMBER, Sort.CHANCE) and not _IS_NONE.match(spoken.text, other.end)
        for other in spoken.phrases
        if other.start != time.start and clause[0] <= other.start < clause[1]
    )


def _is_of_the_saying(text: str, start: int, time: Phrase) -> bool:
    """Is it the time at which it was said, or that of a forecast which is told of?"""
    before = text[max(start, time.start - _AT_HAND) : time.start]
    return (
        _SAID_THEN.search(before) is not None
        or (text.startswith("for ", time.start) and _FORECAST_OF.search(before) is not None)
        or (
            _BARE_WEEKDAY.match(text, time.start) is not None
            and _AHEAD_OF_DAY.search(before) is None
        )
    )


def _is_in_passing(text: str, first: int, number: Phrase) -> bool:
    """Is a number not what is claimed: where something comes from, what is there, a few?"""
    said = text[number.start : number.end]
    return (
        (_COMES_FROM.search(text, first, number.start) is not None and " to " not in said)
        or _IS_NONE.match(text, number.end) is not None
        or _HAS.search(text, first, number.start) is not None
        or _GIVE_OR_TAKE.search(text, first, number.start) is not None
        or _SPENT.match(text, number.end) is not None
        or (
            _IN_PASSING.match(text, number.start) is not None
            and not cue_before(text, max(first, number.start - _AT_HAND), number.start)
        )
    )


def _speaker(spoken: _Spoken, phrase: Phrase) -> str:
    """Who says what stands in a place: who is named before it, or behind it, or spoke last."""
    heard, at = spoken.heard, phrase.start
    inside = next((who for first, last, who in spoken.quoted if first <= at < last), "")
    if inside:
        return heard.speaks(heard.resolved(inside))
    if sources := [one for one in spoken.said if one.is_source and not one.is_behind]:
        return sources[0].who
    before = [one for one in spoken.said if one.at <= at and not one.is_behind]
    behind = [one for one in spoken.said if one.is_behind]
    if behind and not (before and "“" in spoken.text[before[-1].at : at]):
        return behind[-1].who
    if before:
        return before[-1].who
    after = next((one.who for one in spoken.said if one.at > at), "")
    return after or _speaker_unnamed(spoken, at)


def _speaker_unnamed(spoken: _Spoken, at: int) -> str:
    """Who says what no verb of saying stands beside: who spoke last, or whose plan it is."""
    if _NO_SPEECH.match(spoken.text, spoken.start):
        return ""
    if spoken.is_quoted(at):
        return spoken.heard.speaker
    party = party_in(spoken.text, spoken.start, at)
    if party and (" " in party or spoken.heard.knows(party)):
        return spoken.heard.resolved(party)
    return spoken.heard.speaker


def _begin(text: str, first: int, phrase: int, said: list[Attribution]) -> int:
    """Where the quote begins: at the clause, behind who says it."""
    for one in said:
        if not one.is_behind and first <= one.at <= phrase:
            first = max(first, one.at)
    told = _TOLD_WHOM.match(text, first, phrase)
    trimmed = _TRIMMED.match(text, told.end() if told else first, phrase)
    return trimmed.end() if trimmed else first


def _stop(text: str, phrase: int, last: int) -> int:
    """Where the quote ends: with the clause or the quotation, without what stands behind it."""
    mark = _QUOTATION_END.search(text, phrase, last)
    return phrase + len(text[phrase : mark.start() if mark else last].rstrip(" ,.;:!'’）)"))
