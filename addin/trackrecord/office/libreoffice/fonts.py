"""How the text of a range looks, and colours."""

from typing import Any

from xlwings import base_classes

from trackrecord.office.libreoffice.bridge import enum

_NONE = -1  # no background
_HIDDEN = 1  # hundredths of a millimetre: so high is what has no row that is shown


_MM100_PER_PIXEL, MM100_PER_POINT = 2540 / 96, 2540 / 72


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


class Looks(base_classes.Range):
    """How the cells of a range look, and how large they are."""

    api: Any = None

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The background, red, green, blue; None for none."""
        return rgb(self.api.CellBackColor)

    @color.setter
    def color(self, value: Any) -> None:
        self.api.CellBackColor = number_of(value)

    @property
    def font(self) -> "Font":
        """How the text looks."""
        return Font(self.api)

    @property
    def column_width(self) -> float | None:
        """In characters, as Excel counts; None if the columns differ."""
        widths = {column.Width for column in self.api.Columns}
        return (widths.pop() / _MM100_PER_PIXEL - 5) / 7 if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.api.Columns.Width = round((value * 7 + 5) * _MM100_PER_PIXEL)

    @property
    def row_height(self) -> float | None:
        """In points, 0 where they are hidden; None if the rows differ."""
        if self.shape[0] == 1:  # each row would be two more objects of LibreOffice's
            high = self.api.Size.Height
            return high / MM100_PER_POINT if high > _HIDDEN else 0.0
        highs = {row.Height * row.IsVisible / MM100_PER_POINT for row in self.api.Rows}
        return highs.pop() if len(highs) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        count, high = self.shape[0], round(value * MM100_PER_POINT)
        if abs(self.api.Size.Height - high * count) <= count:  # each rounded in its own way
            return  # to set it again takes LibreOffice four times as long
        rows = self.api.Rows
        rows.IsVisible = bool(value)  # charts that stand on them alone go and come too
        rows.Height = high

    width = property(lambda self: self.api.Size.Width / MM100_PER_POINT)
    height = property(lambda self: self.api.Size.Height / MM100_PER_POINT)
    left = property(lambda self: self.api.Position.X / MM100_PER_POINT)
    top = property(lambda self: self.api.Position.Y / MM100_PER_POINT)
    wrap_text = property(
        lambda self: bool(self.api.IsTextWrapped),
        lambda self, value: setattr(self.api, "IsTextWrapped", value),
    )
