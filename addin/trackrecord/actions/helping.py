"""Say what each button does."""

from trackrecord.actions.session import Session
from trackrecord.office.addin.ribbon import help_text
from trackrecord.tables.record_checks import CHECKS
from trackrecord.workbook.store import Screen


def show_help(_session: Session, screen: Screen) -> str:
    """What each button does."""
    if screen.has_workbook:
        screen.go_to_table(CHECKS)
    return help_text()
