"""Runs inside LibreOffice: takes a button's command and starts the project's own Python.

Only LibreOffice's own Python is here, and the standard library. The commands that may be called,
the interpreter and the module stand in config.json beside this file; anything else is ignored.
"""

import json
import os
import secrets
import socket
import stat
import subprocess
import threading
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

import unohelper
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

CONFIG = json.loads((Path(__file__).parent / "config.json").read_text(encoding="utf-8"))
NAME = CONFIG["id"] + ".handler"
PIPES = ("/tmp", "/var/tmp")  # noqa: S108 - where LibreOffice keeps them
DROPPED = ("PYTHON", "UNO_PATH", "URE_BOOTSTRAP", "LD_PRELOAD")  # of the environment
MOST_LOG = 1_000_000  # bytes; a log that is longer begins anew
PATIENCE = 2  # seconds until a worker has to have taken a click
_open = {}
_worker = []  # the socket of the one that waits for clicks


class Handler(unohelper.Base, XDispatchProvider, XDispatch, XInitialization, XServiceInfo):
    """One for each window that a button was pressed in."""

    def __init__(self, context):
        self.context = context
        self.frame = None

    def initialize(self, arguments):
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url, _target, _flags):  # noqa: N802 - LibreOffice's name
        return self if url.Protocol == CONFIG["protocol"] else None

    def queryDispatches(self, requests):  # noqa: N802 - as above
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests)

    def dispatch(self, url, arguments):
        # A link or a form in a document says which document that is; a person presses none there.
        asked_by = [a.Value for a in arguments or () if a.Name == "Referer"]
        if any(one not in ("", "private:user") for one in asked_by):
            return
        if url.Path in CONFIG["actions"]:
            try:
                start(self.context, document_of(self.frame), url.Path)
            except OSError as error:
                show(self.context, self.frame, f"{CONFIG['moved']}\n\n{error}")

    def addStatusListener(self, listener, url):  # noqa: N802 - as above
        pass

    def removeStatusListener(self, listener, url):  # noqa: N802 - as above
        pass

    def getImplementationName(self):  # noqa: N802 - as above
        return NAME

    def supportsService(self, name):  # noqa: N802 - as above
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):  # noqa: N802 - as above
        return ("com.sun.star.frame.ProtocolHandler",)


def document_of(frame):
    """The number of the document in a window; "" without one."""
    controller = frame.getController() if frame is not None else None
    model = controller.getModel() if controller is not None else None
    return getattr(model, "RuntimeUID", "") or ""


def pipe_of(context):
    """The name of a pipe this office listens on; opened at the first click."""
    if not _open:
        take_away_dead_pipes()
        name = f"trackrecord{secrets.token_hex(8)}"
        acceptor = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.office.Acceptor", context
        )
        before = os.umask(0o077)  # who may write to a pipe may do all that the office can
        try:
            acceptor.initialize((f"pipe,name={name};urp;", True))
            must_be_of_this_person(name)
        finally:
            os.umask(before)
        _open[name] = acceptor  # kept: without it LibreOffice stops listening
    return next(iter(_open))


def must_be_of_this_person(name):
    """Wait until a pipe is there. Errors: OSError if others may write to it, or if it is not."""
    for _ in range(200):
        for place in PIPES:
            pipe = Path(place) / f"OSL_PIPE_{os.getuid()}_{name}"
            with suppress(FileNotFoundError):
                pipe.chmod(0o600)
                return
        time.sleep(0.01)
    raise OSError("LibreOffice opened no pipe")


def take_away_dead_pipes():
    """Take away the pipes of offices of this person that ended without taking them away."""
    for place in PIPES:
        for pipe in islice(Path(place).glob(f"OSL_PIPE_{os.getuid()}_trackrecord*"), 100):
            with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
                mark = pipe.lstat()
                if mark.st_uid != os.getuid() or not stat.S_ISSOCK(mark.st_mode):
                    continue  # put there by somebody else
                probe.settimeout(0.1)
                try:
                    probe.connect(str(pipe))
                except ConnectionRefusedError:  # nobody listens any more
                    pipe.unlink()


def log_of_this_person():
    """The log of what a button starts, which only this person can read; None without a home."""
    state = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(state if state.startswith("/") else Path.home() / ".local" / "state")
    folder = folder / "trackrecord" / "log"
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = os.open(folder / "libreoffice.log", flags, 0o600)
        if os.fstat(log).st_size > MOST_LOG:
            os.ftruncate(log, 0)
    except (OSError, RuntimeError):
        return None
    return log


def start(context, document, action):
    """Call a function of the project in its own Python, and do not wait for it.

    A worker that a click started goes on to take those that follow, which spares them its start.
    """
    if not taken(document, action):
        start_worker(context, document, action)


def taken(document, action):
    """Hand a click to the worker that waits for it; False where there is none, or none answers."""
    while _worker:
        link = _worker[-1]
        try:
            link.sendall(f"{document} {action}\n".encode("ascii"))
            if link.recv(1):
                return True
        except OSError:
            pass
        _worker.remove(link)
        link.close()  # by which it sees that nobody needs it any more
    return False


def start_worker(context, document, action):
    """Start a worker with its first click.

    Neither the environment nor the folder that the office was started in says what is loaded.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
    environment.pop(CONFIG["headless"], None)
    if CONFIG["uno"]:  # as it was when the extension was built
        environment["UNO_PATH"] = CONFIG["uno"]
    if b"--headless" in Path("/proc/self/cmdline").read_bytes().split(b"\0"):
        environment[CONFIG["headless"]] = "1"
    command = [
        CONFIG["interpreter"],
        "-E",
        "-P",
        "-B",
        "-m",
        CONFIG["worker"],
        pipe_of(context),
        document,
        CONFIG["module"],
        action,
    ]
    log = log_of_this_person()
    said = subprocess.DEVNULL if log is None else log
    ours, theirs = socket.socketpair()
    try:
        worker = subprocess.Popen(
            command, env=environment, cwd="/", stdin=theirs, stdout=said, stderr=said
        )
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
        if log is not None:
            os.close(log)
    ours.settimeout(PATIENCE)
    _worker.append(ours)
    threading.Thread(target=worker.wait, daemon=True).start()


def show(context, frame, text):
    """A message box."""
    import uno

    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
    window = frame.getContainerWindow() if frame is not None else None
    toolkit.createMessageBox(window, kind, 1, CONFIG["title"], text).execute()


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for it
g_ImplementationHelper.addImplementation(Handler, NAME, ("com.sun.star.frame.ProtocolHandler",))
