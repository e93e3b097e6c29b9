"""Short names for the axes of charts: whole words, told apart, never longer than their place."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from trackrecord.core.assessment import Assessment
from trackrecord.core.claim_words import low_to_high, read_in_words
from trackrecord.core.keys import spelled
from trackrecord.core.model import Claim
from trackrecord.core.wording.units import NUMBER
from trackrecord.language import say
from trackrecord.tables.number_formats import FIRST_WIDE

_ASKS = re.compile(
    r"(?:(?:on which day|when|how many|how much|what|which) (?:does|do|did|will|is|are|was)"
    r"|will|does|do|did|is|are|was)\s+(?=\S)",
    re.IGNORECASE,
)


def wide(text: str) -> int:
    """How many letters wide a text is.

    >>> wide("tram"), wide("电车")
    (4, 4)
    """
    return sum(1 + (c >= FIRST_WIDE) for c in text)


def short_titles(titles: Mapping[str, str]) -> dict[str, str]:
    """What tells questions apart: without the words that all have in common, or that only ask.

    >>> short_titles({"a": "Growth of Peru, 2024 Q1", "b": "Growth of Chad, 2024 Q2"})
    {'a': 'Peru, 2024 Q1', 'b': 'Chad, 2024 Q2'}
    >>> short_titles({"a": "When does the tram open?", "b": "Will it rain?"})
    {'a': 'the tram open', 'b': 'it rain'}
    """
    words = {key: _without_asking(title).split(" ") for key, title in titles.items()}
    if len(set(titles.values())) > 1:
        first = _in_common(list(words.values()))
        last = _in_common([line[first:][::-1] for line in words.values()])
        if any(line[first][:1].isdigit() for line in words.values() if line[first:]):
            first = max(0, first - 1)  # the number of something
        kept = {key: line[first : len(line) - last] for key, line in words.items()}
        if all(kept.values()):  # else one says only what all say
            words = kept
    made = {key: " ".join(line).strip(" ,;:") or titles[key] for key, line in words.items()}
    alike = Counter(made.values())
    return {key: f"{line} ({key})" if alike[line] > 1 else line for key, line in made.items()}


def _without_asking(title: str) -> str:
    """A question as what it asks for; a title that does not ask as it is."""
    title = spelled(title)
    bare = title.rstrip("?？").rstrip()
    asks = _ASKS.match(bare) if bare != title else None
    return bare[asks.end() :] if asks else bare or title


def told_apart(names: Iterable[str]) -> list[str]:
    """Short names, with a number where two became one.

    >>> told_apart(["University … Consumers", "Ann", "University … Consumers"])
    ['University … Consumers', 'Ann', 'University … Consumers (2)']
    """
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made


def _in_common(lines: Sequence[Sequence[str]]) -> int:
    """How many words all begin with."""
    alike = (len(set(words)) == 1 for words in zip(*lines, strict=False))
    return next((at for at, same in enumerate(alike) if not same), min(map(len, lines)))


def shortened_inside(text: str, most: int) -> str:
    """A text of at most so many letters: its first words and its last ones.

    >>> shortened_inside("Lisbon, annualised and adjusted, 2023 Q1", 24)
    'Lisbon, … 2023 Q1'
    >>> shortened_inside("Llanfairpwllgwyngyll", 8)
    'Llanfai…'
    """
    text = spelled(text)
    if wide(text) <= most:
        return text
    words = text.split(" ")
    head: list[str] = []
    tail: list[str] = []
    # What is last often tells most: a year, a quarter.
    for at_end in (False, True, True, *[False] * len(words)):
        left = words[len(head) : len(words) - len(tail)]
        word = left[-1 if at_end else 0] if left else ""
        if not word or wide(" ".join([*head, word, "…", *tail])) > most:
            continue
        if at_end:
            tail.insert(0, word)
        else:
            head.append(word)
    if not head:
        kept = ""
        for letter in text:
            if wide(kept + letter) >= most:
                break
            kept += letter
        return f"{kept.rstrip()}…"
    return " ".join([*head, "…", *tail])


def two_parts(one: str, other: str, most: int) -> str:
    """Two texts with a colon between them; the longer gives way.

    >>> two_parts("Ministry of Transport of Lower Saxony", "line 3", 32)
    'Ministry … Lower Saxony: line 3'
    """
    room = most - 2
    first = max(room // 2, room - wide(spelled(other)))
    one = shortened_inside(one, first)
    return f"{one}: {shortened_inside(other, room - wide(one))}"


def labels_of(rows: Sequence[Assessment], most: int) -> list[str]:
    """Who said it, and of which question; what was said, where all are of one question."""
    asked = [row.question for row in rows if row.question]
    titles = short_titles({question.question: question.title for question in asked})
    made = []
    for row in rows:
        what = _what_of(row, titles) + _group_of(row)
        made.append(two_parts(row.forecast.forecaster, what, most))
    return made


def _group_of(row: Assessment) -> str:
    """Goals, plans and premises are marked: they are no forecasts."""
    claim = row.forecast.claim
    return "" if claim is Claim.FORECAST else f" ({say(claim)})"


def _what_of(row: Assessment, titles: Mapping[str, str]) -> str:
    if len(titles) > 1 and row.question is not None:
        return titles[row.question.question]
    if row.asks_for == "number" and row.shape is not None:
        unit = "" if row.question is None or row.question.unit == NUMBER else row.question.unit
        return f"{low_to_high(row.forecast.low, row.forecast.high)} {unit}".strip()
    return row.forecast.wording if wide(row.forecast.wording) <= 26 else read_in_words(row)


def wrapped(text: str, most: int) -> list[str]:
    """Lines of at most so many letters, broken between words; Chinese anywhere.

    >>> wrapped("Ann leads the others", 12), wrapped("安在其他人之前", 8)
    (['Ann leads', 'the others'], ['安在其他', '人之前'])
    """
    lines, line = [], ""
    for piece in pieces_of(text):
        if line and wide(line) + wide(piece.rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def pieces_of(text: str) -> Iterable[str]:
    """What no line is broken in: a word with the space behind it, a sign of Chinese."""
    return re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+", text)
