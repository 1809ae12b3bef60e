"""Where records stand, as what a page can show: marks on the pictures of pages, and strips cut out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.site.pictures import Picture
from pipeline.tables.rows import Row

# Points around the words of a mark, and of page shown above and below those of a strip.
MARGIN, AROUND = 2.0, 26.0


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words that are marked on a page.

    ``name`` is its id, ``shows`` the id (without ``#``) or the address of what it belongs to, ``label`` says what
    it marks, ``kind`` how it is drawn.
    """

    name: str
    shows: str
    label: str
    kind: str
    boxes: tuple[tuple[float, float, float, float], ...]  # x, y, width, height


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with the marks on it; ``picture`` is None where it has none."""

    number: int
    picture: Picture | None
    marks: tuple[MarkedWords, ...]


@dataclass(frozen=True, slots=True)
class PassageView:
    """The part of a page with the words of a passage; ``top`` and ``height`` in points."""

    page: int
    picture: Picture
    top: float
    height: float
    boxes: tuple[tuple[float, float, float, float], ...]


def rectangles(boxes: Iterable[Row], page: int) -> tuple[tuple[float, float, float, float], ...]:
    """(x, y, width, height) in points of the boxes that lie on ``page``, with a little room around the words."""
    return tuple(
        (
            round(box["x0"] - MARGIN, 1),
            round(box["top"] - MARGIN, 1),
            round(box["x1"] - box["x0"] + 2 * MARGIN, 1),
            round(box["bottom"] - box["top"] + 2 * MARGIN, 1),
        )
        for box in boxes
        if box["page"] == page and box["x0"] is not None
    )


def pages_of(boxes: Iterable[Row]) -> list[int]:
    """The numbers of the pages on which boxes lie."""
    return sorted({box["page"] for box in boxes if box["page"] is not None})


def strips(boxes: Sequence[Row], pictures: Mapping[int, Picture]) -> list[PassageView]:
    """The parts of the pages where boxes lie."""
    out = []
    for number in pages_of(boxes):
        picture, found = pictures.get(number), rectangles(boxes, number)
        if picture is not None and found:
            top = max(0.0, min(y for _, y, _, _ in found) - AROUND)
            bottom = min(picture.height, max(y + h for _, y, _, h in found) + AROUND)
            out.append(PassageView(number, picture, round(top, 1), round(bottom - top, 1), found))
    return out
