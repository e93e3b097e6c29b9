"""Runs commands of ours, each in a process of its own, and measures it: no import is paid twice.

``python measured.py`` reads a JSON list of arguments a line, forks, runs the command, and answers
with ``[exit status, seconds of the processor, megabytes at most, what was said]``; an exit status
below 0 is a signal. A command is killed after 60 seconds.
"""

import os
import re
import resource
import signal
import sys
import time
from pathlib import Path

from forking import ended, serve

LONGEST = 60  # seconds


def peak() -> float:
    """Megabytes at most of this process alone."""
    if sys.platform == "linux":  # what the other measure takes over from the parent is not in this
        status = Path("/proc/self/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        assert found
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


def one(arguments: list[str]) -> list[object]:
    """How a command ends, and what it took."""
    signal.alarm(LONGEST)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # nobody types
    start = time.process_time()
    code, said = ended(arguments)
    return [code, time.process_time() - start, peak(), said]


if __name__ == "__main__":
    serve(one, died=(0.0, 0.0, ""))
