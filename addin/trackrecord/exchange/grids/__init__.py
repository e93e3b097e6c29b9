"""Tables as they lie in files: CSV, Markdown, JSON, workbooks, Parquet, archives, folders."""
