"""A list as pages of the folder: as many as it needs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from trackrecord.exchange.page.addresses import page_file
from trackrecord.exchange.page.large.page_data import PageData
from trackrecord.exchange.page.large.splitting import MOST_ITEMS, in_pages, page_links
from trackrecord.exchange.page.text import together


def bulleted(items: Iterable[str]) -> Iterator[str]:
    """Items as a list of HTML."""
    yield "<ul>"
    yield from items
    yield "</ul>"


@dataclass(frozen=True, slots=True)
class LongList:
    """A list of HTML items under a heading (HTML too), and what its files' names begin with.

    `about` is the beginning of its first page; the others begin with `short`. `frame` makes HTML of
    the items of a page, `caption` is what stands before it, and `most` how many items it takes.
    """

    stem: str
    heading: str
    about: str
    short: str
    items: Iterable[str]
    caption: str = ""
    frame: Callable[[Iterable[str]], Iterator[str]] = bulleted
    most: int = MOST_ITEMS


def list_pages(data: PageData, of: LongList) -> Iterator[tuple[str, int, str]]:
    """The pages of a list: the file's name, how many items stand there, the page."""
    pages = in_pages(of.items, len(of.about.encode(errors="replace")), of.most)
    for number, items in enumerate(pages, 1):
        links = together(page_links(of.stem, number, len(pages)))
        begins = of.about if number == 1 else of.short
        main = ("<section>", of.caption, *of.frame(items), "</section>", links)
        made = data.page_in_folder(of.heading, (begins, links), filter(None, main))
        yield page_file(of.stem, number), len(items), made
