"""The story of one commitment as HTML, in a notebook or as a page: no script, nothing fetched, no need of colour.

Each link is a waterfall of its match weights: a bar begins where the one before it ended, and a weight against
the link goes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pipeline.analysis.story_records import Chapter, LinkedStatement, Story
from pipeline.analysis.story_text import decided, letter_head, letter_items, promise_items, where
from pipeline.analysis.waterfall import WaterfallStep, steps
from pipeline.analysis.words import inert
from pipeline.tables.rows import Row

_STYLE = """<style>
.story{max-width:60em;line-height:1.45}
.story dl{display:grid;grid-template-columns:7em 1fr;gap:.2em 1em;margin:.5em 0}
.story dt{font-weight:600;text-align:right}.story dd{margin:0}.story .letter{margin:1.2em 0 .2em;padding-top:.6em;
border-top:1px solid}.story blockquote{margin:.8em 0 .2em;padding-left:.8em;border-left:3px solid}
.story table{border-collapse:collapse;font-size:.9em}.story td,.story th{padding:.1em .6em;text-align:left;
vertical-align:top}.story td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.story .track{width:14em;position:relative;height:1em;margin-top:.25em}
.story .bar{position:absolute;height:100%;min-width:2px;background:currentColor;opacity:.75}
.story .bar.against{background:none;border:1px solid currentColor;box-sizing:border-box}
.story .note{font-size:.9em;opacity:.85}</style>"""


_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body{{margin:1em;font-family:sans-serif;color:#111;background:#fff;overflow-wrap:anywhere}}
@media (max-width:40em){{main .story dl{{grid-template-columns:1fr}}main .story dt{{text-align:left}}
main .story table{{display:block;overflow-x:auto}}}}
</style>
</head>
<body>
<main>
"""


def document(story: Story) -> str:
    """The story as a page that stands alone."""
    title = f"Commitment {story.commitment['action_id']}"
    return f"{_HEAD.format(title=escape(title))}{inert(page(story, 1))}\n</main>\n</body>\n</html>\n"


def page(story: Story, level: int = 2) -> str:
    """The story as one ``div`` with its style; its heading is of the ``level`` named."""
    promise = story.commitment["action"] or ""
    name = escape(story.commitment["action_id"])
    parts = [_STYLE, '<div class="story">', f"<h{level}>Commitment {name}</h{level}>", _items(promise_items(story))]
    if story.progress:
        parts += [_heading("The plan's own progress", level + 1), *_passages(story.progress, promise)]
    for chapter in story.chapters:
        parts += [_heading(letter_head(chapter), level + 1), *_chapter(chapter, promise)]
    return "\n".join([*parts, "</div>"])


def _heading(text: str, level: int) -> str:
    return f'<h{level} class="letter">{escape(text)}</h{level}>'


def _chapter(chapter: Chapter, promise: str) -> Iterator[str]:
    yield _items(letter_items(chapter))
    yield from _passages(chapter.passages, promise)
    if chapter.nearest:
        yield '<p class="note">Looked at and not taken:</p>'
    for update, score in chapter.nearest:
        yield _quote(update, f"score {score:.2f}")


def _items(items: Iterable[tuple[str, str | None]]) -> str:
    told = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in items if value)
    return f"<dl>{told}</dl>" if told else ""


def _passages(passages: Sequence[LinkedStatement], promise: str) -> Iterator[str]:
    for passage in passages:
        yield _quote(passage.update, decided(passage.link))
        if passage.link["signals"]:
            yield _waterfall(passage.link["signals"], (passage.update["text"], promise))


def _quote(update: Row, note: str) -> str:
    text = f"“{' '.join(update['text'].split())}”{where(update)}"
    return f'<blockquote>{escape(text)}<br><span class="note">{escape(note)}</span></blockquote>'


def _waterfall(signals: Sequence[Row], whole: tuple[str, str]) -> str:
    bars, total = steps(signals)
    rows = [_step(bar, whole) for bar in bars]
    head = "<tr><th>reason</th><th>bits</th><th></th><th>the letter says</th><th>the plan says</th></tr>"
    last = f'<tr><td>sum</td><td class="n">{total:+.2f}</td><td></td><td></td><td></td></tr>'
    return f"<table>{head}{''.join(rows)}{last}</table>"


def _step(step: WaterfallStep, whole: tuple[str, str]) -> str:
    """One weight as a bar, outlined where it speaks against the link."""
    signal = step.signal
    kind = "bar against" if step.against else "bar"
    bar = f'<div class="{kind}" style="left:{step.left:.1f}%;width:{step.width:.1f}%"></div>'
    said = [_said(signal[side], text, name) for side, text, name in zip(_SIDES, whole, _WHOLE, strict=True)]
    quotes = "".join(f"<td>{escape(quote)}</td>" for quote in said)
    return (
        f'<tr><td>{escape(signal["name"])}</td><td class="n">{signal["weight"]:+.2f}</td>'
        f'<td><div class="track">{bar}</div></td>{quotes}</tr>'
    )


def _said(quote: str | None, whole: str, name: str) -> str:
    """The words that made a reason fire; ``name`` stands for the beginning of the whole text, which is above."""
    words = " ".join((quote or "").split())
    return name if words and " ".join(whole.split()).startswith(words) and len(words) >= _LONG else words


_SIDES, _WHOLE = ("quote_update", "quote_action"), ("the passage", "the promise")
# Letters from which the beginning of a text stands for the whole of it.
_LONG = 50
