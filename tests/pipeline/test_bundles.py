"""Files in files: what lies in a bundle, or is attached to a message, is a document with both names."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors import limits
from pipeline.failures import Failure
from pipeline.ingest import bundles, raw_folder
from tests.faults import hostile
from tests.folders import read_folder
from tests.in_process import here
from tests.pipeline.test_run import LETTER, PLAN
from tests.readers.test_eml import message


def test_a_bundle_and_a_message_are_read_as_the_documents_in_them(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(PLAN.encode(), maintype="text", subtype="html", filename="../plan.html")
    (tmp_path / "sub").mkdir()
    files = {"2019/plan.html": PLAN.replace("Larkhill", "Ash").encode(), "letter.eml": mail.as_bytes()}
    aside = {".hidden": b"x", "__MACOSX/._plan.html": b"x", "README.md": b"x"}
    (tmp_path / "sub" / "bundle.zip").write_bytes(hostile.packed(files | aside))
    (tmp_path / "letter.txt").write_text(LETTER)
    folder = read_folder(tmp_path)
    assert {d.file_name: (d.status, d.media_type) for d in folder.documents} == {
        "letter.txt": ("ok", "text/plain"),
        "sub/bundle.zip/2019/plan.html": ("ok", "text/html"),
        "sub/bundle.zip/letter.eml": ("ok", "message/rfc822"),
        "sub/bundle.zip/letter.eml/plan.html": ("ok", "text/html"),
    }


def test_a_file_is_read_once_in_and_outside_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(hostile.packed({"plan.html": PLAN.encode()}))
    (tmp_path / "plan.html").write_text(PLAN)
    folder = read_folder(tmp_path)
    assert folder.fresh == 1
    assert [d.file_name for d in folder.documents] == ["bundle.zip/plan.html"]
    assert [issue.code for _, issue in folder.issues] == ["duplicate_file"]


def test_what_was_read_is_what_was_listed(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(hostile.packed({"plan.html": PLAN.encode(), "gone.html": b"<p>a</p>"}))
    raw = raw_folder.opened(tmp_path)
    assert [file.name for file in raw.files()] == ["bundle.zip/gone.html", "bundle.zip/plan.html"]
    path.write_bytes(hostile.packed({"plan.html": PLAN.encode()}))
    assert raw.read("bundle.zip/plan.html") == PLAN.encode()
    gone = raw.read("bundle.zip/gone.html")
    assert isinstance(gone, Failure)
    assert gone.code == "changed_meanwhile"


GOOD = hostile.packed({"plan.html": PLAN.encode()})


def locked() -> bytes:
    data = bytearray(GOOD)
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    return bytes(data)


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.html", PLAN)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.html", LETTER)
    return out.getvalue()


def long_list() -> bytes:
    at = GOOD.index(b"PK\x05\x06") + 12
    return GOOD[:at] + b"\xff\xff\xff\x00" + GOOD[at + 4 :]


# How a bundle is bad: its bytes, the row that says so, and words of what it says.
BROKEN: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "cut": (lambda: GOOD[: len(GOOD) // 2], "bundle.zip", "make it again"),
    "no zip": (lambda: b"PK\x03\x04 and no more", "bundle.zip", "make it again"),
    "empty": (lambda: hostile.packed({}), "bundle.zip", "no document in it"),
    "only aside": (lambda: hostile.packed({"README.md": b"a"}), "bundle.zip", "no document in it"),
    "climbs": (lambda: hostile.packed({"a.html": b"a", "../../a.html": b"a"}), "bundle.zip", "leads out of it"),
    "absolute": (lambda: hostile.packed({"/etc/a.html": b"a"}), "bundle.zip", "leads out of it"),
    "backslash": (lambda: hostile.packed({"..\\a.html": b"a"}), "bundle.zip", "leads out of it"),
    "drive": (lambda: hostile.packed({"C:\\a.html": b"a"}), "bundle.zip", "leads out of it"),
    "many": (lambda: hostile.packed({f"{n}.html": b"a" for n in range(limits.PARTS + 1)}), "bundle.zip", "at most"),
    "bomb": (lambda: hostile.packed({"a.html": b" " * (20 << 20)}), "bundle.zip", "times as large"),
    "large": (lambda: hostile.packed({"a.html": b" " * (129 << 20)}), "bundle.zip", "MB when unpacked"),
    "long list": (long_list, "bundle.zip", "split it"),
    "same names": (twice, "bundle.zip", "same name"),
    "locked": (locked, "bundle.zip/plan.html", "password"),
    "damaged inside": (lambda: GOOD[:60] + bytes(40) + GOOD[100:], "bundle.zip/plan.html", "make the bundle again"),
    "nested": (lambda: hostile.packed({"in.zip": GOOD}), "bundle.zip/in.zip", "unpack it"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_bad_bundle_is_a_row_that_says_what_to_do(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.runtime.worker.run", here)
    make, name, words = BROKEN[how]
    (tmp_path / "bundle.zip").write_bytes(make())
    (tmp_path / "letter.txt").write_text(LETTER)
    folder = read_folder(tmp_path)
    rows = {d.file_name: (d.status, d.error) for d in folder.documents}
    assert rows.pop("letter.txt") == ("ok", None)
    assert list(rows) == [name]
    status, error = rows[name]
    assert status == "failed"
    assert error is not None
    assert words in error
    assert "\n" not in error


def test_messages_attached_to_each_other_are_followed_so_far(tmp_path: Path) -> None:
    mail = message("the innermost")
    for n in range(5):
        outer = message(f"around it, {n}")
        outer.add_attachment(mail)
        mail = outer
    found = list(bundles.members("a.eml", mail.as_bytes()))
    assert [one.name.count("/") for one in found] == [1, 2, 3]
    assert isinstance(found[-1].data, Failure)
    assert "unpack it" in found[-1].data.message
