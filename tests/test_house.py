"""The rules of the house, held by reading the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "addin" / "trackrecord"
MODULES = sorted(PACKAGE.rglob("*.py"))
CARRIERS = {"folder", "xlsx", "splice", "excel"}


def imports(path: Path) -> set[str]:
    """Modules of our own that a module imports, as dotted paths below the package."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("trackrecord"):
            base = (node.module or "").removeprefix("trackrecord").removeprefix(".")
            found |= {f"{base}.{name.name}".strip(".") for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name.removeprefix("trackrecord.") for name in node.names
                      if name.name.startswith("trackrecord")}
    return found


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_layers(path: Path) -> None:
    rooms = {name.split(".")[0] for name in imports(path)}
    if room(path) == "core":
        assert rooms <= {"core"}
    if room(path) == "workbook":
        assert not rooms & {"office", "actions", "__main__", "report"}
        others = {name.split(".")[1] for name in imports(path) if name.startswith("workbook.")}
        if path.stem in CARRIERS:
            assert not others & CARRIERS - {path.stem}
    if room(path) == "office":
        assert rooms <= {"office", "__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_clock_is_read_at_the_door(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.stem != "door":
        for clock in ("date.today(", "datetime.now(", "utcnow(", "getpass"):
            assert clock not in source
    if path.stem not in ("__main__", "commands", "buttons"):
        assert "door" not in imports(path)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert path.stem not in {"utils", "helpers"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_core_reads_no_files() -> None:
    for path in (PACKAGE / "core").glob("*.py"):
        modules = {alias.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                   if isinstance(node, ast.Import) for alias in node.names}
        assert not modules & {"os", "pathlib", "io", "openpyxl", "xlwings"}


@pytest.mark.parametrize("module", ["trackrecord.__main__", "trackrecord.verbs"])
def test_only_what_writes_a_new_workbook_loads_openpyxl(module: str) -> None:
    """It takes as long to load as the rest of a short command."""
    code = f"import sys, {module}; print(*{{'openpyxl', 'xlwings', 'rich'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
