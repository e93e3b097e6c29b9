"""The translator between Excel's formulas and Calc's: pure text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackrecord.office.libreoffice.formulas import to_calc, to_excel
from trackrecord.tables import leaderboard as board
from trackrecord.tables import probability_words as meanings
from trackrecord.tables import record
from trackrecord.tables.charts import (
    chances_tables,
    errors_table,
    first_dashboard,
    hit_rates_table,
    timeline_table,
)
from trackrecord.tables.record_checks import CHECKS
from trackrecord.tables.schema import in_file
from trackrecord.tables.scorecard import SCORECARD

TABLES = (
    *record.RECORD,
    board.LEADERBOARD,
    SCORECARD,
    hit_rates_table.HIT_RATES,
    first_dashboard.RATIOS,
    chances_tables.RELIABILITY,
    errors_table.errors_table("", 1),
    timeline_table.timeline_table(4),
    meanings.IMPUTED,
    CHECKS,
)


@pytest.mark.parametrize(
    ("excel", "calc"),
    [
        ("=A1", "=A1"),
        ("=SUM(A1,B2)", "=SUM(A1;B2)"),
        ("=IF(A1>1,TRUE,FALSE)", "=IF(A1>1;TRUE();FALSE())"),
        ("=Sheet1!A1:B2", "=$Sheet1.A1:B2"),
        ("='My, sheet'!$A$1", "=$'My, sheet'.$A$1"),
        ("='It''s'!A1", "=$'It''s'.A1"),
        ('="a,""b"";c"&A1', '="a,""b"";c"&A1'),
        ("=SUM({1,2;3,4})", "=SUM({1;2|3;4})"),
        ('={"a,b","c;d"}', '={"a,b";"c;d"}'),
        ("=SUM(T[Low])", "=SUM(T[Low])"),
        ("=SUM(T[[Low]:[High]])", "=SUM(T[[Low]:[High]])"),
        ("=T[[#This Row],[Days late]]", "=T[[#This Row];[Days late]]"),
        ("=IF(A1=#N/A,#REF!,1)", "=IF(A1=#N/A;#REF!;1)"),
        ("=COUNTIF(T[A, B],1)", "=COUNTIF(T[A, B];1)"),
    ],
)
def test_there_and_back(excel: str, calc: str) -> None:
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


@pytest.mark.parametrize(
    ("excel", "calc"),
    [
        ("=[@Low]*2", "=T[[#This Row];[Low]]*2"),
        ("=[@[Days late]]", "=T[[#This Row];[Days late]]"),
        ("=T[@Low]", "=T[[#This Row];[Low]]"),
        ("=ROWS(T[#All])", "=ROWS(T[[#All]])"),
        ("=_xlfn.NORM.S.INV(0.5)", "=NORM.S.INV(0.5)"),
    ],
)
def test_short_forms_are_spelled_out(excel: str, calc: str) -> None:
    assert to_calc(excel, "T") == calc


@pytest.mark.parametrize(
    "formula",
    [
        in_file(column.formula, table.name)
        for table in TABLES
        for column in table.columns
        if column.formula
    ],
)
def test_every_formula_of_the_workbook_comes_back(formula: str) -> None:
    assert to_excel(to_calc("=" + formula)) == "=" + formula


@given(st.text(alphabet="=A1$.,;:|{}[]()\"'#!@TRUE _xlfn", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    to_calc(text, "T")
    to_excel(text)
