"""What a click in Excel starts: the shipped VBA, run by another's interpreter, and a real shell.

Whatever the workbook in front holds, is called, or lies beside, the same program is started with
the same words.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import NOTHING, VBAObject, VBARuntimeError, member, method, setter
from pyopenvba.interpreter import _preprocess as conditions

from trackrecord import buttons
from trackrecord.actions.building import build
from trackrecord.actions.reading import bundled
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin import excel_worker, quiet_xlwings, ribbon
from trackrecord.office.addin.excel_install import script_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
# Every key that xlwings' own module reads, and what an attacker would put there.
KEYS = {
    "INTERPRETER_WIN": r"\\host\share\python.exe",
    "INTERPRETER_MAC": "touch x;",
    "INTERPRETER": "calc.exe",
    "PYTHONPATH": "x|calc.exe|x",
    "ADD_WORKBOOK_TO_PYTHONPATH": "true",
    "CONDA PATH": "x & calc.exe",
    "CONDA ENV": "x & calc.exe",
    "UDF MODULES": "evil",
    "DEBUG UDFS": "true",
    "USE UDF SERVER": "true",
    "SHOW CONSOLE": "true",
    "SHOW_ERROR_POPUPS": "true",
    "ONEDRIVE_CONSUMER_WIN": "x",
    "ONEDRIVE_CONSUMER_MAC": "x",
    "ONEDRIVE_COMMERCIAL_WIN": "x",
    "ONEDRIVE_COMMERCIAL_MAC": "x",
    "SHAREPOINT_WIN": "x",
    "SHAREPOINT_MAC": "x",
    "LICENSE_KEY": "x",
    "TEMP DIR": "x",
    "Interpreter_Win": "evil.exe",
    "Interpreter_Mac": "/tmp/evil",  # noqa: S108
}
SHEETS = ("trackrecord.conf", "TRACKRECORD.conf", "xlwings.conf", "myaddin.conf", "evil.py")
NAMES = (
    "plain.xlsx",
    "Q3 $(touch x).xlsx",
    "Q3 `touch x`.xlsx",
    "x|touch x;:|y.xlsx",
    "'; touch x; '.xlsx",
    '"; touch x; ".xlsx',
    "a&calc.exe&.xlsx",
    "%COMSPEC%.xlsx",
    "a=b --wb=c.xlsx",
    "小米 SU7 – ß.xlsx",
    "\N{PILE OF POO}.xlsx",
)
# The interpreter of VBA here holds letters beyond 16 bits as one; Excel holds them as two.
TYPED = NAMES[:-1]


class Shell(VBAObject):
    """Windows' Script Host, as far as it is asked for."""

    vba_type_name = "WshShell"

    def __init__(self, desk: "Desk") -> None:
        self.desk, self.moves = desk, 0

    @member
    def CurrentDirectory(self) -> object:  # noqa: N802 - its own name
        return "C:\\before"

    @setter("CurrentDirectory")
    def _go(self, _value: object) -> None:
        self.moves += 1
        if self.desk.how == "cannot go back" and self.moves == 2:
            raise VBARuntimeError(76, "Path not found")

    @method
    def Run(self, Command: object, Style: object = 1, Wait: object = False) -> object:  # noqa: N802, N803
        if self.desk.how == "refuses":
            raise VBARuntimeError(-2147024894, "The system cannot find the file specified")
        self.desk.ran.append((str(Command), int(str(Style)), bool(Wait)))
        return 1 if self.desk.how == "fails" else 0


@dataclass
class Desk:
    """An Excel with the add-in, and whatever was opened in it; what it started."""

    excel: Any
    ran: list[tuple[str, int, bool]] = field(default_factory=list)
    how: str = "works"

    @property
    def asked(self) -> str:
        """What was handed to the script on a Mac."""
        return str(self.excel.run("WhatWasAsked"))

    def press(self, button: str) -> None:
        self.excel.interpreter.run("Press" + button, [NOTHING])

    @property
    def said(self) -> list[Any]:
        return list(self.excel.interpreter.dialogs)


_APPLE = """
Private asked As String
Public Function AppleScriptTask(script, handler, request) As String
    asked = script & "|" & handler & "|" & request
    AppleScriptTask = "started"
End Function
Public Function WhatWasAsked() As String
    WhatWasAsked = asked
End Function
"""


def python_in(folder: Path, seconds: int = 0) -> Path:
    """A program that writes down how it was started, and takes its time."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "python"
    beside = folder.parent
    lines = (
        "#!/bin/sh",
        f'printf "%s\\0" "$@" > "{beside}/words"',
        f'pwd > "{beside}/where"',
        f'sleep {seconds}; echo > "{beside}/ended"',
        "",
    )
    made.write_text("\n".join(lines))
    made.chmod(0o755)
    return made


def desk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    book: Path | None,
    holder: Path | None = None,
) -> Desk:
    monkeypatch.setitem(conditions.DEFAULT_CONSTANTS, "Mac", platform == "darwin")
    if holder is None:
        holder = tmp_path / "trackrecord.xlam"
        xlam.build_addin(holder, python_in(tmp_path / "my python"), platform)
    excel = ExcelApplication.open(holder)
    excel.add_module(_APPLE, name="Apple")
    made = Desk(excel)
    bridge = excel.interpreter.host
    monkeypatch.setattr(bridge, "create", lambda _: Shell(made), raising=False)
    real = type(excel.application).vba_get

    def get(self: Any, name: str, *more: Any) -> object:
        return 4711 if name.lower() == "hwnd" else real(self, name, *more)

    monkeypatch.setattr(type(excel.application), "vba_get", get)
    excel.activate_workbook(excel.open_workbook(book))
    return made


def hostile(folder: Path, name: str) -> Path:
    """A workbook without macros that says all xlwings would listen to, and files beside it."""
    folder.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    for title in SHEETS[::2]:
        sheet = book.create_sheet(title)
        sheet.sheet_state = "veryHidden"
        for row in KEYS.items():
            sheet.append(row)
    book.save(folder / "made.xlsx")
    (folder / "made.xlsx").rename(folder / name)
    lines = "".join(f'"{key}","{value}"\n' for key, value in KEYS.items())
    for project in ("trackrecord", "xlwings", "myaddin"):
        (folder / f"{project}.conf").write_text(lines)
    return folder / name


def numbers(name: str) -> str:
    return name.encode("utf-16-be").hex().upper()


@pytest.mark.parametrize("name", TYPED)
def test_on_windows_nothing_of_a_workbook_is_in_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    book = hostile(tmp_path / "mail", name)
    here = desk(tmp_path, monkeypatch, "win32", book)
    here.press("RecordOutcome")
    [(command, style, wait)] = here.ran
    python = tmp_path / "my python" / "python"
    assert re.fullmatch(
        re.escape(f'"{python}" -E -P -B -m trackrecord.office.addin.excel_worker record_outcome ')
        + numbers(name)
        + " 4711",
        command,
    )
    assert (style, wait) == (0, True)
    assert len(command) < 8000
    assert here.said == []


def script_line(text: str, request: str, home: Path) -> str:
    """The line that our AppleScript hands to /bin/sh, put together as AppleScript would."""
    button, name = request.split("\n")
    logs = f"{home}/Library/Logs/trackrecord"
    known = {"theButton": button, "theName": name, "theLogs": logs, "theLog": f"{logs}/excel.log"}
    [python] = re.findall(r"^\tset thePython to (.*)$", text, re.MULTILINE)
    known["thePython"] = "".join(
        chr(int(number)) if number else said.replace('\\"', '"').replace("\\\\", "\\")
        for said, number in re.findall(r'"((?:[^"\\]|\\.)*)"|\(character id (\d+)\)', python)
    )
    [line] = re.findall(r'do shell script ("/bin/mkdir.*)$', text, re.MULTILINE)
    made = ""
    for part in re.split(r" & (?=quoted|\")", line):
        if part.startswith('"'):
            made += part[1:-1]
            continue
        said = known[part.removeprefix("quoted form of ")]
        made += "'" + said.replace("'", "'\\''") + "'"  # what "quoted form of" does
    return made


FOLDERS = (
    "my python",
    "it's",
    "a$(touch x)b",
    "a`touch x`",
    "a;touch x;",
    "a|touch x",
    'a"b',
    "小米",
)


@pytest.mark.parametrize("shell", [["/bin/sh"], ["bash", "--posix"]], ids=["sh", "bash"])
@pytest.mark.parametrize(("name", "folder"), [*zip_longest(TYPED, FOLDERS, fillvalue="plain")])
def test_on_a_mac_a_real_shell_starts_what_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, folder: str, shell: list[str]
) -> None:
    book = hostile(tmp_path / "mail", name)
    holder = tmp_path / "trackrecord.xlam"
    python = python_in(tmp_path / folder, seconds=2)
    xlam.build_addin(holder, python, "darwin")
    here = desk(tmp_path, monkeypatch, "darwin", book, holder)
    here.press("Undo")
    script, handler, request = here.asked.split("|", 2)
    assert (script, handler) == ("trackrecord.applescript", "PressButton")
    assert here.said == []
    assert request == f"undo\n{numbers(name)}"
    before = {path.name for path in tmp_path.rglob("*")}
    line = script_line(script_for(python).decode("ascii"), request, tmp_path / "home")
    start = time.monotonic()
    # Its output is waited for, as "do shell script" does: Excel must not wait for Python.
    done = subprocess.run(
        [*shell, "-c", line], capture_output=True, check=True, cwd=book.parent, timeout=20
    )
    assert time.monotonic() - start < 1.5
    assert (done.stdout, done.stderr) == (b"", b"")
    while not (tmp_path / "ended").exists():
        assert time.monotonic() - start < 20
        time.sleep(0.02)
    words = (tmp_path / "words").read_text().split("\0")[:-1]
    worker = "trackrecord.office.addin.excel_worker"
    assert words == ["-E", "-P", "-B", "-m", worker, "undo", numbers(name)]
    assert (tmp_path / "where").read_text() == "/\n"
    new = {path.name for path in tmp_path.rglob("*")} - before
    made = {"words", "where", "ended", "home", "Library", "Logs", "trackrecord", "excel.log"}
    assert new == made
    logs = tmp_path / "home" / "Library" / "Logs" / "trackrecord"
    assert logs.stat().st_mode & 0o077 == 0


def test_the_script_starts_nothing_that_it_is_asked_to(tmp_path: Path) -> None:
    """Any macro may call it: it must be no way out of Excel's sandbox."""
    text = script_for(tmp_path / "python").decode("ascii")
    assert set(re.findall(r"paragraph \d of request", text)) == {
        "paragraph 1 of request",
        "paragraph 2 of request",
    }
    assert text.count("do shell script") == 2
    evil = script_line(text, "x'; touch evil; '\n$(touch evil)", tmp_path / "home")
    (tmp_path / "python").write_text("#!/bin/sh\n")
    (tmp_path / "python").chmod(0o755)
    subprocess.run(["/bin/sh", "-c", evil], check=True, cwd=tmp_path, timeout=20)
    time.sleep(0.2)
    assert not (tmp_path / "evil").exists()
    assert not Path("/evil").exists()


def test_a_workbook_with_the_tab_inside_listens_to_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    build(bundled(), tmp_path / "own.xlsm", buttons.clock.today())
    monkeypatch.undo()
    book = hostile(tmp_path / "mail", "front.xlsx")
    here = desk(tmp_path, monkeypatch, "win32", book, tmp_path / "own.xlsm")
    here.press("Check")
    [(command, _, _)] = here.ran
    assert command.startswith(f'"{sys.executable}" -E -P -B -m trackrecord.office.')
    assert numbers("front.xlsx") in command


@pytest.mark.parametrize("said", ["", "/a\nb", "/a\rb", 'C:\\a"b', "C:\\%TEMP%\\p"])
def test_what_cannot_be_handed_over_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Also where somebody changed the settings after the add-in was built."""
    holder = tmp_path / "trackrecord.xlam"
    holder.write_bytes(xlam.package(xlam.modules(), {"Interpreter_Win": "@"} if said else {}))
    here = desk(tmp_path, monkeypatch, "win32", hostile(tmp_path / "mail", "a.xlsx"), holder)
    if said:
        sheet = here.excel.application.vba_get("ThisWorkbook").vba_get(
            "Worksheets", ["trackrecord.conf"]
        )
        sheet.vba_get("Range", ["B1"]).vba_set("Value", said, [], {})
    here.press("Check")
    assert here.ran == []
    assert "trackrecord addin doctor" in str(here.said)


@pytest.mark.parametrize("how", ["refuses", "fails", "cannot go back"])
def test_what_goes_wrong_on_windows_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    here = desk(tmp_path, monkeypatch, "win32", hostile(tmp_path / "mail", "a.xlsx"))
    here.how = how
    here.press("Check")
    if how == "cannot go back":
        assert here.said == []
    else:
        assert "trackrecord addin doctor" in str(here.said)


def test_a_sheet_of_settings_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk(tmp_path, monkeypatch, "win32", hostile(tmp_path / "mail", "a.xlsx"))
    book = here.excel.application.vba_get("ThisWorkbook")
    book.vba_get("Worksheets", ["trackrecord.conf"]).vba_set("Name", "other", [], {})
    here.press("Check")
    assert "not known which Python" in str(here.said)


def test_the_shipped_code_names_nothing_else() -> None:
    """No variable of the environment, no file, no other workbook's cells, no shell."""
    code = "\n".join(module.text for module in xlam.modules())
    code = re.sub(r"^\s*'.*$", "", code, flags=re.MULTILINE)
    for word in (
        "Environ",
        "Open ",
        "FreeFile",
        "FileSystemObject",
        "cmd",
        "GetConfig",
        "Kill",
        "Declare",
        ".Evaluate",
        "ExecuteExcel4Macro",
        "RunPython",
        "MacScript",
    ):
        assert word.lower() not in code.lower(), word
    assert len(re.findall(r"CreateObject\(", code)) == 1
    assert len(re.findall(r"ActiveWorkbook\.Name", code)) == 2
    assert code.count(".Cells(") == 2
    assert "With ThisWorkbook.Worksheets(SETTINGS_SHEET)" in code


class Book:
    """A workbook of xlwings', as far as it is asked for."""

    def __init__(self, name: str, chosen: list[str]) -> None:
        self.name, self._chosen = name, chosen

    def set_mock_caller(self) -> None:
        self._chosen.append(self.name)


def apps(chosen: list[str]) -> list[Any]:
    return [
        SimpleNamespace(hwnd=1, books=[Book("a.xlsx", [])]),
        SimpleNamespace(hwnd=2, books=[Book(name, chosen) for name in ("a.xlsx", *NAMES)]),
    ]


def with_window(chosen: list[str], window: int | None) -> list[Any]:
    return [app for app in apps(chosen) if window in (None, app.hwnd)]


@pytest.mark.parametrize("name", NAMES)
def test_the_worker_finds_the_workbook_by_its_name_and_window(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    chosen: list[str] = []
    pressed: list[str] = []
    monkeypatch.setattr(excel_worker, "apps_with", lambda window: with_window(chosen, window))
    monkeypatch.setattr(buttons, "due", lambda: pressed.append("due"), raising=False)
    assert excel_worker.press("due", numbers(name), "2") == 0
    assert (chosen, pressed) == ([name], ["due"])


@pytest.mark.parametrize(
    "words",
    [
        ("main", "0041"),
        ("os.system", "0041"),
        ("due", "zz"),
        ("due", "D83D"),
        ("due", numbers("not open.xlsx"), "2"),
        ("due", numbers("a.xlsx"), "x"),
    ],
)
def test_the_worker_runs_nothing_but_a_button(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(excel_worker, "apps_with", lambda window: with_window([], window))
    monkeypatch.setattr(buttons, "due", lambda: pytest.fail("was pressed"), raising=False)
    assert excel_worker.press(*words) == 1


def test_modules_beside_the_workbook_or_named_by_the_environment_do_not_run(tmp_path: Path) -> None:
    """With the flags that are shipped, in the folder of an attacker."""
    for name in ("xlwings", "trackrecord", "sitecustomize", "usercustomize", "os", "re"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "PYTHONSTARTUP": str(tmp_path / "os.py"),
    }
    command = [
        sys.executable,
        "-E",
        "-P",
        "-B",
        "-m",
        "trackrecord.office.addin.excel_worker",
        "x",
        "",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=False, timeout=60)
    assert done.returncode == 1
    assert not (tmp_path / "ran").exists()
    unguarded = subprocess.run([sys.executable, "-m", "xlwings"], cwd=tmp_path, check=False)
    assert unguarded.returncode == 0
    assert (tmp_path / "ran").exists()  # the trap works


def test_every_button_names_an_entry_point() -> None:
    assert all(callable(getattr(buttons, button.action)) for button in ribbon.BUTTONS)


def test_xlwings_does_nothing_unasked_when_python_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Mac it would run the macro CleanUp of any workbook; on Windows it ends other Excels."""
    hooks: list[Any] = []
    monkeypatch.setattr(quiet_xlwings.atexit, "unregister", hooks.append)
    for name in ("_xlmac", "_xlwindows"):
        stub = SimpleNamespace(cleanup=f"the hook of {name}")
        monkeypatch.setattr(xlwings, name, stub, raising=False)
    assert quiet_xlwings.without_exit_hooks() == ["_xlmac", "_xlwindows"]
    assert hooks == ["the hook of _xlmac", "the hook of _xlwindows"]
    for name in ("_xlmac", "_xlwindows"):  # the names are those that xlwings registers
        text = (Path(xlwings.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        assert re.search(r"@atexit\.register\s+def cleanup\(\)|atexit\.register\(cleanup\)", text)


def test_the_environment_tells_xlwings_nothing() -> None:
    code = (
        "import os; from trackrecord.office.addin.quiet_xlwings import xlwings; "
        "print([name for name in os.environ if name.startswith('XLWINGS_')])"
    )
    environment = os.environ | {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "x"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
