"""Commands that put the buttons into a spreadsheet: build, install, uninstall, doctor."""

import os
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from trackrecord import __version__
from trackrecord.cli.output import give, print_json, say
from trackrecord.errors import Refused
from trackrecord.files.own_folders import take_away_log
from trackrecord.office.addin import excel_file, excel_install, libreoffice_file, ribbon
from trackrecord.office.addin.machine import Impossible, Machine, this_machine

EXTENSION, ADDIN = "trackrecord.oxt", "trackrecord.xlam"
_Said = TypeVar("_Said")


def build(chosen: Namespace) -> int:
    """The buttons as a file in the current folder."""
    if not chosen.libreoffice:
        excel_file.build_addin(Path(ADDIN), Path(sys.executable))
        give(
            f"Written: {ADDIN}, for {sys.executable}. 'trackrecord addin install' puts it where "
            "Excel opens it."
        )
        return 0
    _build_extension(Path(EXTENSION))
    give(
        f"Written: {EXTENSION}. 'trackrecord addin install --libreoffice' hands it to LibreOffice."
    )
    return 0


def install(chosen: Namespace) -> int:
    """Put the buttons into Excel, or LibreOffice."""
    if not chosen.libreoffice:
        return _in_excel("install")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / EXTENSION
        _build_extension(made)
        _unopkg(lambda: libreoffice_file.install_extension(made, everybody=_everybody(chosen)))
    give(
        "The Track Record toolbar and menu are in LibreOffice Calc from its next start on. They "
        f"use {sys.executable}: install again when that is moved."
    )
    return 0


def uninstall(chosen: Namespace) -> int:
    """Take the buttons away again."""
    if not chosen.libreoffice:
        return _in_excel("uninstall")
    _unopkg(lambda: libreoffice_file.uninstall_extension(everybody=_everybody(chosen)))
    take_away_log(libreoffice_file.OFFICE_LOG)
    give("The Track Record buttons are gone from LibreOffice, from its next start on.")
    return 0


def _everybody(chosen: Namespace) -> bool:
    """Is it for everybody on this machine? Refused for root, unless it was asked for."""
    if not chosen.everybody and hasattr(os, "geteuid") and os.geteuid() == 0:
        raise Refused(
            "LibreOffice keeps no extension for root alone; add --everybody, for everybody on this "
            "machine, or run this as the person who uses LibreOffice. Nothing was changed"
        )
    return bool(chosen.everybody)


def doctor(chosen: Namespace) -> int:
    """Find out why the buttons do not work in Excel."""
    findings = _on_this_machine(excel_install.diagnose)
    if chosen.json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    elif not findings:
        give("OK: the add-in is in place, and fits this Python.")
    for finding in findings:
        say(f"{finding.problem}: {finding.remedy}.")
    return 1 if findings else 0


def _in_excel(step: str) -> int:
    for sentence in _on_this_machine(
        {"install": excel_install.install_addin, "uninstall": excel_install.uninstall_addin}[step]
    ):
        give(sentence)
    return 0


def _on_this_machine(step: Callable[[Machine], _Said]) -> _Said:
    try:
        return step(_machine())
    except Impossible as impossible:
        raise Refused(str(impossible)) from None


def _machine() -> Machine:
    return this_machine()


def _build_extension(target: Path) -> None:
    libreoffice_file.build_extension(
        target,
        ribbon.BUTTONS,
        Path(sys.executable),
        version=__version__,
        title=ribbon.TAB,
        module="trackrecord.buttons",
    )


def _unopkg(step: Callable[[], str]) -> None:
    try:
        step()
    except FileNotFoundError:
        raise Refused("LibreOffice (unopkg) was not found; install LibreOffice first") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip().splitlines()
        raise Refused(
            "LibreOffice did not take it: "
            f"{said[-1] if said else 'it gave no reason'}; close LibreOffice and try again"
        ) from error
