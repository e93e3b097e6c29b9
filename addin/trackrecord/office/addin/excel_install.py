"""Excel's start-up folder: the add-in put there, taken away, and looked after.

Nothing of the person's is overwritten: a file of our name that we did not build is left alone, and
a file is replaced in one step. Everything that differs between machines is an argument.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from xlwings import __version__ as xlwings_version

from trackrecord.errors import Refused
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin.machine import MAC, WINDOWS, Impossible, Machine

SCRIPT = f"xlwings-{xlwings_version}.applescript"
_OUR_KEYS = "trackrecord-installed-this.txt"  # beside the script, where it was not there before
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
    if machine.platform == MAC and " " in os.fspath(machine.interpreter):
        raise Impossible(
            f"Excel for Mac cannot start a Python whose path has a space ({machine.interpreter}); "
            "move the project to a folder without one and install again"
        )
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
    """The script that xlwings needs on a Mac; one that is there already is left alone."""
    target = machine.scripts / SCRIPT
    if target.exists():
        return []
    machine.scripts.mkdir(parents=True, exist_ok=True)
    target.write_bytes(files("xlwings").joinpath(SCRIPT).read_bytes())
    (machine.scripts / _OUR_KEYS).write_text(SCRIPT, encoding="utf-8")
    return [f"xlwings' script is in {target}; Excel asks once whether it may start Python."]


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
    marker = machine.scripts / _OUR_KEYS
    if machine.platform == MAC and marker.exists():
        (machine.scripts / marker.read_text(encoding="utf-8").strip()).unlink(missing_ok=True)
        marker.unlink()
        said.append("xlwings' script is gone as well.")
    return said


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
    return [*_age(machine, found), *_python(found), *_mac(machine, found), *_windows(machine)]


def _age(machine: Machine, found: xlam.Found) -> Iterator[Finding]:
    if found.identity != xlam.identity():
        yield Finding(
            f"the add-in was built by {found.identity}, and this is {xlam.identity()}", _AGAIN
        )
    own = machine.interpreter
    if Path(found.interpreter).exists() and Path(found.interpreter) != own:
        yield Finding(
            f"it starts {found.interpreter}, and this is {own}", f"if this one is meant, {_AGAIN}"
        )


def _python(found: xlam.Found) -> Iterator[Finding]:
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
    if " " in found.interpreter:
        yield Finding(
            f"the path of its Python has a space ({found.interpreter})",
            "move the project to a folder without one, then " + _AGAIN,
        )
    if not (machine.scripts / SCRIPT).exists():
        yield Finding(f"{SCRIPT} is not in {machine.scripts}", _AGAIN)


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
