from __future__ import annotations

import pytest

from extractors.plurals import ends_as_plural, singular, singular_short_form, without_s


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("policies", "policy"), ("searches", "search"), ("boxes", "box"), ("classes", "class"), ("readers", "reader"),
        ("access", "access"), ("status", "status"), ("basis", "basis"), ("gas", "gas"), ("reading", "reading"),
    ],
)  # fmt: skip
def test_a_plural_is_made_singular_and_nothing_else_is(word: str, one: str) -> None:
    assert singular(word) == one


def test_what_counts_as_a_plural_can_be_narrowed_and_widened() -> None:
    assert (without_s("cells"), without_s("basis", but=("ss",)), without_s("cats", longer_than=4)) == (
        "cell",
        "basi",
        "cats",
    )
    assert (ends_as_plural("APs", longer_than=2), ends_as_plural("its")) == (True, False)
    assert [singular_short_form(short) for short in ("APs", "HMPPS", "IS")] == ["AP", "HMPPS", "IS"]
