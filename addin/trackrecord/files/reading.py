"""Opening and reading what somebody named: regular files only, and no more than a limit."""

import os
import stat
from io import BufferedReader
from pathlib import Path

from trackrecord.errors import Refused

_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to would wait for ever
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def real_path(path: Path) -> Path:
    """Where a file lies, behind symbolic links. Refused where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise Refused(f"{path} is a link that leads in a circle; name the file itself") from None


def open_file(path: Path) -> BufferedReader:
    """A regular file, open for reading from its beginning.

    Refused where it is a folder, a pipe or a device. Errors: OSError where it cannot be opened.
    """
    must_be_regular(path, path.stat().st_mode)
    handle = os.open(path, _OPEN)
    try:
        must_be_regular(path, os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_file(path: Path, most: int) -> bytes:
    """All of a regular file. Refused where it is none, or larger than `most` bytes.

    Errors: OSError where it cannot be read.
    """
    with open_file(path) as file:
        held = file.read(most + 1)
    if len(held) > most:
        raise Refused(
            f"{path} is larger than {most // 1_000_000:,} MB; split it, or remove what is not "
            "needed from it"
        )
    return held


def must_be_regular(path: Path, mode: int) -> None:
    """Refused where the mode of what lies there is not that of a regular file."""
    if not stat.S_ISREG(mode):
        kind = (
            "a folder"
            if stat.S_ISDIR(mode)
            else "a pipe"
            if stat.S_ISFIFO(mode)
            else "a device, or something else that is no file"
        )
        raise Refused(f"{path} is {kind}; name a file")
