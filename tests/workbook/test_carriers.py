"""One contract for every carrier: what is written is read back, to the last character."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from support.records import AS_OF, records, small_record

from trackrecord.actions.reading import bundled, read_checked
from trackrecord.core.model import Problem, Record
from trackrecord.errors import Refused
from trackrecord.exchange.csv_folder import read_folder, write_folder
from trackrecord.tables.record import RECORD
from trackrecord.workbook.file import opened, save
from trackrecord.workbook.file_store import FileStore
from trackrecord.workbook.new import write_workbook
from trackrecord.workbook.read import read_workbook


class Carrier(NamedTuple):
    write: Callable[[Path, Record], None]
    read: Callable[[Path], tuple[Record, list[Problem]]]
    name: str


def spliced(path: Path, record: Record) -> None:
    """The rows of a record put into a workbook that is there already."""
    write_workbook(path, Record(settings=record.settings), AS_OF)
    with opened(path) as book:
        FileStore(book).read()
        for table in RECORD:
            FileStore(book).append(table, getattr(record, table.name.lower()))
        save(book)


CARRIERS = [
    Carrier(write_folder, read_folder, "record"),
    Carrier(lambda path, record: write_workbook(path, record, AS_OF), read_workbook, "record.xlsx"),
    Carrier(spliced, read_workbook, "record.xlsx"),
]


@pytest.fixture(params=CARRIERS, ids=["folder", "xlsx", "splice"], scope="module")
def carrier(request: pytest.FixtureRequest) -> Carrier:
    made: Carrier = request.param
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, carrier: Carrier) -> Path:
    return tmp_path_factory.mktemp("carrier") / carrier.name


def emptied(place: Path) -> Path:
    for left_over in place.glob("*") if place.is_dir() else ():
        left_over.unlink()
    return place


@settings(max_examples=150)
@given(record=records())
def test_round_trip(record: Record, carrier: Carrier, place: Path) -> None:
    carrier.write(emptied(place), record)
    again, problems = carrier.read(place)
    assert problems == []
    assert again == record


def test_bundled_record_goes_through_every_carrier(carrier: Carrier, place: Path) -> None:
    record, problems = read_checked(bundled())
    assert problems == []
    carrier.write(emptied(place), record)
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
