"""Chinese numerals as figures: 三十万 is 30万, 二〇二七年 is 2027年, 五六万 is 5-6万."""

import re

_DIGITS = {
    digit: n
    for n, digits in enumerate(("〇零", "一", "二两", *"三四五六七八九"))
    for digit in digits
}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_RUN = re.compile(r"(?<![\d.])[〇零一二两三四五六七八九十百千万亿]+(?![定半样些直般])")
_LONGEST_RUN = 20


def in_figures(text: str, joint: str = "-") -> str:
    """A text with its Chinese numerals in figures; two digits side by side are joined as a range.

    >>> in_figures("三十五万辆"), in_figures("二〇二七年"), in_figures("五六万台")
    ('35万辆', '2027年', '5-6万台')
    """
    return _RUN.sub(lambda found: _run_in_figures(found[0], joint), text)


def _run_in_figures(run: str, joint: str) -> str:
    if len(run) > _LONGEST_RUN:
        return run
    head = run.rstrip("万亿")
    scale = run[len(head) :]
    if not head:
        return run
    if all(digit in _DIGITS for digit in head):
        if len(head) == 2 and "〇" not in head and "零" not in head:
            first, last = (_DIGITS[digit] for digit in head)
            return f"{first}{joint}{last}{scale}" if first < last else run
        return "".join(str(_DIGITS[digit]) for digit in head) + scale
    if found := re.fullmatch("([二两三四五六七八])([三四五六七八九])([十百千])", head):
        size = _SCALES[found[3]]
        return f"{_DIGITS[found[1]] * size}{joint}{_DIGITS[found[2]] * size}{scale}"
    value = _value(head)
    return run if value is None else f"{value}{scale}"


def _value(run: str) -> int | None:
    """The number that a numeral with 十, 百, 千, 万 or 亿 inside says; None if it is malformed."""
    total, section, digit = 0, 0, 0
    for sign in run:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _SCALES:
            section += (digit or 1) * _SCALES[sign]
            digit = 0
        else:
            size = 10_000 if sign == "万" else 100_000_000
            total, section, digit = total + (section + digit) * size, 0, 0
    if digit and run[-2:-1] in ("万", "千", "百"):
        return None  # 三万五: what is left out is not said
    return total + section + digit
