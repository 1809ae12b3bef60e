"""A store is asked for a document, and loads no more than it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from pipeline.ingest.document_store import DocumentStore
from pipeline.model import CaseMembers, Document
from tests.pipeline import fictions


def counting(loaded: list[str], *documents: Document, most: int = 1) -> DocumentStore:
    def load(document: Document) -> Document:
        loaded.append(document.file_name)
        return document

    loaders: dict[str, Callable[[], Document]] = {d.document_id: partial(load, d) for d in documents}
    heads = {d.document_id: replace(d, extraction=None) for d in documents}
    return DocumentStore(heads, loaders, most=most)


def test_documents_are_loaded_when_asked_for_and_the_last_ones_are_kept() -> None:
    plan, letter = fictions.document(fictions.plan(), "p"), fictions.document(fictions.letter(), "q")
    loaded: list[str] = []
    store = counting(loaded, plan, letter)
    assert store.names == (plan.document_id, letter.document_id)
    assert len(store) == 2
    assert loaded == []
    assert store[letter.document_id] is store[letter.document_id] is letter
    assert loaded == ["q"]
    assert [d.file_name for d in store] == ["p", "q"]
    assert loaded == ["q", "p", "q"]
    with pytest.raises(KeyError):
        store["none"]


def test_of_more_than_it_holds_the_one_asked_for_longest_ago_is_let_go() -> None:
    plan, letter, other = (fictions.document(fictions.plan(text=name), name) for name in ("p", "q", "r"))
    loaded: list[str] = []
    store = counting(loaded, plan, letter, other, most=2)
    for document in (plan, letter, plan, other, plan):
        assert store[document.document_id] is document
    assert loaded == ["p", "q", "r"]
    assert store[letter.document_id] is letter
    assert loaded == ["p", "q", "r", "q"]


def test_changes_are_made_at_each_load() -> None:
    plan, letter = fictions.document(fictions.plan(), "p"), fictions.document(fictions.letter(), "q")
    changed = counting([], plan, letter).changed({plan.document_id: lambda d: replace(d, file_name="corrected")})
    for _ in range(2):
        assert [d.file_name for d in changed] == ["corrected", "q"]


def test_a_case_is_its_documents() -> None:
    plan, letter = fictions.document(fictions.plan(), "p"), fictions.document(fictions.letter(), "q")
    store = DocumentStore.of((plan, letter))
    changed = store.changed({plan.document_id: lambda d: replace(d, file_name="corrected")})
    case = changed.case(CaseMembers(plan.document_id, (letter.document_id,)))
    assert (case.case_id, case.plan.file_name, case.letters) == (plan.document_id, "corrected", (letter,))
    assert store[plan.document_id] is plan
