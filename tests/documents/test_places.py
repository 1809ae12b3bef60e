"""The places of records whose words stand in several columns."""

from __future__ import annotations

from extractors.documents.records import place_in
from extractors.layout import Line, Word


def line(x: float, top: float) -> Line:
    return Line((Word("words", x, top, x + 200, top + 10),), 1, x, top, x + 200, top + 10)


def test_a_text_that_goes_on_in_the_next_column_has_a_box_in_each() -> None:
    place = place_in([[line(50, 700), line(50, 714), line(300, 60), line(300, 74)]], boxed=True)
    assert [(box.x0, box.top, box.x1, box.bottom) for box in place.boxes] == [
        (50, 700, 250, 724),
        (300, 60, 500, 84),
    ]


def test_a_text_in_one_column_has_one_box() -> None:
    assert len(place_in([[line(50, 700), line(60, 714), line(50, 728)]], boxed=True).boxes) == 1
