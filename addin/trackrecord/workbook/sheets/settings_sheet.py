"""The sheet Settings: what a reader may choose, the words, and the names that formulas use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from trackrecord.core.assessment import Assessment
from trackrecord.core.estimates import SCALES
from trackrecord.core.model import Settings
from trackrecord.ooxml.cell_xml import NewCell
from trackrecord.tables import leaderboard as board
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
from trackrecord.tables.record import OUTCOME_WORDS
from trackrecord.tables.settings import (
    AS_OF,
    AS_OF_FORMULA,
    AS_OF_IN_USE,
    COUNT_IMPUTED,
    LEVEL,
    RANK_FROM,
    SCALE,
    SETTINGS,
)
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


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the Settings table."""

    setting: str
    value: object
    meaning: str
    kind: Kind
    name: str = ""
    formula: str = ""
    default: object = None


def settings_rows(settings: Settings, as_of: date) -> tuple[Setting, ...]:
    """The rows of the Settings table; their order fixes where the names point."""
    return (
        Setting(
            AS_OF,
            settings.as_of,
            "Replay the past: type a day, and outcomes that became "
            "known later are left out everywhere. Empty is today.",
            Kind.DATE,
        ),
        Setting(
            AS_OF_IN_USE,
            as_of,
            "The day that every formula uses. Calculated.",
            Kind.DATE,
            "AsOf",
            AS_OF_FORMULA,
        ),
        Setting(
            LEVEL,
            settings.interval_level,
            "One common level for the interval score of every forecast; between 0 and 1.",
            Kind.SHARE,
            "IntervalLevel",
            default=Settings().interval_level,
        ),
        Setting(
            RANK_FROM,
            settings.rank_from,
            "Fewer common questions than this are too few to rank.",
            Kind.COUNT,
            "RankFrom",
            default=Settings().rank_from,
        ),
        Setting(
            SCALE,
            settings.scale,
            "What words like “likely” stand for: "
            + ", ".join(SCALES)
            + ". The list is to the right.",
            Kind.WORD,
            "ScaleInUse",
            default=Settings().scale,
        ),
        Setting(
            COUNT_IMPUTED,
            "yes" if settings.count_imputed else "no",
            "yes or no: does the Leaderboard count forecasts that give only such a word?",
            Kind.CHOICE,
            "CountImputed",
            default="yes",
        ),
        Setting("Confidence", 0.95, "Of the Wilson intervals. Fixed.", Kind.SHARE, "Confidence"),
    )


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
            cell = f"Settings!$B${number}"
            default = f'"{row.default}"' if isinstance(row.default, str) else row.default
            # A cell that was emptied means the default, as it does for Python.
            refers_to = f'IF({cell}="",{default},{cell})' if row.default is not None else cell
            _define(page, row.name, refers_to)
        if not fixed:
            sheet.add_data_validation(_setting_validation(row, f"B{number}"))
    words = [Word(word, counts) for word, counts in OUTCOME_WORDS.items()]
    page.put_table(styles, WORDS, words, 1, 5)
    page.put_table(styles, ESTIMATES, meanings(), 1, 8)
    page.put_table(styles, IMPUTED, imputed_rows(rows_of, settings.scale), 1, 16)
    for gap in "DGO":
        sheet.column_dimensions[gap].width = 3
    for name, formula in (NAMES | board.COUNTING_NAMES).items():
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
        Kind.WORD: {"type": "list", "formula1": '"' + ",".join(SCALES) + '"'},
        Kind.CHOICE: {"type": "list", "formula1": '"yes,no"'},
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
