"""Keys as people write them: "Ming-Chi Kuo" and "ming-chi  kuo" are one.

Keys are matched as Excel's MATCH matches them: without regard to case. Beyond that, space at the
ends or doubled within never makes two of one.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count

LONGEST_KEY = 80  # characters
BETWEEN = "  |  "  # parts of what answers have in common; no key has a doubled space

_MOST_DIGITS = 10
_INVISIBLE = "Cf"  # the Unicode category of marks that are not drawn
_JOINERS = "\u200c\u200d"  # but these change how letters look, in Persian and Hindi names


def spelled(text: str) -> str:
    """A key without what nobody sees: space at its ends, doubled or of another kind within.

    >>> spelled("  Ming-Chi   Kuo ")
    'Ming-Chi Kuo'
    """
    if text.isascii() and "  " not in text and text.strip() == text and text.isprintable():
        return text
    seen = "".join(
        sign for sign in text if sign in _JOINERS or unicodedata.category(sign) != _INVISIBLE
    )
    return " ".join(unicodedata.normalize("NFC", seen).split())


def folded(text: str) -> str:
    """A text as it is compared: without regard to case, and to space at its ends or doubled.

    >>> folded("  Cars and  YUAN") == folded("cars and yuan")
    True
    """
    return spelled(text).lower()


def free_numbers(used: Iterable[str]) -> Iterator[str]:
    """Short numbers to be keys, each above all that are used.

    >>> free = free_numbers(["2", "launch date"])
    >>> next(free), next(free)
    ('3', '4')
    """
    numbers = (int(key) for key in used if key.isdecimal() and len(key) < _MOST_DIGITS)
    return map(str, count(max(numbers, default=0) + 1))


class Spellings:
    """Of some keys, how each was spelled first.

    >>> known = Spellings(["Ming-Chi Kuo", "ming-chi kuo"])
    >>> known.of("MING-CHI  KUO"), known.of("Lei Jun")
    ('Ming-Chi Kuo', 'Lei Jun')
    """

    def __init__(self, keys: Iterable[str]) -> None:
        """Of keys in the order in which they stand."""
        self._first: dict[str, str] = {}
        self._found: dict[str, str] = {}
        for key in keys:
            self._first.setdefault(folded(key), key)

    def of(self, key: str) -> str:
        """The key as it was spelled first; itself where it is not among them."""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._first.get(folded(key), key)
        return found
