"""Install, doctor and uninstall, in homes laid out as Windows and macOS have them."""

import errno
import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlwings
from support.person import somebody_else

from trackrecord.cli import addin as addin_commands
from trackrecord.cli.main import main
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin import excel_install as install
from trackrecord.office.addin import machine as machines
from trackrecord.office.addin.excel_install import SCRIPT
from trackrecord.office.addin.machine import MAC, WINDOWS, Impossible, Machine, this_machine

APP = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
EXCEL = r"Microsoft\Office\16.0\Excel"


@pytest.fixture(params=[WINDOWS, MAC])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    home = tmp_path / "Jürgen's home"
    home.mkdir()
    python = tmp_path / "python"
    python.write_text("")
    environment = {"APPDATA": str(home / "AppData" / "Roaming")}
    (tmp_path / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    keys = {APP: {"": r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"}}
    return Machine(
        request.param,
        environment,
        home,
        python,
        root=tmp_path,
        registry=lambda key: keys.get(key, {}),
    )


def everything(machine: Machine) -> set[Path]:
    return {path for path in machine.home.rglob("*") if path.is_file()}


def test_in_and_out_again(machine: Machine) -> None:
    said = install.install_addin(machine)
    assert "Restart Excel" in said[-1]
    assert xlam.inspect(machine.addin) == xlam.Found(xlam.identity(), str(machine.interpreter))
    assert install.diagnose(machine) == []
    assert (machine.scripts / SCRIPT).exists() == (machine.platform == MAC)
    before = machine.addin.read_bytes()
    assert "replaced" in install.install_addin(machine)[0]
    assert machine.addin.read_bytes() == before
    install.uninstall_addin(machine)
    assert everything(machine) == set()
    assert "There is no add-in" in install.uninstall_addin(machine)[0]


def test_a_script_of_somebody_elses_is_left_alone(machine: Machine) -> None:
    machine.scripts.mkdir(parents=True)
    (machine.scripts / SCRIPT).write_text("theirs")
    if machine.platform == MAC:
        with pytest.raises(Impossible, match="not a file of ours"):
            install.install_addin(machine)
    install.uninstall_addin(machine)
    assert (machine.scripts / SCRIPT).read_text() == "theirs"


@pytest.mark.parametrize(
    "named", ["xlwings-0.37.8.applescript", "../../victim", "/etc/passwd", "", "x" * 300, "a\nb"]
)
def test_uninstall_takes_away_nothing_that_a_marker_merely_names(
    machine: Machine, named: str
) -> None:
    """The marker that version 0.1 left beside the script names a file; anybody may write it."""
    if machine.platform != MAC:
        return
    machine.scripts.mkdir(parents=True)
    victim = machine.scripts / ".." / ".." / "victim"
    victim.write_text("mine")
    (machine.scripts / "xlwings-0.37.8.applescript").write_text("xlwings'")
    (machine.scripts / "trackrecord-installed-this.txt").write_text(named)
    install.install_addin(machine)
    install.uninstall_addin(machine)
    assert victim.read_text() == "mine"
    left = (machine.scripts / "xlwings-0.37.8.applescript").exists()
    assert left == (not named.startswith("xlwings"))


def test_a_script_that_was_changed_is_named(machine: Machine) -> None:
    if machine.platform != MAC:
        return
    install.install_addin(machine)
    script = machine.scripts / SCRIPT
    script.write_text(script.read_text(encoding="utf-8") + "\n-- more", encoding="utf-8")
    [finding] = install.diagnose(machine)
    assert "was changed" in finding.problem
    install.install_addin(machine)
    assert install.diagnose(machine) == []


def test_a_foreign_file_of_that_name_is_left_alone(machine: Machine) -> None:
    machine.startup.mkdir(parents=True)
    machine.addin.write_bytes(b"theirs")
    for step in (install.install_addin, install.uninstall_addin):
        with pytest.raises(Impossible, match="not a file of ours"):
            step(machine)
    assert machine.addin.read_bytes() == b"theirs"
    [finding] = install.diagnose(machine)
    assert "not a file of ours" in finding.problem


def test_an_older_one_is_found_and_replaced(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlam, "RUNNER_VERSION", 1)
    install.install_addin(machine)
    monkeypatch.undo()
    [finding] = install.diagnose(machine)
    assert "runner 1" in finding.problem
    monkeypatch.setattr(xlam, "identity", lambda: "trackrecord 0.1.0, xlwings 0.37.8")
    install.install_addin(machine)
    monkeypatch.undo()
    [finding] = install.diagnose(machine)
    assert "a workbook sent by mail can run anything" in finding.problem
    assert "at once" in finding.remedy
    install.install_addin(machine)
    assert install.diagnose(machine) == []


def test_a_python_that_moved(machine: Machine) -> None:
    install.install_addin(machine)
    machine.interpreter.unlink()
    [finding] = install.diagnose(machine)
    assert "is not there any more" in finding.problem
    machine.interpreter.write_text("")
    [finding] = install.diagnose(replace(machine, interpreter=Path("/other/python")))
    assert "this is /other/python" in finding.problem


def test_not_installed(machine: Machine) -> None:
    [finding] = install.diagnose(machine)
    assert "is not in" in finding.problem
    assert "trackrecord addin install" in finding.remedy


@pytest.mark.parametrize("failing", ["mkdir", "replace"])
def test_a_disk_that_is_full_or_a_folder_that_is_not_ours(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    install.install_addin(machine)
    before = machine.addin.read_bytes()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(Impossible, match=r"(No space left|the disk is full).*install again"):
        install.install_addin(machine)
    monkeypatch.undo()
    assert machine.addin.read_bytes() == before
    assert not list(machine.startup.glob(".trackrecord-*"))


def test_a_space_in_the_path(machine: Machine, tmp_path: Path) -> None:
    spaced = tmp_path / "my python"
    spaced.write_text("")
    machine = replace(machine, interpreter=spaced)
    install.install_addin(machine)
    assert install.diagnose(machine) == []


@pytest.mark.parametrize(
    "name", ["a\nb", "a\tb", 'a"b', "a%TEMP%b", "it's", "$(touch x)", "a;b|c&d"]
)
def test_what_cannot_be_handed_over_is_refused(machine: Machine, tmp_path: Path, name: str) -> None:
    odd = tmp_path / name
    odd.write_text("")
    wrong = min(name) < " " or (machine.platform == WINDOWS and bool(set(name) & set('"%')))
    if not wrong:  # it is quoted
        install.install_addin(replace(machine, interpreter=odd))
        assert install.diagnose(replace(machine, interpreter=odd)) == []
        return
    with pytest.raises(Impossible, match="cannot be handed over"):
        install.install_addin(replace(machine, interpreter=odd))
    assert everything(machine) == set()


def test_marked_as_downloaded(machine: Machine) -> None:
    install.install_addin(machine)
    if sys.platform == "win32":
        pytest.skip("the mark is a stream of the file here, not a file")
    Path(f"{machine.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    found = install.diagnose(machine)
    assert bool(found) == (machine.platform == WINDOWS)


def test_without_excel(capsys: pytest.CaptureFixture[str]) -> None:
    if sys.platform in (WINDOWS, MAC):
        pytest.skip("this system may have Excel")
    for step in ("install", "uninstall", "doctor"):
        assert main(["addin", step]) == 1
        assert "--libreoffice" in capsys.readouterr().err


def test_on_the_command_line(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(addin_commands, "_machine", lambda: machine)
    assert main(["addin", "doctor", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1
    assert main(["addin", "install"]) == 0
    assert main(["addin", "doctor"]) == 0
    assert "OK" in capsys.readouterr().out
    assert main(["addin", "uninstall"]) == 0
    assert everything(machine) == set()


def test_without_excel_on_a_system_that_could_have_it(machine: Machine, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "Applications")
    machine = replace(machine, registry=machines.no_registry)
    with pytest.raises(Impossible, match=r"Excel was not found.*--libreoffice"):
        install.install_addin(machine)
    assert everything(machine) == set()
    [finding] = install.diagnose(machine)
    assert "Excel was not found" in finding.problem
    assert "--libreoffice" in finding.remedy


def test_an_excel_that_has_been_started_once_is_enough(machine: Machine) -> None:
    if machine.platform == WINDOWS:
        (machine.home / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
        install.install_addin(replace(machine, registry=machines.no_registry))
        assert machine.addin.exists()


def test_a_running_excel_says_where_its_folder_is(machine: Machine, tmp_path: Path) -> None:
    machine = replace(machine, asked=tmp_path / "elsewhere")
    install.install_addin(machine)
    assert (tmp_path / "elsewhere" / xlam.FILE).exists()
    assert install.diagnose(machine) == []


@pytest.mark.parametrize("platform", [WINDOWS, MAC])
def test_a_running_excel_is_asked(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Excel:
        startup_path = "/where/excel/says"

    class Apps:
        active: Any = Excel

    class NoApps:
        @property
        def active(self) -> None:
            raise AttributeError("no COM today")

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(machines, "_registry", machines.no_registry)
    monkeypatch.setattr(xlwings, "apps", Apps)
    assert this_machine().startup == Path("/where/excel/says")
    monkeypatch.setattr(Apps, "active", None)
    assert this_machine().asked is None
    monkeypatch.setattr(xlwings, "apps", NoApps())
    assert this_machine().asked is None


def test_switched_off_by_excel(machine: Machine) -> None:
    install.install_addin(machine)
    item = b"\1\0\0\0" + os.fspath(machine.addin).upper().encode("utf-16-le") + b"\0\0"
    held = {rf"HKCU\Software\{EXCEL}\Resiliency\DisabledItems": {"4F2A": item}, APP: {"": "x"}}
    found = install.diagnose(replace(machine, registry=lambda key: held.get(key, {})))
    assert [
        ("switched the add-in off" in f.problem, "Disabled Items" in f.remedy) for f in found
    ] == ([(True, True)] if machine.platform == WINDOWS else [])
    other = {name: {"4F2A": b"C\0:\0"} for name in held}
    assert install.diagnose(replace(machine, registry=lambda key: other.get(key, {}))) == []


@pytest.mark.parametrize("name", ["DisableAllAddins", "RequireAddinSig"])
def test_switched_off_by_an_administrator(machine: Machine, name: str) -> None:
    install.install_addin(machine)
    held = {rf"HKCU\Software\Policies\{EXCEL}\Security": {name: 1}, APP: {"": "x"}}
    found = install.diagnose(replace(machine, registry=lambda key: held.get(key, {})))
    assert [name in finding.problem for finding in found] == (
        [True] if machine.platform == WINDOWS else []
    )


@pytest.mark.parametrize(
    "cloud", ["OneDrive", "OneDrive - Firma", "Library/CloudStorage/OneDrive-X"]
)
def test_a_python_in_the_cloud(machine: Machine, tmp_path: Path, cloud: str) -> None:
    python = tmp_path / cloud / "python"
    python.parent.mkdir(parents=True)
    python.write_text("")
    machine = replace(machine, interpreter=python)
    install.install_addin(machine)
    [finding] = install.diagnose(machine)
    assert "OneDrive" in finding.problem


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")
def test_a_folder_that_may_not_be_written(machine: Machine) -> None:
    place = Path(tempfile.mkdtemp())
    try:
        place.chmod(0o755)
        (place / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
        for folder in ("absent", "there"):
            home = place / folder
            home.mkdir()
            theirs = replace(
                machine, home=home, root=place, environment={"APPDATA": str(home / "AppData")}
            )
            if folder == "there":
                theirs.startup.mkdir(parents=True)
            deepest = theirs.startup if folder == "there" else home
            deepest.chmod(0o555)
            refused = pytest.raises(
                Impossible, match=r"cannot be written \(Permission denied|may not be written"
            )
            with somebody_else(), refused:
                install.install_addin(theirs)
            assert everything(theirs) == set()
    finally:
        shutil.rmtree(place)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such limit there")
def test_a_file_that_cannot_grow(machine: Machine) -> None:
    """A real error of the system in the middle of writing: as a full disk, by another name."""
    import resource  # noqa: PLC0415 - not on Windows

    install.install_addin(machine)
    before = {path: path.read_bytes() for path in everything(machine)}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        with pytest.raises(Impossible, match=r"could not be saved: .*install again"):
            install.install_addin(machine)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {path: path.read_bytes() for path in everything(machine)} == before
