"""Probabilities in words: "yes", "will not", "highly likely", 不太可能. By number: `chances`."""

from trackrecord.core.estimates import estimate_said
from trackrecord.core.wording.chances import chance

_SURE = {
    1.0: (
        "yes|will|it will|they will|will happen|it will happen|it is going to happen|is certain|"
        "definitely|definitely yes|certain|certainly|for sure|sure|absolutely|without doubt|"
        "without a doubt|no doubt|undoubtedly|inevitable|inevitably|true|guaranteed|it's certain|"
        "absolutely certain|definitely will|"
        "是|会|将会|一定|肯定|一定会|肯定会|必然|必定|会的|毫无疑问|必将|绝对会"
    ),
    0.0: (
        "no|will not|won't|it will not|it won't|they won't|will not happen|won't happen|"
        "it won't happen|definitely not|definitely no|certainly not|absolutely not|no way|never|"
        "not|false|not at all|no chance|zero chance|not a chance|there is no chance|impossible|"
        "out of the question|it will never happen|will never happen|not going to happen|"
        "否|不|不会|不是|没有|没有发生|一定不会|肯定不会|绝不|绝不会|"
        "决不|决不会|永远不会|不可能|绝无可能|绝不可能"
    ),
}
_CERTAIN = {word: p for p, words in _SURE.items() for word in words.split("|")}


def probability(text: str, scale: str) -> float | None:
    """A probability from 0 to 1; None if it is none. Errors: Unclear where it is more than one.

    >>> probability("won't", "ICD 203"), probability("70 %", "ICD 203")
    (0.0, 0.7)
    """
    for bare in (text, text.removeprefix("it is ").removeprefix("it's ").removeprefix("is ")):
        word = estimate_said(bare, scale)  # "certain" and "impossible" are words of a scale
        if word is not None:
            return word.middle
        if bare in _CERTAIN:
            return _CERTAIN[bare]
    found = chance(text)
    return None if found is None else found.p
