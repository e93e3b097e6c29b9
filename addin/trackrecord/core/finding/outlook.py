"""Is it said of what will be? The words that say so, and those that say the opposite."""

import re
from collections.abc import Iterable

from trackrecord.core.model import Claim

_AHEAD_WORDS = re.compile(
    r"\b(?:will|won['’]t|shall|(?<=[a-z])['’]ll|would(?! have)|wouldn['’]t|going to|expect(?:s|"
    r"ed|ing)?|expectations?|"
    r"forecast(?:s|ed|ing)?|predict(?:s|ed|ion|ions|ing)?|project(?:s|ed|ions?)?(?= (?:that|to|it|"
    r"the|a|growth|sales|revenue|inflation)\b)|estimate[sd]?|anticipate[sd]?|plan(?:s|ned|ning)?|"
    r"aim(?:s|ed|ing)?|target(?:s|ed|ing)?|goals?|objective|schedule[d]?|set(?= (?:to|for)\b)|"
    r"due to|"
    r"due (?=in\b|on\b|by\b|at\b)|slated|poised|likely|unlikely|could(?! have)|(?-i:may)(?! have)|"
    r"might(?! have)|should(?! have)|must|"
    r"intends?|intended|intention|hop(?:es?|ed|ing)|promise[sd]?|pledge[sd]?|vow(?:s|ed)?|"
    r"chances?|odds|probability|risk of|outlook|imply|implies|see(?:s|n)?(?= (?:\w+ ){1,3}?(?:at|"
    r"to|falling|rising|shrinking|growing|averaging|reaching|hitting|\w+ing)\b)|"
    r"sees (?:it|them|output|growth|inflation|prices)|seen (?=\w+ing\b)|"
    r"needs? to|is to|are to|ready to|on track to|on course to|puts?(?= the (?:chances?|odds|"
    r"probability|likelihood|risk)\b)|my number|sticking with|call(?= a \w+ a\b)|envisag(?:es?|"
    r"ed)|"
    r"guid(?:es|ed) for|guidance|(?:starts?|begins?|opens?|launches|ends?|closes|arrives?|"
    r"resumes?|"
    r"goes on sale|go on sale)(?= (?:in|on|at|by|next|this)\b)|(?:launch|release|production|"
    r"opening|delivery|completion) (?:date|time|schedule)|bound to|"
    r"about to|committed to|commits? to|agreed to|wants? to|want to|continue[s]? to|"
    r"is expected|are expected|upcoming|scheduled|believes?(?= (?:that|the|it|he|she|they)\b))",
    re.IGNORECASE,
)
_PAST_WORDS = re.compile(
    r"\b(?:ago|yesterday|last (?:year|week|month|quarter|spring|summer|autumn|winter|night|"
    r"season)|"
    r"told|was|were|had|did|didn['’]t|stood|rose|fell|left|bought|paid|sold|closed|moved|ran|"
    r"won|lost|made|took|came|went|began|grew|became|held|met|saw|gave|got|kept|led|"
    r"has (?:been|had|already|raised|missed|set up|started)|have been|"
    r"now (?:employs|costs|stands)|employs|owns|covers|is running|are running|"
    r"since (?=it\b|he\b|the\b|\d)|according to figures|averaged|compared (?:with|to)|up from|"
    r"down from|(?<!be )(?<!been )(?<!to )(?:died|killed|injured|arrested|elected|founded|formed|"
    r"released|announced|reported|happened|occurred|started|finished|completed|attended|voted|"
    r"launched|opened|reached|signed|joined|raised|passed|visited|arrived|carried|asked|"
    r"attacked))\b",
    re.IGNORECASE,
)
# What makes of a verb's form no past: "would cost", "to be held".
_NOT_PAST = re.compile(
    r"\b(?:will|would|could|may|might|should|shall|must|can|to|not|be|being|been|n['’]t|is|are|"
    r"get|having|well|newly|now) $"
)
_ASKED = re.compile(r"\?[\"”’]?$")
_IF = re.compile(
    r"\b(?:if(?! not\b)|unless|as long as|in the event of|(?-i:[Ss]hould [A-Z]\w+ \w+)|"
    r"without an? \w+,|"
    r"(?-i:Had [A-Z])|not \w+ while|were (?:it|he|she|they|the \w+) to|had (?:it|he|"
    r"she|they) )\b(?![^,]{0,30}"
    r"possible)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:and|but)\b")
_DENIED = re.compile(
    r"\b(?:denied|denies|no one|nobody|nothing|(?:refused|declined) to (?!be\b)|asked whether|"
    r"wondered)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:In|in|since|of|from|during|until) ((?:1[5-9]|20)\d\d)\b[^.;]*?\b(?:said|predicted|"
    r"promised|"
    r"forecast|put|called|pencilled|vowed|claimed|expected|thought|believed|estimated|"
    r"announced)\b|"
    r"\b(?:said|predicted|promised|forecast|vowed|claimed)\b[^.;]{0,12}? in ((?:1[5-9]|20)\d\d)\b"
    r"(?= that|,)"
)
_PREMISE = re.compile(
    r"\b(?:assum(?:es?|ing|ed)|provided that|on condition that|"
    r"premise)\b",
    re.IGNORECASE,
)
_LOOK = 12  # characters
_GOAL = re.compile(
    r"\b(?:goals?|targets?|targeted|aims?|aiming|aimed|objective|ambition|hop(?:es?|ed|ing)|"
    r"wants? to|vow(?:s|ed)?|pledge[sd]?)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|scheduled?|slated|set to|set for|due (?:to|in|on|by)|intends?|"
    r"intention|committed|agreed to|we will|will (?:publish|rule|hold|meet|open|launch|release|"
    r"begin|start|vote|announce|move|host|play|face|travel|visit|switch on|break ground)|is to|"
    r"are to)\b",
    re.IGNORECASE,
)


def is_asked(sentence: str) -> bool:
    """Is it a question?"""
    return _ASKED.search(sentence) is not None


def is_conditional(text: str, start: int, end: int, at: int) -> bool:
    """Is what stands in a place of a sentence said for a case that need not come?

    Of a case that is named behind it, in another clause joined by "and" or "but", it is not.
    """
    case = _IF.search(text, start, end)
    if case is None:
        return False
    return case.start() < at or _JOINED.search(text, at, case.start()) is None


def is_denied(before: str) -> bool:
    """Do the words before it say that somebody does not say it?"""
    return _DENIED.search(before) is not None


def told_in(sentence: str, year: int) -> int | None:
    """The earlier year in which a sentence says that it was said; None where it was said now.

    >>> told_in("In 1997 the physicist predicted reactors within 20 years.", 2025)
    1997
    """
    found = _HISTORY.search(sentence)
    then = int(found[1] or found[2]) if found else year
    return then if then < year else None


def cue_before(text: str, start: int, at: int) -> str:
    """The last word before a place that says of what will be; "" where the past is nearer."""
    reach = min(len(text), at + _LOOK)  # a word may go by what follows it
    ahead = _last(m for m in _AHEAD_WORDS.finditer(text, start, reach) if m.end() <= at)
    behind = _last(
        one
        for one in _PAST_WORDS.finditer(text, start, at)
        if not _NOT_PAST.search(text, max(start, one.start() - 8), one.start())
    )
    if ahead is None or (behind is not None and behind.start() > ahead.end()):
        return ""
    return ahead[0]


def is_past(text: str, start: int, end: int) -> bool:
    """Does a stretch of text tell of what was?"""
    return any(
        not _NOT_PAST.search(text, max(start, one.start() - 8), one.start())
        for one in _PAST_WORDS.finditer(text, start, end)
    )


def cue_in(text: str, start: int, end: int) -> str:
    """A word in a stretch of text that says of what will be; "" without one."""
    found = _AHEAD_WORDS.search(text, start, end)
    return found[0] if found else ""


def group_by_words(words: str) -> Claim:
    """Whether it is a goal, a plan, a premise, or a forecast, by its words.

    >>> group_by_words("aims to bring the deficit down"), group_by_words("is scheduled to start")
    (<Claim.GOAL: 'goal'>, <Claim.PLAN: 'plan'>)
    """
    for group, pattern in ((Claim.PREMISE, _PREMISE), (Claim.GOAL, _GOAL), (Claim.PLAN, _PLAN)):
        if pattern.search(words):
            return group
    return Claim.FORECAST


def _last(found: Iterable[re.Match[str]]) -> re.Match[str] | None:
    last = None
    for last in found:  # noqa: B007 - the last of them
        pass
    return last
