from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.owners import is_owner_like, split_owners
from tests.fields.tables import names, rows

CASES = rows("owners")
SOME = settings(max_examples=80, deadline=None)
ROLES = (
    "Head of Residence", "Head of Learning and Skills, Employment and Industries", "Governor", "Deputy Governor",
    "National Lead, Occupational Health & Wellbeing, HMPPS", "Director General, Prisons", "Operations Manager (SF)",
    "Deputy Director, Custody", "Head of Health and Justice, NHS England and NHS Improvement", "Virtual School Head",
    "Chief Superintendent, Local Policing", "YOS Business and Performance Manager", "Equalities Manager",
    "Executive Director, Safety and Rehabilitation", "Commissioning Manager (CCG and County Council)",
    "Ruth Ashworth, Head of Service, YOS",
)  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_table_is_as_long_as_promised() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_owner_entries(case: dict[str, str]) -> None:
    assert list(split_owners(case["raw"])) == [owner for owner in case["owners"].split(" | ") if owner]


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_an_owner_splits_no_further(case: dict[str, str]) -> None:
    for owner in split_owners(case["raw"]):
        assert split_owners(owner) == (owner,)


@SOME
@given(
    st.lists(st.sampled_from(ROLES), min_size=1, max_size=4, unique=True),
    st.sampled_from(["; ", "\n", " / ", " and ", " & "]),
)
def test_titles_joined_by_any_sign_come_apart_again(roles: list[str], sign: str) -> None:
    assert split_owners(sign.join(roles)) == tuple(roles)


@SOME
@given(
    st.lists(st.sampled_from(ROLES), min_size=2, max_size=3, unique=True), st.sampled_from([", ", "/", ", and "])
)
def test_no_word_is_lost_whatever_the_sign(roles: list[str], sign: str) -> None:
    raw = sign.join(roles)
    kept = [word for owner in split_owners(raw) for word in words(owner)]
    assert not set(words(raw)) - set(kept) - {"and"}


@SOME
@given(st.text(alphabet="ABCdefg ,;/&().\n-", max_size=50))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for owner in split_owners(text):
        assert owner == owner.strip()
        assert words(owner) or owner
    assert 0.0 <= is_owner_like(text) <= 1.0


@pytest.mark.parametrize(
    "text", [*ROLES, "NPS", "Calder Council", "Ruth Ashworth", "All Governors", "AP Managers/AP Area Managers"]
)
def test_owners_look_like_owners(text: str) -> None:
    assert is_owner_like(text) >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "March 2020", "Completed", "TBC", "", "12", "All staff will be trained by March 2020.",
        "The Governor will review the policy every month and report to the board.",
        "Men who are new to the prison are seen by a nurse on their first night.",
    ],
)  # fmt: skip
def test_prose_and_dates_do_not(text: str) -> None:
    assert is_owner_like(text) <= 0.35


def test_owners_of_the_labelled_plans(corpus: Path) -> None:
    def plain(owner: str) -> str:
        return " ".join(re.findall(r"[a-z0-9]+", owner.lower().replace("&", "and")))

    for path in sorted(corpus.glob("*/gold/*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for action in (a for r in gold.get("recommendations", []) for a in r["actions"]):
            assert {plain(o) for o in split_owners(action["owner_raw"])} == {plain(o) for o in action["owners"]}, (
                action["owner_raw"]
            )
