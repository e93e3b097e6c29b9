"""Saving so that nothing is lost: the old file or the new one, whatever happens on the way.

Writers of one file wait for each other. The new file is written beside the old one, read back, and
put in its place in one step; the one before stays as a backup (``name.xlsx.bak``). What a dead
run left behind is cleared away by the next one and never blocks it.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from trackrecord.errors import Refused

WAIT = 60  # seconds for another writer
_NOTHING = "Nothing was changed"


@contextmanager
def held(path: Path) -> Iterator[Path]:
    """Hold a file for one change; gives its real place, behind symbolic links.

    Refused if it cannot be written, is open in a spreadsheet, or is held for a minute by others.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only who writes waits

    real = path.resolve()
    must_be_writable(real)
    lock = FileLock(real.with_name(f".{real.name}.lock"), timeout=WAIT)
    try:
        lock.acquire(poll_interval=0.02)
    except Timeout:
        raise Refused(
            f"{path} is being written by another program; try again. {_NOTHING}"
        ) from None
    except OSError as error:
        raise _refused(real, error) from error
    try:
        yield real
    finally:
        # Whoever waits notices that the file is another one, and looks again.
        with suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


def must_be_writable(path: Path) -> None:
    """Refused if a file cannot be replaced, or is open in a spreadsheet."""
    if not path.exists():
        raise Refused(f"{path} does not exist")
    if not path.is_file():
        raise Refused(f"{path} is no file; name a workbook")
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise Refused(f"{path} may only be read; make it writable, or work on a copy. {_NOTHING}")
    for name, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        mark = path.with_name(name)
        if mark.exists():
            raise Refused(
                f"{path} is open in {program}; save and close it there, or use the buttons in "
                f"{program}. If it is not open, delete {mark}. {_NOTHING}"
            )


def file_fingerprint(path: Path) -> str:
    """A mark of what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace(
    path: Path, seen: str, write: Callable[[IO[bytes]], None], check: Callable[[Path], None]
) -> None:
    """Put what `write` writes in the place of a file that is held and was `seen` so.

    `check` reads the new file before it counts. Refused, with the old file as it was, if the file
    was changed since it was read, or if the disk says no.
    """
    new, old = (path.with_name(f".{path.name}.{end}") for end in ("new", "old"))
    try:
        _clear(new, old)
        with new.open("xb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        check(new)
        new.chmod(path.stat().st_mode & 0o7777)
        if file_fingerprint(path) != seen:
            raise Refused(
                f"{path} was changed by another program while it was being worked on; look at it "
                f"and run the command again. {_NOTHING}"
            )
        _keep(path, old)
        new.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        _clear(new, old)


def _keep(path: Path, old: Path) -> None:
    """The file as it is becomes the backup, without being copied where that can be."""
    try:
        os.link(path, old)
    except OSError:  # a file system without links
        old.write_bytes(path.read_bytes())
    old.replace(path.with_name(f"{path.name}.bak"))


def _clear(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there, and renaming is safe
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(path: Path, error: OSError) -> Refused:
    why = {
        errno.ENOSPC: "the disk is full; make room",
        errno.EDQUOT: "your disk quota is used up",
        errno.EACCES: f"the folder {path.parent} may not be written",
        errno.EROFS: "the disk may only be read",
        errno.EPERM: f"the folder {path.parent} may not be written",
    }.get(error.errno or 0, error.strerror or str(error))
    return Refused(f"{path} could not be saved: {why}, and try again. {_NOTHING}")
