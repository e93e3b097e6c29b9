"""Formulas between Excel's grammar and the one of Calc's programming interface. Pure text.

Calc's English grammar has ``;`` between arguments, ``$Sheet.A1`` for a sheet, ``{1;2|3;4}`` for an
array, and no short forms for table references: ``[@Low]`` is ``T[[#This Row];[Low]]``.
"""

import re

_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"]|"")*")
  | (?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))
  | (?P<sheet>(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!)
  | (?P<calc_sheet>\$?(?:'(?:[^']|'')*'|[^\W\d]\w*)\.(?=\$?[A-Za-z]{1,3}\$?\d))
  | (?P<table>(?:[^\W\d][\w.]*)?\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\])
  | (?P<array>\{(?:"(?:[^"]|"")*"|[^{}"])*\})
  | (?P<name>[^\W\d][\w.]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PARTS = re.compile(r"\[(?:'.|[^\[\]'])*\]|[,;:]|[^\[\],;:]+")
_IN_ARRAY = re.compile(r'"(?:[^"]|"")*"|[^"]')
_ADD_IN = "COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GET"
_FUTURE = re.compile(r"_xl(?:fn|ws)\.(?:_xlws\.)?", re.IGNORECASE)


def to_calc(formula: str, table: str = "") -> str:
    """A formula as Calc takes it; ``table`` is the table the cell lies in, for ``[@X]``.

    >>> to_calc("=IF([@Low]>1,Sheet1!A1:B2,{1,2;3,4})", "T")
    '=IF(T[[#This Row];[Low]]>1;$Sheet1.A1:B2;{1;2|3;4})'
    """

    def translate(found: re.Match[str]) -> str:  # noqa: PLR0911 - one for each kind of token
        text = found[0]
        match found.lastgroup:
            case "sheet":
                return f"${text[:-1]}."
            case "table":
                return _table_to_calc(text, table)
            case "array":
                return _swap(text, {",": ";", ";": "|"})
            case "name" if text.upper() in ("TRUE", "FALSE") and formula[found.end() :][:1] != "(":
                return f"{text}()"
            case "name":
                return _FUTURE.sub("", text)
            case "other" if text == ",":
                return ";"
            case _:
                return text

    return _TOKEN.sub(translate, formula)


def to_excel(formula: str) -> str:
    """A formula of Calc as Excel shows it.

    >>> to_excel("=IF(T[[#This Row];[Low]]>1;$'My sheet'.A1;{1;2|3;4})")
    "=IF(T[[#This Row],[Low]]>1,'My sheet'!A1,{1,2;3,4})"
    """

    def translate(found: re.Match[str]) -> str:
        text = found[0]
        match found.lastgroup:
            case "calc_sheet":
                return text.removeprefix("$")[:-1] + "!"
            case "table":
                return "".join("," if p == ";" else p for p in _parts_of(text))
            case "array":
                return _swap(text, {";": ",", "|": ";"})
            case "name":
                return text.removeprefix(_ADD_IN)
            case "other" if text == ";":
                return ","
            case _:
                return text

    return re.sub(r"\b(TRUE|FALSE)\(\)", r"\1", _TOKEN.sub(translate, formula))


def _parts_of(reference: str) -> list[str]:
    """The name, the outer brackets and what is between them, one by one."""
    name, _, inner = reference.partition("[")
    inner = inner[:-1]
    return [name, "[", *(_PARTS.findall(inner) if inner.startswith("[") else [inner]), "]"]


def _table_to_calc(reference: str, table: str) -> str:
    name, _, inner = reference.partition("[")
    name, inner = name or table, inner[:-1]
    if inner.startswith("@"):
        column = inner[1:].strip()
        if not column:
            return f"{name}[[#This Row]]"
        column = column if column.startswith("[") else f"[{column}]"
        return f"{name}[[#This Row];{column}]"
    if inner.startswith("#"):
        return f"{name}[[{inner}]]"
    if inner.startswith("["):
        return name + "[" + "".join(";" if p == "," else p for p in _PARTS.findall(inner)) + "]"
    return f"{name}[{inner}]"


def _swap(array: str, marks: dict[str, str]) -> str:
    return "".join(marks.get(part, part) for part in _IN_ARRAY.findall(array))
