"""A wording as the grammar takes it, and what is raised where it has two readings."""

import re
import unicodedata

LONGEST = 120  # characters of a wording that is read
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-") | {ord("〜"): "~"}
_QUOTES = {**dict.fromkeys(map(ord, "’‘"), "'"), **dict.fromkeys(map(ord, '“”"「」'))}


class Unclear(ValueError):  # noqa: N818 - it is a question to a person
    """A wording that is not read: the text says why, or both readings, and what to write."""


class NeedsTheDay(Unclear):
    """A wording that depends on the day it was said, which was not given."""


def normalised(wording: str) -> str:
    """A wording as the grammar takes it: small letters, plain dashes and spaces, no full stop.

    >>> normalised("  About “50–60 K”. ")
    'about 50-60 k'
    """
    text = unicodedata.normalize("NFKC", wording[: 4 * LONGEST].translate(_DASHES))
    text = text.translate(_DASHES).lower().translate(_QUOTES).replace("、", ",")
    text = re.sub(r"(?<!or )minus (?=[.\d])", "-", re.sub(r"\s+", " ", text).strip())
    return re.sub(r"(?<![./])[.!。]+$", "", text).strip()
