"""How many of the claims that people found in articles are found, with speaker and reading.

    uv run --group dev python tests/finding_report.py ARTICLE.txt CLAIMS.json …

CLAIMS.json holds ``issued`` and ``claims``, each with quote, speaker, unit, low and high.
"""

import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from finding.judged import JUDGED
from trackrecord.core.finding.proposals import Proposal, find_claims


@dataclass
class Measured:
    """Claims and proposals of one text, and which of them belong together."""

    claims: list[dict[str, Any]]
    proposals: list[Proposal]
    pairs: dict[int, int]  # the proposal of each claim, by their numbers

    @property
    def missed(self) -> list[dict[str, Any]]:
        return [claim for number, claim in enumerate(self.claims) if number not in self.pairs]

    @property
    def others(self) -> list[Proposal]:
        """Proposals that are none of the claims."""
        used = set(self.pairs.values())
        return [one for number, one in enumerate(self.proposals) if number not in used]

    def counted(self, fits: Any) -> int:
        return sum(fits(self.claims[c], self.proposals[p]) for c, p in self.pairs.items())


def measured(text: str, claims: list[dict[str, Any]], issued: date) -> Measured:
    """Pair each claim with the proposal whose quote lies over its quote and that reads the same."""
    proposals = find_claims(text, issued)
    flat = plain(text)
    pairs: dict[int, int] = {}
    ranked = []
    for c, claim in enumerate(claims):
        at = flat.find(plain(claim["quote"]))
        span = range(at, at + len(claim["quote"]))
        for p, one in enumerate(proposals):
            shared = min(one.end, span.stop) - max(one.start, span.start)
            if at >= 0 and shared >= 0.5 * min(len(span), one.end - one.start):
                ranked.append((-same_reading(claim, one), -same_wording(claim, one), -shared, c, p))
    for *_, c, p in sorted(ranked):
        if c not in pairs and p not in pairs.values():
            pairs[c] = p
    return Measured(claims, proposals, pairs)


def plain(text: str) -> str:
    """With one kind of apostrophe and quotation mark, letter by letter in the same place."""
    return text.translate(str.maketrans("’‘“”", "''\"\""))


def same_speaker(claim: dict[str, Any], one: Proposal) -> bool:
    """Is it the same name, or are two words in three of an unnamed source the same?"""
    wanted, found = (
        set(re.findall(r"[\w-]+", plain(who).lower())) for who in (claim["speaker"], one.forecaster)
    )
    little = {"the", "a", "an", "of", "to", "who", "in"}
    wanted, found = wanted - little, found - little
    if not found:
        return claim["speaker"].startswith(("reporter", "public information", "press reports"))
    return (
        claim["speaker"] == one.forecaster
        or len(wanted & found) * 2 >= min(len(wanted), len(found)) * 1.3
    )


def same_wording(claim: dict[str, Any], one: Proposal) -> bool:
    return plain(claim.get("wording", "?")) in plain(one.wording) or plain(one.wording) in plain(
        claim.get("wording", "")
    )


def same_reading(claim: dict[str, Any], one: Proposal) -> bool:
    ends = [str(end) if isinstance(end, date) else end for end in (one.low, one.high)]
    wanted = [claim["low"], claim["high"]]
    if wanted == [None, None]:
        return ends == wanted
    return all(
        a == b
        or (
            isinstance(a, int | float)
            and isinstance(b, int | float)
            and abs(a - b) <= 0.011 * max(1, abs(b)) ** 0
        )
        for a, b in zip(ends, wanted, strict=True)
    )


def line(name: str, found: Measured) -> str:
    n = len(found.claims)
    return (
        f"{name}: {len(found.pairs)} of {n} found, {found.counted(same_speaker)} with the speaker, "
        f"{found.counted(same_reading)} with the reading; {len(found.others)} of "
        f"{len(found.proposals)} proposals are none of them"
    )


def judged(text: str) -> None:
    """Say how a person judged each proposal on the bundled record's article."""
    found = find_claims(text, date(2023, 11, 15))
    kept = 0
    for one in found:
        known = (v for begins, v in JUDGED.items() if plain(one.quote).startswith(begins))
        keep, why = next(known, (False, "not judged yet"))
        kept += keep
        print(f"{'kept' if keep else 'none'}: {one.quote[:60]} ({why})")
    print(f"{kept} of {len(found)} would be kept")


def main(paths: list[str]) -> None:
    if "--judged" in sys.argv:
        judged(Path(paths[0]).read_text(encoding="utf-8"))
        return
    for text, claims in zip(paths[::2], paths[1::2], strict=True):
        said = json.loads(Path(claims).read_text(encoding="utf-8"))
        found = measured(
            Path(text).read_text(encoding="utf-8"),
            said["claims"],
            date.fromisoformat(said["issued"]),
        )
        print(line(Path(text).name, found))
        if "--all" in sys.argv:
            for claim in found.missed:
                print("  missed:", claim["speaker"], "|", claim["quote"])
            for c, p in found.pairs.items():
                claim, one = found.claims[c], found.proposals[p]
                if not same_speaker(claim, one):
                    print(
                        "  speaker:", one.forecaster, "| wanted", claim["speaker"], "|", one.quote
                    )
                if not same_reading(claim, one):
                    print(
                        "  reading:",
                        one.wording,
                        one.low,
                        one.high,
                        "| wanted",
                        claim["low"],
                        claim["high"],
                        "|",
                        one.unread[:50],
                    )
            for one in found.others:
                print("  other:", one.forecaster, "|", one.quote, "|", one.wording)


if __name__ == "__main__":
    main([one for one in sys.argv[1:] if not one.startswith("--")])
