"""What the values of the data model are called on a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from extractors.months import NAMES
from pipeline.analysis import words
from pipeline.model import SURE, SURE_STATUS

STATES: Mapping[str, str] = {
    **{state: called.capitalize() for state, called in words.STATES.items()},
    "none": "No state",
}
RESPONSES: Mapping[str | None, str] = {
    "agreed": "Agreed",
    "partly_agreed": "Agreed in part",
    "not_agreed": "Not agreed",
    None: "No answer printed",
}
KINDS: Mapping[str | None, str] = {
    "action_plan": "Action plan",
    "update_letter": "Update letter",
    "other": "Other document",
    None: "Not read",
}
TARGETS: Mapping[str, str] = {
    "date": "",
    "completed": "Completed when the plan was submitted",
    "ongoing": "Ongoing",
    "none": "No date",
}
CHANGES: Mapping[str, str] = {
    "date": "date",
    "quantity": "amount",
    "owner": "owner",
    "scope": "scope",
    "method": "method",
}
FIELDS: Mapping[str, str] = {
    "text": "words",
    "owners": "owner",
    "targets": "target",
    "number": "number",
    "response": "answer",
    "explanation": "explanation",
}
# Reasons of a link (pipeline.linking.signals), as a person would say them.
REASONS: Mapping[str, str] = {
    "reference": "names the recommendation by its number",
    "shared_terms": "uses the same words",
    "terms_stand_out": "shares more rare words with this commitment than with any other",
    "shared_pair": "uses the same two words in a row",
    "shared_phrase": "uses the same phrase",
    "recommendation_phrase": "repeats a phrase of the recommendation",
    "number": "gives the same number",
    "target_date": "gives the promised date",
    "owner": "names the owner",
    "heading": "stands under a heading that fits",
    "heading_recommendation": "stands under a heading that fits the recommendation",
    "meaning": "means something alike",
    "meaning_stands_out": "is nearer in meaning to this commitment than to any other",
    "earlier_report": "takes up what was reported before",
    "told_elsewhere": "another paragraph of the letter is surer to report on this commitment",
    "continuation": "goes on from the sentence beside it",
    "limit": "no link is taken to be surer than links of its kind have proved to be",
    "background": "reads as if it reported on no commitment of the plan",
    "rival": "fits another commitment better",
}


def day(value: date | None) -> str:
    """A day as ``1 August 2019``; nothing for none."""
    return words.day_in_words(value) if value else ""


def span(start: date | None, end: date | None) -> str:
    """The first and the last possible day of a date, as precise as they are."""
    if not start or not end or start == end:
        return day(end or start)
    if start.year == end.year:
        first = f"{start.day} {NAMES[start.month - 1].title()}" if start.month != end.month else str(start.day)
        return f"{first} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def how_sure_of_link(score: float) -> str:
    """What a link's score is worth."""
    if score >= SURE:
        return "The link is likely"
    return "The link is doubtful: read both passages yourself"


def how_sure_of_state(probability: float | None, *, review: bool) -> str:
    """What the probability of a state is worth; the figures are those of docs/decisions/0005."""
    if probability is None:
        return ""
    if review or probability < SURE_STATUS:
        return "Only the likeliest state: read the passages yourself."
    return (
        "Counts as sure: of states that count so, 94 in 100 were right in letters that the software had not seen, "
        "and 73 in 100 in letters made hard on purpose."
    )
