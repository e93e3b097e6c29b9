"""Commands of ours, each in a fork of a process that has loaded them all: none pays for imports."""

import gc
import importlib
import io
import json
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import filelock  # noqa: F401 - as below
import openpyxl  # noqa: F401 - as below
import platformdirs.unix  # noqa: F401 - as below
import rich.table  # noqa: F401 - loaded once, for all

import trackrecord.actions.building
import trackrecord.actions.exporting
import trackrecord.actions.importing
import trackrecord.actions.on_file
import trackrecord.cli
import trackrecord.exchange.export_calendar
import trackrecord.exchange.export_tables
import trackrecord.exchange.page.one_page
import trackrecord.files.backups
import trackrecord.files.folders
import trackrecord.workbook.new
from trackrecord.cli.main import main


def load_commands() -> None:
    """Every command is loaded; what is there stays out of the collector's way in each fork."""
    for module in pkgutil.iter_modules(trackrecord.cli.__path__, "trackrecord.cli."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


def ended(arguments: list[str]) -> tuple[int, str]:
    """How a command ends: its exit status, and what it said; 99 and TRACEBACK where it broke."""
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - it is to be told
        code = 99
        said.write(f"TRACEBACK {traceback.format_exc()}")
    return code, said.getvalue()


def serve(answer: Callable[[Any], Sequence[object]], died: Sequence[object]) -> None:
    """Answer each line of JSON by one of JSON, each in a fork of this process.

    Where the fork died, its exit status (below 0 a signal) and `died` are the answer.
    """
    load_commands()
    for line in sys.stdin:
        hear, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hear)
            with os.fdopen(say, "w", encoding="utf-8", errors="replace") as pipe:
                json.dump(answer(json.loads(line)), pipe)
            os._exit(0)
        os.close(say)
        with os.fdopen(hear, encoding="utf-8") as pipe:
            answered = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(answered or json.dumps([status, *died]), flush=True)
