"""The text of an article, from a file or from standard input: plain text, Markdown or HTML."""

import sys
from pathlib import Path

from trackrecord.errors import Refused
from trackrecord.files.reading import read_file

MOST_BYTES = 20_000_000
_PAGES = (".html", ".htm", ".xhtml")


def article_text(place: Path) -> str:
    """The text of an article; ``-`` is standard input.

    Of a page the article alone is taken, with the extra ``article``. Errors: Refused where it is no
    text, or too large.
    """
    if str(place) == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        try:
            data = read_file(place, MOST_BYTES)
        except OSError as error:
            raise Refused(f"{place} cannot be read: {error.strerror or error}") from None
    if len(data) > MOST_BYTES:
        raise Refused(f"the input is larger than {MOST_BYTES // 1_000_000} MB; give a part of it")
    text = _text_of(data, place)
    begins = text.lstrip()[:100].lower()
    if place.suffix.lower() in _PAGES or begins.startswith(("<!doctype", "<html")):
        return _of_page(text, place)
    return text


def _text_of(data: bytes, place: Path) -> str:
    codes = ["utf-8-sig"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codes = ["utf-16"]
    for code in (*codes, "gb18030" if data.count(b"\x00") == 0 else "utf-16"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused(f"{place} is no text in UTF-8; save it as text (UTF-8) and try again")


def _of_page(page: str, place: Path) -> str:
    try:
        from trafilatura import extract  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refused(
            f"{place} is a web page; to read pages, install the extra: "
            "pip install 'trackrecord[article]', or give its text"
        ) from None
    text = extract(page, include_comments=False, include_tables=False)
    if not text:
        raise Refused(f"no article was found in {place}; give its text")
    return str(text)
