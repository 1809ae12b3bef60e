from __future__ import annotations

import math

import pytest

from extractors.model import Update
from pipeline.ledger.conclude import conclude
from pipeline.model import Case, Concluded, Link
from tests.pipeline.fictions import update
from tests.pipeline.small_documents import PLAN, document


def said(text: str, paragraph: int, status: str, strength: str) -> Update:
    return update(
        text,
        paragraph=paragraph,
        status=status,
        strength=strength,
        references=(),
        dates=(),
        section=None,
        run_in_head=None,
    )


@pytest.fixture(scope="module")
def found() -> Concluded:
    texts = (
        ("The stone oven in the bakery was lit every dawn from the first week.", 1, "completed", "done"),
        ("It has been lit by the two bakers and has not gone out since.", 1, "in_progress", "none"),
        ("Forty wooden hives now stand in the walled orchard.", 2, "completed", "done"),
        ("A choir will be founded for the children of the valley.", 3, "planned", "will"),
    )
    return conclude(Case("case", PLAN, (document("letter", updates=tuple(said(*text) for text in texts)),)))


def accepted(found: Concluded) -> set[tuple[str, str]]:
    return {(k.update_id, k.action_id) for k in found.links if k.judgement == "accepted"}


def test_passages_are_linked_to_what_they_report_on(found: Concluded) -> None:
    assert {("letter/u1", "plan/1/1"), ("letter/u3", "plan/3/1")} <= accepted(found)


def test_a_passage_that_goes_on_is_linked_with_the_one_before(found: Concluded) -> None:
    assert ("letter/u2", "plan/1/1") in accepted(found)


def test_a_commitment_that_is_not_mentioned_keeps_its_nearest_passages(found: Concluded) -> None:
    links = [k for k in found.links if k.action_id == "plan/2/1"]
    assert links
    assert all(k.judgement != "accepted" for k in links)


def test_a_promise_the_plan_does_not_hold_is_a_new_commitment(found: Concluded) -> None:
    assert [n.update_id for n in found.new_commitments] == ["letter/u4"]


def test_the_reasons_of_a_link_add_up_to_its_score(found: Concluded) -> None:
    for link in found.links:
        bits = sum(s.weight for s in link.signals)
        assert link.score == pytest.approx(1 / (1 + math.exp(-bits * math.log(2))), abs=0.005)


def test_every_reason_quotes_both_sides(found: Concluded) -> None:
    assert all(
        s.quote_update and s.quote_action for k in found.links for s in k.signals if k.judgement == "accepted"
    )


def test_a_clear_link_is_held_to_the_limit_and_has_no_rival(found: Concluded) -> None:
    link = next(k for k in found.links if (k.update_id, k.action_id) == ("letter/u3", "plan/3/1"))
    assert link.score < 0.995
    assert link.signals[-1].name == "limit"


def test_a_vague_passage_is_doubted_where_a_paragraph_further_off_tells_of_the_commitment() -> None:
    """A letter tells of one thing in one place."""
    sure = ("The stone oven in the bakery was lit every dawn.", 1, "completed", "done")
    between = [("A choir will be founded for the children.", p, "planned", "will") for p in (2, 3)]
    vague = ("The bakery is a busy place.", 4, "none", "none")

    def link(*texts: tuple[str, int, str, str]) -> Link:
        """The link of the last passage to the oven."""
        letter = document("letter", updates=tuple(said(*text) for text in texts))
        links = conclude(Case("case", PLAN, (letter,))).links
        return next(k for k in links if k.update_id == f"letter/u{len(texts)}" and k.action_id == "plan/1/1")

    alone, again = link(*between, vague), link(sure, *between, vague)
    reason = next(s for s in again.signals if s.name == "told_elsewhere")
    assert again.score < alone.score
    assert reason.quote_update == sure[0]
    assert "told_elsewhere" not in {s.name for s in alone.signals}


def test_a_plan_without_letters_has_no_links() -> None:
    assert conclude(Case("case", PLAN, ())) == Concluded()
