"""A forecast entered in a few words: what was said, how it is understood, the rows it makes."""
