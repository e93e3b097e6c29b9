"""The command line: runs one command, and says how it went.

Exit status 0: done. 1: problems found, refused, or what it says could not be written. 2: wrong
usage. 70: something is wrong in Track Record itself. 130: stopped.
"""

import gc
import os
import re
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from trackrecord import clock
from trackrecord.cli.arguments import parser
from trackrecord.cli.output import print_json, say
from trackrecord.errors import Refused
from trackrecord.files.ledger import begin, in_place
from trackrecord.language import using


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if not all(map(_is_text, given)):
        say("trackrecord: what was typed is no text in UTF-8; nothing was done")
        return 2
    # A minus before a digit is a number's: -0.2% is no option.
    chosen = parser().parse_args([re.sub(r"^-(?=[.\d])", " -", text) for text in given])
    for name, value in vars(chosen).items():
        if isinstance(value, str) and value.startswith(" -"):
            setattr(chosen, name, value[1:])
    message = ""
    begin()
    try:
        with using(clock.wanted_language()):
            code = _command(chosen.run)(chosen)
        sys.stdout.flush()
    except Refused as refusal:
        code, message = 1, str(refusal)
    except BrokenPipeError:
        # Whoever read the output has seen enough; keep Python from trying to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code, message = 1, _what_was_done() if in_place() else ""
    except OSError as error:
        what = ": ".join(str(part) for part in (error.strerror or error, error.filename) if part)
        code, message = 1, f"{what}. {_what_was_done()}"
    except KeyboardInterrupt:
        code, message = 130, f"stopped. {_what_was_done()}"
    except Exception as error:  # noqa: BLE001 - a person is told, and the rest is in a log
        from trackrecord.files.own_folders import log_error  # noqa: PLC0415 - seldom

        what = f"something is wrong in Track Record itself ({type(error).__name__}: {error})"
        code = 70
        message = f"{what}. What is known about it was {log_error(what)}. {_what_was_done()}"
    if message:
        _report(chosen, message)
    return code


def _report(chosen: Namespace, message: str) -> None:
    """Say why it was not done; as JSON too, where that was asked for and can be given."""
    if getattr(chosen, "json", False):
        with suppress(OSError):
            print_json({"refused": message})
            sys.stdout.flush()
    with suppress(OSError):
        say(f"trackrecord: {message}")


def _what_was_done() -> str:
    written = in_place()
    if not written:
        return "Nothing was changed"
    return f"What was asked for had been written by then: look at {', '.join(map(str, written))}"


def _command(name: str) -> Callable[[Namespace], int]:
    """The function that runs a command, ``module:function``; its module is loaded only now."""
    module, _, function = name.partition(":")
    command: Callable[[Namespace], int] = getattr(
        import_module(f"trackrecord.cli.{module}"), function
    )
    return command


def _is_text(argument: str) -> bool:
    return not re.search("[\ud800-\udfff]", argument)


def run() -> None:
    """The program: one command, then the end."""
    is_closed = sys.stdout is None
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed: no file may take its place
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese
    gc.disable()  # looking for cycles would cost a quarter of the time, for nothing
    code = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is done: nothing is left to be stopped
    if is_closed and not code:
        say("trackrecord: done, but what it says cannot be shown: the standard output is closed")
        code = 1
    with suppress(OSError):  # the end of Python would flush once more, and complain
        sys.stdout.flush()
        sys.exit(code)
    os._exit(code)
