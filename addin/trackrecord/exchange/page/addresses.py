"""Names of pages, and of places in them: the same for the same key, and safe on every system.

A name is what ASCII holds of a key and a mark of the key as it is compared, all in small letters:
no two keys have one name, whatever letters, dots or slashes they are made of.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from trackrecord.core.keys import folded

FORECASTERS, QUESTIONS = "forecasters", "questions"  # the lists of all
_LONGEST_SLUG = 40
_MARK, _LONGEST_MARK = 10, 64  # hexadecimal digits
_LONGEST_NUMBER = 9  # shorter than any mark
_PAGE_FILE = re.compile(
    rf"(?:{FORECASTERS}|{QUESTIONS}|(?:forecaster|question)-[a-z0-9-]*[0-9a-f]{{10}})"
    r"(?:-[0-9]{1,9})?\.html"
)


def is_page_file(name: str) -> bool:
    """Could a page of ours have that name?

    >>> is_page_file("question-launch-day-0123456789-2.html"), is_page_file("question-1.html")
    (True, False)
    """
    return _PAGE_FILE.fullmatch(name) is not None


def page_file(stem: str, number: int = 1) -> str:
    """The file of a page of those that begin alike.

    >>> page_file("questions"), page_file("questions", 2)
    ('questions.html', 'questions-2.html')
    """
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def stems_of(prefix: str, keys: Iterable[str]) -> dict[str, str]:
    """What the names of each key's pages begin with.

    >>> stems_of("question", ["Launch day?", "小米/../汽车"])
    {'Launch day?': 'question-launch-day-88ad43e444', '小米/../汽车': 'question-d5959c0a96'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in dict.fromkeys(keys):
        compared = folded(key)
        mark = sha256(compared.encode(errors="surrogatepass")).hexdigest()
        begins = "-".join(filter(None, (prefix, _slug(compared))))
        size = _MARK
        while f"{begins}-{mark[:size]}" in taken and size < _LONGEST_MARK:
            size += 1
        found[key] = f"{begins}-{mark[:size]}"
        taken.add(found[key])
    return found


def anchors_of(keys: Iterable[str]) -> dict[str, str]:
    """The ids that forecasts have in pages.

    >>> anchors_of(["12", "My claim"])
    {'My claim': 'f-my-claim-2a98d7ee23', '12': 'f-12'}
    """
    keys = list(keys)
    numbers = {key: f"f-{key}" for key in keys if _is_short_number(key)}
    return stems_of("f", (key for key in keys if key not in numbers)) | numbers


def _is_short_number(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= _LONGEST_NUMBER


def _slug(compared: str) -> str:
    plain = unicodedata.normalize("NFKD", compared).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_SLUG].strip("-")
