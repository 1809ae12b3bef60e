"""The result of one file: its figures, and the tallies they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.evaluation import letter_figures, plan_figures
from pipeline.evaluation.tally import Tally

Figures = Mapping[str, float | None]
Tallies = Mapping[str, Tally]

KIND, COVERAGE = "kind", "coverage"
# kind: 1 where the document was recognised as what it is. coverage: the published share of its words that
# ended in a record, a heading, page furniture or an issue.
FIGURES = (KIND, *plan_figures.FIGURES, *letter_figures.FIGURES, COVERAGE)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What was right in one file of a raw folder. ``folder`` is the folder's last two names ("corpus/raw").

    ``figures`` are 0 to 1, None where there was nothing to judge; ``tallies`` is by figure.
    """

    folder: str
    file: str
    figures: Figures
    tallies: Tallies

    @property
    def label(self) -> str:
        """Folder and file: what names this result in the store."""
        return f"{self.folder}/{self.file}"


def means(results: Iterable[FileResult]) -> dict[str, float | None]:
    """The mean of each figure over the files that have it; None where none has."""
    values: dict[str, list[float]] = {figure: [] for figure in FIGURES}
    for result in results:
        for figure, value in result.figures.items():
            if value is not None:
                values[figure].append(value)
    return {figure: sum(all_of) / len(all_of) if all_of else None for figure, all_of in values.items()}
