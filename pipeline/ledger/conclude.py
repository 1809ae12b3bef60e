"""Concludes what the letters of each case tell about its plan: in worker processes, and from the cache.

A case is concluded anew when one of its documents, a decision about it or the code has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.model import Issue
from pipeline.errors import PipelineError
from pipeline.failures import TOO_MUCH, Failure
from pipeline.identifiers import digest
from pipeline.ingest.document_store import Recent
from pipeline.model import Case, Concluded, Link
from pipeline.runtime import executors
from pipeline.runtime.executors import Running
from pipeline.runtime.worker import Limits, Task
from pipeline.storage import serialization
from pipeline.storage.cache import CONCLUDED, Cache

CONCLUDE, WARM = "pipeline.ledger.conclude:conclude", "pipeline.ledger.conclude:warm"


class Conclusions(Mapping[str, Concluded]):
    """What the letters of each case tell, by case_id, left in the cache until it is asked for.

    ``issues`` has one for each case that failed, ``fresh`` counts those that were concluded in this run.
    """

    def __init__(self, cache: Cache, keys: Mapping[str, str], issues: Mapping[str, Issue], fresh: int) -> None:
        self._cache, self._keys = cache, keys
        self._recent = Recent()
        self.issues = tuple(issues.items())
        self.fresh = fresh

    def __getitem__(self, case_id: str) -> Concluded:
        key = self._keys[case_id]
        found: Concluded | None = self._recent.get(key, lambda: self._cache.entry(CONCLUDED, key))
        if found is None:
            raise PipelineError(f"what was concluded about {case_id} is gone from the cache: run again")
        return found

    def __contains__(self, case_id: object) -> bool:
        return case_id in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


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
    """The conclusions of every case that has letters."""
    keys = {case.case_id: ground.key(case) for case in cases if case.letters}
    issues: dict[str, Issue] = {}
    fresh = 0

    def tasks() -> Iterator[tuple[str, Task]]:
        for case in cases:
            if case.letters and not cache.has_concluded(keys[case.case_id]):
                yield case.case_id, Task(CONCLUDE, (case, ground.links.get(case.case_id, ())), limits, WARM)

    def done(case_id: str, data: bytes | Failure) -> None:
        nonlocal fresh
        fresh += 1
        if isinstance(data, Failure):
            issues[case_id] = Issue("case_failed", "error", _why(data, limits))
            del keys[case_id]
        else:
            cache.keep(CONCLUDED, keys[case_id], data)

    executors.run_all(running, tasks(), done)
    ordered = {case.case_id: issues[case.case_id] for case in cases if case.case_id in issues}
    return Conclusions(cache, keys, ordered, fresh)


def _why(failure: Failure, limits: Limits) -> str:
    if failure.code == TOO_MUCH:
        return f"what its letters tell needs more than {limits.megabytes} MB of memory: raise --memory"
    return f"what its letters tell could not be concluded ({failure.message}): please report it"


def conclude(case: Case, decided: tuple[Link, ...]) -> bytes:
    """One case's links, ledger and new promises, encoded; what people ``decided`` wins over the machine."""
    from pipeline.decisions.links import overruled
    from pipeline.ledger.entries import ledger
    from pipeline.linking import link_letter

    reconciled = overruled(link_letter.reconcile(case), case, decided)
    entries = ledger(case, reconciled)
    return serialization.encode((tuple(reconciled.links), tuple(entries), tuple(reconciled.new_commitments)))


def warm() -> None:
    """Import what concluding needs."""
