"""The LibreOffice extension: installed, and every button pressed through its command."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
import xlwings as xw
from openpyxl import load_workbook
from support.workbooks import missing

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.actions.reading import bundled, read_checked
from trackrecord.cli.main import main
from trackrecord.core.model import Record, Void
from trackrecord.exchange.csv_folder import read_folder
from trackrecord.office.addin import libreoffice_file as extension
from trackrecord.office.addin.ribbon import BUTTONS, TAB
from trackrecord.office.libreoffice.bridge import properties
from trackrecord.office.libreoffice.engine import dispatch
from trackrecord.office.libreoffice.launcher import Office, seed_profile
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

pytestmark = pytest.mark.libreoffice

PATIENCE = 30  # seconds
ROOT = os.geteuid() == 0  # for whom LibreOffice keeps nothing: only for everybody


def build(target: Path) -> Path:
    extension.build_extension(
        target,
        BUTTONS,
        Path(sys.executable),
        version="0.1.0",
        title=TAB,
        module="trackrecord.buttons",
    )
    return target


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A profile of LibreOffice in which the extension is installed."""
    if shutil.which("unopkg") is None:
        missing("LibreOffice (unopkg)")
    place = tmp_path_factory.mktemp("profile")
    seed_profile(place)
    made = build(tmp_path_factory.mktemp("oxt") / "trackrecord.oxt")
    extension.install_extension(made, place, everybody=ROOT)
    yield place
    with contextlib.suppress(subprocess.CalledProcessError):
        extension.uninstall_extension(place, everybody=ROOT)
    if ROOT:  # nothing of it lies where everybody's lie
        share = Path(shutil.which("unopkg") or "").resolve().parents[1] / "share"
        assert not (share / "uno_packages" / "cache").exists()


class Screenless:
    """An office without a screen, and what its buttons said."""

    def __init__(self, place: Path, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.alerts, self.answers = place / "alerts", place / "answers"
        monkeypatch.setenv("XLWINGS_LIBREOFFICE_ALERTS", str(self.alerts))
        monkeypatch.setenv("XLWINGS_LIBREOFFICE_ANSWERS", f"@{self.answers}")
        engine = xw.engines["libreoffice"]
        engine.activate()
        office = Office(headless=True, profile=profile)
        self.app = xw.App(impl=engine.impl.apps.adopt(office))

    def press(self, book: Any, action: str, *answers: str) -> str:
        """Press a button through its command; the message it ends with."""
        self.alerts.write_text("")
        self.answers.write_text("\n".join(answers))
        dispatch(self.app.impl, book.api, extension.PROTOCOL + action)
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            for line in self.alerts.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError):  # half written
                    said = json.loads(line)
                    if said["buttons"] == "ok":
                        return str(said["prompt"])
            time.sleep(0.01)
        raise AssertionError(f"{action} said nothing")


@pytest.fixture(scope="module")
def office(profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screenless]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = Screenless(tmp_path_factory.mktemp("said"), profile, monkeypatch)
        yield made
        stayed = workers(profile)
        made.app.quit()
        last = time.monotonic() + PATIENCE
        while workers(profile) and time.monotonic() < last:
            time.sleep(0.05)
        assert stayed  # one of the tests pressed a button
        assert workers(profile) == []  # it went with the office


def workers(profile: Path) -> list[int]:
    """The processes that offices of a profile keep for further clicks."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"libreoffice_worker" in (process / "cmdline").read_bytes():
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                if profile.as_uri().encode() in Path(f"/proc/{parent}/cmdline").read_bytes():
                    found.append(int(process.name))
    return found


@pytest.fixture
def opened(office: Screenless, tmp_path: Path) -> Iterator[Callable[[Record], Any]]:
    def run(record: Record) -> Any:
        path = tmp_path / "record.xlsx"
        write_workbook(path, record, date(2026, 11, 1))
        return office.app.books.open(path)

    yield run
    for book in office.app.books:
        book.close()


def bundled_record() -> Record:
    return read_checked(bundled())[0]


def saved(book: Any) -> Record:
    """What is in the file once it is saved."""
    book.save()
    record, _ = read_workbook(Path(book.fullname))
    return record


SOURCE = str(bundled() / "forecasts.csv")
Check = Callable[[Record, Any], None]


def _unchanged(record: Record, book: Any) -> None:
    now = saved(book)
    assert (now.forecasts, now.outcomes) == (record.forecasts, record.outcomes)


def _opened(record: Record, book: Any) -> None:
    assert saved(book).outcomes[-1].question == "models in Zhenjiang 2024"
    assert len(saved(book).outcomes) == len(record.outcomes) + 1


def _voided(_: Record, book: Any) -> None:
    assert saved(book).outcomes[-1].value is Void.ANNULLED


def _row_added(record: Record, book: Any) -> None:
    book.save()
    sheet = load_workbook(book.fullname)["Forecasts"]
    number = len(record.forecasts) + 2
    key = sheet[f"A{number if record.forecasts else 2}"].value
    assert key == ("33" if record.forecasts else "1")


def _renewed(record: Record, book: Any) -> None:
    book.save()
    sheet = load_workbook(book.fullname, data_only=True)["Leaderboard"]
    headers = {cell.value: cell.column_letter for cell in sheet[1]}
    if record.forecasts:
        assert sheet[f"{headers['As of']}2"].value.date() == date.today()  # noqa: DTZ011
        assert sheet[f"{headers['Written is']}2"].value == "current"


def _exported(record: Record, book: Any) -> None:
    again, problems = read_folder(Path(book.fullname).with_suffix(""))
    assert (again, problems) == (record, [])


def _imported(_: Record, book: Any) -> None:
    assert saved(book).forecasts == bundled_record().forecasts


def _made(_: Record, book: Any) -> None:
    made, problems = read_workbook(Path(book.fullname).with_name("xiaomi-su7.xlsx"))
    assert problems == []
    assert made.forecasts == bundled_record().forecasts


# Button, answers, what it says and what is in the file then: on the bundled workbook with its
# open question selected, and on an empty one.
PRESSES: dict[str, tuple[str, tuple[str, ...], str, Check, str, Check]] = {
    "new": ("new", ("yes",), "was made", _made, "was made", _made),
    "import": (
        "import_record",
        (SOURCE, "yes"),
        "is here already",
        _unchanged,
        "were added",
        _imported,
    ),
    "add": ("add_forecast", (), "A new row is open", _row_added, "A new row is open", _row_added),
    "record": (
        "record_outcome",
        (),
        "type a number (models) in Value",
        _opened,
        "Select a forecast or a question",
        _unchanged,
    ),
    "void": ("void", ("no",), "is annulled", _voided, "Select a forecast", _unchanged),
    "undo": ("undo", (), "nothing to take back", _unchanged, "nothing to take back", _unchanged),
    "compute": (
        "compute_accuracy",
        (),
        "20 of 32 forecasts are resolved",
        _renewed,
        "0 of 0 forecasts",
        _renewed,
    ),
    "due": ("due", (), "1 question(s) wait", _unchanged, "Nothing is due", _unchanged),
    "check": ("check", (), "OK: 32 forecasts", _unchanged, "OK: 0 forecasts", _unchanged),
    "export": ("export", (), "was written into", _exported, "was written into", _exported),
    "help": ("help_", (), "Record outcome: Type what", _unchanged, "Record outcome:", _unchanged),
}


def test_every_button_is_pressed() -> None:
    assert [press[0] for press in PRESSES.values()] == [button.action for button in BUTTONS]


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_press_on_the_bundled_workbook(
    office: Screenless, opened: Callable[[Record], Any], press: Any
) -> None:
    action, answers, wanted, check, _, _ = press
    record = bundled_record()
    book = opened(record)
    rows = [row.question for row in record.questions]
    book.sheets["Questions"][f"B{rows.index('models in Zhenjiang 2024') + 2}"].select()
    assert wanted in office.press(book, action, *answers)
    check(record, book)


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_press_on_an_empty_workbook(
    office: Screenless, opened: Callable[[Record], Any], press: Any
) -> None:
    action, answers, _, _, wanted, check = press
    book = opened(Record())
    assert wanted in office.press(book, action, *answers)
    check(Record(), book)


def test_further_clicks_start_no_python(
    office: Screenless, opened: Callable[[Record], Any], profile: Path
) -> None:
    book = opened(bundled_record())
    assert "Record outcome" in office.press(book, "help_")
    [worker] = workers(profile)
    assert "OK: 32 forecasts" in office.press(book, "check")
    assert workers(profile) == [worker]
    os.kill(worker, signal.SIGKILL)  # as a person may, or the system
    assert "OK: 32 forecasts" in office.press(book, "check")
    [another] = workers(profile)
    assert another != worker


def test_what_is_no_button_does_nothing(
    office: Screenless, opened: Callable[[Record], Any]
) -> None:
    book = opened(Record())
    office.alerts.write_text("")
    for command in ("os.system", "help_;undo", "../help_", ""):
        dispatch(office.app.impl, book.api, extension.PROTOCOL + command)
    assert "Record outcome" in office.press(book, "help_")
    assert len(office.alerts.read_text().splitlines()) == 1


def test_the_same_buttons_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = build(tmp_path / "a.oxt"), build(tmp_path / "b.oxt")
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".xcu")):
                ET.fromstring(archive.read(name))  # noqa: S314 - our own
        addons = archive.read("Addons.xcu").decode()
    for button in BUTTONS:
        assert addons.count(f"<value>{extension.PROTOCOL}{button.action}</value>") == 3


def test_the_command_line_builds_it(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "build", "--libreoffice"]) == 0
    assert "trackrecord.oxt" in capsys.readouterr().out
    config = json.loads(ZipFile(inside / "trackrecord.oxt").read("config.json"))
    assert config["interpreter"] == sys.executable


def test_without_libreoffice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    for step in ("install", "uninstall"):
        assert main(["addin", step, "--libreoffice", "--everybody"]) == 1
        assert "install LibreOffice first" in capsys.readouterr().err


@pytest.mark.skipif(not ROOT, reason="only root is asked to say it")
def test_root_says_that_it_is_for_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    for step in ("install", "uninstall"):
        assert main(["addin", step, "--libreoffice"]) == 1
        assert "add --everybody" in capsys.readouterr().err


_PRESS = """
import importlib.util, json, sys, time
from pathlib import Path
spec = importlib.util.spec_from_file_location("handler", sys.argv[1])
handler = importlib.util.module_from_spec(spec)
spec.loader.exec_module(handler)
handler.pipe_of = lambda context: "a pipe"
handler.start(None, "1", "help_")
time.sleep(1)
"""


def test_two_people_on_one_machine() -> None:
    """Each has a log of their own, which nobody else can read; nothing lies where all can write."""
    if os.geteuid():
        pytest.skip("only root can be two people")
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    told = place / "told"
    told.mkdir(mode=0o777)
    told.chmod(0o777)
    program = place / "python"
    program.write_text(
        "#!/bin/sh\n"
        f'{{ id -u; pwd; echo "$@"; env | grep ^PYTHON; echo end; }} > "{told}/$(id -u)"\n'
        "echo something went wrong >&2\n"
    )
    program.chmod(0o755)
    shutil.copy(Path(extension.__file__).with_name("libreoffice_handler.py"), place / "handler.py")
    with ZipFile(build(place / "x.oxt")) as archive:
        config = json.loads(archive.read("config.json"))
    config["interpreter"] = str(program)
    (place / "config.json").write_text(json.dumps(config))
    (place / "press.py").write_text(_PRESS)
    for path in place.iterdir():
        path.chmod(path.stat().st_mode | 0o044)
    evil = place / "evil"
    evil.mkdir()
    (evil / "xlwings.py").write_text("raise SystemExit('run')")
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(evil), "PYTHONHASHSEED": "1"}
    try:
        for who in (12345, 12346):
            home = place / f"home{who}"
            home.mkdir()
            os.chown(home, who, who)
            done = subprocess.run(
                ["/usr/bin/python3", place / "press.py", place / "handler.py"],
                env=environment | {"HOME": str(home)},
                cwd=evil,
                user=who,
                group=who,
                umask=0o000,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            lines = (told / str(who)).read_text().splitlines()
            assert lines[:2] == [str(who), "/"]
            assert lines[2].startswith("-E -P -B -m trackrecord.office.addin.libreoffice_worker")
            assert lines[3:] == ["end"]
            log = home / ".local" / "state" / "trackrecord" / "log" / "libreoffice.log"
            assert "went wrong" in log.read_text()
            assert log.stat().st_mode & 0o077 == 0
            assert log.parent.stat().st_mode & 0o077 == 0
        assert not Path(tempfile.gettempdir(), "trackrecord-libreoffice.log").exists()
    finally:
        shutil.rmtree(place)


def test_pipes_of_the_dead_are_taken_away(tmp_path: Path) -> None:
    code = (
        "import importlib.util, os, socket, sys\n"
        "spec = importlib.util.spec_from_file_location('handler', sys.argv[1])\n"
        "handler = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(handler)\n"
        "names = [f'/tmp/OSL_PIPE_{os.getuid()}_trackrecord{n}' for n in ('alive', 'dead')]\n"
        "ends = [socket.socket(socket.AF_UNIX) for _ in names]\n"
        "for end, name in zip(ends, names): end.bind(name)\n"
        "ends[0].listen()\n"
        "ends[1].close()\n"
        "handler.take_away_dead_pipes()\n"
        "print([os.path.exists(name) for name in names])\n"
        "os.unlink(names[0])"
    )
    shutil.copy(Path(extension.__file__).with_name("libreoffice_handler.py"), tmp_path / "h.py")
    with ZipFile(build(tmp_path / "x.oxt")) as archive:
        (tmp_path / "config.json").write_bytes(archive.read("config.json"))
    command = ["/usr/bin/python3", "-c", code, tmp_path / "h.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "[True, False]\n", done.stderr


@pytest.mark.parametrize(("language", "label"), [("en-US", "Due"), ("zh-CN", "到期")])
def test_the_menu_is_in_the_language_of_libreoffice(
    office: Screenless, language: str, label: str
) -> None:
    """The extension brings every language there is; LibreOffice takes its own."""
    impl = office.app.impl
    provider = impl.service("com.sun.star.configuration.ConfigurationProvider")
    menu = f"/org.openoffice.Office.Addons/AddonUI/OfficeToolBar/{extension.ID}"
    found = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", properties(nodepath=menu, Locale=language)
    )
    labels = [found.getByName(name).getByName("Title") for name in found.ElementNames]
    assert label in labels
    assert len(labels) == len(BUTTONS)
