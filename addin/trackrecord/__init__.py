"""Track Record: who called it? Forecasts against outcomes, kept in a spreadsheet.

The house has three rooms, and data flows one way through them:

- ``core``      pure: no spreadsheet, no files, no clock. What a forecast is, how it is scored.
- ``workbook``  the tables, said once, and the carriers that hold them: a folder of CSV files,
  an Excel workbook, a workbook that is open in Excel or LibreOffice.
- ``office``    what makes it an add-in: the list of buttons, the xlwings engine for LibreOffice and
  its extension. Knows nothing of forecasts.

Beside them: ``actions`` (a record in, a workbook out), ``clicks`` and ``accuracy`` (what the
buttons do with the workbook on the ``desk``), ``intake`` (rows from elsewhere), ``verbs`` (the
same to a workbook file), and the two doors, ``__main__`` with ``commands``, ``addin_commands`` and
``terminal`` (the command line) and ``buttons`` (the ribbon), which alone look through ``door`` at
the clock.

The way of one item: a line in ``forecasts.csv`` -> ``folder.read`` -> ``schema.parse`` ->
``Forecast`` -> ``xlsx.write`` -> a row in the sheet, whose formulas light up when an outcome
is typed in. Of a click: ``buttons`` -> ``clicks`` -> ``excel.read`` -> ``journal`` ->
``excel.append`` and one message. Of a command: ``commands`` -> ``verbs`` -> ``splice.read`` ->
``journal`` -> ``splice.append`` -> ``book.save``, which lets the parts of the file stream by
(``zipped``, ``markup``, ``edits``) and puts the new file in the old one's place (``saving``).
"""

__version__ = "0.1.0"
