"""The machine that an add-in is for: its system, its folders, and whether it has Excel."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from trackrecord.office.addin import excel_file as xlam

WINDOWS, MAC = "win32", "darwin"
_APP = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_LIBREOFFICE = "for LibreOffice Calc, run install or uninstall with --libreoffice"

Registry = Callable[[str], Mapping[str, object]]


class Impossible(Exception):  # noqa: N818 - it is an answer to a person
    """It cannot be done on this machine; the text says why and what to do."""


def no_registry(_key: str) -> Mapping[str, object]:
    """What a system without a registry says of every key: nothing."""
    return {}


@dataclass(frozen=True, slots=True)
class Machine:
    """What an installation depends on: the system, its environment, the person's home.

    `asked` is the start-up folder that a running Excel named; `root` is where programs lie on a
    Mac; `registry` gives the values of a key of Windows' registry, none where there is no such key.
    """

    platform: str
    environment: Mapping[str, str]
    home: Path
    interpreter: Path
    asked: Path | None = None
    root: Path = Path("/")
    registry: Registry = no_registry

    @property
    def startup(self) -> Path:
        """The folder whose files Excel opens at each start. Impossible where there is no Excel."""
        if self.asked is not None:
            return self.asked
        if self.platform == WINDOWS:
            return self._roaming / "XLSTART"
        if self.platform == MAC:
            office = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
            return office / "User Content.localized" / "Startup.localized" / "Excel"
        raise Impossible(f"there is no Excel for this system; {_LIBREOFFICE}")

    @property
    def _roaming(self) -> Path:
        roaming = self.environment.get("APPDATA") or self.home / "AppData" / "Roaming"
        return Path(roaming) / "Microsoft" / "Excel"

    @property
    def addin(self) -> Path:
        """Where the add-in lies."""
        return self.startup / xlam.FILE

    @property
    def scripts(self) -> Path:
        """Where Excel for Mac looks for the script that starts Python."""
        return self.home / "Library" / "Application Scripts" / "com.microsoft.Excel"

    @property
    def has_excel(self) -> bool:
        """Is there a sign of Excel: it runs, it is registered, it has been started before?"""
        if self.asked is not None:
            return True
        if self.platform == MAC:
            places = (self.root / "Applications", self.home / "Applications")
            return any((place / "Microsoft Excel.app").exists() for place in places)
        return bool(self.registry(_APP)) or self._roaming.exists()

    def must_have_excel(self) -> None:
        """Raise Impossible if there is no sign of Excel."""
        folder = self.startup
        if not self.has_excel:
            raise Impossible(
                f"Excel was not found on this machine (the add-in belongs into {folder}); start "
                f"Excel once and try again, or, {_LIBREOFFICE}"
            )


def this_machine() -> Machine:
    """The machine this runs on."""
    return Machine(
        sys.platform,
        os.environ,
        Path.home(),
        Path(sys.executable),
        _startup_of_running_excel(),
        registry=_registry if sys.platform == "win32" else no_registry,
    )


def _startup_of_running_excel() -> Path | None:
    if sys.platform not in (WINDOWS, MAC):
        return None
    from trackrecord.office.addin.quiet_xlwings import xlwings  # noqa: PLC0415 - where Excel is

    try:
        app = xlwings.apps.active
        return Path(app.startup_path) if app else None
    except Exception:  # noqa: BLE001 - each system has its own errors, and there are usual places
        return None


def _registry(key: str) -> Mapping[str, object]:
    found: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - on Windows only

        hive, _, path = key.partition("\\")
        top = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[hive]
        try:
            with winreg.OpenKey(top, path) as opened:
                for number in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, number)
                    found[name] = value
        except OSError:  # there is no such key
            return {}
    return found
