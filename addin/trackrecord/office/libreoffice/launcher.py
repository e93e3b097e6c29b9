"""An office of our own: found, started with a profile of its own, watched, stopped.

The person's own LibreOffice and its settings are never touched. The office ends with the Python
that started it.
"""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from xlwings import XlwingsError

from trackrecord.office.libreoffice.bridge import NotReachedError, connect, environment, load_uno

_START_SECONDS = 60
_STOP_SECONDS = 10
PIPES = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - where LibreOffice keeps them
# No questions at the start, no lock files, no autosave, every formula computed on load.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product">
<prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.0</value></prop></item>
<item oor:path="/org.openoffice.Office.Recovery/AutoSave">
<prop oor:name="Enabled" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooLocale" oor:op="fuse"><value>en-US</value></prop>
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
</oor:items>
"""


def seed_profile(profile: Path) -> None:
    """Make a profile that asks nothing; one that is there is left alone."""
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_PROFILE, encoding="utf-8")


class Office:
    """A running LibreOffice and its component context.

    Errors: XlwingsError where LibreOffice is not installed or does not start.
    """

    def __init__(
        self, *, headless: bool = True, profile: Path | None = None, options: tuple[str, ...] = ()
    ) -> None:
        program = shutil.which("soffice")
        if program is None:
            raise XlwingsError("LibreOffice (soffice) was not found; install it and try again")
        load_uno()
        self._own_profile = profile is None
        self._profile = profile or Path(tempfile.mkdtemp(prefix="office-profile-"))
        seed_profile(self._profile)
        self.headless = headless
        self.pipe = f"xwlo{secrets.token_hex(8)}"
        command = [
            program,
            f"-env:UserInstallation={self._profile.as_uri()}",
            f"--accept=pipe,name={self.pipe};urp;",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            *options,
        ]
        if headless:
            command += ["--headless", "--invisible"]
        self.process = subprocess.Popen(
            command,
            env=environment(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(self.stop)
        self.context = self._wait()

    def _wait(self) -> Any:
        last = time.monotonic() + _START_SECONDS
        while time.monotonic() < last:
            self._close_to_others()
            try:
                return connect(self.pipe)
            except NotReachedError:
                if self.process.poll() not in (None, 81):  # 81: it starts itself once more
                    break
                time.sleep(0.05)
        self.stop()
        raise XlwingsError("LibreOffice was started but cannot be reached")

    def _close_to_others(self) -> None:
        """Who may write to its pipe may do all that the office can."""
        for place in PIPES:
            with suppress(OSError):
                (place / f"OSL_PIPE_{os.getuid()}_{self.pipe}").chmod(0o600)

    @property
    def desktop(self) -> Any:
        """LibreOffice's desktop: its open documents."""
        return self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self.context
        )

    def stop(self) -> None:
        """Close every document without saving and end the office."""
        atexit.unregister(self.stop)
        if self.process.poll() is None and hasattr(self, "context"):
            # Whatever it says while it goes down is of no interest: it must be gone.
            with suppress(Exception):
                desktop = self.desktop
                for document in list(desktop.Components):
                    document.close(True)
                desktop.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_STOP_SECONDS)
        self.kill()
        if self._own_profile:
            shutil.rmtree(self._profile, ignore_errors=True)

    def kill(self) -> None:
        """End it at once, with what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for place in PIPES:  # an office that is killed leaves its pipe
            with suppress(OSError):
                (place / f"OSL_PIPE_{os.getuid()}_{self.pipe}").unlink()
