"""Days and periods as Chinese news writes them: 2024年2月, 明年上半年, 年底, 第四季度, 下周五."""

import re
from datetime import date, timedelta

from trackrecord.core.wording.dates.days import weekday
from trackrecord.core.wording.dates.holidays import holiday_in
from trackrecord.core.wording.dates.spans import Span, coming, months, part_of, said_on, shifted
from trackrecord.core.wording.numerals import in_figures

_YEARS = {"今": 0, "本": 0, "明": 1, "次": 1, "后": 2, "去": -1}
_DAYS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1}
_NEAR_UNITS = {"周": "week", "星期": "week", "月": "month", "季度": "quarter"}
_WEEKDAYS = dict(
    zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True)
)


def chinese(text: str, issued: date | None) -> Span | None:
    """First and last day of a day or period; None if it is none."""
    text = text.replace(" ", "")
    if text.isascii() or not re.search("[年月日号季初中底末半内天春夏秋周期节庆午旦]", text):
        return None
    return _near(text, issued) or _of_a_year(text, issued)


def _near(text: str, issued: date | None) -> Span | None:
    """Days and periods beside the day of issue: 明天, 下周, 本周五, 今年晚些时候."""
    if text in _DAYS:
        day = said_on(issued, text) + timedelta(days=_DAYS[text])
        return day, day
    if found := re.fullmatch("(本|这|下)?(?:周|星期)([一二三四五六日天])", text):
        week = {"下": " of next week", "本": " of this week", "这": " of this week"}
        return weekday(_WEEKDAYS[found[2]] + week.get(found[1] or "", ""), issued)
    if found := re.fullmatch("(本|这|这个|下|下个)(周|星期|月|季度)(?:内)?", text):
        return shifted(said_on(issued, text), _NEAR_UNITS[found[2]], found[1].startswith("下"))
    if found := re.fullmatch(
        "(今年|本年|本月|这个月|本季度|本周)(?:的)?(?:晚些时候|稍晚|稍后|晚些)", text
    ):
        said = said_on(issued, text)
        unit = {"年": "year", "月": "month", "度": "quarter", "周": "week"}[found[1][-1]]
        last = shifted(said, unit, 0)[1]
        return (said + timedelta(days=1), last) if said < last else None
    if found := re.fullmatch("(下个?|本|这个)?月(初|上旬|中|中旬|底|末|下旬)", text):
        whole = shifted(said_on(issued, text), "month", (found[1] or "").startswith("下"))
        return _third_of_month(whole, found[2], text)
    return None


def _of_a_year(  # noqa: PLR0911 - one for each form
    text: str, issued: date | None
) -> Span | None:
    found = re.fullmatch(r"(?:(\d{4})年?|(今|明|后|去|本|次)年)?(?:的)?(.*)", text)
    if found and (day := _holiday(found, issued, text)) is not None:
        return day, day
    found = re.fullmatch(
        r"(?:(\d{4})年?|(今|明|后|去|本|次)年)?(?:的)?(.*)", in_figures(text, "或")
    )
    if found is None:
        return None
    if decade := re.fullmatch(r"(?:(\d{3})0|(?:2|二十)?1世纪([1-9])0)年代(初|中期|末|后期)?", text):
        first = int(decade[1] or f"20{decade[2]}") * 10
        whole = months(first, 1, 120)
        part = {"初": "early", "中期": "mid"}.get(decade[3] or "", "late")
        return part_of(whole, part, text) if decade[3] else whole
    rest = found[3].removeprefix("年")
    if found[1]:
        return _part_of_year(rest, int(found[1]), issued, text)
    if found[2]:
        return _part_of_year(rest, said_on(issued, text).year + _YEARS[found[2]], issued, text)
    if text == "年内":
        return shifted(said_on(issued, text), "year", 0)
    return _part_of_year(rest, None, issued, text)


def _holiday(found: re.Match[str], issued: date | None, text: str) -> date | None:
    if holiday_in(found[3], 2024) is None:
        return None
    if found[1]:
        return holiday_in(found[3], int(found[1]))
    said = said_on(issued, text)
    if found[2]:
        return holiday_in(found[3], said.year + _YEARS[found[2]])
    day = holiday_in(found[3], said.year)
    return day if day is None or day >= said else holiday_in(found[3], said.year + 1)


def _third_of_month(whole: Span, part: str, text: str) -> Span | None:
    third = {"初": "early", "上旬": "early", "中": "mid", "中旬": "mid"}.get(part, "late")
    return part_of(whole, third, text)


def _part_of_year(  # noqa: PLR0911 - one for each form
    rest: str, year: int | None, issued: date | None, text: str
) -> Span | None:
    def of(first: int, count: int) -> Span:
        return months(year, first, count) if year else coming(first, count, said_on(issued, text))

    if rest in ("", "内", "全年", "以内", "之内"):
        return months(year, 1, 12) if year else None
    if found := re.fullmatch(
        r"(\d{1,2})月(?:份)?(?:(\d{1,2})[日号])?(初|上旬|中|中旬|底|末|下旬|内)?", rest
    ):
        whole = of(int(found[1]), 1)
        if found[2]:
            day = whole[0].replace(day=int(found[2]))
            if not year and day < said_on(issued, text):
                day = day.replace(year=day.year + 1)
            return day, day
        return _third_of_month(whole, found[3], text) if (found[3] or "内") != "内" else whole
    if found := re.fullmatch(r"(?:第?([1-4])季度?|q([1-4]))(初|末|底)?", rest):
        whole = of(3 * int(found[1] or found[2]) - 2, 3)
        return part_of(whole, "start" if found[3] == "初" else "end", text) if found[3] else whole
    if found := re.fullmatch("([上下])半年", rest):
        return of(1 if found[1] == "上" else 7, 6)
    if found := re.fullmatch("年?(初|中|底|末)", rest):
        whole = months(year or said_on(issued, text).year, 1, 12)
        return part_of(whole, {"初": "start", "中": "mid"}.get(found[1], "end"), text)
    if found := re.fullmatch("([春夏秋])[季天]?", rest):
        return of({"春": 3, "夏": 6, "秋": 9}[found[1]], 3)
    return None
