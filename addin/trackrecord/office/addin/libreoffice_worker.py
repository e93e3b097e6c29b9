"""What a button of the extension starts: the project's own Python, on the office's pipe.

``python -m trackrecord.office.addin.libreoffice_worker PIPE DOCUMENT MODULE FUNCTION`` connects to
the running office, makes the document with that number the calling book, and calls the function.
The function's name comes from the extension's own list.

Where its standard input is the socket that the extension keeps, it then waits for further clicks,
which need not load all this again: a line ``DOCUMENT FUNCTION`` each, taken when a byte comes back.
It ends with the office, after ten minutes without a click, and when the project's files changed.
"""

import os
import queue
import socket
import stat
import sys
import threading
from contextlib import suppress
from pathlib import Path

TAKEN = b"."  # comes back for a click that will be done
IDLE = 600.0  # seconds without a click after which it ends
_MOST_LINE = 200  # bytes


class Clicks:
    """The clicks that come over a socket, in their order; each is acknowledged when it is taken.

    One that is not acknowledged is the extension's to hand to another worker, so none is lost when
    this one ends.
    """

    def __init__(self, office: socket.socket, idle: float = IDLE) -> None:
        """Begin to take clicks; after `idle` seconds without one there are no more."""
        self._office, self._idle = office, idle
        self._waiting: queue.Queue[tuple[str, str] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._ended = False
        self._stamp = _stamp()
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError, ValueError), self._office, self._office.makefile("rb") as lines:
            while line := lines.readline(_MOST_LINE):
                document, function = line.decode("ascii").split()
                with self._lock:
                    if self._ended or _stamp() != self._stamp:
                        break
                    self._office.sendall(TAKEN)  # fails where nobody waits for it any more
                    self._waiting.put((document, function))
        self._waiting.put(None)

    def next(self) -> tuple[str, str] | None:
        """The document and the function of the next click; None if there are no more."""
        try:
            return self._waiting.get(timeout=self._idle)
        except queue.Empty:
            with self._lock:  # from here on none is taken
                self._ended = self._waiting.empty()
            return None if self._ended else self._waiting.get()


def _stamp() -> tuple[int, int] | None:
    """What changes when another version of the project is installed in this one's place."""
    try:
        found = Path(__file__).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def clicks_on_input() -> Clicks | None:
    """The clicks to come over standard input; None where it is no socket."""
    try:
        if not stat.S_ISSOCK(os.fstat(0).st_mode):
            return None
        clicks = Clicks(socket.socket(fileno=os.dup(0)))
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
    except OSError:
        return None
    return clicks


def main(pipe: str, document: str, module: str, function: str) -> None:
    """Call a function with a document of the running office as the calling book, and wait for more.

    What loads much is loaded when clicks are already taken.
    """
    clicks = clicks_on_input()
    from importlib import import_module  # noqa: PLC0415 - as the docstring says

    import xlwings  # noqa: PLC0415 - as above

    from trackrecord.office.addin.running_office import Running  # noqa: PLC0415 - as above
    from trackrecord.office.libreoffice.engine import NAME  # noqa: PLC0415 - as above

    engine = xlwings.engines[NAME]
    engine.activate()
    office = Running(pipe)
    click: tuple[str, str] | None = (document, function)
    while click is not None:
        app = engine.impl.apps.adopt(office)  # anew: what it knows of documents is of one click
        book = app.books.of_number(click[0])
        if book is not None:
            xlwings.Book(impl=book).set_mock_caller()
        getattr(import_module(module), click[1])()
        if hasattr(xlwings.Book, "_mock_caller"):
            del xlwings.Book._mock_caller  # noqa: SLF001 - the next click has its own
        engine.impl.apps.forget(app)
        click = clicks.next() if clicks is not None else None


if __name__ == "__main__":
    main(*sys.argv[1:])
