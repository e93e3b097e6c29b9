"""Words of numbers, and those that make a number a bound ("at most", "a good") or vague."""

from trackrecord.core.wording.units import MAGNITUDES

COUNTED_IN_WORDS = {
    word: n
    for n, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        )
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_AT_MOST = (
    "<=",
    "≤",
    "at most",
    "up to",
    "no more than",
    "not more than",
    "a maximum of",
    "maximum of",
    "max",
    "max.",
    "as many as",
    "as much as",
    "not exceeding",
    "至多",
    "最多",
    "不超过",
    "不多于",
    "不高于",
    "不大于",
    "控制在",
)
_BELOW = (
    "<",
    "under",
    "below",
    "less than",
    "fewer than",
    "lower than",
    "south of",
    "不到",
    "低于",
    "少于",
    "不足",
    "小于",
)
_LEAST_WORDS = (
    ">=",
    "≥",
    "at least",
    "no less than",
    "not less than",
    "no fewer than",
    "a minimum of",
    "minimum of",
    "min",
    "min.",
    "from",
    "至少",
    "最少",
    "不低于",
    "不少于",
    "起码",
    "不小于",
    "不低于",
)
_ABOVE = (
    ">",
    "over",
    "above",
    "more than",
    "greater than",
    "exceeding",
    "in excess of",
    "upward of",
    "upwards of",
    "north of",
    "beyond",
    "higher than",
    "超过",
    "高于",
    "多于",
    "大于",
    "超",
    "突破",
)
_MOST_BEHIND = (
    "or less",
    "or fewer",
    "or below",
    "at most",
    "max",
    "maximum",
    "以下",
    "以内",
    "之内",
    "or lower",
    "tops",
)
_LEAST_BEHIND = (
    "or more",
    "or above",
    "or over",
    "and above",
    "and up",
    "at least",
    "plus",
    "minimum",
    "or higher",
    "以上",
    "+",
)
VAGUE = (
    "about",
    "around",
    "approximately",
    "approx",
    "approx.",
    "roughly",
    "some",
    "circa",
    "ca.",
    "c.",
    "~",
    "≈",
    "nearly",
    "almost",
    "close to",
    "just under",
    "just over",
    "nearing",
    "well over",
    "well above",
    "well under",
    "in the region of",
    "in the order of",
    "on the order of",
    "大约",
    "约",
    "近",
    "接近",
    "逾",
)
# Words, whether what they name is outside, and whether they bound from above.
BOUNDS: tuple[tuple[tuple[str, ...], bool, bool], ...] = (
    (_AT_MOST, False, True),
    (_BELOW, True, True),
    (_LEAST_WORDS, False, False),
    (_ABOVE, True, False),
)
BOUNDS_BEHIND: tuple[tuple[tuple[str, ...], bool], ...] = (
    (_MOST_BEHIND, True),
    (_LEAST_BEHIND, False),
)
_OTHER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty",
    "fifty sixty seventy eighty ninety and to half couple few several so or total all them",
    "percent per cent pct next last this year month probability chance confidence sure",
    "likely certain never yes no not will on against odds ci interval range estimate guess",
    "case most",
)
_NO_NAMES = frozenset(
    word
    for words in (
        *(names for names, _, _ in BOUNDS),
        *(names for names, _ in BOUNDS_BEHIND),
        VAGUE,
        tuple(filter(None, MAGNITUDES)),
        _OTHER_WORDS,
    )
    for name in words
    for word in name.split()
)


def is_part_of_a_number(word: str) -> bool:
    """Is a word one of those that numbers and probabilities are said with, so no name of a unit?

    >>> is_part_of_a_number("million"), is_part_of_a_number("robotaxis")
    (True, False)
    """
    return word in _NO_NAMES
