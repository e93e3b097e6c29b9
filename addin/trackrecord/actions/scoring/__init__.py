"""Scores of several places as one record, in Python or by an engine of data frames."""
