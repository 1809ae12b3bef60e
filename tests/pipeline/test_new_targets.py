"""Which dates of a letter become the new target of a commitment, and which belong to something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from extractors.documents.statements.words import read_update
from extractors.model import Action, StatedDate, Update
from pipeline.ledger.accounts import opened
from pipeline.ledger.beyond_plan import beyond_plan
from pipeline.ledger.entries import told_by
from pipeline.ledger.targets import is_settled
from pipeline.model import LedgerEntry, commitments_of, updates_of
from tests.pipeline import fictions
from tests.pipeline.fictions import document, link, month, update

ROOM, SCANNER = "1.1/1", "1.2/1"


def say(text: str, paragraph: int, due: tuple[int, int] | None = None) -> Update:
    dates = (StatedDate("then", "due", month(*due)),) if due else ()
    return read_update(update(text, status="planned", dates=dates, paragraph=paragraph))


def entries(updates: tuple[Update, ...], links: dict[tuple[int, str], float]) -> dict[str, LedgerEntry]:
    plan = document(fictions.plan(), "plan.pdf")
    told = document(fictions.letter(updates=updates), "letter.pdf")
    keys = [key for key, _ in updates_of(told)]
    ids = {c.action_id.partition("/")[2]: c.action_id for c in commitments_of(plan)}
    found = tuple(link(keys[n], ids[name], score) for (n, name), score in links.items())
    rows = (each.entry for each in told_by(told, plan, found, opened(plan, ())))
    return {row.action_id.partition("/")[2]: row for row in rows}


def test_a_date_moves_the_commitment_its_statement_is_most_surely_about() -> None:
    told = (say("Both will be ready by June 2019.", 1, (2019, 6)),)
    found = entries(told, {(0, ROOM): 0.8, (0, SCANNER): 0.5})
    assert found[ROOM].revised_target == month(2019, 6)
    assert found[SCANNER].mentioned
    assert found[SCANNER].revised_target is None
    both = entries(told, {(0, ROOM): 0.8, (0, SCANNER): 0.8})
    assert both[SCANNER].revised_target == month(2019, 6)


def test_a_date_counts_where_its_run_of_statements_is_likely_about_the_commitment() -> None:
    told = (say("The scanner is on order.", 1), say("Delivery is in June 2019.", 1, (2019, 6)))
    assert entries(told, {(0, SCANNER): 0.9, (1, SCANNER): 0.4})[SCANNER].revised_target == month(2019, 6)
    assert entries(told, {(1, SCANNER): 0.4})[SCANNER].revised_target is None
    apart = (told[0], say("Delivery is in June 2019.", 2, (2019, 6)))
    assert entries(apart, {(0, SCANNER): 0.9, (1, SCANNER): 0.4})[SCANNER].revised_target is None


def test_a_date_of_work_that_the_plan_does_not_know_is_no_new_target() -> None:
    told = (
        say("The Gate Review Team (GRT) will look at the scanner.", 1),
        say("This work will end in June 2019.", 1, (2019, 6)),
        say("The scanner comes in July 2019.", 1, (2019, 7)),
        say("It is a thing we had not promised, and ends in May 2020.", 2, (2020, 5)),
        say("This goes on until March 2021.", 3, (2021, 3)),
    )
    plan = document(fictions.plan(), "plan.pdf")
    read = replace(fictions.letter(updates=told), acronyms=(("GRT", "Gate Review Team"),))
    letter = document(read, "letter.pdf")
    keys = [key for key, _ in updates_of(letter)]
    assert beyond_plan(plan, letter) == {keys[0], keys[1], keys[3]}


def test_what_the_plan_gives_as_done_takes_no_new_date_but_one_set_anew() -> None:
    done = fictions.action("The database has been opened.", target_kind="completed", target_raw="Completed")
    follows = say("All staff are to use it by June 2019.", 1, (2019, 6))
    late = update("Use falls short of the target.", status="delayed")
    today = date(2019, 4, 10)

    def settled(action: Action, *told: Update, before: str | None = "completed") -> bool:
        return is_settled(told, action, [], dated=today, before=before)  # type: ignore[arg-type]

    assert settled(done, follows, late)
    assert not settled(done, say("It will now open again in June 2019.", 1, (2019, 6)), late)
    assert not settled(done, follows, late, before="delayed")
    assert not settled(fictions.action("A database will be opened.", month(2019, 3)), follows, late)
