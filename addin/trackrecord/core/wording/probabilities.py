"""Probabilities in words: "yes", "will not", "70 %", "2 in 3", "highly likely"."""

import re

from trackrecord.core.estimates import estimate
from trackrecord.core.wording.text import Unclear

_SURE = {
    1.0: (
        "yes",
        "will",
        "it will",
        "they will",
        "definitely",
        "definitely yes",
        "certain",
        "certainly",
        "for sure",
        "sure",
        "absolutely",
        "without doubt",
        "undoubtedly",
        "true",
        "guaranteed",
        "是",
        "会",
        "将会",
        "一定",
        "肯定",
        "一定会",
        "肯定会",
    ),
    0.0: (
        "no",
        "will not",
        "won't",
        "it will not",
        "it won't",
        "definitely not",
        "definitely no",
        "certainly not",
        "no way",
        "never",
        "not",
        "false",
        "not at all",
        "否",
        "不",
        "不会",
        "不是",
        "一定不会",
        "肯定不会",
    ),
    0.5: (
        "50/50",
        "50-50",
        "fifty-fifty",
        "fifty fifty",
        "even odds",
        "even chance",
        "a coin toss",
        "coin toss",
        "toss-up",
        "a toss-up",
    ),
}
_CERTAIN = {word: p for p, words in _SURE.items() for word in words}
_SMALL = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "a": 1,
}
_BEHIND = re.compile(r" ?(?:chance|probability|likelihood|likely|sure|certain|confident|odds)$")


def probability(text: str, scale: str) -> float | None:
    """A probability from 0 to 1; None if it is none. Errors: Unclear where it is more than one."""
    if text in _CERTAIN:
        return _CERTAIN[text]
    word = estimate(text, scale) or estimate(text.removeprefix("it is ").removeprefix("is "), scale)
    if word is not None:
        return word.middle
    bare = re.sub(
        r"^(?:an? |with (?:an? )?|the )?(?:chance of |probability of |likelihood of )?",
        "",
        _BEHIND.sub("", text),
    ).strip()
    if re.match(
        r"[<>≤≥~]|(?:over|under|about|at least|more than|less than|up to|around) ", bare
    ) and re.search(r"\d", bare):
        raise Unclear(f"'{text}' is more than one probability; write one, like 90 %")
    if re.fullmatch(r"\d{1,3} ?%? ?(?:-|to|and) ?\d{1,3} ?(?:%|percent|per cent)", bare):
        raise Unclear(f"'{text}' is more than one probability; write one, like its middle")
    return _probability(bare)


def _probability(text: str) -> float | None:
    if found := re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?) ?(?:%|percent|per cent|pct)", text):
        p = round(float(found[1]) / 100, 12)
    elif found := re.fullmatch(r"[01](?:\.\d{0,17})?|\.\d{1,17}|\d(?:\.\d{1,17})?e-\d{1,2}", text):
        p = float(text)
    elif found := re.fullmatch(r"(\w{1,5})[ -](?:in|out of|to)[ -](\w{1,5})", text):
        if " to " in text or "-to-" in text:
            raise Unclear(f"'{text}' may be odds for or against; write a probability, like 67 %")
        one, of = (
            _SMALL.get(word) or (int(word) if word.isdecimal() else 0) for word in found.groups()
        )
        p = one / of if of else 2.0
    elif found := re.fullmatch(r"(\d{1,3})/(\d{1,3})", text):
        p = int(found[1]) / int(found[2]) if int(found[2]) else 2.0
    else:
        return None
    return p if 0 <= p <= 1 else None
