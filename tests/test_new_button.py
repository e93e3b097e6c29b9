"""A new button is one line in the list and one function: done on a copy of the package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.workbooks import missing

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "addin" / "trackrecord"
LINE = """    Button("count", "counting:count", "Share", "Count", "How many forecasts there are",
           "Says how many forecasts the record has.", "N2", "Calculator"),
"""
FUNCTION = '''"""Count the forecasts."""

from trackrecord.actions.session import Session, read_view
from trackrecord.workbook.store import Screen


def count(session: Session, screen: Screen) -> str:
    """How many forecasts there are."""
    return f"{screen.name} holds {len(read_view(session).record.forecasts)} forecasts."
'''
PRESSED = """
import sys
from pathlib import Path
import xlwings as xw
import trackrecord.office.libreoffice
from support.person import Person
from trackrecord import buttons
from trackrecord.office.addin import ribbon
folder = Path(sys.argv[1])
buttons.LOG = folder / "log.txt"
assert any("count" in text for text in ribbon.callbacks().splitlines())
xw.engines["libreoffice"].activate()
app = xw.App(visible=False, add_book=False)
try:
    somebody = Person(app, folder, folder / "alerts")
    somebody.use(app.books.open(folder / "small.xlsx"))
    print(somebody.click("count"))
finally:
    app.quit()
"""


@pytest.mark.libreoffice
def test_a_button_more(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        missing("LibreOffice (soffice)")
    copy = tmp_path / "newer" / "trackrecord"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / "office" / "addin" / "ribbon.py"
    source = path.read_text(encoding="utf-8")
    assert source.count("BUTTONS = (\n") == 1
    path.write_text(source.replace("BUTTONS = (\n", f"BUTTONS = (\n{LINE}"), encoding="utf-8")
    (copy / "actions" / "counting.py").write_text(FUNCTION, encoding="utf-8")
    shutil.copy(TESTS / "old" / "0.1.0" / "small.xlsx", tmp_path / "small.xlsx")
    done = subprocess.run(
        [sys.executable, "-c", PRESSED, str(tmp_path)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (copy.parent, TESTS))),
            "XLWINGS_LIBREOFFICE_ALERTS": str(tmp_path / "alerts"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "small holds 8 forecasts.\n"
