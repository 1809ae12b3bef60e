from __future__ import annotations

import pytest

from extractors.documents.plans.counts import check_counts
from extractors.model import Place, Recommendation, Response


def plan(*responses: Response) -> list[Recommendation]:
    return [
        Recommendation(str(n), None, None, None, "t", (), r, None, None, (), Place(), 1.0)
        for n, r in enumerate(responses, 1)
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Accepted: 2", "Rejected: 1", "Total: 3"],
        ["2 of 3 recommendations were accepted"],
        ["Agreed: 2", "Notes"],
        [],
    ],
)
def test_numbers_that_match_raise_nothing(lines: list[str]) -> None:
    assert check_counts(lines, plan("agreed", "agreed", "not_agreed")) == []


@pytest.mark.parametrize(
    "lines", [["Accepted: 3"], ["Total: 4"], ["2 of 4 agreed"], ["Partially Accepted: 1", "Accepted: 2"]]
)
def test_a_stated_number_that_does_not_match_is_reported(lines: list[str]) -> None:
    issues = check_counts(lines, plan("agreed", "agreed", "not_agreed"))
    assert [issue.code for issue in issues] == ["count_mismatch"]
    assert repr(lines[0]) in issues[0].message or lines[0] in issues[0].message
