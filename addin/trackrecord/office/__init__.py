"""What makes it an add-in: the ribbon, the LibreOffice engine. Knows nothing of forecasts."""
