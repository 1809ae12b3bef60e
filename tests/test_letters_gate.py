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
    "arden-and-fens-probation-2024": (0.97, 0.90),
    "calderbeck-prison-2019": (0.97, 0.88),
    "carrowby-youth-justice-service-2023": (0.97, 0.93),
    "county-send-2019": (0.76, 0.55),
    "domestic-abuse-probation-2018": (0.84, 0.48),
    "drug-dependency-supervision-2023": (0.97, 0.75),
    "drug-services-on-probation-2021": (0.94, 0.78),
    "education-in-custody-thematic-2023": (0.94, 0.82),
    "electronic-monitoring-thematic-2022": (0.97, 0.87),
    "fenmarch-levels-region-2024": (0.97, 0.84),
    "fire-service-2019": (0.73, 0.61),
    "hmp-aldermere-2021": (0.97, 0.92),
    "hmp-highmoor-2017": (0.74, 0.50),
    "hmp-larkhill-vale-2018": (0.97, 0.85),
    "hmp-saltergate-2019": (0.97, 0.89),
    "hmp-tarnbrook-2019": (0.97, 0.83),
    "hmp-whinmoor-2020": (0.97, 0.91),
    "hmyoi-brackendale-2019": (0.97, 0.92),
    "marlsea-youth-offending-team-2018": (0.97, 0.85),
    "neurodiversity-thematic-2021": (0.97, 0.87),
    "officer-recruitment-and-training-2020": (0.97, 0.94),
    "police-child-protection-2018": (0.69, 0.49),
    "prison-leavers-thematic-2020": (0.95, 0.80),
    "public-protection-arrangements-joint-thematic-2016": (0.91, 0.78),
    "ravensey-yot-2017": (0.94, 0.80),
    "saxonmere-region-2022": (0.97, 0.86),
    "sexual-offences-thematic-2020": (0.97, 0.87),
    "substance-misuse-2021": (0.76, 0.56),
    "terrorism-risk-probation-2019": (0.84, 0.59),
    "thistlemere-prison-2022": (0.97, 0.86),
    "unpaid-work-thematic-2018": (0.97, 0.80),
    "wenlow-park-women-2022": (0.97, 0.90),
    "women-probation-2018": (0.73, 0.53),
    "wrayholme-prison-2023": (0.97, 0.90),
    "yoi-coldharbour-2016": (0.97, 0.85),
    "young-adults-custody-2020": (0.71, 0.44),
    "young-adults-thematic-2023": (0.94, 0.81),
    "young-adults-transition-2017": (0.84, 0.71),
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
