"""Pages that are pictures: rendered level by PDFium, their words and rules found, all in points as of any page.

The boxes are those of the page set straight: on one that was scanned askew they lie beside the print by what the
turn about the middle of the page moves it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from statistics import fmean
from typing import Any

from extractors.layout import Word
from extractors.model import DocumentError, Issue
from extractors.ocr import cuttings, recognise, rulings, skew, spaces
from extractors.ocr.ink import Pixels
from extractors.ocr.recognise import PictureWord
from extractors.ocr.rulings import INCH, PictureRule
from extractors.readers import pictures, wordless
from extractors.readers.geometry import BBox, frames
from extractors.readers.pdfium import ASCENT, DESCENT, PrintedPage, Rule, has_letters, opened

COARSE = 100  # dots an inch at which the turn of a page is found
FULL = 0.95  # of the size of a font: from the top of its tall letters to the foot of its low ones

WHOLE = 0.5  # the least share of a page that pictures cover where its text is a layer behind them
NARROW = 1.3  # points: what is narrower is a speck
DOTS, BULLET = frozenset("*¢«»©°¤•·+®"), "•"  # what the engine takes a bullet for
DOT, HALF = 0.45, 0.55  # of the size of the line: a bullet is smaller, and its middle lies lower
LAYERED = 0.9  # how sure a word is that another program read and put behind the picture


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as read from its picture, or why it was not (``problem``)."""

    page: PrintedPage
    problem: str | None = None


def read(path: Path, pages: Sequence[PrintedPage]) -> list[Scan]:
    """Those of the ``pages`` that are pictures: without words, or with words that only lie behind them."""
    scans: list[Scan] = []
    suspect = [printed for printed in pages if printed.pictured or not has_letters(printed)]
    if not suspect:
        return scans
    with opened(path) as document:
        for printed in suspect:
            page = document[printed.number - 1]
            if _is_picture(page, printed):
                scans.append(_scan(page, printed))
            page.close()
    return scans


def remedy(scans: Sequence[Scan]) -> str:
    """What to do about a PDF in whose pictures no word was found."""
    if not recognise.installed():
        return f"install {recognise.PACKAGE}, by which they are read, or run it through OCR first"
    problem = next((scan.problem for scan in scans if scan.problem), None)
    return f"{problem}: scan it anew" if problem else "no words were found in them: scan it anew, or leave it out"


def issues(scans: Sequence[Scan]) -> tuple[Issue, ...]:
    """Which pages were read from their pictures, by what and how surely, and which could not be."""
    out = []
    read = [scan.page for scan in scans if scan.problem is None and scan.page.words]
    if read:
        sure = fmean(word.confidence for page in read for word in page.words)
        message = (
            f"{_pages(read)} read from pictures by {recognise.engine() or 'another program'}, {sure:.2f} sure of a "
            "word on average: compare with the pages what matters"
        )
        out.append(Issue("read_by_ocr", "info", message, read[0].number))
    for problem, of_it in groupby((scan for scan in scans if scan.problem), lambda scan: scan.problem):
        lost = [scan.page for scan in of_it]
        out.append(Issue("unread_picture", "warning", f"{_pages(lost)} not read: {problem}", lost[0].number))
    return tuple(out)


def _pages(pages: Sequence[PrintedPage]) -> str:
    """The numbers of pages, for a message, with its verb: "pages 2-5, 9 were"."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page.number == spans[-1][-1] + 1:
            spans[-1][1:] = [page.number]
        else:
            spans.append([page.number])
    named = ", ".join("-".join(map(str, span)) for span in spans)
    return f"page {named} was" if len(pages) == 1 else f"pages {named} were"


def _is_picture(page: Any, printed: PrintedPage) -> bool:
    if has_letters(printed):
        return pictures.covered(page) >= WHOLE and pictures.hides_text(page)
    return wordless.shows(page) == "picture"


def _scan(page: Any, printed: PrintedPage) -> Scan:
    if not recognise.installed() and not printed.words:
        return Scan(
            printed, f"it is a picture, and {recognise.PACKAGE} is not installed, by which it would be read"
        )
    try:
        return Scan(_read(page, printed))
    except DocumentError as problem:
        return Scan(printed, str(problem))


def _read(page: Any, printed: PrintedPage) -> PrintedPage:
    dpi = pictures.resolution(page)
    turn = skew.angle(pictures.rendered(page, COARSE, 0.0))
    scale = INCH / dpi
    ruled = rulings.ruled(pictures.rendered(page, dpi, turn), dpi)
    rules = tuple(_rule(rule, scale) for rule in ruled.rules)
    if recognise.installed():
        words = tuple(_word(word, scale) for word in _words(ruled.bare, rules, dpi) if _is_print(word, scale))
    else:
        words = tuple(_layered(word, printed, turn) for word in printed.words)
    return replace(printed, words=words, rules=rules)


def _words(picture: Pixels, rules: Sequence[Rule], dpi: int) -> list[PictureWord]:
    """The words of the cells that the rules part, then those beside them."""
    found = frames((rule.x0, rule.top, rule.x1, rule.bottom) for rule in rules)
    cut = cuttings.strip(picture, (_pixels(slot.bbox, dpi) for frame in found for slot in frame.slots))
    inside = recognise.words(cut.picture, dpi, recognise.COLUMN) if cut.cuttings else []
    beside = recognise.words(cut.rest, dpi, recognise.PAGE)
    return cuttings.put_back(spaces.parted(inside, cut.picture), cut.cuttings) + spaces.parted(beside, cut.rest)


def _pixels(box: BBox, dpi: int) -> cuttings.Area:
    x0, top, x1, bottom = (max(0, round(side * dpi / INCH)) for side in box)
    return x0, top, x1, bottom


def _layered(word: Word, page: PrintedPage, turn: float) -> Word:
    """A word of the layer behind a picture, moved as the picture is when it is set straight."""
    a, b = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    x, y = (word.x0 + word.x1 - page.width) / 2, (word.top + word.bottom - page.height) / 2
    right, lower = a * x + b * y - x, a * y - b * x - y
    return replace(
        word,
        x0=word.x0 + right,
        x1=word.x1 + right,
        top=word.top + lower,
        bottom=word.bottom + lower,
        confidence=LAYERED,
    )


def _word(word: PictureWord, scale: float) -> Word:
    """A word in points, as tall as its font, from the baseline."""
    size, baseline = word.size * scale / FULL, word.baseline * scale
    top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    text = BULLET if _is_bullet(word) else word.text
    return Word(text, word.x0 * scale, top, word.x1 * scale, bottom, size, confidence=word.confidence)


def _is_bullet(word: PictureWord) -> bool:
    """Whether it is a dot between the baseline and the top of small letters, which the engine has no letter for."""
    dot = max(word.x1 - word.x0, word.bottom - word.top) < DOT * word.size
    return word.text in DOTS and dot and (word.top + word.bottom) / 2 > word.baseline - HALF * word.size


def _is_print(word: PictureWord, scale: float) -> bool:
    """Whether it is wide enough for a word; the narrowest one is an I."""
    return word.text == "I" or (word.x1 - word.x0) * scale >= NARROW


def _rule(rule: PictureRule, scale: float) -> Rule:
    x0, top, x1, bottom = (side * scale for side in (rule.x0, rule.top, rule.x1, rule.bottom))
    if rule.level:
        return Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    return Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
