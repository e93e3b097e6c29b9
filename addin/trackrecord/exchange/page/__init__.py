"""The record as web pages: one file, or a front page and a folder of pages beside it."""
