"""One commitment explained, and shown on its page."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline import dataset
from pipeline.analysis.story_html import document
from pipeline.analysis.story_short import best, short
from pipeline.errors import PipelineError

_EDGES = (("x0", min), ("top", min), ("x1", max), ("bottom", max))
YELLOW = 60  # how far blue lies below red where the shade of a box is


def shaded(image: object) -> tuple[float, float, float, float]:
    """The bounding box of the shaded pixels, in pixels."""
    pixels = np.asarray(image).astype(int)
    down, across = np.nonzero((pixels[..., 0] - pixels[..., 2] > YELLOW) & (pixels[..., 1] > 150))
    return across.min(), down.min(), across.max(), down.max()


def test_the_page_shows_the_record_where_its_boxes_are(sample: Path) -> None:
    ds = dataset.load(sample)
    row = next(row for row in ds.actions.itertuples() if len(ds.pages(row.action_id)) == 1)
    assert ds.pages(row.action_id) == [row.boxes[0]["page"]]
    image = ds.page(row.action_id, scale=1.5)
    assert image.mode == "RGB"
    found = [edge / 1.5 for edge in shaded(image)]
    assert found == pytest.approx([pick(box[edge] for box in row.boxes) for edge, pick in _EDGES], abs=4)


def test_a_record_over_two_pages_is_shown_on_each(sample: Path) -> None:
    ds = dataset.load(sample)
    over = next(name for name in ds.actions.action_id if len(ds.pages(name)) > 1)
    first, second = ds.pages(over)[:2]
    assert np.asarray(ds.page(over)).tobytes() == np.asarray(ds.page(over, page=first)).tobytes()
    assert np.asarray(ds.page(over)).tobytes() != np.asarray(ds.page(over, page=second)).tobytes()
    with pytest.raises(PipelineError, match=f"it stands on {first}, {second}"):
        ds.page(over, page=99)


def test_statements_of_letters_have_pages_too(sample: Path) -> None:
    ds = dataset.load(sample)
    statement = ds.updates[ds.updates.boxes.list.len() > 0].update_id.iloc[0]
    assert ds.page(statement).size[0] > 1000


def test_a_page_is_found_by_the_short_name_that_explain_takes(sample: Path) -> None:
    ds = dataset.load(sample)
    name = str(ds.explain("5.01/3").commitment["action_id"])
    assert ds.pages("5.01/3") == ds.pages(name) != []
    assert np.asarray(ds.page("5.01/3", scale=0.5)).tobytes() == np.asarray(ds.page(name, scale=0.5)).tobytes()
    with pytest.raises(PipelineError, match=r"records are called u1; say which one"):
        ds.page("u1")


def test_what_cannot_be_shown_says_why(sample: Path, tmp_path: Path) -> None:
    ds = dataset.load(sample)
    word = ds.actions[ds.actions.boxes.list.len() == 0].action_id.iloc[0]
    with pytest.raises(PipelineError, match=r"has no pages: .* stands at table\["):
        ds.page(word)
    assert ds.pages(word) == []
    with pytest.raises(PipelineError, match="cannot be drawn at 0 pixels"):
        ds.page(word, scale=0)
    with pytest.raises(PipelineError, match=r"no record is called 9/9"):
        ds.page("9/9")
    paged = ds.actions[ds.actions.boxes.list.len() > 0].iloc[0]
    name = ds.documents.set_index("document_id").file_name[paged.document_id]
    with pytest.raises(PipelineError, match="raw=FOLDER"):
        dataset.load(sample, raw=tmp_path).page(paged.action_id)
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(PipelineError, match="not the file that was read"):
        dataset.load(sample, raw=tmp_path).page(paged.action_id)
    shutil.copytree(sample, tmp_path / "elsewhere" / "processed", symlinks=True)
    with pytest.raises(PipelineError, match=r"where .* lies is not known"):
        dataset.load(tmp_path / "elsewhere" / "processed").page(paged.action_id)


def test_a_story_says_the_same_as_text_and_as_html(sample: Path) -> None:
    ds = dataset.load(sample)
    key = ds.commitments[ds.commitments.changes.list.len() > 0].action_id.iloc[0]
    story = ds.explain(key)
    text, html = str(story), story._repr_html_()
    assert text.startswith(f"Commitment {key}\n")
    plain = " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)).split())
    for chapter in story.chapters:
        for passage in chapter.passages:
            words = " ".join(passage.update["text"].split())
            assert words in plain
            assert " ".join(words.split()[:3]) in " ".join(text.split())
    assert "<script" not in html
    assert "http" not in html


def test_a_waterfall_ends_at_the_sum_and_begins_each_bar_where_the_last_one_ended(sample: Path) -> None:
    ds = dataset.load(sample)
    links = ds.links[(ds.links.judgement == "accepted") & (ds.links.signals.list.len() > 2)]
    link = links.iloc[0]
    html = ds.explain(link.action_id)._repr_html_()
    weights = [signal["weight"] for signal in link.signals]
    table = next(
        t for t in re.findall(r"<table>.*?</table>", html, re.S) if all(f">{w:+.2f}<" in t for w in weights)
    )
    assert f">{sum(weights):+.2f}</td>" in table
    bars = [(float(a), float(b)) for a, b in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", table)]
    assert len(bars) == len(weights)
    for n, (this, after) in enumerate(pairwise(bars)):
        end = sum(this) if weights[n] >= 0 else this[0]
        start = after[0] if weights[n + 1] >= 0 else sum(after)
        assert start == pytest.approx(end, abs=0.2)


def test_markup_in_a_document_is_text_in_the_story(sample: Path) -> None:
    from pipeline.analysis.story import ToldStory

    story = dataset.load(sample).explain("5.01/3")
    hostile = ToldStory(
        {**story.commitment, "action": "<img src=x onerror=alert(1)>"},
        story.action,
        story.plan,
        story.progress,
        story.chapters,
    )
    assert "<img" not in hostile._repr_html_()
    turned = replace(hostile, commitment=hostile.commitment | {"action": "paid \u202eton\x1b[2J"})
    assert "paid \ufffdton\ufffd[2J" in document(turned)


def test_the_short_story_fits_a_screen_however_much_there_is_to_tell(sample: Path) -> None:
    story = dataset.load(sample).explain("5.01/3")
    hostile = "\x1b[2J\u202e" + "word " * 300_000
    chapter = story.chapters[-1]
    passage = chapter.passages[0]
    long = replace(passage, update=passage.update | {"text": hostile})
    many = replace(
        story,
        commitment=story.commitment
        | {"action": hostile, "recommendation": hostile, "subject": hostile, "owners": [hostile] * 9},
        chapters=(replace(chapter, passages=(long,)),) * 60,
    )
    for told in (story, many):
        lines = short(told)
        assert len(lines) <= 40
        assert max(map(len, lines)) <= 100
        assert all(line.isprintable() for line in lines)
    assert any(line.endswith("earlier letters: see --full") for line in short(many))


def test_the_short_story_quotes_the_passage_that_is_the_evidence(sample: Path) -> None:
    ds = dataset.load(sample)
    heard = ds.commitments[(ds.commitments.silent_letters == 0) & ds.commitments.evidence.notna()]
    for row in heard.head(5).itertuples():
        last = ds.explain(row.action_id).chapters[-1]
        assert best(last).update["text"] == row.evidence
