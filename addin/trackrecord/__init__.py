"""Track Record: who called it? Forecasts against outcomes, kept in a spreadsheet.

The house has three rooms, and data flows one way through them:

- ``core``      pure: no spreadsheet, no files, no clock. What a forecast is, how it is scored.
- ``workbook``  the tables, said once, and the carriers that hold them: a folder of CSV files,
  an Excel workbook, a workbook that is open in Excel or LibreOffice.
- ``office``    what makes it an add-in: the list of buttons, the xlwings engine for LibreOffice and
  its extension. Knows nothing of forecasts.

Beside them: ``actions`` (what the verbs do with files), ``clicks`` and ``accuracy`` (what the
buttons do with the workbook on the ``desk``), and the two doors that read the clock: ``__main__``
(the command line) and ``buttons`` (the ribbon).

The way of one item: a line in ``forecasts.csv`` -> ``folder.read`` -> ``schema.parse`` ->
``Forecast`` -> ``xlsx.write`` -> a row in the sheet, whose formulas light up when an outcome
is typed in. Of a click: ``buttons`` -> ``clicks`` -> ``excel.read`` -> ``journal`` ->
``excel.append`` and one message.
"""

__version__ = "0.1.0"
