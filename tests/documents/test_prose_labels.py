"""Lines of owners and dates in prose that stand as near to the words above them as these do to each other."""

from __future__ import annotations

import pytest

from extractors.documents.plans.prose_labels import labels_of, parted_at_labels
from extractors.layout import Line, Word
from extractors.prose.model import Draft
from extractors.prose.text import block_of


def paragraph(*texts: str) -> Draft:
    lines = []
    for n, text in enumerate(texts):
        top = 14.0 * n
        words = tuple(
            Word(word, 60.0 * i, top, 60.0 * i + 50, top + 10, 10.0) for i, word in enumerate(text.split())
        )
        lines.append(Line(words, 1, 0.0, top, words[-1].x1, top + 10))
    return Draft(tuple(lines))


def test_a_labelled_line_below_a_whole_sentence_is_parted_from_it() -> None:
    block = block_of(paragraph("All staff will be", "trained.", "Lead: Head of Care | When: by", "May 2024"))
    told, entry = parted_at_labels([block])
    assert told.text == "All staff will be trained."
    assert [(label.role, label.value) for label in labels_of(entry.text)] == [
        ("owner", "Head of Care"),
        ("date", "by May 2024"),
    ]


def test_labelled_lines_one_below_the_other_are_parted() -> None:
    lines = (
        "Responsible: Director of Letters,",
        "Head Office",
        "Home Office expected implementation date: May 2024",
    )
    owner, date = parted_at_labels([block_of(paragraph(*lines))])
    assert owner.text == "Responsible: Director of Letters, Head Office"
    assert [(label.role, label.value) for label in labels_of(date.text)] == [("date", "May 2024")]


def test_a_value_goes_on_below_before_the_next_label_in_its_line() -> None:
    block = block_of(paragraph("Lead: Town Managers (East) and (North); Town", "Manager (West) | When: May 2024"))
    assert list(parted_at_labels([block])) == [block]


WIDE = block_of(paragraph("All staff will be trained before they may work alone."))


def test_a_label_may_say_more_than_a_column_head_in_a_line_begun_anew() -> None:
    block = block_of(paragraph("Lead: Head of Data and Digital", "Expected completion: May 2024"))
    _, owner, date = parted_at_labels([WIDE, block])
    assert [(one.role, one.value, one.named) for one in labels_of(owner.text)] == [
        ("owner", "Head of Data and Digital", None)
    ]
    assert [(one.role, one.value, one.named) for one in labels_of(date.text)] == [("date", "May 2024", None)]


def test_the_end_of_an_owner_is_no_part_of_the_label_behind_it() -> None:
    block = block_of(paragraph("Lead: Head of Prisons Data, Care and", "Digital completion date: May 2024"))
    assert list(parted_at_labels([block])) == [block]  # the line above is full


@pytest.mark.parametrize(
    "texts",
    [
        ("Staff will be trained by the", "Lead: a manual that we wrote."),  # the sentence goes on
        ("All staff will be trained.", "Topics: lifting and first aid."),  # no head of owners or dates
    ],
)
def test_other_lines_stay_with_their_paragraph(texts: tuple[str, ...]) -> None:
    block = block_of(paragraph(*texts))
    assert list(parted_at_labels([block])) == [block]


def test_by_names_a_date_or_a_person() -> None:
    assert [(one.role, one.value) for one in labels_of("Lead: Head of Care; Matron | By: 3 May 2024")] == [
        ("owner", "Head of Care; Matron"),
        ("date", "3 May 2024"),
    ]
    assert [(one.role, one.value) for one in labels_of("Lead: Matron | By: To be confirmed")] == [
        ("owner", "Matron"),
        ("date", "To be confirmed"),
    ]
    assert [one.role for one in labels_of("To be done by: Head of Care")] == ["owner"]


def test_entries_in_brackets_at_the_end_are_parted_from_what_they_are_about() -> None:
    block = block_of(paragraph("All staff (of both wards) will be", "trained. (Lead: Matron. Date: May", "2024.)"))
    told, entry = parted_at_labels([block])
    assert told.text == "All staff (of both wards) will be trained."
    assert [(one.role, one.value) for one in labels_of(entry.text)] == [("owner", "Matron"), ("date", "May 2024")]


def test_other_brackets_stay_with_their_paragraph() -> None:
    block = block_of(paragraph("All staff will be trained (see: the second annex)."))
    assert list(parted_at_labels([block])) == [block]
