"""How the Dashboard is laid out: bands of rows, one below the other, each with its charts.

A band is a row with its charts' titles, two with what is said of them, and the rows over which the
charts stretch. A chart moves and grows with its rows: so every door, with or without a spreadsheet,
shows, hides and sizes charts by the heights of rows alone, and the charts themselves stay.
"""

from dataclasses import dataclass

COLUMNS = 8  # A to H
COLUMN_WIDTH = 16.0  # characters
COLUMN_CM = 3.09
FIRST_ROW = 13
_TEXT_ROWS, CHART_ROWS, _GAP_ROWS = 3, 8, 1
_POINTS_PER_CM = 28.35
_TITLE, _LINE, _GAP = 20.0, 14.0, 8.0  # points
_SLIVER = 0.75  # points, of the last row of charts that are hidden: see `heights_of`
PER_BAR = 0.56  # centimetres
_FRAME = 1.3  # centimetres: the axis below, and air
_MOST_CM = 27.5  # of all bands together, so that all is legible on one page
_AT_LEAST_CM, _LOOSEST = 18.0, 1.35  # few charts are drawn larger, up to so many times
LETTERS_PER_COLUMN = 17.5  # of what is said of a chart


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one chart: from one column up to, not including, another; A is 1."""

    chart: str
    left: int
    right: int

    @property
    def letters(self) -> int:
        """So many fit side by side above it."""
        return int((self.right - self.left) * LETTERS_PER_COLUMN)

    @property
    def cm(self) -> float:
        """How wide it is."""
        return (self.right - self.left) * COLUMN_CM


@dataclass(frozen=True, slots=True)
class Band:
    """Charts side by side, of which all have something to show or none has."""

    number: int
    slots: tuple[Slot, ...]
    least_cm: float  # lower is not legible

    @property
    def title_row(self) -> int:
        """The row of its titles; below it come two for what is said of them."""
        return FIRST_ROW + self.number * (_TEXT_ROWS + CHART_ROWS + _GAP_ROWS)

    @property
    def first_row(self) -> int:
        """The first row its charts stretch over."""
        return self.title_row + _TEXT_ROWS

    @property
    def last_row(self) -> int:
        """The last row its charts stretch over; below it is the gap."""
        return self.first_row + CHART_ROWS - 1

    @property
    def rows_below_texts(self) -> range:
        """The rows its charts stretch over, and the gap."""
        return range(self.first_row, self.last_row + _GAP_ROWS + 1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """How the Dashboard is laid out: what changes of it from record to record, but its tables."""

    texts: dict[tuple[int, int], str]  # of cells, by row and column; no others are written
    heights: dict[int, float]  # of a row, in points; 0 hides it
    hidden: dict[str, bool]  # of each chart
    lines: int  # of the standings through time, those in use
    days: dict[str, tuple[int, int, int]]  # of a chart: its first, its last, those between marks


def _bands(*given: tuple[float, tuple[Slot, ...]]) -> tuple[Band, ...]:
    return tuple(Band(number, slots, least) for number, (least, slots) in enumerate(given))


BANDS = _bands(
    (3.0, (Slot("Called", 1, 9),)),
    (3.4, (Slot("Timeline", 1, 9),)),
    (4.6, (Slot("Errors", 1, 6), Slot("LeadErrors", 6, 9))),
    (6.2, (Slot("Calibration", 1, 5), Slot("Counts", 5, 9))),
    (4.6, (Slot("SkillNow", 1, 5), Slot("SkillDays", 5, 9))),
    (3.0, (Slot("HitRates", 1, 9),)),
)
CELLS = {  # of each chart, by rows and columns: the first row, the first column, the last ones
    slot.chart: (band.first_row, slot.left, band.last_row, slot.right - 1)
    for band in BANDS
    for slot in band.slots
}
TITLES = {slot.chart: (band.title_row, slot.left) for band in BANDS for slot in band.slots}
LINES_CHART = "SkillDays"
TABLES_COLUMN = COLUMNS + 2  # J: to the right of the charts
TIMELINE_MARKS, LINES_MARKS = 6, 2  # of the axes of days
LAST_BAND_ROW = BANDS[-1].last_row + _GAP_ROWS
TABLES_ROW = LAST_BAND_ROW + 3  # and below them: rows of charts may be hidden


def unit_of_days(first: int, last: int, marks: int) -> int:
    """The days between two of so many marks of an axis."""
    return max(1, (last - first) // marks)


def most_bars(shown: int) -> int:
    """How many bars a chart may have where so many bands are shown."""
    return {0: 24, 1: 24, 2: 16, 3: 12, 4: 8}.get(shown, 6)


def heights_of(shown: dict[int, tuple[int, int]]) -> dict[int, float]:
    """The height of each row of the bands, in points; 0 hides it.

    The last row of hidden charts stays, too low to be seen: LibreOffice never again draws a chart
    that had no height when it was loaded.

    `shown` holds, by the number of a band, its longest chart's bars and its lines of words.
    """
    wanted = {
        number: max(BANDS[number].least_cm, _FRAME + PER_BAR * bars)
        for number, (bars, _) in shown.items()
    }
    room = _MOST_CM - 1.5 * len(shown)
    whole = sum(wanted.values()) or 1.0
    tight = min(room / whole, max(1.0, min(_LOOSEST, _AT_LEAST_CM / whole)))
    heights: dict[int, float] = {}
    for band in BANDS:
        cm = wanted.get(band.number, 0.0)
        cm = max(BANDS[band.number].least_cm, cm * tight) if cm else 0.0
        lines = shown.get(band.number, (0, 0))[1]
        rows = [_TITLE if cm else 0.0]
        rows += [_LINE if number < lines else 0.0 for number in range(2)]
        rows += [round(cm * _POINTS_PER_CM / CHART_ROWS, 1)] * CHART_ROWS
        rows[-1] = rows[-1] or _SLIVER
        rows += [_GAP if cm else 0.0]
        heights |= dict(enumerate(rows, band.title_row))
    return heights
