"""What all pages have in common: one HTML document without scripts, and without the network."""

from collections.abc import Iterable

from trackrecord.exchange.page.style_sheet import STYLE_SHEET
from trackrecord.exchange.page.text import say_escaped, together
from trackrecord.language import spoken

# Nothing is loaded and nothing runs, whatever text the record holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
MARK = b'content="Track Record"'  # at the beginning of every page of ours


def document(
    title: str, header: Iterable[str], main: Iterable[str], footer: Iterable[str] = ()
) -> str:
    """A page of parts that are HTML already; its title as the window shows it."""
    foot = together(footer)
    return f"""<!DOCTYPE html>
<html lang="{spoken().page}">
<head>
<meta charset="utf-8">
<meta name="generator" content="Track Record">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{title}</title>
<style>{STYLE_SHEET}</style>
</head>
<body>
<a class="skip" href="#main">{say_escaped("Go to the content")}</a>
<header>
{together(header)}
</header>
<main id="main">
{together(main)}
</main>
{f"<footer>{chr(10)}{foot}{chr(10)}</footer>{chr(10)}" if foot else ""}</body>
</html>
"""
