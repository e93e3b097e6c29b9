"""Why the disk said no, in words."""

import errno
from pathlib import Path

from trackrecord.errors import Refused

UNCHANGED = "Nothing was changed"


def reason(path: Path, error: OSError) -> str:
    """Why a file could not be written, and what to do about it."""
    may_not = f"the folder {path.parent} may not be written"
    known = {
        errno.ENOSPC: "the disk is full; make room",
        errno.EDQUOT: "your disk quota is used up",
        errno.EACCES: may_not,
        errno.EPERM: may_not,
        errno.EROFS: "the disk may only be read",
        errno.ENOENT: f"the folder {path.parent} does not exist; make it first",
        errno.ENAMETOOLONG: "its name is too long",
    }
    return known.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


def refused(path: Path, error: OSError) -> Refused:
    """That a file could not be saved, and is as it was."""
    return Refused(f"{path} could not be saved: {reason(path, error)}, and try again. {UNCHANGED}")
