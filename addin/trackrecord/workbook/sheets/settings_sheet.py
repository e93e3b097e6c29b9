"""The sheet Settings: what a reader may choose, the words, and the names that formulas use."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from trackrecord.core.assessment import Assessment
from trackrecord.core.estimates import SCALES
from trackrecord.core.model import Settings
from trackrecord.ooxml.cell_names import quoted
from trackrecord.ooxml.cell_xml import NewCell
from trackrecord.tables import number_formats as formats
from trackrecord.tables.kinds import Kind
from trackrecord.tables.probability_words import (
    ESTIMATES,
    IMPUTED,
    WORDS,
    Word,
    imputed_rows,
    meanings,
)
from trackrecord.tables.score_columns import OUTCOME_WORDS
from trackrecord.tables.settings import SETTINGS, Setting, settings_rows
from trackrecord.workbook.sheets.cell_styles import Styles
from trackrecord.workbook.sheets.layout import Page, set_up

# What every formula may name. Settings rows are found by their place in SETTING_ROWS.
NAMES = {
    "QuestionKeys": "Questions[Question]",
    "QuestionUnits": "Questions[Unit]",
    "ForecasterKeys": "Forecasters[Forecaster]",
    "ForecastKeys": "Forecasts[Forecast]",
    "OutcomeWords": "Words[[Word]:[Counts as]]",
    "OutcomeWordList": "Words[Word]",
    "EstimateKeys": "Estimates[Key]",
}


def fill_settings(
    page: Page, styles: Styles, settings: Settings, as_of: date, rows_of: Sequence[Assessment]
) -> None:
    """The Settings sheet: what a reader may choose, and the words that mean something."""
    rows = settings_rows(settings, as_of)
    page.put_table(styles, SETTINGS, rows, 1, 1)
    sheet = page.sheet
    for number, row in enumerate(rows, 2):
        fixed = row.formula or row.name == "Confidence"
        name = "Calculation" if fixed else "Input"
        look = styles.number(name, formats.number_format(row.kind), centred=True)
        page.put(number, 2, NewCell(row.value, look, row.formula))
        if row.name:
            cell = f"{quoted(sheet.title)}!$B${number}"
            _define(page, row.name, row.refers_to(cell))
        if not fixed:
            sheet.add_data_validation(_setting_validation(row, f"B{number}"))
    words = [Word(word, counts) for word, counts in OUTCOME_WORDS.items()]
    page.put_table(styles, WORDS, words, 1, 5)
    page.put_table(styles, ESTIMATES, meanings(), 1, 8)
    page.put_table(styles, IMPUTED, imputed_rows(rows_of, settings.scale), 1, 16)
    for gap in "DGO":
        sheet.column_dimensions[gap].width = 3
    for name, formula in NAMES.items():
        _define(page, name, formula)
    sheet.freeze_panes = "A2"
    set_up(sheet)


def _define(page: Page, name: str, refers_to: str) -> None:
    book = page.sheet.parent
    assert book is not None
    book.defined_names[name] = DefinedName(name, attr_text=refers_to)


def _setting_validation(row: Setting, cell: str) -> DataValidation:
    rules: dict[Kind, dict[str, Any]] = {
        Kind.DATE: {"type": "date", "operator": "greaterThanOrEqual", "formula1": "61"},
        Kind.SHARE: {
            "type": "decimal",
            "operator": "between",
            "formula1": "0.01",
            "formula2": "0.99",
        },
        Kind.COUNT: {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "1"},
        Kind.PROSE: {"type": "textLength", "operator": "lessThanOrEqual", "formula1": "80"},
        Kind.WORD: {"type": "list", "formula1": '"' + ",".join(SCALES) + '"'},
        Kind.CHOICE: {"type": "list", "formula1": f'"{",".join(row.choices or ())}"'},
    }
    return DataValidation(
        **rules[row.kind],
        allow_blank=True,
        sqref=cell,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle="Track Record",
        error=row.meaning[:255],
        promptTitle=row.setting,
        prompt=row.meaning[:255],
    )
