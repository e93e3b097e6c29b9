"""The command read: how a wording is read."""

from argparse import Namespace
from datetime import date

from trackrecord.cli.output import give, print_json
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import guess_unit, read_wording
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, plain, unparse


def read(chosen: Namespace) -> int:
    """How a wording is read."""
    try:
        if chosen.unit:
            unit = str(parse(Kind.UNIT, chosen.unit))
            reading = read_wording(chosen.wording, unit, chosen.scale, chosen.issued)
        else:
            unit, reading = guess_unit(chosen.wording, chosen.scale, chosen.issued)
    except ValueError as asked_back:
        how = "" if chosen.unit else " (with --unit)"
        raise Refused(f"{asked_back}{how}") from None
    if chosen.json:
        ends = [
            end.isoformat() if isinstance(end, date) else end for end in (reading.low, reading.high)
        ]
        print_json({"low": ends[0], "high": ends[1], "level": reading.level, "unit": unit})
    else:
        low, high = (plain(unparse(end)) or "open" for end in (reading.low, reading.high))
        give(f"{canonical(reading, unit)} ({unit}): Low {low}, High {high}")
    return 0
