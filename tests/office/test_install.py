"""Install, doctor and uninstall, in homes laid out as Windows and macOS have them."""

import errno
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trackrecord import __main__
from trackrecord.office import install, xlam
from trackrecord.office.install import MAC, SCRIPT, WINDOWS, Impossible, Machine


@pytest.fixture(params=[WINDOWS, MAC])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    home = tmp_path / "Jürgen's home"
    home.mkdir()
    python = tmp_path / "python"
    python.write_text("")
    environment = {"APPDATA": str(home / "AppData" / "Roaming")}
    return Machine(request.param, environment, home, python)


def everything(machine: Machine) -> set[Path]:
    return {path for path in machine.home.rglob("*") if path.is_file()}


def test_in_and_out_again(machine: Machine) -> None:
    said = install.install(machine)
    assert "Restart Excel" in said[-1]
    assert xlam.inspect(machine.addin) == xlam.Found(xlam.identity(), str(machine.interpreter))
    assert install.doctor(machine) == []
    assert (machine.scripts / SCRIPT).exists() == (machine.platform == MAC)
    before = machine.addin.read_bytes()
    assert "replaced" in install.install(machine)[0]
    assert machine.addin.read_bytes() == before
    install.uninstall(machine)
    assert everything(machine) == set()
    assert "There is no add-in" in install.uninstall(machine)[0]


def test_a_script_that_was_there_stays(machine: Machine) -> None:
    machine.scripts.mkdir(parents=True)
    (machine.scripts / SCRIPT).write_text("theirs")
    install.install(machine)
    install.uninstall(machine)
    assert (machine.scripts / SCRIPT).read_text() == "theirs"


def test_a_foreign_file_of_that_name_is_left_alone(machine: Machine) -> None:
    machine.startup.mkdir(parents=True)
    machine.addin.write_bytes(b"theirs")
    for step in (install.install, install.uninstall):
        with pytest.raises(Impossible, match="not a file of ours"):
            step(machine)
    assert machine.addin.read_bytes() == b"theirs"
    [finding] = install.doctor(machine)
    assert "not a file of ours" in finding.problem


def test_an_older_one_is_found_and_replaced(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlam, "xlwings_version", "0.30.0")
    install.install(machine)
    monkeypatch.undo()
    [finding] = install.doctor(machine)
    assert "xlwings 0.30.0" in finding.problem
    install.install(machine)
    assert install.doctor(machine) == []


def test_a_python_that_moved(machine: Machine) -> None:
    install.install(machine)
    machine.interpreter.unlink()
    [finding] = install.doctor(machine)
    assert "is not there any more" in finding.problem
    machine.interpreter.write_text("")
    [finding] = install.doctor(replace(machine, interpreter=Path("/other/python")))
    assert "this is /other/python" in finding.problem


def test_not_installed(machine: Machine) -> None:
    [finding] = install.doctor(machine)
    assert "is not in" in finding.problem
    assert "trackrecord addin install" in finding.remedy


@pytest.mark.parametrize("failing", ["mkdir", "replace"])
def test_a_disk_that_is_full_or_a_folder_that_is_not_ours(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    install.install(machine)
    before = machine.addin.read_bytes()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(Impossible, match=r"No space left.*install again"):
        install.install(machine)
    monkeypatch.undo()
    assert machine.addin.read_bytes() == before
    assert not list(machine.startup.glob(".trackrecord-*"))


def test_a_space_in_the_path(machine: Machine, tmp_path: Path) -> None:
    spaced = tmp_path / "my python"
    spaced.write_text("")
    machine = replace(machine, interpreter=spaced)
    if machine.platform == WINDOWS:
        install.install(machine)
        assert install.doctor(machine) == []
        return
    with pytest.raises(Impossible, match="a space"):
        install.install(machine)
    assert everything(machine) == set()


def test_marked_as_downloaded(machine: Machine) -> None:
    install.install(machine)
    if sys.platform == "win32":
        pytest.skip("the mark is a stream of the file here, not a file")
    Path(f"{machine.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    found = install.doctor(machine)
    assert bool(found) == (machine.platform == WINDOWS)


def test_without_excel(capsys: pytest.CaptureFixture[str]) -> None:
    if sys.platform in (WINDOWS, MAC):
        pytest.skip("this system may have Excel")
    for step in ("install", "uninstall", "doctor"):
        assert __main__.main(["addin", step]) == 1
        assert "--libreoffice" in capsys.readouterr().err


def test_on_the_command_line(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "_machine", lambda: machine)
    assert __main__.main(["addin", "doctor", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1
    assert __main__.main(["addin", "install"]) == 0
    assert __main__.main(["addin", "doctor"]) == 0
    assert "OK" in capsys.readouterr().out
    assert __main__.main(["addin", "uninstall"]) == 0
    assert everything(machine) == set()
