"""Frames of any library, in and out: pandas, Polars, DuckDB, PySpark, through Narwhals.

Inside this room a frame is a lazy frame of Narwhals; what comes in is given back in its own
library. Nothing here computes a score.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import narwhals as nw

LazyRows = nw.LazyFrame[Any]
Native = Any  # a frame of pandas, Polars (also lazy), DuckDB (a relation) or PySpark
_NUMBERS_OF_TABLES = count(1)


def opened_frame(frame: Native) -> LazyRows:
    """A frame of any library. Errors: TypeError where Narwhals does not know it."""
    lazy: LazyRows = nw.from_native(frame).lazy()
    return lazy


def given_back(frame: LazyRows) -> Native:
    """The same in its own library: a lazy frame of Polars, a frame of pandas or PySpark."""
    return frame.to_native()


def _engine(frame: LazyRows) -> nw.Implementation:
    return frame.implementation


def is_polars(frame: LazyRows) -> bool:
    """Is it a frame of Polars?"""
    return _engine(frame) is nw.Implementation.POLARS


def rows_from(frame: LazyRows) -> list[dict[str, Any]]:
    """The rows of a small result, as dictionaries; what is missing is None.

    By the engine's own means, so that neither pandas nor Arrow has to be installed beside it.
    """
    native = frame.to_native()
    if _engine(frame) is nw.Implementation.DUCKDB:
        names = native.columns
        return [dict(zip(names, row, strict=True)) for row in native.fetchall()]
    if _engine(frame) is nw.Implementation.PYSPARK:
        with _without_constraints(native.sparkSession):
            return [row.asDict() for row in native.collect()]
    rows = frame.collect().iter_rows(named=True)
    return [{name: _python_value(value) for name, value in row.items()} for row in rows]


def _python_value(value: Any) -> Any:  # noqa: ANN401 - a cell
    """None for what pandas shows as not a number, or no time; a plain value for one of NumPy's."""
    if value is None or value != value:  # noqa: PLR0124 - not a number is not itself
        return None
    return value.item() if hasattr(value, "item") else value


@contextmanager
def kept(frame: LazyRows) -> Iterator[LazyRows]:
    """The frame computed once inside its engine, to be read more than once; gone afterwards.

    As `once`, but for Polars a frame in memory, since what is read twice is not one plan.
    """
    if is_polars(frame):
        yield frame.collect().lazy()
        return
    with once(frame) as rows:
        yield rows


@contextmanager
def computed_once(frame: Native) -> Iterator[Native]:
    """A frame of any library, computed once inside its engine for all that is made of it.

    In memory for Polars, a temporary table for DuckDB, on the cluster for Spark; gone afterwards.
    """
    with kept(opened_frame(frame)) as rows:
        yield given_back(rows)


@contextmanager
def once(frame: LazyRows) -> Iterator[LazyRows]:
    """The frame, to be used more than once in one plan, and computed only once in it.

    Polars and Spark are told so and go on waiting. DuckDB cannot be told: it computes now, into a
    temporary table that is gone after the block. What is made of it goes through `settled_table`.
    """
    if _engine(frame) is nw.Implementation.DUCKDB:
        with _table_of(frame.to_native()) as table:
            yield opened_frame(table)
    elif _engine(frame) is nw.Implementation.PYSPARK:
        yield step(frame)
    elif is_polars(frame):
        yield opened_frame(frame.to_native().cache())
    else:
        yield frame


def step(frame: LazyRows) -> LazyRows:
    """The frame, where Spark cuts its plan: it would look at a long one for many minutes.

    A local checkpoint: the rows stay on the cluster, and go when nothing refers to them.
    """
    if _engine(frame) is not nw.Implementation.PYSPARK:
        return frame
    native = frame.to_native()
    with _without_constraints(native.sparkSession):
        return opened_frame(native.localCheckpoint(eager=False))


def seen_as_it_is(frame: LazyRows) -> LazyRows:
    """The frame, into whose expressions DuckDB does not look when sums are taken of them.

    It would write out each name of a step wherever it stands, which takes exponentially long: the
    mean of a score never ended. It stops at a condition that can be another one for each row.
    """
    if _engine(frame) is not nw.Implementation.DUCKDB:
        return frame
    return opened_frame(frame.to_native().filter("random() >= 0"))


@contextmanager
def _without_constraints(session: Native) -> Iterator[None]:
    """Spark plans without inferring constraints, which takes it exponentially long for a score."""
    name = "spark.sql.constraintPropagation.enabled"
    before = session.conf.get(name)
    session.conf.set(name, "false")
    try:
        yield
    finally:
        session.conf.set(name, before)


def settled_table(frame: LazyRows) -> LazyRows:
    """A small result that outlives the block of `once`: for DuckDB a temporary table of its own."""
    if _engine(frame) is not nw.Implementation.DUCKDB:
        return frame
    return opened_frame(_table(frame.to_native())[1])


@contextmanager
def _table_of(relation: Native) -> Iterator[Native]:
    name, table = _table(relation)
    try:
        yield table
    finally:
        table.query(f"{name}_made", f"DROP TABLE {name}")


def _table(relation: Native) -> tuple[str, Native]:
    """A temporary table of DuckDB with the rows of a relation, on the relation's own connection.

    What newer ones return for the statement is a relation without a past, to read the table from.
    """
    name = f"trackrecord_{next(_NUMBERS_OF_TABLES)}"
    view = f"{name}_made"
    done = relation.query(view, f"CREATE TEMPORARY TABLE {name} AS FROM {view}")
    start = relation if done is None else done
    return name, start.query(view, f"FROM {name}")


def with_next(rows: LazyRows, value: str, *, of: str, by: str, name: str) -> LazyRows:
    """With a value of the next row of the same group, in the order of a column; else blank."""
    if not is_polars(rows):
        return rows.with_columns(nw.col(value).shift(-1).over(of, order_by=by).alias(name))
    # One sort of two columns, and back: a window takes three times as long.
    import polars as pl  # noqa: PLC0415 - an extra, and here already

    def following(column: str) -> pl.Expr:
        return pl.col(column).gather(pl.col("_order")).shift(-1).gather(pl.col("_place"))

    native: pl.LazyFrame = rows.to_native()
    placed = native.with_columns(_order=pl.arg_sort_by(of, by))
    placed = placed.with_columns(_place=pl.col("_order").arg_sort())
    later = pl.when(following(of) == pl.col(of)).then(following(value))
    return opened_frame(placed.with_columns(later.alias(name)).drop("_order", "_place"))
