"""Every case concluded: in worker processes, and from the cache.

A case is concluded anew when one of its documents, a decision about it or the code has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from extractors.model import Issue
from pipeline.errors import PipelineError
from pipeline.failures import TOO_MUCH, Failure
from pipeline.identifiers import digest
from pipeline.ingest.document_store import DocumentStore
from pipeline.ingest.folder_reader import Progress
from pipeline.model import Case, CaseMembers, Concluded, DocumentIssue, Link
from pipeline.runtime import executors
from pipeline.runtime.executors import Running
from pipeline.runtime.worker import Limits, Task
from pipeline.storage import serialization
from pipeline.storage.cache import CONCLUDED, Cache
from pipeline.storage.recent import Recent


class Conclusions(Mapping[str, Concluded]):
    """What the letters of each case tell, by case_id, left in the cache until it is asked for.

    ``issues`` has one for each case that failed, ``fresh`` counts those that were concluded in this run.
    """

    def __init__(self, cache: Cache, keys: Mapping[str, str], issues: Sequence[DocumentIssue], fresh: int) -> None:
        self._cache, self._keys = cache, keys
        self._recent: Recent[Concluded] = Recent()
        self.issues = tuple(issues)
        self.fresh = fresh

    def __getitem__(self, case_id: str) -> Concluded:
        return self._recent.get(case_id, partial(self._load, case_id, self._keys[case_id]))

    def _load(self, case_id: str, key: str) -> Concluded:
        found = self._cache.entry(CONCLUDED, key)
        if not isinstance(found, Concluded):
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
    """What a case's conclusions rest on besides its documents' names: code, and cache keys by document_id."""

    code: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)  # that people decided, by case_id
    decided: Mapping[str, str] = field(default_factory=dict)  # a hash of what they decided, by document_id

    def key(self, case: CaseMembers) -> str:
        """The name of the case's conclusions in the cache."""
        parts = [part for name in case.documents for part in (name, self.keys[name], self.decided.get(name, ""))]
        return digest(self.code, *parts, repr(self.links.get(case.case_id, ())))[:40]


def conclude_cases(
    cases: Sequence[CaseMembers],
    documents: DocumentStore,
    ground: Ground,
    cache: Cache,
    running: Running,
    limits: Limits,
    progress: Progress | None = None,
) -> Conclusions:
    """The conclusions of every case that has letters; ``progress`` is told after each."""
    told = [case for case in cases if case.letters]
    keys = {case.case_id: ground.key(case) for case in told}
    cache.gather(CONCLUDED, keys.values())
    issues: dict[str, Issue] = {}
    fresh = seen = 0

    def tell() -> None:
        nonlocal seen
        seen += 1
        if progress is not None:
            progress("concluding", seen, len(told))

    def tasks() -> Iterator[tuple[str, Task]]:
        for case in told:
            if cache.has_concluded(keys[case.case_id]):
                tell()
                continue
            arguments = (documents.case(case), ground.links.get(case.case_id, ()))
            yield case.case_id, Task(concluded, arguments, limits, warm)

    def done(case_id: str, data: bytes | Failure) -> None:
        nonlocal fresh
        fresh += 1
        if isinstance(data, Failure):
            issues[case_id] = Issue("case_failed", "error", _why(data, limits))
            del keys[case_id]
        else:
            cache.keep(CONCLUDED, keys[case_id], data)
        tell()

    executors.run_all(running, tasks(), done)
    return Conclusions(cache, keys, [(c.case_id, issues[c.case_id]) for c in told if c.case_id in issues], fresh)


def _why(failure: Failure, limits: Limits) -> str:
    if failure.code == TOO_MUCH:
        return f"what its letters tell needs more than {limits.megabytes} MB of memory: raise --memory"
    return f"what its letters tell could not be concluded ({failure.message}): please report it"


def concluded(case: Case, decided: tuple[Link, ...]) -> bytes:
    """What the letters of one case tell, encoded; what people ``decided`` wins over the machine."""
    from pipeline.ledger.conclude import conclude  # here, because it brings the sentence encoder along

    return serialization.encode(conclude(case, decided))


def warm() -> None:
    """Import what concluding needs."""
    import pipeline.ledger.conclude  # noqa: F401
