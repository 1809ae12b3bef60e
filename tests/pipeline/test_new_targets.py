"""Which dates of a letter become the new target of a commitment, and which belong to something else."""

from __future__ import annotations

from dataclasses import replace

from extractors.documents.statements.words import read_update
from extractors.model import Interval, StatedDate, Update
from pipeline.ledger.accounts import opened
from pipeline.ledger.beyond_plan import beyond_plan
from pipeline.ledger.entries import told_by
from pipeline.model import LedgerEntry, Link, commitments_of, updates_of
from tests.pipeline import fictions
from tests.pipeline.fictions import document, link, month, update

ROOM, SCANNER = "1.1/1", "1.2/1"


def say(text: str, paragraph: int, due: tuple[int, int] | None = None) -> Update:
    dates = (StatedDate(f"{month(*due).end:%B %Y}", "due", month(*due)),) if due else ()
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
    told = (say("Both are late and will now be ready in June 2019.", 1, (2019, 6)),)
    found = entries(told, {(0, ROOM): 0.8, (0, SCANNER): 0.5})
    assert found[ROOM].revised_target == month(2019, 6)
    assert found[SCANNER].mentioned
    assert found[SCANNER].revised_target is None
    both = entries(told, {(0, ROOM): 0.8, (0, SCANNER): 0.8})
    assert both[SCANNER].revised_target == month(2019, 6)


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


def test_a_date_counts_that_stands_beside_a_report_on_one_commitment_alone() -> None:
    told = (
        say("The body scanner is on order and late.", 1),
        say("It will now be installed in June 2019.", 1, (2019, 6)),
    )
    plan = document(fictions.plan(), "plan.pdf")
    letter = document(fictions.letter(updates=told), "letter.pdf")
    keys = [key for key, _ in updates_of(letter)]
    ids = {c.action_id.partition("/")[2]: c.action_id for c in commitments_of(plan)}
    sure = link(keys[0], ids[SCANNER], 0.95)
    unsure = replace(link(keys[1], ids[SCANNER], 0.3), judgement="review")

    def target(*links: Link) -> Interval | None:
        (entry,) = (
            each.entry
            for each in told_by(letter, plan, links, opened(plan, ()))
            if each.entry.action_id == ids[SCANNER]
        )
        return entry.revised_target

    assert target(sure, unsure) == month(2019, 6)
    assert target(sure) is None
    assert target(sure, replace(unsure, judgement="rejected")) is None
    assert target(sure, unsure, link(keys[0], ids[ROOM], 0.9)) is None
