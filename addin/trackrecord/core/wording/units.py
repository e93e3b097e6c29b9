"""What may stand around the digits of a number: scales, and the names and signs of its unit."""

import re
from functools import lru_cache
from math import ulp

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
# What is measured, and may end like the name of many things.
MEASURES = frozenset(
    [
        "miles",
        "metres",
        "meters",
        "kilometres",
        "kilometers",
        "centimetres",
        "centimeters",
        "millimetres",
        "inches",
        "feet",
        "yards",
        "acres",
        "hectares",
        "litres",
        "liters",
        "gallons",
        "barrels",
        "tons",
        "tonnes",
        "kilograms",
        "grams",
        "pounds",
        "ounces",
        "hours",
        "minutes",
        "seconds",
        "years",
        "months",
        "weeks",
        "percents",
        "points",
        "degrees",
        "celsius",
        "kelvins",
        "volts",
        "amps",
        "watts",
        "kilowatts",
        "megawatts",
        "gigawatts",
        "kwhs",
        "gwhs",
        "twhs",
        "joules",
        "calories",
        "ratios",
        "odds",
        "shares",
        "dollars",
        "euros",
        "francs",
        "rupees",
        "yuans",
        "cents",
        "basis",
        "bps",
        "kbps",
        "mbps",
        "gbps",
        "earnings",
        "sales",
        "revenues",
        "profits",
    ]
)
_CURRENCY = re.compile("[A-Z]{3}")
_COUNTERS = (
    *("units", "unit", "of them", "in total", "in all"),
    *("辆", "台", "辆车", "个", "款", "人", "家", "座", "架", "艘"),
)
_PLURAL_ENDS = (*"0123456789 万亿千百", *filter(None, MAGNITUDES))  # what a unit may stand behind
_STARTS = (*"0123456789.- ",)


def is_counted(unit: str) -> bool:
    """Is a unit one of things that are counted, so that its numbers are whole?

    >>> is_counted("robotaxis"), is_counted("辆"), is_counted("km"), is_counted("USD")
    (True, True, False, False)
    """
    small = unit.lower().strip()
    if small in COUNTED_THINGS or small in _COUNTERS:
        return True
    if _CURRENCY.fullmatch(unit) or small in MEASURES or small == NUMBER:
        return False
    return (
        re.fullmatch(r"[a-z][a-z -]*[a-rt-z]s", small) is not None
        and small.split()[-1] not in MEASURES
    )


def next_to(value: float, unit: str, way: int) -> float:
    """The next value beyond a strict bound: a cent of a currency, one of what is counted.

    Of what is measured, the next number there is.
    """
    if _CURRENCY.fullmatch(unit):
        return round(value + way * 0.01, 2)
    if value.is_integer() and abs(value) < 1e15 and is_counted(unit):
        return value + way
    return value + way * ulp(value)


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
    if unit == NUMBER or is_counted(unit):
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


def currencies_in(text: str) -> list[str]:
    """The currencies that a text names, by their codes.

    >>> currencies_in("the price in yuan"), currencies_in("¥40"), currencies_in("wonderful")
    (['CNY'], ['CNY', 'JPY'], [])
    """
    found = []
    for code, names in _MONEY.items():
        for name in names:
            bare = re.escape(name)
            word = rf"(?<![a-z]){bare}(?![a-z])" if name.isascii() and name[-1].isalpha() else bare
            if name == "$":
                word = r"(?<![a-z])\$"
            if re.search(word, text):
                found.append(code.upper())
                break
    return found
