"""Keys as people write them: "Ming-Chi Kuo" and "ming-chi  kuo" are one.

Keys are matched as spreadsheets match them: without regard to case, also where a capital has more
letters ("ß" and "SS"). Beyond that, space at the ends or doubled within never makes two of one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import count

LONGEST_KEY = 80  # characters
BETWEEN = "  |  "  # parts of what answers have in common; no key has a doubled space

_FIGURES_IN_KEYS = re.compile(r"\d+")
_ALMOST = 0.84  # how alike two keys are, from 0 to 1, where one may be a slip
_MARK = 8  # characters of a key for what parts it from another
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
    text = spelled(text)
    if text.isascii():
        return text.lower()
    # Canonical caseless matching, The Unicode Standard, D145: the same however often it is done.
    apart = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFD", apart)


def free_numbers(used: Iterable[str]) -> Iterator[str]:
    """Short numbers to be keys, each above all that are used.

    >>> free = free_numbers(["2", "launch date"])
    >>> next(free), next(free)
    ('3', '4')
    """
    numbers = (int(key) for key in used if key.isdecimal() and len(key) < _MOST_DIGITS)
    return map(str, count(max(numbers, default=0) + 1))


def almost(key: str, known: Iterable[str]) -> str:
    """One of some keys that is almost this one, so that one may be a slip of the other; else "".

    >>> almost("Sam Altmann", ["Sam Altman"]), almost("deliveries 2025", ["deliveries 2024"])
    ('Sam Altman', '')
    """
    wanted = folded(key)
    figures = _FIGURES_IN_KEYS.findall(wanted)
    others = {folded(other): other for other in known}
    alike = [name for name in others if _FIGURES_IN_KEYS.findall(name) == figures]
    near = get_close_matches(wanted, alike, 1, _ALMOST)
    return others[near[0]] if near else ""


class KeysOfTitles:
    """Keys of titles: the title itself, or as much of it as a key holds; each title has its own.

    >>> keys = KeysOfTitles(["Will it rain?"])
    >>> keys.of("Will it snow?"), keys.of("will it  RAIN?"), keys.of("Will it snow?")
    ('Will it snow?', 'will it RAIN? 2', 'Will it snow?')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """With keys that are taken already."""
        self._taken = set(map(folded, taken))
        self._known: dict[str, str] = {}

    def of(self, title: str) -> str:
        """The key of a title, the same for the same title."""
        name = folded(title)
        if name not in self._known:
            words = spelled(title)
            room = LONGEST_KEY - _MARK
            short = words if len(words) <= LONGEST_KEY else words[:room].rpartition(" ")[0]
            start = short or words[:room]
            key, number = start, 2
            while folded(key) in self._taken:
                key, number = f"{start[:room]} {number}", number + 1
            self._taken.add(folded(key))
            self._known[name] = key
        return self._known[name]


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
