"""Excel's start-up folder: the add-in put there, taken away, and looked after.

Nothing of the person's is overwritten: a file of our name that we did not build is left alone, and
a file is replaced in one step. Everything that differs between machines is an argument.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.reading import read_file
from trackrecord.files.writing import content_writer, write_file
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin.machine import MAC, WINDOWS, Impossible, Machine

SCRIPT = "trackrecord.applescript"
_MARKER = "trackrecord-installed-this.txt"  # of version 0.1: names the script that it put there
_OLD_SCRIPT = re.compile(r"xlwings-[\d.]+\.applescript")
_AGAIN = "run 'trackrecord addin install' and restart Excel"
# What an administrator may have set, and what it does (Microsoft's policies for Excel).
_POLICIES = {
    "DisableAllAddins": "switches every add-in off",
    "RequireAddinSig": "takes only add-ins that are signed by somebody it trusts",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps the buttons from working, and what to do about it."""

    problem: str
    remedy: str


def install_addin(machine: Machine) -> list[str]:
    """Put the add-in into Excel's start-up folder; what was done and what to do next.

    Errors: Impossible, and nothing was changed.
    """
    machine.must_have_excel()
    target = machine.addin
    there = target.exists()
    if there and xlam.inspect(target) is None:
        raise Impossible(f"{target} is not a file of ours; move it away and install again")
    try:
        xlam.must_be_startable(os.fspath(machine.interpreter), machine.platform)
    except Refused as refusal:
        raise Impossible(f"{refusal}, and install again") from None
    said = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        xlam.build_addin(target, machine.interpreter, machine.platform)
        if machine.platform == MAC:
            said += _install_script(machine)
    except Refused as refusal:
        raise Impossible(f"{refusal}; close Excel, and install again") from refusal
    except OSError as error:
        raise Impossible(
            f"{error.filename or target} cannot be written ({error.strerror}); close Excel, look "
            "who owns the folder and whether the disk is full, and install again"
        ) from error
    verb = "replaced" if there else "is"
    return [
        f"The add-in {verb} in {target}, for {machine.interpreter}.",
        *said,
        "Restart Excel: the tab Track Record is the last on the ribbon.",
    ]


def _install_script(machine: Machine) -> list[str]:
    """Our script that starts Python on a Mac; one of another version is replaced."""
    target = machine.scripts / SCRIPT
    if os.path.lexists(target) and not _is_our_script(target):
        raise Impossible(f"{target} is not a file of ours; move it away and install again")
    machine.scripts.mkdir(parents=True, exist_ok=True)
    write_file(target, content_writer(script_for(machine.interpreter)))
    for name in _of_older_versions(machine):
        (machine.scripts / name).unlink(missing_ok=True)
    return [f"The script that starts Python is {target}; Excel asks once whether it may."]


def _is_our_script(path: Path) -> bool:
    try:
        return read_file(path, 100_000).startswith(script_for(Path("/")).partition(b"\n")[0])
    except (OSError, Refused):
        return False


def script_for(interpreter: Path) -> bytes:
    """The AppleScript that starts a Python, and no other; in ASCII, whatever its path is."""
    text = files("trackrecord.office.addin").joinpath(SCRIPT).read_text("utf-8")
    pieces = re.findall(r"[ -~]+|[^ -~]", os.fspath(interpreter))
    words = (
        '"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if " " <= piece[0] <= "~"
        else f"(character id {ord(piece)})"
        for piece in pieces
    )
    return text.replace("@INTERPRETER@", " & ".join(words)).encode("ascii")


def uninstall_addin(machine: Machine) -> list[str]:
    """Take away what `install` put there; what was done. Errors: Impossible."""
    target = machine.addin
    if not target.exists():
        said = [f"There is no add-in in {target.parent}."]
    elif xlam.inspect(target) is None:
        raise Impossible(f"{target} is not a file of ours; it was left alone")
    else:
        try:
            target.unlink()
        except OSError as error:
            raise Impossible(
                f"{target} cannot be taken away ({error.strerror}); close Excel and try again"
            ) from error
        said = [f"The add-in is gone from {target.parent}, from Excel's next start on."]
    if machine.platform == MAC:
        ours = [SCRIPT] if _is_our_script(machine.scripts / SCRIPT) else []
        for name in (*ours, *_of_older_versions(machine)):
            (machine.scripts / name).unlink(missing_ok=True)
            said.append(f"{name} is gone from {machine.scripts}.")
    return said


def _of_older_versions(machine: Machine) -> list[str]:
    """The marker that version 0.1 left, and the script of xlwings' that it says is ours."""
    try:
        named = read_file(machine.scripts / _MARKER, 200).decode().strip()
    except (OSError, Refused, UnicodeDecodeError):
        return []
    return [_MARKER, *([named] if _OLD_SCRIPT.fullmatch(named) else [])]


def diagnose(machine: Machine) -> list[Finding]:
    """What keeps the buttons from working in Excel; empty if nothing was found.

    Errors: Impossible where there is no Excel for the system.
    """
    target = machine.addin
    if not machine.has_excel:
        return [
            Finding(
                "Excel was not found on this machine",
                "install Excel and start it once; "
                "or use LibreOffice: 'trackrecord addin install --libreoffice'",
            )
        ]
    if not target.exists():
        return [Finding(f"the add-in is not in {target.parent}", _AGAIN)]
    found = xlam.inspect(target)
    if found is None:
        return [Finding(f"{target} is not a file of ours", "move it away, then " + _AGAIN)]
    return [
        *_age(machine, found),
        *_python(machine, found),
        *_mac(machine, found),
        *_windows(machine),
    ]


def _age(machine: Machine, found: xlam.Found) -> Iterator[Finding]:
    if found.reads_other_workbooks:
        yield Finding(
            f"the add-in was built by {found.identity}, and takes from whatever workbook is in "
            "front which program it starts: a workbook sent by mail can run anything",
            f"at once, {_AGAIN}",
        )
    elif found.identity != xlam.identity():
        yield Finding(
            f"the add-in was built by {found.identity}, and this is {xlam.identity()}", _AGAIN
        )
    own = machine.interpreter
    if Path(found.interpreter).exists() and Path(found.interpreter) != own:
        yield Finding(
            f"it starts {found.interpreter}, and this is {own}", f"if this one is meant, {_AGAIN}"
        )


def _python(machine: Machine, found: xlam.Found) -> Iterator[Finding]:
    try:
        xlam.must_be_startable(found.interpreter, machine.platform)
    except Refused as refusal:
        yield Finding(str(refusal), "then " + _AGAIN)
    if not Path(found.interpreter).exists():
        yield Finding(f"its Python, {found.interpreter}, is not there any more", _AGAIN)
    if "OneDrive" in found.interpreter:
        yield Finding(
            "its Python lies in OneDrive, which may take files away",
            "move the project out of OneDrive, then " + _AGAIN,
        )


def _mac(machine: Machine, found: xlam.Found) -> Iterator[Finding]:
    if machine.platform != MAC:
        return
    script = machine.scripts / SCRIPT
    if not script.exists():
        yield Finding(f"{SCRIPT} is not in {machine.scripts}", _AGAIN)
    elif script.read_bytes() != script_for(Path(found.interpreter)):
        yield Finding(
            f"{script} is of another version or another Python, or was changed",
            f"if this Python is meant, {_AGAIN}",
        )
    for name in _of_older_versions(machine):
        yield Finding(
            f"{machine.scripts / name} is of an older version, and runs whatever macros ask it to",
            f"at once, {_AGAIN}",
        )


def _windows(machine: Machine) -> Iterator[Finding]:
    if machine.platform != WINDOWS:
        return
    if Path(f"{machine.addin}:Zone.Identifier").exists():
        yield Finding(
            "Windows has marked the file as downloaded, so Excel does not run it",
            f"right-click {machine.addin}, Properties, Unblock; or {_AGAIN}",
        )
    for version in ("16.0", "15.0"):
        of_excel = rf"Microsoft\Office\{version}\Excel"
        disabled = machine.registry(rf"HKCU\Software\{of_excel}\Resiliency\DisabledItems")
        if any(_names_found(item, machine.addin) for item in disabled.values()):
            yield Finding(
                "Excel has switched the add-in off, because it once stopped while it was loading",
                "in Excel: File, Options, Add-ins; at the bottom choose Disabled Items, Go; select "
                f"{xlam.FILE}, Enable; restart Excel",
            )
        for policies in (r"Software\Policies", "Software"):
            set_to = machine.registry(rf"HKCU\{policies}\{of_excel}\Security")
            for name, effect in _POLICIES.items():
                if set_to.get(name) == 1:
                    yield Finding(
                        f"a setting of Excel ({name}) {effect}",
                        "ask whoever looks after this machine; in Excel it is under File, Options, "
                        "Trust Center, Trust Center Settings, Add-ins",
                    )


def _names_found(item: object, path: Path) -> bool:
    """Does an entry of Excel's list of what it switched off name a file?"""
    text = item.decode("utf-16-le", "ignore") if isinstance(item, bytes) else str(item)
    return os.fspath(path).lower() in text.lower()
