"""What makes two letters of one day say otherwise, and what does not."""

from __future__ import annotations

import pytest

from extractors.model import DocumentFacts, Extraction
from pipeline.cases.differing import differences
from tests.pipeline.fictions import extraction, update

SAID = (
    "The scanner was bought in March and stands at the gate since then.",
    "We expect that 230 places will be ready when the new wing opens next summer.",
    "Training has begun in all three of the larger houses and will not be stopped.",
)


def letter(*said: str) -> Extraction:
    return extraction(DocumentFacts(kind="update_letter"), " ".join(said), updates=tuple(map(update, said)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("230", "200"),
        ("March", "May"),
        ("three", "two"),
        ("not be stopped", "be stopped"),
        ("The scanner was bought in March and stands at the gate since then.", ""),
        ("stands at the gate", "stands at the gate beside the new machine that was bought for the parcels"),
    ],
)
def test_a_number_a_month_a_denial_or_a_run_of_words_is_a_difference(old: str, new: str) -> None:
    one, other = letter(*SAID), letter(*(said.replace(old, new) for said in SAID))
    assert len(differences(one, other)) == 1
    assert len(differences(other, one)) == 1


@pytest.mark.parametrize(
    "other",
    [
        SAID,
        tuple(said.replace("scanner", "scan- ner").replace("houses", "Houses") for said in SAID),
        (SAID[0], f"{SAID[1]} {SAID[2]}"),
        (SAID[2], SAID[0], SAID[1]),
        tuple(said.replace("gate", "gats") for said in SAID),
    ],
)
def test_what_another_format_makes_of_the_words_is_none(other: tuple[str, ...]) -> None:
    assert differences(letter(*SAID), letter(*other)) == []


def test_the_difference_is_quoted_with_the_words_around_it() -> None:
    ((one, other),) = differences(letter(*SAID), letter(*(said.replace("230", "200") for said in SAID)))
    assert (one, other) == (
        "We expect that 230 places will be ready",
        "We expect that 200 places will be ready",
    )
