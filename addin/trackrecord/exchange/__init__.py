"""A record as CSV files, rows from other tools, and pages and files for other readers."""
