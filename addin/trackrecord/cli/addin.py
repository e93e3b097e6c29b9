"""Commands that put the buttons into a spreadsheet: build, install, uninstall, doctor."""

import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from trackrecord import __version__
from trackrecord.cli.output import print_json, say
from trackrecord.errors import Refused

if TYPE_CHECKING:
    from trackrecord.office.addin.machine import Machine

EXTENSION, ADDIN = "trackrecord.oxt", "trackrecord.xlam"
_Said = TypeVar("_Said")


def build(chosen: Namespace) -> int:
    """The buttons as a file in the current folder."""
    if not chosen.libreoffice:
        from trackrecord.office.addin import excel_file as xlam  # noqa: PLC0415 - it reads xlwings' files

        xlam.build_addin(Path(ADDIN), Path(sys.executable))
        print(
            f"Written: {ADDIN}, for {sys.executable}. 'trackrecord addin install' puts it where "
            "Excel opens it."
        )
        return 0
    _build_extension(Path(EXTENSION))
    print(
        f"Written: {EXTENSION}. 'trackrecord addin install --libreoffice' hands it to LibreOffice."
    )
    return 0


def install(chosen: Namespace) -> int:
    """Put the buttons into Excel, or LibreOffice."""
    if not chosen.libreoffice:
        return _in_excel("install")
    from trackrecord.office.addin import libreoffice_file as extension  # noqa: PLC0415 - it loads xlwings

    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / EXTENSION
        _build_extension(made)
        _unopkg(lambda: extension.install_extension(made))
    print(
        "The Track Record toolbar and menu are in LibreOffice Calc from its next start on. They "
        f"use {sys.executable}: install again when that is moved."
    )
    return 0


def uninstall(chosen: Namespace) -> int:
    """Take the buttons away again."""
    if not chosen.libreoffice:
        return _in_excel("uninstall")
    from trackrecord.office.addin import libreoffice_file as extension  # noqa: PLC0415 - as above

    _unopkg(extension.uninstall_extension)
    print("The Track Record buttons are gone from LibreOffice, from its next start on.")
    return 0


def doctor(chosen: Namespace) -> int:
    """Find out why the buttons do not work in Excel."""
    from trackrecord.office.addin import excel_install as install  # noqa: PLC0415 - as above

    findings = _on_this_machine(install.diagnose)
    if chosen.json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    elif not findings:
        print("OK: the add-in is in place, and fits this Python.")
    for finding in findings:
        say(f"{finding.problem}: {finding.remedy}.")
    return 1 if findings else 0


def _in_excel(step: str) -> int:
    from trackrecord.office.addin import excel_install as install  # noqa: PLC0415 - as above

    for sentence in _on_this_machine(
        {"install": install.install_addin, "uninstall": install.uninstall_addin}[step]
    ):
        print(sentence)
    return 0


def _on_this_machine(step: Callable[["Machine"], _Said]) -> _Said:
    from trackrecord.office.addin.machine import Impossible  # noqa: PLC0415 - as above

    try:
        return step(_machine())
    except Impossible as impossible:
        raise Refused(str(impossible)) from None


def _machine() -> "Machine":
    from trackrecord.office.addin.machine import this_machine  # noqa: PLC0415 - as above

    return this_machine()


def _build_extension(target: Path) -> None:
    from trackrecord.office.addin import libreoffice_file as extension  # noqa: PLC0415 - as above
    from trackrecord.office.addin import ribbon  # noqa: PLC0415 - as above

    extension.build_extension(
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
