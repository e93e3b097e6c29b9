"""A single value beside an interval: "2.1 %, range 1.8 to 2.5", "$180-220, most likely 205"."""

import re
from collections.abc import Iterator

_LIKELIEST = (
    r"(?:an? |the )?(?:most likely(?: value| case)?|best (?:guess|estimate)|point (?:estimate|"
    r"forecast)|central (?:estimate|case|forecast|value)|base case|median|mode|mean|mid-?point|"
    r"likeliest|most probably|最可能(?:是|为)?|中位数(?:是|为)?|中值)(?: (?:is|of|at|being))?[ :=]*"
)
_RANGE = (
    r"(?:with |in )?(?:an? |the )?(?:range|interval|spread|ranging|anywhere|区间)"
    r"(?: of| from| is|:|为|是)? ?"
)
_A_NUMBER = r"(?=[^,; ]*\d)"
_SPLITS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<range>.+?)(?:[,;:] ?| ?\(| )(?:with |and |but )?{_LIKELIEST}(?P<best>[^()]+?)\)?",
        _LIKELIEST + rf"(?P<best>[^()]+?)(?:[,;] | ?\(| )(?:{_RANGE})?(?P<range>{_A_NUMBER}.+?)\)?",
        rf"(?P<best>.+?)(?:[,;] ?| ?\(| ){_RANGE}(?P<range>[^()]+?)\)?",
        r"(?P<best>[^()\[\]]+?) ?[(\[](?P<range>[^()\[\]]+)[)\]]",
        r"(?P<best>.+?), (?P<range>between .+|\d{1,2} ?% (?:ci|confidence|interval).+)",
    )
)


def best_beside(text: str) -> Iterator[tuple[str, str]]:
    """The value and the interval of a text that seems to give both.

    >>> list(best_beside("$180-220, most likely 205"))
    [('205', '$180-220')]
    """
    for split in _SPLITS:
        found = split.fullmatch(text)
        if found is not None:
            yield found["best"].strip(), found["range"].strip()
