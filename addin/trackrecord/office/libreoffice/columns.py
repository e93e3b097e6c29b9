"""Columns of a sheet by their letters. Pure text."""


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
