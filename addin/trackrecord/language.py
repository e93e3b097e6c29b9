"""The language that people are spoken to in: English, or that of a catalogue in `languages`.

What is said stands in the code in English, as a template: ``say("{n} rows", n=3)``. A file of
`languages` holds the same templates in another language; what is missing there is said in English.
Headers, keys and the words that formulas compare are values of a workbook, and never translated.

Only the doors choose the language (`use`).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its short code, its tags, and what is said in it for each English template.

    `office` is the tag that LibreOffice has for it, `page` the one of a web page.
    """

    code: str
    office: str
    page: str
    said: Mapping[str, str] = field(default_factory=dict)


ENGLISH = Language("en", "en-US", "en")
_in_force = ENGLISH  # of the whole program, like the clock that the doors read


def use(wanted: str) -> None:
    """Speak a language from now on, named as systems do; English where there is no such file.

    >>> use("zh_CN.UTF-8"), say("Due"), use("tlh"), say("Due")
    (None, '到期', None, 'Due')
    """
    global _in_force  # noqa: PLW0603 - handed through every sentence it would be everywhere
    _in_force = _language_of(wanted)


@contextmanager
def using(wanted: str) -> Iterator[None]:
    """Speak a language for a while."""
    global _in_force  # noqa: PLW0603 - as above
    before = _in_force
    use(wanted)
    try:
        yield
    finally:
        _in_force = before


def spoken() -> Language:
    """The language that is spoken now."""
    return _in_force


def say(template: str, /, **values: object) -> str:
    """A template in the language in force, with its values filled in.

    >>> say("{name}: {parts}", name="Ann", parts="1 void")
    'Ann: 1 void'
    """
    said = _in_force.said.get(template, template)
    return said.format(**values) if values else said


def say_count(n: int, one: str, many: str, /, **values: object) -> str:
    """One of two templates, by the number `n`, which both may show.

    >>> say_count(1, "1 day", "{n} days"), say_count(2, "1 day", "{n} days")
    ('1 day', '2 days')
    """
    return say(one if n == 1 else many, n=n, **values)


def in_all(text: str) -> dict[str, str]:
    """A text in every language there is, by LibreOffice's tag; English first."""
    others = {other.office: other.said.get(text, text) for other in map(catalogue, codes())}
    return {ENGLISH.office: text, **others}


def codes() -> list[str]:
    """The languages there are beside English, by the names of their files."""
    from importlib.resources import files  # noqa: PLC0415 - seldom

    there = files("trackrecord").joinpath("languages").iterdir()
    return sorted(file.name.removesuffix(".json") for file in there if file.name.endswith(".json"))


@cache
def catalogue(code: str) -> Language:
    """The language of a file in `languages`. Errors: FileNotFoundError if there is none."""
    import json  # noqa: PLC0415 - English needs neither of the two
    from pkgutil import get_data  # noqa: PLC0415 - as above

    content = get_data("trackrecord", f"languages/{code}.json")
    assert content is not None  # only a loader without files gives None
    sections: dict[str, dict[str, str]] = json.loads(content)
    tags = sections.pop("language")
    said = {english: words for section in sections.values() for english, words in section.items()}
    return Language(code, tags["office"], tags["page"], said)


def _language_of(wanted: str) -> Language:
    """A language by a name such as ``zh``, ``zh-CN``, ``zh_CN.UTF-8``: the whole, or its head."""
    tag = re.split("[.@]", wanted.strip().lower().replace("_", "-"))[0]
    if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", tag):  # it becomes the name of a file
        for code in (tag, tag.partition("-")[0]):
            if code == ENGLISH.code:
                break
            with suppress(FileNotFoundError):
                return catalogue(code)
    return ENGLISH
