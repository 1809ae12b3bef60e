"""What the rows of a document, or of a case, are made of, as a hash: equal where they would be, but for the day.

A mark that left something out would let old rows stand for new ones, so whatever goes into rows goes in here, as it
is read there: the code and all packages, the content, its file, what people decided, and what is found of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractors.model import Issue
from pipeline.identifiers import digest
from pipeline.model import CaseMembers, DecidedState, Link, document_of
from pipeline.tables.findings import Findings


def said(findings: Findings, name: str, case_id: str | None, issues: Iterable[Issue]) -> str | None:
    """Of a document's rows in the tables of what documents say; None where it could not be read."""
    if name not in findings.ground.keys:
        return None
    head, paired = findings.documents.head(name), findings.paired
    return digest(
        *_content(findings, name),
        repr(head),
        repr(case_id),
        repr([of.get(name) for of in (paired.duplicates, paired.editions, paired.likeness)]),
        repr(findings.sources.get(head.file_name)),
        *map(repr, issues),
    )


def linked(findings: Findings, name: str, case: CaseMembers | None, decided: Sequence[Link]) -> str | None:
    """Of the links of a document's statements; None where it could not be read."""
    if name not in findings.ground.keys:
        return None
    own = digest(*_content(findings, name), *map(repr, decided))
    return own if case is None else digest(own, *_concluded(findings, case))


def judged(
    findings: Findings, case: CaseMembers, states: Mapping[str, DecidedState], decided: Sequence[Link]
) -> str | None:
    """Of the rows of a case in the tables of what is concluded; None where a document of it was not read."""
    if not all(name in findings.ground.keys for name in case.documents):
        return None
    own = {action: state for action, state in sorted(states.items()) if document_of(action) in case.documents}
    return digest(*_concluded(findings, case), repr(len(case.missing)), repr(own), *map(repr, decided))


def _content(findings: Findings, name: str) -> list[str]:
    """The code, and what a document says as people corrected it."""
    ground = findings.ground
    return [ground.code, name, ground.keys[name], ground.decided.get(name, "")]


def _concluded(findings: Findings, case: CaseMembers) -> list[str]:
    """What is concluded of a case, and the order of its documents, by which rows stand."""
    files = [findings.documents.head(name).file_name for name in case.documents]
    return [findings.ground.key(case), *files, repr(case.case_id in findings.concluded)]
