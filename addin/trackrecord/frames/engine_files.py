"""Files read and written by the engines themselves: Polars, DuckDB, Spark."""

from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw

from trackrecord.frames.engines import LazyRows, Native, opened_frame
from trackrecord.tables.kinds import RISKY_TEXT

_SHIELDED_TEXT = "^'" + RISKY_TEXT
_FILE_LINE = "trackrecord_line"


class EngineFiles(NamedTuple):
    """How an engine reads CSV (every cell as text) and Parquet, and writes a result.

    What is read has one column more, `trackrecord_line`: numbers in the order of the rows.
    """

    read_csv: Callable[[Path], Native]
    read_parquet: Callable[[Path], Native]
    write: Callable[[Native, Path], None]  # to .parquet or .csv


def engine_files(engine: str) -> EngineFiles:
    """The files of ``polars``, ``duckdb`` or ``spark``. Errors: ImportError without the library."""
    return {"polars": _of_polars, "duckdb": _of_duckdb, "spark": _of_spark}[engine]()


def _of_polars() -> EngineFiles:
    import polars  # noqa: ICN001, PLC0415 - an extra

    def write(frame: Any, path: Path) -> None:  # noqa: ANN401 - a lazy frame of Polars
        if path.suffix.lower() == ".parquet":
            frame.sink_parquet(path)
        else:
            frame.sink_csv(path)

    return EngineFiles(
        lambda path: polars.scan_csv(
            path, infer_schema=False, encoding="utf8", row_index_name=_FILE_LINE
        ),
        lambda path: polars.scan_parquet(path, row_index_name=_FILE_LINE),
        write,
    )


def _of_duckdb() -> EngineFiles:
    import duckdb  # noqa: PLC0415 - an extra

    connection = duckdb.connect()

    def numbered(relation: Any) -> Any:  # noqa: ANN401 - of DuckDB, which keeps the order of files
        return relation.project(f"*, row_number() OVER () AS {_FILE_LINE}")

    def write(relation: Any, path: Path) -> None:  # noqa: ANN401 - a relation of DuckDB
        if path.suffix.lower() == ".parquet":
            relation.write_parquet(str(path))
        else:
            relation.write_csv(str(path))

    return EngineFiles(
        lambda path: numbered(
            connection.read_csv(
                str(path), header=True, all_varchar=True, quotechar='"', escapechar='"', sep=","
            )
        ),
        lambda path: numbered(connection.read_parquet(str(path))),
        write,
    )


def _of_spark() -> EngineFiles:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    from pyspark.sql.functions import monotonically_increasing_id  # noqa: PLC0415 - an extra

    session = SparkSession.builder.getOrCreate()  # pyright: ignore[reportAttributeAccessIssue]

    def write(frame: Any, path: Path) -> None:  # noqa: ANN401 - a frame of Spark
        to = frame.write.mode("overwrite")
        if path.suffix.lower() == ".parquet":
            to.parquet(str(path))
        else:
            to.option("header", "true").csv(str(path))

    return EngineFiles(
        lambda path: session.read.csv(
            str(path), header=True, multiLine=True, quote='"', escape='"', enforceSchema=False
        ).withColumn(_FILE_LINE, monotonically_increasing_id()),
        lambda path: session.read.parquet(str(path)).withColumn(
            _FILE_LINE, monotonically_increasing_id()
        ),
        write,
    )


def as_text(frame: Native, headers: dict[str, str], place: str, number: int) -> LazyRows:
    """The columns of a file by their fields, each as text, and the place and line they are from.

    `headers` says under which header a field is found; headers that are not there are blank.
    """
    rows = opened_frame(frame)
    schema = rows.collect_schema()
    there = {name.strip().strip("\ufeff").lower(): name for name in schema.names()}
    columns = {}
    for field, header in headers.items():
        name = there.get(header.lower()) or there.get(field)
        columns[field] = nw.lit(None, nw.String()) if name is None else _text_cell(name, schema)
    line = nw.col(_FILE_LINE).cast(nw.Int64())
    return rows.select(**columns, place=nw.lit(place), place_number=nw.lit(number), line=line)


def _text_cell(name: str, schema: Any) -> nw.Expr:  # noqa: ANN401 - Narwhals' schema
    kind = schema[name]
    column = nw.col(name)
    if kind == nw.String():
        # An apostrophe keeps a spreadsheet from taking a text for a formula.
        shielded = column.str.contains(_SHIELDED_TEXT)
        return nw.when(shielded).then(column.str.slice(1)).otherwise(column)
    if kind.is_temporal():
        return column.dt.to_string("%Y-%m-%d")
    if kind == nw.Boolean():
        return nw.when(column).then(nw.lit("yes")).otherwise(nw.when(~column).then(nw.lit("no")))
    return column.cast(nw.String())


def all_of(parts: Sequence[LazyRows]) -> LazyRows:
    """The rows of several frames of the same columns, one below the other."""
    return reduce(lambda one, other: nw.concat([one, other]), parts)
