"""One commitment over all letters, as the published tables have it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.tables.rows import Row


@dataclass(frozen=True)
class LinkedStatement:
    """A statement (a row of ``updates``) and the row of ``links`` by which it comes."""

    update: Row
    link: Row


@dataclass(frozen=True)
class Chapter:
    """What one letter tells: its rows in ``documents`` and ``ledger``, the passages, and those not taken.

    ``passages`` begin with the accepted ones, each kind with the surest first; ``nearest`` pairs rows of
    ``updates`` that were looked at and rejected with their scores.
    """

    letter: Row
    entry: Row
    passages: tuple[LinkedStatement, ...]
    nearest: tuple[tuple[Row, float], ...]


@dataclass(frozen=True)
class Story:
    """The rows of the commitment, its action and its plan; the plan's own progress; a chapter a letter."""

    commitment: Row
    action: Row
    plan: Row
    progress: tuple[LinkedStatement, ...]
    chapters: tuple[Chapter, ...]
