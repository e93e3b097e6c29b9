"""The counts on About: what does not fit together in a record, as formulas."""

from dataclasses import dataclass

from trackrecord.core.journal.head import NOTHING_SEALED
from trackrecord.language import say
from trackrecord.tables.kinds import Kind
from trackrecord.tables.schema import Column, Table, literal, sought


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
        Column("Check", Kind.PROSE, "What is counted.", twin=lambda row: say(row.check), width=58),
        Column(
            "What to do", Kind.PROSE, "How to mend it.", twin=lambda row: say(row.remedy), width=92
        ),
        Column("Problems", Kind.COUNT, "How many.", twin=lambda _: 0, width=11),
    ),
)
VERDICT = f'IFERROR(IF(SUM({CHECKS.name}[Problems])=0,"OK","FAIL"),"FAIL")'
_LAST_DAY = "INDEX(Journal[When (UTC)],MATCH(MAX(Journal[Number]),Journal[Number],0))"
# The head of the Journal, as core.journal.head says it; TEXT with a day's format is no option,
# since its letters differ between languages.
SEALED = (
    f'IF(COUNT(Journal[Number])=0,"{NOTHING_SEALED}","entries "&COUNT(Journal[Number])&'
    f'", last day "&YEAR({_LAST_DAY})&"-"&TEXT(MONTH({_LAST_DAY}),"00")&"-"&'
    f'TEXT(DAY({_LAST_DAY}),"00")&", seal "&'
    "INDEX(Journal[Seal],MATCH(MAX(Journal[Number]),Journal[Number],0)))"
)


def _in_two_rows(keys: str) -> str:
    """How many keys of a column stand in an earlier row as well."""
    earlier = f"MATCH({sought(keys)},{keys},0)<ROW({keys})-MIN(ROW({keys}))+1"
    # An error is no number: of an empty cell, and of 1/0, where the key is the first of its kind.
    return f'SUMPRODUCT(--ISNUMBER(1/(({keys}<>"")*({earlier}))))'


def _questions_with(unit: str) -> str:
    """Of each outcome, how many questions have its key, and a unit so."""
    key = f'"="&{sought("Outcomes[Question]")}'
    return f'COUNTIFS(Questions[Question],{key},Questions[Unit],"{unit}")'


CHECK_ROWS = (
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
        'SUMPRODUCT((Outcomes[Question]<>"")*'
        f"ISNA(MATCH({sought('Outcomes[Question]')},Questions[Question],0)))",
    ),
    Counted(
        "Outcomes of one question in two rows",
        "Keep one of the rows.",
        _in_two_rows("Outcomes[Question]"),
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
        f"ISNA(MATCH({sought('Forecasts[Forecaster]')},Forecasters[Forecaster],0)))",
    ),
    Counted(
        "Forecasts whose claim is not forecast, goal, plan or premise",
        "Choose one of the four words.",
        'SUMPRODUCT((Forecasts[Forecast]<>"")*(Forecasts[Claim]<>"forecast")*'
        '(Forecasts[Claim]<>"goal")*(Forecasts[Claim]<>"plan")*(Forecasts[Claim]<>"premise"))',
    ),
    Counted(
        "Resolved forecasts that cannot be scored",
        "A yes/no question needs one probability from 0 to 1 in Low and High, and yes or no; Best "
        "lies between Low and High.",
        'SUMPRODUCT((Forecasts[Status]="Resolved")*(Forecasts[Score]=""))',
    ),
    Counted(
        "Keys with spaces around them or doubled within",
        "Click Compute accuracy, which takes them out, or type the keys again.",
        "+".join(
            f"SUMPRODUCT(--(LEN(TRIM({keys}))<LEN({keys})))"
            for keys in ("Forecasters[Forecaster]", "Questions[Question]", "Outcomes[Question]")
        ),
    ),
    Counted(
        "Forecasts whose key stands in an earlier row",
        "Give each forecast a key of its own.",
        _in_two_rows("Forecasts[Forecast]"),
    ),
    Counted(
        "Outcomes that are none of their question",
        "A question of yes and no has yes or no, a question of a day a day or never, others a "
        "number.",
        f"SUMPRODUCT(ISNUMBER(Outcomes[Value])*{_questions_with('yes/no')}+"
        f'((Outcomes[Value]="yes")+(Outcomes[Value]="no"))*{_questions_with("<>yes/no")}+'
        f'(Outcomes[Value]="never")*{_questions_with("<>date")})',
    ),
    Counted(
        "Questions without a unit, or without the day they resolve",
        "Fill in Unit and Resolves.",
        'SUMPRODUCT((Questions[Question]<>"")*'
        '((Questions[Unit]="")+NOT(ISNUMBER(Questions[Resolves]))>0))',
    ),
)
