"""What this process has put in place, so that whoever is interrupted can tell the truth."""

from pathlib import Path

UNFINISHED = ".trackrecord-unfinished"  # in a folder: a list of what goes where
_IN_PLACE: dict[Path, None] = {}


def in_place() -> tuple[Path, ...]:
    """The files that this command has put in place, in that order."""
    return tuple(_IN_PLACE)


def note(path: Path) -> None:
    """Note that a file is in place."""
    _IN_PLACE[path] = None


def begin() -> None:
    """Nothing is in place yet: a command begins."""
    _IN_PLACE.clear()
