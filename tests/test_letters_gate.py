"""No labelled letter of ``bench/letters`` is linked to its plan less well than it was.

The weights were fitted on these letters, so the figures say nothing about letters not seen before
(``bench/fit_links.py`` does): the floors lie about 0.03 below what was measured, and guard against what makes
links worse by accident.
"""

from __future__ import annotations

from functools import cache

import pytest

from bench.goldcase import GoldCase, figures_of, published
from bench.labelled import LETTERS, load_labelled_case
from pipeline.linking.weights import load_weights

FLOORS = {  # mention, link
    "ambulance-trust-2018": (0.87, 0.66),
    "approved-premises-accommodation-2017": (0.97, 0.88),
    "arden-and-fens-probation-2024": (0.97, 0.86),
    "calderbeck-prison-2019": (0.97, 0.88),
    "carrowby-youth-justice-service-2023": (0.97, 0.92),
    "county-send-2019": (0.83, 0.55),
    "domestic-abuse-probation-2018": (0.83, 0.52),
    "drug-dependency-supervision-2023": (0.97, 0.75),
    "drug-services-on-probation-2021": (0.94, 0.80),
    "education-in-custody-thematic-2023": (0.97, 0.82),
    "fenmarch-levels-region-2024": (0.97, 0.82),
    "fire-service-2019": (0.72, 0.60),
    "hmp-aldermere-2021": (0.97, 0.93),
    "hmp-highmoor-2017": (0.78, 0.50),
    "hmp-saltergate-2019": (0.97, 0.88),
    "hmyoi-brackendale-2019": (0.97, 0.94),
    "marlsea-youth-offending-team-2018": (0.97, 0.86),
    "officer-recruitment-and-training-2020": (0.97, 0.92),
    "police-child-protection-2018": (0.69, 0.48),
    "public-protection-arrangements-joint-thematic-2016": (0.91, 0.80),
    "sexual-offences-thematic-2020": (0.97, 0.84),
    "substance-misuse-2021": (0.90, 0.62),
    "terrorism-risk-probation-2019": (0.83, 0.59),
    "thistlemere-prison-2022": (0.97, 0.85),
    "wenlow-park-women-2022": (0.97, 0.89),
    "women-probation-2018": (0.77, 0.56),
    "wrayholme-prison-2023": (0.97, 0.87),
    "young-adults-custody-2020": (0.71, 0.45),
    "young-adults-thematic-2023": (0.94, 0.79),
    "young-adults-transition-2017": (0.87, 0.72),
}
QUICK = ("hmp-highmoor-2017",)
EACH = [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in FLOORS]


@cache
def case_of(name: str) -> GoldCase:
    return load_labelled_case(LETTERS / name)


@pytest.mark.parametrize("name", EACH)
def test_no_letter_is_linked_less_well_than_it_was(name: str) -> None:
    case = case_of(name)
    (letter,) = case.letters
    figures = figures_of(case, letter, published(case, load_weights()))
    mention, link = FLOORS[name]
    assert (figures["mention"] or 0) >= mention
    assert (figures["link"] or 0) >= link


@pytest.mark.parametrize("name", EACH)
def test_every_labelled_sentence_is_found_in_what_is_read(name: str) -> None:
    (letter,) = case_of(name).letters
    found = {place for places in letter.places.values() for place in places}
    assert found == {s["id"] for s in letter.gold["sentences"]}


def test_every_letter_has_floors() -> None:
    assert FLOORS.keys() == {folder.name for folder in LETTERS.iterdir() if folder.is_dir()}
