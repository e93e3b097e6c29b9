"""The command score: the leaderboard and the scores of a record."""

from argparse import Namespace
from dataclasses import replace

from trackrecord import clock
from trackrecord.actions.reading import read_checked
from trackrecord.cli import report
from trackrecord.cli.documents import score_document
from trackrecord.cli.output import print_json, say_problems


def score(chosen: Namespace) -> int:
    """The leaderboard and the scores of a record."""
    record, problems = read_checked(chosen.place)
    today = clock.today()
    as_of = chosen.as_of or record.settings.as_of or today
    if chosen.without_imputed:
        record = replace(record, settings=replace(record.settings, count_imputed=False))
    if chosen.as_of:  # what had not been said on that day was not there
        said = tuple(row for row in record.forecasts if row.issued <= as_of)
        record = replace(record, forecasts=said)
    if chosen.json:
        print_json(score_document(record, as_of))
    else:
        report.show_leaderboard(record, as_of)
    say_problems(problems)
    return 1 if problems else 0
