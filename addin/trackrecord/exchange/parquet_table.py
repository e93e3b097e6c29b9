"""The one long table as a Parquet file: numbers, days and truths as such, the rest as text."""

from datetime import date
from io import BytesIO

from trackrecord.core.model import Record
from trackrecord.errors import Refused
from trackrecord.exchange.export_tables import long_header, long_rows
from trackrecord.language import say
from trackrecord.tables.kinds import Kind
from trackrecord.tables.record import FORECASTS

_NUMBERS_IN = (Kind.COUNT, Kind.SHARE, Kind.DAYS, Kind.SIGNED, Kind.NUMBER, Kind.RATIO)
_DAYS_IN = {"Resolves", "As of"}


def long_parquet(record: Record, as_of: date) -> bytes:
    """The long table of a record with all scores as of a day. Refused where Polars is missing."""
    try:
        import polars  # noqa: ICN001, PLC0415 - an extra, and of no other path
    except ImportError:
        raise Refused(
            say("a Parquet file needs an extra: install trackrecord[parquet] to write it")
        ) from None
    kinds = {column.header: column.kind for column in FORECASTS.columns}
    header = long_header()
    columns = list(zip(*long_rows(record, as_of), strict=True)) or [()] * len(header)
    made = []
    for name, cells in zip(header, columns, strict=True):
        series = polars.Series(name, [cell or None for cell in cells], dtype=polars.String)
        kind = kinds.get(name)
        if kind in _NUMBERS_IN:
            series = series.cast(polars.Float64)
        elif kind is Kind.DATE or name in _DAYS_IN:
            series = series.str.to_date("%Y-%m-%d")
        elif kind is Kind.TRUTH:
            series = series == "TRUE"
        made.append(series)
    file = BytesIO()
    polars.DataFrame(made).write_parquet(file)
    return file.getvalue()
