from __future__ import annotations

from pathlib import Path

import pytest

from extractors.registry import extract

PAGE = """<!doctype html><body><main><h1>Home Office response to the inspection of night trains</h1>
<p>Published 3 May 2023.</p><h2>Recommendations to the Home Office</h2>
<h3>Recommendation 1</h3><p>The Home Office should, by 1 June 2023, count every train.</p>
<p>Accepted</p><p>1.1 We will count the trains.</p><p>Counting has begun in the north.</p>
<p>Home Office expected implementation date: 31 March 2024.</p>
<h3>Recommendation 2</h3><p>The Home Office should: paint every train</p><p>1.1 Partially Accepted</p>
<p>We will paint half of them.</p><ul><li>in red</li></ul><p>Owner: Head of Paint</p><p>Target date: Summer 2024</p>
<h3>Recommendation 3</h3><p>Sell every train.</p><p>Not accepted</p><p>We need the trains.</p>
<h2>Conclusion</h2><p>We thank the inspectors.</p></main></body>"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> object:
    path = tmp_path_factory.mktemp("prose") / "response.html"
    path.write_text(PAGE)
    return extract(path)


def test_a_response_in_prose_gives_its_recommendations(read) -> None:  # type: ignore[no-untyped-def]
    assert [(r.number, r.response, r.text) for r in read.recommendations] == [
        ("1", "agreed", "The Home Office should, by 1 June 2023, count every train."),
        ("2", "partly_agreed", "paint every train"),
        ("3", "not_agreed", "Sell every train."),
    ]
    assert read.facts.template == "prose"


def test_labelled_lines_give_owner_and_target(read) -> None:  # type: ignore[no-untyped-def]
    one, two, three = read.recommendations
    assert [(a.text, a.owners, a.target_raw) for a in one.actions] == [
        ("1.1 We will count the trains.\nCounting has begun in the north.", ("Home Office",), "31 March 2024")
    ]
    assert [(a.text, a.owners, a.target_raw) for a in two.actions] == [
        ("We will paint half of them.\n• in red", ("Head of Paint",), "Summer 2024")
    ]
    assert (three.actions, three.explanation) == ((), "We need the trains.")


LABELLED = """<!doctype html><body><main><h1>Government response to the report on night trains</h1>
<p>Presented by the Department for Trains, 3 May 2023</p>
<h3>Recommendation 1</h3><p>The Department should count every train.</p><p>Accepted. We had not known how many ran.</p>
<p>1.1 Count the trains in the north.</p><p>Accountable: Director, Trains Timescale: Within six months of this response</p>
<p>1.2 Publish the count.</p><p>Accountable: Head of Statistics; Press Office Timescale: In place and ongoing</p>
<h3>Recommendation 2</h3><p>The Department should paint every train.</p><p>Accepted. Paint is cheap: half are red.</p>
<p>2.1 Paint the others.</p><p>Timescale: May 2024 Accountable: Head of Paint</p>
<h3>Recommendation 3</h3><p>The Department should sell every train.</p>
<p>Not accepted. We need them. We will keep the matter in view.</p></main></body>"""


def test_several_labels_in_one_line_tell_of_the_numbered_paragraph_above(tmp_path: Path) -> None:
    path = tmp_path / "response.html"
    path.write_text(LABELLED)
    found = extract(path).recommendations
    assert [
        (a.text, a.owners, a.target_kind, [str(t.end) for t in a.targets]) for r in found for a in r.actions
    ] == [
        ("Count the trains in the north.", ("Director, Trains",), "date", ["2023-11-03"]),
        ("Publish the count.", ("Head of Statistics", "Press Office"), "ongoing", []),
        ("Paint the others.", ("Head of Paint",), "date", ["2024-05-31"]),
    ]
    assert [r.explanation for r in found] == [
        "We had not known how many ran.",
        "Paint is cheap: half are red.",
        "We need them. We will keep the matter in view.",
    ]


NAMED = """<!doctype html><body><main><h1>Council response to the report on night trams</h1><p>4 May 2023</p>
<h2>Recommendation 1</h2><p>The Council should count every tram.</p><p>Response: Accepted</p>
<h3>Action 1.1</h3><p>Half of the trams have been counted. The others are at the depot.</p>
<p>Owner: Head of Trams</p><p>Target date: June 2023</p>
<h3>Action 1.2</h3><p>We will publish the count.</p><p>It will be online by 1 July 2023.</p>
<p>Target date: 3 July 2023</p><p>Owner: Press Office</p>
<h2>Recommendation 2</h2><p>The Council should paint every tram.</p><p>Response: Not accepted</p>
<p>Paint is dear.</p><p><b>Action 2.1:</b> We will wash them by 31 May 2024.</p>
<h2>Recommendation 3</h2><p>The Council should sell every tram.</p>
<h3>Action 3.1</h3><p>We will sell one by June 2025.</p></main></body>"""


def test_what_stands_below_the_name_of_an_action_is_one(tmp_path: Path) -> None:
    path = tmp_path / "response.html"
    path.write_text(NAMED)
    found = extract(path).recommendations
    assert [(r.number, r.response, r.text, r.explanation) for r in found] == [
        ("1", "agreed", "The Council should count every tram.", None),
        ("2", "not_agreed", "The Council should paint every tram.", "Paint is dear."),
        ("3", None, "The Council should sell every tram.", None),
    ]
    assert [(a.text, a.owners, [str(t.end) for t in a.targets]) for r in found for a in r.actions] == [
        ("Half of the trams have been counted. The others are at the depot.", ("Head of Trams",), ["2023-06-30"]),
        ("We will publish the count.\nIt will be online by 1 July 2023.", ("Press Office",), ["2023-07-03"]),
        ("We will wash them by 31 May 2024.", (), ["2024-05-31"]),
        ("We will sell one by June 2025.", (), ["2025-06-30"]),
    ]


def test_a_name_of_an_action_without_words_is_told(tmp_path: Path) -> None:
    path = tmp_path / "response.html"
    path.write_text(NAMED.replace("<p>We will sell one by June 2025.</p>", ""))
    issues = [(issue.code, issue.record) for issue in extract(path).issues if "Action 3.1" in issue.message]
    assert issues == [("no_action", "3")]
