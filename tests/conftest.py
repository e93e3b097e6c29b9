"""What the tests share: a real LibreOffice, records to test with."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import HealthCheck, Phase, settings
from support.both_engines import Kept
from support.person import Person
from support.workbooks import Cells, Recalculate, cells, missing

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.files import own_folders, writing

settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    # Shrinking a whole record takes minutes; run with --hypothesis-profile=default to shrink.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


# The files that take longest, longest first: two workers then end at about the same time.
LONGEST = (
    *("files/test_faults.py", "ooxml/test_any_workbook.py", "workbook/test_formulas.py"),
    *("workbook/test_index.py", "files/test_hostile.py", "workbook/test_row_blocks.py"),
    *("workbook/test_typed_below.py", "exchange/test_pages.py", "exchange/test_exports.py"),
    *("ooxml/test_merge.py", "workbook/test_as_of.py", "workbook/test_carriers.py"),
    *("test_calls.py", "files/test_saving.py", "workbook/test_pictures.py", "ooxml/test_gate.py"),
    *("frames/test_same_numbers.py", "test_several_places.py", "test_old_files.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; pytest-xdist hands them out in this order."""
    here = Path(__file__).parent
    place = {str(here / name): at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(str(item.path), len(place)))


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Marks of backups and logs in a folder of the tests', and English, whatever the person has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("TRACKRECORD_LANG", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def engines_agree(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """At the end LibreOffice and formulon recalculate the workbooks that the tests made.

    Not where one test runs alone (-n0), or those that need no LibreOffice.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ or "not libre" in request.config.option.markexpr:
        yield
        return
    kept, put = Kept(tmp_path_factory.mktemp("kept")), writing.put_in_place

    def put_and_keep(new: Path, path: Path) -> None:
        put(new, path)
        kept.keep(path, os.environ.get("PYTEST_CURRENT_TEST", ""))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "put_in_place", put_and_keep)
        yield
    program = shutil.which("soffice")
    if kept.made_by and program is not None:
        found = kept.differences(_converter(program, tmp_path_factory))
        assert found == [], "\n".join(found[:20])


# LibreOffice keeps the values a file brings along unless it is told to recalculate.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, list[Path]], Path]:
    """Convert files with a LibreOffice of our own profile; gives the folder of the results."""
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice (soffice)")
    return _converter(program, tmp_path_factory)


def _converter(
    program: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, list[Path]], Path]:
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)

    def convert(to: str, paths: list[Path]) -> Path:
        out = tmp_path_factory.mktemp("converted")
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(out),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
        return out

    return convert


@pytest.fixture(scope="session")
def recalculate(libreoffice: Callable[[str, list[Path]], Path]) -> Recalculate:
    """The value of every cell of each workbook, as LibreOffice computes it."""

    def run(paths: list[Path]) -> list[Cells]:
        assert len({path.name for path in paths}) == len(paths)
        out = libreoffice("xlsx", paths)
        return [cells(out / path.with_suffix(".xlsx").name) for path in paths]

    return run


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to run a command in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def app() -> Iterator[xw.App]:
    """A LibreOffice without a screen, through our engine of xlwings."""
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    xw.engines["libreoffice"].activate()
    made = xw.App(visible=False, add_book=False)
    yield made
    made.quit()


@pytest.fixture
def person(app: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """Somebody at that LibreOffice; nothing of ours may go wrong unnoticed."""
    monkeypatch.setenv("XLWINGS_LIBREOFFICE_ALERTS", str(tmp_path / "alerts"))
    monkeypatch.setattr(own_folders, "LOG", tmp_path / "log.txt")
    yield Person(app, tmp_path, tmp_path / "alerts")
    for book in app.books:
        book.close()
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
    assert not (tmp_path / "log.txt").exists(), (tmp_path / "log.txt").read_text()
