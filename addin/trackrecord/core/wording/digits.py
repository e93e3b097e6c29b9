"""Numbers in figures: "1,200", "1.200,5", "0,4", "1 200", "1'200", with a scale behind them.

What parts thousands and what decimals differs between countries. A number is read if it can be
meant in one way only, and "1,200" as twelve hundred; "1.200" is asked back.
"""

import re
from decimal import Decimal
from math import isfinite

from trackrecord.core.model import LARGEST
from trackrecord.core.wording.text import Unclear
from trackrecord.core.wording.units import MAGNITUDES

LONGEST_NUMBER = 40  # characters of one number, with all that may stand around it
SCALE_FORM = "|".join(
    sorted((re.escape(word) for word in MAGNITUDES if word), key=len, reverse=True)
)
ONE_NUMBER = re.compile(
    r"(?P<half>(?!))?(?P<digits>[+-]?(?:\d(?:[ .,']?\d)*|[.,]\d+))(?P<exponent>e[+-]?\d{1,3})?"
    rf"(?:[ -]?(?P<scale>{SCALE_FORM})(?![^\W_\d]))?"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*")


def scaled(digits: str, exponent: str = "", scale: str = "", decimal: str = "") -> float | None:
    """The value of figures with their scale; None if they are no number.

    ``decimal`` is the sign before decimals, "." or ",", where it is known. Errors: Unclear.

    >>> scaled("1.1", scale="million"), scaled("1.200,5"), scaled("0,4")
    (1100000.0, 1200.5, 0.4)
    """
    plain = _plain(digits.lstrip("+-"), decimal or ("." if scale and "," not in digits else ""))
    if plain is None:
        return None
    sign = -1 if digits.startswith("-") else 1
    value = float(sign * Decimal(plain + exponent) * Decimal(MAGNITUDES[scale]))
    return value if isfinite(value) and abs(value) <= LARGEST else None


def _plain(digits: str, decimal: str) -> str | None:
    """Figures as Python writes them: a point before the decimals, nothing between thousands."""
    if digits.isdecimal():
        return digits
    if not decimal:
        return _undecided(digits)
    if decimal in digits:
        whole, _, part = digits.rpartition(decimal)
        if decimal in whole or not part.isdecimal():
            return None
    else:
        whole, part = digits, ""
    if not whole.isdecimal() and whole:
        if _THOUSANDS.fullmatch(whole) is None:
            return None
        whole = re.sub(r"\D", "", whole)
    return f"{whole or '0'}.{part or '0'}"


def _undecided(digits: str) -> str | None:
    readings = {_plain(digits, sign) for sign in ".,"} - {None}
    if re.fullmatch(r"[1-9]\d*,\d{4,}", digits):
        raise Unclear(
            f"'{digits}' may be {digits.replace(',', '')} or {float(digits.replace(',', '.')):g}; "
            "write one of the two"
        )
    if len(readings) < 2:
        return next(iter(readings), None)
    if re.fullmatch(r"[^.,]*", digits):  # 1 200
        return min(filter(None, readings), key=len)
    head, sign, part = re.split("([.,])", digits)
    if re.fullmatch("0,0*", f"{head}{sign}{part}"):
        raise Unclear(
            f"'{digits}' has lost its first figures (a shell takes $2 out of double quotes: use "
            "single ones), or is 0; write it in full"
        )
    if head in ("", "0"):
        return f"0.{part}"
    american = _plain(digits, ".")
    if sign == "," or american is None:
        return american
    thousands = head + part
    raise Unclear(
        f"'{digits}' may be {thousands} or {float(american):g}: a point parts thousands in some "
        "countries; write one of the two"
    )


def readings_by_decimal(digits: str) -> dict[str, float]:
    """The values of figures, by the sign before decimals.

    >>> readings_by_decimal("1.200"), readings_by_decimal("0,4")
    ({'.': 1.2, ',': 1200.0}, {',': 0.4})
    """
    found = {sign: scaled(digits, decimal=sign) for sign in ".,"}
    return {sign: value for sign, value in found.items() if value is not None}
