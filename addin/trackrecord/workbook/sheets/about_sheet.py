"""The sheets that are not one table: About and Settings."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from trackrecord import __version__
from trackrecord.core.journal.head import head_text
from trackrecord.core.model import Record
from trackrecord.language import say
from trackrecord.ooxml.cell_xml import NewCell
from trackrecord.tables.charts import palette
from trackrecord.tables.number_formats import POINTS_PER_LINE, height_of
from trackrecord.tables.record import COSTLY
from trackrecord.tables.record_checks import CHECK_ROWS, CHECKS, SEALED, VERDICT
from trackrecord.workbook.sheets.cell_styles import Styles
from trackrecord.workbook.sheets.layout import Page, set_up, when


def fill_about(  # noqa: PLR0913, PLR0917 - all that About says
    page: Page,
    styles: Styles,
    title: str,
    record: Record,
    buttons: Sequence[tuple[str, str]] = (),
    written: date | None = None,
    *,
    huge: bool = False,
) -> None:
    """The About sheet: what this is, five lines of use, legend, checks with one OK or FAIL.

    At its end the buttons, each with what it does. `written` is the day for which Python wrote what
    formulas cannot carry in a large workbook; None where it is not large. In a `huge` one no score
    is a formula.
    """
    text, label = styles.number("Record text"), styles.number("Record label")
    sheet = page.sheet
    first_check = 21
    lines: list[tuple[str, NewCell]] = [
        ("", NewCell("Track Record", styles.number("Record title"))),
        (
            "",
            NewCell(
                say(
                    "Who called it? Forecasts with their day, what really happened, and how far "
                    "apart the two were."
                ),
                text,
            ),
        ),
        (say("This record"), NewCell(title, text)),
        (say("Check"), NewCell("OK", label, VERDICT)),
        ("", NewCell("", text)),
        (
            say("How to use it"),
            NewCell(
                say(
                    "1. Read the Dashboard and the Leaderboard: who was right, how often, how far "
                    "off."
                ),
                text,
            ),
        ),
        (
            "",
            NewCell(
                say(
                    "2. When something happened, go to Outcomes and type a new row below the last: "
                    "question, value, the day it became known, the source."
                ),
                text,
            ),
        ),
        ("", NewCell(_then(huge=huge), text)),
        (
            "",
            NewCell(
                say(
                    "4. A new forecast is a new row in Forecasts, of a question that stands in "
                    "Questions, by someone who stands in Forecasters."
                ),
                text,
            ),
        ),
        ("", NewCell(_earlier(huge=huge), text)),
        ("", NewCell("", text)),
        (say("Legend"), NewCell(say("Input: you type here"), styles.number("Input"))),
        ("", NewCell(say("Calculation: computed, do not type here"), styles.number("Calculation"))),
        (
            "",
            NewCell(
                say(
                    "Select a header to read what its column means. Empty Low or High is an open "
                    "end; “≥” before Days late means at least, so far."
                ),
                text,
            ),
        ),
        (say("Written by Python"), NewCell(_written(written, huge=huge), text)),
        (
            say("Version"),
            NewCell(say("Track Record {version}, MIT licence", version=__version__), text),
        ),
        (say("Source"), NewCell(_sources(record), text)),
        (say("Journal"), NewCell(head_text(record.journal), text, SEALED)),
    ]
    for row, (name, spec) in enumerate(lines, 1):
        if name:
            page.put(row, 1, NewCell(name, label))
        page.put(row, 2, spec)
        page.heights[row] = height_of(spec.value, CHECKS.columns[1].width)
        if spec.formula == SEALED:  # it is longer once something is sealed
            page.heights[row] = 2 * POINTS_PER_LINE
    page.heights[1] = 30
    page.put_table(styles, CHECKS, CHECK_ROWS, first_check, 1)
    number = styles.number("Calculation", "0")
    for row, check in enumerate(CHECK_ROWS, first_check + 1):
        page.put(row, 3, NewCell(0, number, check.formula))
    first_button = first_check + len(CHECK_ROWS) + 3
    if buttons:
        page.put(first_button - 1, 1, NewCell(say("The buttons"), label))
        page.put(
            first_button - 1,
            2,
            NewCell(
                say(
                    "A tab of Excel's ribbon, or a toolbar of LibreOffice, "
                    "once “trackrecord addin install” has been run."
                ),
                text,
            ),
        )
    for row, (name, does) in enumerate(buttons, first_button):
        page.put(row, 1, NewCell(name, text))
        page.put(row, 2, NewCell(does, text))
        page.heights[row] = height_of(does, CHECKS.columns[1].width)
    for rule in (
        when('$B$4="OK"', colour=palette.GREEN, bold=True),
        when('$B$4="FAIL"', colour=palette.RED, bold=True),
    ):
        sheet.conditional_formatting.add("B4", rule)
    sheet.sheet_view.showGridLines = False
    set_up(sheet, tall=1)


def _then(*, huge: bool) -> str:
    if huge:
        return say(
            "3. Close the workbook and run “trackrecord compute” with it: of so many forecasts the "
            "scores are values, which Python writes anew."
        )
    return say(
        "3. Every score of that question appears at once, in Forecasts and in the charts. Nothing "
        "needs to be installed for that."
    )


def _earlier(*, huge: bool) -> str:
    if huge:
        return say(
            "5. To see an earlier day, type it as “As of” in Settings, and compute again. Empty it "
            "to come back to today."
        )
    return say(
        "5. To see an earlier day, type it as “As of” in Settings. Empty it to come back to today."
    )


def _written(day: date | None, *, huge: bool) -> str:
    """Which values are no formulas."""
    words = say(
        "The Scorecard, and in the Leaderboard what comes from comparing forecasters (see As of "
        "there). Everything else is a formula"
    )
    if day is None:
        return say("{sentence}.", sentence=words)
    if huge:
        return say(
            "{words}, but for all scores in Forecasts, which are too many for formulas: values as "
            "of {day}. 'trackrecord compute' writes them anew.",
            words=words,
            day=day,
        )
    return say(
        "{words}, but for {columns} in Forecasts: values as of {day}.",
        words=words,
        columns=", ".join(COSTLY),
        day=day,
    )


def _sources(record: Record) -> str:
    """Where most of the forecasts were read."""
    common = Counter(row.source for row in record.forecasts).most_common(1)
    return common[0][0] if common else say("none yet")
