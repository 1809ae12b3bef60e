"""A response written as prose: "Recommendation 1", its text, whether it is accepted, and what will be done.

:mod:`.prose_items` takes the document apart. What stands below the name of an action ("Action 1.2") is one, with
the owner and the target that labelled lines give ("Owner: …", "Home Office expected implementation date: 31 March
2024"), known by the words of the table headers. Where no action has a name, a target ends one and what follows it
is the next. Where nothing is labelled, the actions are the sentences that promise or report something
(:mod:`.prose_actions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise

from extractors.documents.plans.action_plan import PlanRecords
from extractors.documents.plans.beside import EntryBeside, Margin, without_margin
from extractors.documents.plans.explanations import limits
from extractors.documents.plans.lead_in import LeadIns, addressee_of, split_lead_in
from extractors.documents.plans.numbering import check_numbers, named
from extractors.documents.plans.prose_actions import prose_actions, stated_action
from extractors.documents.plans.prose_items import Item, read_items
from extractors.documents.plans.prose_labels import labels_in, parted_at_labels
from extractors.documents.records import Said, Sink, facts_of, make_action, place_in
from extractors.fields.references import find_references
from extractors.layout import Layout, Line, join_text, part_of_line
from extractors.logical import LogicalTable
from extractors.lookups import lookup
from extractors.model import Action, Recommendation
from extractors.prose.blocks import blocks
from extractors.prose.model import NUMBERED, Block
from extractors.prose.sentences import split_sentences

CONFIDENCE, UNSURE = 0.8, 0.5
LEAST_STATED, _PROMISED = 3, 0.6  # numbered actions that make a plan, and the share that must be promises
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_WILL = re.compile(r"(?i)\b(?:will|shall)\b")
_SHORT = 6  # the most words of a greeting or a closing
_OPENING = re.compile(r"(?i)^\W*(?:key |main )?recommendation\s+\d")
LEAST = 2  # recommendations with an answer that make a document a response in prose


@dataclass(slots=True)
class _OpenAction:
    """An action being read: its blocks, and its owner and target with their blocks."""

    body: list[tuple[Block, int]] = field(default_factory=list)
    owner: tuple[str, Block] | None = None
    target: tuple[str, Block] | None = None


def looks_like_prose_plan(layout: Layout) -> bool:
    """Whether a document answers recommendations in prose, several of them, or states actions by number.

    A letter tells of recommendations in sentences too: in one, only answers that stand as words or under a label
    count.
    """
    items, _ = _items(layout)
    asked = [item for item in items if item.kind == "recommendation"]
    answers = [
        item.answer
        for item in asked
        if item.labelled
        or item.answer
        or item.actions
        or (item.typed and any(labels_in(*one) for one in item.answers))
    ]
    if _states_actions(items):
        return True
    if len(answers) >= LEAST and _is_framed(layout):
        answers = [answer for answer in answers if answer is None or not answer.told]
    return len(answers) >= LEAST


def _states_actions(items: Sequence[Item]) -> bool:
    """Whether a plan numbers actions and says of most what will be: several, each another number."""
    stated = [item for item in items if item.kind == "action" and item.asked]
    promised = sum(_WILL.search(item.text) is not None for item in stated)
    numbers = {item.number for item in stated}
    return len(numbers) >= LEAST_STATED and promised >= _PROMISED * len(stated) and len(numbers) == len(stated)


def _is_framed(layout: Layout) -> bool:
    """Whether somebody is greeted and somebody signs, as in a letter."""
    short = [line.text for page in layout.pages for line in page.lines if len(line.words) <= _SHORT]
    return all(any(_frame(key).match(text) for text in short) for key in ("salutation", "closing"))


@cache
def _frame(key: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(lookup("letters")[key]) + ")", re.IGNORECASE)


def tells_more(layout: Layout, tables: Sequence[LogicalTable]) -> bool:
    """Whether the prose answers as many recommendations as the tables have rows, which then only sum it up."""
    if not any(_OPENING.search(line.text) for page in layout.pages for line in page.lines):
        return False
    items, _ = _items(layout)
    answered = sum(item.answer is not None and bool(item.answers) for item in items)
    return answered >= max(LEAST, sum(not row.span for table in tables for row in table.rows))


def _items(layout: Layout) -> tuple[list[Item], Margin]:
    """The items of a document, and the column of owners and dates that stands beside them."""
    text, margin = without_margin(layout)
    return read_items(tuple(parted_at_labels(blocks(text))), text), margin


def read_prose(layout: Layout, *, dated: date | None) -> PlanRecords:
    """The recommendations of a response in prose, in reading order."""
    sink = Sink(layout.boxed, dated)
    lead_ins = LeadIns()
    out: list[Recommendation] = []
    used: set[int] = set()
    taken: set[int] = set()
    items, margin = _items(layout)
    found = margin.entries([block for item in items for block in item.blocks])
    kinds = (
        {"recommendation"} if any(item.kind == "recommendation" and item.began for item in items) else {"action"}
    )
    told = bool(found) or any(_first_action(item, partly=False) for item in items)
    for item in (item for item in items if item.kind in kinds):
        beside = {
            i: found[key] for i, (block, _) in enumerate(item.answers) if (key := block.lines[0].ordinal) in found
        }
        out.append(_recommendation(item, beside, lead_ins, sink, told=told))
        used |= {line.ordinal for block in item.blocks for line in block.lines}
        taken |= {line.ordinal for entry in beside.values() for line in entry.lines}
    used |= taken
    _left_beside([line for line in margin.lines if line.ordinal not in taken], sink)
    check_numbers(out, sink)
    return PlanRecords(tuple(out), (), tuple(sink.issues), frozenset(used))


def _left_beside(lines: Sequence[Line], sink: Sink) -> None:
    if lines:
        message = f"owners or dates that stand beside no action: {join_text(lines)[:200]}"
        sink.issue("entry_without_action", message, lines)


def _recommendation(
    item: Item, beside: Mapping[int, EntryBeside], lead_ins: LeadIns, sink: Sink, *, told: bool
) -> Recommendation:
    """A recommendation from its item, with the entries ``beside`` its answers (by their index).

    ``told`` says that owners and dates stand beside or below the document's actions: then a refusal holds none.
    """
    head = [line for block in _head(item) for line in block.lines]
    number = named(item.number, head, sink)
    own, text = split_lead_in(item.text) if len(item.asked) == 1 else (None, item.text)
    lead_in = lead_ins.governing(own, text)
    answer = item.answer
    response, raw = (answer.response, answer.raw) if answer else (None, None)
    if item.kind == "recommendation":
        _answer_issues(item, number, head, sink)
    refused = response == "not_agreed" and not item.actions
    first = min(beside, default=_first_action(item, partly=response == "partly_agreed"))
    reasons = item.answers if refused else item.answers[:first]
    opened = _labelled_actions(item.answers if refused else item.answers[len(reasons) :])
    actions: tuple[Action, ...]
    if refused and told:
        actions = ()
    elif beside:
        actions = tuple(_actions_beside(item.answers, beside, number, sink))
    elif item.actions:
        actions = tuple(_named_actions(item, number, sink))
    elif opened is not None:
        actions = () if refused else tuple(_action(one, number, sink, told=told) for one in opened if one.body)
    elif item.kind == "action" and item.asked:
        stated = item.asked[0][:2]
        actions = tuple(stated_action(stated, item.answers, number, sink, CONFIDENCE))
    else:
        actions = tuple(prose_actions(item.answers, number, sink, CONFIDENCE))
        if actions and not any(action.targets for action in actions):
            sink.issue("no_date", f"no action of recommendation {number} says by when", head, number)
    if not refused and not actions:
        sink.issue("no_action", f"recommendation {number} has no action", head, number)
    place = place_in([head], boxed=sink.boxed)
    cited = find_references(item.title) if item.title else ()
    title = None if item.title and _IN_BRACKETS.fullmatch(item.title) and cited else item.title
    values = (("number", item.number, None), ("text", text, None), ("response", response, raw))
    return Recommendation(
        number=number,
        section=title or item.section,
        lead_in=lead_in,
        addressee=addressee_of(lead_in, item.section, text),
        text=text,
        references=find_references(text) or cited,
        response=response,
        response_raw=raw,
        explanation=_explanation(reasons, item.answers[len(reasons) :]),
        actions=actions,
        place=place,
        confidence=CONFIDENCE,
        facts=facts_of(values, place, "prose", CONFIDENCE),
    )


def _explanation(reasons: Sequence[tuple[Block, int]], below: Sequence[tuple[Block, int]]) -> str | None:
    """What explains an answer, without the words that only open the list of its actions ("Our actions are:")."""
    said = [block.text[at:] for block, at in reasons]
    if said and said[-1].endswith(":") and below and below[0][0].kind == "bullet":
        *kept, _ = split_sentences(said[-1])
        said[-1] = said[-1][: kept[-1].end] if kept else ""
    return "\n".join(filter(None, said)) or None


def _head(item: Item) -> list[Block]:
    """The blocks that hold the number, what is asked and the answer, each once."""
    held = [item.opening, *(block for block, *_ in item.asked), *item.labels]
    if item.answer_block is not None:
        held.append(item.answer_block)
    return list({id(block): block for block in held}.values())


def _answer_issues(item: Item, number: str, head: Sequence[Line], sink: Sink) -> None:
    if item.answer is None:
        sink.issue("no_response", f"recommendation {number} has no response", head, number)
    elif not item.answer.whole:
        message = (
            f"recommendation {number} is answered in words of its own, which may accept less: {item.answer.raw}"
        )
        lines = item.answer_block.lines if item.answer_block else head
        sink.issue("answer_in_own_words", message[:400], lines, number)


def _first_action(item: Item, *, partly: bool) -> int:
    """Where the actions of an answer begin that names them or labels owners or targets; 0 where it does neither.

    It numbers them, or it agrees ``partly`` and the paragraphs that set a limit explain why.
    """
    answers = item.answers
    if item.actions:
        return item.actions[0][1]
    labelled = next((i for i, (block, at) in enumerate(answers) if labels_in(block, at)), 0)
    numbered = next((i for i, (block, at) in enumerate(answers[:labelled]) if _is_numbered(block, at)), 0)
    if labelled and answers[labelled - 1][0].kind == "bullet" and _closes_own(answers, labelled):
        return labelled - 1
    limited = (i for i, (block, at) in enumerate(answers[:labelled]) if not limits(block.text[at:]))
    return numbered or (next(limited, 0) if partly else 0)


def _closes_own(answers: Sequence[tuple[Block, int]], labelled: int) -> bool:
    """Whether the labels in a block stand in brackets at the end of the list item above, and so are of it alone."""
    item, labels = answers[labelled - 1][0], answers[labelled][0]
    return item.lines[-1].ordinal == labels.lines[0].ordinal or labels.text.startswith("(")


def _named_actions(item: Item, number: str, sink: Sink) -> Iterator[Action]:
    """The actions of an answer that names each: what stands below the name, with what labelled lines say of it."""
    ends = [*(begin for _, begin in item.actions[1:]), len(item.answers)]
    for (name, begin), end in zip(item.actions, ends, strict=True):
        below = item.answers[begin:end]
        opened = _labelled_actions(below, named=True)
        if opened and opened[0].body:
            yield _action(opened[0], number, sink, told=True)
        elif below and not opened:
            yield from stated_action(below[0], below[1:], number, sink, CONFIDENCE)
        else:
            sink.issue("no_action", f"nothing stands below {name.text[:80]!r} that it does", name.lines, number)


def _labelled_actions(answers: Sequence[tuple[Block, int]], *, named: bool = False) -> list[_OpenAction] | None:
    """The actions of an answer that labels owners or targets, one if it is ``named``; None where it labels none."""
    labels = [labels_in(block, at) for block, at in answers]
    if not any(labels):
        return None
    out: list[_OpenAction] = []
    for (block, at), labelled in zip(answers, labels, strict=True):
        owned = bool(labelled) and all(label.role == "owner" for label in labelled)
        told = bool(out) and (out[-1].target or (out[-1].owner and _is_numbered(block, at)))
        if not out or (told and not owned and not named):
            out.append(_OpenAction())
        one = out[-1]
        for label in labelled:
            if label.role == "owner":
                one.owner = label.value, block
            else:
                one.target = label.value, block
                if label.named and one.owner is None:
                    one.owner = label.named, block
        if not labelled:
            one.body.append((block, at))
    return out


def _actions_beside(
    answers: Sequence[tuple[Block, int]], beside: Mapping[int, EntryBeside], number: str, sink: Sink
) -> Iterator[Action]:
    """An action for each block that has an entry beside it, with the blocks below that have none."""
    for begin, end in pairwise([*sorted(beside), len(answers)]):
        entry = beside[begin]
        text, body = _text_of(answers[begin:end])
        said = Said(text, entry.owner, entry.target, (body, entry.owner_lines, entry.target_lines))
        confidence = UNSURE if entry.several else CONFIDENCE
        yield make_action(said, sink, number, confidence, expected={"owner", "date"})
        if entry.several:
            message = f"what stands beside an action could be of several: {join_text(entry.lines)[:120]!r}"
            sink.issue("unsure_entry", message, entry.lines, number)
        if not (entry.owner or entry.target):
            message = (
                f"what stands beside an action is neither an owner nor a date: {join_text(entry.lines)[:120]!r}"
            )
            sink.issue("unread_entry", message, entry.lines, number)


def _text_of(answers: Sequence[tuple[Block, int]]) -> tuple[str, tuple[Line, ...]]:
    """The text of an action without the number or mark of its first paragraph, and its lines."""
    (first, at), *rest = answers
    said = [first.text[_behind_number(first, at) :], *(_item_text(block, start) for block, start in rest)]
    return "\n".join(said), tuple(line for block, _ in answers for line in _unmarked(block))


def _is_numbered(block: Block, at: int) -> bool:
    """Whether a paragraph bears a number, as a list item or at its beginning."""
    return bool(block.mark and NUMBERED.match(block.mark)) or _behind_number(block, at) > at


def _unmarked(block: Block) -> Iterator[Line]:
    """The lines of a block without the number or mark of a list item."""
    first, *others = block.lines
    marked = first.words[0].text == block.mark or _behind_number(block, 0) > 0
    yield part_of_line(first, 1, len(first.words)) if marked and len(first.words) > 1 else first
    yield from others


def _behind_number(block: Block, at: int) -> int:
    """Where the words of a paragraph begin that is numbered ("1.1 All sergeants …"), though not as a list item."""
    numbered = at == 0 and len(block.words) > 1 and NUMBERED.match(block.words[0].word.text)
    return block.words[1].start if numbered else at


def _item_text(block: Block, at: int) -> str:
    return f"• {block.text[at:]}" if block.kind == "bullet" else block.text[at:]


def _action(answer: _OpenAction, number: str, sink: Sink, *, told: bool) -> Action:
    if told and _is_numbered(*answer.body[0]):
        text, body = _text_of(answer.body)
    else:
        text = "\n".join(_item_text(block, at) for block, at in answer.body)
        body = tuple(line for block, _ in answer.body for line in block.lines)
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
