"""A text as paragraphs, sentences and quotations, each with its place in the text.

English and Chinese. A full stop ends a sentence unless it stands in a number, behind an
abbreviation or an initial. Linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
# Runs are taken as a whole: a text of stops alone would be looked at again and again.
_SENTENCE_END = re.compile(
    r"[.!?]++[\"”’')\]]*+(?=\s|$|[A-Z“])|[。！？…]++[”』」）]*+|[.!?]++[”\"](?=[A-Z“\"])"
)
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof gen sen rep gov lt col sgt capt jr sr st mt ft no nos vs etc inc co
    corp ltd llc plc dept univ jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k
    u.n e.u e.g i.e a.m p.m d.c approx est fig vol al bros ave blvd""".split()  # noqa: SIM905 - to be read
)
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_BEFORE_STOP = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_QUOTATION = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|「[^」\n]*(?:」|$)", re.MULTILINE)
_LONGEST_SENTENCE = 1_000  # characters of a sentence; a longer one is cut


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it begins and ends in the text, and its paragraph, counted from 1."""

    start: int
    end: int
    paragraph: int


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in their order.

    >>> text = "Mr. Kuo expects 2.5 million. “Yes,” he said."
    >>> [text[s.start : s.end] for s in sentences_of(text)]
    ['Mr. Kuo expects 2.5 million.', '“Yes,” he said.']
    """
    for number, line in enumerate(_PARAGRAPH.finditer(text), 1):
        start = line.start()
        for stop in _SENTENCE_END.finditer(text, line.start(), line.end()):
            if stop[0][0] == "." and _goes_on(text, start, stop.start()):
                continue
            yield from _pieces(text, start, stop.end(), number)
            start = stop.end()
        yield from _pieces(text, start, line.end(), number)


def _goes_on(text: str, start: int, stop: int) -> bool:
    """Does a full stop there end no sentence?"""
    word = _BEFORE_STOP.search(text, max(start, stop - 20), stop)
    if word is None:
        return False
    name = word[1]
    return name.lower().strip(".") in _ABBREVIATIONS or _INITIALS.fullmatch(name) is not None


def _pieces(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    """A sentence without the blanks around it, in pieces where it is very long."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end:
        last = min(end, start + _LONGEST_SENTENCE)
        yield Sentence(start, last, paragraph)
        start = last


def quotations_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where something is quoted in a stretch of a text, marks included.

    >>> quotations_in('He said "go".', 0, 13)
    [(8, 12)]
    """
    return [found.span() for found in _QUOTATION.finditer(text, start, end)]


def paragraph_around(text: str, at: int) -> tuple[int, int]:
    """Where the paragraph of a place begins and ends."""
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end
