"""The one way to write a file: planted links, modes, owners, attributes, backups, leftovers."""

import codecs
import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.person import somebody_else
from support.records import AS_OF, small_record

from trackrecord.actions import building, exporting, on_file
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder
from trackrecord.exchange.csv_folder import read_folder, write_folder
from trackrecord.files import backups, own_folders
from trackrecord.files.folders import write_files
from trackrecord.files.ledger import UNFINISHED
from trackrecord.files.reading import open_file, read_file
from trackrecord.files.writing import content_writer, write_file
from trackrecord.office.addin import excel_file
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and modes of Unix")
ME = on_file.Person("ann", AS_OF, datetime(2025, 6, 1, 12, 0))
DAY = date(2025, 5, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "r.xlsx"
    write_workbook(made, small_record(), AS_OF)
    return made


def record(path: Path) -> None:
    on_file.record(path, ME, "how-many", "5", known=DAY, source="S")


Writer = Callable[[Path, Path], Path]


def _folder(path: Path, target: Path) -> Path:
    exporting.pull(path, target)
    return target / "forecasts.csv"


WRITERS: dict[str, Writer] = {
    "record": lambda path, _: (record(path), path)[1],
    "build": lambda path, target: (
        building.build(path, target.with_suffix(".xlsx"), AS_OF),
        target.with_suffix(".xlsx"),
    )[1],
    "pull": _folder,
    "page": lambda path, target: (
        exporting.export(path, target.with_suffix(".html"), "html", AS_OF),
        target.with_suffix(".html"),
    )[1],
    "long": lambda path, target: (
        exporting.export(path, target.with_suffix(".csv"), "long", AS_OF),
        target.with_suffix(".csv"),
    )[1],
    "fatebook": lambda path, target: (
        exporting.export(path, target.with_suffix(".csv"), "fatebook", AS_OF),
        target.with_suffix(".csv"),
    )[1],
    "calendar": lambda path, target: (
        exporting.write_calendar(read_workbook(path)[0], target.with_suffix(".ics"), ME.now),
        target.with_suffix(".ics"),
    )[1],
    "add-in": lambda _, target: (
        excel_file.build_addin(target.with_suffix(".xlam"), Path("/python"), "win32"),
        target.with_suffix(".xlam"),
    )[1],
}
LINKS = ("r{}", ".r{}.new", ".r{}.old", ".r{}.lock", ".r{}.tmp", "r{}.bak", "r-before-1{}")


@pytest.mark.parametrize("name", WRITERS)
def test_no_planted_link_is_followed(path: Path, tmp_path: Path, name: str) -> None:
    """Whatever name another member of a group folder plants: the victim's file is as it was."""
    target, victims = path.parent / "r", []
    probe = WRITERS[name](path, tmp_path / "probe")
    folder = target if probe.name == "forecasts.csv" else path.parent
    folder.mkdir(exist_ok=True)
    stem, end = ("forecasts", ".csv") if folder == target else ("r", probe.suffix)
    for number, form in enumerate((*LINKS, UNFINISHED)):
        link = folder / form.replace("r", stem, 1).replace("{}", end)
        if link == path:  # it is changed itself
            continue
        victim = tmp_path / f"victim{number}"
        victim.write_text("mine")
        link.unlink(missing_ok=True)
        link.symlink_to(victim)
        victims.append(victim)
    try:
        made = WRITERS[name](path, target)
        assert made.is_file()
    except Refused:
        pass  # nothing is written then
    assert {victim.read_text() for victim in victims} == {"mine"}


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_no_file_is_refused_at_once(path: Path, name: str) -> None:
    probe = WRITERS[name](path, path.parent / "probe")
    wanted = path if probe == path else path.parent / f"r{probe.suffix}"
    if probe.name == "forecasts.csv":
        wanted = path.parent / "r" / "forecasts.csv"
        wanted.parent.mkdir()
    for make in (os.mkfifo, Path.mkdir):
        held = wanted.read_bytes() if wanted.is_file() else None
        wanted.unlink(missing_ok=True)
        make(wanted)
        with pytest.raises(Refused, match=r"is (a pipe|a folder)|holds no record"):
            WRITERS[name](path, path.parent / "r")
        wanted.unlink() if make is os.mkfifo else wanted.rmdir()
        if held is not None and wanted == path:
            path.write_bytes(held)
    for device in ("/dev/null", "/dev/zero", "/dev/full"):
        with pytest.raises(Refused, match="device"):
            write_file(Path(device), content_writer(b"x"))


@pytest.mark.parametrize("name", WRITERS)
def test_the_mode_is_kept_or_the_umask_obeyed(path: Path, name: str) -> None:
    before = os.umask(0o027)
    try:
        made = WRITERS[name](path, path.parent / "new")
        if made != path:
            assert stat.S_IMODE(made.stat().st_mode) == 0o640
        made.chmod(0o604)
        WRITERS[name](path, path.parent / "new")
        assert stat.S_IMODE(made.stat().st_mode) == 0o604
    finally:
        os.umask(before)


def test_what_others_may_not_read_they_never_can(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.chmod(0o600)
    seen: set[tuple[str, int]] = set()
    ended = threading.Event()
    real_open = os.open

    def seen_open(name: Any, *arguments: Any, **more: Any) -> int:
        handle = real_open(name, *arguments, **more)
        if Path(name).parent == path.parent:  # also what is there for too short to be watched
            seen.add((Path(name).name[:13], stat.S_IMODE(os.fstat(handle).st_mode) & 0o077))
        return handle

    monkeypatch.setattr(os, "open", seen_open)

    def watch() -> None:
        while not ended.is_set():
            for entry in os.scandir(path.parent):
                try:
                    seen.add((entry.name[:13], stat.S_IMODE(entry.stat().st_mode) & 0o077))
                except FileNotFoundError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    for value in range(8):
        on_file.record(path, ME, "how-many", str(value), known=DAY, source="S")
        building.build(path, path, AS_OF)
    ended.set()
    watcher.join()
    assert {name for name, _ in seen} >= {".trackrecord-", "r.xlsx", "r.xlsx.bak"}
    assert {(name, mode) for name, mode in seen if mode and not name.endswith(".lock")} == set()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root gives files away")
def test_root_does_not_take_a_file_over(path: Path) -> None:
    os.chown(path, 1234, 1235)
    record(path)
    building.build(path, path, AS_OF)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")
def test_extended_attributes_are_kept(path: Path) -> None:
    try:
        os.setxattr(path, "user.origin", b"mail")
    except OSError:
        pytest.skip("this file system has none")
    record(path)
    assert os.getxattr(path, "user.origin") == b"mail"


def test_a_backup_of_the_persons_own_is_never_overwritten(path: Path) -> None:
    own = path.with_name("r.xlsx.bak")
    for content in (b"my own words", path.read_bytes()):
        own.write_bytes(content)
        for value in range(3):
            before = path.read_bytes()
            on_file.record(path, ME, "how-many", str(value), known=DAY, source="S")
            assert own.read_bytes() == content
            assert path.with_name("r.xlsx.bak-2").read_bytes() == before
        assert not path.with_name("r.xlsx.bak-3").exists()
        path.with_name("r.xlsx.bak-2").unlink()


def test_a_backup_is_renewed_and_survives_a_refused_save(path: Path) -> None:
    for value in range(3):
        before = path.read_bytes()
        on_file.record(path, ME, "how-many", str(value), known=DAY, source="S")
    with pytest.raises(Refused):
        on_file.record(path, ME, "how-many", "no number", known=DAY, source="S")
    assert path.with_name("r.xlsx.bak").read_bytes() == before
    assert {other.name for other in path.parent.iterdir()} == {"r.xlsx", "r.xlsx.bak"}


def test_without_a_home_nothing_of_anybodys_is_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_folders, "_own_folder", lambda _: (_ for _ in ()).throw(OSError))
    for value in range(3):
        on_file.record(path, ME, "how-many", str(value), known=DAY, source="S")
    names = {other.name for other in path.parent.iterdir()}
    assert names == {"r.xlsx", "r.xlsx.bak", "r.xlsx.bak-2", "r.xlsx.bak-3"}


def test_leftovers_of_the_dead_are_taken_away(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from trackrecord.files.writing import write_file\n"
        "write_file(Path(sys.argv[1]), lambda out: (out.write(b'x'), out.flush(), os._exit(9)))"
    )
    other = path.with_name("other.html")
    done = subprocess.run([sys.executable, "-c", code, other], check=False)
    assert done.returncode == 9
    assert len(list(path.parent.iterdir())) == 3  # a lock and a new file
    write_file(other, content_writer(b"y"))
    assert {one.name for one in path.parent.iterdir()} == {"r.xlsx", "other.html"}


def test_a_folder_that_is_not_finished_is_finished_by_who_reads_it(path: Path) -> None:
    folder = path.parent / "out"
    write_folder(folder, small_record())
    code = (
        "import os, sys; from pathlib import Path\n"
        "from trackrecord.files import folders\n"
        "real = folders.put_in_place\n"
        "def once(new, path):\n"
        "    if path.name == 'outcomes.csv': os._exit(9)\n"
        "    real(new, path)\n"
        "folders.put_in_place = once\n"
        "NAMES = ['forecasts.csv', 'outcomes.csv', 'questions.csv']\n"
        "folders.write_files(Path(sys.argv[1]), dict(zip(NAMES, (b'1', b'2', b'3'))), NAMES)"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], check=False)
    assert done.returncode == 9
    assert (folder / UNFINISHED).exists()
    assert (folder / "questions.csv").read_bytes() != b"3"
    read_folder(folder)
    names = ("forecasts.csv", "outcomes.csv", "questions.csv")
    assert [(folder / name).read_bytes() for name in names] == [b"1", b"2", b"3"]
    assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize(
    "planted",
    [
        b"nonsense",
        b"{}",
        b"[1]",
        b"[" * 50_000,
        b"\xff",
        b'{"../../x": ["forecasts.csv", ""]}',
        b'{".trackrecord-000000000000-0000000000000000.tmp": ["../x", "0"]}',
        b'{".trackrecord-000000000000-0000000000000000.tmp": ["x"]}',
        b"x" * 200_000,
    ],
)
def test_a_planted_list_moves_nothing(path: Path, planted: bytes) -> None:
    folder = path.parent / "out"
    write_folder(folder, small_record())
    (folder / UNFINISHED).write_bytes(planted)
    before = {one.name: one.read_bytes() for one in folder.glob("*.csv")}
    read_folder(folder)
    assert {one.name: one.read_bytes() for one in folder.glob("*.csv")} == before
    write_files(folder, {"x.csv": b"x"}, ["x.csv"])
    assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for what in (tmp_path / "pipe", tmp_path, Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(Refused, match="name a file"):
            open_file(what)
    (tmp_path / "large").write_bytes(b"x" * 2_000_001)
    with pytest.raises(Refused, match="larger than 2 MB"):
        read_file(tmp_path / "large", 2_000_000)


def test_a_second_person_can_work_in_the_same_folder(path: Path) -> None:
    """A lock that somebody left behind who died keeps nobody out."""
    if os.geteuid():
        pytest.skip("only root can be two people")
    path.parent.chmod(0o777)
    for parent in path.parents:
        if parent.stat().st_uid == 0 and parent != Path("/") and parent != Path("/tmp"):  # noqa: S108
            parent.chmod(parent.stat().st_mode | 0o055)
    path.chmod(0o666)
    code = (
        "import os, sys; from pathlib import Path\n"
        "from trackrecord.files.locks import held\n"
        "with held(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == 9
    assert (path.parent / ".r.xlsx.lock").exists()
    with somebody_else():
        record(path)
    assert len(read_workbook(path)[0].outcomes) == 1


def unfinished_list(folder: Path, name: str, content: bytes) -> None:
    lying = f".trackrecord-{'a' * 12}-{'0' * 16}.tmp"
    (folder / lying).write_bytes(content)
    mark = hashlib.sha256(content).hexdigest()
    (folder / UNFINISHED).write_text(json.dumps({lying: [name, mark]}))


@pytest.mark.parametrize(
    "name", ["thesis.docx", "xlwings.py", "", ".", "..", "a\0b", "\ud800", "x" * 300, "a/b"]
)
def test_a_planted_list_names_no_other_file(path: Path, name: str) -> None:
    folder = path.parent / "out"
    write_folder(folder, small_record())
    (folder / "thesis.docx").write_bytes(b"mine")
    unfinished_list(folder, name, b"evil")
    before = {one.name: one.read_bytes() for one in folder.glob("*.*")}
    assert read_folder(folder)[1] == []
    write_folder(folder, small_record())
    after = {one.name: one.read_bytes() for one in folder.iterdir() if one.name[0] != "."}
    assert after == {name: held for name, held in before.items() if name[0] != "."}


def test_in_a_sticky_folder_only_the_owners_count(tmp_path: Path) -> None:
    """There nobody may replace another's file, and nobody may have us do it."""
    if os.geteuid():
        pytest.skip("only root can be two people")
    for parent in tmp_path.parents:
        if parent.stat().st_uid == 0 and parent != Path("/") and parent != Path("/tmp"):  # noqa: S108
            parent.chmod(parent.stat().st_mode | 0o055)
    tmp_path.chmod(0o755)
    folder = tmp_path / "out"
    write_folder(folder, small_record())
    os.chown(folder, 65534, 65534)
    folder.chmod(0o1777)
    for one in folder.iterdir():
        os.chown(one, 65534, 65534)
    unfinished_list(folder, "outcomes.csv", b"evil")
    for one in folder.glob(".*"):
        os.chown(one, 1234, 1234)
    before = (folder / "outcomes.csv").read_bytes()
    codecs.lookup("ascii")
    write_folder(tmp_path / "warm", small_record())  # what reading needs is loaded as oneself
    unfinished_list(tmp_path / "warm", "outcomes.csv", b"x")
    read_folder(tmp_path / "warm")
    with somebody_else():
        read_folder(folder)
    assert (folder / "outcomes.csv").read_bytes() == before


def test_a_folder_in_the_place_of_the_list(path: Path) -> None:
    folder = path.parent / "out"
    write_folder(folder, small_record())
    (folder / UNFINISHED).mkdir()
    assert read_folder(folder)[1] == []
    with pytest.raises(Refused, match="is a folder"):
        write_folder(folder, small_record())


def test_an_export_beside_an_unfinished_folder_leaves_it_alone(path: Path) -> None:
    folder = path.parent / "out"
    write_folder(folder, small_record())
    unfinished_list(folder, "outcomes.csv", b"Question,Value,Known,Recorded,Source,Note\n")
    exporting.export(path, folder / "page.html", "html", AS_OF)
    assert len(list(folder.glob(".trackrecord-*.tmp"))) == 1
    read_folder(folder)
    assert (folder / "outcomes.csv").read_bytes().count(b"\n") == 1


def test_nobody_else_s_rights_are_taken_over(path: Path) -> None:
    """Set-user-id bits of a planted file are never those of a file of ours."""
    path.chmod(0o6755)
    record(path)
    building.build(path, path, AS_OF)
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    path.chmod(0o6755)
    backups.copy(path, path.with_name("copy"))
    assert stat.S_IMODE(path.with_name("copy").stat().st_mode) == 0o700


def test_what_a_link_leads_to_is_not_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diary = path.with_name("diary.txt")
    diary.write_text("private")
    link = path.with_name("x.xlsx")
    link.symlink_to(diary)

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    _, aside = building.build(path, link, AS_OF)
    assert aside is not None
    assert aside.is_symlink()
    assert diary.read_text() == "private"
    assert not link.is_symlink()
    folder = path.parent / "out"
    folder.mkdir()
    secret = path.with_name("secret.csv")
    secret.write_text("Question,Value,Secret\nhow-many,5,hidden\nwhen,2024-01-01,hidden\n")
    (folder / "outcomes.csv").symlink_to(secret)
    record(path)
    exporting.pull(path, folder)
    assert "hidden" not in (folder / "outcomes.csv").read_text()


def test_a_renewed_workbook_that_knows_more_is_kept(path: Path) -> None:
    """Built from another, it looks as built; but its rows may lie nowhere else."""
    record(path)
    other, folder = path.with_name("other.xlsx"), path.parent / "folder"
    building.build(path, other, AS_OF)
    write_folder(folder, small_record())
    _, aside = building.build(folder, other, AS_OF)
    assert aside is not None
    assert len(read_workbook(aside)[0].outcomes) == 1
    assert building.build(folder, other, AS_OF)[1] is None


def test_a_group_keeps_its_file(path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can be two people")
    os.chown(path, 1234, 4321)
    path.chmod(0o660)
    record(path)
    state = path.stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (1234, 4321, 0o660)


def test_a_mixture_is_never_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes the folder while it is read."""
    folder = path.parent / "out"
    write_folder(folder, small_record())
    record(path)
    real, wrote = csv_folder._read_csv, []

    def slow(place: Path, table: Any, problems: Any) -> Any:
        if table.name == "Outcomes" and not wrote:
            wrote.append(True)
            exporting.pull(path, folder)
        return real(place, table, problems)

    monkeypatch.setattr(csv_folder, "_read_csv", slow)
    held, problems = read_folder(folder)
    assert problems == []
    assert len(held.outcomes) == 1
    assert len(held.journal) == len(read_workbook(path)[0].journal)
