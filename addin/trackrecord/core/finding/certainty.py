"""Is what was taken for the wording all of it, and not its opposite? Else it is asked back."""

import re

from trackrecord.core.finding.phrases import Phrase, Sort

# What goes on directly behind a wording, so that it is only a part of one.
_GOES_ON_BEHIND = re.compile(
    r" ?(?:[/±%]|[-–—]\d|\+/-|(?:to|or|and|through|until) (?:about |around )?[$€£¥]?\d|"
    r"or (?:more|less|so)\b|"
    r"or (?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)|"
    r"plus or minus|give or take|bln\b|mln\b|bn\b|m\b|至|到|以上|以下|以内|前后|上下|、|末|后|～|~)"
)
_FEW_IN_WORDS = r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)"
# What stands directly before it and belongs to it.
_GOES_ON_BEFORE = re.compile(
    rf"(?:[/$€£¥]|[\d.][-–—/.]?|\d\S* (?:to|or|and)|{_FEW_IN_WORDS} (?:to|or|and)|(?:\bor|"
    rf"\band a|\b(?:maximum|minimum|total) of|"
    r"\bnorth of|\bsouth of|\btop|\bexceed(?:s|ing)?|\bbelow|\babove|\bunder|\bover|\bbeyond|"
    r"\b(?:less|more|fewer|greater|higher|lower|better|worse) than an?|\bat (?:least|most) an?|"
    r"\b(?:first|last) (?:week|half|days) of|\bsecond half of|\bearly to|\bmid to)) ?$|"
    r"(?:不到|超过|低于|高于|至少|至多|约|近|由|从|每次|[一二三四五六七八九十百千两几])$"
)
_DENIED_BEFORE = re.compile(
    r"(?:\b(?:not|never|no|none|nobody|nothing|cannot|neither|nor|little|few|hardly|barely|"
    r"without|"
    r"doubts?|doubted|fails? to|failed to|refus\w+|reject\w+|den(?:y|ies|ied)|unlikely|"
    r"impossible|false|"
    r"miss(?:es|ed)?|contradict\w+)\b|n['’]t\b|(?<!是否)不(?!少于|低于|超过|高于|晚于|早于|多于|过)|没有|未能|无法|"
    r"不会超过|不会低于)"
)
_NOT_NAMED = re.compile(
    r"\bnot to be named\b|\bnot only\b|\bno (?:earlier|later|sooner|less|"
    r"more|fewer) than\b"
)
_SHORT_SCALE = re.compile(r"\d[mk]\b")
_IN_MONEY = re.compile(r"[$€£¥]|\b(?:USD|EUR|GBP|CNY|RMB)\b")
_CLAUSE_BEGINS = re.compile(r"[,;:。，；：“”\"]|[.!?] ")


def why_not_certain(text: str, phrase: Phrase, start: int, wording: str) -> str:
    """Why a wording in a quote that begins at `start` is not read; "" where nothing speaks against.

    A part of a range, a bound that stands apart, a figure after "not": the reading would be wrong
    without a word of warning.
    """
    before, behind = text[max(0, phrase.start - 24) : phrase.start], text[phrase.end :][:24]
    whole = text[max(0, phrase.start - 12) : phrase.end + 12].strip()
    if not text[phrase.start].isascii():  # a day in Chinese may stand behind any figure
        before = before.rstrip("0123456789")
    if phrase.sort is not Sort.WORD and (
        _GOES_ON_BEHIND.match(behind) or _GOES_ON_BEFORE.search(before)
    ):
        return f"it is not certain where the wording ends in “{whole}”; write all of it"
    if _SHORT_SCALE.search(wording) and not _IN_MONEY.search(wording):
        return f"“{wording}” may be metres, or millions; write it in full"
    clause = text[max(start - 40, 0) : phrase.start]
    clause = _NOT_NAMED.sub(" ", _CLAUSE_BEGINS.split(clause)[-1])
    denied = _DENIED_BEFORE.search(clause)
    if denied and not wording.startswith(("not ", "不早于", "不晚于")):
        return f"“{denied[0]}” stands before “{wording}”; write what is claimed"
    return ""
