"""The scores where the data are: in frames of pandas, Polars, DuckDB and PySpark.

``pip install "trackrecord[frames]"``. Every function takes frames of one library and gives one of
the same back; what a library computes lazily stays lazy. The columns are those of the sheets, in
small letters (``workbooks/README.md`` lists them). A record's own numbers, for a start:

>>> from datetime import date
>>> import trackrecord as tr
>>> from trackrecord import frames
>>> tables = frames.of_record(tr.read(tr.bundled()), "polars")
>>> day = date(2026, 11, 23)
>>> assessed = frames.assess(tables.forecasts, tables.questions, tables.outcomes, day)
>>> board = frames.leaderboard_rows(assessed, day)
>>> [(row["hits"], row["n"]) for row in board if row["forecaster"] == "Ming-Chi Kuo"]
[(2, 3)]

``leaderboard``, ``scorecard`` and ``calibration`` compute what an engine can; ``leaderboard_rows``,
``scorecard_rows`` and ``calibration_rows`` are the finished tables, with what no engine can: those
few numbers are computed here, from small aggregates. Who makes several tables of one assessed frame
computes it once: ``with frames.computed_once(assessed) as rows: …``
"""

from trackrecord.frames.assess_frames import assess
from trackrecord.frames.boards import leaderboard
from trackrecord.frames.cards import calibration, scorecard
from trackrecord.frames.engines import computed_once
from trackrecord.frames.exact_rows import calibration_rows, leaderboard_rows, scorecard_rows
from trackrecord.frames.record_frames import Tables, of_record
from trackrecord.frames.vote_frames import votes

__all__ = [
    "Tables",
    "assess",
    "calibration",
    "calibration_rows",
    "computed_once",
    "leaderboard",
    "leaderboard_rows",
    "of_record",
    "scorecard",
    "scorecard_rows",
    "votes",
]
