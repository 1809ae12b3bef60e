from __future__ import annotations

from pathlib import Path

from extractors.readers.html import read
from extractors.registry import extract

PLAN = """<!doctype html><html><head><title>x</title><script>alert(1)</script></head><body><nav>menu</nav><main>
<h1>A Response to: An inspection of night shelters</h1><h2>Plan</h2>
<table><thead><tr><th>Recommendation</th><th>Actions</th><th>Due date</th><th>Action owner</th></tr></thead><tbody>
<tr><th colspan="4">Section one</th></tr>
<tr><td rowspan="2">1. The Trust should: mend the roof</td><td><p>First deed.</p><ul><li>a point</li></ul></td>
<td>31/03/2020</td><td>Head of Works,<br>North</td></tr>
<tr><td>Second deed &amp; more</td><td>Ongoing</td><td>Governor</td></tr>
</tbody></table></main></body></html>"""


def test_spans_sections_and_leading_numbers(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text(PLAN)
    found = extract(path)
    (recommendation,) = found.recommendations
    assert (recommendation.number, recommendation.lead_in, recommendation.text) == (
        "1",
        "The Trust should:",
        "mend the roof",
    )
    assert recommendation.section == "Section one"
    assert [(a.text, a.target_raw) for a in recommendation.actions] == [
        ("First deed.\n• a point", "31/03/2020"),
        ("Second deed & more", "Ongoing"),
    ]
    assert recommendation.actions[1].place.locator == "table[1]/row[4]/cell[1]..table[1]/row[4]/cell[2]"
    assert found.facts.subject == "An inspection of night shelters"


def test_headings_lists_and_emphasis_are_kept_and_scripts_are_not(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<body><h3>Head</h3><p>Some <b>bold</b> text<br>and more</p><ul><li>one</li></ul><style>p{}</style></body>"
    )
    lines = read(path).pages[0].lines
    assert [(line.text, line.heading, line.bullet) for line in lines] == [
        ("Head", 3, False),
        ("Some bold text", 0, False),
        ("and more", 0, False),
        ("one", 0, True),
    ]
    assert [word.text for word in lines[1].words if word.bold] == ["bold"]


def test_a_term_stands_in_bold_before_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "terms.html"
    path.write_text(
        "<!doctype html><body><main><dl><div><dt>Owner</dt><dd>Head of Works</dd><dd>Clerk</dd></div>"
        "<dt>Steps</dt><dd><ul><li>Mend it.</li></ul></dd><dt>Notes</dt></dl></main></body>"
    )
    lines = read(path).pages[0].lines
    assert [line.text for line in lines] == ["Owner Head of Works", "Clerk", "Steps", "Mend it.", "Notes"]
    assert [word.bold for word in lines[0].words] == [True, False, False, False]
