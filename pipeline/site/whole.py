"""A run as the site and the review see it: its cases, and the pages over all of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import version
from typing import Any

from pipeline.dataset import Dataset
from pipeline.outcomes import glance
from pipeline.site import case_page, commitment_page, document_page, overview_pages
from pipeline.site.case_page import CaseCard
from pipeline.site.library import CaseRows, Library, surest
from pipeline.site.overview_pages import Downloads, MadeOf
from pipeline.site.page import SitePage
from pipeline.site.pictures import Pictures
from pipeline.storage import code_fingerprint
from pipeline.tables.parquet import rows
from pipeline.tables.rows import Row


class WholeRun:
    """All that is asked of a run over its cases."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        tables = dataset.arrow_tables
        self.judged = list(glance.judged(tables, dataset.day, dataset.run["decisions"]))
        by_case = glance.by_case(self.judged)
        self.library = Library(tables, by_case)
        self.documents = list(rows(tables, "documents"))
        own: dict[str, list[Row]] = defaultdict(list)
        for row in self.documents:
            if row["case_id"]:
                own[row["case_id"]].append(row)
        self.cards: dict[str, CaseCard] = {
            key: case_page.card(key, found, by_case.get(key, ())) for key, found in own.items()
        }

    @cached_property
    def commitments(self) -> list[Row]:
        """Every commitment, in the order of the table."""
        return list(rows(self.dataset.arrow_tables, "commitments"))

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each case is called."""
        return {key: card.title for key, card in self.cards.items()}

    @property
    def made_of(self) -> MadeOf:
        """The run, and the software that shows it."""
        run = self.dataset.run
        software = version(code_fingerprint.DISTRIBUTION)
        return MadeOf(run["run_id"], self.dataset.day, run.get("finished"), software, run["schema_version"])

    def overviews(self, downloads: Downloads) -> Iterator[SitePage]:
        """Home, owners, search and how to read the rest."""
        everything, astray = glance.glance(self.judged), self.library.of_no_document()
        cards = list(self.cards.values())
        yield from overview_pages.home(self.made_of, cards, everything, self.documents, astray, downloads)
        yield from overview_pages.owner_pages(self.commitments, self.titles)
        yield from overview_pages.plain_pages(self.made_of)

    def search_script(self) -> str:
        """What can be searched for, as a script that works from a disk too."""
        entries = list(overview_pages.search_entries(self.commitments, self._reported(), self.titles))
        text = f"window.SEARCH_ENTRIES = {json.dumps(entries, ensure_ascii=False)};\n"
        return text.replace("\u2028", " ").replace("\u2029", " ")

    def _reported(self) -> Iterator[tuple[Row, str]]:
        """Statements with the commitment that each is most surely about."""
        tables = self.dataset.arrow_tables
        linked = surest(rows(tables, "links", ("update_id", "action_id", "judgement", "score")))
        for update in rows(tables, "updates", ("update_id", "document_id", "section", "text")):
            if update["update_id"] in linked:
                yield update, linked[update["update_id"]]


def pages_of(found: CaseRows, pictures: Pictures) -> Iterator[SitePage]:
    """All pages of one case, or of a document that belongs to none."""
    drawn = {key: pictures.of(document) for key, document in found.documents.items()}
    shown: dict[str, Any] = {key: images for key, (images, _) in drawn.items()}
    time = case_page.scale(found)
    if found.case_id in found.documents and found.documents[found.case_id]["case_id"]:
        yield case_page.page(found, time)
    for commitment in found["commitments"]:
        yield commitment_page.page(found, commitment, time, shown)
    for key, document in found.documents.items():
        yield document_page.page(found, document, *drawn[key])
