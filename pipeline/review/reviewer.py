"""One person's review of one published dataset: its pages, what to ask, and what was decided in this sitting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from extractors import regular_files
from pipeline.dataset import Dataset, load
from pipeline.decisions import writing
from pipeline.decisions.file import Decision, parse
from pipeline.errors import PipelineError, reason
from pipeline.ingest.raw_folder import DECISIONS
from pipeline.review import bands, checks, queue
from pipeline.review.bands import ScoreBand
from pipeline.review.queue import OpenQuestion
from pipeline.site import case_page, commitment_page, document_page, names
from pipeline.site.library import CaseRows
from pipeline.site.overview_pages import Downloads
from pipeline.site.page import SitePage
from pipeline.site.pictures import Pictures
from pipeline.site.whole import WholeRun
from pipeline.tables.rows import Row

# Cases whose rows are kept in memory.
CASES = 4


class Reviewed:
    """A run as it is shown for review. ``pictures`` is a folder for those of its pages."""

    def __init__(self, dataset: Dataset, pictures: Path) -> None:
        self.dataset = dataset
        self.whole = WholeRun(dataset)
        self._pictures = Pictures(pictures, dataset.raw, {})
        self._cases: dict[str, CaseRows] = {}
        self._of: dict[str, tuple[str, str]] = {}  # a file of the site: the case, and the record it is about
        for row in self.whole.commitments:
            self._of[names.commitment_page(row["action_id"])] = (row["case_id"], row["action_id"])
        for row in self.whole.documents:
            key = row["document_id"]
            self._of[names.document_page(key)] = (row["case_id"] or key, key)
        for key in self.whole.cards:
            self._of[names.case_page(key)] = (key, key)

    @cached_property
    def _overviews(self) -> Mapping[str, SitePage]:
        return {page.file: page for page in self.whole.overviews(Downloads(()))}

    def page(self, file: str) -> SitePage | None:
        """The page of the site that is called so; None where there is none."""
        if file not in self._of:
            return self._overviews.get(file)
        case_id, key = self._of[file]
        rows = self._case(case_id)
        if file == names.case_page(key) and key == case_id:
            return case_page.page(rows, case_page.scale(rows))
        if file == names.document_page(key):
            document = rows.documents[key]
            return document_page.page(rows, document, *self._pictures.of(document))
        commitment = next(row for row in rows["commitments"] if row["action_id"] == key)
        drawn = {name: self._pictures.of(row)[0] for name, row in rows.documents.items()}
        return commitment_page.page(rows, commitment, case_page.scale(rows), drawn)

    def _case(self, case_id: str) -> CaseRows:
        if case_id not in self._cases:
            while len(self._cases) >= CASES:
                self._cases.pop(next(iter(self._cases)))
            self._cases[case_id] = self.whole.library.case(case_id)
        return self._cases[case_id]

    def commitments_of(self, document_id: str) -> list[Row]:
        """The commitments of the case of a document, which a passage of that case could be about."""
        known = next((row for row in self.whole.documents if row["document_id"] == document_id), None)
        return [row for row in self.whole.commitments if known and row["case_id"] == known["case_id"]]


@dataclass(frozen=True, slots=True)
class Given:
    """What a person decides, before it is a line."""

    record: str
    field: str
    value: str
    reason: str = ""


class Reviewer:
    """Who decides, on which data, and what in this sitting; ``pictures`` is a folder for those of pages.

    Raises :class:`~pipeline.errors.PipelineError` where nothing is published or the documents are not at hand.
    """

    def __init__(self, processed: str, raw: Path | None, who: str, pictures: Path) -> None:
        self._processed, self._raw, self._pictures = processed, raw, pictures
        self.who = who
        self.sitting: list[tuple[Decision, ...]] = []
        self._reviewed = self._load()
        folder = self._reviewed.dataset.raw
        if folder is None:
            raise PipelineError(
                f"where the documents of {processed} lie is not known: name their folder with --raw"
            )
        self.file = folder / DECISIONS

    def _load(self) -> Reviewed:
        return Reviewed(load(self._processed, raw=self._raw), self._pictures)

    @property
    def reviewed(self) -> Reviewed:
        """The latest run; where another has been published since, that one."""
        now = load(self._processed, raw=self._raw)
        if now.run["run_id"] != self._reviewed.dataset.run["run_id"]:
            self._reviewed = Reviewed(now, self._pictures)
        return self._reviewed

    @property
    def decisions(self) -> list[Decision]:
        """All decisions of the file, those of others too."""
        try:
            return parse(regular_files.read(self.file))[0]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise PipelineError(f"{self.file} cannot be read ({reason(error)})") from error

    def decide(self, *given: Given, beside: bool = False) -> tuple[Decision, ...]:
        """Write decisions down, all or none. Returns those that were not in the file already.

        Raises :class:`~pipeline.decisions.writing.DecisionConflict` where another person decided otherwise and they
        are not to stand ``beside`` that, and :class:`~pipeline.errors.PipelineError` where one can be none.
        """
        if not self.who.strip():
            raise PipelineError("say who decides first")
        for each in given:
            checks.check(self._reviewed.dataset.arrow_tables, each.record, each.field, each.value)
        today = date.today()
        new = (Decision(0, g.record, g.field, g.value, g.reason, self.who, today) for g in given)
        made = writing.append(self.file, *new, beside=beside)
        if made:
            self.sitting.append(made)
        return made

    def undo(self) -> tuple[Decision, ...]:
        """Take back what was decided last in this sitting. Raises PipelineError where there is nothing."""
        if not self.sitting:
            raise PipelineError("nothing was decided in this sitting that could be undone")
        last = self.sitting[-1]
        for decision in reversed(last):
            writing.undo(self.file, decision)
        return self.sitting.pop()

    @property
    def questions(self) -> list[OpenQuestion]:
        """What to ask next, what teaches most first."""
        dataset = self.reviewed.dataset
        decided = queue.decided_things(self.decisions, dataset.run["decisions"])
        return queue.questions(dataset.arrow_tables, dataset.day, decided)

    @property
    def bands(self) -> tuple[ScoreBand, ...]:
        """How often links of each score were right, by all decisions of the file."""
        return bands.bands(self.reviewed.dataset.arrow_tables, self.decisions)
