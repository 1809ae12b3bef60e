"""The actions of an answer in prose: sentences that promise or report something, with who acts and by when.

A sentence that opens a list ("We will:") is one action with its items. What a sentence does is judged as in letters
(:mod:`extractors.documents.statements`); explanation and background are no actions. An answer that only agrees is
none either, unless its sentence goes on to promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from extractors.documents.plans.answers import sentence_answer
from extractors.documents.records import Said, Sink, make_action
from extractors.documents.statements.actors import find_actors
from extractors.documents.statements.clauses import read_clauses
from extractors.documents.statements.dates import DatedSentence, Memory, dated_sentences
from extractors.documents.statements.status import read_status
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import has_class
from extractors.fields.owners.words import is_acronym, is_body, is_role, is_unit
from extractors.layout import Line
from extractors.model import STATUSES, Action, Place, StatedDate
from extractors.prose.model import Block
from extractors.prose.sentences import Sentence, split_sentences
from extractors.prose.text import place_in

_LIKELY = 0.5  # from here on a sentence is taken to tell nothing of any work
_VAGUE = re.compile(r"(?i)(?:this|these|that|those|they|there|such)\b")
_TIMED = (
    r"(?:by|in|from|before|during|within|until|at|over|for|of|later than)"
    r"(?: the)?(?: (?:end|start|course|beginning) of)?"
)
_OWNS = frozenset({"", "have", "has", "had"})  # verbs that tell what there is
_SET_IN = 6.0  # points
_AND = re.compile(r"(?:(?:[A-Z][\w&’'.-]*|of|for|the)[ ]?)+(?:,| and| &)(?: the)? $")
Told = Literal["promised", "under way", "done"]
_ITEM = re.compile(r"^(?:[a-z]|\(?(?:[A-Za-z]|[ivx]{1,4}|\d{1,2})[.)]\s)")  # a list item that shows no mark


@dataclass(frozen=True, slots=True)
class _AnswerPart:
    """A sentence, or one that opens a list with the items of the list.

    ``parts`` are the stretches of blocks it takes (block, start, end), ``judged`` the sentence that is judged.
    """

    parts: tuple[tuple[Block, int, int], ...]
    judged: DatedSentence
    dates: tuple[StatedDate, ...]

    @property
    def text(self) -> str:
        """Its words, a line an item."""
        (block, start, end), *items = self.parts
        head = block.text[start:end]
        mark = "• " if block.kind == "bullet" and start == 0 else ""
        return "\n".join([mark + head, *(f"• {b.text[s:e]}" for b, s, e in items)])


def prose_actions(answers: Sequence[tuple[Block, int]], number: str, sink: Sink, confidence: float) -> list[Action]:
    """The actions of an answer, in reading order; ``answers`` are its blocks with where its words begin in each."""
    out = []
    for passage in _passages(answers, sink):
        told = _told(passage)
        if told is not None:
            out.append(_action(passage, told, number, sink, confidence))
    return out


def stated_action(
    head: tuple[Block, int], below: Sequence[tuple[Block, int]], number: str, sink: Sink, confidence: float
) -> list[Action]:
    """The actions of a plan that numbers them: the one its words state, with the list below, and other lists.

    ``head`` is the block that states it and where its words begin, ``below`` what follows: a list right below tells
    what it consists of, one that is opened ("The Registry will:") is an action of its own, and prose explains.
    """
    block, start = head
    parts = [(block, start, len(block.text))]
    items = list(takewhile(lambda one: one[0].kind == "bullet", below))
    parts += [(item, at, len(item.text)) for item, at in items]
    found: list[DatedSentence] = []
    memory = Memory()
    for part, begin, end in parts:
        own, memory = _dated(part.text[begin:end], sink, memory)
        found += own
    if not found:
        return []
    dates = tuple(stated for one in found for stated in one.dates)
    out = [_action(_AnswerPart(tuple(parts), found[0], dates), "promised", number, sink, confidence)]
    lists = [passage for passage in _passages(below[len(items) :], sink) if len(passage.parts) > 1]
    lists = [passage for passage in lists if not _VAGUE.match(passage.text)]
    return out + [
        _action(passage, "promised", number, sink, confidence) for passage in lists if _told(passage) == "promised"
    ]


def _told(passage: _AnswerPart) -> Told | None:
    """What a passage tells of some work; None where it explains, or says only that the recommendation is agreed.

    A body or the writers that "will" do something promise it, and so does who means to. What "this" will do is a
    promise where it is dated or where the model of statements says so. What was or is being done is a report where
    that model finds it likelier than not to tell of some work; what always is so, should or can be is none.
    """
    sentence = passage.judged.sentence
    verdict = read_status(passage.judged)
    likely = dict(zip(STATUSES, verdict.likely, strict=True))
    groups = [group for group in read_clauses(sentence).main if not group.negated]
    acting = [
        group for group in groups if group.tense == "future" and group.verb and not has_class(group.verb, "stative")
    ]
    dated = any(stated.role == "due" for stated in passage.dates)
    if acting and (dated or verdict.status == "planned" or not _VAGUE.match(sentence.text)):
        return "promised"
    if sentence_answer(sentence) is not None or likely.pop("none") >= _LIKELY:
        return None
    if verdict.strength in ("intend", "consider") and likely.pop("planned") == max(verdict.likely):
        return "promised"
    if not any(_reports(group, sentence) for group in groups):
        return None
    likely.pop("planned", None)
    return "done" if max(likely, key=likely.__getitem__) == "completed" else "under way"


def _reports(group: VerbGroup, sentence: Sentence) -> bool:
    """Whether a verb tells what somebody did, has done or is doing."""
    if group.verb in _OWNS:
        return False
    if group.tense == "perfect" or (group.tense == "present" and group.progressive):
        return True
    return group.tense == "past" and (group.passive or _owner(sentence) is not None)


def _passages(answers: Sequence[tuple[Block, int]], sink: Sink) -> Iterator[_AnswerPart]:
    memory = Memory()
    at = 0
    while at < len(answers):
        block, start = answers[at]
        at += 1
        if block.kind == "heading":
            continue
        sentences = split_sentences(block.text[start:])
        found, memory = dated_sentences(block.text[start:], sentences, dated=sink.dated, memory=memory)
        for i, one in enumerate(found):
            sentence = one.sentence
            parts = [(block, start + sentence.start, start + sentence.end)]
            dates, judged = list(one.dates), one
            if i == len(found) - 1 and _opens_list(sentence.text):
                while at < len(answers) and _is_item(answers[at][0], sentence.text, block):
                    item = answers[at][0]
                    at += 1
                    parts.append((item, 0, len(item.text)))
                    own, memory = _dated(item.text, sink, memory)
                    dates += [stated for each in own for stated in each.dates]
                judged = _with_first_item(one, parts, sink)
            yield _AnswerPart(tuple(parts), judged, tuple(dates))


def _dated(text: str, sink: Sink, memory: Memory) -> tuple[tuple[DatedSentence, ...], Memory]:
    return dated_sentences(text, split_sentences(text), dated=sink.dated, memory=memory)


def _opens_list(text: str) -> bool:
    return text.endswith(":") or re.search(r"(?:[-–—]|\b(?:to|by|including))$", text) is not None


def _is_item(block: Block, head: str, lead: Block) -> bool:
    """Whether a block is an item of the list that ``head`` opens in ``lead``: marked, begun small, or set in."""
    if block.kind == "heading":
        return False
    set_in = block.lines[0].x0 > lead.lines[-1].x0 + _SET_IN
    return block.kind == "bullet" or (head.endswith(":") and (set_in or _ITEM.match(block.text) is not None))


def _with_first_item(head: DatedSentence, parts: Sequence[tuple[Block, int, int]], sink: Sink) -> DatedSentence:
    """The opening of a list made a sentence by its first item: what it does is often told only there."""
    if len(parts) < 2:
        return head
    block, start, end = parts[1]
    item = block.text[start:end]
    item = item if item[:2].isupper() else item[:1].lower() + item[1:]
    whole = f"{head.sentence.text.rstrip(':–—- ')} {item}"
    found, _ = _dated(whole, sink, Memory())
    return found[0] if found else head


def _action(passage: _AnswerPart, told: Told, number: str, sink: Sink, confidence: float) -> Action:
    due = [stated for stated in passage.dates if stated.role == "due" or _ahead(stated, passage, told, sink)]
    done = [stated for stated in passage.dates if stated.role == "achieved"]
    completed = told == "done" and not due
    stated = done[-1:] if completed else due
    owner = _owner(passage.judged.sentence)
    lines = tuple(line for part in passage.parts for line in _lines(*part))
    dated = tuple(line for line in lines if any(one.raw in line.text for one in stated))
    said = Said(passage.text, owner, None, (lines, (), dated))
    action = make_action(said, sink, number, confidence, expected=frozenset())
    boxes = tuple(box for part in passage.parts for box in place_in(*part, boxed=True).boxes) if sink.boxed else ()
    return replace(
        action,
        owners=tuple(re.sub(r"(?i)^the\s+", "", name) for name in action.owners),
        target_kind="completed" if completed else "date" if stated else "none",
        target_raw="; ".join(one.raw for one in stated) or None,
        targets=tuple(one.interval for one in stated),
        place=Place(boxes=boxes) if sink.boxed else action.place,
    )


def _ahead(stated: StatedDate, passage: _AnswerPart, told: Told, sink: Sink) -> bool:
    """Whether a date of a promise that the model calls context is its target: ahead, and behind a preposition."""
    if told != "promised" or (sink.dated is not None and stated.interval.end < sink.dated):
        return False
    return re.search(rf"(?i)\b{_TIMED}\s+{re.escape(stated.raw)}", passage.text) is not None


def _lines(block: Block, start: int, end: int) -> list[Line]:
    """The lines of a stretch of a block."""
    inside = [placed for placed in block.words if placed.end > start and placed.start < end]
    return list({placed.line.ordinal: placed.line for placed in inside}.values())


def _owner(sentence: Sentence) -> str | None:
    """The body or role that acts in the first main clause, or "by" which it is done; None for the writers."""
    groups = read_clauses(sentence).main
    if not groups:
        return None
    first = groups[0]
    ahead = tuple(token for i, token in enumerate(sentence.tokens) if i < first.end)
    before = find_actors(replace(sentence, tokens=ahead))
    if before and not first.passive:
        return _with_others(before[-1], sentence.text[: ahead[-1].end - sentence.start])
    behind = tuple(token for i, token in enumerate(sentence.tokens) if i >= first.end)
    by = [i for i, token in enumerate(behind) if token.lower == "by"]
    agents = find_actors(replace(sentence, tokens=behind[by[0] : by[0] + 12])) if first.passive and by else ()
    return next((one for one in agents if is_body(one)), None) or (
        _with_others(before[-1], sentence.text[: ahead[-1].end - sentence.start]) if before else None
    )


def _with_others(actor: str, ahead: str) -> str | None:
    """An actor with those named beside it ("DHSC and NHS England"); None for "the service" or "the programme"."""
    if not (actor[:1].isupper() or is_body(actor) or is_role(actor)):
        return None
    at = ahead.rfind(actor)
    found = _AND.search(ahead[:at])
    others = re.split(r",| and | & ", found[0]) if found else []
    named = [
        re.sub(r"^(?:the )|(?: the)?$", "", other.strip()) for other in others if other.strip() not in ("", "the")
    ]
    if found and named and all(is_body(one) or is_acronym(one) or is_role(one) or is_unit(one) for one in named):
        start = ahead.index(named[0], found.start())
        return ahead[start : at + len(actor)]
    return actor
