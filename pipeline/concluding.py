"""Concludes what the letters of each case tell about its plan: in worker processes, and from the cache.

A case is concluded anew when one of its documents, a decision about it or the code has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.model import Issue
from pipeline import codec, engines
from pipeline.cache import CONCLUDED, Cache
from pipeline.engines import Running
from pipeline.failures import Failure
from pipeline.identity import digest
from pipeline.isolation import Limits, Task
from pipeline.ledger import Case, LedgerEntry, Link, NewCommitment

CONCLUDE, WARM = "pipeline.concluding:conclude", "pipeline.concluding:warm"
Concluded = tuple[tuple[Link, ...], tuple[LedgerEntry, ...], tuple[NewCommitment, ...]]


@dataclass(frozen=True, slots=True)
class Conclusions:
    """Links, ledger and new promises of all cases, an issue for each case that failed, and how many were new."""

    links: tuple[Link, ...]
    entries: tuple[LedgerEntry, ...]
    promises: tuple[NewCommitment, ...]
    issues: tuple[tuple[str, Issue], ...]
    fresh: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What a case's conclusions rest on besides its documents' names: code, and cache keys by document."""

    code: str
    keys: Mapping[str, str]
    links: Mapping[str, tuple[Link, ...]]  # links that people decided, by case_id
    decided: Mapping[str, str]  # a hash of the values that people decided, by document_id

    def key(self, case: Case) -> str:
        """The name of the case's conclusions in the cache."""
        parts = [self.code]
        for document in (case.plan, *case.letters):
            name = document.document_id
            parts += [name, document.file_name, self.keys.get(name, document.sha256), self.decided.get(name, "")]
        return digest(*parts, repr(self.links.get(case.case_id, ())))[:40]


def conclude_all(
    cases: Sequence[Case], ground: Ground, cache: Cache, running: Running, limits: Limits
) -> Conclusions:
    """The conclusions of every case, in the order of the cases."""
    found: dict[str, Concluded] = {}
    issues: dict[str, Issue] = {}

    def tasks() -> Iterator[tuple[str, Task]]:
        for case in cases:
            if not case.letters:
                continue
            known = cache.entry(CONCLUDED, ground.key(case))
            if known is not None:
                found[case.case_id] = known
            else:
                yield case.case_id, Task(CONCLUDE, (case, ground.links.get(case.case_id, ())), limits, WARM)

    by_id = {case.case_id: case for case in cases}
    fresh = 0

    def done(case_id: str, data: bytes | Failure) -> None:
        nonlocal fresh
        fresh += 1
        if isinstance(data, Failure):
            message = f"what its letters tell could not be concluded ({data.message}): please report it"
            issues[case_id] = Issue("case_failed", "error", message)
        else:
            found[case_id] = codec.decode(data)
            cache.keep(CONCLUDED, ground.key(by_id[case_id]), data)

    engines.run_all(running, tasks(), done)
    every = [found[case.case_id] for case in cases if case.case_id in found]
    return Conclusions(
        links=tuple(link for links, _, _ in every for link in links),
        entries=tuple(entry for _, entries, _ in every for entry in entries),
        promises=tuple(promise for _, _, promises in every for promise in promises),
        issues=tuple((case.case_id, issues[case.case_id]) for case in cases if case.case_id in issues),
        fresh=fresh,
    )


def conclude(case: Case, decided: tuple[Link, ...]) -> bytes:
    """One case's links, ledger and new promises, encoded; what people ``decided`` wins over the machine."""
    from pipeline import reconcile, status
    from pipeline.verdicts import overruled

    reconciled = overruled(reconcile.reconcile(case), case, decided)
    entries = status.ledger(case, reconciled)
    return codec.encode((tuple(reconciled.links), tuple(entries), tuple(reconciled.new_commitments)))


def warm() -> None:
    """Import what concluding needs."""
    import pipeline.reconcile
    import pipeline.status  # noqa: F401
