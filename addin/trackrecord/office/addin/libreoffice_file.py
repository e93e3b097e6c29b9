"""The LibreOffice extension (.oxt): toolbar, menu and notebook-bar buttons in Calc.

A zip of a few XML files, the handler that runs inside LibreOffice, and config.json with the
interpreter that built it. The same buttons and the same interpreter give the same bytes.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from trackrecord.files.writing import content_writer, write_file
from trackrecord.language import in_all, say
from trackrecord.office.addin.running_office import HEADLESS
from trackrecord.office.libreoffice.bridge import environment

ID = "io.github.trackrecord"
PROTOCOL = f"{ID}:"
OFFICE_LOG = "libreoffice.log"  # of what its buttons start
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_OOR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" '
    'oor:package="org.openoffice.Office">\n{inner}</oor:component-data>\n'
)


class Labelled(Protocol):
    """What a button must say of itself."""

    @property
    def action(self) -> str:
        """The function it calls."""

    @property
    def label(self) -> str:
        """What stands on it."""

    @property
    def screentip(self) -> str:
        """What it does."""


def build_extension(  # noqa: PLR0913 - all that it is made of
    target: Path,
    buttons: Sequence[Labelled],
    interpreter: Path,
    *,
    version: str,
    title: str,
    module: str,
) -> None:
    """Write the extension."""
    config = {
        "id": ID,
        "protocol": PROTOCOL,
        "title": title,
        "interpreter": os.fspath(interpreter),
        "worker": "trackrecord.office.addin.libreoffice_worker",
        "module": module,
        "actions": [button.action for button in buttons],
        "headless": HEADLESS,
        "uno": os.environ.get("UNO_PATH", ""),  # where the office's bridge lies, if it was said
        "moved": say(
            "The Python that this extension was installed with cannot be started any more. Run "
            "'trackrecord addin install --libreoffice' again."
        ),
    }
    here = files("trackrecord.office.addin")
    handler = here.joinpath("libreoffice_handler.py").read_text("utf-8")
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(version, title),
        "Addons.xcu": _addons(buttons, title),
        "ProtocolHandler.xcu": _protocol(),
        "CalcWindowState.xcu": _toolbar_state(title),
        "handler.py": handler,
        "config.json": json.dumps(config, indent=1, ensure_ascii=False),
    }
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(ZipInfo(name), text)
    write_file(target, content_writer(held.getvalue()))


def install_extension(
    extension: Path, profile: Path | None = None, *, everybody: bool = False
) -> str:
    """Hand the extension to LibreOffice, of one person or of everybody; what its installer said.

    Errors: FileNotFoundError where LibreOffice is not installed, CalledProcessError where it
    refuses, as it does everything of root's own.
    """
    options = ["-f", "--suppress-license"]
    return _unopkg("add", os.fspath(extension), options, profile, everybody=everybody)


def uninstall_extension(profile: Path | None = None, *, everybody: bool = False) -> str:
    """Take the extension out of LibreOffice, and what its installer leaves; what that said.

    Errors as in `install_extension`.
    """
    said = _unopkg("remove", ID, [], profile, everybody=everybody)
    if everybody:
        share = Path(_installer()).resolve().parents[1] / "share"
        left = share / "uno_packages" / "cache"
        for folder, _, _ in os.walk(left, topdown=False):
            with suppress(OSError):  # something lies in it
                Path(folder).rmdir()
    return said


def _unopkg(
    step: str, what: str, options: Sequence[str], profile: Path | None, *, everybody: bool
) -> str:
    command = [_installer(), step, *options]
    if everybody:
        command.append("--shared")
    if profile is not None:
        command.append(f"-env:UserInstallation={profile.as_uri()}")
    done = subprocess.run(
        [*command, what], env=environment(), check=True, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def _installer() -> str:
    program = shutil.which("unopkg")
    if program is None:
        raise FileNotFoundError("unopkg")
    return program


def _manifest() -> str:
    entries = [
        ("application/vnd.sun.star.uno-component;type=Python", "handler.py"),
        ("application/vnd.sun.star.configuration-data", "Addons.xcu"),
        ("application/vnd.sun.star.configuration-data", "ProtocolHandler.xcu"),
        ("application/vnd.sun.star.configuration-data", "CalcWindowState.xcu"),
    ]
    lines = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{path}"/>\n'
        for kind, path in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{lines}'
        "</manifest:manifest>\n"
    )


def _description(version: str, title: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f'<identifier value="{ID}"/>\n<version value={quoteattr(version)}/>\n'
        f'<display-name><name lang="en">{escape(title)}</name></display-name>\n'
        "</description>\n"
    )


def _prop(name: str, text: str) -> str:
    """A property; what a person reads in every language there is: LibreOffice chooses."""
    if name in ("Title", "UIName"):
        said = {f' xml:lang="{tag}"': words for tag, words in in_all(text).items()}
    else:
        said = {"": text}
    values = "".join(f"<value{tag}>{escape(words)}</value>" for tag, words in said.items())
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>\n'


def _entries(buttons: Sequence[Labelled]) -> str:
    return "".join(
        f'<node oor:name="b{number:02}" oor:op="replace">\n'
        + _prop("Context", _CALC)
        + _prop("URL", PROTOCOL + button.action)
        + _prop("Title", button.label)
        + _prop("Target", "_self")
        + "</node>\n"
        for number, button in enumerate(buttons)
    )


def _addons(buttons: Sequence[Labelled], title: str) -> str:
    entries = _entries(buttons)
    inner = (
        '<node oor:name="AddonUI">\n'
        f'<node oor:name="OfficeToolBar"><node oor:name="{ID}" oor:op="replace">\n{entries}'
        "</node></node>\n"
        f'<node oor:name="OfficeNotebookBar"><node oor:name="{ID}" oor:op="replace">\n{entries}'
        "</node></node>\n"
        f'<node oor:name="OfficeMenuBar"><node oor:name="{ID}" oor:op="replace">\n'
        + _prop("Context", _CALC)
        + _prop("Title", title)
        + _prop("Target", "_self")
        + f'<node oor:name="Submenu">\n{entries}</node>\n</node></node>\n</node>\n'
    )
    return _OOR.format(name="Addons", inner=inner)


def _protocol() -> str:
    inner = (
        f'<node oor:name="HandlerSet"><node oor:name="{ID}.handler" oor:op="replace">\n'
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>\n'
        "</node></node>\n"
    )
    return _OOR.format(name="ProtocolHandler", inner=inner)


def _toolbar_state(title: str) -> str:
    inner = (
        '<node oor:name="UIElements"><node oor:name="States">\n'
        f'<node oor:name="private:resource/toolbar/addon_{ID}" oor:op="replace">\n'
        + _prop("UIName", title)
        + '<prop oor:name="Visible" oor:type="xs:boolean"><value>true</value></prop>\n'
        '<prop oor:name="Docked" oor:type="xs:boolean"><value>true</value></prop>\n'
        '<prop oor:name="DockingArea" oor:type="xs:int"><value>0</value></prop>\n'
        '<prop oor:name="DockPos" oor:type="xs:string"><value>0,2</value></prop>\n'
        "</node>\n</node></node>\n"
    )
    return _OOR.format(name="CalcWindowState", inner=inner).replace(
        'oor:package="org.openoffice.Office"', 'oor:package="org.openoffice.Office.UI"'
    )
