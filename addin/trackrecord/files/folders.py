"""Several files of one folder, written all or not at all.

They are written beside the old ones first. Then a list of what goes where is put in place, in one
step: from then on the new files count. Whoever dies before that has changed nothing; whoever dies
after it is finished by the next one who reads or writes the folder.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.ledger import UNFINISHED
from trackrecord.files.locks import locked
from trackrecord.files.reading import read_file
from trackrecord.files.reasons import UNCHANGED, refused
from trackrecord.files.writing import (
    clear_leftovers,
    close,
    content_writer,
    create_beside,
    fingerprint,
    must_be_replaceable,
    put_in_place,
    replace_file,
    sync_folder_of,
)

_MOST_LIST = 100_000  # bytes
_MOST_LONG_LIST = 50_000_000
_READY = re.compile(r"\.trackrecord-[0-9a-f]{12}-[0-9a-f]{16}\.tmp")


def write_files(folder: Path, contents: Mapping[str, bytes], names: Container[str]) -> None:
    """Write files of a folder, made if it is not there: all of them, or none.

    `names` are all that such a folder may hold of ours; what somebody else began is finished for
    them only. Refused, with the folder as it was, if the disk says no.
    """
    with _held_folder(folder):
        finish_moves(folder, names)
        for name in (UNFINISHED, *contents):
            clear_leftovers(folder / name)
        _write_all(folder, contents.items(), names)


def write_own_folder(
    folder: Path,
    contents: Iterable[tuple[str, bytes]],
    names: Container[str],
    *,
    is_ours: Callable[[Path], bool],
) -> None:
    """Write the files of a folder of ours, made if it is not there: all of them, or none.

    The contents are asked for one at a time, so that any number of them takes little memory.
    `names` are all that the folder may hold of ours; `is_ours` tells whether a file that has such
    a name was made by us. Refused, with the folder as it was, where one was not, or if the disk
    says no.
    """

    def ours_alone() -> Iterator[tuple[str, bytes]]:
        for name, content in contents:
            must_be_own(folder / name, is_ours)
            yield name, content

    with _held_folder(folder):
        finish_moves(folder, names, _MOST_LONG_LIST)
        for left in folder.iterdir():
            if _READY.fullmatch(left.name):  # what a dead run left: nobody else works here
                with suppress(OSError):
                    left.unlink()
        _write_all(folder, ours_alone(), names, _MOST_LONG_LIST)


def must_be_own(path: Path, is_ours: Callable[[Path], bool]) -> None:
    """Refused where something else lies in the place of a file of ours, or a link."""
    if not os.path.lexists(path):
        return
    if path.is_symlink():
        raise Refused(f"{path} is a link; name the file itself. {UNCHANGED}")
    must_be_replaceable(path)
    if not is_ours(path):
        raise Refused(
            f"{path} is there already, and something else; name another file, or delete it. "
            f"{UNCHANGED}"
        )


def clear_own_folder(
    folder: Path, kept: Container[str], names: Container[str], *, is_ours: Callable[[Path], bool]
) -> None:
    """Take away what lies in a folder under our names, is ours, and is not to be kept.

    What the disk does not let go stays; the folder goes with its last file.
    """
    with suppress(OSError, Refused), locked(folder / UNFINISHED):
        for path in list(folder.iterdir()):
            if path.name in names and path.name not in kept and not path.is_symlink():
                with suppress(OSError, Refused):
                    if is_ours(path):
                        path.unlink()
    with suppress(OSError):  # something is in it
        folder.rmdir()


@contextmanager
def _held_folder(folder: Path) -> Iterator[None]:
    """Make a folder and keep other writers out; take it away again where nothing came of it."""
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / UNFINISHED):
            must_be_replaceable(folder / UNFINISHED)
            yield
    except BaseException as error:
        for one in made:
            with suppress(OSError):  # it holds what was written, if anything was
                one.rmdir()
        if isinstance(error, OSError):
            raise refused(folder, error) from error
        raise


def _write_all(
    folder: Path,
    contents: Iterable[tuple[str, bytes]],
    names: Container[str],
    most: int = _MOST_LIST,
) -> None:
    moves: dict[str, list[str]] = {}
    is_listed = False  # from then on they count
    try:
        for name, content in contents:
            mark = hashlib.sha256(content).hexdigest()
            if fingerprint(folder / name) == mark and not (folder / name).is_symlink():
                continue
            must_be_replaceable(folder / name)
            new, out = create_beside(folder / name)
            moves[new.name] = [name, mark]
            with out:
                out.write(content)
                close(out)
        if not moves:
            return
        listed = json.dumps(moves).encode()
        if len(listed) > most:
            raise Refused(f"{folder} would hold too many files ({len(moves):,}). {UNCHANGED}")
        try:
            replace_file(folder / UNFINISHED, "", content_writer(listed))
        except Refused:
            if not os.path.lexists(folder / UNFINISHED):
                raise  # else it is not confirmed, and will be with the rest
        finally:
            is_listed = os.path.lexists(folder / UNFINISHED)
    finally:
        if not is_listed:
            for lying in moves:
                with suppress(OSError):
                    (folder / lying).unlink()
    finish_moves(folder, names, most)


def finish_moves(folder: Path, names: Container[str], most: int = _MOST_LIST) -> None:
    """Put in place what somebody had written completely and could not put in place.

    Refused where the disk says no; the files are new then, and the next one finishes.
    """
    if not os.path.lexists(folder / UNFINISHED) or (folder / UNFINISHED).is_dir():
        return
    try:
        for name, lying in unfinished(folder, names, most).items():
            put_in_place(lying, folder / name)
        sync_folder_of(folder / UNFINISHED)
        (folder / UNFINISHED).unlink()
    except OSError as error:
        raise Refused(
            f"{folder} is written, but not all of its files could be put in place "
            f"({error.strerror or error}); mend that, and run any command on it: it finishes"
        ) from error


def settled(folder: Path, names: Container[str]) -> dict[str, Path]:
    """Finish what somebody began; the files, by name, that count and could not be put in place."""
    if not os.path.lexists(folder / UNFINISHED):
        return {}
    with suppress(Refused), locked(folder / UNFINISHED):
        finish_moves(folder, names)
    return unfinished(folder, names)


def unfinished(folder: Path, names: Container[str], most: int = _MOST_LIST) -> dict[str, Path]:
    """The files of a folder, by name, that are written and not in place yet.

    `most` is how long the list may be, in bytes. None where it is longer, is not of our making,
    names other files than ours, was put there by somebody who may not change the others' files, or
    where one of its files is neither here nor there. Errors: OSError where the disk does not say.
    """
    waiting = {}
    try:
        listed = json.loads(read_file(folder / UNFINISHED, most)) if _is_plain(folder) else {}
        for lying, (name, mark) in listed.items():
            if not _READY.fullmatch(lying) or name not in names:
                return {}
            new = folder / lying
            if not new.is_symlink() and fingerprint(new) == mark:
                if not _may_move(folder, new):
                    return {}
                waiting[name] = new
            elif fingerprint(folder / name) != mark:
                return {}
    except (ValueError, TypeError, AttributeError, RecursionError, Refused):
        return {}
    return waiting


def _is_plain(folder: Path) -> bool:
    listed = folder / UNFINISHED
    return listed.is_file() and not listed.is_symlink() and _may_move(folder, listed)


def _may_move(folder: Path, path: Path) -> bool:
    """Might the owner of a file have put it in another's place, without our help?"""
    if not hasattr(os, "geteuid"):
        return True
    owner, mode = path.lstat().st_uid, folder.stat()
    return owner in (os.geteuid(), mode.st_uid) or not mode.st_mode & stat.S_ISVTX
