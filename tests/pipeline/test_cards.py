"""What documents are compared by is kept between nights, so that a night looks only into documents that are new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from pipeline.cases.assign import assign
from pipeline.cases.cards import cards_of
from pipeline.ingest.document_store import DocumentStore
from pipeline.model import Document
from pipeline.storage.memo import Memo
from pipeline.storage.stores import MemoryStore
from tests.pipeline import fictions

PLAN, LETTER = fictions.document(fictions.plan(), "p"), fictions.document(fictions.letter(), "q")
KEYS = {PLAN.document_id: "a1", LETTER.document_id: "b2"}


class Looked:
    """Documents, and the names of those that were looked into."""

    def __init__(self, *documents: Document) -> None:
        self.into: list[str] = []
        loaders: dict[str, Callable[[], Document]] = {d.document_id: partial(self._load, d) for d in documents}
        heads = {d.document_id: replace(d, extraction=None) for d in documents}
        self.store = DocumentStore(heads, loaders, most=1)

    def _load(self, document: Document) -> Document:
        self.into.append(document.file_name)
        return document


def night(store: MemoryStore, *documents: Document, code: str = "1") -> list[str]:
    """The files that are looked into for the cards of these documents."""
    looked, kept = Looked(*documents), Memo(store, "cards", code)
    cards = cards_of(looked.store, kept, KEYS)
    kept.save()
    assert list(cards) == [d.document_id for d in documents]
    anew = cards_of(documents)
    for name, card in cards.items():
        assert card.facts == anew[name].facts
        for of in ("words", "opening", "pairs", "sketch", "row_hashes"):
            assert np.array_equal(getattr(card, of), getattr(anew[name], of)), of
    return looked.into


def test_a_document_is_looked_into_once() -> None:
    store = MemoryStore()
    assert night(store, PLAN) == ["p"]
    assert night(store, PLAN, LETTER) == ["q"]
    assert night(store, PLAN, LETTER) == []


def test_other_code_and_damage_are_no_memory() -> None:
    store = MemoryStore()
    night(store, PLAN, LETTER)
    assert night(store, PLAN, LETTER, code="2") == ["p", "q"]
    store.put("cards/a", store.values["cards/a"][:-1])
    assert night(store, PLAN, LETTER, code="2") == ["p"]


def test_what_is_gone_from_the_folder_is_forgotten() -> None:
    store = MemoryStore()
    night(store, PLAN, LETTER)
    before = len(store.values["cards/b"])
    night(store, PLAN)
    assert len(store.values["cards/b"]) < before
    assert night(store, PLAN, LETTER) == ["q"]


def test_to_assign_a_letter_only_documents_that_are_alike_are_looked_into() -> None:
    others = []
    for n in range(12):
        plan = fictions.plan()
        facts = replace(plan.facts, subject=f"Quarry {'abcdefghijkl'[n] * 7}", establishment=None)
        words = " ".join(f"{letter}{'abcdefghijkl'[n] * 6}" for letter in "bcdfghjklmnpqrstvw")
        others.append(fictions.document(replace(plan, facts=facts, text=words, recommendations=()), f"other-{n}"))
    looked = Looked(PLAN, LETTER, *others)
    cards = cards_of([PLAN, LETTER, *others])
    found = assign(looked.store, cards=cards)
    assert [case.letters for case in found.cases if case.plan == PLAN.document_id] == [(LETTER.document_id,)]
    assert looked.into == []
