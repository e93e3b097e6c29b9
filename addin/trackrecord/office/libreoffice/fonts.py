"""How the text of a range looks, and colours."""

from typing import Any

from xlwings import base_classes

from trackrecord.office.libreoffice.bridge import enum

_NONE = -1  # no background


class Font(base_classes.Font):
    """How the text of a range looks."""

    api: Any = None

    def __init__(self, cells: Any) -> None:
        self.api = cells

    bold = property(
        lambda self: self.api.CharWeight > 100,
        lambda self, value: setattr(self.api, "CharWeight", 150.0 if value else 100.0),
    )
    italic = property(
        lambda self: self.api.CharPosture.value == "ITALIC",
        lambda self, value: setattr(
            self.api, "CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE")
        ),
    )
    size = property(
        lambda self: self.api.CharHeight,
        lambda self, value: setattr(self.api, "CharHeight", float(value)),
    )
    name = property(
        lambda self: self.api.CharFontName,
        lambda self, value: setattr(self.api, "CharFontName", value),
    )
    color = property(
        lambda self: rgb(self.api.CharColor),
        lambda self, value: setattr(self.api, "CharColor", number_of(value)),
    )


def rgb(number: int) -> tuple[int, int, int] | None:
    """Red, green, blue; None for no colour."""
    if number == _NONE:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def number_of(colour: Any) -> int:
    """A colour of xlwings as the number LibreOffice keeps."""
    match colour:
        case None:
            return _NONE
        case str():
            return int(colour.removeprefix("#"), 16)
        case (red, green, blue):
            return int(red << 16 | green << 8 | blue)
        case _:  # Excel's own number has blue in front
            return int((colour & 255) << 16 | colour & 0xFF00 | colour >> 16)
