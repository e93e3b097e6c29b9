"""One contract for every carrier: what is written is read back, to the last character."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from records import AS_OF, records, small_record

from trackrecord.actions import records as actions
from trackrecord.core.model import Problem, Record
from trackrecord.errors import Refused
from trackrecord.exchange import csv_folder as folder
from trackrecord.tables.schema import RECORD
from trackrecord.workbook import file_store as splice
from trackrecord.workbook import new as xlsx
from trackrecord.workbook.file import opened, save


class Carrier(NamedTuple):
    write: Callable[[Path, Record], None]
    read: Callable[[Path], tuple[Record, list[Problem]]]
    name: str


def spliced(path: Path, record: Record) -> None:
    """The rows of a record put into a workbook that is there already."""
    xlsx.write(path, Record(settings=record.settings), AS_OF)
    with opened(path) as book:
        splice.read(book)
        for table in RECORD:
            splice.append(book, table, getattr(record, table.name.lower()))
        save(book)


CARRIERS = [
    Carrier(folder.replace, folder.read, "record"),
    Carrier(lambda path, record: xlsx.write(path, record, AS_OF), xlsx.read, "record.xlsx"),
    Carrier(spliced, xlsx.read, "record.xlsx"),
]


@pytest.fixture(params=CARRIERS, ids=["folder", "xlsx", "splice"], scope="module")
def carrier(request: pytest.FixtureRequest) -> Carrier:
    made: Carrier = request.param
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, carrier: Carrier) -> Path:
    return tmp_path_factory.mktemp("carrier") / carrier.name


@settings(max_examples=150)
@given(record=records())
def test_round_trip(record: Record, carrier: Carrier, place: Path) -> None:
    for left_over in place.glob("*") if place.is_dir() else ():
        left_over.unlink()
    carrier.write(place, record)
    again, problems = carrier.read(place)
    assert problems == []
    assert again == record


def test_bundled_record_goes_through_every_carrier(carrier: Carrier, place: Path) -> None:
    record, problems = actions.read(actions.bundled())
    assert problems == []
    carrier.write(place, record)
    assert carrier.read(place) == (record, [])


def test_rows_know_where_they_come_from(carrier: Carrier, tmp_path: Path) -> None:
    place = tmp_path / carrier.name
    carrier.write(place, small_record())
    record, _ = carrier.read(place)
    expected = "forecasts.csv line 4" if place.is_dir() else "Forecasts row 4"
    assert str(record.forecasts[2].where) == expected


def test_a_place_that_is_not_there(carrier: Carrier, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not"):
        carrier.read(tmp_path / ("none" + Path(carrier.name).suffix))
