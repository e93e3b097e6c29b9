"""The same for Chinese: who speaks, what is ahead, days, numbers and chances in a clause."""

import re
from collections.abc import Iterator

from trackrecord.core.finding.drafts import Draft
from trackrecord.core.finding.heard import Heard
from trackrecord.core.finding.phrases import Phrase, Sort
from trackrecord.core.finding.sentences_of import Sentence
from trackrecord.core.model import Claim

_HAN = re.compile(r"[一-鿿]")
_HAN_CLAUSE = re.compile(r"[^，；。：！？“”]+")
_HAN_SAYS = re.compile(
    r"(?:补充|重申|强调|透露|宣布|表示|指出|认为|预计|估计|预测|警告|称|说|透露说|介绍|判断|坦言)"
)
_HAN_AHEAD = re.compile(
    r"将|会(?!议|见|员|计|上)|预计|计划|目标|有望|拟|力争|最迟|最快|不晚于|不早于|概率|可能|届时|预期|料|"
    r"一定|争取|明年|后年|到20\d\d年|要等到"
)
_HAN_BEHIND = re.compile(
    r"去年|已(?!经?将)|曾|了(?=[，。])|过(?=[，。])|实现营收|同比|上年|成立于|买下"
)
_CONDITIONAL = re.compile(r"如果|假如|若(?!干)|一旦|除非")
_HAN_DENIED = re.compile(r"否认|未能|没有正面|毫无根据")
_HAN_ASKED = re.compile(r"[？?]|能不能|是否|吗[”？]")
_HAN_GOAL = re.compile(r"目标|力争|争取")
_FORECAST = re.compile(r"预计|估计|预测|认为|概率|可能|有望")
_HAN_YEAR = r"(?:20\d\d年|明年|今年|后年|本年度?)"
_HAN_PART = (
    r"(?:底|初|中|末|年底|上半年|下半年|第[一二三四1-4]季度|[一二三四1-4]季度|春季|夏季|秋季|冬季|"
    r"\d{1,2}月(?:\d{1,2}[日号]|底|初|末|中旬|上旬|下旬)?)"
)
_HAN_TIME = re.compile(
    rf"(?:不会早于|不早于|不晚于|最快也要等到|最快要到|最迟|最快|最早|到|于|在)?"
    rf"(?:{_HAN_YEAR}{_HAN_PART}?|{_HAN_PART}(?=[前之]|公布|发布|启动|[^月]{{0,4}}[投量上开动])|年底|年内|月底)"
    rf"(?:之前|以前|前|之后|以后|左右|前后)?"
)
_HAN_UNIT = (
    r"(?:亿元|万元|元|美元|亿美元|%|％|个百分点|辆|台|颗|套|人|吨|家|座|架|艘|款|部|公里|亿|"
    r"名|项|倍)"
)
_HAN_AMOUNT = rf"\d+(?:\.\d+)?(?:万|亿|千|百)?{_HAN_UNIT}?"
_HAN_NUMBER = re.compile(
    rf"(?:约|不少于|至少|不低于|超过|低于|高于|不超过|近|逾|大约|将近|少于|多于)?"
    rf"\d+(?:\.\d+)?(?:万|亿|千|百)?(?:{_HAN_UNIT}?(?:至|到|-|—|~|～){_HAN_AMOUNT}|{_HAN_UNIT})(?:左右|"
    rf"以上|以下)?"
)
_HAN_CHANCE = re.compile(
    r"(?:概率|可能性|几率)(?:为|是|约为?|有|在|不到|低于|超过|高于|至多|至少)*(?P<figure>\d{1,3}(?:\.\d+)?[%％])"
)
_WILL = re.compile(r"一定会|不会|将会|会(?!议|见|员|计|上)|将")
_ROLE = re.compile(  # before a name; not of somebody unnamed
    r"^(?![一多某数几有]).*(?:创始人|董事长|总裁|首席执行官|首席经济学家|经济学家|分析师|总理|部长|主席|发言人|研究员|总经理|的)(?=[一-鿿]{2,4}$)"
)
_HAN_PRONOUN = re.compile(r"^(?:他|她|他们|她们)")
_COMPANY = re.compile(r"^(?:公司|该公司|集团|厂商)")
_SURE_ENOUGH = 12  # characters of a speaker


def is_chinese(sentence: str) -> bool:
    """Is a sentence Chinese: is a fifth of its letters?"""
    return len(_HAN.findall(sentence)) * 5 > len(sentence)


def in_chinese(text: str, sentence: Sentence, heard: Heard) -> Iterator[Draft]:
    """What a Chinese sentence claims, clause by clause."""
    words = text[sentence.start : sentence.end]
    if _HAN_ASKED.search(words) or _CONDITIONAL.search(words):
        _note_speakers(text, sentence, heard)
        return
    if spoken_of := re.search(r"的([一-鿿]{2,3})(?=较为|则|也|更为)", words):
        heard.person = heard.speaks(spoken_of[1])
    behind = _speaker_behind(text, sentence, heard)
    who = behind or heard.speaker
    sayer = ""
    denied, carried = False, ""
    for found in _HAN_CLAUSE.finditer(text, sentence.start, sentence.end):
        clause = found[0]
        named, at = _speaker_in(clause, heard)
        if named:
            who = sayer = heard.speaks(named)
        denied = (denied and not _HAN_SAYS.search(clause) and not named) or _HAN_DENIED.search(
            clause
        ) is not None
        if denied:
            continue
        begin = found.start() + at
        cue = _HAN_AHEAD.search(clause[at:])
        carried = cue[0] if cue else carried
        if carried and not (_HAN_BEHIND.search(clause) and "将" not in clause):
            yield from _in_clause(text, begin, found.end(), sayer or who, carried)


def _in_clause(text: str, start: int, end: int, who: str, cue: str) -> Iterator[Draft]:
    clause = text[start:end]
    group = Claim.PLAN
    if _HAN_GOAL.search(clause):
        group = Claim.GOAL
    elif _FORECAST.search(text[max(0, start - 12) : end]):
        group = Claim.FORECAST
    phrase = None
    if chance := _HAN_CHANCE.search(text, start, end):
        phrase = Phrase(Sort.CHANCE, *chance.span("figure"))
    elif (number := _HAN_NUMBER.search(text, start, end)) and not _HAN_TIME.fullmatch(number[0]):
        phrase = Phrase(Sort.NUMBER, *number.span())
    if phrase is None and (time := _last_time(text, start, end)):
        phrase = Phrase(Sort.TIME, *time)
    if (
        phrase is not None
        and phrase.sort is Sort.TIME
        and (no := re.search(r"不会(?!早|晚)", clause))
    ):
        phrase = Phrase(Sort.WORD, start + no.start(), start + no.end())
    if phrase is None and who and (will := _WILL.search(text, start, end)):
        phrase = Phrase(Sort.WORD, *will.span())
    if phrase is not None:
        yield Draft(start, end, phrase, who, group, cue)


def _last_time(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = [one.span() for one in _HAN_TIME.finditer(text, start, end)]
    return found[-1] if found else None


def _note_speakers(text: str, sentence: Sentence, heard: Heard) -> None:
    for found in _HAN_CLAUSE.finditer(text, sentence.start, sentence.end):
        named, _ = _speaker_in(found[0], heard)
        if named:
            heard.speaks(named)


def _speaker_behind(text: str, sentence: Sentence, heard: Heard) -> str:
    """Who is named behind a quotation, as in "……" 他说."""
    words = text[sentence.start : sentence.end]
    following = words.endswith("”") and re.match(
        r"\s*([^，。“”]{1,12}?)(?:补充|重申)?(?:说|表示|称)[。，]",
        text[sentence.end : sentence.end + 20],
    )
    inside = re.search(r"”([^，。“”]{1,12}?)(?:补充|重申)?(?:说|表示|称)", words)
    found = inside or following
    return _speaker_known(found[1], heard) if found else ""


def _speaker_in(clause: str, heard: Heard) -> tuple[str, int]:
    """Who says something in a clause, and where what is said begins in it; "" and 0 without."""
    verb = _HAN_SAYS.search(clause)
    if verb is None or not verb.start():
        return "", 0
    who = clause[: verb.start()]
    if re.search(r"[将会为是了]$|^预计|^计划", who):
        return "", 0
    name = _speaker_known(re.sub(r"(?:补充|重申|向记者|对记者|告诉记者)$", "", who), heard)
    begins = verb.end() if verb[0] not in ("预计", "估计", "预测") else 0
    return (name, begins if begins < len(clause) else 0) if name else ("", 0)


def _speaker_known(who: str, heard: Heard) -> str:
    """A speaker without the words around the name; a pronoun is the person named last."""
    who = re.sub(r"^(?:不过|但|此外|同时|对此|近日|随后)", "", who.strip())
    who = re.sub(
        r"(?:周[一二三四五六日]|昨日|今日|当天|近日)?(?:在[^，]{1,10}?)?(?:对[^，]{1,6})?(?:则|也|还|又|曾|均)?$",
        "",
        who,
    )
    who = re.sub(r"周[一二三四五六日]$", "", who)
    if _HAN_PRONOUN.match(who):
        return heard.person or heard.speaker
    if _COMPANY.match(who):
        return heard.organisation or who
    who = _ROLE.sub("", who)
    who = re.sub(r"^.*[）)]", "", who)
    if (
        not who
        or len(who) > _SURE_ENOUGH
        or re.search(r"(?:产品|销量|价格|规模|增速|市场|营收|线|量|投资)$", who)
    ):
        return ""
    if len(who) <= 4 and not re.search(r"公司|集团|局|部|行|微电子", who):
        heard.person = who
    elif not re.search(r"人士|者|位|官员", who):
        heard.organisation = who
    return who
