"""What a cell of a sheet holds from now on, and how it is written."""

from dataclasses import dataclass

from trackrecord.ooxml.cell_xml import computed, text


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a cell holds from now on: a value, with a formula or without.

    `formula` None keeps the formula that stands there, with the value as what it computed. `number`
    says how numbers are to be shown, where that depends on the value. A cell of a new row looks
    `like` that of another row; with `dress` one that has a look of its own does so too, and with
    `keep` it holds what it held.
    """

    value: object = None
    formula: str | None = ""
    number: str = ""
    literal: bool = False  # text that typing it would turn into something else
    like: int = 0
    like_column: int = 0  # where it looks like a cell of another column
    over: bool = False  # a new row may be laid over what stands there
    dress: bool = False
    keep: bool = False


def filled(address: str, style: int, value: object, formula: str) -> str:
    """One cell as it stands in a file; its formula as an element of its own.

    >>> filled("B2", 3, True, "<f>A2&gt;1</f>")
    '<c r="B2" s="3" t="b"><f>A2&gt;1</f><v>1</v></c>'
    """
    start = f'<c r="{address}" s="{style}"'
    if not formula and (value is None or value == ""):
        return f"{start}/>"
    if not formula and isinstance(value, str):
        inner = f'<t xml:space="preserve">{text(value)}</t>'
        return f'{start} t="inlineStr"><is>{inner}</is></c>'
    kind, shown = computed(value)
    said = f"<v>{shown}</v>" if shown or formula else ""
    return f"{start}{kind}>{formula}{said}</c>"
