"""Long lists over several pages, none of them larger than a telephone loads at once."""

from collections.abc import Iterable, Iterator

from trackrecord.exchange.page.addresses import page_file
from trackrecord.exchange.page.text import leads_to, say_escaped
from trackrecord.language import say

MOST_ITEMS = 500  # of a page
_MOST_BYTES = 1_000_000  # of a page's items, unless one alone has more


def in_pages(items: Iterable[str], begins_with: int = 0, most: int = MOST_ITEMS) -> list[list[str]]:
    """Items of HTML, as many as a page has room for; one page at least.

    `begins_with` is how many bytes stand on the first page before them.
    """
    pages: list[list[str]] = [[]]
    size = begins_with
    for item in items:
        needs = len(item.encode(errors="replace"))
        if len(pages[-1]) >= most or (size and size + needs > _MOST_BYTES):
            pages.append([])
            size = 0
        pages[-1].append(item)
        size += needs
    return pages


def page_links(stem: str, number: int, of: int) -> Iterator[str]:
    """Which of several pages this is, and links to the others; nothing where there is but one."""
    if of == 1:
        return
    there = {
        say("First page"): 1,
        say("Previous page"): number - 1,
        say("Next page"): number + 1,
        say("Last page"): of,
    }
    links = [
        leads_to(page_file(stem, n), text)
        for text, n in there.items()
        if 1 <= n <= of and n != number
    ]
    where = say_escaped("Page {number:,} of {of:,}", number=number, of=of)
    yield f"<p>{' · '.join([where, *links])}</p>"
