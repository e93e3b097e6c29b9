"""Data validation of a range: what may be typed there."""

from typing import Any

from xlwings import base_classes

from trackrecord.office.libreoffice.bridge import enum
from trackrecord.office.libreoffice.formulas import to_calc, to_excel

_TYPES = {
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "list": "LIST",
    "custom": "CUSTOM",
    "none": "ANY",
}
_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
_STYLES = {"stop": "STOP", "warning": "WARNING", "information": "INFO"}


def _word(words: dict[str, str], native: str, other: str) -> str:
    return next((word for word, own in words.items() if own == native), other)


class DataValidation(base_classes.DataValidation):
    """The rule of a range; reading it reads the rule of the range as a whole."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        """LibreOffice's rule."""
        return self._cells.Validation

    @property
    def type(self) -> str:
        """What is asked for, such as ``list`` or ``date``; ``none`` if anything may be typed."""
        return _word(_TYPES, self.api.Type.value, "unknown")

    @property
    def operator(self) -> str | None:
        """How it is compared, such as ``between``; None for lists and formulas."""
        if self.type in ("none", "list", "custom"):
            return None
        return _word(_OPERATORS, self.api.getOperator().value, "") or None

    @property
    def formula1(self) -> str | None:
        """The first value it is compared with."""
        return to_excel(self.api.getFormula1()) if self.operator else None

    @property
    def formula2(self) -> str | None:
        """The second, for between."""
        return to_excel(self.api.getFormula2()) if self.operator in _TWO else None

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule."""
        return "=" + to_excel(self.api.getFormula1()) if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """Where a list comes from."""
        if self.type != "list":
            return None
        formula = to_excel(self.api.getFormula1())
        if formula.startswith('"'):
            return ",".join(part.strip('"') for part in formula.split('","'))
        return f"={formula}"

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Allow the members of a list."""
        if isinstance(source, list):
            formula = ";".join('"' + item.replace('"', '""') + '"' for item in source)
        elif hasattr(source, "external"):
            formula = source.external
        else:
            formula = source.name
        self._set("list", None, formula, None, ShowList=1 if in_cell_dropdown else 0)

    def set_rule(
        self, rule_type: str, operator: str | None, formula1: str, formula2: str | None
    ) -> None:
        """Allow what compares like that."""
        second = None if formula2 is None else to_calc(str(formula2).removeprefix("="))
        self._set(rule_type, operator, to_calc(str(formula1).removeprefix("=")), second)

    def _set(
        self, kind: str, operator: str | None, formula1: str, formula2: str | None, **fields: object
    ) -> None:
        rule = self.api
        rule.Type = enum("sheet.ValidationType", _TYPES[kind])
        if operator:
            rule.setOperator(enum("sheet.ConditionOperator", _OPERATORS[operator]))
        rule.setFormula1(formula1)
        rule.setFormula2(formula2 or "")
        rule.ShowErrorMessage = True
        for name, value in fields.items():
            setattr(rule, name, value)
        self._cells.Validation = rule

    def delete(self) -> None:
        """Allow anything."""
        rule = self.api
        rule.Type = enum("sheet.ValidationType", "ANY")
        self._cells.Validation = rule

    in_cell_dropdown = property(lambda self: bool(self.api.ShowList))
    ignore_blank = property(lambda self: self.api.IgnoreBlankCells)
    input_title = property(lambda self: self.api.InputTitle)
    input_message = property(lambda self: self.api.InputMessage)
    show_input = property(lambda self: self.api.ShowInputMessage)
    error_title = property(lambda self: self.api.ErrorTitle)
    error_message = property(lambda self: self.api.ErrorMessage)
    show_error = property(lambda self: self.api.ShowErrorMessage)
    alert_style = property(lambda self: _word(_STYLES, self.api.ErrorAlertStyle.value, "stop"))


_TWO = ("between", "not_between")
