"""What is found in a picture without an engine: its turn, its rules, and the cells it is cut into."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.ocr import cuttings, rulings, skew
from extractors.ocr.recognise import PictureWord
from tests import scans

DPI = 150


def page(turn: float = 0.0) -> np.ndarray:
    return np.asarray(scans.scanned(scans.plan(), dpi=DPI, turn=turn)[0])


@pytest.mark.parametrize("turn", [-2.0, -0.5, 0.0, 0.3, 1.0, 3.0])
def test_the_turn_of_a_page_is_found(turn: float) -> None:
    assert skew.angle(page(turn)) == pytest.approx(-turn, abs=0.06)


def test_a_page_without_ink_is_not_turned() -> None:
    assert skew.angle(np.full((800, 600), 255, np.uint8)) == 0


def test_rules_are_found_beside_a_filled_header_and_letters_are_none() -> None:
    rules = rulings.ruled(page(), DPI).rules
    assert len([rule for rule in rules if rule.level]) == len(scans.ROWS) + 2
    assert len([rule for rule in rules if not rule.level]) == len(scans.WIDTHS) + 1


@pytest.mark.parametrize("noise", [8, 16])
def test_rules_are_found_in_a_noisy_picture(noise: float) -> None:
    rng = np.random.default_rng(1)
    noisy = (page() * 0.8 + 30 + rng.normal(0, noise, page().shape)).clip(0, 255).astype(np.uint8)
    rules = rulings.ruled(noisy, DPI).rules
    upright = {round(rule.x0 / 4) for rule in rules if not rule.level}
    assert len(upright) >= len(scans.WIDTHS) + 1


def test_the_picture_without_its_rules_has_none() -> None:
    found = rulings.ruled(page(), DPI)
    assert rulings.ruled(found.bare, DPI).rules == ()


def test_cells_lie_under_one_another_and_words_go_back_to_theirs() -> None:
    picture = Image.new("L", (400, 200), 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((210, 50, 390, 190), fill=40)
    draw.rectangle((20, 20, 60, 40), fill=0)
    draw.rectangle((250, 100, 290, 120), fill=250)
    draw.rectangle((100, 195, 140, 199), fill=0)
    strip = cuttings.strip(np.asarray(picture), [(0, 0, 200, 180), (210, 50, 391, 190), (0, 180, 90, 194)])
    assert [each.area[0] for each in strip.cuttings] == [0, 210]
    rows = np.flatnonzero((strip.picture < 128).any(axis=1))
    blobs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    words = []
    for blob in blobs:
        columns = np.flatnonzero((strip.picture[blob] < 128).any(axis=0))
        x0, x1, top, bottom = float(columns[0]), float(columns[-1]), float(blob[0]), float(blob[-1])
        words.append(PictureWord("word", x0, top, x1, bottom, bottom, 20, 1))
    back = [(w.x0, w.top, w.x1, w.bottom) for w in cuttings.put_back(words, strip.cuttings)]
    assert back == [(20, 20, 60, 40), (250, 100, 290, 120)]
    assert (strip.rest < 128).any(axis=1).nonzero()[0].min() >= 50
