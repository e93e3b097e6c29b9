"""The command line: runs one command, and says how it went.

Exit status 0: done. 1: problems found, or refused. 2: wrong usage.
"""

import gc
import os
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper

from trackrecord.cli.arguments import parser
from trackrecord.cli.output import print_json, say
from trackrecord.errors import Refused


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
    try:
        return _command(chosen.run)(chosen)
    except Refused as refusal:
        if getattr(chosen, "json", False):
            print_json({"refused": str(refusal)})
        say(f"trackrecord: {refusal}")
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough; keep Python from trying to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        say(f"trackrecord: {error.strerror}: {error.filename}")
        return 1
    except KeyboardInterrupt:
        say("trackrecord: stopped; nothing was changed")
        return 130


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
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese
    gc.disable()  # looking for cycles would cost a quarter of the time, for nothing
    sys.exit(main())
