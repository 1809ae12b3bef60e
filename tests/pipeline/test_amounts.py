from __future__ import annotations

import pytest

from extractors.model import Quantity
from pipeline.ledger.amounts import counted, noun_of
from pipeline.ledger.changes import changes
from tests.pipeline.fictions import action, update


@pytest.mark.parametrize(
    ("text", "noun", "found"),
    [
        ("Forty places will be opened.", "place", [(40.0, "Forty places")]),
        ("(4a) A panel will meet each month.", "panel", []),
        ("(4) A panel will meet each month.", "panel", []),
        ("An audit (6c) of 30 cases", "case", [(30.0, "30 cases")]),
        ("120 hours of reading with prisoners", "reader", []),
        ("Three agencies and their boxes", "agency", [(3.0, "Three agencies")]),
    ],
)
def test_a_number_counts_the_noun_beside_it_and_a_label_counts_nothing(
    text: str, noun: str, found: list[tuple[float, str]]
) -> None:
    assert list(counted(text, noun)) == found


@pytest.mark.parametrize(
    ("unit", "noun"),
    [("peer readers", "reader"), ("new boxes", "box"), ("places per year", "place"), ("weeks", None), ("", None)],
)
def test_what_is_counted_is_named_in_the_singular(unit: str, noun: str | None) -> None:
    assert noun_of(Quantity("two", 2.0, unit)) == noun


def test_a_share_of_an_amount_changes_nothing_but_the_whole_does() -> None:
    promised = action("A further 40 workshop places will be created.")
    text = "18 of the 25 workshop places are filled."
    said = update(text, quantities=(Quantity("18", 18.0, "places"), Quantity("25 workshop places", 25.0, "places")))
    (found,) = changes([("q/u1", said)], promised)
    assert (found.kind, found.from_, found.to) == ("quantity", "40 places", "25 workshop places")
    begun = update("18 of the 40 places are filled.", quantities=(Quantity("18", 18.0, "places"),))
    assert list(changes([("q/u1", begun)], promised)) == []
