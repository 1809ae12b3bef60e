"""Amounts that a letter changes, and those that only tell how far the work has come."""

from __future__ import annotations

from dataclasses import replace

from extractors.documents.records import read_action
from extractors.documents.statements.words import read_update
from extractors.model import Update
from pipeline.ledger.accounts import opened
from pipeline.ledger.amounts import amounts
from pipeline.ledger.reported import Reported
from tests.pipeline import fictions
from tests.pipeline.fictions import action, document, month, update


def reported(promise: str, told: str) -> Reported:
    promised = read_action(action(promise, month(2019, 3)))
    asked = fictions.recommendation("1", "Improve it.", promised)
    plan = document(replace(fictions.plan(), recommendations=(asked,)), "plan.pdf")
    (account,) = opened(plan, ()).values()
    said: Update = read_update(update(told))
    return Reported(account, (("q/u1", said),), (0.9,), None)


def pairs(promise: str, told: str) -> list[tuple[float, float]]:
    return [(pair.old, pair.new) for pair in amounts(reported(promise, told))]


def test_every_other_number_of_the_letter_is_paired_with_every_number_of_the_plan() -> None:
    assert pairs("Create 40 places for 12 men.", "There are 25 places.") == [(12, 25), (40, 25)]


def test_a_number_that_the_plan_has_too_changes_nothing() -> None:
    assert pairs("Create 40 places.", "All 40 places are filled.") == []


def test_each_number_keeps_its_words() -> None:
    (pair,) = amounts(reported("Create 40 workshop places.", "There are 25 workshop places."))
    assert (pair.old_raw, pair.new_raw, pair.update_id) == ("40 workshop places", "25 workshop places", "q/u1")
