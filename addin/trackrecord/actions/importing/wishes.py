"""How to go about an import: what a person says of a table, and what they want done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trackrecord.exchange.foreign.claims import Choices


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says of a table, and wants done with it.

    `meanings` by header ("" for none), `identity` the headers that tell questions apart, `dates`
    ("dmy", "mdy", "ymd"), `decimal` ("." or ","), `forecaster` and `resolves` where no column says
    them; a `recipe` has them all from before, and `keep` writes one.

    `update` changes rows that are here to what the file says; `skip_bad` is the file that rows go
    to which cannot be taken; `dry_run` only shows.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    dates: str = ""
    decimal: str = ""
    forecaster: str = ""
    resolves: date | None = None
    recipe: Path | None = None
    keep: Path | None = None
    update: bool = False
    skip_bad: Path | None = None
    dry_run: bool = False

    def choices(self) -> "Choices":
        """What is said of the table, here before in the recipe. Refused where that is none."""
        from trackrecord.actions.importing.recipes import read_recipe  # noqa: PLC0415 - of no click
        from trackrecord.exchange.foreign.claims import Choices  # noqa: PLC0415 - as above

        own = Choices(
            self.meanings, self.identity, self.dates, self.decimal, self.forecaster, self.resolves
        )
        return own.beside(read_recipe(self.recipe)) if self.recipe is not None else own
