"""A type of document: how it is recognised, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.layout import Layout
from extractors.logical import LogicalTable
from extractors.model import Extraction


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document. ``name`` is what a person calls one, with its article: "an action plan".

    ``recognises`` and ``read`` are given the layout and all its logical tables, of known design or not.
    """

    name: str
    recognises: Callable[[Layout, Sequence[LogicalTable]], bool]
    read: Callable[[Layout, Sequence[LogicalTable]], Extraction]
