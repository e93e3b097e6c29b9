"""The tables, said once (`schema`), and the carriers that hold them (`folder`, `xlsx`)."""
