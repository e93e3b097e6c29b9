"""An .xlsx file as a zip of XML parts: read, edited, saved without loss. Knows no forecasts."""
