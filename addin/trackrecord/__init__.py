"""Track Record: who called it? Forecasts against outcomes, kept in a spreadsheet.

The house has three rooms, and data flows one way through them:

- ``core``      pure: no spreadsheet, no files, no clock. What a forecast is, how it is scored.
- ``workbook``  the tables, said once, and the carriers that hold them: a folder of CSV files,
  an Excel workbook.
- ``__main__``  the command line, the only place that reads the clock.

The way of one item: a line in ``forecasts.csv`` -> ``folder.read`` -> ``schema.parse`` ->
``Forecast`` -> ``xlsx.write`` -> a row in the sheet, whose formulas light up when an outcome
is typed in.
"""

__version__ = "0.1.0"
