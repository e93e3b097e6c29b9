"""Writers of one file wait for each other."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.reading import must_be_regular, real_path
from trackrecord.files.reasons import UNCHANGED, refused

WAIT = 60  # seconds for another writer
_LONGEST_FILE_NAME = 240  # bytes; with a dot and an ending it is as long as names may be


@contextmanager
def held(path: Path) -> Iterator[Path]:
    """Hold a file that is there for one change; gives its real place, behind symbolic links.

    Refused if it cannot be written, is open in a spreadsheet, or is held for a minute by others.
    """
    real = real_path(path)
    must_be_writable(real)
    with locked(real):
        yield real


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other writers from a file, which need not be there, until the end of the block.

    Refused if others hold it for a minute, or if its folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only who writes waits

    if not path.parent.is_dir():  # it would be made
        raise refused(path, FileNotFoundError(errno.ENOENT, ""))
    mode = _lock_mode(path)
    name = _beside(path)
    lock = FileLock(name, WAIT, mode) if mode else FileLock(name, WAIT)
    try:
        lock.acquire(poll_interval=0.02)
    except Timeout:
        raise Refused(
            f"{path} is being written by another program; try again. {UNCHANGED}"
        ) from None
    except OSError as error:
        if os.path.lexists(name):
            raise Refused(
                f"{path} cannot be locked: {name} is in the way ({error.strerror}). If no command "
                f"is running on it, delete that, or have its owner do so. {UNCHANGED}"
            ) from error
        raise refused(path, error) from error
    if mode:
        with suppress(OSError, AttributeError):  # whoever may write the file may take its lock over
            os.chown(name, -1, path.stat().st_gid, follow_symlinks=False)
    try:
        yield
    finally:
        # Whoever waits notices that the file is another one, and looks again.
        with suppress(OSError):
            Path(lock.lock_file).unlink()
        with suppress(OSError):  # the lock ends with the process at the latest
            lock.release()


def _lock_mode(path: Path) -> int:
    """The mode of a lock; 0 for the usual one.

    That of a file that others may write is theirs as well, also where its maker died.
    """
    try:
        others = path.stat().st_mode & 0o066
    except OSError:
        return 0
    return 0o600 | others if others & 0o022 else 0


def _beside(path: Path) -> Path:
    name = path.name
    if len(os.fsencode(name)) > _LONGEST_FILE_NAME:
        name = sha256(os.fsencode(name)).hexdigest()
    return path.with_name(f".{name}.lock")


def must_be_writable(path: Path) -> None:
    """Refused if a file is not there, cannot be replaced, or is open in a spreadsheet."""
    if not path.exists():
        raise Refused(f"{path} does not exist")
    mode = path.stat().st_mode
    must_be_regular(path, mode)
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise Refused(f"{path} may only be read; make it writable, or work on a copy. {UNCHANGED}")
    must_be_closed(path)


def must_be_closed(path: Path) -> None:
    """Refused if a file is open in a spreadsheet."""
    for name, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        mark = path.with_name(name)
        if os.path.lexists(mark):
            raise Refused(
                f"{path} is open in {program}; save and close it there, or use the buttons in "
                f"{program}. If it is not open, delete {mark}. {UNCHANGED}"
            )
