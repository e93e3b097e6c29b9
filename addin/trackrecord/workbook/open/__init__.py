"""A record in a workbook that is open in the spreadsheet xlwings drives."""
