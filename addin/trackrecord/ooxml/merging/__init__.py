"""Sheets of one workbook put into another: what they hold, and how their cells look there."""
