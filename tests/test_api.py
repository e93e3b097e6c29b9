"""The Python door: the names it promises, rows that become data frames, and old records."""

import inspect
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from support.records import small_record

import trackrecord as tr
from trackrecord import api
from trackrecord.exchange.csv_folder import write_folder
from trackrecord.tables.leaderboard import LEADERBOARD
from trackrecord.tables.record import FORECASTS

DAY = date(2026, 11, 23)


def test_it_offers_what_it_says() -> None:
    assert tr.__all__ == api.__all__
    assert set(dir(tr)) == {*tr.__all__, "__version__", "frames"}
    assert tr.frames.assess.__module__ == "trackrecord.frames.assess_frames"
    for name in tr.__all__:
        assert getattr(tr, name) is getattr(api, name)
    for name in ("read", "check", "score", "leaderboard", "read_wording", "build", "add"):
        assert ">>> " in (inspect.getdoc(getattr(tr, name)) or "")
    with pytest.raises(AttributeError, match="no attribute 'foo'"):
        _ = tr.foo  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", ["bundled", "small"])
def test_rows_become_data_frames(source: str, tmp_path: Path) -> None:
    place = tr.bundled()
    if source != "bundled":
        write_folder(tmp_path, small_record())
        place = tmp_path
    record = tr.read(str(place))
    scored, standings = tr.score(record, as_of=DAY), tr.leaderboard(record, as_of=DAY)
    for rows, table in ((scored, FORECASTS), (standings, LEADERBOARD)):
        assert pd.DataFrame(rows).shape == (len(rows), len(table.columns))
        assert list(pd.DataFrame(rows)) == [column.field for column in table.columns]
    assert len(pl.DataFrame(standings, infer_schema_length=None)) == len(standings)
    parts = [tr.score(record, as_of=DAY, unit=unit) for unit in ("date", "yes/no", "number")]
    for rows in parts:  # of one unit, a column is of one type
        assert len(pl.DataFrame(rows, infer_schema_length=None)) == len(rows)
    assert sum(map(len, parts)) == len(scored)
    assert len(scored) == len(record.forecasts)
    # What had not been said on a day was not there.
    early = tr.score(record, as_of=min(row.issued for row in record.forecasts))
    assert {row["issued"] for row in early} == {min(row.issued for row in record.forecasts)}


def test_a_workbook_is_made_and_changed(tmp_path: Path) -> None:
    write_folder(tmp_path / "mine", small_record())
    path = tr.build(tmp_path / "mine", tmp_path / "mine.xlsx")
    said = tr.record_outcome(path, "whether", True, known=date(2025, 1, 2), source="S")
    assert said == "'whether' is yes."
    tr.add(
        path,
        "eve",
        "5-7",
        question="more",
        issued=date(2025, 1, 2),
        source="S",
        unit="cars",
        resolves=date(2027, 1, 1),
        kind="reader",
    )
    record = tr.read(path)
    assert record.forecasts[-1].high == 7.0
    assert [entry.action for entry in record.journal[-3:]] == [
        f"Add forecast ({number} of 3)" for number in (1, 2, 3)
    ]
    before = path.read_bytes()
    with pytest.raises(tr.Refused, match="no question 'nope'"):
        tr.record_outcome(path, "nope", 5, known=date(2025, 1, 2), source="S")
    assert path.read_bytes() == before
    assert tr.check(path) == []
