"""Words of estimative probability: what "likely" is taken to mean, by which scale.

A forecast that gives only such a word is scored at the middle of its range and marked as imputed,
because the midpoint is our reading, not the forecaster's number (Mitchell & Ferro 2017, QJRMS,
doi:10.1002/qj.3029: scoring a midpoint is in general not proper); `assess` gives the score at
both ends beside it.

Sources: Kent 1964, "Words of Estimative Probability", Studies in Intelligence; ICD 203 (2015),
"Analytic Standards"; Mastrandrea et al. 2010, IPCC AR5 guidance note on uncertainties.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Scale(StrEnum):
    """Whose list of words."""

    ICD_203 = "ICD 203"
    KENT_1964 = "Kent 1964"
    IPCC_AR5 = "IPCC AR5"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A word and the range of probabilities it stands for on one scale."""

    word: str
    low: float
    high: float

    @property
    def middle(self) -> float:
        """The probability it is scored at.

        >>> Estimate("very likely", 0.8, 0.95).middle
        0.875
        """
        return round((self.low + self.high) / 2, 6)


def _scale(*rows: tuple[str, float, float]) -> tuple[Estimate, ...]:
    """Percentages to probabilities; one row may hold synonyms, separated by slashes."""
    return tuple(
        Estimate(word.strip(), low / 100, high / 100)
        for words, low, high in rows
        for word in words.split("/")
    )


SCALES: dict[str, tuple[Estimate, ...]] = {
    Scale.ICD_203: _scale(
        ("almost certain / nearly certain", 95, 99),
        ("very likely / highly probable", 80, 95),
        ("likely / probable", 55, 80),
        ("roughly even chance / roughly even odds", 45, 55),
        ("unlikely / improbable", 20, 45),
        ("very unlikely / highly improbable", 5, 20),
        ("almost no chance / remote", 1, 5),
    ),
    Scale.KENT_1964: _scale(
        ("certain", 100, 100),
        ("almost certain", 87, 99),
        ("probable", 63, 87),
        ("chances about even", 40, 60),
        ("probably not", 20, 40),
        ("almost certainly not", 2, 12),
        ("impossible", 0, 0),
    ),
    Scale.IPCC_AR5: _scale(
        ("virtually certain", 99, 100),
        ("extremely likely", 95, 100),
        ("very likely", 90, 100),
        ("likely", 66, 100),
        ("more likely than not", 50, 100),
        ("about as likely as not", 33, 66),
        ("unlikely", 0, 33),
        ("very unlikely", 0, 10),
        ("extremely unlikely", 0, 5),
        ("exceptionally unlikely", 0, 1),
    ),
}
# Words of news that no scale lists, and the listed one we read them as, scale by scale.
OUR_READINGS: dict[str, dict[str, str]] = {
    Scale.ICD_203: {
        "highly likely": "very likely",
        "probably": "probable",
        "may": "roughly even chance",
        "might": "roughly even chance",
        "highly unlikely": "very unlikely",
    },
    Scale.KENT_1964: {
        "highly likely": "almost certain",
        "very likely": "almost certain",
        "likely": "probable",
        "probably": "probable",
        "may": "chances about even",
        "might": "chances about even",
        "unlikely": "probably not",
        "highly unlikely": "almost certainly not",
    },
    Scale.IPCC_AR5: {
        "highly likely": "very likely",
        "probable": "likely",
        "probably": "likely",
        "may": "about as likely as not",
        "might": "about as likely as not",
        "highly unlikely": "very unlikely",
    },
}

# The same words as people say them, and in Chinese; the first that the scale lists is meant.
SAID_OTHERWISE: dict[str, tuple[str, ...]] = {
    "almost certainly": ("almost certain",),
    "nearly certainly": ("almost certain",),
    "virtually certain": ("almost certain",),
    "very probably": ("highly probable", "very likely"),
    "very probable": ("highly probable", "very likely"),
    "extremely likely": ("almost certain",),
    "extremely unlikely": ("almost no chance", "almost certainly not"),
    "almost certainly not": ("almost no chance", "extremely unlikely"),
    "almost impossible": ("almost no chance", "almost certainly not", "extremely unlikely"),
    "probably not": ("unlikely",),
    "likely not": ("unlikely",),
    "not likely": ("unlikely",),
    "probably won't": ("unlikely",),
    "probably will": ("probably",),
    "probably yes": ("probably",),
    "likely yes": ("likely",),
    "probably no": ("unlikely",),
    "likely no": ("unlikely",),
    "most likely": ("very likely",),
    "most probably": ("very likely",),
    "almost surely": ("almost certain",),
    "几乎肯定": ("almost certain", "extremely likely"),
    "几乎肯定会": ("almost certain", "extremely likely"),
    "几乎一定": ("almost certain", "extremely likely"),
    "很可能": ("very likely",),
    "很有可能": ("very likely",),
    "极有可能": ("very likely",),
    "大概率": ("likely",),
    "大概率会": ("likely",),
    "有可能": ("may",),
    "可能": ("may",),
    "可能会": ("may",),
    "不太可能": ("unlikely",),
    "不大可能": ("unlikely",),
    "可能不会": ("unlikely",),
    "很不可能": ("very unlikely",),
    "极不可能": ("very unlikely", "highly unlikely"),
    "小概率": ("unlikely",),
    "几乎不可能": ("almost no chance", "almost certainly not", "extremely unlikely"),
}


@lru_cache(maxsize=10_000)
def estimate(wording: str, scale: str = Scale.ICD_203) -> Estimate | None:
    """What a wording stands for on that scale; None if it is not one of its words.

    >>> estimate("Highly likely").middle, estimate("very likely", "IPCC AR5").low
    (0.875, 0.9)
    >>> estimate("50,000 to 60,000 units") is None
    True
    """
    word = " ".join(wording.lower().split())
    word = OUR_READINGS[scale].get(word, word)
    return _BY_WORD[scale].get(word)


def estimate_said(wording: str, scale: str = Scale.ICD_203) -> Estimate | None:
    """What a wording stands for that says a word of the scale otherwise, or in Chinese.

    >>> estimate_said("almost certainly").middle, estimate_said("不太可能").word
    (0.97, 'unlikely')
    """
    found = estimate(wording, scale)
    if found is not None:
        return found
    word = " ".join(wording.lower().split())
    return next(filter(None, (estimate(w, scale) for w in SAID_OTHERWISE.get(word, ()))), None)


def words_of(scale: str) -> list[str]:
    """Every wording that stands for a probability on a scale, in small letters, in order.

    >>> "highly likely" in words_of("ICD 203"), "70 %" in words_of("ICD 203")
    (True, False)
    """
    words = {*_BY_WORD[scale], *OUR_READINGS[scale], *SAID_OTHERWISE}
    return sorted(word for word in words if estimate_said(word, scale) is not None)


def is_a_reading(wording: str, p: float, scale: str = Scale.ICD_203) -> bool:
    """Is a probability our reading of words, because the forecaster named none?

    A word of the scale; a coin flip; a bound or range of probability; or a flat "will" or "will
    not": 1 or 0 without a digit in its wording.

    >>> is_a_reading("yes", 1), is_a_reading("likely", 0.675), is_a_reading("100 %", 1)
    (True, True, False)
    >>> is_a_reading("70-80 %", 0.75), is_a_reading("3 to 1 against", 0.25)
    (True, False)
    """
    if _A_PERCENTAGE.fullmatch(wording):
        return False
    stated, named = _number_named(wording)
    if named is not None:
        return not stated and abs(named - p) < 1e-9
    flat = p in (0, 1) and not any(digit in wording for digit in "0123456789")
    return flat or estimate_said(wording, scale) is not None


@lru_cache(maxsize=10_000)
def _number_named(wording: str) -> tuple[bool, float | None]:
    """The probability that a wording gives by number, and whether that is the number said."""
    # Most clicks judge no probability, and each starts Python anew.
    from trackrecord.core.wording.chances import chance  # noqa: PLC0415 - see above
    from trackrecord.core.wording.text import LONGEST, Unclear, normalised  # noqa: PLC0415

    try:
        found = chance(normalised(wording)) if len(wording) <= LONGEST else None
    except Unclear:
        found = None
    return (True, None) if found is None else (found.stated, found.p)


_A_PERCENTAGE = re.compile(r"\d{1,3}(?:\.\d{1,9})? ?%?")
_BY_WORD = {name: {row.word: row for row in rows} for name, rows in SCALES.items()}
