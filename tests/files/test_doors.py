"""Every place that starts a program, runs what it loads, or changes the disk; and why it is safe.

A new one fails here until somebody has written down what makes it safe.
"""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

TOP = Path(__file__).parents[2]
PACKAGE = TOP / "addin" / "trackrecord"
WRITES = set("wax+")
# The last word of a call, or the whole of it.
WORDS = {
    *("Popen", "eval", "exec", "__import__", "import_module", "exec_module", "system", "popen"),
    *("write_text", "write_bytes", "mkstemp", "mkdtemp", "TemporaryDirectory", "TemporaryFile"),
    *("NamedTemporaryFile", "symlink_to", "hardlink_to", "link", "fdopen", "touch", "truncate"),
    *("rmtree", "unlink", "rmdir", "rename", "mkdir", "ftruncate", "run_path", "run_module"),
    *("copy2", "copyfile", "copytree", "move", "chmod", "urlopen", "killpg", "dup2", "startfile"),
}
WHOLE = {"open", "os.open", "compile", "subprocess.run", "os.replace", "os.fchmod", "os.fchown"}
# Module, call: what makes it safe. Where a call stands there twice, its reason counts for both.
SAFE = {
    ("actions.session", "session.store.truncate"): "rows of a table, not a file",
    ("cli.addin", "tempfile.TemporaryDirectory"): "0700, a name nobody could foresee",
    ("__init__", "import_module"): "two constants",
    ("actions.scoring.by_engine", "TemporaryDirectory"): "0700, a name nobody could foresee",
    ("actions.scoring.by_engine", "scratch.mkdir"): "in that directory",
    ("buttons", "import_module"): "the name is one of BUTTONS, which the code holds",
    ("cli.main", "import_module"): "the name stands in cli/arguments, not in what was typed",
    ("cli.main", "os.dup2"): "the null device in the place of an output that nobody reads",
    ("cli.main", "os.open"): "the null device",
    ("cli.main", "open"): "the null device, in the place of a stream that is closed",
    ("files.backups", "os.link"): "fails where the new name exists; follows no link",
    ("files.backups", "name.unlink"): "only where it is the same file as the one in place",
    ("files.backups", "os.fdopen"): "of a file opened by NEW_FILE: new, and no link",
    ("files.backups", "os.open"): "NEW_FILE: new, and no link",
    ("files.backups", "name.symlink_to"): "a link as it was; fails where the name exists",
    ("files.folders", "folder.mkdir"): "of the folder that was named",
    ("files.folders", "one.rmdir"): "takes away empty folders that this run made",
    ("files.folders", "(folder / UNFINISHED).unlink"): "removes the name, follows no link",
    ("files.folders", "(folder / lying).unlink"): "names that this run made",
    ("files.folders", "left.unlink"): "names of our form, in a folder that is ours, locked",
    ("files.folders", "path.unlink"): "only a file that says it is ours, no link",
    ("files.folders", "folder.rmdir"): "takes away a folder of ours that is empty",
    ("files.locks", "Path(lock.lock_file).unlink"): "removes the name, follows no link",
    ("files.own_folders", "os.open"): "O_NOFOLLOW, in a folder of the person's own (0700)",
    ("files.own_folders", "os.fdopen"): "of that file",
    ("files.own_folders", "os.ftruncate"): "of that file, a log that grew too long",
    ("files.own_folders", "folder.mkdir"): "0700, in the person's own home",
    ("files.own_folders", "(user_log_path(OWN_NAME, appauthor=False) / name).unlink"): (
        "removes the name of a log of ours, follows no link"
    ),
    ("files.reading", "os.open"): "for reading; not blocked by pipes, regular files only",
    ("files.reading", "os.fdopen"): "of that file",
    ("files.writing", "os.open"): "NEW_FILE: new, and no link; or a folder, to be synced",
    ("files.writing", "os.fdopen"): "of that file",
    ("files.writing", "os.fchmod"): "of a file that this run made",
    ("files.writing", "os.fchown"): "of a file that this run made, to who owned the one before",
    ("files.writing", "new.unlink"): "a name that this run made",
    ("files.writing", "left.unlink"): "names of our form with a hash of this file's name, locked",
    ("office.addin.app_language", "subprocess.run"): "defaults of macOS, a fixed list of words",
    ("office.addin.excel_install", "machine.scripts.mkdir"): "Excel's own folder for scripts",
    ("office.addin.excel_install", "target.parent.mkdir"): "Excel's own folder",
    ("office.addin.excel_install", "target.unlink"): "only a file that says it is ours",
    ("office.addin.excel_install", "(machine.scripts / name).unlink"): "names that we made up",
    ("office.addin.excel_worker", "import_module"): "a constant",
    ("office.addin.libreoffice_file", "subprocess.run"): "unopkg, a list of words, no shell",
    ("office.addin.libreoffice_handler", "folder.mkdir"): "0700, in the person's own home",
    ("office.addin.libreoffice_handler", "os.open"): "O_NOFOLLOW, in that folder",
    ("office.addin.libreoffice_handler", "os.ftruncate"): "of that log",
    ("office.addin.libreoffice_handler", "pipe.chmod"): "0600, a name nobody could foresee",
    ("office.addin.libreoffice_handler", "pipe.unlink"): "a pipe of this person nobody listens on",
    ("office.addin.libreoffice_handler", "subprocess.Popen"): (
        "a list of words from config.json; -E -P, a neutral folder, no PYTHON*"
    ),
    ("office.addin.libreoffice_file", "Path(folder).rmdir"): "empty folders that unopkg left",
    ("office.addin.libreoffice_press", "import_module"): "a constant",
    ("office.addin.libreoffice_worker", "import_module"): "the name stands in config.json",
    ("office.addin.libreoffice_worker", "open"): "the null device",
    ("office.addin.libreoffice_worker", "os.dup2"): "the null device in the place of its socket",
    ("office.addin.running_office", "subprocess.run"): "soffice and a text of ours, no shell",
    ("office.addin.running_office", "(place / f'OSL_PIPE_{os.getuid()}_{pipe}').chmod"): (
        "0600, a name nobody could foresee"
    ),
    ("office.libreoffice.bridge", "subprocess.run"): "the system's Python with -I, a fixed line",
    ("office.libreoffice.bridge", "spec.loader.exec_module"): "LibreOffice's own bridge, by path",
    ("office.libreoffice.bridge", "__import__"): "names of LibreOffice's types that the code holds",
    ("office.libreoffice.engine", "Path(log).open"): "a file that the tests name",
    ("office.libreoffice.launcher", "settings.parent.mkdir"): "in a profile of our own",
    ("office.libreoffice.launcher", "settings.write_text"): "in a profile of our own",
    ("office.libreoffice.launcher", "subprocess.Popen"): "soffice, a list of words, no shell",
    ("office.libreoffice.launcher", "(place / f'OSL_PIPE_{os.getuid()}_{self.pipe}').chmod"): (
        "0600, a name nobody could foresee"
    ),
    ("office.libreoffice.launcher", "shutil.rmtree"): "a profile that this run made",
    ("office.libreoffice.launcher", "os.killpg"): "the office that this run started",
    ("office.libreoffice.launcher", "tempfile.mkdtemp"): "0700, a name nobody could foresee",
    ("office.libreoffice.launcher", "(place / f'OSL_PIPE_{os.getuid()}_{self.pipe}').unlink"): (
        "the pipe of the office that this run started"
    ),
    ("workbook.open.screen", "subprocess.run"): "osascript, a fixed text",
}


def calls() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            last = name.rpartition(".")[2]
            if name == "re.compile":
                continue
            opens = last == "open" and any(
                isinstance(a, ast.Constant) and isinstance(a.value, str) and WRITES & set(a.value)
                for a in node.args
            )
            if last in WORDS or name in WHOLE or opens or (last == "open" and "devnull" in name):
                found[module, name.removeprefix("Path(os.devnull).")] += 1
    return found


def test_every_call_that_matters_is_listed_with_its_reason() -> None:
    safe = {key: why for key, why in SAFE.items() if why}
    found = calls()
    assert set(found) == set(safe), {
        "without a reason": set(found) - set(safe),
        "not there any more": set(safe) - set(found),
    }


def test_nothing_is_started_through_a_shell() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "shell=True" not in text, path
        assert "os.system" not in text, path
        assert not re.search(r"\b(pickle|marshal|shelve|yaml|ctypes)\b", text), path


def test_bandit_finds_nothing_else() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bandit", "-q", "-f", "json", "-r", PACKAGE),
            *("-c", TOP / "pyproject.toml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert [(row["test_id"], row["filename"], row["line_number"]) for row in found["results"]] == []


def test_actions_are_pinned_and_may_do_little() -> None:
    text = next((TOP / ".github" / "workflows").iterdir()).read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in used)
    assert "permissions:\n  contents: read" in text
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
    assert "write" not in re.sub(r"#.*", "", text)
    constraints = (TOP / ".ci" / "constraints.txt").read_text(encoding="utf-8")
    assert re.search(r"^uv>=[\d.]+,<\d+$", constraints, re.MULTILINE)
