"""The page of a commitment: the promise on its page, what each letter says of it, where, and why it was linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.analysis import waterfall
from pipeline.analysis.story import told
from pipeline.analysis.story_records import Chapter, LinkedStatement, Story
from pipeline.model import SURE
from pipeline.site import names, owners, places, timeline, words
from pipeline.site.library import CaseRows
from pipeline.site.page import SitePage
from pipeline.site.pictures import Picture
from pipeline.site.places import MarkedPage, MarkedWords
from pipeline.tables.rows import Row

Drawn = Mapping[str, Mapping[int, Picture]]  # the pictures of each document's pages
# The values of a commitment that its page shows, in order: the record that has it and the field.
_VALUES = (
    ("recommendation", "number"),
    ("recommendation", "text"),
    ("recommendation", "response"),
    ("recommendation", "explanation"),
    ("action", "text"),
    ("action", "owners"),
    ("action", "targets"),
)


def page(rows: CaseRows, commitment: Row, scale: timeline.Scale | None, drawn: Drawn) -> SitePage:
    """The page of one commitment of a case."""
    key = commitment["action_id"]
    action = rows.actions[key]
    entries = rows.ledger.get(key, [])
    story = told(commitment, action, rows.documents, rows.links.get(key, []), entries, rows.updates)
    recommendation = rows.recommendations[action["recommendation_id"]]
    values = _values(rows, recommendation, action)
    plan, judged = story.plan, rows.judged[key]
    view = {
        "commitment": commitment,
        "action": action,
        "recommendation": recommendation,
        "plan": plan,
        "judged": judged,
        "values": values,
        "owners": [(name, names.owner_page(owners.key(name))) for name in commitment["owners"]],
        "pages": _marked(values, drawn.get(plan["document_id"], {})),
        "scale": scale,
        "line": timeline.line(scale, commitment, entries, plan["dated"], rows.documents) if scale else None,
        "progress": [_passage(p, drawn) for p in story.progress],
        "letters": [_letter(chapter, drawn) for chapter in story.chapters],
        "missing": rows.missing,
        "cite": _cite(story),
        "neighbours": _neighbours(rows, key),
    }
    return SitePage(names.commitment_page(key), "commitment.html", _title(commitment), view, _data(story, rows))


def _title(commitment: Row) -> str:
    place = commitment["establishment"] or commitment["subject"]
    return f"Commitment {names.short(commitment['action_id'])}{f', {place}' if place else ''}"


def _values(rows: CaseRows, recommendation: Row, action: Row) -> list[dict[str, Any]]:
    records = {
        "recommendation": (recommendation["recommendation_id"], recommendation),
        "action": (action["action_id"], action),
    }
    out = []
    for kind, field in _VALUES:
        name, record = records[kind]
        facts = [f for f in rows.facts.get(name, ()) if f["field"] == field]
        value = _as_words(field, record)
        if not value:
            continue
        printed = list(dict.fromkeys(f["raw"] for f in facts if f["raw"]))
        boxes = [f for f in facts if f["page"] is not None and f["x0"] is not None]
        boxes = boxes or (record["boxes"] if field == "text" else [])
        out.append(
            {
                "name": f"{kind}-{field}",
                "label": _LABELS[kind, field],
                "value": value,
                "printed": [p for p in printed if " ".join(p.split()) != " ".join(value.split())][:3],
                "boxes": boxes,
                "pages": places.pages_of(boxes),
                "locator": record["locator"],
                "confidence": min((f["confidence"] for f in facts if f["confidence"] is not None), default=None),
                "decided": next((f["rule"] for f in facts if f["source"] == "decision"), None),
                "record": name,
                "raw": _to_decide(field, record),
                "field": "target" if field == "targets" else field,
            }
        )
    return out


_LABELS = {
    ("recommendation", "number"): "Recommendation",
    ("recommendation", "text"): "What was recommended",
    ("recommendation", "response"): "Answer",
    ("recommendation", "explanation"): "Why not in full",
    ("action", "text"): "What will be done",
    ("action", "owners"): "Who answers for it",
    ("action", "targets"): "By when",
}


def _to_decide(field: str, record: Row) -> str:
    """The value as a decision would write it."""
    if field == "owners":
        return "; ".join(record["owners"])
    return (record["target_raw"] if field == "targets" else record[field]) or ""


def _as_words(field: str, record: Row) -> str | None:
    if field == "response":
        return words.RESPONSES[record["response"]]
    if field == "owners":
        return "; ".join(record["owners"]) or "Nobody is named"
    if field == "targets":
        return target_in_words(record)
    value: str | None = record[field]
    return value


def target_in_words(action: Row) -> str:
    """The date entry, and the days it stands for where those are not the same words."""
    raw = action["target_raw"] or words.TARGETS[action["target_kind"]] or "No date"
    days = "; ".join(words.span(t["start"], t["end"]) for t in action["targets"])
    return f"{raw} ({days})" if days and days != raw else raw


def _marked(values: Sequence[Mapping[str, Any]], pictures: Mapping[int, Picture]) -> list[MarkedPage]:
    numbers = sorted({number for value in values for number in value["pages"]})
    out = []
    for number in numbers:
        marks = tuple(
            MarkedWords(
                f"mark-{v['name']}-{number}",
                f"value-{v['name']}",
                f"{v['label']}: on page {number}",
                "value",
                boxes,
            )
            for v in values
            if (boxes := places.rectangles(v["boxes"], number))
        )
        out.append(MarkedPage(number, pictures.get(number), marks))
    return out


def _letter(chapter: Chapter, drawn: Drawn) -> dict[str, Any]:
    entry, letter = chapter.entry, chapter.letter
    return {
        "entry": entry,
        "letter": letter,
        "kind": "Later edition of the plan" if letter["edition_of"] else "Letter",
        "sure": words.how_sure_of_state(entry["status_probability"], review=entry["status_review"])
        if entry["mentioned"]
        else "",
        "passages": [_passage(passage, drawn) for passage in chapter.passages],
        "nearest": [
            {"statement": update, "score": score, "strips": _strips(update, drawn)}
            for update, score in chapter.nearest
        ],
    }


def _passage(passage: LinkedStatement, drawn: Drawn) -> dict[str, Any]:
    update, link = passage.update, passage.link
    bars, total = waterfall.steps(link["signals"])
    return {
        "statement": update,
        "link": link,
        "state": words.STATES[update["status"]],
        "strips": _strips(update, drawn),
        "where": f"{names.document_page(update['document_id'])}#{names.anchor(update['update_id'])}",
        "steps": bars,
        "total": total,
        "sure": words.how_sure_of_link(link["score"]),
        "doubtful": link["judgement"] != "accepted" or link["score"] < SURE,
    }


def _strips(update: Row, drawn: Drawn) -> list[places.PassageView]:
    return places.strips(update["boxes"], drawn.get(update["document_id"], {}))


def _neighbours(rows: CaseRows, key: str) -> tuple[str | None, str | None]:
    every = [row["action_id"] for row in rows["commitments"]]
    at = every.index(key)
    before = every[at - 1] if at else None
    after = every[at + 1] if at + 1 < len(every) else None
    return before, after


def _cite(story: Story) -> str:
    plan, commitment = story.plan, story.commitment
    pages = places.pages_of(story.action["boxes"])
    where = f", page {' and '.join(map(str, pages))}" if pages else ""
    dated = f" of {words.day(plan['dated'])}" if plan["dated"] else ""
    title = commitment["subject"] or plan["file_name"]
    published = f", published at {plan['source_url']}" if plan["source_url"] else ""
    return (
        f"Action plan{dated} in answer to “{title}”, recommendation {commitment['recommendation_number']}{where} "
        f"(file {plan['file_name']}{published}, SHA-256 {plan['sha256']}), commitment {commitment['action_id']}"
    )


def _data(story: Story, rows: CaseRows) -> dict[str, Any]:
    """The rows that the page shows, as the published tables have them."""
    judged = rows.judged[story.commitment["action_id"]]
    return {
        "commitment": story.commitment,
        "action": story.action,
        "recommendation": rows.recommendations[story.action["recommendation_id"]],
        "document": story.plan,
        "answers": {name: asdict(getattr(judged, name)) for name in ("kept", "late", "changed", "silent")},
        "progress": list(_linked(story.progress)),
        "letters": [
            {
                "document": chapter.letter,
                "ledger": chapter.entry,
                "passages": list(_linked(chapter.passages)),
                "nearest": [{"update": update, "score": score} for update, score in chapter.nearest],
            }
            for chapter in story.chapters
        ],
    }


def _linked(passages: Sequence[LinkedStatement]) -> Iterator[dict[str, Any]]:
    return ({"update": passage.update, "link": passage.link} for passage in passages)
