"""A question in words for a claim, from the claim's own words."""

import re

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT

_VERB = re.compile(
    r"\b(?:will|would|is expected to|are expected to|is scheduled to|are scheduled to|is set to|"
    r"is likely to|are likely to|is due to|plans to|aims to|intends to|expects? to|could|should|"
    r"may)\b ?"
)
_NOT = re.compile(r" (?:not|n['’]t) ")
_ASKING = re.compile(
    r"^(?:When will it be:|When will|Will it be:|Will)|\bhow (?:many|much)(?: percent| [A-Z]{3}|"
    r" \w+)?|何时|"
    r"是否会|是否成真|百分之多少|多少.?|[?？]",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    {
        "it",
        "they",
        "he",
        "she",
        "we",
        "i",
        "that",
        "this",
        "these",
        "those",
        "there",
        "you",
        "which",
    }
)
_FEW_SIGNS, _FEW_WORDS = 3, 2
_HAN_SIGN = re.compile(r"[一-鿿]")
_WILL_HAN = re.compile(r"一定会|不会|将会|会|将")
_CHANCE_HAN = re.compile(r"的?(?:概率|可能性|几率)(?:为|是|约为?|有|在)?")
_SMALL_INSIDE = frozenset("The A An We It He She They This These That Our Its".split())  # noqa: SIM905
_LONGEST_ASKED = 150  # characters


def question_for(quote: str, wording: str, unit: str) -> str:
    """A question that a claim answers, in the claim's own words.

    >>> question_for("Xiaomi would begin mass production in December 2023", "in December 2023",
    ...     "date")
    'When will Xiaomi begin mass production?'
    >>> question_for("the plant will bring at least 900 jobs", "at least 900 jobs", "jobs")
    'The plant will bring how many jobs?'
    >>> question_for("首批产品预计2026年3月交付客户", "2026年3月", "date")
    '首批产品预计何时交付客户？'
    """
    if _HAN_SIGN.search(quote):
        return _in_han(quote, wording, unit)
    if unit not in (DATE_UNIT, YES_NO_UNIT):
        asked = {"": "how much", "number": "how many", "%": "how many percent"}.get(
            unit, f"how many {unit}"
        )
        return _as_question(quote.replace(wording, asked, 1))
    rest = _NOT.sub(" ", _in_a_sentence(_tidy(quote.replace(wording, " ", 1))))
    verb = _VERB.search(rest)
    ask = "When will" if unit == DATE_UNIT else "Will"
    if verb and verb.start():
        return _as_question(f"{ask} {rest[: verb.start()].strip()} {rest[verb.end() :].strip()}")
    return _as_question(f"{ask} it be: {rest}")


def is_vague(question: str) -> bool:
    """Does a question not say of what it asks: has it a pronoun for a subject, or none?"""
    bare = _ASKING.sub(" ", question)
    if _HAN_SIGN.search(bare):
        return len(_HAN_SIGN.findall(bare)) < _FEW_SIGNS
    words = bare.split()
    if not words or words[0].lower().strip("?,'’") in _PRONOUNS:
        return True
    return len([word for word in words if len(word) > 2 and word.isalpha()]) < _FEW_WORDS


def _in_han(quote: str, wording: str, unit: str) -> str:
    """The same in Chinese, where the words asked for stand in the place of those said."""
    if unit == DATE_UNIT:
        return _as_question(quote.replace(wording, "何时", 1))
    if unit != YES_NO_UNIT:
        counted = {"%": "百分之多少", "number": "多少", "": "多少"}.get(unit, f"多少{unit}")
        return _as_question(quote.replace(wording, counted, 1))
    if _WILL_HAN.fullmatch(wording):
        return _as_question(quote.replace(wording, "是否会", 1))
    return _as_question(f"{_CHANCE_HAN.sub('', quote.replace(wording, '', 1))}，是否成真")


def _in_a_sentence(text: str) -> str:
    """Text that stands behind other words: "The line" becomes "the line"."""
    first, blank, rest = text.partition(" ")
    return f"{first.lower()}{blank}{rest}" if first in _SMALL_INSIDE else text


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(' ,.;:“”"')[:_LONGEST_ASKED].rstrip()


def _as_question(text: str) -> str:
    tidy = _tidy(text)
    return (
        f"{tidy[:1].upper()}{tidy[1:]}{'？' if not tidy.isascii() and tidy[-1:] >= '一' else '?'}"
    )
