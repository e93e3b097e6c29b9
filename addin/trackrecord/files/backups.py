"""The file as it was before the last change, kept beside it as ``name.xlsx.bak``.

A file of that name which is not of our making is never overwritten: what we made is known by a
mark of its content in the person's own folder, and where that is missing another name is taken.
"""

import errno
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.own_folders import state_folder
from trackrecord.files.reading import open_file, read_file
from trackrecord.files.writing import (
    NEW_FILE,
    close,
    fingerprint,
    name_beside,
    new_beside,
    set_mode,
)

_MOST = 99
_MOST_MARKS = 10_000  # bytes


def keep_backup(path: Path, mark: str) -> None:
    """Keep a file of that mark under the name of its backup, without copying it where that can be.

    Errors: OSError where the disk says no; Refused where 99 files of others have that name.
    """
    backup = _free_name(path)
    _note(backup, mark)
    with name_beside(backup) as new:
        try:
            os.link(path, new)
        except OSError:  # a file system without links
            copy(path, new)
        new.replace(backup)


def keep_as(path: Path, name: Path) -> None:
    """Keep a file as it is, or a link, under a name that is free. Errors: OSError.

    Where it has that name already, nothing is to be done.
    """
    if is_same(path, name):
        return
    try:
        os.link(path, name, follow_symlinks=False)
    except (OSError, NotImplementedError):
        if path.is_symlink():  # what it leads to may be nobody else's business
            name.symlink_to(path.readlink())
            return
        with name_beside(name) as new:
            copy(path, new)
            if os.path.lexists(name):
                raise FileExistsError(errno.EEXIST, "there is such a file now", name) from None
            new.replace(name)


def is_same(path: Path, name: Path) -> bool:
    """Are they one file with two names?"""
    try:
        return os.path.samestat(path.lstat(), name.lstat())
    except OSError:
        return False


def drop_copy(path: Path, name: Path) -> None:
    """Take away the second name of a file that is where it was."""
    if is_same(path, name) or fingerprint(path) == fingerprint(name) != "":
        with suppress(OSError):
            name.unlink(missing_ok=True)


def copy(path: Path, new: Path) -> None:
    """Copy a file to a name that is free. Errors: OSError, also where it is not free."""
    with open_file(path) as old, os.fdopen(os.open(new, NEW_FILE, 0o600), "wb") as out:
        while piece := old.read(1 << 20):
            out.write(piece)
        set_mode(out.fileno(), os.fstat(old.fileno()).st_mode & 0o700)
        close(out)


def _free_name(path: Path) -> Path:
    for number in range(1, _MOST + 1):
        backup = path.with_name(f"{path.name}.bak" + (f"-{number}" if number > 1 else ""))
        if not os.path.lexists(backup) or _is_ours(backup):
            return backup
    raise Refused(
        f"beside {path} there are {_MOST} backups; delete those that nobody needs. "
        "Nothing was changed"
    )


def _is_ours(backup: Path) -> bool:
    try:
        return not backup.is_symlink() and fingerprint(backup) in _marks(backup)
    except (OSError, Refused):
        return False


def _mark_file(backup: Path) -> Path:
    name = sha256(os.fsencode(backup.absolute())).hexdigest()
    return state_folder() / f"backup-{name[:32]}"


def _marks(backup: Path) -> list[str]:
    with suppress(OSError, Refused, UnicodeDecodeError):
        return read_file(_mark_file(backup), _MOST_MARKS).decode("ascii").split()
    return []


def _note(backup: Path, mark: str) -> None:
    """Note what the backup holds, and may hold still if this run ends here."""
    known = [*_marks(backup)[-1:], mark]
    with suppress(OSError, Refused):  # without a home it is taken for somebody's, and kept
        noted = _mark_file(backup)
        with new_beside(noted) as (new, out):
            out.write("\n".join(known).encode("ascii"))
            out.close()
            new.replace(noted)
