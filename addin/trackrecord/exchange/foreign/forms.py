"""Days, numbers and probabilities of a foreign table, as its country writes them, in our own forms.

A whole column says more than one cell: 03/04/2025 beside 28/04/2025 is the third of April; 0.9
beside 0.05 are shares, and 70 beside 5 are percent. What the column does not say is named by the
person, or asked back with the line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import partial

from trackrecord.core.model import YES_NO_UNIT
from trackrecord.core.wording.dates.days import days_by_order
from trackrecord.core.wording.dates.periods import period
from trackrecord.core.wording.dates.spans import MONTHS
from trackrecord.core.wording.local_forms import decimal_of, order_of, read_day, read_number
from trackrecord.core.wording.text import normalised
from trackrecord.exchange.foreign.claims import Claims
from trackrecord.language import say
from trackrecord.tables.kinds import plain

_DAY_MEANINGS = ("issued", "resolves", "known", "asked")
_CHANCE_MEANINGS = ("share", "percent", "probability")
_NUMBER_MEANINGS = (*_CHANCE_MEANINGS, "low", "high", "best", "level", "outcome", "wording")
_FIGURES_ALONE = re.compile(r"[+-]?[\d.,' \u00a0\u2009\u202f]*\d")
_IN_PERCENT = re.compile(r"(.*?) ?[%％]", re.DOTALL)
_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?=$|[T ])")
_TIME_OF_DAY = re.compile(
    r"(?<=\d)(?:T|,? +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?"
    r"(?: ?(?:UTC|GMT|Z|[+-]\d{2}:?\d{2}))?$",
    re.IGNORECASE,
)
_DAY_IN_FIGURES = re.compile(r"\d[./-]\d{1,2}[./-]\d")
_UNIT_SYNONYMS = dict.fromkeys(
    ("binary", "boolean", "bool", "y/n", "yes / no", "ja/nein"), YES_NO_UNIT
)
_MONEY_SIGN = re.compile(r"^[$€£¥￥]\s*(?=[\d+-])|(?<=\d)\s*[$€£¥￥]$")
_DAY_WITH_MONTH = re.compile(
    r"(?P<day>\d{1,2})\.?(?: de| -)? ?(?P<month>[^\W\d]+\.?)(?: de)? (?P<year>\d{4})"
)
_OTHER_MONTHS = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        (
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
            "dicembre"
        ),
    )
    for number, name in enumerate(names.split(), 1)
}
_SINCE_1970 = re.compile(r"(\d{10}|\d{13})(?:\.0+)?")
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")


def in_our_forms(claims: Claims, order: str = "", decimal: str = "") -> None:
    """Write days as yyyy-mm-dd, numbers with a point, probabilities as shares, in place.

    What may be meant in two ways is a problem of its claim.
    """
    claims.cells["moment"] = list(claims.texts("issued"))
    texts = _different_texts(claims, (*_DAY_MEANINGS, *_NUMBER_MEANINGS), _without_time)
    orders = _orders(filter(_DAY_IN_FIGURES.search, texts), order)
    claims.order = " / ".join(dict.fromkeys(filter(None, orders.values())))
    numbers = _different_texts(claims, _NUMBER_MEANINGS, _without_percent)
    claims.decimal = decimal or decimal_of(_telling(numbers))
    if "unit" in claims.cells:
        claims.cells["unit"] = [
            _UNIT_SYNONYMS.get(text.lower(), text) for text in claims.cells["unit"]
        ]
    read: dict[str, dict[str, str]] = {}
    for meaning in _DAY_MEANINGS:
        day = partial(_day_text, orders=orders, meaning=meaning)
        read[meaning] = _rewrite(claims, meaning, day)
    for meaning in _NUMBER_MEANINGS:
        keep = meaning == "wording"
        number = partial(_number_text, orders=orders, decimal=claims.decimal, keep=keep)
        read[meaning] = _rewrite(claims, meaning, number)
    for meaning, shares in (*_shares(claims), ("level", _levels(claims))):
        read[meaning] = {text: shares.get(made, made) for text, made in read[meaning].items()}
    claims.columns = [
        replace(column, read=tuple(read[column.meaning].get(text, text) for text in column.values))
        if read.get(column.meaning)
        else column
        for column in claims.columns
    ]


def _different_texts(
    claims: Claims, meanings: Iterable[str], made: Callable[[str], str]
) -> list[str]:
    """The different texts of some meanings."""
    return [made(t) for name in meanings for t in dict.fromkeys(claims.cells.get(name, ())) if t]


def _orders(texts: Iterable[str], order: str) -> dict[str, str]:
    """The order of day, month and year, of days with each sign between them.

    What days with points say, those with slashes need not mean.
    """
    by_sign: dict[str, list[str]] = {sign: [] for sign in "/.-"}
    for text in texts:
        for sign, several in by_sign.items():
            if sign in text:
                several.append(text)
                break
    return {sign: order or order_of(several) for sign, several in by_sign.items()}


def _order_for(text: str, orders: Mapping[str, str]) -> str:
    return next((order for sign, order in orders.items() if sign in text), "")


def _english_day(text: str) -> str:
    """A day with the month's name of another language: "1. Mai 2024", "3 avr. 2025"."""
    found = _DAY_WITH_MONTH.fullmatch(text)
    month = _OTHER_MONTHS.get(found["month"].lower().rstrip(".")) if found else None
    return f"{found['day']} {MONTHS[month - 1]} {found['year']}" if found and month else text


def _telling(texts: Iterable[str]) -> Iterator[str]:
    """The texts that may say what stands before decimals; of those that are alike in it, one."""
    pointed = False
    for text in texts:
        if not _is_clear(text):
            if not days_by_order(text):
                yield text
        elif "." in text and not pointed:
            pointed = True
            yield text


def _rewrite(claims: Claims, meaning: str, read: Callable[[str], str]) -> dict[str, str]:
    """Write a column anew, each different text read once; what each was read as."""
    texts = claims.cells.get(meaning)
    if texts is None:
        return {}
    made: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        try:
            made[text] = read(text) if text else ""
        except ValueError as problem:
            made[text], wrong[text] = text, f"{problem}{_how(text)}"
    claims.cells[meaning] = [made[text] for text in texts]
    if wrong:
        for claim, text in enumerate(texts):
            if text in wrong:
                claims.wrong(claim, f"{meaning}: {wrong[text]}")
    return made


def _without_time(text: str) -> str:
    return _TIME_OF_DAY.sub("", text)


def _without_percent(text: str) -> str:
    return text.strip(" %％")


def _day_text(text: str, *, orders: Mapping[str, str], meaning: str) -> str:
    iso = _ISO_MOMENT.match(text)
    if iso is not None:
        return iso[1]
    if _SINCE_1970.fullmatch(text):
        digits = text.partition(".")[0]
        seconds = int(digits) / (1000 if len(digits) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    bare = _english_day(_without_time(text))
    if meaning in ("resolves", "known"):  # a month or a year ends with its last day
        try:
            span = None if days_by_order(bare) else period(normalised(bare), None)
        except (ValueError, OverflowError):
            span = None
        if span is not None:
            return span[1].isoformat()
    return read_day(bare, _order_for(bare, orders)).isoformat()


def _number_text(text: str, *, orders: Mapping[str, str], decimal: str, keep: bool) -> str:
    """A day or a number in our form; anything else as it is.

    With `keep`, what is plain already keeps its letters.
    """
    if days_by_order(bare := _without_time(text)):
        return read_day(bare, _order_for(bare, orders)).isoformat()
    if not keep:
        text = _MONEY_SIGN.sub("", text)
    percent = _IN_PERCENT.fullmatch(text)
    bare = percent[1] if percent else text
    if _EXPONENT.fullmatch(bare):
        bare = f"{Decimal(bare):f}"
    elif _FIGURES_ALONE.fullmatch(bare) and not _is_clear(bare):
        bare = plain(read_number(bare, decimal))
    elif keep:
        return text
    return f"{bare}%" if percent else bare


def _is_clear(text: str) -> bool:
    """Is it a number that can be meant in one way: digits, or a point not before three?"""
    whole, point, rest = text.lstrip("+-").partition(".")
    if not point:
        return whole.isdecimal() and whole.isascii()
    return (whole + rest).isdecimal() and (len(rest) != 3 or len(whole) > 3 or whole in ("0", ""))


def _how(text: str) -> str:
    """The option that says what is meant."""
    if days_by_order(_without_time(text)):
        return say(" (or say in which order the days are: --dates dmy or mdy)")
    if _FIGURES_ALONE.search(text):
        return say(" (or say what stands before decimals: --decimal , or .)")
    return ""


def exact(text: str) -> Decimal | None:
    """The number that a text in our form is, digit by digit; None where it is none.

    >>> exact("0.0182404279889056"), exact("likely")
    (Decimal('0.0182404279889056'), None)
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _shares(claims: Claims) -> list[tuple[str, dict[str, str]]]:
    """Write probabilities as shares of one; by meaning, what each was read as."""
    found: list[tuple[str, dict[str, str]]] = []
    for meaning in _CHANCE_MEANINGS:
        texts = claims.cells.pop(meaning, None)
        if texts is None:
            continue
        scale, asked = _scale_in(texts, meaning, said=meaning in claims.chosen)
        made = {text: _share_text(text, scale) for text in dict.fromkeys(texts)}
        found.append((meaning, made))
        before = claims.cells.get("share", texts if meaning == "share" else [""] * len(texts))
        claims.cells["share"] = [
            made[text] if text else old for text, old in zip(texts, before, strict=True)
        ]
        if asked:
            for claim, text in enumerate(texts):
                if text in asked:
                    claims.wrong(claim, asked[text])
        bare = any(exact(text) is not None for text in dict.fromkeys(texts))
        claims.columns = [
            replace(column, scale=scale) if bare and column.meaning == meaning else column
            for column in claims.columns
        ]
    return found


def _scale_in(texts: Sequence[str], meaning: str, *, said: bool) -> tuple[int, dict[str, str]]:
    """What makes one of a column: 1 or 100; and which texts may be meant either way.

    What a person said of the column, or its header, is believed; a header that says percent is
    not, where all below it are shares.
    """
    different = [text for text in dict.fromkeys(texts) if text]
    bare = {text: number for text in different if (number := exact(text)) is not None}
    if meaning == "share":
        return 1, {}
    signed = any(text.endswith("%") for text in different)
    above = any(number > 1 for number in bare.values())
    shares = [text for text, number in bare.items() if 0 < number < 1]
    ones = [text for text, number in bare.items() if number == 1]
    if meaning == "percent":
        doubtful = [*shares, *ones] if shares and not (above or signed or said) else []
    elif above or signed:
        doubtful = shares if not signed else [*shares, *ones]
    elif shares:
        return 1, {}
    else:
        doubtful = ones
    return 100, {text: _two_meanings(text) for text in doubtful}


def _two_meanings(text: str) -> str:
    number = exact(text) or Decimal(0)
    return say(
        "'{text}' may be {share} % or {percent} %: say which with --map HEADER=share (0 to 1) or "
        "--map HEADER=percent (0 to 100)",
        text=text,
        share=f"{(number * 100).normalize():f}",
        percent=f"{number.normalize():f}",
    )


def _share_text(text: str, scale: int) -> str:
    """A probability as a share; words as they are."""
    percent = text.endswith("%")
    number = exact(text[:-1] if percent else text)
    if number is None:
        return text
    return f"{number / (100 if percent else scale):f}"


def _levels(claims: Claims) -> dict[str, str]:
    """Write levels of intervals as shares, what each was read as; a column of words is none."""
    texts = claims.cells.get("level")
    if texts is None:
        return {}
    numbers = [exact(text.removesuffix("%")) for text in texts if text]
    if not any(number is not None for number in numbers):
        if numbers:
            del claims.cells["level"]
            claims.notes.append(say("confidence in words is not carried"))
        return {}
    plain_numbers = [exact(text) for text in dict.fromkeys(texts)]
    above = any(number is not None and number > 1 for number in plain_numbers)
    signed = any(text.endswith("%") for text in texts)
    scale = 100 if above else 1
    if above or signed:
        for claim, text in enumerate(texts):
            number = exact(text)
            if number is not None and 0 < number < 1 and above:
                claims.wrong(claim, _two_meanings(text))
    made = {text: _share_text(text, scale) for text in dict.fromkeys(texts)}
    claims.cells["level"] = [made[text] for text in texts]
    return made
