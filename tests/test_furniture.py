"""Lines that stand at one height on many pages, alike but for a number."""

from __future__ import annotations

import pytest

from extractors.furniture import running_lines
from extractors.layout import Line, Word

HEIGHT = 800.0


def line(text: str, page: int, top: float, *, bold: bool = True) -> Line:
    words = tuple(
        Word(word, 60.0 * i, top, 60.0 * i + 50, top + 10, 10.0, bold=bold) for i, word in enumerate(text.split())
    )
    return Line(words, page, 0.0, top, words[-1].x1, top + 10)


def aside(heads: tuple[str, ...], amid: Line) -> list[bool]:
    """Whether the first line of each page is furniture, where ``amid`` stands in the middle of the first."""
    pages = [(HEIGHT, [line(head, page, 40.0)]) for page, head in enumerate(heads, start=1)]
    pages[0][1].append(amid)
    return [0 in found for found in running_lines(pages)]


def test_what_counts_on_amid_the_pages_is_no_furniture() -> None:
    assert aside(("Action 1.3", "Action 3.1", "Action 4.2"), line("Action 1.1", 1, 300.0)) == [False] * 3


@pytest.mark.parametrize(
    ("heads", "amid"),
    [
        (("Action 1.3", "Action 3.1", "Action 4.2"), line("Action 1.1", 1, 300.0, bold=False)),  # other type
        (("Annual plan 2023",) * 3, line("Annual plan 2023", 1, 300.0)),  # counts nothing
    ],
)
def test_a_running_header_is_furniture(heads: tuple[str, ...], amid: Line) -> None:
    assert aside(heads, amid) == [True] * 3
