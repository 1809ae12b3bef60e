"""The main job, one straight function: a folder of documents becomes a published run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline import cases, checks, delta, fingerprint, publish, renditions, sources, tables
from pipeline.errors import NothingReadable
from pipeline.identity import digest
from pipeline.ledger import Case, LedgerEntry, Link, NewCommitment


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One inspection in numbers of commitments.

    ``kept`` are completed, ``late`` are overdue, delayed or moved to a later date, ``changed`` are those in
    which a letter changed anything, ``silent`` those that no letter mentions although there are letters.
    """

    subject: str | None
    plan: str
    letters: int
    commitments: int
    kept: int
    late: int
    changed: int
    silent: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    ``renditions`` counts documents that repeat another one, ``failed`` pairs a file with the reason,
    ``warnings`` counts warnings and errors, ``changes`` is None where there was no run to compare with.
    """

    folder: Path
    documents: Mapping[str, int]
    renditions: int
    failed: tuple[tuple[str, str], ...]
    cases: tuple[CaseSummary, ...]
    warnings: int
    changes: int | None


def run(raw: Path, processed: Path, as_of: date, progress: sources.Progress | None = None) -> Summary:
    """Read ``raw``, conclude on the day ``as_of``, check, and publish below ``processed``.

    Raises :class:`~pipeline.errors.PipelineError`: where ``raw`` is no folder, nothing in it can be read, a
    check fails, or ``processed`` cannot be written. What was published before then stays.
    """
    folder = sources.read_folder(raw, progress)
    _something_read(raw, folder)
    duplicates = renditions.renditions(folder.documents)
    found, issues = cases.build_cases(folder.documents, duplicates)
    links, entries, promises = _conclude(found)
    built = tables.build(
        tables.Findings(
            documents=folder.documents,
            issues=(*folder.issues, *issues),
            duplicates=duplicates,
            cases=tuple(found),
            links=links,
            entries=entries,
            new_commitments=promises,
            as_of=as_of,
        )
    )
    before = publish.latest(processed)
    checks.run(built, before.tables if before else None)
    made = _made_of(processed, folder, as_of, before)
    built["changes"] = tables.table("changes", _changes(before, built, made))
    made = replace(made, rows={name: table.num_rows for name, table in built.items()})
    target = publish.publish(processed, built, made)
    return _summary(target, folder, built, compared=before is not None)


def _something_read(raw: Path, folder: sources.Folder) -> None:
    if not folder.files:
        raise NothingReadable(f"{raw} holds no documents: put action plans and letters there and run again")
    if all(document.status == "failed" for document in folder.documents):
        first = folder.documents[0]
        raise NothingReadable(
            f"none of the {len(folder.files)} files in {raw} could be read; {first.file_name}: {first.error}"
        )


def _conclude(
    found: Sequence[Case],
) -> tuple[tuple[Link, ...], tuple[LedgerEntry, ...], tuple[NewCommitment, ...]]:
    """Links, ledger and new promises of every case, one after the other."""
    from pipeline import reconcile, status  # here, because they bring the embeddings along

    links: list[Link] = []
    entries: list[LedgerEntry] = []
    promises: list[NewCommitment] = []
    for case in found:
        reconciled = reconcile.reconcile(case)
        links += reconciled.links
        promises += reconciled.new_commitments
        entries += status.ledger(case, reconciled)
    return tuple(links), tuple(entries), tuple(promises)


def _made_of(processed: Path, folder: sources.Folder, as_of: date, before: publish.Published | None) -> publish.Run:
    packages = fingerprint.package_versions()
    code = fingerprint.code_fingerprint(packages)
    inputs = digest(code, as_of.isoformat(), *(part for file in folder.files for part in file))
    return publish.Run(
        run_id=publish.new_run_id(processed, datetime.now(UTC), inputs),
        as_of=as_of,
        inputs=inputs,
        code=code,
        packages=packages,
        previous=before.folder.name if before else None,
        rows={},
    )


def _changes(
    before: publish.Published | None, built: Mapping[str, Any], made: publish.Run
) -> Iterable[dict[str, Any]]:
    if before is None:
        return ()
    return delta.changes(
        before.tables,
        built,
        same_day=before.run.get("as_of") == made.as_of.isoformat(),
        same_code=before.run.get("code") == made.code,
    )


def _summary(target: Path, folder: sources.Folder, built: Mapping[str, Any], *, compared: bool) -> Summary:
    by_case: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in built["commitments"].to_pylist():
        by_case[row["case_id"]].append(row)
    documents = {row["document_id"]: row for row in built["documents"].to_pylist()}
    severities = Counter(built["issues"]["severity"].to_pylist())
    return Summary(
        folder=target,
        documents=Counter(document.status for document in folder.documents),
        renditions=sum(row["duplicate_of"] is not None for row in documents.values()),
        failed=tuple((d.file_name, d.error or "") for d in folder.documents if d.status == "failed"),
        cases=tuple(
            _case_summary(documents[case_id], documents.values(), by_case[case_id])
            for case_id in dict.fromkeys(d["case_id"] for d in documents.values() if d["case_id"])
        ),
        warnings=severities["warning"] + severities["error"],
        changes=built["changes"].num_rows if compared else None,
    )


def _case_summary(
    plan: Mapping[str, Any], documents: Iterable[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> CaseSummary:
    members = [d for d in documents if d["case_id"] == plan["case_id"] and not d["duplicate_of"]]
    return CaseSummary(
        subject=_title(plan["establishment"], plan["subject"]),
        plan=plan["file_name"],
        letters=len(members) - 1,
        commitments=len(rows),
        kept=sum(row["status"] == "completed" for row in rows),
        late=sum(_is_late(row) for row in rows),
        changed=sum(bool(row["changes"]) for row in rows),
        silent=sum(row["letters_since"] > 0 and row["letters_since"] == row["silent_letters"] for row in rows),
    )


def _title(establishment: str | None, subject: str | None) -> str | None:
    if establishment and subject and establishment.lower() not in subject.lower():
        return f"{establishment}: {subject}"
    return subject or establishment


def _is_late(row: Mapping[str, Any]) -> bool:
    return bool(row["overdue"]) or row["status"] == "delayed" or (row["slip_days_max"] or 0) > 0
