"""The documents of a folder, each loaded when it is asked for: a large folder needs little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.model import Case, CaseMembers, Document
from pipeline.storage.recent import HELD, Recent


class DocumentStore:
    """Documents by document_id, in the order given; asked for one, it loads it, unless it is among the last few.

    ``heads`` are the documents without what was read from them, which are at hand.
    """

    def __init__(
        self, heads: Mapping[str, Document], loaders: Mapping[str, Callable[[], Document]], most: int = HELD
    ) -> None:
        self._heads, self._loaders = heads, loaders
        self._recent: Recent[Document] = Recent(most)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> DocumentStore:
        """A store of documents that are at hand."""
        every = {document.document_id: document for document in documents}
        heads = {name: replace(document, extraction=None) for name, document in every.items()}
        return cls(heads, {name: _at_hand(document) for name, document in every.items()})

    @property
    def names(self) -> tuple[str, ...]:
        """The document_ids, in order; nothing is loaded for it."""
        return tuple(self._loaders)

    def __len__(self) -> int:
        return len(self._loaders)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._loaders

    def __iter__(self) -> Iterator[Document]:
        """Every document, one loaded after the other."""
        return (self[name] for name in self._loaders)

    def __getitem__(self, document_id: str) -> Document:
        """The document. Raises KeyError where there is none."""
        return self._recent.get(document_id, self._loaders[document_id])

    def head(self, document_id: str) -> Document:
        """The document without what was read from it; nothing is loaded. Raises KeyError where there is none."""
        return self._heads[document_id]

    def case(self, members: CaseMembers) -> Case:
        """A case with its documents."""
        return Case(members.case_id, self[members.plan], tuple(self[name] for name in members.letters))

    def changed(self, changes: Mapping[str, Callable[[Document], Document]]) -> DocumentStore:
        """A store in which some documents, by document_id, are changed whenever they are loaded."""
        if not changes:
            return self
        loaders = {name: _changed(self, name, changes[name]) for name in self._loaders if name in changes}
        every = {name: loaders.get(name, load) for name, load in self._loaders.items()}
        return DocumentStore(self._heads, every, self._recent.most)


def _at_hand(document: Document) -> Callable[[], Document]:
    return lambda: document


def _changed(store: DocumentStore, name: str, change: Callable[[Document], Document]) -> Callable[[], Document]:
    return lambda: change(store[name])
