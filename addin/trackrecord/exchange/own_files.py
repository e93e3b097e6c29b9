"""Files that we export: written in place of those that we wrote, never of somebody else's."""

from collections.abc import Callable
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.reading import open_file
from trackrecord.files.writing import content_writer, write_file
from trackrecord.language import say

_BEGINNING = 1_000  # bytes


def write_own_file(path: Path, content: bytes, mark: bytes = b"") -> None:
    """A file of ours in one step, in place of one that has the same first line, or a mark in it.

    Refused if it cannot be written, or if another file is there.
    """
    check = must_be_marked(mark or content.partition(b"\n")[0])
    write_file(path, content_writer(content), must_be_ours=check)


def must_be_marked(mark: bytes) -> Callable[[Path], None]:
    """What refuses a file that lies there without a mark at its beginning, unless it is empty."""

    def must_be_ours(there: Path) -> None:
        if there.is_symlink():
            raise Refused(
                say("{file} is a link; name the file itself. Nothing was written", file=there)
            )
        beginning = _beginning(there)
        if beginning and mark not in beginning:
            raise Refused(
                say(
                    "{file} is there already, and something else; name another file, or delete it. "
                    "Nothing was written",
                    file=there,
                )
            )

    return must_be_ours


def is_marked(path: Path, mark: bytes) -> bool:
    """Has a file a mark at its beginning? Errors: OSError, and Refused where it is no file."""
    return mark in _beginning(path)


def _beginning(path: Path) -> bytes:
    with open_file(path) as old:
        return old.read(_BEGINNING)
