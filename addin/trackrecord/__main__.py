"""``python -m trackrecord``: the command line."""

from trackrecord.cli.main import run

if __name__ == "__main__":
    run()
