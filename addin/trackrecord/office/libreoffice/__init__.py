"""An xlwings engine for LibreOffice Calc, over UNO: ``import trackrecord.office.libreoffice``.

Importing registers the engine ``libreoffice``; nothing is started and LibreOffice is not looked
for until an app is asked for. ``xw.engines["libreoffice"].activate()`` makes it the one that
``xw.App``, ``xw.Book`` and ``xw.books`` use. For Linux; on Windows and macOS use Excel.

Where Calc and Excel differ, values and formulas look as in Excel: two-dimensional blocks of
numbers, text, booleans, dates and blanks; formulas in Excel's grammar; errors as blanks, or as
their text with ``err_to_str``. Text stays the text it is: "123" is not made a number, which Excel
does. A text that begins with ``=`` is a formula, and one apostrophe before a text is taken off,
as in Excel.
"""

import xlwings

from trackrecord.office.libreoffice.engine import NAME, Engine

if NAME not in xlwings.engines.engines_by_name:
    xlwings.engines.add(xlwings.main.Engine(impl=Engine()))
