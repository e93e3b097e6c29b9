"""Runs commands of ours with a fault at the n-th call to the disk, each in a process of its own.

``python faults.py FOLDER`` runs under LD_PRELOAD with the library made of fault.c. It reads one
JSON list a line, ``[n, errno, [arguments]]``, forks, runs the command, and answers with
``[exit status, calls counted, what was said]``; an exit status below 0 is a signal.
"""

import ctypes
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from forking import ended, serve

LIBRARY = ctypes.CDLL(None)


def one(folder: Path, asked: Any) -> list[object]:
    """How a command ends with a fault at a call to the disk in a folder."""
    number, error, arguments = asked
    if arguments[0] == "addin":  # it writes where one is
        os.chdir(folder)
    LIBRARY.fault_arm(number, error, os.fsencode(folder))
    code, said = ended(arguments)
    count = LIBRARY.fault_count()
    LIBRARY.fault_arm(-1, 0, b"")
    return [code, count, said]


if __name__ == "__main__":
    serve(partial(one, Path(sys.argv[1])), died=(0, ""))
