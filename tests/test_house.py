"""The rules of the house, held by reading the source: ARCHITECTURE.md says them."""

import ast
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import trackrecord as tr
from trackrecord import buttons

PACKAGE = Path(__file__).parents[1] / "addin" / "trackrecord"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent != PACKAGE or path.stem != "__init__"
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
CLOCK = ("date.today(", "datetime.now(", "utcnow(", "getpass")
DOORS = ("cli", "buttons", "api")


def rules() -> dict[str, set[str]]:
    """What each room may import, as the table in ARCHITECTURE.md says."""
    text = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("| Room | May import |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()]
    return {
        re.findall(r"`([\w.]+)`", room)[0]: set(re.findall(r"`([\w.]+)`", allowed))
        for room, allowed in rows
    }


def imports(name: str, *, at_run_time: bool = False) -> set[str]:
    """The modules of our own that a module imports, and names of the package itself."""
    found = set()
    for node in _nodes(TREES[name], at_run_time=at_run_time):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: imports are absolute"
            if (node.module or "").split(".")[0] == "trackrecord":
                base = (node.module or "").removeprefix("trackrecord").removeprefix(".")
                for alias in node.names:
                    full = f"{base}.{alias.name}".strip(".")
                    found.add(full if full in MODULES or not base else base)
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("trackrecord.")
                for alias in node.names
                if alias.name.split(".")[0] == "trackrecord"
            }
    return found


def _nodes(tree: ast.AST, *, at_run_time: bool) -> list[ast.AST]:
    """The nodes of a module; at run time without those that only the type checker reads."""
    found: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        if at_run_time and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        found += [node, *_nodes(node, at_run_time=at_run_time)]
    return found


def test_each_room_imports_only_what_it_may() -> None:
    rooms = rules()

    def room(name: str) -> str:
        return next((r for r in rooms if name == r or name.startswith(f"{r}.")), "")

    def allowed(name: str, other: str) -> bool:
        mine = room(name)
        return room(other) == mine or any(
            other == may or other.startswith(f"{may}.") for may in rooms[mine]
        )

    homeless = [name for name in MODULES if not room(name) and name != "office"]
    assert homeless == []
    wrong = [
        f"{name} -> {other}"
        for name in MODULES
        if name != "office"
        for other in imports(name)
        if not allowed(name, other)
    ]
    assert wrong == []


def test_no_two_modules_need_each_other() -> None:
    graph = {
        name: {other for other in imports(name) if other in MODULES} - {name} for name in MODULES
    }
    list(TopologicalSorter(graph).static_order())  # CycleError names the circle


def test_the_clock_is_read_in_one_place_and_asked_at_the_doors() -> None:
    wrong = [
        f"{name}: {clock}"
        for name, path in MODULES.items()
        if name != "clock"
        for clock in CLOCK
        if clock in path.read_text(encoding="utf-8")
    ]
    wrong += [
        f"{name} asks the clock"
        for name in MODULES
        if "clock" in imports(name) and name.split(".")[0] not in DOORS
    ]
    assert wrong == []


def test_modules_are_small_and_say_what_they_are() -> None:
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()
    }
    assert [name for name, tree in TREES.items() if not ast.get_docstring(tree)] == []
    assert [name for name in MODULES if name.rpartition(".")[2] in ("utils", "helpers")] == []
    assert {name: count for name, count in lines.items() if count > 350} == {}
    assert statistics.median(lines.values()) <= 130


def test_folders_hold_at_most_sixteen_files() -> None:
    counts = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
    assert {folder: count for folder, count in counts.items() if count > 16} == {}


# Names that stand in several modules on purpose. The doors call an action by its own name, and the
# engine for LibreOffice is a package of its own, which speaks xlwings' words.
SAME_MEANING = {
    "_MAIN_NAMESPACE": "one address, and ooxml knows nothing of the add-in",
    "__all__": "what a package hands out",
    "assess": "the same of a record and of frames",
    "bundled": "the Python door hands on the action",
    "scorecard": "the same of a record and of frames",
    "read_wording": "the Python door hands on the reading",
}


def test_a_name_means_one_thing() -> None:
    found = defaultdict(set)
    for name, tree in TREES.items():
        if name.split(".")[0] in (*DOORS, "__main__") or name.startswith("office.libreoffice"):
            continue
        if name == "actions.on_file":  # the actions of the others, by their names, on a file
            continue
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found[node.name].add(name)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        found[target.id].add(name)
    again = {name: sorted(where) for name, where in found.items() if len(where) > 1}
    assert {name: again[name] for name in again if name not in SAME_MEANING} == {}


def test_core_reads_no_files() -> None:
    forbidden = {"os", "pathlib", "io", "openpyxl", "xlwings"}
    wrong = defaultdict(set)
    for name, tree in TREES.items():
        if name.split(".")[0] == "core":
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    wrong[name] |= {alias.name for alias in node.names} & forbidden
                elif isinstance(node, ast.ImportFrom):
                    wrong[name] |= {(node.module or "").split(".")[0]} & forbidden
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("module", ["trackrecord.cli.main", "trackrecord.actions.on_file"])
def test_only_what_writes_a_new_workbook_loads_openpyxl(module: str) -> None:
    """It takes as long to load as the rest of a short command."""
    code = f"import sys, {module}; print(*{{'openpyxl', 'xlwings', 'rich'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


LOADED = """
import sys
from trackrecord import buttons
buttons.action_of(sys.argv[1])
print(*(name for name in sys.modules if name.startswith("trackrecord")))
"""


@pytest.mark.parametrize("name", list(buttons.ACTIONS))
def test_a_click_loads_little(name: str) -> None:
    """Each click starts Python anew; no button loads openpyxl, rich or the file's own editing."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, name], capture_output=True, text=True, check=True
    )
    modules = done.stdout.split()
    most = {"compute_accuracy": 87, "new": 140, "export": 48}.get(name, 46)
    assert len(modules) <= most, modules
    assert ("trackrecord.core.leaderboard" in modules) is (
        name in ("compute_accuracy", "new")  # the example is scored
    )


WITHOUT = """
import sys, tempfile
for name in ("narwhals", "polars", "pandas", "duckdb", "pyspark", "pyarrow"):
    sys.modules[name] = None  # an import of it fails; xlwings does without what is not there
from trackrecord import buttons
from trackrecord.cli.main import main
for name in buttons.ACTIONS:
    buttons.action_of(name)
with tempfile.TemporaryDirectory() as folder:
    made = folder + "/made.xlsx"
    codes = [main(command) for command in (
        ["build", sys.argv[1], "-o", made],
        ["score", made],
        ["check", made],
        ["due", made],
        ["export", made, folder + "/long.csv", "--as", "long"],
        ["record", made, "start of mass production", "never", "--source", "somebody"],
        ["compute", made],
    )]
print(codes)
"""


def test_nothing_but_frames_needs_a_frame_library() -> None:
    """They cost more than all the rest, and most people do not have them."""
    command = [sys.executable, "-c", WITHOUT, str(tr.bundled())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == str([0] * 7), done.stdout


def test_importing_the_package_loads_nothing_else() -> None:
    """`import trackrecord` costs no more than Python itself: its names come when they are used."""
    code = "import sys; old = set(sys.modules); import trackrecord; print(*set(sys.modules) - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["trackrecord"]
