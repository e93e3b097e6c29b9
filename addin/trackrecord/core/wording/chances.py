"""Probabilities by number: "70 %", "2 in 3", "3 to 1 against", "70-80 %", 七成.

A bound or a range of probability is read as its bound or its middle, and a coin flip as one half;
that is our reading, not the forecaster's number, and marked so.
"""

import re
from typing import NamedTuple

from trackrecord.core.wording.number_words import COUNTED_IN_WORDS
from trackrecord.core.wording.numerals import in_figures
from trackrecord.core.wording.text import Unclear


class Chance(NamedTuple):
    """A probability, and whether it is the number that was said."""

    p: float
    stated: bool = True


_SMALL = COUNTED_IN_WORDS | {
    "a": 1,
    "hundred": 100,
    "a hundred": 100,
    "one hundred": 100,
    "a thousand": 1000,
    "a million": 1_000_000,
}
_EVEN = frozenset(
    [
        "50/50",
        "50-50",
        "50:50",
        "fifty-fifty",
        "fifty fifty",
        "even odds",
        "even chance",
        "an even chance",
        "evens",
        "even money",
        "1:1",
        "一半一半",
        "五五开",
        "一半",
        "五成对五成",
    ]
)
_COIN_FLIP = frozenset(
    [
        "a coin toss",
        "coin toss",
        "a coin flip",
        "coin flip",
        "a flip of a coin",
        "the flip of a coin",
        "toss-up",
        "a toss-up",
        "toss up",
        "a toss up",
        "tossup",
        "a tossup",
        "heads or tails",
        "掷硬币",
        "抛硬币",
        "对半开",
    ]
)
_FRACTIONS = {
    "half": 1 / 2,
    "one half": 1 / 2,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "one-third": 1 / 3,
    "two thirds": 2 / 3,
    "two-thirds": 2 / 3,
    "a quarter": 1 / 4,
    "one quarter": 1 / 4,
    "one-quarter": 1 / 4,
    "three quarters": 3 / 4,
    "three-quarters": 3 / 4,
}
_SHARE_WORDS = r" ?(?:%|percent|per cent|pct)"
_CHANCE_OF = re.compile(
    r"^(?:there is |there's |i'd say |i say |it has |with |at (?!least|most))?(?:an? |the )?"
    r"(?:(?:chance|chances|probability|likelihood|odds|prob\.?)(?: of| is| at|:| =|=)? ?|"
    r"p(?:\(yes\))? ?[=:] ?)?(?:an? )?"
)
_CHANCE_BEHIND = re.compile(
    r" ?(?:chances?|probability|likelihood|likely|sure|certain|confident|confidence|odds|"
    r"的?(?:概率|可能性?|把握|几率|机会))$"
)
_CHINESE_LEADING = re.compile(r"^(?:有|大概有|概率(?:是|为)?|可能性(?:是|为)?)")
_NUMBER = re.compile(r"[01](?:\.\d{0,24})?|\.\d{1,24}|\d(?:\.\d{1,17})?e-\d{1,2}")
_BOUND = re.compile(
    r"(?:<=?|>=?|≤|≥|(?:no |not )?(?:more|less|better|greater|fewer|higher|lower) than|over|under|"
    r"above|below|at least|at most|up to|exceeding|nearly|almost|just over|just under|close to|"
    r"a maximum of|a minimum of|至少|最多|不超过|超过|不到|低于|高于|不低于|接近|近|逾) ?(.+)"
)
_BOUND_BEHIND = re.compile(
    r"(.+?) ?(?:or (?:more|less|higher|lower|better|above|below|greater|over)|plus|\+|以上|以下)"
)
_ABOUT = re.compile(
    r"(?:about|around|roughly|approximately|approx\.?|circa|~|≈|大约|大概|约) ?(.+)"
)
_TWO = re.compile(r"(?:between )?([^ -]+?(?: ?%| percent)?) ?(?:-|~| to | and |到|至) ?([^-]+)")
_ODDS = re.compile(
    r"(?:odds (?:of )?)?(\d{1,4}|[a-z]{1,9})(?: ?[-:/] ?| to |-to-)(\d{1,4}|[a-z]{1,9})"
    r"(?: odds)?(?: (against|on|in favou?r|for))?"
)
_OUT_OF = re.compile(r"(\w{1,7})[ -](?:in|out of)[ -]((?:a )?[\w,]{1,9})")


def chance(text: str) -> Chance | None:
    """A probability by number, of a normalised text; None if it is none.

    Errors: Unclear where there are two readings.

    >>> chance("3 to 1 against"), chance("70-80 %"), chance("certain")
    (Chance(p=0.25, stated=True), Chance(p=0.75, stated=False), None)
    """
    if text in _COIN_FLIP:
        return Chance(0.5, stated=False)
    if not text.isascii():
        text = _in_percent(text)
    behind = _CHANCE_BEHIND.sub("", text)
    for bare in (text, _CHANCE_OF.sub("", behind).strip()):
        if bare in _EVEN:
            return Chance(0.5)
        if (p := _one_chance(bare)) is not None:
            return Chance(p)
        if (odds := _odds(bare, text)) is not None:
            return odds
    return _more_than_one(bare, text)


def _more_than_one(bare: str, text: str) -> Chance | None:
    if found := _ABOUT.fullmatch(bare):
        p = _one_chance(found[1])
        return None if p is None else Chance(p)
    if found := _BOUND.fullmatch(bare) or _BOUND_BEHIND.fullmatch(bare):
        p = _one_chance(re.sub("^(?:an? )", "", found[1]))
        return None if p is None else Chance(p, stated=False)
    if re.fullmatch(r"\d{1,3}(?:\.\d+)?", bare) and 1 < float(bare) <= 100:
        raise Unclear(f"'{text}' may be {bare} % or a number of something; write {bare} %")
    if (found := _TWO.fullmatch(bare)) is None:
        return None
    last = _one_chance(found[2])
    share = re.search(_SHARE_WORDS + "$", found[2])
    first = _one_chance(found[1]) if not share else _one_chance(_with_share(found[1]))
    if first is None or last is None or first > last:
        return None
    return Chance(round((first + last) / 2, 12), stated=False)


def _with_share(text: str) -> str:
    return text if re.search(_SHARE_WORDS + "$", text) else f"{text} %"


def _one_chance(text: str) -> float | None:
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    text = re.sub(r"(?<=\d),(?=\d{1,2}(?!\d)|\d{4})", ".", text)
    if found := re.fullmatch(rf"(\d{{1,3}}(?:\.\d{{1,9}})?){_SHARE_WORDS}", text):
        p = round(float(found[1]) / 100, 12)
    elif _NUMBER.fullmatch(text):
        p = float(text)
    elif found := re.fullmatch(rf"([a-z]+(?: hundred)?)(?:[ -]([a-z]+))?{_SHARE_WORDS}", text):
        tens, ones = _SMALL.get(found[1]), _SMALL.get(found[2] or "zero")
        if tens is None or ones is None or (found[2] and (not 20 <= tens < 100 or ones > 9)):
            return None
        p = (tens + ones) / 100
    elif found := _OUT_OF.fullmatch(text):
        one, of = map(_small_number, found.groups())
        p = one / of if of and one is not None else 2.0
    elif found := re.fullmatch(r"(\d{1,3})/(\d{1,3})", text):
        one, of = int(found[1]), int(found[2])
        if one + of == 100:
            return None  # 40/60: _odds asks
        p = one / of if of else 2.0
    else:
        return None
    return p if 0 <= p <= 1 else None


def _small_number(text: str) -> int | None:
    digits = text.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})*", text) else text
    return int(digits) if digits.isdecimal() else _SMALL.get(text)


def _odds(bare: str, text: str) -> Chance | None:
    found = _ODDS.fullmatch(bare)
    if found is None:
        return None
    one, other = _small_number(found[1]), _small_number(found[2])
    if not one or not other:
        return None
    if one == other:
        return Chance(0.5)
    if found[3] == "against":
        return Chance(other / (one + other))
    if found[3]:
        return Chance(one / (one + other))
    bare = bare.removesuffix(" odds")
    if re.fullmatch(r"\d+[-:/]\d+", bare) and not text.endswith("odds"):
        return _two_figures(one, other, bare, text)
    raise _for_or_against(one, other, text)


def _two_figures(one: int, other: int, bare: str, text: str) -> Chance | None:
    """60:40 is 60 %; Unclear for 40:60, 40-60 and 5-10, which may be shares, ranges or odds."""
    if one + other == 100:
        if one > other:
            return Chance(one / 100)
        second = f"{one} to {other} %" if "-" in bare else f"{100 * one / other:.0f} %"
        raise Unclear(f"'{text}' may be {one} %, or {second}; write one of them")
    if "-" in bare and one <= other <= 100:
        raise Unclear(f"'{text}' may be {one} to {other} %, or odds; write {one}-{other} %")
    if "-" in bare and other > 20:
        return None
    raise _for_or_against(one, other, text)


def _for_or_against(one: int, other: int, text: str) -> Unclear:
    high, low = (f"{100 * p / (one + other):.3g} %" for p in (one, other))
    return Unclear(f"'{text}' may be odds for ({high}) or against ({low}); write one of the two")


def _in_percent(text: str) -> str:
    """Chinese shares as English ones: 百分之七十 is 70 %, 三成到四成 30 % to 40 %."""
    text = _CHINESE_LEADING.sub("", text.replace(" ", ""))
    text = re.sub(r"百分之百|十成", "100 %", text)
    text = in_figures(text)
    text = re.sub(r"百分之(\d{1,3}(?:\.\d+)?)", r"\1 %", text)
    text = re.sub(r"(\d)成半", r"\g<1>5 %", text)
    text = re.sub(r"(\d)-(\d)成", r"\g<1>0-\g<2>0 %", text)
    text = re.sub(r"(\d)(到|至|~|-)(\d)成", r"\g<1>0-\g<3>0 %", text)
    text = re.sub(r"(\d)成", r"\g<1>0 %", text)
    text = re.sub(r"(\d{1,3})分之(\d{1,3})", r"\2/\1", text)
    text = re.sub(r"(\d{1,3})比(\d{1,3})", r"\1:\2", text)
    return re.sub(r"(%)的?(?:概率|可能性?|把握|几率|机会)$", r"\1", text).strip()
