"""The person's own folders, where what belongs to no workbook is kept: logs, and marks of backups.

They are made so that nobody else can read them.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO

OWN_NAME = "trackrecord"
LOG = "errors.log"
_MOST_LOG = 1_000_000  # bytes; a log that is longer begins anew


def log_folder() -> Path:
    """Where logs lie, made if it is not there. Errors: OSError where it cannot be."""
    from platformdirs import user_log_path  # noqa: PLC0415 - only where something went wrong

    return _own_folder(user_log_path(OWN_NAME, appauthor=False))


def state_folder() -> Path:
    """Where is kept what outlives a run, made if it is not there. Errors: OSError."""
    from platformdirs import user_state_path  # noqa: PLC0415 - only who writes

    return _own_folder(user_state_path(OWN_NAME, appauthor=False))


def open_log(name: str) -> IO[str]:
    """A log of that name, open at its end; what it held is dropped where it has grown too long.

    Errors: OSError, also where something else lies there.
    """
    path = log_folder() / name
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    if os.fstat(handle).st_size > _MOST_LOG:
        os.ftruncate(handle, 0)
    return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")


def take_away_log(name: str) -> None:
    """Take away a log of that name, if it is there."""
    from platformdirs import user_log_path  # noqa: PLC0415 - as above

    with suppress(OSError):
        (user_log_path(OWN_NAME, appauthor=False) / name).unlink(missing_ok=True)


def log_error(what: str) -> str:
    """Write the error that is being handled into a log; where it is now, in words."""
    import traceback  # noqa: PLC0415 - only where something went wrong

    try:
        with open_log(LOG) as file:
            file.write(f"{what}\n{traceback.format_exc()}\n")
        return f"written to {log_folder() / LOG}"
    except OSError as error:
        return f"not written anywhere ({error.strerror})"


def _own_folder(folder: Path) -> Path:
    if not folder.is_absolute():  # there is no home
        raise FileNotFoundError(2, "there is no home folder", str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
