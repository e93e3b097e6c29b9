"""Who says it: names, roles and unnamed sources, by the verbs of saying beside them."""

import re
from dataclasses import dataclass

from trackrecord.core.finding.names import A_NAME, PERSON, person_in, without_titles
from trackrecord.core.finding.sentences_of import quotations_in

_SAYS = (
    r"(?:said|says|saying|told|tells|believes?|believed|thinks?|expects?|expected|estimates?|"
    r"estimated|"
    r"forecasts?|predicts?|predicted|projects?|projected|announced|announces|added|adds|noted|"
    r"notes|"
    r"explained|explains|warned|warns|confirmed|confirms|promised|promises|repeated|reiterated|"
    r"sees|puts?|imply|implies|implied|anticipates?|anticipated|reckon(?:s|ed)?|argued|argues|"
    r"claims?|claimed|"
    r"insisted|insists|stated|states|vowed|pledged|hopes?|hoped|reveals?|revealed|suggests?|"
    r"suggested|"
    r"indicated|indicates|wrote|writes|posted|tweeted|replied|declared|remarked|commented|assured|"
    r"acknowledged|admitted|plans?|planned|aims?|intends?|wants|(?:cut|raised|set|lowered|"
    r"trimmed)(?= (?:its|his|her|their|the|a)\b)|continued|"
    r"predicting|forecasting|expecting|projecting|warning|mentioned|mentions|concludes|shows?|"
    r"concluded|reported|reports|found|finds|speculated|urged|stressed|emphasized|called|assumes)"
)
_FRONT = re.compile(
    rf"\b(?:(?:has|have|had|is|are|also|later|then|recently|previously|further|again|now|still|"
    rf"earlier) )*"
    rf"(?P<verb>{_SAYS})\b(?! (?:by|at the time|goal|target|price)\b)"
)
_BACK = re.compile(
    r"[,”\"] ?(?:said|says|told|added|explained|predicted|warned|believes|noted|wrote|"
    r"according to) "
    r"(?P<who>(?:(?:Dr|Mr|Mrs|Ms|Prof|Gen|Gov|Sen|Rep|St)\. )?[^,.;:“”\"]{2,120})"
)
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Ii]n the words of|, per) (?P<who>(?:(?:Dr|Mr|Mrs|Ms|Prof|Gen|Gov|"
    r"Sen|Rep|St)\. )?[^,.;:“”\"]{2,120})"
)
_VIEW = re.compile(r"\b[Ii]n (?P<who>his|her|their) (?:view|opinion|words|estimate)\b")
_SKIPPED_CHUNK = re.compile(
    r"(?:in|on|at|after|before|outside|inside|of|however|previously|recently|when|although|if|as|"
    r"meanwhile|since|while|during|for|with|by|from|but|and|so|yet|still|later|earlier|today|then|"
    r"also|who|which|whose|where|because|asked|speaking|once|now|despite|according|based|under|"
    r"instead|addressing|over|following|though|even|out|yesterday)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:initially|finally|additionally|furthermore|similarly|eventually|only|even|just|again|"
    r"according to|thus far|so far|and|but|so|yet|while|that|because|as|then|also|meanwhile|"
    r"however|still|moreover|though|"
    r"although|thus|therefore|previously|recently|later|now|today|yesterday)\b[, ]*",
    re.IGNORECASE,
)
_NO_SPEAKER = re.compile(
    r"^(?:there|this|that|these|those|what|which|who|it is|nobody|no one|the (?:price|"
    r"report says)|"
    r"\d|to |of |for |not |has|have|had|is|was|be|being)\b",
    re.IGNORECASE,
)
_PLAUSIBLE = re.compile(
    r"(?:[A-Z0-9“]|the |an? |one |two |three |some |several |many |most |few |other |his |her |"
    r"its |"
    r"their |analysts?|economists?|officials?|he$|she$|they$|we$|i$|it$|police|scientists|"
    r"researchers|"
    r"experts|investors|traders|forecasters|sources?|critics|supporters|executives|authorities|"
    r"people|observers|meteorologists|organi[sz]ers|residents|doctors|astronomers|government|"
    r"governor|president|minister|chief|spokes|analyst|chairman|director|founder|professor|co-)"
)
_A_VERB = re.compile(
    r"\b(?:will|would|is|was|were|are|has|have|had|could|may|might|should|must|can|does|did|do|"
    r"don['’]t|"
    r"to|said|says|which|who|that|if|when)\b"
)
_A_SAYING = re.compile(
    r"\b(?:expects?|believes?|predicts?|sees|told|thinks?|puts|estimates (?!of))\b"
)
_PASSIVE = re.compile(r"^(?:[a-z]+ )*(?:is|are|was|were)\b.*(?:ed|put|set|cut|forecast|seen)$")
_IS_BEFORE = re.compile(r"\b(?:is|are|was|were|be|been|being) $")
_ON_A_DAY = re.compile(
    r",? (?:on )?(?:late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day ?$|,? (?:today|"
    r"yesterday) ?$"
)
_ITS = re.compile(r"(?<=[a-z] )(?:its|their|his|her|an?)\b[\w -]*$")
_BOUNDARY = re.compile(r"[;:“”\"?!—(]|–(?= )")
_LONGEST_SPEAKER = 120  # characters of a speaker
_AFTER_QUOTE = re.compile(
    r"[\s,]*(?:(?:said|says|told|added|explained|believes|predicted|warned|"
    r"wrote) (?P<back>(?:(?:Dr|Mr|Mrs|Ms|Prof|Gen|Gov|Sen|Rep|St)\. )?[^,.;:“”\"]{2,120})|"
    r"(?P<front>[^,.;:“”\"]{2,100}?(?:, [^,.;:“”\"]{2,80},)?) (?:also |has |had |then |later )*"
    rf"(?:{_SAYS})\b)"
)
_BEFORE_QUOTE = re.compile(
    rf"(?P<who>[^.;:“”\"\n]{{2,160}}?) (?:also |has |"
    rf"had )*{_SAYS}\b[^.“”\"\n]{{0,80}}[,:]? ?(?:that ?)?$"
)
_AFTER_DASH = re.compile(r"\s*[–—-]{1,2} ?(?P<who>[A-Z][^,.;:“”\"\n]{2,60})")
_SENTENCE_BEFORE = re.compile(r"[.!?”\"] ")
_LOOKS = re.compile(r" (?:looks?|seems?|appears?|remains?)$")
_PARTY = re.compile(
    r"[\s,“\"]*(?:(?:In|On|At|By|After|Before|From|Later|During|Next|This)\b[^,;.]{0,60}, )?"
    r"(?P<who>[^,;.:“”\"]{2,100}?)(?:, [^,;.:]{2,90},)? "
    r"(?:also |now |has |have |had |is |are |was )*(?:will|would|plans?|planned|aims?|aimed|"
    r"intends?|hopes?|"
    r"expects?|expected|wants|scheduled|set|due|agreed|announced|promised|pledged|vowed)\b"
)
_OFFICE = re.compile(
    r"\b(?:ministry|government|agency|company|bank|regulator|department|commission|council|court|"
    r"parliament|party|team|group|university|police|organi[sz]ers|authorities|officials|army|"
    r"military|committee|service|union|airline|club|league|board)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker as written, and where what is said begins and ends; behind it where `is_behind`."""

    who: str
    at: int
    is_behind: bool = False
    is_source: bool = False  # "according to": of all that the sentence says


def attributions(text: str, start: int, end: int) -> list[Attribution]:
    """Who is said to say something in a sentence, in the order of the places."""
    found = []
    for verb in _FRONT.finditer(text, start, end):
        who = _who_does(text, start, verb.start())
        passive = _PASSIVE.search(verb[0]) or _IS_BEFORE.search(text, start, verb.start())
        if who and not passive:
            behind = not text[verb.end() : end].strip(' .,”"')
            found.append(Attribution(who, verb.end(), is_behind=behind))
    for one in _BACK.finditer(text, start, end):
        who = _until_the_rest(one["who"])
        if _PLAUSIBLE.match(who) and not _A_VERB.search(who) and "according" not in one[0]:
            found.append(Attribution(who, one.start(), is_behind=True))
    for pattern in (_ACCORDING, _VIEW):
        for one in pattern.finditer(text, start, end):
            at_front = not text[start : one.start()].strip(' ,“"')
            who = _until_the_rest(one["who"])
            found.append(Attribution(who, one.end(), is_behind=not at_front, is_source=True))
    return sorted(found, key=lambda one: one.at)


def party_in(text: str, start: int, at: int) -> str:
    """The party whose plan a clause tells of: a name, or an office, before its verb; "" without."""
    found = _PARTY.match(text, start, at)
    who = _OPENING.sub("", found["who"].strip(" ,")) if found else ""
    who = _LOOKS.sub("", who)
    if not who or len(who) > _LONGEST_SPEAKER or _A_VERB.search(who):
        return ""
    return who if person_in(who) or _OFFICE.search(who) else ""


def quote_speakers(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The quotations of a paragraph with who says each, named behind it or before it."""
    found = []
    for first, last in quotations_in(text, start, end):
        who = ""
        if behind := _AFTER_QUOTE.match(text, last, min(end, last + 260)):
            who = _until_the_rest(behind["back"] or behind["front"]).split(",")[0].strip()
        if not (who and _PLAUSIBLE.match(who) and not _A_VERB.search(who)):
            before = _BEFORE_QUOTE.search(text, max(start, first - 260), first)
            who = _who_does(text, before.start(), before.end("who")) if before else ""
        who = who or _beside_a_mark(text, start, end, first, last)
        if who:
            found.append((first, last, who))
    return found


def _beside_a_mark(text: str, start: int, end: int, first: int, last: int) -> str:
    """Who is named before a colon that a quotation follows, or behind a dash after it."""
    if behind := _AFTER_DASH.match(text, last, end):
        return person_in(behind["who"])
    before = text[max(start, first - 260) : first].rstrip()
    if not before.endswith((":", "：")):
        return ""
    sentence = _SENTENCE_BEFORE.split(before)[-1]
    names = [found[0] for found in A_NAME.finditer(sentence) if " " in found[0]]
    return without_titles(names[0]).split(" of ")[0] if names else sentence.rstrip(": ")


def _until_the_rest(who: str) -> str:
    """A speaker behind a verb, without what else the sentence says."""
    return re.split(
        r" (?:on|in|at|after|before|during|who|which|that|to|while|when) (?=[a-zA-Z“])", who
    )[0]


def _who_does(text: str, start: int, verb: int) -> str:
    """Who does what a verb says: the words before it, without what stands in between."""
    before = re.sub(r" ?\([^()]{0,60}\)", "", text[start:verb])
    for mark in _BOUNDARY.finditer(before):
        tail = before[mark.end() :]
    before = tail if _BOUNDARY.search(before) else before
    before = _ON_A_DAY.sub("", before)
    chunks = [chunk.strip() for chunk in before.split(",")]
    if before.rstrip().endswith(",") or not chunks[-1]:  # something stands between commas
        chunks = [c for c in chunks if c and not _SKIPPED_CHUNK.match(c)]
        who = chunks[0] if chunks else ""
    else:
        who = chunks[-1]
        if len(chunks) > 1 and not _PLAUSIBLE.match(who) and PERSON.match(chunks[-2]):
            return chunks[-2]  # "Ann Lee, head of sales said"
        if _SKIPPED_CHUNK.match(who) and not who.lower().startswith(("who ", "which ")):
            who = _OPENING.sub("", who)
            if _SKIPPED_CHUNK.match(who):
                who = re.split(r"\d{4} | (?=(?:he|she|they|it|the|a) )|(?<=[a-z]) (?=[A-Z])", who)[
                    -1
                ]
        elif who.lower().startswith(("who ", "which ")):
            rest = [c for c in chunks[:-1] if c and not _SKIPPED_CHUNK.match(c)]
            who = rest[-1] if rest else ""
    who = _OPENING.sub("", who.strip())
    who = re.split(r"\b(?:that|which|because|where|than|and|but)\b(?= [a-z]* ?)", who)[-1].strip()
    if not who or len(who) > _LONGEST_SPEAKER or _NO_SPEAKER.match(who):
        return ""
    if not _PLAUSIBLE.match(who) and not PERSON.match(person_in(who)):
        return ""
    head = re.split(r",? (?:who|which|whose) ", who)[0]
    is_none = _A_VERB.search(head) or _A_SAYING.search(head) or _ITS.search(head)
    return "" if is_none else who
