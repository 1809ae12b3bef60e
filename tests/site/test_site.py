"""The pages for people: whole, true to the tables, written only where something is new, and harmless."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pytest
from lxml import html

from pipeline import measures, refresh
from pipeline.analysis import markup
from pipeline.dataset import Dataset, load
from pipeline.errors import PipelineError
from pipeline.publish.runs import StoredRun
from pipeline.site import names, owners, render, timeline, words
from pipeline.site.build import build
from pipeline.site.library import Library
from pipeline.site.page import SitePage
from pipeline.tables.schema import BY_NAME
from tests.pipeline.test_run import LETTER, PLAN

BUDGET = 300_000  # bytes of a page without its pictures
Tree = html.HtmlElement


@pytest.fixture(scope="module")
def ds(sample: Path) -> Dataset:
    return load(sample)


@pytest.fixture(scope="module")
def site(ds: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    build(ds, out)
    return out


def pages(site: Path) -> dict[str, Tree]:
    return {p.relative_to(site).as_posix(): html.parse(p).getroot() for p in sorted(site.rglob("*.html"))}


def text(tree: Tree) -> str:
    return " ".join(tree.text_content().split())


def test_every_case_commitment_document_and_owner_has_a_page_and_its_data(ds: Dataset, site: Path) -> None:
    for key in ds.commitments.action_id:
        page = site / names.commitment_page(key)
        data = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
        assert data["commitment"]["action_id"] == key
        assert " ".join(data["action"]["text"].split())[:60] in text(html.parse(page).getroot())
    for key in ds.documents.document_id:
        data = json.loads((site / names.document_page(key)).with_suffix(".json").read_text(encoding="utf-8"))
        assert data["document"]["document_id"] == key
    for key in ds.commitments.case_id.unique():
        assert len(
            json.loads((site / names.case_page(key)).with_suffix(".json").read_bytes())["commitments"]
        ) == sum(ds.commitments.case_id == key)
    for name in {owner for listed in ds.commitments.owners for owner in listed}:
        assert (site / names.owner_page(owners.key(name))).is_file()


def test_no_link_leads_nowhere_and_no_page_fetches_from_elsewhere(site: Path) -> None:
    trees = pages(site)
    ids = {name: set(tree.xpath("//@id")) for name, tree in trees.items()}
    for name, tree in trees.items():
        assert len(ids[name]) == len(tree.xpath("//@id")), f"{name} has an id twice"
        for target in tree.xpath("//@href | //@src"):
            parts = urlsplit(target)
            assert not parts.scheme, f"{name} leads to {target}"
            assert not parts.netloc, f"{name} leads to {target}"
            there = (site / name).parent.joinpath(unquote(parts.path)).resolve() if parts.path else site / name
            assert there.is_file(), f"{name} leads to {target}"
            other = there.relative_to(site.resolve() if parts.path else site).as_posix()
            if parts.fragment and other in ids:
                assert parts.fragment in ids[other], f"{name} leads to {target}"


def test_the_figures_of_the_home_page_are_those_of_the_measures(ds: Dataset, site: Path) -> None:
    kept = measures.kept(ds)
    row = next(row for row in pages(site)["index.html"].xpath("//tr") if "Kept by the date" in text(row))
    assert f"{kept.yes} of {kept.known}" in text(row)
    assert f"{kept.unknown}:" in text(row)
    silent = measures.silent(ds, letters=1)
    listed = [row for tree in pages(site).values() for row in tree.xpath("//tr[@data-silent='yes']/th/a")]
    assert sorted(text(a) for a in listed) == sorted(names.short(key) for key in silent.action_id)


def test_the_words_of_a_value_are_marked_where_the_tables_say_they_stand(ds: Dataset, site: Path) -> None:
    key = ds.commitments.action_id.iloc[0]
    tree = html.parse(site / names.commitment_page(key)).getroot()
    facts = ds.facts[(ds.facts.record_id == key) & (ds.facts.field == "owners")]
    (mark,) = tree.xpath("//a[starts-with(@id, 'mark-action-owners-')]")
    assert mark.get("href") == "#value-action-owners"
    assert tree.xpath("//dd[@id='value-action-owners']//a/@href") == [f"#{mark.get('id')}"]
    drawn = [tuple(float(r.get(k)) for k in ("x", "y", "width", "height")) for r in mark.xpath("rect")]
    wanted = [
        (f.x0 - 2, f.top - 2, f.x1 - f.x0 + 4, f.bottom - f.top + 4)
        for f in facts.itertuples()
        if f.page == facts.page.iloc[0]
    ]
    assert drawn == [pytest.approx(box, abs=0.06) for box in wanted]


def test_a_letter_stands_on_the_page_with_its_passages_and_their_reasons(ds: Dataset, site: Path) -> None:
    linked = ds.links[(ds.links.judgement == "accepted") & (ds.links.method == "matched")].iloc[0]
    tree = html.parse(site / names.commitment_page(linked.action_id)).getroot()
    (passage,) = tree.xpath(f"//div[@id='{names.slug(linked.update_id)}']")
    said = ds.updates.set_index("update_id").loc[linked.update_id, "text"]
    assert " ".join(said.split()) in text(passage)
    assert f"score {linked.score:.2f}" in text(passage)
    weights = [float(cell) for cell in passage.xpath(".//td[@data-label='Weight in bits']/text()")]
    assert weights == [pytest.approx(s["weight"], abs=0.06) for s in linked.signals]


def test_every_reason_that_the_software_gives_is_said_in_words(ds: Dataset) -> None:
    from pipeline.linking.signals import SIGNALS

    assert {signal.__name__ for signal in SIGNALS} <= set(words.REASONS)
    assert {s["name"] for signals in ds.links.signals for s in signals} <= set(words.REASONS)


def test_pages_are_light(site: Path) -> None:
    heavy = {n: (site / n).stat().st_size for n in pages(site) if (site / n).stat().st_size > BUDGET}
    assert heavy == {}
    shared = sum((site / "static" / name).stat().st_size for name in ("site.css", "site.js", "minisearch.js"))
    assert shared + (site / "search.html").stat().st_size < BUDGET


def test_a_second_building_writes_nothing_and_a_new_document_only_what_it_touches(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "site"
    (raw / "one").mkdir(parents=True)
    (raw / "two").mkdir()
    (raw / "one" / "plan.html").write_text(PLAN, encoding="utf-8")
    other = PLAN.replace("Larkhill Moor", "Cold Fell").replace("Head of Safety", "Head of Catering")
    (raw / "two" / "plan.html").write_text(other, encoding="utf-8")
    day = date(2019, 7, 1)
    refresh.run(raw, tmp_path / "processed", day)
    first = build(load(tmp_path / "processed"), out)
    assert first.written > 20
    assert build(load(tmp_path / "processed"), out).written == 0
    (out / "owners.html").unlink()
    assert build(load(tmp_path / "processed"), out).written == 1
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    (raw / "one" / "letter.txt").write_text(LETTER, encoding="utf-8")
    refresh.run(raw, tmp_path / "processed", day)
    build(load(tmp_path / "processed"), out)
    ds = load(tmp_path / "processed")
    case = dict(zip(ds.documents.file_name, ds.documents.case_id, strict=True))
    assert case["one/letter.txt"] == case["one/plan.html"]
    moved = {p.relative_to(out).as_posix() for p in out.rglob("*.html") if before.get(p) != p.stat().st_mtime_ns}
    untouched = [k for k in ds.commitments.action_id if k.startswith(case["two/plan.html"])]
    assert not moved & {names.commitment_page(key) for key in untouched}
    assert names.case_page(case["two/plan.html"]) not in moved
    assert names.case_page(case["one/plan.html"]) in moved
    (raw / "one" / "letter.txt").unlink()
    refresh.run(raw, tmp_path / "processed", day, None, refresh.Settings(max_loss=1.0))
    gone = build(load(tmp_path / "processed"), out)
    assert gone.removed >= 2  # the letter's page and its data
    assert not [n for n, tree in pages(out).items() if "letter.txt" in text(tree)]


@pytest.mark.slow
def test_a_building_that_was_broken_off_is_made_whole(
    ds: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, whole = tmp_path / "site", render.html
    written = 0

    def dies(page: SitePage, review: object = None) -> str:
        nonlocal written
        written += 1
        if written == 30:
            raise KeyboardInterrupt
        return whole(page, review)

    monkeypatch.setattr(render, "html", dies)
    with pytest.raises(KeyboardInterrupt):
        build(ds, out)
    (out / "commitments" / "half.html.new").write_text("half")
    monkeypatch.setattr(render, "html", whole)
    assert build(ds, out).written > 100
    # and over a whole site, which then looks whole and is of two runs
    early = ds.as_of("2017-06-01")
    before = {path: path.read_bytes() for path in out.rglob("*.html")}
    written = 0
    monkeypatch.setattr(render, "html", dies)
    with pytest.raises(KeyboardInterrupt):
        build(early, out)
    monkeypatch.setattr(render, "html", whole)
    build(ds, out)
    assert {path: path.read_bytes() for path in out.rglob("*.html")} == before
    assert not list(out.rglob("*.new"))


def test_pictures_that_could_not_be_drawn_are_drawn_when_the_documents_are_there(
    sample: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    (tmp_path / "elsewhere").mkdir()
    build(load(sample, raw=tmp_path / "elsewhere"), out)
    assert not list(out.glob("pages/*"))
    for tree in pages(out).values():
        assert len(set(tree.xpath("//@id"))) == len(tree.xpath("//@id"))
    build(load(sample), out)
    assert len(list(out.glob("pages/*.webp"))) > 10


@pytest.mark.parametrize("where", ["raw", "other", "run"])
def test_the_site_goes_nowhere_where_it_would_do_harm(where: str, sample: Path, tmp_path: Path) -> None:
    ds = load(sample)
    place = {"raw": sample.parent / "raw" / "site", "other": tmp_path, "run": Path(ds.place) / "site"}[where]
    (tmp_path / "letter.doc").write_text("mine")
    with pytest.raises(PipelineError, match="name another"):
        build(ds, place)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.doc"]


BAD = "<script>alert(1)</script>"
TURNED = "\u202egnp.exe"
HOSTILE = {
    "A private interview room": f"A {BAD} javascript:alert(2) {TURNED} =cmd|'/C calc'!A0 room",
    "Head of Safety": f'Head of "><img src=x onerror=alert(3)> {BAD}',
    "A body scanner": "A " + "very " * 220_000 + "large body scanner",
}


@pytest.mark.slow
def test_hostile_words_stay_words(tmp_path: Path) -> None:
    plan, letter = PLAN, LETTER.replace("the private interview room", f"the private {BAD} {TURNED} interview room")
    for said, hostile in HOSTILE.items():
        assert said in plan
        plan = plan.replace(said, escape(hostile))
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "plan.html").write_text(plan, encoding="utf-8")
    (tmp_path / "raw" / "letter.txt").write_text(letter, encoding="utf-8")
    (tmp_path / "raw" / "..&<b>.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    refresh.run(tmp_path / "raw", tmp_path / "processed", date(2019, 7, 1))
    out = tmp_path / "site"
    build(load(tmp_path / "processed"), out)
    kept = 0
    for name, tree in pages(out).items():
        assert all(
            src.endswith(("/site.js", "/minisearch.js")) or src.startswith("static/")
            for src in tree.xpath("//script/@src")
        )
        assert not tree.xpath("//script[not(@src)] | //img[@src='x'] | //@*[starts-with(name(), 'on')]"), name
        assert not [a for a in tree.xpath("//@href") if "javascript:" in a]
        raw = (out / name).read_text(encoding="utf-8")
        assert "\u202e" not in raw
        assert len(raw) < BUDGET
        kept += BAD in text(tree)
    assert kept >= 3  # home or case, commitment, document: the words are shown
    data = [json.loads(path.read_text(encoding="utf-8")) for path in out.rglob("commitments/*.json")]
    assert any(BAD in d["action"]["text"] and "\u202e" in d["action"]["text"] for d in data)
    assert any(len(d["action"]["text"]) > 1_000_000 for d in data)
    script = (out / "static" / "search-entries.js").read_text(encoding="utf-8")
    assert json.loads(script.removeprefix("window.SEARCH_ENTRIES = ").removesuffix(";\n"))


def test_only_addresses_of_the_web_are_links(ds: Dataset, tmp_path: Path) -> None:
    rows = ds.arrow("documents").to_pylist()
    addresses = ["https://example.org/plan.pdf", "javascript:alert(1)", None]
    rows = [row | {"source_url": addresses[n % 3]} for n, row in enumerate(rows)]
    tables = {name: ds.arrow(name) for name in ds.tables}
    tables["documents"] = pa.Table.from_pylist(rows, schema=BY_NAME["documents"].arrow)
    build(Dataset(StoredRun(ds.place, ds.run, tables), ds.day, None), tmp_path / "site")
    found = [a for tree in pages(tmp_path / "site").values() for a in tree.xpath("//a/@href") if urlsplit(a).scheme]
    assert set(found) == {"https://example.org/plan.pdf"}


def test_hidden_characters_are_shown_for_what_they_are() -> None:
    assert markup.harmless("a\u202eb\x07c\nd") == "a[U+202E]b[U+0007]c\nd"
    assert markup.harmless(None) == ""
    assert markup.harmless("x" * 30_000).endswith("… [cut: 30,000 characters]")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Head of Psychology Services", "Head of Psychological Services", True),
        ("Governor's Office", "Governor’s office", True),
        ("Head of Safety", "Head of Security", False),
        ("Deputy Governor", "Governor", False),
    ],
)
def test_spellings_of_one_role_are_taken_together(one: str, other: str, same: bool) -> None:
    assert (owners.key(one) == owners.key(other)) is same


def test_the_names_of_files_are_ours_whatever_a_document_calls_its_records() -> None:
    odd = ["d/../../etc/passwd", "d/..%2f", "d/<b>/1", "d/5.1/1", "d/5-1/1", "d/5.1-1", "d/" + "9" * 500]
    slugs = [names.slug(key) for key in odd]
    assert len(set(slugs)) == len(odd)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,90}", slug) and ".." not in slug for slug in slugs)


def test_a_move_is_drawn_from_the_old_date_to_the_new_one() -> None:
    made, due, moved = date(2020, 1, 1), date(2020, 7, 1), date(2021, 1, 1)
    letter = {
        "document_id": "l",
        "as_of": date(2020, 8, 1),
        "status": "delayed",
        "revised_target_end": moved,
        "revised_target_raw": "January 2021",
    }
    scale = timeline.scale_of([made, due, moved])
    assert scale is not None
    drawn = timeline.line(
        scale, {"original_target_end": due, "target_raw": "July 2020"}, [letter], made, {"l": {"edition_of": None}}
    )
    assert [kind for *_, kind in drawn.segments] == ["promised", "moved"]
    assert drawn.segments[0][1] == drawn.segments[1][0] == scale.at(due)
    assert drawn.segments[1][1] == scale.at(moved) == 100 - timeline.EDGE
    assert drawn.told == (
        "Promised on 1 January 2020; for July 2020; letter of 1 August 2020: delayed, new date January 2021."
    )


def test_a_case_is_parted_from_all_others_with_every_row(ds: Dataset) -> None:
    library = Library(ds.arrow_tables, {})
    whole = [library.case(key) for key in library]
    for name in ("documents", "actions", "updates", "links", "ledger", "facts"):
        assert sum(len(rows[name]) for rows in whole) == len(getattr(ds, name))
    assert library.ground(library.case_ids[0]) == Library(ds.arrow_tables, {}).ground(library.case_ids[0])


def test_where_the_documents_are_not_at_hand_the_pages_say_so(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample, tmp_path / "processed", symlinks=True)
    build(load(tmp_path / "processed"), tmp_path / "site")
    assert not list((tmp_path / "site").glob("pages/*"))
    plans = [tree for n, tree in pages(tmp_path / "site").items() if n.startswith("documents/")]
    assert any("Its pages are not shown" in text(tree) for tree in plans)
