"""What a button of the extension starts: the project's own Python, on the office's pipe.

``python -m trackrecord.office.addin.libreoffice_worker PIPE DOCUMENT MODULE FUNCTION`` connects to
the running office, makes the document with that number the calling book, and calls the function.
The function's name comes from the extension's own list.
"""

import os
import sys
import time
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import xlwings

import trackrecord.office.libreoffice as _registers_the_engine  # noqa: F401 - by being imported
from trackrecord.office.libreoffice.bridge import NotReachedError, connect
from trackrecord.office.libreoffice.engine import NAME

_ATTEMPTS = 100
HEADLESS = "TRACKRECORD_OFFICE_HEADLESS"


class Running:
    """An office that somebody else started, and will stop."""

    def __init__(self, pipe: str) -> None:
        self.context = _connected(pipe)
        self.desktop = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self.context
        )
        self.headless = bool(os.environ.get(HEADLESS))
        self.process = SimpleNamespace(pid=os.getppid())

    def stop(self) -> None:
        """Nothing: it is the person's own."""

    kill = stop


def _connected(pipe: str) -> Any:
    """The office on a pipe that it may just be opening."""
    for _ in range(_ATTEMPTS):
        try:
            return connect(pipe)
        except NotReachedError:
            time.sleep(0.02)
    return connect(pipe)


def main(pipe: str, document: str, module: str, function: str) -> None:
    """Call a function with a document of the running office as the calling book."""
    engine = xlwings.engines[NAME]
    engine.activate()
    app = engine.impl.apps.adopt(Running(pipe))
    for found in app.documents():
        if found.RuntimeUID == document:
            xlwings.Book(impl=app.books.wrap(found)).set_mock_caller()
    getattr(import_module(module), function)()


if __name__ == "__main__":
    main(*sys.argv[1:])
