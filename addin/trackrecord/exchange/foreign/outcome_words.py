"""What became of a question, in the words and signs of other people and tools."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from trackrecord.core.model import YES_NO_UNIT, Value, Void
from trackrecord.language import say
from trackrecord.tables.kinds import Kind, parse

_YES_SAID = (
    "yes y true t right correct happened won win 1 1.0 ja oui eingetroffen si sí sì sim vrai wahr "
    "richtig 是 对 发生 ✓ ✔ ✅ ☑ 👍"
)
_MEANS_YES = frozenset(_YES_SAID.split())
_NO_SAID = (
    "no n false f wrong incorrect lost loss 0 0.0 nein non não nao faux falsch nee 否 错 未发生 ✗ "
    "✘ ✕ ✖ ❌ ☒ 👎"
)
_MEANS_NO = frozenset(_NO_SAID.split())
_NO_PHRASES = ("did not happen", "not happened", "nicht eingetroffen", "non réalisé")
_NOTHING_SAID = (
    "- – — ? . unresolved open pending tbd tba na nan null none nil #n/a n/a n.a. offen "
    "ausstehend 待定 未定 未知"
)
_MEANS_NOTHING = frozenset(_NOTHING_SAID.split())
_VOIDS = {
    "ambiguous": Void.AMBIGUOUS,
    "unknown": Void.AMBIGUOUS,
    "unclear": Void.AMBIGUOUS,
    "mixed": Void.AMBIGUOUS,
    "partial": Void.AMBIGUOUS,
    "mkt": Void.AMBIGUOUS,  # paid out at a probability
    "~": Void.AMBIGUOUS,
    "annulled": Void.ANNULLED,
    "withdrawn": Void.ANNULLED,
    "cancelled": Void.ANNULLED,
    "canceled": Void.ANNULLED,
    "cancel": Void.ANNULLED,
    "void": Void.ANNULLED,
}
_NOT_TOLD = ("unknown", "unclear")  # before the day nothing yet, and after it for ever
_SIGNED = re.compile(r"([✓✔✅☑👍]+|[✗✘✕✖❌☒👎]+|~)[\ufe0e\ufe0f]?\s*(.*)", re.DOTALL)
_OUT_OF_RANGE = ("above upper bound", "below lower bound")  # Metaculus says no more of such a value


class Judged(NamedTuple):
    """An outcome, and what was said beside it."""

    value: Value
    note: str = ""


def is_no_outcome(text: str) -> bool:
    """Does a text say that nothing is known yet?"""
    small = text.lower().replace("_", " ")
    return small in _MEANS_NOTHING or small in _OUT_OF_RANGE


def is_not_told(text: str) -> bool:
    """Does a text say that an outcome is not known, which may be because it is too early?"""
    return text.lower() in _NOT_TOLD


def alike(text: str) -> str:
    """An outcome, to be compared with another before the unit is known; "" where it says none.

    >>> alike("YES") == alike("oui"), alike("2.5"), alike("tbd")
    (True, '2.5', '')
    """
    small = text.lower()
    if is_no_outcome(small):
        return ""
    found = _of_yes_no(small)
    return small if found is None else str(found.value)


def are_of_yes_no(texts: Sequence[str]) -> bool:
    """Are there outcomes, and all of them yes, no or void, in words?"""
    found = {text.lower() for text in texts if text and not is_no_outcome(text)}
    words = {text for text in found if not re.fullmatch(r"[\d.]+", text)}
    return bool(words - _VOIDS.keys()) and all(_of_yes_no(text) is not None for text in found)


def judged(text: str, unit: str) -> Judged:
    """What an outcome says, of a question of that unit.

    Errors: ValueError where it says nothing.
    """
    small = text.lower()
    if unit == YES_NO_UNIT:
        found = _of_yes_no(small)
        if found is None and (share := _share_paid(small)):
            found = Judged(Void.AMBIGUOUS, _note_of(share))
        if found is not None:
            return found
    elif small in _VOIDS:
        return Judged(_VOIDS[small], _note_of(small))
    value = parse(Kind.VALUE, text, unit)
    if unit == YES_NO_UNIT and not isinstance(value, (bool, Void)):
        raise ValueError(say("'{text}' is no outcome of a yes/no question", text=text[:40]))
    assert isinstance(value, Value)
    return Judged(value, _note_of(small) if isinstance(value, Void) else "")


def _of_yes_no(text: str) -> Judged | None:
    if text in _MEANS_YES or text in _MEANS_NO or text in _NO_PHRASES:
        return Judged(text in _MEANS_YES)
    if (share := _share_of(text)) in (0.0, 1.0):
        return Judged(share == 1)
    if text in _VOIDS:
        return Judged(_VOIDS[text], _note_of(text))
    signed = _SIGNED.fullmatch(text)
    if signed is None:
        return None
    sign, said = signed[1], signed[2].strip()
    note = said[1:-1] if said.startswith("(") and said.endswith(")") else said
    if sign == "~":
        return Judged(Void.AMBIGUOUS, note or _note_of(sign))
    return Judged(sign[0] in _MEANS_YES, note)


def _share_paid(text: str) -> str:
    """A share between no and yes, as markets are paid out at; "" where it is none."""
    share = _share_of(text)
    return text if share is not None and 0 < share < 1 else ""


def _share_of(text: str) -> float | None:
    """A number as a share, where it is written as one; None where it is no number."""
    try:
        return float(text.rstrip(" %")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None


def _note_of(word: str) -> str:
    return f"outcome {word} in the source"
