"""Runs commands of ours, each in a process of its own, and measures it: no import is paid twice.

``python measured.py`` reads a JSON list of arguments a line, forks, runs the command, and answers
with ``[exit status, seconds of the processor, megabytes at most, what was said]``; an exit status
below 0 is a signal. A command is killed after 60 seconds.
"""

import io
import json
import os
import re
import resource
import signal
import sys
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from forking import load_commands

from trackrecord.cli.main import main

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
    """How a command ends."""
    said = io.StringIO()
    start = time.process_time()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - it is to be told
        code = 99
        said.write(traceback.format_exc())
    return [code, time.process_time() - start, peak(), said.getvalue()]


def serve() -> None:
    """Command after command."""
    load_commands()
    for line in sys.stdin:
        hear, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hear)
            signal.alarm(LONGEST)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # nobody types
            with os.fdopen(say, "w", encoding="utf-8", errors="replace") as pipe:
                json.dump(one(json.loads(line)), pipe)
            os._exit(0)
        os.close(say)
        with os.fdopen(hear, encoding="utf-8") as pipe:
            answer = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(answer or json.dumps([status, 0.0, 0.0, ""]), flush=True)


if __name__ == "__main__":
    serve()
