"""What is said together with a time: "1 million robotaxis next year", "70 % by 2030"."""

import re
from collections.abc import Iterator

_MOST_CUTS = 5  # places where a time may begin that are tried
_MOST_WORDS = 7  # of one time
_TIME_BEHIND = re.compile(
    r"(?:, ?| )(?=\(?(?:in|by|for|during|within|over|before|after|until|through|throughout|from|"
    r"between|this|next|later|early|mid|late|at|on|end|year-end|as of|q[1-4]|h[12]|[1-4]q|cy|"
    r"(?:19|20)\d\d)(?![a-z]))"
)
_TIME_BEFORE = re.compile(r"(?P<time>[^:,]{2,40}?)(?:: ?|, )(?P<rest>.+)")
_CHINESE_BEFORE = re.compile(
    r"(?P<time>(?:到|在|于|截至)?(?:\d{4}年?|今年|明年|后年|去年|年)(?:年?[底末初中]|[上下]半年|全年|内|"
    r"第?[一二三四1-4]季度|\d{1,2}月[底末]?)?(?:之?前)?)[ ,:]?"
    r"(?:将会?|预计|有望)?(?:交付量?|销量|卖出|售出|生产|达到?|突破|部署|产量)?(?:为|达到?|约为)?"
    r"(?P<rest>[^年月日]+)"
)

_BEGIN_A_BOUND = ("no", "not", "any")  # of "no later than 2030", which names no number
_CHINESE_TIME = re.compile(
    r"(?:\d{4}年|今年|明年|后年)(?:年?[底末初中]|[上下]半年|全年|第?[一二三四1-4]季度|\d{1,2}月[底末]?)?前?"
)


def beside_a_time(text: str) -> Iterator[tuple[str, str]]:
    """What may be a number or a probability, and the time beside it, likeliest first.

    >>> next(beside_a_time("50,000 cars in 2024"))
    ('50,000 cars', 'in 2024')
    """
    if not text.isascii() and (found := _CHINESE_BEFORE.fullmatch(text)):
        yield found["rest"].strip(), found["time"]
    for tried, cut in enumerate(_TIME_BEHIND.finditer(text, 1)):
        if tried == _MOST_CUTS:
            break
        time = text[cut.end() :]
        if time.startswith("(") and time.endswith(")"):
            time = time[1:-1]
        said = text[: cut.start()].strip()
        if said not in _BEGIN_A_BOUND:
            yield said, time.removeprefix("for ")
    if found := _TIME_BEFORE.fullmatch(text):
        yield found["rest"].strip(), found["time"].strip()
    elif found := re.fullmatch(r"((?:this|next) (?:year|quarter|month|week)) (.+)", text):
        yield found[2], found[1]


def times_in(question: str) -> Iterator[str]:
    """What in a question may be a time, the longest from each place on first.

    >>> next(times_in("how many cars does xiaomi deliver in 2024"))
    'in 2024'
    """
    if not question.isascii():
        yield from (found[0] for found in _CHINESE_TIME.finditer(question))
    for tried, cut in enumerate(_TIME_BEHIND.finditer(question)):
        if tried == _MOST_CUTS:
            break
        words = question[cut.end() :].split()
        for count in range(min(len(words), _MOST_WORDS), 0, -1):
            yield " ".join(words[:count]).rstrip(",;:")
