"""How a table is to be taken, kept in a file for the next one of its kind."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from trackrecord.core.wording.dates.days import ORDERS
from trackrecord.errors import Refused
from trackrecord.exchange.foreign.claims import Choices, TakenColumn
from trackrecord.exchange.imports import Import
from trackrecord.files.reading import read_file
from trackrecord.files.writing import content_writer, write_file
from trackrecord.language import say

_RECIPE_MARK = "trackrecord import recipe"
_MOST_RECIPE_BYTES = 1_000_000


def read_recipe(path: Path) -> Choices:
    """The choices in a recipe. Refused where it is none."""
    try:
        kept = json.loads(read_file(path, _MOST_RECIPE_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(
            say("{file} cannot be read as a recipe ({reason})", file=path, reason=str(error)[:80])
        ) from error
    if not isinstance(kept, dict) or _RECIPE_MARK not in kept:
        raise Refused(say("{file} is no recipe; --save-recipe writes one", file=path))
    try:
        meanings = kept.get("map", {})
        return Choices(
            {str(header): str(meaning) for header, meaning in meanings.items()},
            tuple(map(str, kept.get("id", ()))),
            _one_of(kept, "dates", ("", *ORDERS)),
            _one_of(kept, "decimal", ("", ".", ",")),
            str(kept.get("forecaster") or ""),
            date.fromisoformat(kept["resolves"]) if kept.get("resolves") else None,
            needed=(),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise Refused(
            say("{file} cannot be read as a recipe ({reason})", file=path, reason=str(error)[:80])
        ) from error


def _needed(identity: Sequence[str]) -> Sequence[str]:
    """What tells questions apart, where it is more than the title, which is tried first anyway."""
    return () if tuple(identity) == ("title",) else identity


def _one_of(kept: dict[str, Any], name: str, choices: Sequence[str]) -> str:
    said = str(kept.get(name, ""))
    if said not in choices:
        raise ValueError(f"{name}: {said[:20]}")
    return said


def save_recipe(path: Path, theirs: Import) -> None:
    """Keep how a table was taken. Refused if another file is there."""
    claims, choices = theirs.claims, theirs.choices
    if claims is None or claims.tool:
        raise Refused(say("there is nothing to keep: its columns are known without a recipe"))
    kept: dict[str, Any] = {
        _RECIPE_MARK: 1,
        "map": {column.header: _explicit(column) for column in claims.columns},
        "id": list(choices.identity or _needed(claims.identified_by)),
        "dates": claims.order if claims.order in ORDERS else choices.dates,
        "decimal": claims.decimal if claims.decimal in (".", ",") else choices.decimal,
        "forecaster": choices.forecaster,
        "resolves": choices.resolves.isoformat() if choices.resolves else "",
    }
    content = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    write_file(path, content_writer(content.encode()), must_be_ours=_must_be_a_recipe)


def _explicit(column: TakenColumn) -> str:
    """The meaning with the scale that was found: a probability is a share or in percent."""
    if column.meaning == "probability" and column.scale:
        return "share" if column.scale == 1 else "percent"
    return column.meaning


def _must_be_a_recipe(there: Path) -> None:
    try:
        read_recipe(there)
    except Refused:
        raise Refused(
            say(
                "{file} is there already, and something else; name another file, or delete it. "
                "Nothing was written",
                file=there,
            )
        ) from None
