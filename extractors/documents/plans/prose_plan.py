"""A response written as prose: "Recommendation 1", its text, "Accepted", the answer, an implementation date.

The document's blocks are read in order. A heading or a line that says "Recommendation 4" begins a
recommendation; the first block that is nothing but a response word ("2.1 Partially accepted", "Government
response: Accepted") parts what is recommended from what is answered; a labelled line ("Owner: …", "Home Office
expected implementation date: 31 March 2024") gives an owner or a target. Labels are known by the words of the
table headers. A target ends an action; what follows it in the same recommendation is the next one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from extractors.documents.plans.action_plan import PlanRecords
from extractors.documents.plans.lead_in import LeadIns, addressee_of, split_lead_in
from extractors.documents.plans.numbering import check_numbers, named
from extractors.documents.records import Said, Sink, facts_of, make_action, place_in
from extractors.fields.references import find_references
from extractors.fields.responses import parse_response
from extractors.headers import Role, best_role, load_templates
from extractors.layout import Layout, Line
from extractors.model import Action, Recommendation, Response
from extractors.prose.blocks import blocks
from extractors.prose.model import Block

OPENS = re.compile(
    r"^(?:key |main )?recommendation\s+(?P<number>\d{1,3}(?:\.\d{1,3})*[a-z]?)\s*[:.–—-]?\s*(?P<rest>.*)$",
    re.I | re.S,
)
STATUS = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3})*\.?\s+)?"
    r"(?:(?:(?:the )?government|department(?:al)?|our|home office|[A-Z]{2,6})?\s*"
    r"(?:response|status|position)\s*[:–-]\s*)?"
    r"(?P<word>[^:]+?)\.?$",
    re.I,
)
LABEL = re.compile(r"^(?P<label>[^:.]{3,70}):\s*(?P<value>.+)$", re.S)
LABEL_FIT = 0.6  # likeness to a header phrase from which a label counts
MOST_STATUS_WORDS = 8
CONFIDENCE = 0.8
LEAST = 2  # recommendations with a response that make a document a response in prose


@dataclass(slots=True)
class _Item:
    """A recommendation being read."""

    number: str
    section: str | None
    head: list[Block]
    asked: list[str] = field(default_factory=list)
    response: Response | None = None
    response_raw: str | None = None
    answered: bool = False
    actions: list[_OpenAction] = field(default_factory=list)


@dataclass(slots=True)
class _OpenAction:
    """An action being read: its blocks, and its owner and target with their blocks."""

    body: list[Block] = field(default_factory=list)
    owner: tuple[str, Block] | None = None
    target: tuple[str, Block] | None = None


def looks_like_prose_plan(layout: Layout) -> bool:
    """Whether a document answers recommendations in prose: several are opened and answered with a known word."""
    return sum(item.answered for item in _items(blocks(layout))) >= LEAST


def read_prose(layout: Layout, *, dated: date | None) -> PlanRecords:
    """The recommendations of a response in prose, in reading order."""
    sink = Sink(layout.boxed, dated)
    lead_ins = LeadIns()
    out: list[Recommendation] = []
    used: set[int] = set()
    for item in _items(blocks(layout)):
        if not item.asked and not item.answered:
            continue
        out.append(_recommendation(item, lead_ins, sink))
        held = [*item.head, *(block for answer in item.actions for block in _blocks_of(answer))]
        used |= {line.ordinal for block in held for line in block.lines}
    check_numbers(out, sink)
    return PlanRecords(tuple(out), (), tuple(sink.issues), frozenset(used))


def _items(found: Sequence[Block]) -> list[_Item]:
    items: list[_Item] = []
    section: str | None = None
    for block in found:
        if block.kind in ("furniture", "footnote"):
            continue
        opened = OPENS.match(block.text)
        if opened and (block.kind == "heading" or len(opened["rest"].split()) != 0 or len(block.text.split()) <= 4):
            items.append(_Item(opened["number"], section, [block], [opened["rest"]] if opened["rest"] else []))
        elif block.kind == "heading" and not _status(block.text):
            section = block.text if not items or items[-1].answered else section
            if items and items[-1].answered:
                items.append(_Item("", section, []))  # what follows a new heading belongs to no recommendation
        elif items and items[-1].number:
            _take(items[-1], block)
    return [item for item in items if item.number]


def _take(item: _Item, block: Block) -> None:
    """Adds a block to a recommendation: as its response, its text, an owner, a target, or a part of an action."""
    status = None if item.answered else _status(block.text)
    if status:
        item.answered, item.response_raw, item.response = True, status, parse_response(status).response
        item.head.append(block)
        return
    labelled = _labelled(block.text)
    if not item.answered and not labelled:
        item.asked.append(block.text)
        item.head.append(block)
        return
    if not item.actions or (item.actions[-1].target and not (labelled and labelled[0] == "owner")):
        item.actions.append(_OpenAction())
    answer = item.actions[-1]
    if labelled and labelled[0] == "date":
        answer.target = labelled[1], block
        if labelled[2] and answer.owner is None:
            answer.owner = labelled[2], block
    elif labelled and labelled[0] == "owner":
        answer.owner = labelled[1], block
    else:
        answer.body.append(block)


def _status(text: str) -> str | None:
    """The response words of a block that says nothing else."""
    found = STATUS.match(text)
    if not found or len(text.split()) > MOST_STATUS_WORDS:
        return None
    read = parse_response(found["word"])
    return found["word"].strip() if read.known else None


def _labelled(text: str) -> tuple[Role, str, str | None] | None:
    """(role, value, body named in the label) of a line "Label: value" whose label is a known column head."""
    found = LABEL.match(text)
    if not found:
        return None
    words = found["label"].split()
    roles = [(best_role(" ".join(words[i:]), load_templates()), -i) for i in range(len(words))]
    likeness, start, role = max(((r[1], i, r[0]) for r, i in roles if r), default=(0.0, 0, "other"))
    if role not in ("owner", "date") or likeness < LABEL_FIT:
        return None
    return role, found["value"].strip().rstrip("."), " ".join(words[:-start]) or None


def _recommendation(item: _Item, lead_ins: LeadIns, sink: Sink) -> Recommendation:
    head = [line for block in item.head for line in block.lines]
    number = named(item.number, head, sink)
    own, text = split_lead_in(" ".join(item.asked))
    lead_in = lead_ins.governing(own, text)
    if not item.answered:
        sink.issue("no_response", f"recommendation {number} has no response", head, number)
    refused = item.response == "not_agreed"
    explanation = "\n".join(block.text for a in item.actions for block in _blocks_of(a)) if refused else None
    actions = () if refused else tuple(_action(answer, number, sink) for answer in item.actions if answer.body)
    if not refused and not actions:
        sink.issue("no_action", f"recommendation {number} has no action", head, number)
    place = place_in([head], boxed=sink.boxed)
    values = (("number", item.number, None), ("text", text, None), ("response", item.response, item.response_raw))
    return Recommendation(
        number=number,
        section=item.section,
        lead_in=lead_in,
        addressee=addressee_of(lead_in, item.section, text),
        text=text,
        references=find_references(text),
        response=item.response,
        response_raw=item.response_raw,
        explanation=explanation or None,
        actions=actions,
        place=place,
        confidence=CONFIDENCE,
        facts=facts_of(values, place, "prose", CONFIDENCE),
    )


def _blocks_of(answer: _OpenAction) -> list[Block]:
    return [*answer.body, *(entry[1] for entry in (answer.owner, answer.target) if entry)]


def _action(answer: _OpenAction, number: str, sink: Sink) -> Action:
    text = "\n".join(f"• {block.text}" if block.kind == "bullet" else block.text for block in answer.body)
    body = tuple(line for block in answer.body for line in block.lines)
    owner, target = answer.owner, answer.target
    said = Said(
        text,
        owner[0] if owner else None,
        target[0] if target else None,
        (body, _lines(owner), _lines(target)),
    )
    return make_action(said, sink, number, CONFIDENCE, expected={"date"})


def _lines(entry: tuple[str, Block] | None) -> tuple[Line, ...]:
    return entry[1].lines if entry else ()
