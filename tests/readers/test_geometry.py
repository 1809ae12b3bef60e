from __future__ import annotations

from extractors.readers.geometry import BBox, frames


def grid(xs: list[float], ys: list[float]) -> list[BBox]:
    return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]


def cells(rules: list[BBox]) -> list[list[tuple[int, int, int, int]]]:
    return [[(s.row, s.col, s.rowspan, s.colspan) for s in frame.slots] for frame in frames(rules)]


FOUR = [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_a_full_grid() -> None:
    assert cells(grid([0, 100, 200], [0, 50, 100])) == [FOUR]


def test_dashes_make_rules() -> None:
    dashed = [(x, y, x + 2, y) for y in (0, 50, 100) for x in range(0, 200, 4)]
    assert cells([*dashed, *[(x, 0, x, 100) for x in (0.0, 100.0, 200.0)]]) == [FOUR]


def test_a_table_left_open_at_the_foot_is_closed() -> None:
    rules = [r for r in grid([0, 100, 200], [0, 50, 100]) if r != (0, 100, 200, 100)]
    assert cells(rules) == [FOUR]


def test_a_table_without_outer_sides_is_closed() -> None:
    rules = [r for r in grid([0, 100, 200], [0, 50, 100]) if r[0] != r[2] or r[0] == 100]
    assert cells(rules) == [FOUR]


def test_merged_cells_span() -> None:
    rules = [
        (0, 0, 200, 0),
        (0, 50, 200, 50),
        (0, 100, 200, 100),
        (0, 0, 0, 100),
        (200, 0, 200, 100),
        (100, 50, 100, 100),
    ]
    assert cells(rules) == [[(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]]


def test_underlines_and_a_lone_rule_are_no_table() -> None:
    assert frames([(0, 10, 80, 10), (0, 40, 300, 40), (0, 700, 500, 700)]) == []


def test_a_row_alone_on_its_page_is_kept() -> None:
    assert cells(grid([0, 300], [0, 40])) == [[(0, 0, 1, 1)]]
