"""The Excel add-in file, read by readers that are not ours."""

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import olefile
import pyopenvba
import pytest
import xlwings as xw
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream
from pyopenvba.interpreter import NOTHING, Interpreter
from support.workbooks import missing, sdk_errors

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.cli.main import main
from trackrecord.office.addin import excel_file as xlam
from trackrecord.office.addin import ribbon
from trackrecord.office.addin.compound_file import compound_file
from trackrecord.office.addin.vba import Module, ModuleKind, compress, project

SCHEMAS = {"2009/07": "customui14.xsd", "2006/01": "customUI.xsd"}


def customui_schemas() -> list[Path]:
    """Microsoft's schemas: in the folder that CUSTOMUI_SCHEMAS names, or beside the checkout."""
    beside = [path.parent for path in Path(__file__).parents[3].glob("*/schemas/customUI*.xsd")]
    named = os.environ.get("CUSTOMUI_SCHEMAS")
    folders = [Path(named)] if named else beside
    return [path for folder in folders for path in folder.glob("*.xsd")]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / xlam.FILE
    xlam.build_addin(path, Path("/opt/python 3/bin/python"), "win32")
    return path


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def some(count: int) -> list[Module]:
    return [
        Module("ThisWorkbook", kind=ModuleKind.WORKBOOK),
        Module("Sheet1", kind=ModuleKind.SHEET),
        *(
            Module(
                f"Module{n}" + "x" * (n % 20),
                f"Sub S{n}()\n" + f"' {n} text\n" * n * 30 + "End Sub\n",
            )
            for n in range(count)
        ),
        Module("AClass", "Public Value As Long\n", ModuleKind.CLASS),
    ]


def test_compression_is_that_of_the_specification() -> None:
    plain = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"  # [MS-OVBA] 3.2.2
    packed = bytes.fromhex(
        "012FB00023616161626364658266007061676869 6A013808616B6C00306D6E6F7006710270041072737475"
        "76107778797A003C"
    )
    # Which of several equal copies is taken is free; the length is not.
    assert len(compress(plain)) == len(packed)
    assert decompress_stream(bytearray(packed)) == plain
    assert decompress_stream(bytearray(compress(plain))) == plain
    assert decompress_stream(bytearray(compress(b"a" * 73))) == b"a" * 73


@given(st.binary(max_size=9000).map(lambda data: data + b"\r\n" * 2100))
def test_another_reader_unpacks_it(data: bytes) -> None:
    assert decompress_stream(bytearray(compress(data))).rstrip(b"\0") == data.rstrip(b"\0")


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 8, 15, 40])
def test_readers_agree_on_projects_of_any_size(count: int) -> None:
    modules = some(count)
    data = project("Project1", modules)
    with olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
        names = {"/".join(path) for path in file.listdir()}
        assert names == {
            "PROJECT",
            "PROJECTwm",
            "VBA/dir",
            "VBA/_VBA_PROJECT",
            *(f"VBA/{module.name}" for module in modules),
        }
        assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000000")
    read = {name: code for _, _, name, code in VBA_Parser("x.bin", data=data).extract_macros()}
    assert len(read) == len(modules)
    for module in modules:
        end = ".bas" if module.kind is ModuleKind.STANDARD else ".cls"
        assert read[module.name + end].encode("cp1252") == module.source()
    assert len(data) % 512 == 0


@pytest.mark.parametrize(
    "sizes", [[0], [1], [64], [4095], [4096], [4097, 10], [100_000] * 5, [1] * 200]
)
def test_streams_come_back_whole(sizes: list[int]) -> None:
    streams = {f"S/stream{n}": bytes([n % 251]) * size for n, size in enumerate(sizes)}
    data = compound_file(streams)
    with olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
        for name, content in streams.items():
            assert file.openstream(name).read() == content


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1st", ""),
        ("_x", ""),
        ("x" * 32, ""),
        ("Print", ""),
        ("a b", ""),
        ("Ok", "' " + "x" * 1100),
        ("Ok", "' \0"),
        ("Ok", "' 小米"),
    ],
)
def test_what_excel_would_refuse_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one
        project("Project1", [Module(name, text)])


def test_names_do_not_clash() -> None:
    for names in (["A", "a"], ["Project1"]):
        with pytest.raises(ValueError, match="one name"):
            project("Project1", [Module(name) for name in names])


def test_settings_are_in_the_sheet(addin: Path) -> None:
    sheet = parts(addin)["xl/worksheets/sheet1.xml"].decode()
    said = re.findall(r"<t [^>]*>([^<]*)</t>", sheet)
    assert said == ["Interpreter_Win", "/opt/python 3/bin/python"]
    assert f'name="{xlam.ADDIN_NAME}.conf"' in parts(addin)["xl/workbook.xml"].decode()


def test_its_window_is_hidden(addin: Path) -> None:
    """As Excel saves an add-in: it has no window of its own."""
    assert '<workbookView visibility="hidden"/>' in parts(addin)["xl/workbook.xml"].decode()


@pytest.mark.parametrize(("part", "namespace"), ribbon.NAMESPACES.items())
def test_ribbon_follows_its_schema(addin: Path, part: str, namespace: str) -> None:
    schema = next(file for key, file in SCHEMAS.items() if key in namespace)
    path = next((path for path in customui_schemas() if path.name == schema), None)
    if path is None:
        pytest.skip(f"Microsoft's {schema} is not beside this checkout, and not ours to ship")
    text = parts(addin)[part].decode()
    xmlschema.XMLSchema(str(path)).validate(text)
    broken = text.replace('size="large"', 'size="huge"', 1)
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        xmlschema.XMLSchema(str(path)).validate(broken)


def test_the_callbacks_in_the_repository_are_fresh() -> None:
    """``uv run python -m trackrecord.office.addin.ribbon > addin/Buttons.bas``."""
    path = Path(__file__).parents[2] / "addin" / "Buttons.bas"
    assert path.read_text(encoding="utf-8") == ribbon.callbacks()


def test_every_callback_hands_over_one_fixed_word() -> None:
    code = ribbon.callbacks()
    subs: dict[str, str] = dict(
        re.findall(r"^Public Sub (\w+)\(.*?\)\n(.*?)^End Sub", code, re.MULTILINE | re.DOTALL)
    )
    root: Any = ET.fromstring(ribbon.custom_ui("x"))  # noqa: S314 - our own
    called = {
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name in ("onAction", "getEnabled", "onLoad")
    }
    assert called == {f"{ribbon.CALLBACKS}.{name}" for name in subs if name != "RenewRibbon"}
    words = re.findall(r'RunButton control, "([a-z_]*)"', code)
    assert words == [button.action for button in ribbon.BUTTONS]
    assert all(callable(getattr(import_module(ribbon.ENTRY), word)) for word in words)


@pytest.mark.parametrize("there", [True, False], ids=["a workbook", "no workbook"])
@pytest.mark.parametrize("button", ribbon.BUTTONS, ids=lambda button: button.action)
def test_callbacks_run(button: ribbon.Button, *, there: bool) -> None:
    """Each callback, run by another's VBA interpreter with what starts Python replaced."""
    vba = Interpreter()
    vba.add_module(_EXCEL, name="Opener", kind="class")
    vba.add_module(_RUNNER, name=xlam.RUNNER)
    vba.add_module(ribbon.callbacks(), name=ribbon.CALLBACKS)
    vba.run("StartExcel")
    if there:
        vba.run("OpenBook")
    vba.run("Press" + button.id.removeprefix("trackrecord"), [NOTHING])
    runs = there or button.always  # New and Help open a workbook first
    wanted = button.action if runs else ""
    assert str(vba.run("WhatWasHanded")) == wanted
    assert bool(vba.run("IsABookOpen")) == runs


_EXCEL = """
Public Sub Add()
    OpenBook
End Sub
"""
_RUNNER = """
Public Handed As String
Public ActiveWorkbook As Object
Public Workbooks As Object
Public Sub StartExcel()
    Set Workbooks = New Opener
End Sub
Public Function IsABookOpen() As Boolean
    IsABookOpen = Not ActiveWorkbook Is Nothing
End Function
Public Sub RunButton(control, ByVal action As String)
    Handed = Handed & action
End Sub
Public Function WhatWasHanded() As String
    WhatWasHanded = Handed
End Function
Public Sub OpenBook()
    Set ActiveWorkbook = New Collection
End Sub
"""


def test_another_reader_finds_nothing_wrong(addin: Path) -> None:
    report = pyopenvba.check_file(addin)
    assert report.complete
    assert report.issues == ()
    file = pyopenvba.ExcelFile(addin)
    assert set(file.module_names()) == {module.name for module in xlam.modules()}
    file.close()


@pytest.mark.libreoffice
def test_libreoffice_knows_every_module_and_its_type(addin: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    twin = tmp_path / "twin.xlsm"  # it opens no add-ins
    with ZipFile(twin, "w") as archive:
        for name, content in parts(addin).items():
            archive.writestr(name, content.replace(b"excel.addin.macro", b"excel.sheet.macro"))
    engine = xw.engines["libreoffice"]
    engine.activate()
    app = xw.App(visible=False, add_book=False)
    try:
        book = app.books.open(twin)
        libraries: Any = book.api.BasicLibraries
        libraries.loadLibrary("TrackRecordAddin")
        library = libraries.getByName("TrackRecordAddin")
        types = {name: library.getModuleInfo(name).ModuleType for name in library.ElementNames}
        sheet = book.sheets[0]["A1:B1"].value
    finally:
        app.quit()
    wanted = {
        ModuleKind.STANDARD: 1,
        ModuleKind.CLASS: 2,
        ModuleKind.WORKBOOK: 4,
        ModuleKind.SHEET: 4,
    }
    assert types == {module.name: wanted[module.kind] for module in xlam.modules()}
    assert sheet == ["Interpreter_Win", "/opt/python 3/bin/python"]


@pytest.mark.validator
def test_open_xml_sdk_finds_nothing(addin: Path, tmp_path: Path) -> None:
    assert sdk_errors(addin) == []
    # It knows the ribbon's two schemas as well.
    for part in ribbon.NAMESPACES:
        held = parts(addin)
        held[part] = held[part].replace(b'size="large"', b'size="huge"', 1)
        with ZipFile(tmp_path / "broken.xlam", "w") as archive:
            for name, content in held.items():
                archive.writestr(name, content)
        assert sdk_errors(tmp_path / "broken.xlam")


_BUILD = """
import sys
from pathlib import Path
from trackrecord.office.addin import excel_file as xlam
xlam.build_addin(Path(sys.argv[1]), Path("/opt/python 3/bin/python"), "win32")
print(*sys.version_info[:2])
"""


def interpreter(version: str) -> str | None:
    """A Python of that version: on the path, or one that pyenv or uv keeps."""
    name = f"python{version}"
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    by_uv = subprocess.run(
        ["uv", "python", "find", "--no-project", version],
        capture_output=True,
        text=True,
        check=False,
    )
    places = [
        shutil.which(name),
        *map(str, kept.glob(f"{version}.*/bin/{name}")),
        by_uv.stdout.strip(),
    ]
    # A shim of pyenv is on the path also where it leads nowhere.
    return next(
        (
            place
            for place in places
            if place
            and subprocess.run([place, "-V"], capture_output=True, check=False).returncode == 0
        ),
        None,
    )


@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_every_python_builds_the_same_bytes(version: str, addin: Path, tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        missing(f"Python {version}")
    ours = [str(Path(xlam.__file__).parents[3]), str(Path(xw.__file__).parents[1])]
    done = subprocess.run(
        [python, "-c", _BUILD, str(tmp_path / "again.xlam")],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(ours)},
    )
    assert done.stdout.split() == version.split(".")
    assert (tmp_path / "again.xlam").read_bytes() == addin.read_bytes()


def test_every_system_builds_the_same_bytes(
    addin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for platform in ("win32", "darwin", "linux"):
        monkeypatch.setattr(sys, "platform", platform)  # zipfile writes it into every member
        xlam.build_addin(tmp_path / "again.xlam", Path("/opt/python 3/bin/python"), "win32")
        assert (tmp_path / "again.xlam").read_bytes() == addin.read_bytes()


# Excel's own pictures, each looked up: in the list that the project ImageMso read out of Excel
# 2013 (8,899 names), or, marked *, in the ribbons of several public add-ins.
PICTURES = {
    "FileNew",
    "ImportTextFile*",
    "TableInsert",
    "AcceptInvitation",
    "DeclineInvitation",
    "Undo*",
    "Calculator",
    "RecurrenceEdit",
    "AccessibilityChecker",
    "ExportTextFile",
    "Help",
}


def test_every_picture_is_one_that_excel_has() -> None:
    assert {b.image for b in ribbon.BUTTONS} <= {name.rstrip("*") for name in PICTURES}


def test_the_command_line_builds_it(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "build"]) == 0
    assert "trackrecord.xlam" in capsys.readouterr().out
    assert sys.executable in parts(inside / "trackrecord.xlam")["xl/worksheets/sheet1.xml"].decode()
