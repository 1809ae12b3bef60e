"""What explains an answer before anything is promised: "This recommendation is partly agreed, for these reasons …".

A response may say again how the recommendation is answered and why, and then go on to its actions in the same
paragraph. What explains is no action. It opens by restating the answer, gives a reason or takes a part of it back,
and ends before the first sentence that undertakes something. Where a recommendation is agreed in part, a whole
first paragraph explains that takes something back or sets a limit, and undertakes nothing as those below it do.
Which later paragraphs have no owner or date, and so explain as well, is found by
:mod:`extractors.documents.plans.alignment`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.documents.plans.blocks import SENTENCE_END, Pitch, is_bullet, is_parted
from extractors.documents.plans.pieces import between, part, text_of, words_in
from extractors.fields.undertakings import is_undertaking
from extractors.logical import FlowLine

Lines = tuple[FlowLine, ...]
_SHORT_FORM = re.compile(
    r"^(?:\(?(?:e\.g|i\.e|etc|no|nos|cf|vs|para|paras|dr|mr|mrs|ms|st|rev)|[a-z])\.$", re.IGNORECASE
)
_ANSWER = r"(?:agreed?|accept(?:ed)?|support(?:ed)?|endorsed?|reject(?:ed)?|adopt(?:ed)?|noted?)"
_DEGREE = (
    r"(?:(?:only|not|partly|partially|fully|broadly|cannot|can|been|be|do|does|in|principle|part|is|was|has)\s+)*"
)
_ASKED = r"(?:recommendation|concern|finding|proposal|requirement|point|area|improvement)"
_RESTATES = re.compile(
    rf"^(?:(?:this|the|your|that)\s+(?:[\w-]+\s+){{0,3}}?{_ASKED}\s+{_DEGREE}{_ANSWER}\b"
    rf"|(?:we|[A-Z][\w’'-]*(?:\s+[\w’'-]+){{0,5}}?)\s+{_DEGREE}(?:agrees?|accepts?|supports?|rejects?)\s+{_DEGREE}"
    rf"(?:with\s+)?(?:this|it|the\s+(?:[\w-]+\s+){{0,3}}?{_ASKED}|(?:in|because|for|since|only|but)\b)"
    rf"|(?:this\s+is\s+)?(?:partly|partially)\s+{_ANSWER}\b"
    rf"|(?:this\s+is\s+)?(?:agreed|accepted)\s+in\s+(?:part|principle)\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|reasons?|since|while|whilst|however|although|though|but|as|only|cannot|unable|part(?:ly|ially)?|"
    r"in principle|not)\b",
    re.IGNORECASE,
)
_WITHHELD = re.compile(
    r"\b(?:(?:will|shall|would|could|can) not|cannot|won[’']t|unable to|not (?:be )?able to)\b", re.IGNORECASE
)
# Of marks of undertakings those that only an action has: "requires rooms to be locked" tells what others ask.
_UNDERTAKES = re.compile(
    r"\b(?:will|shall)\b(?! not\b)|\b(?:is|are) to be\b|\b(?:have|has) (?:now )?been\b", re.IGNORECASE
)
# What is only thought of ("We accept that customers will wait") is not undertaken.
_THOUGHT = re.compile(
    r"\b(?:accept|agree|acknowledge|recogni[sz]e|believe|consider|understand|know|note)\w*\s+that\b[^.;,]*",
    re.IGNORECASE,
)
_LIMITS = re.compile(r"\b(?:not|cannot|unable|but|however|although|though)\b|n[’']t\b", re.IGNORECASE)


def without_explanation(cell: Lines, pitch: Pitch, *, partly: bool = False) -> tuple[Lines, Lines]:
    """What a response cell explains in the paragraph it opens with, and the rest; the first is mostly empty.

    ``partly`` tells whether the answer is that the recommendation is agreed in part, which wants an explanation.
    """
    first = _first_paragraph(cell, pitch)
    words, said = 0, ""
    for lines in _sentences(first):
        text = " ".join(flow.line.text for flow in lines)
        opens = bool(said) or _RESTATES.match(text) is not None
        if not opens or (is_undertaking(text) and not _WITHHELD.search(text)):
            break
        words += words_in(lines)
        said = f"{said} {text}"
    if _REASON.search(said):
        return tuple(between(cell, 0, words)), tuple(between(cell, words))
    below = cell[len(first) :]
    limited = partly and limits(text_of(first)) and is_undertaking(text_of(below))
    return (first, below) if limited else ((), cell)


def limits(text: str) -> bool:
    """Whether words take something back or say that it cannot be, and undertake nothing."""
    return _LIMITS.search(text) is not None and _UNDERTAKES.search(_THOUGHT.sub("", text)) is None


def _first_paragraph(cell: Lines, pitch: Pitch) -> Lines:
    for n, (a, b) in enumerate(pairwise(cell), start=1):
        if b.line.starts or is_bullet(b) or is_parted(a, b, pitch):
            return cell[:n]
    return cell


def _sentences(cell: Sequence[FlowLine]) -> Iterator[list[FlowLine]]:
    """The sentences of a cell, each as its lines or the parts of lines it takes."""
    current: list[FlowLine] = []
    for n, flow in enumerate(cell):
        following = cell[n + 1].line.words[0].text if n + 1 < len(cell) else "."
        words, start = flow.line.words, 0
        for i, word in enumerate(words):
            after = words[i + 1].text if i + 1 < len(words) else following
            if SENTENCE_END.search(word.text) and not _SHORT_FORM.match(word.text) and not after[:1].islower():
                yield [*current, part(flow, start, i + 1)]
                current, start = [], i + 1
        if start < len(words):
            current.append(part(flow, start, len(words)))
    if current:
        yield current
