"""Cells over several rows or columns, and rows over the whole width: what they say of the actions around them."""

from __future__ import annotations

from pathlib import Path

from extractors.model import Extraction
from extractors.registry import extract

HEAD = "<tr><th>No.<th>Recommendation<th>Responsible<th>Action<th>Completion date</tr>"
FIRST = "<tr><td rowspan=3>{number}<td rowspan=3>The trust should answer complaints in time.<td rowspan=3>{owner}"


def read(folder: Path, *rows: str) -> Extraction:
    path = folder / "plan.html"
    path.write_text(f"<h1>Action plan</h1><table>{''.join(rows)}</table>", encoding="utf-8")
    return extract(path)


def actions(found: Extraction) -> list[tuple[str, str, tuple[str, ...], str | None]]:
    return [(r.number, a.text, a.owners, a.target_raw) for r in found.recommendations for a in r.actions]


def test_an_owner_beside_several_actions_owns_each_of_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        HEAD,
        FIRST.format(number=1, owner="Head of Patient Experience"),
        "<td>Two officers will be recruited.<td>January 2020</tr>",
        "<tr><td>Everyone who complains will be telephoned.<td rowspan=2>May 2020</tr>",
        "<tr><td>The share answered in time will be reported.</tr>",
        "<tr><td>2<td>The trust should mend its lifts.<td>Head of Estates<td>Both will be replaced.<td>June 2020</tr>",
    )
    lead = ("Head of Patient Experience",)
    assert actions(found) == [
        ("1", "Two officers will be recruited.", lead, "January 2020"),
        ("1", "Everyone who complains will be telephoned.", lead, "May 2020"),
        ("1", "The share answered in time will be reported.", lead, "May 2020"),
        ("2", "Both will be replaced.", ("Head of Estates",), "June 2020"),
    ]


WIDE = "<tr><th>Ref<th>Recommendation<th>Response<th>Action taken or planned<th>Action owner<th>Delivery date</tr>"
REASON = "The units are of the size that the standard allows, and they help us when many people come at once."


def test_what_leaves_no_room_for_an_owner_explains(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        WIDE,
        f"<tr><td rowspan=2>R1<td rowspan=2>The units should be refurbished.<td rowspan=2>Partly accepted<td colspan=3>{REASON}</tr>",
        "<tr><td>The showers will be replaced.<td>Head of Residence<td>October 2022</tr>",
        "<tr><td>R2<td>Meals should be hot.<td>Accepted<td colspan=3>A new kitchen will be built.</tr>",
    )
    assert actions(found) == [
        ("R1", "The showers will be replaced.", ("Head of Residence",), "October 2022"),
        ("R2", "A new kitchen will be built.", (), None),
    ]
    assert [r.explanation for r in found.recommendations] == [REASON, None]


def test_a_numbered_title_above_numbered_rows_is_a_section_and_a_sentence_is_a_note(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        HEAD,
        "<tr><td colspan=5>Priority 2: Children in need and child protection</tr>",
        "<tr><td colspan=5>Plans are reviewed, but it is not always clear what they are to come to.</tr>",
        "<tr><td>2.1<td>The quality of plans<td>Head of Service<td>A short template will be written.<td>May 2024</tr>",
        "<tr><td colspan=5>1 The contract with the present provider ends in March and will not go on.</tr>",
        "<tr><td><td><td>Principal Social Worker<td>Each plan will be looked at again.<td>June 2024</tr>",
        "<tr><td>2.2<td>Work before proceedings<td>Head of Court<td>Families will be tracked.<td>July 2024</tr>",
    )
    section = "Priority 2: Children in need and child protection"
    assert [(r.number, r.section, len(r.actions)) for r in found.recommendations] == [
        ("2.1", section, 2),
        ("2.2", section, 1),
    ]
    notes = [issue.message for issue in found.issues if issue.code == "note_in_table"]
    assert [note.split(": ")[1][:9] for note in notes] == ["Plans are", "1 The con"]
    assert found.words_assigned == found.words


def test_a_number_with_words_alone_says_what_the_rows_with_its_parts_answer(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "<tr><th>No.<th>Action required<th>Lead officer<th>Timescale</tr>",
        "<tr><td>Priority<td>B: Help and protection<td><td></tr>",
        "<tr><td>5<td>The response to children who are homeless.<td><td></tr>",
        "<tr><td>5.1<td>A joint protocol will be agreed.<td>Assistant Director<td>May 2022</tr>",
        "<tr><td>5.2<td>No child will be sent to a hotel.<td>Head of Housing<td>June 2022</tr>",
        "<tr><td>6<td>The quality of plans.<td><td></tr>",
        "<tr><td>6.1<td>A template will be written.<td>Head of Service<td>July 2022</tr>",
    )
    assert [(r.number, r.section, r.text, len(r.actions)) for r in found.recommendations] == [
        ("5", "Priority B: Help and protection", "The response to children who are homeless.", 2),
        ("6", "Priority B: Help and protection", "The quality of plans.", 1),
    ]


def test_a_header_without_rows_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    row = "<tr><td>1<td>Meals should be hot.<td>Head of Catering<td>A kitchen will be built.<td>May 2020</tr>"
    path.write_text(
        f"<h1>Action plan</h1><table>{HEAD}</table><p>Meals, and what we will do.</p><table>{HEAD}{row}</table>",
        encoding="utf-8",
    )
    assert actions(extract(path)) == [("1", "A kitchen will be built.", ("Head of Catering",), "May 2020")]


def test_a_letter_and_a_number_before_what_is_asked_are_its_number(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "<tr><th>Recommendation<th>Action<th>Action by<th>Date</tr>",
        "<tr><td>B2 Meals should be hot.<td>A new kitchen will be built.<td>Head of Catering<td>May 2020</tr>",
    )
    assert actions(found) == [("B2", "A new kitchen will be built.", ("Head of Catering",), "May 2020")]
    assert found.recommendations[0].text == "Meals should be hot."


LETTERED = "<tr><th>Ref<th>Recommendation<th>Action<th>Lead<th>Target date</tr>"
BOTH = "<p>(a) A kitchen will be built.</p><p>(b) Cooks will be trained.</p><p>(c) Menus will be printed.</p>"


def test_entries_with_the_mark_of_an_action_are_of_that_action(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        LETTERED,
        f"<tr><td>1<td>Meals should be hot.<td>{BOTH}<td>Head of Catering"
        "<td><p>(a) May 2020</p><p>(c) Completed June 2020</p></tr>",
        f"<tr><td>2<td>Meals should be good.<td>{BOTH}<td><p>(a) Head of Estates</p><p>(b) and (c) Head of Catering</p>"
        "<td><p>(c) May 2020</p><p>(a), (b) July 2020</p></tr>",
    )
    said = ("A kitchen will be built.", "Cooks will be trained.", "Menus will be printed.")
    cook, estates = ("Head of Catering",), ("Head of Estates",)
    assert actions(found) == [
        ("1", said[0], cook, "May 2020"),
        ("1", said[1], cook, None),
        ("1", said[2], cook, "Completed June 2020"),
        ("2", said[0], estates, "July 2020"),
        ("2", said[1], cook, "July 2020"),
        ("2", said[2], cook, "May 2020"),
    ]


def test_marks_that_no_action_bears_are_not_trusted(tmp_path: Path) -> None:
    row = f"<tr><td>1<td>Meals should be hot.<td>{BOTH}<td>Head of Catering<td><p>(a) May 2020</p><p>(d) June 2020</p></tr>"
    assert actions(read(tmp_path, LETTERED, row))[0][1].startswith("(a)")
