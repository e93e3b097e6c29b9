"""What may stand around the digits of a number: scales, and the names and signs of its unit."""

import re
from functools import lru_cache

NUMBER = "number"  # what the unit of a number is called where it is not known
MAGNITUDES = {
    "": 1.0,
    "hundred": 1e2,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "tn": 1e12,
    "trillion": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
    "dozen": 12.0,
    "hundred thousand": 1e5,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
}
_MONEY = {
    "cny": ("rmb", "cny", "cn¥", "¥", "yuan", "renminbi", "元", "人民币", "块"),
    "usd": ("us$", "usd", "$", "us dollars", "dollars", "dollar", "美元"),
    "eur": ("€", "eur", "euros", "euro", "欧元"),
    "gbp": ("£", "gbp", "pounds", "pound"),
    "jpy": ("jpy", "¥", "yen", "日元"),
    "krw": ("₩", "krw", "won"),
    "inr": ("₹", "inr", "rupees"),
    "chf": ("chf", "francs"),
    "hkd": ("hk$", "hkd", "港元"),
}
COUNTED_THINGS = {
    "cars",
    "units",
    "vehicles",
    "models",
    "people",
    "employees",
    "stores",
    "orders",
    "countries",
    "seats",
    "votes",
    "pieces",
    "deliveries",
    "factories",
    "plants",
    "shops",
    "customers",
    "users",
    "aircraft",
    "planes",
    "houses",
    "cities",
    "days",
}
_COUNTERS = ("units", "unit", "of them", "in total", "in all", "辆", "台", "辆车", "个", "款", "人")
_PLURAL_ENDS = (*"0123456789 万亿千百", *filter(None, MAGNITUDES))  # what a unit may stand behind
_STARTS = (*"0123456789.- ",)


def without_unit(text: str, unit: str) -> str:
    """A number without the question's own unit, its sign or its names; no other word goes."""
    text = text.strip()
    for name in _names_of_units(unit.lower()):
        if name in text:
            text = _without(text, name)
    return text.strip()


@lru_cache(maxsize=1000)
def _names_of_units(unit: str) -> tuple[str, ...]:
    """What may stand around a number of a unit, the longest first."""
    names = [*_MONEY.get(unit, ()), unit, f"{unit}s", unit.removesuffix("s")]
    if unit in ("%", "percent"):
        names += ["%", "percent", "per cent", "pct"]
    if unit in COUNTED_THINGS or unit == NUMBER:
        names += _COUNTERS
    if unit in ("cars", "vehicles", "units"):
        names += ["cars", "vehicles", "evs"]
    return tuple(sorted(filter(None, names), key=len, reverse=True))


def _without(text: str, name: str) -> str:
    rest = text.removesuffix(name)
    if rest != text and (rest.endswith(_PLURAL_ENDS) or not name.isascii()):
        return rest.strip()
    rest = text.removeprefix(name)
    if rest != text and rest[:1] in _STARTS:
        return rest.strip()
    signed = re.fullmatch(r"([+-])(\D{1,3})(\d.*)", text)
    return signed[1] + signed[3] if signed and signed[2] == name else text
