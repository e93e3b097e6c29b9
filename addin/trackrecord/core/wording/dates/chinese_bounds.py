"""Bounds and distances of time in Chinese: 2027年底前, 最晚明年6月, 两年内, 五年后, 未来三到五年."""

import re
from datetime import date, timedelta

from trackrecord.core.wording.dates.durations import Ends, distance_ends
from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.dates.spans import said_on
from trackrecord.core.wording.numerals import in_figures
from trackrecord.core.wording.text import Unclear

_FILLERS = re.compile(r"^(?:预计|计划|有望|争取|将会?|会)?(?:将)?(?:在|于)?")
_SIZES = {
    "年": "years",
    "个月": "months",
    "个季度": "quarters",
    "周": "weeks",
    "个星期": "weeks",
    "星期": "weeks",
    "天": "days",
    "日": "days",
}
_UNIT = "年|个月|个季度|周|个星期|星期|天|日"
_FAR = (
    rf"(?:(?P<n>\d{{1,3}})(?:{_UNIT})?(?P<mark>到|至|-|~|或)(?P<m>\d{{1,3}})(?P<unit>{_UNIT})"
    rf"|(?P<one>\d{{1,3}})(?P<size>{_UNIT})(?P<half>半)?|(?P<halfyear>半年))"
)
_INSIDE = "(?:之内|以内|内|里)"
# A form, and how English says it of the distance in it.
_FORMS = tuple(
    (re.compile(form), said)
    for form, said in (
        (rf"{_FAR}{_INSIDE}", "within {}"),
        (rf"(?:未来|今后|接下来|往后)的?{_FAR}{_INSIDE}?", "in the next {}"),
        (rf"(?:至少|最少|起码)(?:还?要|还?需要?)?{_FAR}(?:之后|以后|后)?", "at least {} away"),
        (rf"(?:最多|至多|不超过){_FAR}(?:{_INSIDE}|之后|后)?", "at most {} away"),
        (rf"(?:不到){_FAR}(?:{_INSIDE}|之后|后)?", "less than {} away"),
        (rf"(?:大约|大概|约|差不多)?{_FAR}(?:左右|上下)(?:{_INSIDE}|之?后)?", "in about {}"),
        (rf"(?:大约|大概|约|差不多){_FAR}(?:{_INSIDE}|之?后)?", "in about {}"),
        (rf"{_FAR}(?:之后|后)", "in {}"),
        (rf"{_FAR}", "{}"),
    )
)
_NO_NUMBER = re.compile(rf"(?:未来|今后)?(?:几|数|多|若干|好几)({_UNIT})(?:{_INSIDE}|之?后|以后)?")
_NO_TIME = frozenset(
    ["不久", "很快", "近期", "尽快", "马上", "即将", "早晚", "迟早", "将来", "未来", "有朝一日", "短期内", "长期", "总有一天", "不久后", "不久的将来"]
)
_BY = ("最晚", "最迟", "至迟", "不晚于", "不迟于", "截至", "截止", "直到", "到", "至")
_FROM = ("最早", "不早于", "从", "自")
_LATER = ("晚于", "迟于")
_EARLIER = ("早于",)
# Words behind a time, whether they bound from above, and whether what they name is outside.
_BEHIND = (
    ("或更早", True, False),
    ("或之前", True, False),
    ("或以前", True, False),
    ("或更晚", False, False),
    ("或以后", False, False),
    ("或之后", False, False),
    ("之前", True, True),
    ("以前", True, True),
    ("前", True, True),
    ("起", False, False),
    ("开始", False, False),
    ("以后", False, False),
    ("之后", False, True),
    ("后", False, True),
)
_WHOLE = {"年": "今年", "月": "本月", "季": "本季度", "季度": "本季度"}


def chinese_bounds(text: str, issued: date | None) -> Ends | None:
    """Both ends of a Chinese wording about time; None if it is none."""
    if text.isascii():
        return None
    whole, text = text, _FILLERS.sub("", text.replace(" ", ""))
    if text in _NO_TIME or _NO_NUMBER.fullmatch(text):
        raise Unclear(
            f"'{text}' names no time; write the last day that would count, as 2027年底前 or "
            "within 3 years"
        )
    try:
        ends = _far(text, issued) or _bounded(text, issued)
        return period(text, issued) if ends is None and text != whole else ends
    except Unclear as unclear:
        raise Unclear(str(unclear) if text in str(unclear) else f"{text}: {unclear}") from None


def _far(text: str, issued: date | None) -> Ends | None:
    figures = in_figures(text, "或")
    if found := re.fullmatch(rf"{_FAR}以后", figures):
        said = _in_english(found)
        day = distance_ends(f"at least {said} away", issued)
        assert day is not None
        first = day[0]
        assert isinstance(first, date)
        then = str(first.year) if "year" in said else f"{first:%B} {first.year}"
        raise Unclear(
            f"'{text}' may be {then}, or any time from {first} on; write {then} or from {first}"
        )
    for form, said in _FORMS:
        if found := form.fullmatch(figures):
            return distance_ends(said.format(_in_english(found)), issued)
    return None


def _in_english(found: re.Match[str]) -> str:
    if found["halfyear"]:
        return "half a year"
    if found["n"]:
        mark = "or" if found["mark"] == "或" else "to"
        return f"{found['n']} {mark} {found['m']} {_SIZES[found['unit']]}"
    if found["half"] and found["size"] == "年":
        return f"{found['one']} and a half years"
    unit = _SIZES[found["size"]]
    return f"{found['one']} {unit.rstrip('s') if found['one'] == '1' else unit}"


def _bounded(text: str, issued: date | None) -> Ends | None:
    for words, upper, strict in (
        (_BY, True, False),
        (_FROM, False, False),
        (_LATER, False, True),
        (_EARLIER, True, True),
    ):
        for word in words:
            rest = text.removeprefix(word).removeprefix("于").removeprefix("在")
            if text.startswith(word) and rest:
                if upper and (ends := _bounded(rest, issued)) is not None and ends[0] is None:
                    return ends
                rest = re.sub("(?:起|开始|以后|之后)$", "", rest) if not upper else rest
                whole = _last_of_end(rest) if upper and not strict else rest
                if (span := period(whole, issued)) is not None:
                    return _ends(span, upper=upper, strict=strict)
    if (
        text.startswith("最快")
        and (span := period(text[2:].removeprefix("于"), issued)) is not None
    ):
        raise Unclear(
            f"'{text}' may be {span[0]} to {span[1]}, or any time from {span[0]} on; write one of "
            "them"
        )
    for word, upper, strict in _BEHIND:
        if not text.endswith(word) or text == word:
            continue
        rest = text.removesuffix(word)
        whole = _last_of_end(rest) if word in ("前", "之前", "以前") else rest
        if "或" in rest and upper:
            first, last = (period(part, issued) for part in rest.split("或", 1))
            if first and last:
                one, other = (_ends(s, upper=upper, strict=strict)[1] for s in (first, last))
                raise Unclear(f"'{text}' may be by {one} or by {other}; write one of them")
        if (span := period(whole, issued)) is not None:
            return _ends(span, upper=upper, strict=strict and whole == rest)
    if text.startswith(("现在到", "从现在到", "即日起到")):
        span = period(_last_of_end(text.partition("到")[2]), issued)
        return None if span is None else (said_on(issued, text), span[1])
    return None


def _last_of_end(text: str) -> str:
    """The period whose end a text names: 2027年底 is 2027年, 月底 this month."""
    if text.endswith(("底", "末")) and len(text) > 1:
        rest = text[:-1].removesuffix("年年") + ("年" if text[:-1].endswith("年年") else "")
        return _WHOLE.get(rest, rest)
    return text


def _ends(span: tuple[date, date], *, upper: bool, strict: bool) -> Ends:
    if upper:
        return None, span[0] - timedelta(days=1) if strict else span[1]
    return span[1] + timedelta(days=1) if strict else span[0], None
