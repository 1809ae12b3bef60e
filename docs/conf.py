"""How `make docs` builds this folder: static pages that fetch nothing, the notebooks run afresh on the sample."""

from __future__ import annotations

import logging
import os
import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

DOCS = Path(__file__).resolve().parent
RAW, NOTEBOOKS = DOCS.parent / "data" / "raw", DOCS.parent / "notebooks"
SAMPLE = DOCS / "_build" / "sample"
# The day on which the sample's commitments are judged: after its last letter, and the same in every build.
AS_OF = date(2019, 8, 1)
# What makes a browser fetch something from elsewhere when it shows a page; a link only does when it is followed.
FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|data)\s*=\s*[\"']?(?:https?:)?//[^> ]+"
    r"|<link\b(?![^>]*rel=[\"']?canonical)[^>]*?\bhref\s*=\s*[\"']?(?:https?:)?//[^\"'> ]+"
    r"|url\(\s*[\"']?(?:https?:)?//[^)]+"
    r"|@import\s+[\"'](?:https?:)?//[^\"']+"
    r"|\bimport\(\s*[\"'](?:https?:)?//[^\"']+"
    r"|https?://(?:cdn\.|cdnjs\.|unpkg\.|fonts\.)[^\"' )]*",
    re.IGNORECASE,
)

project = "inspection-responses"
html_title = project
copyright = "the inspection-responses founders, MIT licence"
extensions = ["myst_nb"]
exclude_patterns = ["_build", "**/.ipynb_checkpoints"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no notebook has widgets, and their scripts come from elsewhere
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sourcelink = False


def copy_notebooks(_app: Sphinx, _config: Config) -> None:
    """Bring the notebooks into this folder: Sphinx follows no link from one page to another outside it."""
    copies = DOCS / NOTEBOOKS.name
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        shutil.copy(notebook, copies)


def publish_sample(_app: Sphinx) -> None:
    """Publish ``data/raw`` where the notebooks find it: ``INSPECTION_RESPONSES`` names the published folder."""
    from pipeline import refresh

    SAMPLE.mkdir(parents=True, exist_ok=True)
    logging.getLogger("pipeline").setLevel(logging.WARNING)  # Sphinx shows what it hears
    raw = SAMPLE / "raw"  # beside the runs, where ds.page looks for the documents
    if not raw.is_symlink():
        raw.symlink_to(RAW, target_is_directory=True)
    refresh.run(raw, SAMPLE / "processed", AS_OF)
    os.environ["INSPECTION_RESPONSES"] = str(SAMPLE / "processed")


def fetches_nothing(app: Sphinx, exception: Exception | None) -> None:
    """Fail the build where a page would fetch a script, a style, a font or a picture from elsewhere."""
    if exception is not None or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*")):
        if page.suffix in (".html", ".css", ".js"):
            found = FETCHED.search(page.read_text(encoding="utf-8"))
            if found:
                raise ExtensionError(f"{page} fetches from elsewhere: {found.group(0)}")


def setup(app: Sphinx) -> None:
    """Put all three at their places in the build."""
    app.connect("config-inited", copy_notebooks)
    app.connect("builder-inited", publish_sample)
    app.connect("build-finished", fetches_nothing)
