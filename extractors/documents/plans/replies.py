"""What replies in running text to a recommendation that stands above it: paragraphs in other type, or below a box.

"Where we are now: …" and "Our response: Accepted" are no part of what is asked, and each is one for itself. Entries
below it ("Responsible: the Council") are neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from extractors.documents.plans.answer_lines import names_answer
from extractors.documents.plans.blocks import SENTENCE_END
from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.prose_labels import labels_of
from extractors.layout import Line, join_text

APART = 0.3  # heights of a line: how much more space stands above a paragraph than between its lines
CLOSE = 0.4  # the same: the most between two lines of one text, where no lines of a block stand closer
_OBLIGES = re.compile(OBLIGATION.pattern + r"(?!\s+have\b)")  # but not what should have been done


def without_entries(block: Sequence[Line]) -> Sequence[Line]:
    """What is asked up to a line below it that says who is responsible, or by when ("Responsible: the Council")."""
    return block[: next((i for i, line in enumerate(block) if i and labels_of(line.text)), len(block))]


def with_replies(block: Sequence[Line], boxed: Collection[int]) -> Iterator[Sequence[Line]]:
    """What is asked, what stands between it and an answer that names itself one, and the answer.

    What is asked is whole where a reply begins, and the reply asks for nothing. ``boxed`` are the ordinals of lines
    in boxes.
    """
    begin = next((i for i, line in enumerate(block) if _look(line, boxed) != _look(block[0], boxed)), 0)
    named = not OBLIGATION.search(join_text(block[:begin]))  # and what is asked is still to come, in other type
    usual = min((b.top - a.bottom for a, b in pairwise(block) if a.page == b.page), default=0.0)
    for i in range(begin + named, len(block)):
        above, line = block[i - 1], block[i]
        if _look(line, boxed) == _look(above, boxed) or not _parts(above, line, usual):
            continue
        titled = line.heading > 0 and names_answer(line)
        if not titled and (_OBLIGES.search(join_text(block[i:])) or not SENTENCE_END.search(above.text)):
            break
        answer = next((n for n in range(i, len(block)) if names_answer(block[n])), i)
        yield from (part for part in (block[:i], block[i:answer], block[answer:]) if part)
        return
    yield block


def _parts(above: Line, line: Line, usual: float) -> bool:
    """Whether a line is a heading, or more white space stands above it than the ``usual`` between two lines."""
    within = min(max(usual, 0.0), CLOSE * line.height)
    return line.heading > 0 or above.page != line.page or line.top - above.bottom > within + APART * line.height


def _look(line: Line, boxed: Collection[int]) -> tuple[bool, bool, bool, bool]:
    """Whether a line is a heading, bold, in italics, in a box."""
    words = line.words
    bold, italic = all(word.bold for word in words), all(word.italic for word in words)
    return line.heading > 0, bold, italic, line.ordinal in boxed
