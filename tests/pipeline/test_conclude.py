"""One fold over the letters of a case: what is linked, decided and concluded of one is what the next builds on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extractors.model import DocumentFacts, StatedDate, Update
from pipeline.ledger.accounts import opened
from pipeline.ledger.conclude import conclude
from pipeline.ledger.entries import told_by
from pipeline.model import Case, Concluded, Document, LedgerEntry, LedgerStatus, Link, updates_of
from tests.pipeline import fictions
from tests.pipeline.fictions import action, link, month, recommendation, update
from tests.pipeline.small_documents import PLAN, document

OVEN, BOATS = "plan/1/1", "plan/2/1"


def letter(name: str, day: date, *texts: str) -> Document:
    updates = tuple(
        update(text, paragraph=n, status="in_progress", references=(), dates=(), section=None)
        for n, text in enumerate(texts)
    )
    return document(name, updates=updates, facts=DocumentFacts("update_letter", dated=day))


OTHERS = (
    "Forty wooden hives now stand in the walled orchard.",
    "A choir will be founded for the children of the valley.",
    "The fair was held in the town hall.",
)
FIRST = letter(
    "one", date(2020, 1, 1), "The stone oven in the bakery was lit every dawn with ash wood from Hartwell.", *OTHERS
)
SECOND = letter(
    "two",
    date(2020, 6, 1),
    "Ash wood from Hartwell has run short.",
    *OTHERS[1:],
)
CASE = Case("plan", PLAN, (FIRST, SECOND))


def score(found: Concluded, update_id: str, action_id: str) -> float:
    return next((k.score for k in found.links if (k.update_id, k.action_id) == (update_id, action_id)), 0.0)


def decision(update_id: str, action_id: str, judgement: str) -> Link:
    accepted = judgement == "accepted"
    return link(update_id, action_id, float(accepted), method="human", judgement=judgement, signals=())


def test_a_link_that_a_person_rejected_is_no_evidence_for_later_letters() -> None:
    found = conclude(CASE)
    assert score(found, "one/u1", OVEN) > 0.5
    ruled = conclude(CASE, [decision("one/u1", OVEN, "rejected")])
    assert score(ruled, "two/u1", OVEN) < score(found, "two/u1", OVEN)
    untold = conclude(Case("plan", PLAN, (letter("one", date(2020, 1, 1), *OTHERS), SECOND)))
    assert score(ruled, "two/u1", OVEN) == score(untold, "two/u1", OVEN)


def test_a_link_that_a_person_accepted_is_evidence_for_later_letters() -> None:
    quiet = letter("one", date(2020, 1, 1), "Ash wood from Hartwell was bought at the fair.", *OTHERS)
    case = Case("plan", PLAN, (quiet, SECOND))
    ruled = conclude(case, [decision("one/u1", OVEN, "accepted")])
    assert score(ruled, "two/u1", OVEN) > score(conclude(case), "two/u1", OVEN)


def test_a_statement_whose_link_was_rejected_may_be_a_new_promise() -> None:
    first, *others = FIRST.extraction.updates if FIRST.extraction else ()
    due = (StatedDate("May 2021", "due", month(2021, 5)),)
    promise = replace(first, status="planned", strength="will", dates=due)
    promised = document("one", updates=(promise, *others), facts=DocumentFacts("update_letter"))
    case = Case("plan", PLAN, (promised,))
    ruled = conclude(case, [decision("one/u1", OVEN, "rejected")])
    assert "one/u1" in {new.update_id for new in ruled.new_commitments}


def test_a_plan_without_letters_concludes_nothing() -> None:
    assert conclude(Case("plan", PLAN, ())) == Concluded()


DONE = fictions.document(
    replace(
        fictions.plan(),
        recommendations=(
            recommendation(
                "1", "Doors should close.", action("New locks were fitted.", target_kind="completed", targets=())
            ),
        ),
    ),
    "plan.pdf",
)


def told(status: LedgerStatus, score: float, plan: Document = DONE) -> tuple[LedgerEntry, str | None]:
    """What a letter makes of the first action of a plan by one statement, and the code of its issue."""
    said: Update = update("The locks of the north wing stick.", status=status, dates=())
    of = fictions.document(fictions.letter(updates=(said,)), "letter.pdf")
    ((key, _),) = updates_of(of)
    accounts = opened(plan, ())
    (one,) = told_by(of, plan, [link(key, next(iter(accounts)), score)], accounts)
    return one.entry, one.issue.code if one.issue else None


@pytest.mark.parametrize("status", ["planned", "in_progress", "delayed", "superseded", "completed", "none"])
def test_what_the_plan_gives_as_done_stays_done_whatever_an_unsure_link_says(status: LedgerStatus) -> None:
    entry, issue = told(status, 0.7)
    assert (entry.status, issue) == ("completed", None)


@pytest.mark.parametrize("status", ["planned", "in_progress"])
def test_what_goes_on_or_follows_does_not_undo_it_however_sure_the_link(status: LedgerStatus) -> None:
    entry, issue = told(status, 0.99)
    assert (entry.status, issue) == ("completed", None)


def test_a_surely_linked_statement_undoes_it_and_an_issue_says_so() -> None:
    entry, issue = told("delayed", 0.95)
    assert (entry.status, issue) == ("delayed", "reopened")


def test_a_progress_cell_that_calls_it_done_counts_as_the_date_entry_does() -> None:
    locks = recommendation("1", "Doors should close.", action("New locks will be fitted.", month(2019, 3)))
    cell = update("Completed.", status="completed", same_row="1/1", dates=())
    plan = fictions.document(replace(fictions.plan(), recommendations=(locks,), updates=(cell,)), "plan.pdf")
    assert told("planned", 0.7, plan)[0].status == "completed"
    rejected = decision(f"{plan.document_id}/u1", f"{plan.document_id}/1/1", "rejected")
    (account,) = opened(plan, [rejected]).values()
    assert account.given == "planned"
