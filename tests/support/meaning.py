"""What the parts of a package mean, however they are written; and what of it is lost."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

_MAY_CHANGE = {"count", "uniqueCount", "fullCalcOnLoad"}


class Meaning(NamedTuple):
    """An element: its full name, attributes, text, and what is inside."""

    tag: str
    said: tuple[tuple[str, str], ...]
    text: str
    inside: tuple["Meaning", ...]


def meaning(content: bytes) -> Meaning:
    """What a part says."""
    return _of(_root(content))


def _root(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True))


def _of(one: etree._Element) -> Meaning:
    text = (one.text or "") + "".join(child.tail or "" for child in one)
    said = tuple(sorted((str(key), str(value)) for key, value in one.attrib.items()))
    return Meaning(str(one.tag), said, text if text.strip() else "", tuple(_of(x) for x in one))


def lost(before: bytes, after: bytes, name: str) -> list[str]:
    """Of a part, what it does not say any more; it may say more, between and behind."""
    return [*_lost(_root(before), _root(after), name)]


def _lost(before: etree._Element, after: etree._Element, where: str) -> Iterator[str]:
    where = f"{where}/{etree.QName(before.tag).localname}"
    if before.tag != after.tag or _text(before) != _text(after):
        yield f"{where} is {after.tag} {after.text!r}"
        return
    for key, value in before.attrib.items():
        if key not in _MAY_CHANGE and after.get(key) != value:
            yield f"{where} {key!r} {value!r} is {after.get(key)!r}"
    place = 0
    for child in before:
        while place < len(after) and not _fits(child, after[place]):
            place += 1
        if place == len(after):
            yield f"{where} has lost {_written(child)!r}"
            return
        place += 1


def _text(one: etree._Element) -> str:
    return one.text if one.text and one.text.strip() else ""


def _fits(one: etree._Element, other: etree._Element) -> bool:
    return _written(one) == _written(other) or (
        one.tag == other.tag and not any(_lost(one, other, ""))
    )


def _written(one: etree._Element) -> bytes:
    return etree.tostring(one, method="c14n", exclusive=True, with_tail=False)
