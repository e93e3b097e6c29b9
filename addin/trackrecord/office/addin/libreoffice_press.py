"""A button pressed from a terminal, in the LibreOffice that a person has open."""

from importlib import import_module

from xlwings import XlwingsError

import trackrecord.office.libreoffice  # noqa: F401 - registers the engine
from trackrecord.office.addin.quiet_xlwings import xlwings
from trackrecord.office.addin.ribbon import ENTRY
from trackrecord.office.addin.running_office import running_office
from trackrecord.office.libreoffice.engine import NAME


def press_in_office(button: str) -> str:
    """Press a button with the workbook in front; what is wrong, "" if nothing is."""
    engine = xlwings.engines[NAME]
    engine.activate()
    try:
        with running_office() as office:
            app = engine.impl.apps.adopt(office)
            book = app.books.active_or_none()
            if book is None:
                return "no workbook is open in LibreOffice; open it and try again"
            xlwings.Book(impl=book).set_mock_caller()
            getattr(import_module(ENTRY), button)()
    except XlwingsError as error:
        return f"{error}; open the workbook in LibreOffice Calc and try again"
    return ""
