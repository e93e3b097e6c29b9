"""Days and periods as Chinese news writes them: 2024年2月, 明年上半年, 年底, 第四季度."""

import re
from datetime import date

from trackrecord.core.wording.dates.spans import Span, coming, months, part_of, said_on, shifted

_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEARS = {"今": 0, "本": 0, "明": 1, "次": 1, "后": 2, "去": -1}


def chinese(text: str, issued: date | None) -> Span | None:
    """First and last day of a day or period; None if it is none."""
    text = text.replace(" ", "")
    found = re.fullmatch(r"(?:(\d{4})年?|(今|明|后|去|本|次)年)?(?:的)?(.*)", text)
    if found is None or not re.search("[年月日季初中底末半内春夏秋]", text):
        return None
    rest = found[3]
    if found[1]:
        year: int | None = int(found[1])
    elif found[2]:
        year = said_on(issued, text).year + _YEARS[found[2]]
    else:
        year = None
    return _part_of_year(rest.removeprefix("年"), year, issued, text)


def _part_of_year(  # noqa: PLR0911 - one for each form
    rest: str, year: int | None, issued: date | None, text: str
) -> Span | None:
    def of(first: int, count: int) -> Span:
        return months(year, first, count) if year else coming(first, count, said_on(issued, text))

    if rest in ("", "内", "全年", "以内"):
        return months(year, 1, 12) if year else None
    if found := re.fullmatch(
        r"(\d{1,2})月(?:份)?(?:(\d{1,2})[日号])?(初|上旬|中|中旬|底|末|下旬|内)?", rest
    ):
        whole = of(int(found[1]), 1)
        if found[2]:
            day = whole[0].replace(day=int(found[2]))
            return day, day
        third = {"初": "early", "上旬": "early", "中": "mid", "中旬": "mid"}.get(
            found[3] or "", "late"
        )
        return part_of(whole, third, text) if found[3] and found[3] != "内" else whole
    if found := re.fullmatch(r"(?:第)?([一二三四1-4])季度?|q([1-4])", rest):
        number = _CHINESE_DIGITS[found[1]] if found[1] else int(found[2])
        return of(3 * number - 2, 3)
    if found := re.fullmatch("([上下])半年", rest):
        return of(1 if found[1] == "上" else 7, 6)
    if found := re.fullmatch("年?(初|中|底|末)", rest):
        whole = months(year or said_on(issued, text).year, 1, 12)
        return part_of(whole, {"初": "start", "中": "mid"}.get(found[1], "end"), text)
    if found := re.fullmatch("([春夏秋])[季天]?", rest):
        return of({"春": 3, "夏": 6, "秋": 9}[found[1]], 3)
    if rest in ("下月", "下个月", "本月", "这个月"):
        return shifted(said_on(issued, text), "month", 1 if rest.startswith("下") else 0)
    return None
