"""What an action says when it cannot do what was asked."""


class Refused(Exception):  # noqa: N818 - it is an answer to a person, not an error of the program
    """An action could not do what was asked; the text says why and what to do instead."""
