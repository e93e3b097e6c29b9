"""A small part as a tree, however it is spelled; what we do not know of it stays.

Prefixes, quotes, comments and the order of attributes mean nothing to what reads a tree, and what
is written again says the same as before, with the declarations that other elements need.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - it has no other name
_MOST_IN_TREE = 1_000_000
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def tree_of(part: bytes) -> Element:
    """The root of a part.

    Errors: ValueError if it is no XML, or defines entities of its own.
    """
    if part.count(b"<") > _MOST_IN_TREE:
        raise ValueError(f"it has more than {_MOST_IN_TREE:,} tags")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("it defines entities of its own")
    return root


def written(root: Element) -> bytes:
    """The part that has such a root.

    >>> written(tree_of(b"<x:a xmlns:x='urn:x' b='1'><!-- so --><x:c/></x:a>"))[56:]
    b'<x:a xmlns:x="urn:x" b="1"><!-- so --><x:c/></x:a>'
    """
    return _DECLARATION + etree.tostring(root.getroottree(), encoding="UTF-8")


def inner_text(element: Element) -> str:
    """The text right inside of an element, whatever comments stand in it."""
    return (element.text or "") + "".join(one.tail or "" for one in element)


def put_text(element: Element, text: str) -> None:
    """Let an element hold a text, and nothing else."""
    for one in [*element]:
        element.remove(one)
    element.text = text


def local(element: Element) -> str:
    """The name of an element without its namespace; "" of a comment.

    >>> local(tree_of(b"<x:a xmlns:x='urn:x'/>"))
    'a'
    """
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def beside(element: Element, name: str) -> str:
    """The full name of another element of the same namespace."""
    space = etree.QName(element).namespace
    return f"{{{space}}}{name}" if space else name


def child(parent: Element, name: str) -> Element | None:
    """The first child of that name in its parent's namespace; None if there is none."""
    return parent.find(beside(parent, name))


def children(parent: Element) -> list[Element]:
    """The elements right inside of one, without comments."""
    return [one for one in parent if local(one)]


def items(parent: Element, section: str, name: str) -> Iterator[Element]:
    """The items of a list within a part: the ``xf`` of ``cellXfs``. None where there is no list."""
    found = child(parent, section)
    if found is not None:
        yield from found.iterfind(beside(parent, name))


def put_in_order(parent: Element, new: Element, order: Sequence[str]) -> None:
    """Add a child where its parent's schema wants it: before all that come later in `order`.

    >>> root = tree_of(b"<a><first/><last/></a>")
    >>> put_in_order(root, etree.Element("second"), ("first", "second", "third", "last"))
    >>> [local(one) for one in root]
    ['first', 'second', 'last']
    """
    later = order[order.index(local(new)) + 1 :]
    place = next((at for at, one in enumerate(parent) if local(one) in later), len(parent))
    parent.insert(place, new)


def add_xml(parent: Element, xml: bytes) -> None:
    """A new last child, as it is written in its parent's namespace without a prefix."""
    space = etree.QName(parent).namespace or ""
    holder = tree_of(b'<holder xmlns="' + space.encode() + b'">' + xml + b"</holder>")
    parent.append(holder[0])
    etree.cleanup_namespaces(parent[-1])


def appended(parent: Element, name: str, /, **attributes: str) -> Element:
    """A new last child in its parent's namespace."""
    return etree.SubElement(parent, beside(parent, name), attributes)
