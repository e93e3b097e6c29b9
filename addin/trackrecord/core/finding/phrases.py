"""The wordings in a sentence: days and periods, numbers with what they count, chances.

Only where they stand is found here; what they mean is read by the grammar of wordings.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR_NO = (
    r"(?:19|20|21)\d\d(?!\d|[,.]\d| ?(?:km|m|kg|people|jobs|men|cars|units|points|seats|troops)\b)"
)
_NTH = r"(?:first|second|third|fourth|1st|2nd|3rd|4th|last|final)"
_THIS_OR_NEXT = (
    r"(?:this|next|the coming|the following|the same|that) (?:year|month|week|quarter|decade|"
    r"spring|"
    r"summer|autumn|fall|winter|weekend|season|fiscal year|century)"
)
_DAY_OF_WEEK = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_SMALL_NUMBER = (
    r"(?:\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen|"
    r"twenty|"
    r"thirty|several|few|couple of)"
)
_SPAN = r"(?:day|week|month|year|decade|hour|quarter)s?"
_CORE = (
    rf"(?:(?:{_MONTH},? (?:of )?{_YEAR_NO})|"
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? {_YEAR_NO})?)|"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {_YEAR_NO})?)|"
    rf"(?:(?:early|mid|late|the end of|end of)[- ]?{_MONTH}(?:,? (?:{_YEAR_NO}|next year|"
    rf"this year))?)|"
    rf"(?:{_MONTH},? (?:of )?(?:{_YEAR_NO}|next year|this year))|"
    rf"(?:\d{{4}}-\d\d-\d\d)|"
    rf"(?:the )?{_NTH} (?:half|quarter|months?|weeks?)(?: of (?:{_YEAR_NO}|{_THIS_OR_NEXT}|"
    rf"the year))|"
    rf"(?:Q[1-4]|H[12]),? ?(?:of )?{_YEAR_NO}|"
    rf"(?:the )?(?:very )?(?:end|start|beginning|middle|close|turn) of (?:the )?"
    rf"(?:{_YEAR_NO}s?|{_THIS_OR_NEXT}|year|decade|century|month|week|{_MONTH}(?: {_YEAR_NO})?)|"
    rf"(?:early|mid|late|middle|fiscal|calendar|FY|summer|spring|autumn|winter|fall)[- ]?(?:of )?"
    rf"(?:in )?(?:{_YEAR_NO}s?|this year|next year|this month|next month|the year)|"
    rf"(?:year-end|year end|Christmas|New Year|Easter)(?: {_YEAR_NO})?|"
    rf"{_THIS_OR_NEXT}|tomorrow|tonight|"
    rf"(?:the )?(?:next|coming|following) {_SMALL_NUMBER} (?:to {_SMALL_NUMBER} |"
    rf"or {_SMALL_NUMBER} )?{_SPAN}|"
    rf"{_DAY_OF_WEEK}(?:,? {_MONTH} \d{{1,2}})?|"
    rf"{_YEAR_NO}(?:[-–/](?:19|20)?\d\d(?!\d))?s?|{_MONTH}(?= |[.,;:?!]|$))"
)
_TIME_WORDS = (
    r"(?:by|before|after|until|till|in|on|during|within|around|about|from|since|at|for|throughout|"
    r"as early as|as soon as|as late as|no later than|not later than|no earlier than|not before|"
    r"not until|no sooner than|starting in|starting from|starting|beginning in|beginning on|"
    r"beginning|sometime in|some time in|at the latest by|by around|by about|between|only in|"
    r"early in|late in|later in|earlier than)"
)
_TIME_SAID = re.compile(
    rf"\b(?:(?:from|between) {_CORE} (?:to|and|until|through) {_CORE}|"
    rf"(?:{_TIME_WORDS} ){{1,2}}(?:the )?{_CORE}|"
    rf"(?:within|in|over|during)(?: the next| the coming| about| around| less than| under)? "
    rf"{_SMALL_NUMBER}(?: to {_SMALL_NUMBER}| or {_SMALL_NUMBER}|"
    rf"-{_SMALL_NUMBER})? {_SPAN}(?:['’]? time)?(?! ago)|"
    rf"(?:in|by|during|before|until) the {_NTH} (?:half|quarter)\b(?! of)|"
    rf"(?:later|earlier) (?:this|next|that) (?:year|month|week|decade|century)|{_CORE})",
    re.IGNORECASE,
)
_MONEY_BEFORE = r"(?:US\$|A\$|C\$|NZ\$|HK\$|\$|€|£|¥|₹|USD ?|EUR ?|GBP ?|CNY ?|RMB ?)"
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = r"(?:[- ]?(?:thousand|million|billion|trillion|hundred|dozen|mn|bn|tn|m|k)\b)"
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|hundreds|thousands|half a|a quarter of a|one-third|two-thirds|a third|"
    r"half)"
)
_SHARE = r"(?: ?%| ?per cent\b| ?percent\b|(?: percentage)? points?\b| basis points?\b)"
_MODIFIER = (
    r"(?:at least|at most|no more than|no less than|not more than|not less than|no fewer than|"
    r"more than|less than|fewer than|under|over|above|below|up to|as much as|as many as|as few as|"
    r"around|about|some|nearly|almost|roughly|approximately|an estimated|only|just|another|"
    r"between|"
    r"an additional|exceeding|exactly|close to|well over|well below)"
)
_COUNTED_NOUN = (
    r"(?:(?!(?:and|or|in|by|on|at|of|to|for|from|with|as|this|next|that|which|who|the|a|an|is|are|"
    r"was|were|will|would|per|between|before|after|within|more|until|during|over|under|than|if|"
    r"when|while|but|according|said|says)\b)[a-z][a-z-]+)"
)
_AMOUNT = rf"(?:{_MONEY_BEFORE})?{_FIGURE}{_SCALE}?(?:{_SHARE})?"
_NUMBER_SAID = re.compile(
    rf"(?:\b{_MODIFIER} ){{0,2}}(?<![\w.,/-])"
    rf"(?:{_AMOUNT}(?: ?(?:to|and|or|[-–—]) ?{_AMOUNT})?|{_NUMBER_WORD}(?: (?:million|billion|"
    rf"thousand|hundred))?(?= {_COUNTED_NOUN}))(?![\w])"
    rf"(?: more\b(?! than))?(?: {_COUNTED_NOUN}){{0,2}}",
    re.IGNORECASE,
)
# Of a share, or of money in figures, the nouns behind it say of what: they are not its unit.
_WITH_ITS_UNIT = re.compile(rf".*(?:{_SHARE}|{_MONEY_BEFORE}{_FIGURE}{_SCALE}?)", re.IGNORECASE)
_MONTH_ALONE = re.compile(_MONTH, re.IGNORECASE)
_HAS_UNIT = re.compile(r"[%$€£¥]|[^\d\s.,–-]")
_CHANCE_FIGURE = (
    r"(?:\d{1,3}(?:\.\d+)?(?: ?(?:to|-|–) ?\d{1,3})? ?(?:%|per ?cent)|"
    r"(?:one|two|three|1|2|3)[- ]in[- ](?:two|three|four|five|six|ten|twenty|\d+)|fifty-fifty|"
    r"50-50|"
    r"even)"
)
_CHANCE_NOUN = r"(?:chances?|probability|probabilities|odds|likelihood|risk|possibility|certainty)"
_CHANCE_SAID = re.compile(
    rf"\b{_CHANCE_FIGURE}(?= (?:\w+ ){{0,2}}?{_CHANCE_NOUN}\b)|"
    rf"(?<=\b)(?:{_CHANCE_NOUN})\b[^.;:]{{0,120}}?\b(?P<figure>{_CHANCE_FIGURE})|"
    rf"\b{_CHANCE_FIGURE}(?= (?:likely|sure|certain|confident))",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"\b(?:(?:highly|very|extremely|more|most|quite|almost|nearly|virtually|all but) )?"
    r"(?:likely|unlikely|certain|inevitable|improbable)(?: than not)?(?= (?:that|to)\b)|"
    r"\bmore likely than not\b",
    re.IGNORECASE,
)


_COUNTED_IN = re.compile(
    r"(?<=[a-z\d] )([a-z][a-z-]+(?: [a-z][a-z-]+)?)$|"
    r"(?<=[\d万亿千百])([^\W\d万亿千百]{1,3})(?:左右|以上|以下)?$"
)


def unit_counted(wording: str) -> str:
    """What a number counts, as a unit of ours; "" where the wording says a currency.

    >>> unit_counted("at least 900 permanent jobs"), unit_counted("2.8 per cent")
    ('permanent jobs', '%')
    >>> unit_counted("$3 billion")
    ''
    """
    if re.search(r"%|％|\bper ?cent\b", wording, re.IGNORECASE):
        return "%"
    if re.search(
        rf"{_MONEY_BEFORE}|元|美元|\b(?:dollars?|euros?|yuan|pounds?|yen|rupees)\b", wording
    ):
        return ""
    found = _COUNTED_IN.search(
        re.sub(r"\b(?:thousand|million|billion|trillion|hundred)s?$", "", wording)
    )
    return (found[1] or found[2]) if found else "number"


class Sort(StrEnum):
    """What a wording is about."""

    TIME = "time"
    NUMBER = "number"
    CHANCE = "chance"
    WORD = "word of chance"


class Phrase(NamedTuple):
    """A wording: its sort, and where it stands in the text."""

    sort: Sort
    start: int
    end: int


def phrases_in(text: str, start: int, end: int) -> list[Phrase]:
    """The wordings in a stretch of a text, in their order; none lies over another.

    >>> text = "It will sell at least 900 cars by the end of 2026."
    >>> [text[p.start : p.end] for p in phrases_in(text, 0, len(text))]
    ['at least 900 cars', 'by the end of 2026']
    """
    taken: list[Phrase] = []
    covered = bytearray(end - start)

    def take(phrase: Phrase) -> None:
        first, last = phrase.start - start, phrase.end - start
        if not any(covered[first:last]):
            covered[first:last] = b"\1" * (last - first)
            taken.append(phrase)

    for phrase in _but_numbers(text, start, end):
        take(phrase)
    begin = start
    for other in (*sorted(taken, key=_where), Phrase(Sort.TIME, end, end)):
        for found in _NUMBER_SAID.finditer(text, begin, other.start):  # between the others
            if _HAS_UNIT.search(found[0]):
                whole = _WITH_ITS_UNIT.match(found[0]) or found
                take(Phrase(Sort.NUMBER, found.start(), found.start() + len(whole[0])))
        begin = other.end
    return sorted(taken, key=_where)


def _where(phrase: Phrase) -> int:
    return phrase.start


def _but_numbers(text: str, start: int, end: int) -> Iterator[Phrase]:
    """Chances and times, the surest sort first."""
    for found in _CHANCE_SAID.finditer(text, start, end):
        named = found.span("figure") if found["figure"] else found.span()
        yield Phrase(Sort.CHANCE, *named)
    for found in _LIKELY.finditer(text, start, end):
        yield Phrase(Sort.WORD, *found.span())
    for found in _TIME_SAID.finditer(text, start, end):
        first, last = found.span()
        last -= text[last - 1] == "."
        if not _is_no_time(text[first:last]):
            yield Phrase(Sort.TIME, first, last)


def _is_no_time(words: str) -> bool:
    """Is it a month's name alone, which may be a verb, or the name of somebody?"""
    return _MONTH_ALONE.fullmatch(words) is not None
