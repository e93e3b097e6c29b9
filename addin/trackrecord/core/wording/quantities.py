"""Numbers in words: "50-60k", "about 300k ± 10 %", "at least 1.5 million", "5万到6万辆".

"300.000" is asked back: a point parts thousands in some countries (see `digits`). The question's
own unit, its sign or its usual names may stand around a number, those of another unit may not.
"About" and "nearly" say no width, and are asked back unless one is given.
"""

import re
from collections.abc import Iterator

from trackrecord.core.wording.digits import LONGEST_NUMBER, ONE_NUMBER, SCALE_FORM, scaled
from trackrecord.core.wording.number_words import BOUNDS, BOUNDS_BEHIND, COUNTED_IN_WORDS, VAGUE
from trackrecord.core.wording.numerals import in_figures
from trackrecord.core.wording.text import Unclear
from trackrecord.core.wording.units import MAGNITUDES, next_to, without_unit

_LEADING = re.compile(r"^(?:at (?!least |most )|will be |it will be |it is |is |= ?)")
NumberEnds = tuple[float | None, float | None]
MOST_MARKS = 3  # dashes in a range; "2024-03-2024-05" has as many
_NUMBER_WORDS = COUNTED_IN_WORDS | {"no": 0, "none": 0}
_WORD = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_WORDED = re.compile(
    rf"(?P<half>half )?(?:an? )?(?:(?P<tens>{_WORD})(?:[ -](?P<ones>{_WORD}))?)?"
    rf"(?P<exponent>(?!))?(?: ?(?P<scale>{SCALE_FORM}))?"
)
_TIMES = ("by", "until", "before", "after", "since")  # "by 2025" cars?


_SEEMS = re.compile(rf"\d|{_WORD}|{SCALE_FORM}")  # there is no number without one of these


def quantity(text: str, unit: str) -> NumberEnds | None:
    """Lowest and highest value that counts; None if it is no number of that unit.

    Errors: Unclear where there are two readings, or a word without a width.
    """
    text = _LEADING.sub("", text if text.isascii() else in_figures(text))
    for read in (
        _both_bounds_of_numbers,
        _bounded_number,
        _plus_minus,
        _whole,
        _vague,
        _number_range,
    ):
        found = read(text, unit)
        if found is not None:
            return found
    return None


def _both_bounds_of_numbers(text: str, unit: str) -> NumberEnds | None:
    """At least 5 but no more than 10; more than 5 and less than 10."""
    parts = re.split(r",? (?:but|and|yet) |, |,(?=[^\d ])", text)
    if len(parts) != 2:
        return None
    one = _bounded_number(parts[0], unit)
    other = None if one is None else _bounded_number(parts[1], unit)
    if one is None or other is None or (one[0] is None) == (other[0] is None):
        return None
    return (one[0] if other[0] is None else other[0], one[1] if other[1] is None else other[1])


def _bounded_number(text: str, unit: str) -> NumberEnds | None:
    for words, strict, upper in BOUNDS:
        for rest in _behind(text, words):
            value = _one(rest, unit)
            if value is not None:
                return _strict_end(value, unit, strict=strict, upper=upper)
    bare = without_unit(text, unit)  # 50,000 or more cars
    for words, upper in BOUNDS_BEHIND:
        for word in words:
            if (
                bare.endswith(word)
                and (value := _one(bare.removesuffix(word).strip(), unit)) is not None
            ):
                return _strict_end(value, unit, strict=False, upper=upper)
    return None


def _behind(text: str, words: tuple[str, ...]) -> Iterator[str]:
    """What stands behind a word at the beginning of a text."""
    for word in words:
        rest = text.removeprefix(word)
        if rest != text and not (
            word[-1].isascii() and word[-1].isalpha() and not rest.startswith(" ")
        ):
            yield rest.strip()


def _strict_end(value: float, unit: str, *, strict: bool, upper: bool) -> NumberEnds:
    end = next_to(value, unit, -1 if upper else 1) if strict else value
    return (None, end) if upper else (end, None)


def _plus_minus(text: str, unit: str) -> NumberEnds | None:
    parts = re.split(
        r" ?(?:±|\+/-|\+-|plus or minus|give or take) ?", text.replace("(", " ").rstrip(")")
    )
    if len(parts) != 2:
        return None
    first = next((rest for rest in _behind(parts[0], VAGUE)), parts[0]).strip()
    share = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?) ?(?:%|percent|per cent)", parts[1].strip())
    if share and unit.lower() not in ("%", "percent"):
        middle = _one(first, unit)
        width = None if middle is None else abs(middle) * float(share[1]) / 100
    else:
        width = _one(parts[1].strip(), unit)
        middle = _one(_lent(first, parts[1].strip(), unit), unit)
    if middle is None or width is None or width < 0:
        return None
    return round(middle - width, 9), round(middle + width, 9)


def _vague(text: str, unit: str) -> NumberEnds | None:
    behind = next(
        (
            text.removesuffix(word).strip()
            for word in ("左右", "or so", "上下", "-ish", "ish")
            if text.endswith(word)
        ),
        None,
    )
    for rest in (*_behind(text, VAGUE), *([behind] if behind else [])):
        value = _one(rest, unit)
        both = _number_range(rest, unit)
        if value is None and both is None:
            continue
        if both is not None:
            return both
        raise Unclear(
            f"'{text}' says no width: write {_number_shown(value)} if just that is meant, or for "
            f"example {_number_shown(value)} ± 10 %"
        )
    return None


def _number_shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"


def _number_range(text: str, unit: str) -> NumberEnds | None:
    between = re.sub("^(?:between|from|in the range of|anywhere from|介于) ?", "", text)
    marks = (
        (" and ", "和", "与", " to ", "至", "到", "-")
        if text.startswith(("between", "介于"))
        else (" to ", " - ", "-", "~", " until ", " through ", "到", "至")
    )
    for mark in marks:
        for first, last in cuts(between.removesuffix("之间"), mark):
            if not _SEEMS.search(first) or not _SEEMS.search(last):
                continue
            high = _one(last.strip(), unit)
            low = _one(_lent(first.strip(), last.strip(), unit), unit)
            alone = _one(first.strip(), unit)
            if high is None or low is None:
                continue
            if low == high and alone != high:
                return None  # "1 to 1 million" was hardly meant as 1 million to 1 million
            if low > high and alone is not None and alone <= high:
                if alone >= 1000:  # written out
                    return alone, high
                raise Unclear(
                    f"'{text}' may begin at {_number_shown(alone)}, or run backwards from "
                    f"{_number_shown(low)}; write both numbers in full"
                )
            return low, high
    return None


def cuts(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """The places where a text may be cut in two at a mark; a sign before a number is none."""
    place = text.find(mark, 1)
    while place > 0 and text.count(mark) <= MOST_MARKS:
        yield text[:place], text[place + len(mark) :]
        place = text.find(mark, place + 1)


def _lent(first: str, last: str, unit: str) -> str:
    """The first of two numbers, with the scale of the second if it has none of its own."""
    first_bare, last_bare = without_unit(first, unit), without_unit(last, unit)
    found = ONE_NUMBER.match(last_bare) or _WORDED.fullmatch(last_bare)
    own = ONE_NUMBER.fullmatch(first_bare) or _WORDED.fullmatch(first_bare)
    if found is None or own is None or not found["scale"] or own["half"]:
        return first
    if own["scale"] == "hundred" and found["scale"].startswith("hundred "):
        raise Unclear(f"'{first}' before '{last}' may be meant in thousands; write both in full")
    if own["scale"] or own["exponent"]:
        return first
    joint = " " if found["scale"].isascii() else ""
    return f"{first_bare}{joint}{found['scale']}"


def _scale_of(text: str, unit: str) -> str:
    found = ONE_NUMBER.fullmatch(without_unit(text, unit))
    return (found and found["scale"]) or ""


def best_number(said: str, around: str, unit: str) -> float | None:
    """A single value beside a range, with the scale of the range if it has none of its own."""
    said = next((rest for rest in _behind(said, VAGUE)), said)
    value = _one(said, unit)
    ends = quantity(around, unit)
    if value is None or ends is None or (ends[0] or 0) <= value or _scale_of(said, unit):
        return value
    last = re.split(" to | and |-|~|到|至", around)[-1].strip()
    lent = _one(_lent(said, last, unit), unit)
    return lent if lent is not None and (ends[0] or 0) <= lent else value


def ends_around(said: str, around: str, unit: str) -> NumberEnds | None:
    """The ends of a range beside a value, with the value's scale: 1.2 million (1.0-1.4)."""
    scale, value = _scale_of(said, unit), _one(said, unit)
    ends = quantity(around, unit)
    if not scale or value is None or ends is None or (ends[1] or 0) >= value:
        return None
    return quantity(f"{around} {scale}" if scale.isascii() else around + scale, unit)


def _whole(text: str, unit: str) -> NumberEnds | None:
    value = _one(text.removeprefix("exactly ").removeprefix("precisely "), unit)
    return None if value is None else (value, value)


def _one(text: str, unit: str) -> float | None:
    """One number of that unit."""
    if len(text) > LONGEST_NUMBER or any(True for _ in _behind(text, _TIMES)):
        return None
    bare = without_unit(text, unit)
    found = ONE_NUMBER.fullmatch(bare)
    if found is None:
        return _in_words(bare)
    return scaled(found["digits"], found["exponent"] or "", found["scale"] or "")


def _in_words(text: str) -> float | None:
    """Half a million, two hundred thousand, a dozen."""
    found = _WORDED.fullmatch(text)
    if found is None or not (found["tens"] or found["scale"]):
        return None
    tens, ones = _NUMBER_WORDS[found["tens"] or "one"], _NUMBER_WORDS[found["ones"] or "zero"]
    if found["ones"] and (tens < 20 or not 0 < ones < 10):
        return None
    return (tens + ones) * MAGNITUDES[found["scale"] or ""] * (0.5 if found["half"] else 1)
