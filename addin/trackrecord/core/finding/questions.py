"""A question in words for a claim, from the claim's own words."""

import re

from trackrecord.core.model import DATE_UNIT, YES_NO_UNIT

_VERB = re.compile(
    r"\b(?:will|would|is expected to|are expected to|is scheduled to|are scheduled to|is set to|"
    r"is likely to|are likely to|is due to|plans to|aims to|intends to|expects? to|could|should|"
    r"may)\b ?"
)
_LONGEST_ASKED = 150  # characters


def question_for(quote: str, wording: str, unit: str) -> str:
    """A question that a claim answers, in the claim's own words.

    >>> question_for("Xiaomi would begin mass production in December 2023", "in December 2023",
    ...     "date")
    'When will Xiaomi begin mass production?'
    >>> question_for("the plant will bring at least 900 jobs", "at least 900 jobs", "jobs")
    'The plant will bring how many jobs?'
    """
    if unit not in (DATE_UNIT, YES_NO_UNIT):
        asked = {"": "how much", "number": "how many", "%": "how many percent"}.get(
            unit, f"how many {unit}"
        )
        return _as_question(quote.replace(wording, asked, 1))
    rest = _tidy(quote.replace(wording, " ", 1))
    verb = _VERB.search(rest)
    ask = "When will" if unit == DATE_UNIT else "Will"
    if verb and verb.start():
        return _as_question(f"{ask} {rest[: verb.start()].strip()} {rest[verb.end() :].strip()}")
    return _as_question(f"{ask} it be: {rest}")


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(' ,.;:“”"')[:_LONGEST_ASKED].rstrip()


def _as_question(text: str) -> str:
    tidy = _tidy(text)
    return (
        f"{tidy[:1].upper()}{tidy[1:]}{'？' if not tidy.isascii() and tidy[-1:] >= '一' else '?'}"
    )
