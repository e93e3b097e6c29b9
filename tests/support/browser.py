"""A page in a real browser: what is wrong with it at every width, by day and in the dark."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from support.workbooks import missing

_LOOK = Path(__file__).parents[1] / "exchange" / "look.cjs"


def looked_at(page: Path, shots: Path) -> dict[str, dict[str, Any]]:
    """What the browser and axe found, by width and colours; pictures go into `shots`.

    Asserts what holds of every page: nothing shuts people out, nothing is loaded or runs.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    node = shutil.which("node")
    if chromium is None or node is None or not os.environ.get("NODE_PATH"):
        missing("Chromium, or playwright-core and axe-core (npm, in NODE_PATH)")
    done = subprocess.run(
        [node, str(_LOOK), page.as_uri(), str(shots)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROMIUM": chromium},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    for size, said in found.items():
        assert said["axe"] == [], size
        assert said["requests"] == said["complaints"] == []
        assert (said["scripts"], said["handlers"], said["images"]) == (0, 0, 0)
        assert not said["sideways"], size
        assert said["skip"] == "Go to the content"
    return found
