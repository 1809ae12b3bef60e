"""Two words that an engine took for one ("ona"): parted where the picture has a space between their letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from extractors.ocr.ink import Pixels
from extractors.ocr.recognise import PictureWord

SPACE = 0.19  # of the size of a line: the least gap that is a space; those inside words are about half as wide
OTHERS = 0.7  # of the widest gap: where the next one is wider, the letters are spaced out
DARK = 128  # grey
# How wide a letter is printed, as a share of the size; others are a capital or a small letter.
WIDTHS = {**dict.fromkeys("iljtfrI.,;:'’‘-()", 0.3), **dict.fromkeys("mwMW", 0.85)}
CAPITAL, SMALL = 0.68, 0.54


def parted(words: Iterable[PictureWord], picture: Pixels) -> list[PictureWord]:
    """The words as they are read in ``picture``, some as two."""
    return [part for word in words for part in _parts(word, picture)]


def _parts(word: PictureWord, picture: Pixels) -> list[PictureWord]:
    """A word without figures, whose own gaps are wide, with one gap as wide as a space: its two parts."""
    if len(word.text) < 3 or any(map(str.isdigit, word.text)):
        return [word]
    x0, x1 = int(word.x0), int(word.x1) + 1
    rows = picture[max(0, int(word.top)) : int(word.bottom) + 1, x0:x1]
    inked = np.flatnonzero((rows < DARK).any(axis=0)) if rows.size else np.empty(0, np.intp)
    gaps = np.diff(inked) - 1
    if not gaps.size:
        return [word]
    widest = int(gaps.argmax())
    gap, rest = float(gaps[widest]), float(np.delete(gaps, widest).max(initial=0))
    if gap < SPACE * word.size or rest > OTHERS * gap:
        return [word]
    left, right = float(x0 + inked[widest] + 1), float(x0 + inked[widest + 1])
    at = _letter_at(word.text, ((left + right) / 2 - word.x0) / max(word.x1 - word.x0, 1.0))
    return [replace(word, text=word.text[:at], x1=left), replace(word, text=word.text[at:], x0=right)]


def _letter_at(text: str, share: float) -> int:
    """Before which letter a share of a word's width ends, by how wide letters are."""
    ends = np.cumsum([WIDTHS.get(letter, CAPITAL if letter.isupper() else SMALL) for letter in text])
    return 1 + int(np.abs(ends[:-1] / ends[-1] - share).argmin())
