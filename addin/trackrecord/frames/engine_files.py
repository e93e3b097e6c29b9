"""Files read and written by the engines themselves: Polars, DuckDB, Spark."""

import glob
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw

from trackrecord.frames.engines import LazyRows, Native, given_back, opened_frame
from trackrecord.tables.kinds import RISKY_TEXT
from trackrecord.tables.missing_columns import as_headed
from trackrecord.tables.schema import Table

_SHIELDED_TEXT = "^'" + RISKY_TEXT
_FILE_LINE = "trackrecord_line"


class EngineFiles(NamedTuple):
    """How an engine reads CSV (every cell as text) and Parquet, and writes a result.

    What is read has one column more, `trackrecord_line`: numbers from 1 in the order of the rows.
    A path is one file, whatever signs are in it. Moments of a time zone are those of UTC: a day of
    the machine's own zone would be another one elsewhere.
    """

    read_csv: Callable[[Path], Native]
    read_parquet: Callable[[Path], Native]
    write: Callable[[Native, Path], None]  # to .parquet or .csv


def engine_files(engine: str) -> EngineFiles:
    """The files of ``polars``, ``duckdb`` or ``spark``. Errors: ImportError without the library."""
    return {"polars": _of_polars, "duckdb": _of_duckdb, "spark": _of_spark}[engine]()


def _of_polars() -> EngineFiles:
    import polars  # noqa: ICN001, PLC0415 - an extra

    in_zone = polars.selectors.datetime(time_zone="*")

    def write(frame: Any, path: Path) -> None:  # noqa: ANN401 - a lazy frame of Polars
        if path.suffix.lower() == ".parquet":
            frame.sink_parquet(path)
        else:
            frame.sink_csv(path)

    numbered: dict[str, Any] = {"row_index_name": _FILE_LINE, "row_index_offset": 1}
    return EngineFiles(
        lambda path: polars.scan_csv(
            path, infer_schema=False, encoding="utf8", glob=False, **numbered
        ),
        lambda path: polars.scan_parquet(
            path, glob=False, hive_partitioning=False, **numbered
        ).with_columns(in_zone.dt.convert_time_zone("UTC")),
        write,
    )


def _of_duckdb() -> EngineFiles:
    import duckdb  # noqa: PLC0415 - an extra

    connection = duckdb.connect()

    def numbered(relation: Any) -> Any:  # noqa: ANN401 - of DuckDB, which keeps the order of files
        return relation.project(f"*, row_number() OVER () AS {_FILE_LINE}")

    def without_zone(relation: Any) -> Any:  # noqa: ANN401 - of DuckDB
        in_zone = [
            duckdb.ColumnExpression(name)
            for name, kind in zip(relation.columns, relation.types, strict=True)
            if kind == "TIMESTAMP WITH TIME ZONE"
        ]
        made = ", ".join(f"make_timestamp(epoch_us({name})) AS {name}" for name in in_zone)
        return relation.project(f"* REPLACE ({made})") if made else relation

    def write(relation: Any, path: Path) -> None:  # noqa: ANN401 - a relation of DuckDB
        if path.suffix.lower() == ".parquet":
            relation.write_parquet(str(path))
        else:
            relation.write_csv(str(path))

    return EngineFiles(
        lambda path: numbered(
            connection.read_csv(
                glob.escape(str(path)),
                header=True,
                all_varchar=True,
                quotechar='"',
                escapechar='"',
                sep=",",
                hive_partitioning=False,
            )
        ),
        lambda path: numbered(
            without_zone(connection.read_parquet(glob.escape(str(path)), hive_partitioning=False))
        ),
        write,
    )


def _of_spark() -> EngineFiles:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    from pyspark.sql.functions import monotonically_increasing_id  # noqa: PLC0415 - an extra

    session = SparkSession.builder.getOrCreate()  # pyright: ignore[reportAttributeAccessIssue]
    session.conf.set("spark.sql.session.timeZone", "UTC")

    def write(frame: Any, path: Path) -> None:  # noqa: ANN401 - a frame of Spark
        to = frame.write.mode("overwrite")
        if path.suffix.lower() == ".parquet":
            to.parquet(str(path))
        else:
            to.option("header", "true").csv(str(path))

    return EngineFiles(
        lambda path: session.read.csv(
            str(path), header=True, multiLine=True, quote='"', escape='"', enforceSchema=False
        ).withColumn(_FILE_LINE, monotonically_increasing_id() + 1),
        lambda path: session.read.parquet(str(path)).withColumn(
            _FILE_LINE, monotonically_increasing_id() + 1
        ),
        write,
    )


def headers_of(path: Path, table: Table, files: EngineFiles) -> list[str]:
    """The headers of a Parquet file as the table spells them."""
    return as_headed(
        table.input_headers, opened_frame(files.read_parquet(path)).collect_schema().names()
    )


def as_text(frame: Native, headers: dict[str, str], place: str, number: int) -> LazyRows:
    """The columns of a file by their fields, each as text, and the place and line they are from.

    `headers` says under which header a field is found; headers that are not there are blank.
    """
    rows = opened_frame(frame)
    schema = rows.collect_schema()
    there: dict[str, str] = {}
    for header, name in zip(as_headed(headers.values(), schema.names()), schema, strict=True):
        there.setdefault(header, name)
    columns = {}
    for field, header in headers.items():
        found = there.get(header)
        columns[field] = nw.lit(None, nw.String()) if found is None else _text_cell(found, schema)
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
    return (column.fill_nan(None) if kind.is_float() else column).cast(nw.String())


def texts_shielded(frame: Native) -> Native:
    """The same, where no text is one that a spreadsheet takes for a formula."""
    rows = opened_frame(frame)
    texts = [name for name, kind in rows.collect_schema().items() if kind == nw.String()]
    return given_back(
        rows.with_columns(
            nw.when(nw.col(name).str.contains("^" + RISKY_TEXT))
            .then(nw.concat_str(nw.lit("'"), name))
            .otherwise(nw.col(name))
            .alias(name)
            for name in texts
        )
    )


def all_of(parts: Sequence[LazyRows]) -> LazyRows:
    """The rows of several frames of the same columns, one below the other."""
    return reduce(lambda one, other: nw.concat([one, other]), parts)
