"""How many of the statements of "Extraction of Future Statements" are found, and how much else.

    uv run --group dev python tests/finding_benchmark.py goldEN.json [--misses N] [--others N]

The file is that of github.com/Meris22/Paper, fetched by whoever measures. Of its statements those
count whose Event Date or value holds a figure. One is found where the sentence of a proposal holds
one of these figures (or the month and day that they stand for), and the predictor is the proposal's
forecaster where a word of the one is a word of the other, or both are unnamed.
"""

import json
import random
import re
import sys
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from trackrecord.core.finding.proposals import Proposal, find_claims
from trackrecord.core.finding.sentences_of import sentences_of

MONTHS = """january february march april may june july august september october november
december""".split()  # noqa: SIM905 - to be read
LITTLE = set(
    """the a an of to in on for and or by at from with is are be will would his her its their that
    this mr mrs ms dr de new unnamed official officials spokesman spokesperson author article
    unspecified none unknown wikinews news media source sources various observation direct analysis
    initial not specified reported report reports general""".split()  # noqa: SIM905 - to be read
)


def words(text: object) -> set[str]:
    return set(re.findall(r"[a-z][a-z'-]+", str(text or "").lower())) - LITTLE


def figures(text: object) -> set[str]:
    return {one.replace(",", "") for one in re.findall(r"\d[\d,]*(?:\.\d+)?", str(text or ""))}


def figures_of_day(said: object) -> set[str]:
    """The figures of a date, and its month's name."""
    found = figures(said)
    iso = re.search(r"(\d{4})-(\d\d)(?:-(\d\d))?", str(said or ""))
    if iso:
        found = {iso[1], str(int(iso[3] or iso[1]))} | (
            {MONTHS[int(iso[2]) - 1]} if 0 < int(iso[2]) < 13 else set()
        )
    return found


def sentence_of(text: str, one: Proposal) -> str:
    for sentence in sentences_of(text):
        if sentence.start <= one.start < sentence.end:
            return text[sentence.start : max(sentence.end, one.end)]
    return one.quote


def fits(statement: dict[str, Any], sentence: str, *, strict: bool) -> bool:
    """Is it about the same: a figure in common, or where not strict three words of content?"""
    there = figures(sentence) | words(sentence)
    value, day = (
        figures(statement.get("Magnitude / Predicted Value")),
        figures_of_day(statement.get("Event Date")),
    )
    content = (
        words(statement.get("Event Variable"))
        | words(statement.get("Predicted Attribute"))
        | words(statement.get("Magnitude / Predicted Value"))
    )
    shared = len(content & words(sentence))
    if (value & there or day & there) and shared >= 1:
        return True
    return not strict and shared >= 3


def same(predictor: object, who: str) -> bool:
    wanted, found = words(predictor), words(who)
    return bool(wanted & found) or not wanted


def has_a_figure(statement: dict[str, Any]) -> bool:
    said = statement.get("Event Date"), statement.get("Magnitude / Predicted Value")
    return any(figures(one) for one in said)


def published(article: dict[str, Any]) -> date | None:
    """The day of an article, where one of its statements names it."""
    for statement in article["extracted"]:
        with suppress(ValueError):
            return date.fromisoformat(str(statement.get("Article Date"))[:10])
    return None


def main(arguments: list[str]) -> None:
    articles = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    lines: dict[str, list[str]] = {"--misses": [], "--others": []}
    for article in articles:
        text = article["original_text"]
        found = [(one, sentence_of(text, one)) for one in find_claims(text, published(article))]
        counts["proposals"] += len(found)
        for statement in filter(has_a_figure, article["extracted"]):
            fitting = [one for one, sentence in found if fits(statement, sentence, strict=True)]
            right = any(same(statement.get("Predictor"), one.forecaster) for one in fitting)
            counts.update(wanted=1, found=bool(fitting), named=right)
            if not right:
                lines["--misses"].append(f"{[*statement.values()][:6]} {fitting}")
        for one, sentence in found:
            if not any(fits(wanted, sentence, strict=False) for wanted in article["extracted"]):
                lines["--others"].append(f"{one.forecaster} | {one.wording} | {sentence}")
    n, wanted = len(articles), counts["wanted"]
    print(
        f"{n} articles, {wanted} statements with a figure: {counts['found'] / wanted:.1%} found, "
        f"{counts['named'] / wanted:.1%} with the predictor; {counts['proposals'] / n:.2f} "
        f"proposals per article, of which {len(lines['--others']) / n:.2f} fit no statement"
    )
    chooser = random.Random(1)  # noqa: S311 - no secret
    for name in set(lines) & set(arguments):
        count = int(arguments[arguments.index(name) + 1])
        print(name, len(lines[name]))
        for line in chooser.sample(lines[name], min(count, len(lines[name]))):
            print("  ", line[:330].replace("\n", " "))


if __name__ == "__main__":
    main(sys.argv[1:])
