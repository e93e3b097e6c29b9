"""The command read: how a wording is read."""

from argparse import Namespace
from datetime import date

from trackrecord.cli.output import give, print_json
from trackrecord.core.estimates import is_a_reading
from trackrecord.core.model import YES_NO_UNIT, Bound, Never
from trackrecord.core.wording.claims import read_claim
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import read_wording
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, plain, unparse


def read(chosen: Namespace) -> int:
    """How a wording is read."""
    try:
        if chosen.unit:
            unit = str(parse(Kind.UNIT, chosen.unit))
            reading = read_wording(chosen.wording, unit, chosen.scale, chosen.issued)
        else:
            claimed = read_claim(chosen.wording, "", chosen.scale, chosen.issued)
            unit, reading = claimed.unit, claimed.reading
    except ValueError as asked_back:
        how = "" if chosen.unit else " (with --unit)"
        raise Refused(f"{asked_back}{how}") from None
    ends = reading.low, reading.high
    if chosen.json:
        low, high, best = (_as_json(end) for end in (*ends, reading.best))
        print_json({"low": low, "best": best, "high": high, "level": reading.level, "unit": unit})
        return 0
    said = [f"Low {_shown(ends[0])}", f"High {_shown(ends[1])}"]
    if reading.best is not None:
        said.insert(1, f"Best {_shown(reading.best)}")
    if unit == YES_NO_UNIT and isinstance(reading.low, float):
        ours = is_a_reading(chosen.wording, reading.low, chosen.scale)
        said += ["our reading of the words"] if ours else []
    give(f"{canonical(reading, unit)} ({unit}): {', '.join(said)}")
    return 0


def _as_json(end: Bound | Never | None) -> str | float | None:
    if isinstance(end, Never):
        return str(end)
    return end.isoformat() if isinstance(end, date) else end


def _shown(end: Bound | Never | None) -> str:
    return str(plain(unparse(end))) or "open"
