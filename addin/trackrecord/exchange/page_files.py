"""The web page of a record on the disk: one file, or a front page and a folder of its name.

The links of the front page lead somewhere at any time, also after a crash: the folder's pages are
put in place first, then the front page, and what no page leads to any more goes last.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.exchange.own_files import is_marked, must_be_marked, write_own_file
from trackrecord.exchange.page.addresses import is_page_file
from trackrecord.exchange.page.document import MARK
from trackrecord.exchange.page.large.front_page import front_page
from trackrecord.exchange.page.large.many_pages import many_pages
from trackrecord.exchange.page.large.page_data import PageData
from trackrecord.files.folders import clear_own_folder, write_own_folder
from trackrecord.files.locks import locked
from trackrecord.files.writing import content_writer, fingerprint, must_be_replaceable, replace_file
from trackrecord.language import say

_is_page = partial(is_marked, mark=MARK)


class _PageNames:
    """The names that pages of the folder have."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and is_page_file(name)


_PAGE_NAMES = _PageNames()


def page_folder(target: Path) -> Path:
    """The folder of a front page: beside it, named for it, and never a record's own folder."""
    return target.with_name(f"{target.stem}-pages")


def write_one_page(target: Path, page: str) -> None:
    """The page as one file; pages of ours that lay beside an earlier one are taken away."""
    write_own_file(target, page.encode(), MARK)
    if _holds_pages(page_folder(target)):
        clear_own_folder(page_folder(target), (), _PAGE_NAMES, is_ours=_is_page)


def write_many_pages(target: Path, data: PageData) -> int:
    """The front page, and the folder of the others beside it; how many those are.

    Refused if one of them cannot be written, or if another file, or a folder of something else, is
    there. Files of others in the folder stay as they are.
    """
    folder = page_folder(target)
    names: set[str] = set()

    def contents() -> Iterator[tuple[str, bytes]]:
        for name, made in many_pages(data):
            names.add(name)
            yield name, made.encode()

    with locked(target):
        must_be_replaceable(target)
        if target.exists() or target.is_symlink():
            must_be_marked(MARK)(target)
        _must_be_page_folder(folder)
        write_own_folder(folder, contents(), _PAGE_NAMES, is_ours=_is_page)
        front = content_writer(front_page(data, folder.name).encode())
        replace_file(target, fingerprint(target), front)
        clear_own_folder(folder, names, _PAGE_NAMES, is_ours=_is_page)
    return len(names)


def _must_be_page_folder(folder: Path) -> None:
    """Refused where something lies there that is no folder of pages of ours, nor empty."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(
            say(
                "{folder}, where most of the pages would lie, is there already and no folder; name "
                "another file. Nothing was written",
                folder=folder,
            )
        )
    if not folder.exists() or all(path.name.startswith(".") for path in folder.iterdir()):
        return
    if not _holds_pages(folder):
        raise Refused(
            say(
                "{folder}, where most of the pages would lie, holds something else; name another "
                "file. Nothing was written",
                folder=folder,
            )
        )


def _holds_pages(folder: Path) -> bool:
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(OSError, Refused):
                if is_page_file(path.name) and not path.is_symlink() and _is_page(path):
                    return True
    return False
