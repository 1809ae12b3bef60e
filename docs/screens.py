"""Makes the small pictures of the pages anew: `python docs/screens.py`, where Chromium is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from pipeline import refresh
from pipeline.dataset import load
from pipeline.site import names
from pipeline.site.build import build

DOCS = Path(__file__).resolve().parent
SCREENS = DOCS / "_static" / "screens"
COMMITMENT, MARK = "5.04/1", "mark-action-owners-5"
WIDTH, HEIGHT, SMALL = 1200, 800, 720  # pixels of the window, and of the width of a picture


def main() -> None:
    """Publish data/raw, open each kind of page, and keep a picture of it."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        base = Path(folder)
        shutil.copytree(DOCS.parent / "data" / "raw", base / "raw")
        last = base / "raw" / "hmp-fenwick-2016-letter-2.docx"
        held = last.rename(base / last.name)
        refresh.run(base / "raw", base / "processed", date(2017, 6, 1))
        held.rename(last)
        refresh.run(base / "raw", base / "processed", date(2019, 8, 1))
        ds = load(base / "processed")
        build(ds, base / "site")
        key = next(k for k in ds.commitments.action_id if k.endswith(f"/{COMMITMENT}"))
        letter = ds.documents.set_index("file_name").document_id["hmp-fenwick-2016-letter-1.pdf"]
        started = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        window = started.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        at = f"file://{base / 'site'}"
        picture(window, "home", f"{at}/index.html")
        picture(window, "case", f"{at}/{names.case_page(ds.commitments.case_id[0])}", "#promises")
        picture(window, "commitment", f"{at}/{names.commitment_page(key)}#{MARK}", "#promise")
        picture(window, "document", f"{at}/{names.document_page(letter)}", "#page-1")
        picture(window, "digest", f"file://{base / 'processed' / 'latest' / 'digest.html'}")
        with reviewing(base / "processed") as address:
            picture(window, "review", address)
        started.close()


@contextmanager
def reviewing(processed: Path) -> Iterator[str]:
    """The address of a review that is served meanwhile."""
    command = [sys.executable, "-c", "from pipeline.start import main; main()", "review", "--who", "A. Reader"]
    with subprocess.Popen([*command, "--processed", str(processed)], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        try:
            yield serving.stdout.readline().strip()
        finally:
            serving.terminate()


def picture(window: Any, name: str, address: str, part: str | None = None) -> None:
    """Keep what the window shows of a page, from ``part`` on, small."""
    window.goto(address)
    if part is not None:
        window.evaluate("part => document.querySelector(part).scrollIntoView()", part)
    window.wait_for_timeout(500)
    image = Image.open(io.BytesIO(window.screenshot()))
    image = image.resize((SMALL, round(image.height * SMALL / image.width)), Image.Resampling.LANCZOS)
    image.save(SCREENS / f"{name}.webp", "WEBP", quality=60, method=6)


if __name__ == "__main__":
    main()
