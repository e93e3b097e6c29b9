"""Text as it stands in a page: all of it is text, and only addresses of the web become links."""

from collections.abc import Iterable
from html import escape

from trackrecord.language import say


def together(lines: Iterable[str]) -> str:
    """Lines of a page, as one."""
    return "\n".join(lines)


def say_escaped(template: str, **values: object) -> str:
    """A template in the language in force, as it stands in a page."""
    return escaped(say(template, **values))


def escaped(text: str) -> str:
    """Text as it is shown, without characters that no page takes."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c in "\n\t")
    return escape(text)


def shortened(text: str, most: int) -> str:
    """The beginning of a long text.

    >>> shortened("A question of many words", 12)
    'A question o…'
    """
    return text if len(text) <= most else text[:most] + "…"


def leads_to(address: str, text: str) -> str:
    """A link to a page of ours; the address is one that we made."""
    return f'<a href="{address}">{escaped(text)}</a>'


def labelled_cells(heads: Iterable[str], cells: Iterable[str]) -> str:
    """The cells of a table's row, each with its column's heading for where rows are blocks."""
    return "".join(
        f'<td role="cell" data-label="{escaped(head)}">{escaped(cell)}</td>'
        for head, cell in zip(heads, cells, strict=True)
    )


def link_to_here(anchor: str, named: str) -> str:
    """A mark that leads to a place of this page, for those who want to link to it."""
    name = escaped(named)
    return f'<a class="here" href="#{anchor}" title="{name}" aria-label="{name}">#</a>'


def where_to_read(source: str) -> str:
    """Where something can be read; only plain addresses of the web become links."""
    words = []
    for word in source.split():
        address = word.rstrip(".,;)")
        if address.startswith(("http://", "https://")):
            rest = word[len(address) :]
            link = f'<a href="{escaped(address)}" rel="noopener noreferrer">{escaped(address)}</a>'
            words.append(link + escaped(rest))
        else:
            words.append(escaped(word))
    return " ".join(words) or say_escaped("no source")
