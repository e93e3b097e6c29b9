"""What a text says: the command find, of an article, and the command read, of one wording."""

import sys
from argparse import Namespace
from dataclasses import replace
from datetime import date
from typing import Any

from trackrecord import clock
from trackrecord.actions import on_file
from trackrecord.actions.article import article_text
from trackrecord.actions.entering.said import Incomplete, Said
from trackrecord.actions.entering.taking import said_of
from trackrecord.actions.entering.understanding import understand
from trackrecord.actions.on_file import Person
from trackrecord.actions.reading import read_place
from trackrecord.cli.asking import answer, is_terminal, with_answer
from trackrecord.cli.output import give, print_json, say
from trackrecord.core.estimates import is_a_reading
from trackrecord.core.finding.dateline import day_published
from trackrecord.core.finding.proposals import Proposal, find_claims
from trackrecord.core.model import YES_NO_UNIT, Bound, Never, Record
from trackrecord.core.wording.claims import read_claim
from trackrecord.core.wording.phrasing import canonical
from trackrecord.core.wording.reading import read_wording
from trackrecord.errors import Refused
from trackrecord.tables.kinds import Kind, parse, plain, unparse

_CHOICES = "Take it? [y]es, [n]o, [m]end, [w]hose, [q]uit"


def find(chosen: Namespace) -> int:
    """Propose the forecasts of an article; with a workbook, add those that are agreed to."""
    text = article_text(chosen.article)
    if chosen.issued is None and (day := day_published(text)) is not None:
        chosen.issued = day
        say(f"Read as of {day}, which the article names; --issued names another day.")
    try:
        found = find_claims(text, chosen.issued)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    if chosen.into is None:
        _show(chosen, found)
        return 0
    if not chosen.into.exists():
        raise Refused(f"{chosen.into} does not exist; make it with 'trackrecord new {chosen.into}'")
    if chosen.issued is None:
        raise Refused("--issued is missing: the day on which the article was published")
    if not chosen.yes and (chosen.json or not is_terminal()):
        raise Refused(
            "nobody can be asked here; give --yes to take all that the finder is sure of, or run "
            "it on a terminal"
        )
    record, _ = read_place(chosen.into)
    taken = _sure(chosen, record, found) if chosen.yes else _asked(chosen, record, found)
    if not taken:
        say("Nothing was taken, and nothing was changed.")
        return 0
    numbers = {number: at for at, (number, _) in enumerate(taken)}
    restated = [
        None if (again := found[number].restates) is None else numbers.get(again)
        for number, _ in taken
    ]
    person = Person(clock.whoami(), clock.today(), clock.now())
    done = on_file.take(chosen.into, person, [said for _, said in taken], restated)
    if chosen.json:
        print_json({"done": done, "claims": [as_json(found[number]) for number, _ in taken]})
    else:
        give(done)
    return 0


def _show(chosen: Namespace, found: list[Proposal]) -> None:
    if chosen.json:
        print_json({"claims": [as_json(one) for one in found]})
        return
    for number, one in enumerate(found, 1):
        give("\n".join(_lines(one, number, len(found))))
    say(f"{len(found)} proposals; with --into WORKBOOK each is asked about, and then added.")


def as_json(one: Proposal) -> dict[str, Any]:
    """A proposal as JSON: days as yyyy-mm-dd, open ends as null."""
    return {
        "quote": one.quote,
        "forecaster": one.forecaster,
        "wording": one.wording,
        "unit": one.unit,
        "low": _end(one.low),
        "high": _end(one.high),
        "issued": one.issued.isoformat() if one.issued else None,
        "claim": str(one.claim),
        "where": {"start": one.start, "end": one.end, "paragraph": one.paragraph},
        "question": one.question,
        "sure": one.sure,
        "why": one.why,
        "asked": one.unread,
        "restates": one.restates,
    }


def _end(end: Bound | Never | None) -> str | float | None:
    return str(plain(unparse(end))) if isinstance(end, (date, Never)) else end


def _lines(one: Proposal, number: int, of: int) -> list[str]:
    ends = [_shown(end) for end in (one.low, one.high)]
    read = one.unread or (ends[0] if ends[0] == ends[1] else " to ".join(ends)) + f" ({one.unit})"
    again = f" It says again what {one.restates + 1} says." if one.restates is not None else ""
    return [
        f"{number} of {of}, paragraph {one.paragraph}: “{one.quote}”",
        f"    who: {one.forecaster or 'nobody is named'}    claim: {one.claim}",
        f"    wording: {one.wording}    read: {read}",
        f"    question: {one.question}",
        f"    {one.sure}: {one.why}.{again}",
    ]


def _sure(chosen: Namespace, record: Record, found: list[Proposal]) -> list[tuple[int, Said]]:
    """All that can be taken without asking; what is left is said."""
    taken = []
    for number, one in enumerate(found):
        said = said_of(one, chosen.issued, chosen.source)
        left = _why_left(record, one, said)
        if left:
            say(f"Left: “{one.quote}”: {left}")
        else:
            taken.append((number, said))
    return taken


def _why_left(record: Record, one: Proposal, said: Said) -> str:
    """Why a proposal cannot be taken without asking; "" where it can."""
    if one.unread or one.sure != "sure":
        return one.unread or one.why
    try:
        made = understand(record, said, clock.today()).forecast
    except Refused as refused:
        return str(refused)
    if (made.low, made.high) != (one.low, one.high):
        return "its question reads the wording otherwise"
    return ""


def _asked(chosen: Namespace, record: Record, found: list[Proposal]) -> list[tuple[int, Said]]:
    """Those that a person agrees to, one at a time."""
    taken = []
    for number, one in enumerate(found):
        said = said_of(one, chosen.issued, chosen.source)
        print("\n".join(_lines(one, number + 1, len(found))), file=sys.stderr)
        while True:
            match answer(_CHOICES, "n" if one.unread else "y").lower()[:1]:
                case "y":
                    complete = _completed(record, said)
                    if complete is not None:
                        taken.append((number, complete))
                        break
                case "m":
                    said = _mended(said)
                case "w":
                    said = replace(said, who=answer("Who says so", said.who))
                case "q":
                    return taken
                case "n":
                    break
                case _:
                    say("y, n, m, w or q")
    return taken


def _mended(said: Said) -> Said:
    wording = answer("Wording", said.wording)
    low = high = "" if wording != said.wording else said.low
    return replace(
        said,
        wording=wording,
        question=answer("Question", said.question),
        unit=answer("Unit (date, yes/no, or what is counted)", said.unit),
        low=low,
        high=high,
    )


def _completed(record: Record, said: Said) -> Said | None:
    """With what is missing asked for; None, with the reason said, where it cannot be read."""
    while True:
        try:
            understand(record, said, clock.today())
        except Incomplete as incomplete:
            for missing in incomplete.missing:
                said = with_answer(said, missing)
        except Refused as refused:
            say(f"{refused}")
            return None
        else:
            return said


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
        low, high, best = (_end(end) for end in (*ends, reading.best))
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


def _shown(end: Bound | Never | None) -> str:
    return str(plain(unparse(end))) or "open"
