"""What a forecast is and how it is scored: no spreadsheet, no files, no clock."""
