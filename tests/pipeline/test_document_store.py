"""A store is asked for a document, and loads no more than it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from pipeline.ingest.document_store import DocumentStore
from pipeline.model import CaseMembers, Document
from tests.pipeline import fictions


def counting(loaded: list[str], *documents: Document) -> DocumentStore:
    def load(document: Document) -> Document:
        loaded.append(document.file_name)
        return document

    loaders: dict[str, Callable[[], Document]] = {d.document_id: partial(load, d) for d in documents}
    return DocumentStore(loaders, most=1)


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


def test_a_case_is_its_documents_and_changes_are_made_at_each_load() -> None:
    plan, letter = fictions.document(fictions.plan(), "p"), fictions.document(fictions.letter(), "q")
    store = DocumentStore.of((plan, letter))
    changed = store.changed({plan.document_id: lambda d: replace(d, file_name="corrected")})
    case = changed.case(CaseMembers(plan.document_id, (letter.document_id,)))
    assert (case.case_id, case.plan.file_name, case.letters) == (plan.document_id, "corrected", (letter,))
    assert store[plan.document_id] is plan
