"""Where Ctrl+arrow leads: from run to run of filled cells. Pure numbers."""


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
