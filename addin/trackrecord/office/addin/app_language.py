"""The language that a spreadsheet speaks itself, which the buttons speak too unless told otherwise.

One question to the office. In a real Excel this was never tried.
"""

import sys
from typing import Any


def language_of_app(app: Any) -> str:
    """The name of the language of an application of xlwings; "" where it cannot be told.

    LibreOffice is asked through our engine, Excel on Windows for the number of its own language.
    On a Mac Excel speaks the first language of the person's settings that it has.
    """
    try:
        own = getattr(app.impl, "language", None)
        if own is not None:
            return str(own)
        if sys.platform == "win32":
            return _name_of(int(app.api.LanguageSettings.LanguageID(_OF_THE_MENUS)))
        return _first_on_a_mac() if sys.platform == "darwin" else ""
    except Exception:  # noqa: BLE001 - each spreadsheet has its own errors, and English is there
        return ""


_OF_THE_MENUS = 2  # msoLanguageIDUI


def _name_of(number: int) -> str:
    """The name of a language by Windows' number for it.

    >>> _name_of(2052), _name_of(1033), _name_of(-1)
    ('zh_CN', 'en_US', '')
    """
    from locale import windows_locale  # noqa: PLC0415 - on Windows only

    return windows_locale.get(number, "")


def _first_on_a_mac() -> str:
    import subprocess  # noqa: PLC0415 - only on a Mac

    asked = subprocess.run(
        ["/usr/bin/defaults", "read", "-g", "AppleLanguages"],
        capture_output=True,
        text=True,
        check=False,
    )
    return first_listed(asked.stdout)


def first_listed(said: str) -> str:
    r"""The first of a list as macOS prints its settings.

    >>> first_listed('(\n    "zh-Hans-CN",\n    en\n)\n')
    'zh-Hans-CN'
    """
    return said.strip("()\n\t ").partition(",")[0].strip('" \n')
