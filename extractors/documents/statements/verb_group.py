"""A finite verb group of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.documents.statements.verbs import Tense


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Tokens ``start`` to ``end`` (exclusive); ``verb`` is the main verb as printed, '' for a bare copula.

    ``following`` is the word right behind the group. ``governor`` is the token position of the conjunction or
    relative pronoun that governs the group, None where none does; ``zero`` marks a relative clause without its
    pronoun ("the time they have left").
    """

    start: int
    end: int
    tense: Tense
    progressive: bool
    passive: bool
    negated: bool
    verb: str
    following: str = ""
    governor: int | None = None
    zero: bool = False

    @property
    def main(self) -> bool:
        """Does the group stand in a main clause?"""
        return self.governor is None and not self.zero
