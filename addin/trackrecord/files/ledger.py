"""What this command has put in place, so that whoever is interrupted can tell the truth."""

from contextlib import suppress
from pathlib import Path

UNFINISHED = ".trackrecord-unfinished"  # in a folder: a list of what goes where
_TRIED: dict[Path, int] = {}  # the number of the file that is to lie there


def trying(path: Path, number: int) -> None:
    """Note that a file, by the number of its inode, is being put in place."""
    _TRIED[path] = number


def in_place() -> tuple[Path, ...]:
    """The files that this command has put in place: those that lie there now."""
    found = []
    for path, number in _TRIED.items():
        with suppress(OSError):
            if path.lstat().st_ino == number:
                found.append(path)
    return tuple(found)


def begin() -> None:
    """Nothing is in place yet: a command begins."""
    _TRIED.clear()
