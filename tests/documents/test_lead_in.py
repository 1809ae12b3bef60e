from __future__ import annotations

import pytest

from extractors.documents.plans.lead_in import LeadIns, addressee_of, split_lead_in


@pytest.mark.parametrize(
    ("text", "lead_in", "rest"),
    [
        (
            "The Governor should ensure that: cells are clean",
            "The Governor should ensure that:",
            "cells are clean",
        ),
        ("The Trust must: mend the roof", "The Trust must:", "mend the roof"),
        (
            "The Governor should: • clean cells • mend roofs",
            None,
            "The Governor should: • clean cells • mend roofs",
        ),
        ("The Governor should: (a) clean cells", None, "The Governor should: (a) clean cells"),
        ("Cells should be clean: this is basic", "Cells should be clean:", "this is basic"),
        ("Hours: cells are locked too long", None, "Hours: cells are locked too long"),
        ("Cells should be clean.", None, "Cells should be clean."),
    ],
)
def test_a_lead_in_is_parted_from_what_it_governs(text: str, lead_in: str | None, rest: str) -> None:
    assert split_lead_in(text) == (lead_in, rest)


def test_a_lead_in_governs_until_another_obligation_or_section() -> None:
    carried = LeadIns()
    assert carried.governing("The Governor should:", "clean cells") == "The Governor should:"
    assert carried.governing(None, "mend roofs") == "The Governor should:"
    assert carried.governing(None, "Staff should be trained.") is None
    assert carried.governing(None, "mend roofs") is None
    carried.governing("The Trust should:", "see patients")
    carried.reset()
    assert carried.governing(None, "mend roofs") is None


def test_whom_a_recommendation_addresses() -> None:
    assert addressee_of("The Governor should ensure that:", None, "cells are clean") == "The Governor"
    assert addressee_of(None, "Recommendation to the Trust", "see patients soon") == "Trust"
    assert addressee_of(None, None, "see patients soon") is None
