"""What a process that forks for each command loads beforehand, so that no command pays for it."""

import gc
import importlib
import pkgutil

import filelock  # noqa: F401 - as below
import openpyxl  # noqa: F401 - as below
import platformdirs.unix  # noqa: F401 - as below
import rich.table  # noqa: F401 - loaded once, for all

import trackrecord.actions.building
import trackrecord.actions.exporting
import trackrecord.actions.importing
import trackrecord.actions.on_file
import trackrecord.cli
import trackrecord.exchange.export_calendar
import trackrecord.exchange.export_tables
import trackrecord.exchange.page.one_page
import trackrecord.files.backups
import trackrecord.files.folders
import trackrecord.workbook.new


def load_commands() -> None:
    """Every command is loaded; what is there stays out of the collector's way in each fork."""
    for module in pkgutil.iter_modules(trackrecord.cli.__path__, "trackrecord.cli."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
