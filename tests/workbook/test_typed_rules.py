"""What may be typed as an outcome, by the question's unit; and what About sees when it is typed."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.records import AS_OF, small_record
from support.second_engine import recalculated
from support.workbooks import Recalculate, fixed

from trackrecord.tables.record_checks import CHECK_ROWS
from trackrecord.workbook.new import write_workbook

VOID = ("ambiguous", "annulled", "Annulled")
MAY = {
    "when": (45_371, "never", *VOID),
    "how-many": (50_000, 0, -3, *VOID),
    "whether": ("yes", "no", "No", " yes ", *VOID),
    "WHEN": (45_371, "never"),
    "not-there": (45_371, "yes", "never"),  # the key is what is wrong
}
MAY_NOT = {
    "when": ("yes", "no", "maybe", "2024", "a"),
    "how-many": ("yes", "never", "many", ":", "date"),
    "whether": (1, 0, 45_371, "never", "yes/no", "y"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "typed.xlsx"
    write_workbook(made, fixed(small_record()), AS_OF)
    return made


def test_what_may_be_typed_as_an_outcome(path: Path) -> None:
    book = load_workbook(path)
    sheet = book["Outcomes"]
    [rule] = [
        one
        for one in sheet.data_validations.dataValidation
        if str(one.sqref).startswith("B2:") and one.type == "custom"
    ]
    assert len(rule.formula1) <= 255
    tried = [
        (key, value, wanted)
        for wanted, cases in ((True, MAY), (False, MAY_NOT))
        for key, values in cases.items()
        for value in values
    ]
    for row, (key, value, _) in enumerate(tried, 100):
        sheet.cell(row, 20, key)
        sheet.cell(row, 21, value)
        asked = rule.formula1.replace("(A2,", f"(T{row},")
        for old, new in (("A2)", f"T{row})"), ("B2)", f"U{row})"), ("B2<", f"U{row}<")):
            asked = asked.replace(old, new)
        assert not re.search(r"\b[AB]2\b", asked)
        sheet.cell(row, 22, f"={asked}")
    book.save(path)
    found = recalculated(path)
    answers = [found["Outcomes", f"V{row}"] for row, _ in enumerate(tried, 100)]
    assert [*zip(tried, answers, strict=True)] == [(one, one[2]) for one in tried]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("sheet", "cell", "value", "check"),
    [
        ("Outcomes", "B2", "yes", "Outcomes that are none of their question"),
        ("Outcomes", "B2", 45_371, ""),
        ("Outcomes", "B2", "annulled", ""),
        ("Questions", "C2", None, "Questions without a unit, or without the day they resolve"),
        ("Questions", "D2", None, "Questions without a unit, or without the day they resolve"),
    ],
)
def test_about_sees_it(
    path: Path, recalculate: Recalculate, sheet: str, cell: str, value: object, check: str
) -> None:
    book = load_workbook(path)
    titles = [one.value for one in book["Questions"][1]]
    assert titles[2:4] == ["Unit", "Resolves"]
    book["Outcomes"]["A2"], book["Outcomes"]["D2"] = "when", AS_OF
    book[sheet][cell] = value
    book.save(path)
    [computed] = recalculate([path])
    second = recalculated(path)
    first = next(
        row for row in range(1, 60) if computed.get(("About", f"A{row}")) == CHECK_ROWS[0].check
    )
    for row, one in enumerate(CHECK_ROWS, first):
        if one.check.startswith(("Outcomes that are none", "Questions without")):
            assert computed["About", f"C{row}"] == (one.check == check), one.check
            assert second["About", f"C{row}"] == (one.check == check), one.check
