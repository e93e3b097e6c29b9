"""The text of an article, from a file or from standard input: plain text, Markdown or HTML."""

import sys
from pathlib import Path
from unicodedata import category

from trackrecord.errors import Refused
from trackrecord.files.reading import read_file

MOST_BYTES = 20_000_000
# Kinds of signs: commands, directions and widths, private ones.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_HIDDEN = "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
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
    """Text from bytes: UTF-8, UTF-16 with its mark, Chinese, or Western, in that order."""
    codes = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig"]
    for code in (*codes, "gb18030", "cp1252"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if code == "gb18030" and not _is_chinese_text(text):
            continue
        if text.count("\0") == 0 or code == "utf-8-sig":
            return _harmless(text, place)
    raise Refused(f"{place} is no text in UTF-8; save it as text (UTF-8) and try again")


def _is_chinese_text(text: str) -> bool:
    """Is it more than a letter with an accent here and there, which also looks like a Han sign?"""
    return sum("一" <= sign <= "鿿" for sign in text) * 10 > len(text)


def _harmless(text: str, place: Path) -> str:
    """Without signs that nobody sees, which no cell may hold; each leaves a blank in its place."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\0") * 100 > len(text):
        raise Refused(f"{place} is no text in UTF-8; save it as text (UTF-8) and try again")
    return "".join(
        " " if sign not in "\n\t" and category(sign) in _UNSEEN else sign for sign in text
    )


def _of_page(page: str, place: Path) -> str:
    try:
        from trafilatura import extract, load_html  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refused(
            f"{place} is a web page; to read pages, install the extra: "
            "pip install 'trackrecord[article]', or give its text"
        ) from None
    tree = load_html(page)
    if tree is None:
        raise Refused(f"{place} is no web page that can be read; give its text")
    for hidden in tree.xpath(
        "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
    ):
        hidden.drop_tree()
    text = extract(tree, include_comments=False, include_tables=False)
    if not text:
        raise Refused(f"no article was found in {place}; give its text")
    return _harmless(str(text), place)
