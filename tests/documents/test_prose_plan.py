from __future__ import annotations

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
