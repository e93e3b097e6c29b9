"""The one way to write a file: the old one or the new one, whatever happens on the way.

The new file is written beside the old one under a name that nobody can foresee, opened so that no
link is followed and no file of others is taken; it gets the mode, the owner and the extended
attributes of the one it replaces, is synced, read back where that matters, and put in place in one
step. What a dead run left behind is cleared away by the next one and never blocks it.
"""

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from trackrecord.errors import Refused
from trackrecord.files.ledger import UNFINISHED, trying
from trackrecord.files.locks import locked, must_be_closed
from trackrecord.files.reading import must_be_regular, open_file
from trackrecord.files.reasons import UNCHANGED, refused

NEW_FILE = (
    os.O_RDWR
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def fingerprint(path: Path) -> str:
    """A mark of what a file holds; "" where there is none."""
    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def write_file(
    path: Path,
    write: Callable[[IO[bytes]], None],
    *,
    must_be_ours: Callable[[Path], None] = lambda _: None,
) -> None:
    """Write a file in one step, in place of the one that lies there, waiting for other writers.

    `must_be_ours` looks at the file that lies there, and raises Refused where it must not be
    replaced. Refused, with that file as it was, if the disk says no or something that is no file
    lies there. A symbolic link is replaced, not followed.
    """
    with locked(path):
        must_be_replaceable(path)
        if os.path.lexists(path):
            must_be_ours(path)
        replace_file(path, fingerprint(path), write)


def content_writer(content: bytes) -> Callable[[IO[bytes]], None]:
    """What writes a content that is known already into an open file."""

    def write(out: IO[bytes]) -> None:
        out.write(content)

    return write


def must_be_replaceable(path: Path) -> None:
    """Refused where something lies there that is no file, or a file open in a spreadsheet."""
    with suppress(FileNotFoundError):
        must_be_regular(path, path.stat().st_mode)
    must_be_closed(path)


def replace_file(
    path: Path,
    seen: str,
    write: Callable[[IO[bytes]], None],
    *,
    check: Callable[[Path], None] = lambda _: None,
    keep: Callable[[], None] = lambda: None,
) -> None:
    """Put what `write` writes in the place of a file that is locked, and had the mark `seen`.

    `check` reads the new file before it counts; `keep` keeps the old one, under a name of its own.
    Refused, with the old file as it was, if it was changed since it was seen, or if the disk says
    no. Where only the last word of the disk is missing, the message says so.
    """
    with new_beside(path) as (new, out):
        write(out)
        close(out)
        check(new)
        if fingerprint(path) != seen:
            raise Refused(
                f"{path} was changed by another program while it was being worked on; look at it "
                f"and run the command again. {UNCHANGED}"
            )
        if seen:
            keep()
        put_in_place(new, path)
    sync_folder_of(path)


@contextmanager
def name_beside(path: Path) -> Iterator[Path]:
    """A name beside a file that nobody can foresee; what has it at the end is taken away.

    Refused if the disk says no until the end of the block.
    """
    clear_leftovers(path)
    new = _unforeseen(path)
    try:
        yield new
    except OSError as error:
        raise refused(path, error) from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


@contextmanager
def new_beside(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A new file beside another, as `create_beside` makes it; gone at the end if still there.

    Refused if the disk says no, now or until the end of the block.
    """
    with name_beside(path) as new, _create(new, path) as out:
        yield new, out


def create_beside(path: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside another, as readable as that one, and open. Errors: OSError."""
    new = _unforeseen(path)
    return new, _create(new, path)


def _unforeseen(path: Path) -> Path:
    return path.with_name(f"{_prefix(path)}{secrets.token_hex(8)}.tmp")


def _create(new: Path, path: Path) -> IO[bytes]:
    old = _status(path)
    # The umask does the rest; of a file that others may not read, nobody ever can.
    out = os.fdopen(os.open(new, NEW_FILE, 0o666 if old is None else 0o600), "w+b")
    if old is not None:
        try:
            _resemble(out.fileno(), path, old)
        except BaseException:
            out.close()
            new.unlink()
            raise
    return out


def close(out: IO[bytes]) -> None:
    """Close a file that was written, once the disk has it. Errors: OSError."""
    out.flush()
    os.fsync(out.fileno())
    out.close()


def put_in_place(new: Path, path: Path) -> None:
    """Let a new file take the place of another, in one step.

    Errors: OSError, and nothing was done. Refused where the disk said no and did it, or may have.
    """
    number = new.stat().st_ino
    trying(path, number)  # before: also when somebody presses Ctrl-C now it can be told
    try:
        new.replace(path)
    except OSError as error:
        if _lies_there(path, number) is not False:
            raise _unsure(path, error) from error
        raise


def _lies_there(path: Path, number: int) -> bool | None:
    """Is it that file? None where the disk does not say."""
    try:
        return path.lstat().st_ino == number
    except OSError as error:
        return None if error.errno == errno.EIO else False


def sync_folder_of(path: Path) -> None:
    """Have the disk confirm what a folder holds. Refused, saying what is unsure, if it does not."""
    if os.name == "nt":  # folders cannot be opened there, and renaming is safe
        return
    try:
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP):
            return  # a folder that may not be read, or a file system that cannot be asked
        raise _unsure(path, error) from error


def _unsure(path: Path, error: OSError) -> Refused:
    return Refused(
        f"{path} was written, but the disk did not confirm it ({error.strerror or error}); look "
        "at it before you go on"
    )


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _resemble(handle: int, path: Path, old: os.stat_result) -> None:
    """Give a new file the owner, the attributes and the mode of the one it will replace."""
    if stat.S_ISLNK(old.st_mode):  # that is replaced itself, by a file as every other
        set_mode(handle, 0o666 & ~_umask())
        return
    if hasattr(os, "fchown"):
        with suppress(OSError):  # one may give a file to a group that one is in,
            os.fchown(handle, -1, old.st_gid)
        with suppress(OSError):  # only root to somebody else
            os.fchown(handle, old.st_uid, -1)
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without them
            for name in os.listxattr(path):
                with suppress(OSError):  # some belong to the system
                    os.setxattr(handle, name, os.getxattr(path, name))
    same_group = not hasattr(os, "fchown") or os.fstat(handle).st_gid == old.st_gid
    # Never set-user-id and its like; and nothing for a group that it was not meant for.
    set_mode(handle, old.st_mode & (0o777 if same_group else 0o707))


def set_mode(handle: int, mode: int) -> None:
    """Let an open file be readable and writable for whom it should be; nothing on Windows."""
    if hasattr(os, "fchmod") and os.name != "nt":
        os.fchmod(handle, mode)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _prefix(path: Path) -> str:
    return f".trackrecord-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]}-"


def clear_leftovers(path: Path) -> None:
    """Take away what writers of a file left that were killed. Whoever holds its lock may."""
    start = _prefix(path)
    if os.path.lexists(path.with_name(UNFINISHED)):
        return  # there they may be what is to be put in place
    with suppress(OSError):
        for left in path.parent.iterdir():
            if left.name.startswith(start) and left.name.endswith(".tmp"):
                with suppress(OSError):
                    left.unlink()
