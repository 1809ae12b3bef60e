"""Plans of random designs, built as PDFs, are read back: every record, and boxes that hold exactly its words."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.model import Extraction
from extractors.registry import extract
from tests.designs import Design, PlannedAction, PlannedRecommendation, build

WORDS = (
    "staff prisoners training review guidance wing reception education health visits escort library policy "
    "monthly audit induction family support release housing employment risk safety complaints translation "
    "interpreters workshop timetable kitchen laundry gate property cells showers telephones equality"
).split()
OWNERS = (
    "Governor",
    "Head of Safety",
    "Deputy Governor",
    "Head of Learning and Skills",
    "Director of Estates",
    "Regional Health Lead",
    "Head of Residence; Head of Operations",
)
DATES = (
    "March 2020",
    "Completed",
    "1 April 2019",
    "Ongoing",
    "Q1 2021/22",
    "June 2018 and June 2019",
    "end of May 2020",
)


@st.composite
def sentences(draw: st.DrawFn, least: int, most: int) -> str:
    count = draw(st.integers(least, most))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=count, max_size=count))
    return " ".join(["The", *words]) + "."


@st.composite
def plans(draw: st.DrawFn) -> tuple[PlannedRecommendation, ...]:
    out = []
    for n in range(1, draw(st.integers(2, 6)) + 1):
        actions = tuple(
            PlannedAction(draw(sentences(12, 70)), draw(st.sampled_from(OWNERS)), draw(st.sampled_from(DATES)))
            for _ in range(draw(st.integers(1, 4)))
        )
        text = draw(sentences(8, 30)).replace("The ", "The prison should ", 1)
        out.append(PlannedRecommendation(str(n), text, "Agreed", actions))
    return tuple(out)


@st.composite
def designs(draw: st.DrawFn) -> Design:
    order = draw(
        st.sampled_from(
            (
                ("number", "recommendation", "response", "action", "owner", "date"),
                ("number", "recommendation", "response", "action", "date", "owner"),
                ("number", "recommendation", "action", "owner", "date"),
            )
        )
    )
    headers = {
        "number": draw(st.sampled_from(("Rec No", "Ref No", "Rec. No."))),
        "recommendation": draw(st.sampled_from(("Recommendation", "Area requiring improvement"))),
        "response": "Agreed/ Partly Agreed/ Not Agreed",
        "action": draw(st.sampled_from(("Response Action Taken/Planned", "Action Required"))),
        "owner": draw(st.sampled_from(("Responsible Owner", "Lead", "Person responsible"))),
        "date": draw(st.sampled_from(("Target Date", "By when", "Deadline"))),
    }
    return Design(
        order=order,
        headers=tuple((role, headers[role]) for role in order),
        borders=draw(st.sampled_from(("lines", "rects", "dashes", "inner", "open", "levels", "none"))),
        repeat_header=draw(st.booleans()),
        drift=draw(st.integers(0, 2)),
        page_lines=draw(st.integers(14, 40)),
    )


def read(pdf: bytes, folder: Path) -> Extraction:
    path = folder / "plan.pdf"
    path.write_bytes(pdf)
    return extract(path)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans(), design=designs())
def test_a_plan_of_any_design_is_read_back(
    plan: tuple[PlannedRecommendation, ...], design: Design, tmp_path: Path
) -> None:
    pdf = build(plan, design)
    found = read(pdf, tmp_path)
    got = [
        (r.number, r.text, [(a.text.replace("\n", " "), a.target_raw) for a in r.actions])
        for r in found.recommendations
    ]
    assert got == [(r.number, r.text, [(a.text, a.date) for a in r.actions]) for r in plan]
    owners = [a.owners for r in found.recommendations for a in r.actions]
    assert owners == [tuple(a.owner.split("; ")) for r in plan for a in r.actions]
    assert found.words == found.words_assigned
    _boxes_hold_the_words(pdf, found)


def _boxes_hold_the_words(pdf: bytes, found: Extraction) -> None:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        pages = [page.extract_words() for page in document.pages]
    for recommendation in found.recommendations:
        for action in recommendation.actions:
            inside: Counter[str] = Counter()
            for box in action.place.boxes:
                for word in pages[box.page - 1]:
                    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
                    if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom:
                        inside[word["text"]] += 1
            said = f"{action.text} {action.owner_raw} {action.target_raw}".split()
            assert inside == Counter(said)
