"""The blocks of a response in prose by recommendation: what is asked, what answers it, and what stands between.

Blocks are read in order. An opening begins an item; what follows is asked until an answer begins: by a word or a
label, by a sentence that answers, or where a box ends in which the recommendation was printed. A heading of the
rank of the openings ends an item, a lower one is part of its answer. An action ("Action 4: All depots will …") is
answered by nothing: what follows tells more of it; below a recommendation that is answered, or whose number its own
goes on ("Action 4.1"), it is part of what answers that. An item given twice, in a list and in full, is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.documents.plans.answers import StatedAnswer, leading_answer, sentence_answer, status_of
from extractors.documents.plans.labels_apart import ApartLabel, labels_apart
from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.numbering import whole_of
from extractors.documents.plans.prose_labels import labels_in
from extractors.documents.plans.prose_openings import Kind, Opening, answer_label, opening_of
from extractors.documents.plans.prose_typed import TypedOpenings, asks, look_of, typed_openings
from extractors.fields.responses import is_answer
from extractors.headers import load_templates, named_role
from extractors.layout import LARGER, Layout
from extractors.prose.model import NUMBERED, Block
from extractors.prose.sentences import split_sentences

_BRIEF = 8  # the most words and marks of an answer that stands as a sentence behind what is asked
_TITLE_WORDS = 25  # the most words of a title behind the number
_LOOK = 2  # paragraphs of an answer in which a sentence may say whether the recommendation is agreed
_CLOSES = re.compile(
    r"(?i)^(?:\d+\.?\s+)?(?:conclusions?|next steps|annex|appendix|glossary|references|endnotes|contents)\b"
)
_REASON = re.compile(r"(?i)\b(?:reasons?|reasoning|rationale|explanation|justification)\b")
_RECOMMENDS = re.compile(r"(?i)\brecommends?\b")
_ALIKE = 0.8  # share of words from which two texts of one number are the same recommendation


@dataclass(slots=True)
class Item:
    """A recommendation being read.

    ``asked`` are its blocks with where its own words begin and end in each; ``answers`` the blocks that answer it,
    with where the words behind a label or an answer word begin. ``labelled`` tells that an answer was announced,
    ``actions`` are the blocks that name an action, with which of ``answers`` is the first of it; ``typed`` says
    that no word but its type or its place names it a recommendation.
    """

    kind: Kind
    number: str
    section: str | None
    opening: Block
    title: str | None = None
    asked: list[tuple[Block, int, int]] = field(default_factory=list)
    answer: StatedAnswer | None = None
    answer_block: Block | None = None
    labelled: bool = False
    began: bool = False
    closed: bool = False
    answers: list[tuple[Block, int]] = field(default_factory=list)
    labels: list[Block] = field(default_factory=list)
    actions: list[tuple[Block, int]] = field(default_factory=list)
    looked: int = 0
    typed: bool = False

    @property
    def text(self) -> str:
        """What is asked, without its number and title."""
        return " ".join(block.text[start:end] for block, start, end in self.asked)

    @property
    def blocks(self) -> Iterator[Block]:
        """All its blocks."""
        yield self.opening
        yield from (block for block, *_ in self.asked)
        yield from self.labels
        yield from (block for block, _ in self.actions)
        yield from (block for block, _ in self.answers)


def read_items(found: Sequence[Block], layout: Layout) -> list[Item]:
    """The items of a document in reading order."""
    boxes = _boxes(layout)
    items: list[Item] = []
    above: list[Block] = []  # the headings that govern what comes next, the highest first
    title = next((block for block in found if block.kind == "heading" and block.level == 1), None)
    openings = _openings(found)
    typed = (
        TypedOpenings() if any(one.kind == "recommendation" for one in openings.values()) else typed_openings(found)
    )
    for block in found:
        if block.kind in ("furniture", "footnote") or id(block) in typed.numbers:
            continue
        opening = typed.of(block) or openings.get(id(block))
        label = answer_label(opening.rest) if opening and opening.rest else None
        item = items[-1] if items and not items[-1].closed else None
        if opening and item and _is_own_action(opening, item):
            _begin_action(item, block, opening.rest)
        elif opening and not (label and item and item.number == opening.number):
            if block.kind == "heading":
                above = [heading for heading in above if heading.level < block.level]
            section = above[-1].text if above and above[-1] is not title else None
            items.append(_opened(opening.kind, opening.number, opening.rest, section, block))
            if typed.of(block):
                items[-1].typed = True
                items[-1].labels += [one for one in found if typed.numbers.get(id(one)) == id(block)]
        elif opening and item:
            _announce(item, block, label.rest if label else "")
        elif item is None:
            above = _under(above, block)
        elif block.kind == "heading" and _ends(block, item):
            item.closed, above = True, _under(above, block)
        else:
            _take(item, block, boxes)
    if items and items[-1].typed:
        _end_at_labels(items[-1])
    return _once(items)


def _openings(found: Sequence[Block]) -> dict[int, Opening]:
    """What the words of blocks open, by the block."""
    out: dict[int, Opening] = {}
    before: Block | None = None
    for block in found:
        if block.kind in ("furniture", "footnote"):
            continue
        opening = opening_of(block, before)
        before = block
        if opening:
            out[id(block)] = opening
    return out


def _end_at_labels(item: Item) -> None:
    """Ends the last item behind its last owner or date: no heading parts what closes the document from it."""
    labelled = [i for i, (block, at) in enumerate(item.answers) if labels_in(block, at)]
    if labelled:
        del item.answers[labelled[-1] + 1 :]


def _under(above: list[Block], block: Block) -> list[Block]:
    """The headings that govern what comes behind a block."""
    if block.kind != "heading":
        return above
    return [*(heading for heading in above if heading.level < block.level), block]


def _is_own_action(opening: Opening, item: Item) -> bool:
    """Whether an action is one of those that answer the recommendation above."""
    ours = item.began or (bool(item.asked) and whole_of(opening.number) == item.number)
    return opening.kind == "action" and item.kind == "recommendation" and ours


def _begin_action(item: Item, block: Block, rest: str) -> None:
    """An action that bears a name begins: in its own block, or in the next."""
    item.began = True
    item.actions.append((block, len(item.answers)))
    if rest:
        item.answers.append((block, len(block.text) - len(rest)))


def _opened(kind: Kind, number: str, rest: str, section: str | None, block: Block) -> Item:
    item = Item(kind, number, section, block, began=kind == "action")
    if not rest:
        return item
    start = len(block.text) - len(rest)
    if kind == "action":
        item.asked.append((block, start, len(block.text)))
        return item
    first, *sentences = split_sentences(rest)
    answered = next((one for one in sentences if len(one.tokens) <= _BRIEF and is_answer(one.text)), None)
    end = start + answered.start if answered else len(block.text)
    item.asked.append((block, start, len(block.text[:end].rstrip())))
    if answered and first:
        item.began = True
        _answer(item, block, end)
    return item


def _take(item: Item, block: Block, boxes: Mapping[int, int]) -> None:
    """Adds a block to what is asked or to what answers it."""
    apart = labels_apart(block)
    if len(apart) == 1 and _take_named(item, block, apart[0]):
        return
    if not item.began:
        label = answer_label(block.text)
        status = status_of(block.text)
        if status is not None:
            item.answer, item.answer_block, item.began = status, block, bool(item.asked)
            item.labels.append(block)
            return
        if label is not None:
            _announce(item, block, label.rest)
            return
        if item.answer and not item.asked:
            item.began = not _was_asked(block)
        elif item.answer:
            item.began = not _goes_on(item.asked[-1][0], block)
        elif item.asked and _begins_answer(item, block, boxes):
            item.began = True
    if not item.began and item.typed:
        item.began = _is_in_other_type(item, block)
    if not item.began:
        item.asked.append((block, 0, len(block.text)))
        return
    _answer(item, block, 0)


def _is_in_other_type(item: Item, block: Block) -> bool:
    """Whether a block is set in other type than what is asked."""
    asked = next((one for one, *_ in item.asked if one is not item.opening or item.opening.kind != "heading"), None)
    return asked is not None and look_of(asked) != look_of(block)


def _take_named(item: Item, block: Block, label: ApartLabel) -> bool:
    """Takes a block by the label set apart in it, where that names a part of an answer or what is asked."""
    role = named_role(label.words, load_templates())
    if role == "action" and item.kind == "recommendation":
        _begin_action(item, block, label.value)
    elif _REASON.fullmatch(label.words) and item.kind == "recommendation":
        item.began = True
        item.answers.append((block, label.at))
    elif item.began or role in ("owner", "date") or labels_in(block):
        return False
    elif role == "response" and (status := status_of(label.value)) is not None:
        item.answer, item.answer_block, item.began = status, block, True
        item.labels.append(block)
    elif role in (None, "recommendation") and _opens_asked(item, label):
        item.asked.append((block, label.at, len(block.text)))
    else:
        return False
    return True


def _opens_asked(item: Item, label: ApartLabel) -> bool:
    """Whether a label stands before the first words that ask for something below the name of a recommendation."""
    first = all(block is item.opening for block, *_ in item.asked)
    plain = OBLIGATION.search(label.words) is None
    return first and plain and label.value[:1].isupper() and OBLIGATION.search(label.value) is not None


def _was_asked(block: Block) -> bool:
    """Whether a block below an answer is what was answered: it asks for something, or is set in bold or italics."""
    return block.kind in ("paragraph", "heading") and (
        all(placed.word.bold for placed in block.words)
        or all(placed.word.italic for placed in block.words)
        or asks(block)
    )


def _goes_on(asked: Block, block: Block) -> bool:
    """Whether a block goes on with what was asked below its answer: a list, or words in like bold or italics."""
    if asked.text.endswith(":"):
        return block.kind == "bullet"
    if asked.kind == "bullet":
        return block.kind == "bullet" and _is_numbered(asked) == _is_numbered(block)
    first, other = asked.words[0].word, block.words[0].word
    alike = (first.bold, first.italic) == (other.bold, other.italic)
    return block.kind == "paragraph" and (first.bold or first.italic) and alike


def _is_numbered(block: Block) -> bool:
    return block.mark is not None and NUMBERED.match(block.mark) is not None


def _announce(item: Item, block: Block, rest: str) -> None:
    """A label begins the answer, in its own block or in the next."""
    item.began = item.labelled = True
    if rest:
        _answer(item, block, len(block.text) - len(rest))
    else:
        item.labels.append(block)


def _begins_answer(item: Item, block: Block, boxes: Mapping[int, int]) -> bool:
    """Whether a block that announces nothing answers: behind the box of what was asked, or by its first words."""
    inside = boxes.get(item.asked[-1][0].lines[0].ordinal)
    if inside is not None and boxes.get(block.lines[0].ordinal) is None:
        return True
    return block.kind != "heading" and _first_answer(block.text) is not None


def _first_answer(text: str) -> StatedAnswer | None:
    leading = leading_answer(text)
    if leading:
        return leading[0]
    first = next(iter(split_sentences(text)), None)
    return sentence_answer(first) if first else None


def _answer(item: Item, block: Block, start: int) -> None:
    """Adds a block to the answer, and looks there for whether the recommendation is agreed."""
    text = block.text[start:]
    if item.kind == "action":
        item.answers.append((block, start))
        return
    if item.answer is None and not item.answers:
        status = status_of(text)
        leading = leading_answer(text) if status is None else None
        if status is not None:
            item.answer, item.answer_block = status, block
            item.labels.append(block)
            return
        if leading is not None:
            item.answer, item.answer_block = leading[0], block
            item.answers.append((block, start + leading[1]))
            return
    item.answers.append((block, start))
    if item.answer is None and item.looked < _LOOK and block.kind != "heading":
        item.looked += 1
        said = (sentence_answer(sentence) for sentence in split_sentences(text))
        item.answer = next((one for one in said if one), None)
        item.answer_block = block if item.answer else None


def _ends(heading: Block, item: Item) -> bool:
    """Whether a heading ends the item: it stands as high as what opened it, or says that the answers are over."""
    if not item.began and (status_of(heading.text) or answer_label(heading.text)):
        return False
    if answer_label(heading.text):
        return False
    if _CLOSES.match(heading.text):
        return True
    declared, opened = heading.lines[0].heading, item.opening.lines[0].heading
    if declared or opened:
        return bool(declared) and (not opened or declared <= opened)
    if abs(_size(heading) - _size(item.opening)) > LARGER:
        return _size(heading) > _size(item.opening)
    if _is_bold(heading) != _is_bold(item.opening):
        return False
    return item.opening.kind == "heading" and item.began and heading.level <= item.opening.level


def _size(block: Block) -> float:
    return max((placed.word.size for placed in block.words), default=0.0)


def _is_bold(block: Block) -> bool:
    return bool(block.words) and block.words[0].word.bold


def _boxes(layout: Layout) -> dict[int, int]:
    """For each line that stands in a table of one column, the number of that table."""
    return {
        line.ordinal: grid.index
        for page in layout.pages
        for grid in page.grids
        if all(cell.col == 0 for cell in grid.cells) and len(grid.cells) == 1
        for cell in grid.cells
        for line in cell.lines
    }


def _once(items: Iterable[Item]) -> list[Item]:
    """The items, each once: of those with one number and one text the fullest, in the place where that stands."""
    held: list[Item] = []
    for item in items:
        _part_title(item)
        _part_finding(item)
        if not item.asked and not item.title and not item.began:
            continue
        twin = next((n for n, other in enumerate(held) if _same(other, item)), None)
        if twin is None:
            held.append(item)
        elif len(held[twin].answers) <= len(item.answers):
            del held[twin]
            held.append(item)
    bare = {item.number for item in held if item.began}
    return [item for item in held if item.began or item.number not in bare]


def _same(one: Item, other: Item) -> bool:
    if one.number != other.number or one.kind != other.kind:
        return False
    ours, theirs = ({*re.findall(r"\w+", (i.title or "").lower() + " " + i.text.lower())} for i in (one, other))
    least = min(len(ours), len(theirs))
    return not least or len(ours & theirs) >= _ALIKE * least


def _part_title(item: Item) -> None:
    """Sets the words behind the number apart as a title, where what is asked comes below them."""
    if len(item.asked) < 2 or item.asked[0][0] is not item.opening:
        return
    block, start, end = item.asked[0]
    words = block.text[start:end]
    if len(words.split()) <= _TITLE_WORDS and not OBLIGATION.search(words) and words[-1:] not in ".;:":
        item.title = words
        del item.asked[0]


def _part_finding(item: Item) -> None:
    """Leaves out what was found, where words in bold that ask for something stand below plainer ones."""
    whole = [block for block, *_ in item.asked if block is not item.opening]
    first = next((i for i, block in enumerate(whole) if look_of(block)[0]), 0)
    below = whole[first:]
    asks_for = any(OBLIGATION.search(block.text) or _RECOMMENDS.search(block.text) for block in below)
    if first and asks_for and len(whole) == len(item.asked) and all(look_of(block)[0] for block in below):
        item.labels += whole[:first]
        del item.asked[:first]
