"""Columns by their letters, and where Ctrl+arrow leads. Pure text and numbers."""

LAST_ROW, LAST_COLUMN = 1_048_576, 1024


def letters_of(column: int) -> str:
    """The letters of a column, counted from 1.

    >>> letters_of(1), letters_of(27), letters_of(1024)
    ('A', 'AA', 'AMJ')
    """
    found = ""
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found


def column_of(letters: str) -> int:
    """The column of some letters, counted from 1; 0 for none.

    >>> column_of("A"), column_of("amj")
    (1, 1024)
    """
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - 64
    return found


def joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch, made one."""
    whole: list[tuple[int, int]] = []
    for first, last in spans:
        if whole and whole[-1][1] + 1 >= first:
            whole[-1] = (whole[-1][0], last)
        else:
            whole.append((first, last))
    return whole


def jump(spans: list[tuple[int, int]], here: int, step: int, edge: int) -> int:
    """Where Ctrl+arrow ends: at the end of this run of filled cells, or at the next one."""
    near, far = (0, 1) if step > 0 else (1, 0)
    if spans and spans[0][near] == here:
        if spans[0][far] != here:
            return spans[0][far]
        spans = spans[1:]
    return spans[0][near] if spans else edge
