"""Runs commands of ours with a fault at the n-th call to the disk, each in a process of its own.

``python faults.py FOLDER`` runs under LD_PRELOAD with the library made of fault.c. It reads one
JSON list a line, ``[n, errno, [arguments]]``, forks, runs the command, and answers with
``[exit status, calls counted, what was said]``; an exit status below 0 is a signal.
"""

import ctypes
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from forking import load_commands

from trackrecord.cli.main import main

LIBRARY = ctypes.CDLL(None)


def one(number: int, error: int, folder: Path, arguments: list[str]) -> tuple[int, str]:
    said = io.StringIO()
    if arguments[0] == "addin":  # it writes where one is
        os.chdir(folder)
    LIBRARY.fault_arm(number, error, os.fsencode(folder))
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException as problem:  # noqa: BLE001 - it is to be told
        code = 99
        said.write(f"TRACEBACK {problem!r}")
    return code, said.getvalue()


def serve(folder: Path) -> None:
    load_commands()
    for line in sys.stdin:
        number, error, arguments = json.loads(line)
        hear, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hear)
            code, said = one(number, error, folder, arguments)
            count = LIBRARY.fault_count()
            LIBRARY.fault_arm(-1, 0, b"")
            os.write(say, json.dumps([code, count, said]).encode())
            os._exit(0)
        os.close(say)
        with os.fdopen(hear, "rb") as pipe:
            answer = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(answer.decode() or json.dumps([status, 0, ""]), flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
