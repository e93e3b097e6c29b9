"""What the parts of a package mean, however they are written; and what of it is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

_MAY_CHANGE = {"count", "uniqueCount", "fullCalcOnLoad"}


class Meaning(NamedTuple):
    """An element: its full name, attributes, text, and what is inside."""

    tag: str
    said: tuple[tuple[str, str], ...]
    text: str
    inside: tuple["Meaning", ...]


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package by their names."""
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def meaning(content: bytes) -> Meaning:
    """What a part says."""
    return _of(etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True)))


def _of(one: etree._Element) -> Meaning:
    text = (one.text or "") + "".join(child.tail or "" for child in one)
    said = tuple(sorted((str(key), str(value)) for key, value in one.attrib.items()))
    return Meaning(str(one.tag), said, text if text.strip() else "", tuple(_of(x) for x in one))


def lost(before: Meaning, after: Meaning, where: str = "") -> Iterator[str]:
    """Of the first, what the second does not say any more; it may say more, between and behind."""
    where = f"{where}/{etree.QName(before.tag).localname}"
    if before.tag != after.tag or before.text != after.text:
        yield f"{where} is {after.tag} {after.text!r}"
        return
    new = dict(after.said)
    for key, value in before.said:
        if key not in _MAY_CHANGE and new.get(key) != value:
            yield f"{where} {key} {value!r} is {new.get(key)!r}"
    place = 0
    for child in before.inside:
        while place < len(after.inside) and not _fits(child, after.inside[place]):
            place += 1
        if place == len(after.inside):
            yield f"{where} has lost {child!r}"
            return
        yield from lost(child, after.inside[place], where)
        place += 1


def _fits(one: Meaning, other: Meaning) -> bool:
    return one == other or (one.tag == other.tag and not any(lost(one, other)))
