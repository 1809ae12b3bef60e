"""The night, one straight function: a folder of documents becomes a published run, or all stays as it was."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from extractors.readers import programs
from pipeline import failures
from pipeline.cases.assign import Assigned, assign
from pipeline.cases.cards import cards_of
from pipeline.cases.duplicates import joined, renditions
from pipeline.decisions.applied import Applied, decide
from pipeline.decisions.overtaken import against_letters
from pipeline.digest import files as digest_files
from pipeline.digest.digest import Nights, digest_of
from pipeline.errors import Ended, Locked, NothingReadable, PipelineError, exit_code, reason
from pipeline.failures import Failure
from pipeline.identifiers import digest
from pipeline.ingest import folder_reader, manifest, raw_folder
from pipeline.ingest.document_store import DocumentStore
from pipeline.ingest.folder_reader import Folder, Progress
from pipeline.ingest.manifest import Provenance
from pipeline.ingest.raw_folder import File, Raw
from pipeline.ingest.seen_files import SeenFiles
from pipeline.ledger.conclude_cases import Conclusions, Ground, conclude_cases
from pipeline.publish import checks, delta, journal, run_folder, summary, unchanged, workspace
from pipeline.publish.journal import Night
from pipeline.publish.summary import CaseSummary, Summary
from pipeline.publish.workspace import Workspace
from pipeline.runtime import executors, logs, memory
from pipeline.runtime.executors import Running
from pipeline.settings import Settings
from pipeline.storage import code_fingerprint
from pipeline.storage.cache import Cache
from pipeline.storage.memo import Memo
from pipeline.storage.stores import Store, as_address, is_remote
from pipeline.tables import build
from pipeline.tables.carried import Kept, kept_of
from pipeline.tables.findings import Findings
from pipeline.tables.parquet import FolderTables, column, count

__all__ = ["CaseSummary", "Settings", "Summary", "run"]
_log = logging.getLogger(__name__)
DEFAULT = Settings()
# Where it is kept what documents are compared with each other by.
CARDS = "cards"
# Characters of an error that the journal keeps.
ERROR = 1000


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the output depends on but the day: files, decisions and code.

    ``programs`` are the programs of others that some of the files are read through, ``sources`` tells by file name
    where those that were fetched came from.
    """

    files: tuple[File, ...]
    decided: bytes | None
    packages: Mapping[str, str]
    reading: str
    code: str
    programs: tuple[str, ...] = ()
    sources: Mapping[str, Provenance] = field(default_factory=dict)

    @property
    def ground(self) -> str:
        """A hash of them."""
        files = (part for file in self.files for part in (file.name, file.sha256, *_problem(file)))
        told = (part for name, source in sorted(self.sources.items()) for part in (name, *_origin(source)))
        return digest(self.code, self.decided or b"", *self.programs, *files, *told)


def _origin(source: Provenance) -> tuple[str, ...]:
    """What the tables tell of where a file came from."""
    return (source.source_url, source.fetched_at, source.published_at or "")


def _problem(file: File) -> tuple[str, ...]:
    return (file.problem.code,) if file.problem else ()


def run(
    raw: str | Path,
    processed: str | Path,
    as_of: date,
    progress: Progress | None = None,
    settings: Settings = DEFAULT,
) -> Summary:
    """Read what is new in ``raw``, conclude on the day ``as_of``, check, and publish below ``processed``.

    Both may be local folders or fsspec addresses. Where nothing has changed, nothing is published. Raises
    :class:`~pipeline.errors.PipelineError`: ``raw`` is no folder, nothing in it can be read, another run is at
    work, a check fails, or ``processed`` cannot be written. What was published before then stays.
    """
    _keep_apart(raw, processed)
    with logs.noted() as warnings, _held(processed) as work, _journalled(work) as ended:
        done = _night(raw, work, as_of, progress, settings, warnings)
        ended.append("published" if done.published else "unchanged")
    for name, error in done.failed:
        _log.info("could not be read: %s: %s", name, error, extra={"data": {"file": name, "error": error}})
    return done


def _keep_apart(raw: str | Path, processed: str | Path) -> None:
    """Raises where a folder is not named, or what is published would be read as documents."""
    for option, given in (("--raw", raw), ("--processed", processed)):
        if not str(given).strip():
            raise PipelineError(f"{option} names no folder: write its name, or . for the one you are in")
    source, target = as_address(raw), as_address(processed)
    if isinstance(source, Path) and isinstance(target, Path):
        inside = target.resolve().is_relative_to(source.resolve())
    else:
        inside = f"{target}/".startswith(f"{str(source).rstrip('/')}/")
    if inside:
        raise PipelineError(
            f"{processed} lies in {raw}, so that what is published would be read as documents the next night: "
            "name a folder beside it"
        )


@contextmanager
def _held(processed: str | Path) -> Iterator[Workspace]:
    """The dataset, locked and repaired; where that fails, it is written down, unless another run is at work."""
    with ExitStack() as held:
        try:
            work = held.enter_context(workspace.held(processed))
        except Locked:
            raise
        except (PipelineError, OSError) as error:
            told = _unwritable(error, str(processed)) if isinstance(error, OSError) else error
            _fail(workspace.state_of(processed), Night("failed", journal.now()), told)
            raise told from error
        yield work


@contextmanager
def _journalled(work: Workspace) -> Iterator[list[Any]]:
    """Writes down how the run ends; what it raises for want of space or access becomes an error with advice."""
    ended: list[Any] = []
    night = Night("failed", journal.now())
    try:
        night = journal.begin(work.state)
        yield ended
        run_id = (run_folder.made_of_latest(work.folder) or {}).get("run_id")
        journal.end(
            work.state, replace(night, outcome=ended[0], finished=journal.now(), run_id=run_id, exit_code=0)
        )
    except OSError as error:
        told = _unwritable(error, work.address)
        _fail(work.state, night, told)
        raise told from error
    except BaseException as error:
        _fail(work.state, night, error)
        raise


def _unwritable(error: OSError, where: str) -> PipelineError:
    full = "free some space and run again" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "check who may write"
    return PipelineError(f"{where} could not be written ({reason(error)}): {full}; latest is as before")


def _fail(state: Store, night: Night, error: BaseException) -> None:
    told = isinstance(error, PipelineError | Ended)
    stopped = isinstance(error, Ended | KeyboardInterrupt)
    message = f"{error}" if told else f"{type(error).__name__}: {error}"
    ended = replace(
        night,
        outcome="interrupted" if stopped else "failed",
        finished=journal.now(),
        error=message[:ERROR],
        exit_code=exit_code(error),
    )
    try:
        journal.end(state, ended)
    except (OSError, PipelineError) as second:
        why = reason(second) if isinstance(second, OSError) else second
        _log.warning("how the run ended could not be written down (%s)", why)


def _night(
    place: str | Path,
    work: Workspace,
    as_of: date,
    progress: Progress | None,
    settings: Settings,
    warnings: list[str],
) -> Summary:
    """The six stages: list what there is, read it, put it into cases, conclude, build the tables, publish them."""
    stages = logs.Stages()
    packages = code_fingerprint.package_versions()
    code = code_fingerprint.code_fingerprint(packages)
    raw = raw_folder.opened(place, SeenFiles(work.state, code) if is_remote(place) else None)
    inputs = _inputs(raw, packages, code)
    limits = settings.limits
    allowed = {failures.TOO_LONG: limits.seconds, failures.TOO_MUCH: float(limits.megabytes)}
    cache = Cache(work.state, inputs.reading, allowed)
    stages.done("listing", files=len(inputs.files))
    if not settings.force and unchanged.nothing_to_do(work.folder, inputs.ground, as_of, _retries(inputs, cache)):
        return unchanged.summary_of_latest(work.folder, work.shown, as_of)
    before = run_folder.latest(work.folder)
    with executors.started(settings.engine, work.scratch) as running:
        folder = _read(raw, str(place), inputs, cache, running, settings, progress)
        _done(stages, "reading", documents=len(folder.documents), read=folder.fresh)
        remembered = run_folder.remembered(work.folder)
        ready = _assigned(inputs, folder, remembered, settings, Memo(work.state, CARDS, inputs.code))
        _done(stages, "cases", cases=len(ready.assigned.cases))
        concluded = _concluded(ready, cache, running, settings, progress)
        decided = against_letters(ready.decided, ready.assigned.cases, concluded, remembered)
        ready = replace(ready, decided=decided)
        _done(stages, "concluding", concluded=concluded.fresh)
    kept = kept_of(work.state, before.folder.name if before else None, before.tables if before else None)
    built = _built(work, folder, ready, concluded, as_of, inputs.sources, kept)
    made = _made_of(work, inputs, as_of, before, ready.decided)
    fresh, cases_failed = (folder.fresh, concluded.fresh), len(concluded.issues)
    del folder, ready, decided, concluded  # what they hold is in the tables now
    memory.give_back()
    checks.run(built, before.tables if before else None, settings.max_loss)
    changed = _changes(before, built, made)
    if before and not changed and not settings.force and _same(before, made):
        stands = work.shown((work.folder / run_folder.LATEST).resolve())
        return summary.summarise(stands, built, 0, as_of, made.decisions, published=False, fresh=fresh)
    built["changes"] = build.table("changes", changed)
    quarantine = tuple(t.file_name for t in cache.trouble.values() if t.quarantined)
    made = replace(made, engine=settings.engine.name, warnings=tuple(warnings), quarantine=quarantine)
    memory.give_back()
    told = digest_files.files(digest_of(_nights(before, made), built, changed, before.tables if before else None))
    target = _published(work, built, made, stages, cases_failed, settings.keep, told)
    kept.save(work.state, made.run_id)
    cache.prune(_keys(inputs, cache))
    _done(stages, "publishing")
    done = summary.summarise(target, built, len(changed) if before else None, as_of, made.decisions, fresh=fresh)
    shown = work.shown(target)
    return replace(done, folder=Path(shown), place=str(shown))


def _done(stages: logs.Stages, stage: str, **counts: int) -> None:
    """A stage is done; the next one need not find its memory taken."""
    stages.done(stage, **counts)
    memory.give_back()


@dataclass(frozen=True, slots=True)
class _Ready:
    """All that is concluded from: the documents as people corrected them, what they decided, and the cases.

    ``ground`` is what all of that rests on.
    """

    documents: DocumentStore
    decided: Applied
    assigned: Assigned
    ground: Ground


def _read(
    raw: Raw,
    named: str,
    inputs: Inputs,
    cache: Cache,
    running: Running,
    settings: Settings,
    progress: Progress | None,
) -> Folder:
    """The documents of the folder. Raises :class:`~pipeline.errors.NothingReadable` where there are none."""
    if not inputs.files:
        raise NothingReadable(f"{named} holds no documents: put action plans and letters there and run again")
    folder = folder_reader.read(raw, inputs.files, cache, running, settings.limits, progress)
    heads = [folder.documents.head(name) for name in folder.documents.names]
    if all(head.status == "failed" for head in heads):
        first = heads[0]
        raise NothingReadable(
            f"none of the {len(folder.files)} files in {named} could be read; {first.file_name}: {first.error}"
        )
    return folder


def _assigned(
    inputs: Inputs, folder: Folder, remembered: Sequence[Mapping[str, Any]], settings: Settings, kept: Memo
) -> _Ready:
    """Decisions and cases; ``remembered`` is what the last run keeps of its decisions, ``kept`` cards of documents.

    Raises where more of those are gone than may go in a night.
    """
    cards = cards_of(folder.documents, kept, folder.keys)
    kept.save()
    repeats = renditions(folder.documents, cards)
    decided = decide(inputs.decided, folder.documents, remembered, repeats)
    checks.decisions_there(decided.kept, remembered, settings.max_loss, file=bool((inputs.decided or b"").strip()))
    documents = folder.documents.changed(decided.changes)
    corrected = [documents[name] for name in decided.changes]
    cards |= cards_of(corrected)
    # What people corrected can show that two documents are one.
    found = joined(repeats, renditions(documents, cards)) if corrected else repeats
    if found != repeats:
        decided = decide(inputs.decided, folder.documents, remembered, found)
        documents = folder.documents.changed(decided.changes)
    assigned = assign(documents, found, cards)
    ground = Ground(inputs.code, folder.keys, decided.links_of(assigned.cases), decided.hashes)
    return _Ready(documents, decided, assigned, ground)


def _concluded(
    ready: _Ready,
    cache: Cache,
    running: Running,
    settings: Settings,
    progress: Progress | None,
) -> Conclusions:
    """What the letters of the cases tell. Raises where more of them failed than may go in a night."""
    cases = ready.assigned.cases
    found = conclude_cases(cases, ready.documents, ready.ground, cache, running, settings.limits, progress)
    checks.cases_concluded(found.issues, sum(bool(case.letters) for case in cases), settings.max_loss)
    return found


def _built(
    work: Workspace,
    folder: Folder,
    ready: _Ready,
    concluded: Conclusions,
    as_of: date,
    sources: Mapping[str, Provenance],
    kept: Kept,
) -> FolderTables:
    """The tables of this run but ``changes``, as files of its scratch folder; ``kept`` is what still holds."""
    place = work.scratch / "tables"
    place.mkdir(parents=True)
    built = FolderTables(place)
    assigned, decided = ready.assigned, ready.decided
    told = (issue for case in concluded.values() for issue in case.issues)
    issues = (*folder.issues, *assigned.issues, *concluded.issues, *told)
    findings = Findings(
        documents=ready.documents,
        issues=(*issues, *decided.issues, *decided.astray(assigned.cases)),
        duplicates=assigned.duplicates,
        editions=assigned.editions,
        likeness=assigned.likeness,
        cases=assigned.cases,
        concluded=concluded,
        as_of=as_of,
        decided=decided,
        sources=sources,
        ground=ready.ground,
    )
    build.fill(built, findings, kept)
    return built


def _published(
    work: Workspace,
    built: Mapping[str, Any],
    made: run_folder.Run,
    stages: logs.Stages,
    cases_failed: int,
    keep: int,
    told: Mapping[str, str],
) -> Path:
    """The run's folder, published, with what it counted and how long it took, and its digest (``told``)."""
    rows = {name: count(built, name) for name in built}
    _done(stages, "building", rows=sum(rows.values()))
    failed = column(built, "documents", "status").to_pylist().count("failed")
    counts = stages.counts | {"failed": failed, "cases_failed": cases_failed}
    made = replace(
        made,
        rows=rows,
        started=stages.started,
        finished=journal.now(),
        counts=counts,
        timings=stages.timings,
    )
    target = run_folder.publish(work.folder, built, made, told)
    work.send(target, keep)
    return target


def _inputs(raw: Raw, packages: dict[str, str], code: str) -> Inputs:
    decided = raw.read(raw_folder.DECISIONS) if raw.has(raw_folder.DECISIONS) else None
    if isinstance(decided, Failure):
        raise PipelineError(f"{raw_folder.DECISIONS} is not read: {decided.message}")
    files = tuple(raw.files())
    needed = {program for file in files for program in programs.depends_on(file.suffix)}
    return Inputs(
        files=files,
        decided=decided,
        packages=packages,
        reading=code_fingerprint.code_fingerprint(packages, code_fingerprint.READING),
        code=code,
        programs=tuple(sorted(needed)),
        sources=manifest.of_files(raw, (file.name for file in files)),
    )


def _keys(inputs: Inputs, cache: Cache) -> set[str]:
    return {cache.key(file.sha256, file.suffix) for file in inputs.files}


def _retries(inputs: Inputs, cache: Cache) -> bool:
    """Whether a document that ended its reader is still to be tried again."""
    keys = _keys(inputs, cache)
    return any(key in keys and not trouble.quarantined for key, trouble in cache.trouble.items())


def _made_of(
    work: Workspace, inputs: Inputs, as_of: date, before: run_folder.Published | None, decided: Applied
) -> run_folder.Run:
    every = digest(inputs.ground, as_of.isoformat())
    return run_folder.Run(
        run_id=run_folder.new_run_id(work.folder, datetime.now(UTC), every),
        as_of=as_of,
        inputs=every,
        code=inputs.code,
        packages=inputs.packages,
        previous=before.folder.name if before else None,
        rows={},
        ground=inputs.ground,
        decisions=decided.kept,
        files=tuple((file.name, file.sha256) for file in inputs.files),
    )


def _nights(before: run_folder.Published | None, made: run_folder.Run) -> Nights:
    if before is None:
        return Nights(made.run_id, made.as_of)
    day = before.run.get("as_of")
    return Nights(made.run_id, made.as_of, made.previous, date.fromisoformat(day) if day else None)


def _changes(
    before: run_folder.Published | None, built: Mapping[str, Any], made: run_folder.Run
) -> list[dict[str, Any]]:
    if before is None:
        return []
    found = delta.changes(
        before.tables,
        built,
        same_day=before.run.get("as_of") == made.as_of.isoformat(),
        same_code=before.run.get("code") == made.code,
        decided=_redecided(before.run.get("decisions", ()), made.decisions),
    )
    return list(found)


def _redecided(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """(record, field) of the decisions that only one of two runs has, or has about another record."""
    sides = [{(*row["key"], *row["records"]): row for row in rows} for rows in (old, new)]
    moved = [row for side, other in (sides, sides[::-1]) for key, row in side.items() if key not in other]
    return frozenset((" | ".join(row["records"] or [row["key"][0]]), row["field"]) for row in moved)


def _same(before: run_folder.Published, made: run_folder.Run) -> bool:
    """Whether the last run was made of the same, so that equal records need no new run."""
    return bool(before.run.get("ground") == made.ground)
