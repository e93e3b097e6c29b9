"""Bounds and distances of time in Chinese: 2027年底前, 最晚明年6月, 两年内, 五年后."""

import re
from datetime import date, timedelta

from trackrecord.core.wording.dates.durations import DateEnds, distance_ends
from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.dates.spans import said_on
from trackrecord.core.wording.numerals import in_figures
from trackrecord.core.wording.text import Unclear

_FILLERS = re.compile(r"^(?:预计|计划|有望|争取|将会?|会)?(?:将)?(?:在|于)?")
_ENGLISH_UNITS = {
    "年": "years",
    "个月": "months",
    "个季度": "quarters",
    "周": "weeks",
    "个星期": "weeks",
    "星期": "weeks",
    "天": "days",
    "日": "days",
}
_CHINESE_UNIT = "年|个月|个季度|周|个星期|星期|天|日"
_CHINESE_DISTANCE = (
    rf"(?:(?P<n>\d{{1,3}})(?:{_CHINESE_UNIT})?(?P<mark>到|至|-|~|或)(?P<m>\d{{1,3}})(?P<unit>{_CHINESE_UNIT})"
    rf"|(?P<one>\d{{1,3}})(?P<size>{_CHINESE_UNIT})(?P<half>半)?|(?P<halfyear>半年))"
)
_INSIDE = "(?:之内|以内|内|里)"
# A form, and how English says it of the distance in it.
_DISTANCE_FORMS = tuple(
    (re.compile(form), said)
    for form, said in (
        (rf"{_CHINESE_DISTANCE}{_INSIDE}", "within {}"),
        (rf"(?:未来|今后|接下来|往后)的?{_CHINESE_DISTANCE}{_INSIDE}?", "in the next {}"),
        (
            rf"(?:至少|最少|起码)(?:还?要|还?需要?)?{_CHINESE_DISTANCE}(?:之后|以后|后)?",
            "at least {} away",
        ),
        (rf"(?:最多|至多|不超过){_CHINESE_DISTANCE}(?:{_INSIDE}|之后|后)?", "at most {} away"),
        (rf"(?:不到){_CHINESE_DISTANCE}(?:{_INSIDE}|之后|后)?", "less than {} away"),
        (
            rf"(?:大约|大概|约|差不多)?{_CHINESE_DISTANCE}(?:左右|上下)(?:{_INSIDE}|之?后)?",
            "in about {}",
        ),
        (rf"(?:大约|大概|约|差不多){_CHINESE_DISTANCE}(?:{_INSIDE}|之?后)?", "in about {}"),
        (rf"{_CHINESE_DISTANCE}(?:之后|后)", "in {}"),
        (rf"{_CHINESE_DISTANCE}", "{}"),
    )
)
_SOME = re.compile(
    rf"(?:未来|今后)?(?:几|数|多|若干|好几)({_CHINESE_UNIT})(?:{_INSIDE}|之?后|以后)?"
)
_CHINESE_NO_TIME = frozenset(
    [
        "不久",
        "很快",
        "近期",
        "尽快",
        "马上",
        "即将",
        "早晚",
        "迟早",
        "将来",
        "未来",
        "有朝一日",
        "短期内",
        "长期",
        "总有一天",
        "不久后",
        "不久的将来",
    ]
)
_CHINESE_BY = ("最晚", "最迟", "至迟", "不晚于", "不迟于", "截至", "截止", "直到", "到", "至")
_CHINESE_FROM = ("最早", "不早于", "从", "自")
_CHINESE_AFTER = ("晚于", "迟于")
_CHINESE_BEFORE_WORDS = ("早于",)
# Words behind a time, whether they bound from above, and whether what they name is outside.
_CHINESE_BEHIND = (
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


def chinese_bounds(text: str, issued: date | None) -> DateEnds | None:
    """Both ends of a Chinese wording about time; None if it is none."""
    if text.isascii():
        return None
    whole, text = text, _FILLERS.sub("", text.replace(" ", ""))
    if text in _CHINESE_NO_TIME or _SOME.fullmatch(text):
        raise Unclear(
            f"'{text}' names no time; write for example 2030年底前, or 三年内: the last day that "
            "counts"
        )
    try:
        ends = _far(text, issued) or _bounded(text, issued)
        return period(text, issued) if ends is None and text != whole else ends
    except Unclear as unclear:
        raise Unclear(str(unclear) if text in str(unclear) else f"{text}: {unclear}") from None


def _far(text: str, issued: date | None) -> DateEnds | None:
    figures = in_figures(text, "或")
    if found := re.fullmatch(rf"{_CHINESE_DISTANCE}以后", figures):
        said = _in_english(found)
        day = distance_ends(f"at least {said} away", issued)
        assert day is not None
        first = day[0]
        assert isinstance(first, date)
        then = str(first.year) if "year" in said else f"{first:%B} {first.year}"
        raise Unclear(
            f"'{text}' may be {then}, or any time from {first} on; write {then} or from {first}"
        )
    for form, said in _DISTANCE_FORMS:
        if found := form.fullmatch(figures):
            return distance_ends(said.format(_in_english(found)), issued)
    return None


def _in_english(found: re.Match[str]) -> str:
    if found["halfyear"]:
        return "half a year"
    if found["n"]:
        mark = "or" if found["mark"] == "或" else "to"
        return f"{found['n']} {mark} {found['m']} {_ENGLISH_UNITS[found['unit']]}"
    if found["half"] and found["size"] == "年":
        return f"{found['one']} and a half years"
    unit = _ENGLISH_UNITS[found["size"]]
    return f"{found['one']} {unit.rstrip('s') if found['one'] == '1' else unit}"


def _bounded(text: str, issued: date | None) -> DateEnds | None:
    if (ends := _bound_before(text, issued)) is not None:
        return ends
    found = re.fullmatch("最快于?(.+)", text)
    if (span := period(found[1], issued) if found else None) is not None:
        raise Unclear(
            f"'{text}' may be {span[0]} to {span[1]}, or any time from {span[0]} on; write one of "
            "them"
        )
    if (found := re.fullmatch("(?:从?现在|即日起)到(.+)", text)) is not None:
        span = period(_last_of_end(found[1]), issued)
        return None if span is None else (said_on(issued, text), span[1])
    return _bound_behind(text, issued)


def _bound_before(text: str, issued: date | None) -> DateEnds | None:
    """最晚2027年, 不早于明年."""
    for words, upper, strict in (
        (_CHINESE_BY, True, False),
        (_CHINESE_FROM, False, False),
        (_CHINESE_AFTER, False, True),
        (_CHINESE_BEFORE_WORDS, True, True),
    ):
        for word in words:
            rest = text.removeprefix(word).removeprefix("于").removeprefix("在")
            if not text.startswith(word) or not rest:
                continue
            if upper and (ends := _bound_behind(rest, issued)) is not None and ends[0] is None:
                return ends
            rest = rest if upper else re.sub("(?:起|开始|以后|之后)$", "", rest)
            span = period(_last_of_end(rest) if upper and not strict else rest, issued)
            if span is not None:
                return _two_ends(span, upper=upper, strict=strict)
    return None


def _bound_behind(text: str, issued: date | None) -> DateEnds | None:
    """2027年底前, 2026年起."""
    for word, upper, strict in _CHINESE_BEHIND:
        rest = text.removesuffix(word)
        if rest in (text, ""):
            continue
        if "或" in rest and upper:
            first, last = (period(part, issued) for part in rest.split("或", 1))
            if first and last:
                one, other = (_two_ends(s, upper=upper, strict=strict)[1] for s in (first, last))
                raise Unclear(f"'{text}' may be by {one} or by {other}; write one of them")
        whole = _last_of_end(rest) if word in ("前", "之前", "以前") else rest
        if (span := period(whole, issued)) is not None:
            return _two_ends(span, upper=upper, strict=strict and whole == rest)
    return None


def _last_of_end(text: str) -> str:
    """The period whose end a text names: 2027年底 is 2027年, 月底 this month."""
    if text.endswith(("底", "末")) and len(text) > 1:
        rest = text[:-1].removesuffix("年年") + ("年" if text[:-1].endswith("年年") else "")
        return _WHOLE.get(rest, rest)
    return text


def _two_ends(span: tuple[date, date], *, upper: bool, strict: bool) -> DateEnds:
    if upper:
        return None, span[0] - timedelta(days=1) if strict else span[1]
    return span[1] + timedelta(days=1) if strict else span[0], None
