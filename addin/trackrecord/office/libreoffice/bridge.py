"""Python's bridge to LibreOffice: finds ``uno``, which comes with LibreOffice, and connects.

``uno`` is no package of PyPI. Debian keeps it with the system's Python, other builds beside the
program; it is loaded from there by its path, so that nothing else of that folder is importable.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from xlwings import XlwingsError

_SYSTEM_PYTHON = "/usr/bin/python3"
_USUAL = Path("/usr/lib/python3/dist-packages")
_MISSING = (
    "LibreOffice's Python bridge (uno) was not found; install it, on Debian and Ubuntu with "
    "'apt install libreoffice-calc python3-uno', or set UNO_PATH to the folder of uno.py"
)


def load_uno() -> Any:
    """The module ``uno``; XlwingsError where LibreOffice has none."""
    loaded = sys.modules.get("uno")
    if loaded is not None and hasattr(loaded, "getComponentContext"):
        return loaded
    for folder in _folders():
        if (folder / "uno.py").is_file():
            if (folder / "fundamentalrc").is_file():
                start = f"vnd.sun.star.pathname:{folder}/fundamentalrc"
                os.environ.setdefault("URE_BOOTSTRAP", start)
                sys.path.append(str(folder))  # pyuno, the compiled half, is beside it
            return _load("uno", folder / "uno.py")
    raise XlwingsError(_MISSING)


def _folders() -> Iterator[Path]:
    if "UNO_PATH" in os.environ:
        yield Path(os.environ["UNO_PATH"])
    yield _USUAL
    if Path(_SYSTEM_PYTHON).exists():
        asked = subprocess.run(
            [_SYSTEM_PYTHON, "-I", "-c", "import uno; print(uno.__file__)"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0:
            yield Path(asked.stdout.strip()).parent
    program = shutil.which("soffice")
    if program:
        yield Path(program).resolve().parent


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def environment() -> dict[str, str]:
    """This process's environment without its Python, so that LibreOffice finds its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and name not in ("VIRTUAL_ENV", "URE_BOOTSTRAP")
    }
    # Its Python looks for its home along PATH, and must not find another one first.
    kept["PATH"] = os.pathsep.join(["/usr/bin", "/bin", kept.get("PATH", "")])
    return kept


class NotReachedError(XlwingsError):
    """No office answers on a pipe, or none that answers in order; it may be about to start."""


def connect(pipe: str) -> Any:
    """The component context of the office that listens on a pipe.

    Errors: NotReachedError. An office that is just starting may also answer with nonsense.
    """
    uno = load_uno()
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    except _getattr("com.sun.star.uno", "Exception") as error:
        raise NotReachedError(f"LibreOffice does not answer: {error}") from None
    if context is None:
        raise NotReachedError("LibreOffice does not answer: it has no component context")
    return context


def _getattr(module: str, name: str) -> Any:
    return getattr(__import__(module, fromlist=[name]), name)


def struct(name: str, **fields: object) -> Any:
    """A UNO struct with some of its fields set."""
    made = load_uno().createUnoStruct(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def properties(**values: object) -> tuple[Any, ...]:
    """Named arguments the way LibreOffice takes them."""
    return tuple(
        struct("com.sun.star.beans.PropertyValue", Name=name, Value=value)
        for name, value in values.items()
    )


def enum(kind: str, value: str) -> Any:
    """A value of a UNO enumeration, such as ``enum("sheet.CellInsertMode", "DOWN")``."""
    return load_uno().Enum(f"com.sun.star.{kind}", value)


def in_plain_words(change: Callable[..., None]) -> Callable[..., None]:
    """An error of LibreOffice as one of xlwings: Python cannot pass its own through ``with``."""

    @wraps(change)
    def changed(self: Any, *arguments: object, **named: object) -> None:
        try:
            change(self, *arguments, **named)
        except Exception as error:
            if not isinstance(error, XlwingsError) and hasattr(error, "Message"):
                where = f"{self.sheet.name}!{self.address}"
                raise XlwingsError(f"LibreOffice refused to change {where}: {error}") from None
            raise

    return changed
