"""Data validation of the columns that are typed in: what may be typed, and what is said."""

from collections.abc import Mapping
from html import escape
from typing import Any

from trackrecord.core.model import LARGEST
from trackrecord.language import say
from trackrecord.tables.kinds import LONGEST_TEXT, Kind
from trackrecord.tables.schema import Column, sought

LAST_ROW = 1_048_576


def header_prompt(column: Column, cell: str) -> dict[str, Any]:
    """What selecting a header says: who fills the column in, and with what."""
    who = say("You fill this in.") if column.twin is None else say("Calculated.")
    return {
        "sqref": cell,
        "promptTitle": column.header[:32],
        "showInputMessage": True,
        "prompt": f"{who} {say(column.doc)}"[:255],
    }


def cell_rule(column: Column, letter: str, *, unique: bool = False, row: int = 2) -> dict[str, Any]:
    """What may be typed into the cells of a column from a row on, and what is said otherwise."""
    first = f"{letter}{row}"
    return _rule(column, letter, first, unique=unique) | {
        "allowBlank": True,
        "sqref": f"{first}:{letter}{LAST_ROW}",
        "showErrorMessage": True,
        "showInputMessage": True,
        "errorTitle": "Track Record",
        "promptTitle": column.header[:32],
        "prompt": say(column.doc)[:255],
    }


def rule_xml(rule: Mapping[str, Any]) -> bytes:
    """A rule as it stands in a sheet, without a prefix."""
    said = {
        name: ("1" if value is True else str(value))
        for name, value in rule.items()
        if not name.startswith("formula")
    }
    attributes = "".join(f' {name}="{escape(text)}"' for name, text in said.items())
    formulas = "".join(
        f"<{name}>{escape(str(rule[name]), quote=False)}</{name}>"
        for name in ("formula1", "formula2")
        if name in rule
    )
    return f"<dataValidation{attributes}>{formulas}</dataValidation>".encode()


def _rule(column: Column, letter: str, first: str, *, unique: bool) -> dict[str, Any]:
    """What may be typed, and what is said otherwise."""
    if unique:
        return {
            "type": "custom",
            "formula1": f'AND(COUNTIF(${letter}:${letter},"="&{sought(first)})=1,'
            f"LEN(TRIM({first}))=LEN({first}))",
            "error": say("This key is used already, or has spaces around it; a key is used once."),
        }
    if column.refers:
        choose = say("Choose a key that stands in {table}.", table=column.refers)
        rule = {"type": "list", "formula1": f"{column.refers.removesuffix('s')}Keys"}
        if not column.adds:
            return rule | {"error": choose}
        new = say("{choose} If it is new, keep it: Compute accuracy adds it.", choose=choose)
        return rule | {"error": new, "errorStyle": "warning"}
    if column.choices:
        words = ",".join(column.choices)
        error = say("Choose one of: {words}.", words=words)
        return {"type": "list", "formula1": f'"{words}"', "error": error}
    rule = _RULES_BY_KIND.get(column.kind, _ANY_TEXT)
    error = say(rule["error"], most=LONGEST_TEXT)
    return rule | {"error": error, "formula1": _first_formula(column, first)}


_ANY_TEXT: dict[str, Any] = {
    "type": "textLength",
    "operator": "lessThanOrEqual",
    "error": "A cell holds at most {most:,} characters.",
}
_RULES_BY_KIND: dict[Kind, dict[str, Any]] = {
    Kind.DATE: {
        "type": "date",
        "operator": "greaterThanOrEqual",
        "error": "Type a date, as yyyy-mm-dd.",
    },
    Kind.SHARE: {
        "type": "decimal",
        "operator": "between",
        "formula2": "0.9999",
        "error": "Type a number between 0 and 1; 80 % is 0.8.",
    },
    Kind.BOUND: {
        "type": "decimal",
        "operator": "between",
        "formula2": f"{LARGEST}",
        "error": "Type a date (yyyy-mm-dd), a number, or a probability from 0 to 1, as "
        "the question's unit asks.",
    },
    Kind.UNTIL: {
        "type": "custom",
        "error": "Type a date (yyyy-mm-dd) or a number not below Value, or open.",
    },
    Kind.VALUE: {
        "type": "custom",
        "error": "Type what the question's unit asks for: a date (yyyy-mm-dd) or never; a number; "
        "yes or no. Or ambiguous, annulled.",
    },
}


def _suits_unit(cell: str) -> str:
    """Is what a cell holds an outcome of the question whose key stands in column A?

    A number is one of every question but those of yes and no; each word goes with one unit, or with
    all: those begin with an a. Of an unknown question anything is taken, since its key is what is
    wrong. Excel takes 255 characters.
    """
    key = f"A{cell[1:]}"
    unit = f"INDEX(QuestionUnits,MATCH({key},QuestionKeys,0))"
    word = f'TRIM({cell})&IF({cell}<"b","",":"&{unit})'
    pairs = ":ambiguous:annulled:yes:yes/no:no:yes/no:never:date:"
    return (
        f'IFERROR(IF(COUNT({cell}),{unit}<>"yes/no",SEARCH(":"&{word}&":","{pairs}")>0),'
        f"COUNTIF(QuestionKeys,{key})=0)"
    )


def _first_formula(column: Column, first: str) -> str:
    return {
        Kind.DATE: "61",  # 1 March 1900: Excel's calendar before that is a day off
        Kind.SHARE: "0.0001",
        Kind.BOUND: f"-{LARGEST}",
        Kind.UNTIL: f'OR(ISNUMBER({first}),TRIM({first})="open")',
        Kind.VALUE: _suits_unit(first),
    }.get(column.kind, str(LONGEST_TEXT))
