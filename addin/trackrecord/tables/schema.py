"""The tables, said once: every column with its header, kind, meaning, formula and Python twin.

Writer, readers, validation, data dictionary and the formula test all read these lines. Formulas
are written as Excel shows them, ``[@Low]`` for "Low in this row"; `file_formula` gives the form
that belongs into a file. A calculated column's ``twin`` takes the row object (an `Assessment`,
a `Standing`) and gives the same value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from operator import attrgetter
from typing import Any

from trackrecord.ooxml.values import Cell
from trackrecord.tables.kinds import Kind, unparse

Twin = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands in it, whether it may be blank, what computes it."""

    header: str
    kind: Kind
    doc: str
    blank: bool = False
    needed: bool = False  # the column has to be there, though its cells may be blank
    refers: str = ""  # the table whose key it holds
    adds: bool = False  # a key that is not there yet is added by Compute accuracy
    choices: type[StrEnum] | None = None
    formula: str = ""
    twin: Twin | None = None
    width: int = 0  # characters; 0 leaves it to the kind
    empty: object = None  # what its formula gives in the one row of an empty table

    @property
    def field(self) -> str:
        """The attribute of the model that holds it."""
        return self.header.removesuffix(" (UTC)").lower().replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a sheet with an Excel Table of that name, a CSV file, a tuple of the record."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    row: type | None = None  # the model's class; None for what is only ever computed

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns a person fills in; only these are stored."""
        return tuple(column for column in self.columns if column.twin is None)

    @property
    def input_headers(self) -> list[str]:
        """The headers of the columns a person fills in."""
        return [column.header for column in self.inputs]

    @property
    def calculated(self) -> tuple[Column, ...]:
        """The columns that follow from the others."""
        return tuple(column for column in self.columns if column.twin is not None)

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the model's class; a column of another name lies in the row's `more`."""
        return frozenset(field.name for field in fields(self.row)) if self.row else frozenset()

    @property
    def field_order(self) -> tuple[str, ...]:
        """The fields that hold columns, in the order in which the model's class takes them."""
        held = {column.field for column in self.inputs}
        return tuple(field.name for field in fields(self.row or Table) if field.name in held)

    @property
    def file(self) -> str:
        """Its file in a record folder."""
        return f"{self.name.lower()}.csv"

    def column(self, header: str) -> Column:
        """The column with that header; KeyError otherwise."""
        return {column.header: column for column in self.columns}[header]


def value_of(row: Any, column: Column) -> object:  # noqa: ANN401 - a row of any table
    """The value of an input column: a field of the row, or among its `more` where it has none."""
    try:
        return getattr(row, column.field)
    except AttributeError:
        return dict(row.more).get(column.field, "")


def stored(row: object, column: Column) -> Cell:
    """What the cell of an input column holds for a row."""
    return unparse(value_of(row, column))


def stored_by(table: Table, column: Column) -> Callable[[Any], Cell]:
    """What gives the same as `stored`, made once for many rows of a table."""
    if column.field not in table.fields:
        return partial(stored, column=column)
    value = attrgetter(column.field)
    return lambda row: unparse(value(row))


def shown(item: object, column: Column) -> Cell:
    """What the cell of any column shows for an item; a formula shows what its twin gives."""
    value = column.twin(item) if column.twin is not None else value_of(item, column)
    return value if isinstance(value, bool) else unparse(value)


def file_formula(table: Table, column: Column) -> str:
    """The formula as a file holds it: ``[@Low]`` becomes ``Forecasts[[#This Row],[Low]]``."""
    return in_file(column.formula, table.name)


def in_file(formula: str, table: str) -> str:
    """Spell out "this row" the way a file must.

    >>> in_file("ABS([@Low])", "Forecasts")
    'ABS(Forecasts[[#This Row],[Low]])'
    """
    return re.sub(r"\[@([^\]]+)\]", rf"{table}[[#This Row],[\1]]", formula)


def sought(key: str) -> str:
    """A key, as a formula, so that MATCH looks for it letter by letter, whatever its case.

    >>> sought("[@Question]")
    'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(TRIM([@Question]),"~","~~"),"*","~*"),"?","~?")'
    """
    text = f"TRIM({key})"
    for wild in "~*?":
        text = f'SUBSTITUTE({text},"{wild}","~{wild}")'
    return text


def literal(text: str) -> str:
    """Text that a look-up takes letter by letter: * ? and ~ would match other words."""
    for wild in "*?~":
        text = f'SUBSTITUTE({text},"{wild}","-")'
    return f"TRIM({text})"
