"""The sheets that are not one table: About and Settings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from trackrecord import __version__
from trackrecord.core.assessment import Assessment
from trackrecord.core.estimates import SCALES
from trackrecord.core.model import Record, Settings
from trackrecord.ooxml.cell_xml import Spec
from trackrecord.tables import leaderboard as board
from trackrecord.tables import number_formats as formats
from trackrecord.tables import palette
from trackrecord.tables.kinds import Kind
from trackrecord.tables.probability_words import (
    ESTIMATES,
    IMPUTED,
    WORDS,
    Word,
    imputed_rows,
    meanings,
)
from trackrecord.tables.record import OUTCOME_WORDS, literal
from trackrecord.tables.schema import Column, Table
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
from trackrecord.workbook.sheets.layout import POINTS_PER_LINE, Page, lines_of, set_up, when

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


@dataclass(frozen=True, slots=True)
class Counted:
    """One row of the Checks table."""

    check: str
    remedy: str
    formula: str


CHECKS = Table(
    "Checks",
    "Counts of what does not fit together; 0 everywhere is OK.",
    (
        Column("Check", Kind.PROSE, "What is counted.", twin=attrgetter("check"), width=58),
        Column("What to do", Kind.PROSE, "How to mend it.", twin=attrgetter("remedy"), width=92),
        Column("Problems", Kind.COUNT, "How many.", twin=lambda _: 0, width=11),
    ),
)

VERDICT = f'IFERROR(IF(SUM({CHECKS.name}[Problems])=0,"OK","FAIL"),"FAIL")'
_CHECK_ROWS = (
    Counted(
        "Forecasts whose question is missing or has no day",
        "Add the question in Questions, with Resolves and Issued as dates.",
        'SUMPRODUCT((Forecasts[Forecast]<>"")*(Forecasts[Lead]=""))',
    ),
    Counted(
        "Forecasts without Low and High",
        "Fill in at least one of the two.",
        'SUMPRODUCT((Forecasts[Forecast]<>"")*(Forecasts[Low]="")*(Forecasts[High]=""))',
    ),
    Counted(
        "Forecasts with Low above High",
        "Swap or correct the two values.",
        'SUMPRODUCT((Forecasts[Low]<>"")*(Forecasts[High]<>"")*(Forecasts[Low]>Forecasts[High]))',
    ),
    Counted(
        "Outcomes of an unknown question",
        "Choose a key that stands in Questions.",
        'SUMPRODUCT((Outcomes[Question]<>"")*(COUNTIF(Questions[Question],Outcomes[Question])=0))',
    ),
    Counted(
        "Outcomes of one question in two rows",
        "Keep one of the rows.",
        'SUMPRODUCT((Outcomes[Question]<>"")*(COUNTIF(Outcomes[Question],Outcomes[Question])>1))',
    ),
    Counted(
        "Outcomes that are neither date, number nor one of the words",
        "Type a date as yyyy-mm-dd, digits, or a word of the list in Settings.",
        "SUMPRODUCT(ISTEXT(Outcomes[Value])*"
        f"(COUNTIF(Words[Word],{literal('LEFT(Outcomes[Value],200)')})=0))",
    ),
    Counted(
        "Outcomes without the day they became known",
        "Fill in Known; until then the outcome counts as always known.",
        'SUMPRODUCT((Outcomes[Value]<>"")*NOT(ISNUMBER(Outcomes[Known])))',
    ),
    Counted(
        "Forecasts of an unknown forecaster",
        "Choose a key that stands in Forecasters.",
        'SUMPRODUCT((Forecasts[Forecast]<>"")*'
        "(COUNTIF(Forecasters[Forecaster],Forecasts[Forecaster])=0))",
    ),
    Counted(
        "Forecasts whose claim is not forecast, goal or plan",
        "Choose one of the three words.",
        'SUMPRODUCT((Forecasts[Forecast]<>"")*(Forecasts[Claim]<>"forecast")*'
        '(Forecasts[Claim]<>"goal")*(Forecasts[Claim]<>"plan"))',
    ),
    Counted(
        "Resolved forecasts that cannot be scored",
        "A yes/no question needs one probability from 0 to 1 in Low and High, and yes or no.",
        'SUMPRODUCT((Forecasts[Status]="Resolved")*(Forecasts[Hit]="")*(Forecasts[Brier]=""))',
    ),
    Counted(
        "Forecasts whose key stands in an earlier row",
        "Give each forecast a key of its own.",
        "IFERROR(SUMPRODUCT(--(MATCH(Forecasts[Forecast],Forecasts[Forecast],0)<"
        "ROW(Forecasts[Forecast])-MIN(ROW(Forecasts[Forecast]))+1)),0)",
    ),
)


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
        page.put(number, 2, Spec(row.value, look, row.formula))
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
    for name, formula in (NAMES | board.NAMES).items():
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


def fill_about(
    page: Page, styles: Styles, title: str, record: Record, buttons: Sequence[tuple[str, str]] = ()
) -> None:
    """The About sheet: what this is, five lines of use, legend, checks with one OK or FAIL.

    At its end the buttons, each with what it does.
    """
    text, label = styles.number("Record text"), styles.number("Record label")
    sheet = page.sheet
    first_check = 20
    lines: list[tuple[str, Spec]] = [
        ("", Spec("Track Record", styles.number("Record title"))),
        (
            "",
            Spec(
                "Who called it? Forecasts with their day, what really happened, and how far "
                "apart the two were.",
                text,
            ),
        ),
        ("This record", Spec(title, text)),
        ("Check", Spec("OK", label, VERDICT)),
        ("", Spec("", text)),
        (
            "How to use it",
            Spec(
                "1. Read the Dashboard and the Leaderboard: who was right, how often, how far off.",
                text,
            ),
        ),
        (
            "",
            Spec(
                "2. When something happened, go to Outcomes and type a new row below the last: "
                "question, value, the day it became known, the source.",
                text,
            ),
        ),
        (
            "",
            Spec(
                "3. Every score of that question appears at once, in Forecasts and in the "
                "charts. Nothing needs to be installed for that.",
                text,
            ),
        ),
        (
            "",
            Spec(
                "4. A new forecast is a new row in Forecasts, of a question that stands in "
                "Questions, by someone who stands in Forecasters.",
                text,
            ),
        ),
        (
            "",
            Spec(
                "5. To see an earlier day, type it as “As of” in Settings. Empty it to come "
                "back to today.",
                text,
            ),
        ),
        ("", Spec("", text)),
        ("Legend", Spec("Input: you type here", styles.number("Input"))),
        ("", Spec("Calculation: computed, do not type here", styles.number("Calculation"))),
        (
            "",
            Spec(
                "Select a header to read what its column means. Empty Low or High is an open "
                "end; “≥” before Days late means at least, so far.",
                text,
            ),
        ),
        ("", Spec("", text)),
        ("Version", Spec(f"Track Record {__version__}, MIT licence", text)),
        ("Source", Spec(_sources(record), text)),
    ]
    for row, (name, spec) in enumerate(lines, 1):
        if name:
            page.put(row, 1, Spec(name, label))
        page.put(row, 2, spec)
        page.heights[row] = POINTS_PER_LINE * lines_of(spec.value, CHECKS.columns[1].width)
    page.heights[1] = 30
    page.put_table(styles, CHECKS, _CHECK_ROWS, first_check, 1)
    number = styles.number("Calculation", "0")
    for row, check in enumerate(_CHECK_ROWS, first_check + 1):
        page.put(row, 3, Spec(0, number, check.formula))
    first_button = first_check + len(_CHECK_ROWS) + 3
    if buttons:
        page.put(first_button - 1, 1, Spec("The buttons", label))
        page.put(
            first_button - 1,
            2,
            Spec(
                "A tab of Excel's ribbon, or a toolbar of LibreOffice, "
                "once “trackrecord addin install” has been run.",
                text,
            ),
        )
    for row, (name, does) in enumerate(buttons, first_button):
        page.put(row, 1, Spec(name, text))
        page.put(row, 2, Spec(does, text))
        page.heights[row] = POINTS_PER_LINE * lines_of(does, CHECKS.columns[1].width)
    for rule in (
        when('$B$4="OK"', colour=palette.GREEN, bold=True),
        when('$B$4="FAIL"', colour=palette.RED, bold=True),
    ):
        sheet.conditional_formatting.add("B4", rule)
    sheet.sheet_view.showGridLines = False
    set_up(sheet, tall=1)


def _sources(record: Record) -> str:
    """Where most of the forecasts were read."""
    common = Counter(row.source for row in record.forecasts).most_common(1)
    return common[0][0] if common else "none yet"
