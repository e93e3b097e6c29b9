"""An office that a person started: found, asked to listen on a pipe, never ended by us."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import md5
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from xlwings import XlwingsError

from trackrecord.office.libreoffice.bridge import NotReachedError, connect, environment
from trackrecord.office.libreoffice.launcher import PIPES

HEADLESS = "TRACKRECORD_OFFICE_HEADLESS"
_ATTEMPTS = 100
_ANSWER_SECONDS = 30


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


@contextmanager
def running_office() -> Iterator[Running]:
    """The office that this person has open.

    Errors: XlwingsError where none is, or none can be reached.
    """
    program = shutil.which("soffice")
    if program is None or not _is_running():
        raise XlwingsError("LibreOffice is not running")
    pipe = f"trackrecord{secrets.token_hex(8)}"
    _tell(program, f"--accept=pipe,name={pipe};urp;")
    for place in PIPES:  # who may write to it may do all that the office can
        with suppress(OSError):
            (place / f"OSL_PIPE_{os.getuid()}_{pipe}").chmod(0o600)
    try:
        yield Running(pipe)
    finally:
        _tell(program, f"--unaccept=pipe,name={pipe};urp;")


def _tell(program: str, option: str) -> None:
    """Hand an option to the office that runs; the program ends when it has been taken."""
    try:
        subprocess.run(
            [program, option],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_ANSWER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise XlwingsError(f"LibreOffice is running but does not answer: {error}") from None


def _is_running() -> bool:
    """Does the office of this person's usual profile run? It then listens on a pipe of that name.

    LibreOffice calls it by the MD5 of the profile's address, in UTF-16, without leading zeros.
    """
    configuration = os.environ.get("XDG_CONFIG_HOME", "")
    home = Path(configuration if configuration.startswith("/") else Path.home() / ".config")
    address = (home / "libreoffice" / "4").as_uri().encode("utf-16-le")
    code = "".join(f"{byte:x}" for byte in md5(address, usedforsecurity=False).digest())
    for place in PIPES:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(str(place / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{code}"))
            return True
    return False
