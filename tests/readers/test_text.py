from __future__ import annotations

from pathlib import Path

from extractors.readers.markdown import read_markdown
from extractors.registry import extract

HEADER = [
    "Rec No",
    "Recommendation",
    "Agreed/ Partly Agreed/ Not Agreed",
    "Response Action Taken/Planned",
    "Responsible Owner",
    "Target Date",
]
LONG = "The cells on all of the wings will be painted again by a party of trained men who "
MORE = "live there, and the paint will be kept in the stores until it is wanted by anyone "


def dump() -> str:
    """Two pages of a dumped plan; the second row is cut by the page, its owner stands two lines down there."""
    first = [
        "Action Plan Submitted: 3rd May 2018", *HEADER,
        "1 Cells should be clean", "and dry.", "Agreed " + LONG, MORE, "in May. ", " ", "Roofs will be mended as well, and all the gutters will be cleaned by the works team. ",
        "Governor ", " ", " ", " ", "Head of Estates ", "June 2018 ", " ", " ", " ", "Ongoing ",
        "2 Showers should be", "Partly Agreed " + LONG, MORE, "Head of Residence ", "July 2018 ",
    ]  # fmt: skip
    second = [
        "warm.", "as well as every other thing that anyone who lives or works on the wing may want. ", " ", "Baths will be bought for every wing, if the money for them can be found in the year. ",
        " ", " ", "Deputy Governor ", " ", " ", "March 2019 ",
    ]  # fmt: skip
    return "\n".join(first) + "\n\n\n\n" + "\n".join(second) + "\n"


def test_a_column_dump_is_read_back_over_its_page_break(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(dump())
    found = extract(path)
    one, two = found.recommendations
    assert (one.text, one.response, two.text, two.response) == (
        "Cells should be clean and dry.",
        "agreed",
        "Showers should be warm.",
        "partly_agreed",
    )
    assert [(a.owners, a.target_raw) for a in one.actions] == [
        (("Governor",), "June 2018"),
        (("Head of Estates",), "Ongoing"),
    ]
    assert [(a.owners, a.target_raw) for a in two.actions] == [
        (("Head of Residence",), "July 2018"),
        (("Deputy Governor",), "March 2019"),
    ]
    assert two.actions[0].text.endswith("may want.")
    assert two.actions[1].text.startswith("Baths will be bought")
    assert two.actions[1].place.locator is not None
    assert two.actions[1].place.locator.startswith("line[")


def test_a_header_that_a_dump_repeats_on_its_next_page_is_in_no_record(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    once = extract(_written(path, dump()))
    again = "Rec\nNo\nRecommendation\nAgreed/ Partly Agreed/\nNot Agreed\nResponse Action\nTaken/Planned\n"
    again += "Responsible Owner\nTarget Date\n"
    twice = extract(_written(path, dump().replace("\n\n\n\n", "\n\n\n\n" + again)))
    assert [(r.text, [a.text for a in r.actions]) for r in twice.recommendations] == [
        (r.text, [a.text for a in r.actions]) for r in once.recommendations
    ]
    assert twice.words == once.words + len(again.split())
    assert twice.words - twice.words_assigned == once.words - once.words_assigned


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_markdown_marks_become_emphasis_headings_and_items() -> None:
    text = "# Head\n\n**Ann Lee**  \nDirector\n\nOn the 8<sup>th</sup> we **met** *you*.\n\n- **First.** A point\n- Another\n"
    lines = read_markdown(text, "text/plain").pages[0].lines
    assert [(ln.text, ln.heading, ln.bullet, ln.locator) for ln in lines] == [
        ("Head", 1, False, "line[1:1]"),
        ("Ann Lee", 0, False, "line[3:3]"),
        ("Director", 0, False, "line[4:4]"),
        ("On the 8th we met you.", 0, False, "line[6:6]"),
        ("First. A point", 0, True, "line[8:8]"),
        ("Another", 0, True, "line[9:9]"),
    ]
    assert [w.text for w in lines[3].words if w.bold or w.italic] == ["met", "you."]
