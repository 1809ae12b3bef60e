"""Builds action plans as PDFs in random designs, with the records they hold: the truth of the property tests.

The page is set on a grid of lines, as a person sets it: the response text is wrapped into its column, and each
owner and date is put beside the first line of its action, some lines off where the design drifts. A row that
does not fit is cut by the page wherever the page ends.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

LEADING, PAD = 12.0, 3.0


@dataclass(frozen=True)
class PlannedAction:
    text: str
    owner: str
    date: str


@dataclass(frozen=True)
class PlannedRecommendation:
    number: str
    text: str
    response: str
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class Design:
    order: tuple[str, ...] = ("number", "recommendation", "response", "action", "owner", "date")
    headers: tuple[tuple[str, str], ...] = (
        ("number", "Rec No"),
        ("recommendation", "Recommendation"),
        ("response", "Agreed/ Partly Agreed/ Not Agreed"),
        ("action", "Response Action Taken/Planned"),
        ("owner", "Responsible Owner"),
        ("date", "Target Date"),
    )
    borders: str = "lines"  # lines, rects, dashes, inner (no outer side rules), open (none along the page's foot),
    # levels (no upright rules), none
    repeat_header: bool = False
    drift: int = 0
    page_lines: int = 34
    font: str = "Helvetica"
    size: float = 9.0
    gap: int = 1  # blank lines between two actions


WIDTHS = {"number": 34, "recommendation": 130, "response": 62, "action": 300, "owner": 116, "date": 80}


def build(
    plan: tuple[PlannedRecommendation, ...], design: Design, title: str = "Action plan: a test of plans"
) -> bytes:
    """The PDF of a plan in a design."""
    out = io.BytesIO()
    canvas = Canvas(
        out, pagesize=(60 + sum(WIDTHS[c] for c in design.order), 100 + LEADING * (design.page_lines + 6))
    )
    sheet = _Sheet(canvas, design)
    sheet.heading(title)
    sheet.row({role: _wrap(text, role, design) for role, text in dict(design.headers).items()}, whole=True)
    for recommendation in plan:
        sheet.row(_cells(recommendation, design), whole=False)
    sheet.finish()
    canvas.save()
    return out.getvalue()


def _wrap(text: str, role: str, design: Design) -> list[str]:
    width = WIDTHS[role] - 2 * PAD
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, design.font, design.size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _cells(recommendation: PlannedRecommendation, design: Design) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {
        "number": [recommendation.number],
        "recommendation": _wrap(recommendation.text, "recommendation", design),
        "response": _wrap(recommendation.response, "response", design),
        "action": [],
        "owner": [],
        "date": [],
    }
    for action in recommendation.actions:
        texts = {
            role: _wrap(getattr(action, {"action": "text"}.get(role, role)), role, design)
            for role in ("action", "owner", "date")
        }
        start = len(cells["action"])
        for role in ("owner", "date"):
            at = start + (design.drift if start else 0)
            cells[role] += [""] * (at - len(cells[role])) + texts[role]
        cells["action"] += texts["action"]
        used = max(len(cells[role]) for role in ("action", "owner", "date"))
        cells["action"] += [""] * (used - len(cells["action"]) + design.gap)
    return cells


class _Sheet:
    """Draws rows line by line, and starts a page where one is full."""

    def __init__(self, canvas: Canvas, design: Design) -> None:
        self.canvas, self.design = canvas, design
        self.left = [30.0]
        for role in design.order:
            self.left.append(self.left[-1] + WIDTHS[role])
        self.top = canvas._pagesize[1] - 60
        self.line = 0
        self.page = 1
        self.header: dict[str, list[str]] | None = None

    def heading(self, text: str) -> None:
        self.canvas.setFont("Helvetica-Bold", 12)
        self.canvas.drawString(30, self.top + 20, text)

    def y(self, line: float) -> float:
        return self.top - LEADING * line

    def row(self, cells: dict[str, list[str]], *, whole: bool) -> None:
        if whole:
            self.header = cells
        height = max(len(lines) for lines in cells.values())
        done = 0
        while done < height:
            room = self.design.page_lines - self.line
            if room < 1:
                self._page()
                continue
            count = min(room, height - done)
            self._part(
                {role: lines[done : done + count] for role, lines in cells.items()},
                count,
                bold=whole,
                cut=done + count < height,
            )
            done += count

    def _part(self, cells: dict[str, list[str]], count: int, *, bold: bool, cut: bool) -> None:
        font = self.design.font + ("-Bold" if bold else "")
        self.canvas.setFont(font, self.design.size)
        for i, role in enumerate(self.design.order):
            for n, text in enumerate(cells.get(role, [])):
                self.canvas.drawString(self.left[i] + PAD, self.y(self.line + n) - self.design.size, text)
        self._borders(self.y(self.line), self.y(self.line + count), cut=cut)
        self.line += count

    def _borders(self, top: float, bottom: float, *, cut: bool) -> None:
        style = self.design.borders
        if style == "none":
            return
        self.canvas.setDash(*([1, 2] if style == "dashes" else []))
        levels = [top] if cut and style == "open" else [top, bottom]
        uprights = self.left[1:-1] if style == "inner" else self.left
        uprights = [] if style == "levels" else uprights
        segments = [(self.left[0], y, self.left[-1], y) for y in levels] + [(x, top, x, bottom) for x in uprights]
        for x0, y0, x1, y1 in segments:
            if style == "rects":
                self.canvas.rect(x0 - 0.25, y1 - 0.25, x1 - x0 + 0.5, y0 - y1 + 0.5, stroke=0, fill=1)
            else:
                self.canvas.line(x0, y0, x1, y1)
        self.canvas.setDash()

    def _page(self) -> None:
        self._footer()
        self.canvas.showPage()
        self.page += 1
        self.line = 0
        if self.design.repeat_header and self.header:
            header = self.header
            self._part(header, max(len(lines) for lines in header.values()), bold=True, cut=False)

    def _footer(self) -> None:
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawCentredString(self.left[-1] / 2, 20, str(self.page))

    def finish(self) -> None:
        self._footer()
