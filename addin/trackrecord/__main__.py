"""The program, also as ``python -m trackrecord``. What it needs is loaded only when it runs."""

import sys


def run() -> None:
    """Run one command; whoever presses Ctrl-C early or late sees one line, no traceback."""
    try:
        from trackrecord.cli.main import run as run_command  # noqa: PLC0415 - see above

        run_command()
    except KeyboardInterrupt:
        ledger = sys.modules.get("trackrecord.files.ledger")
        written = ledger.in_place() if ledger else ()
        what = f"Look at {', '.join(map(str, written))}" if written else "Nothing was changed"
        print(f"trackrecord: stopped. {what}", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run()
