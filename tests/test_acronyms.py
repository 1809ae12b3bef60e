"""Short forms are paired with the long forms that introduce them."""

from __future__ import annotations

import pytest

from extractors.acronyms import find_acronyms, short_forms


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("The National Care Board (NCB) met.", (("NCB", "National Care Board"),)),
        ("We opened safe rooms (SRs) in May.", (("SR", "safe rooms"),)),
        ("The NCB (National Care Board) met.", (("NCB", "National Care Board"),)),
        ("Our 'Ready for Work' (RFW) scheme began.", (("RFW", "Ready for Work"),)),
        ("Keys in Custody Model (KiCM) is new.", (("KiCM", "Keys in Custody Model"),)),
        ("It rose (see Annex B) and fell (by 4%).", ()),
        ("The team (TXQ) met.", ()),
        ("Care Board (CB) met. Later the Cell Bureau (CB) met.", (("CB", "Care Board"),)),
    ],
)
def test_pairs(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert find_acronyms(text) == pairs


def test_short_forms_are_named_alone_joined_and_in_the_plural() -> None:
    assert short_forms("Two NCBs, a KiCM-led team and R&D. The NCB met.") == (
        "NCBs",
        "NCB",
        "KiCM-led",
        "KiCM",
        "R&D",
    )


def test_two_words_that_follow_each_other_may_be_a_short_form() -> None:
    assert {"PEF", "PEF Plus"} <= set(short_forms("PEF Plus will be complete by March 2021."))
    assert "PEF Plus" not in short_forms("PEF, Plus and Minus")
