"""The pages with controls, for one person on this machine: the one door to Starlette.

Nothing is answered but to who has the token of the address that the command printed, in a request to this very host
and port; a form is taken only from a page of this server. So no other site that the person's browser has open, and
nobody else on the network, can read or decide anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.decisions.file import LINK, VERDICTS, Decision
from pipeline.decisions.writing import DecisionConflict
from pipeline.errors import PipelineError
from pipeline.review import bands
from pipeline.review.reviewer import Given, Reviewer
from pipeline.site import names, render, words
from pipeline.site.page import SitePage

# Bytes of a form: what a person writes into one is less.
FORM = 1 << 20
# Questions that the list shows at once.
SHOWN = 25
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without any a browser tells no origin with a form
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
}
Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class ReviewView:
    """What templates ask the review for; ``here`` is the page, to come back to."""

    reviewer: Reviewer
    here: str
    said: tuple[str, bool] | None = None

    @property
    def who(self) -> str:
        """Who decides."""
        return self.reviewer.who

    @property
    def can_undo(self) -> Decision | None:
        """The decision that can be undone, if any."""
        return self.reviewer.sitting[-1] if self.reviewer.sitting else None

    def standing(self, record: str, field: str) -> Decision | None:
        """What the file decides already."""
        return self.reviewer.standing(record, field)

    def others(self, action_id: str) -> list[tuple[str, str]]:
        """The other commitments of the case, by action_id, in words."""
        rows = self.reviewer.reviewed.commitments_beside(action_id)
        return [
            (row["action_id"], f"{names.short(row['action_id'])} {(row['action'] or '')[:80]}")
            for row in rows
            if row["action_id"] != action_id
        ]


def app(reviewer: Reviewer, token: str, host: str, pictures: Path) -> Starlette:
    """The application; ``host`` is what requests are to name ("127.0.0.1:8765"), ``pictures`` holds the pages'."""
    pages = _Pages(reviewer, token, host, pictures)
    routes = [
        Route("/", pages.enter),
        Route("/queue", pages.queue),
        Route("/bands", pages.bands),
        Route("/decide", pages.decide, methods=["POST"]),
        Route("/undo", pages.undo, methods=["POST"]),
        Route("/who", pages.who, methods=["POST"]),
        Route("/static/{name}", pages.static),
        Route("/pages/{name}", pages.picture),
        Route("/{file:path}", pages.page),
    ]

    class Guarded(BaseHTTPMiddleware):
        """Lets in who has the token, and what comes from a page of ours."""

        async def dispatch(self, request: Request, call_next: Answer) -> Response:
            refused = _refused(request, token, host)
            response = Response(refused, 403, media_type="text/plain") if refused else await call_next(request)
            response.headers.update(_HEADERS)
            return response

    return Starlette(routes=routes, middleware=[Middleware(Guarded)], exception_handlers={PipelineError: _told})


def cookie(host: str) -> str:
    """The name of the cookie with the token: of its own for each port, since a browser sends it to all of them."""
    return f"review-{host.rpartition(':')[2]}"


async def _told(_: Request, error: Exception) -> Response:
    return Response(str(error), 400, media_type="text/plain")


def _refused(request: Request, token: str, host: str) -> str | None:
    """Why a request is not answered; None where it is."""
    if request.headers.get("host") != host:
        return f"this server answers as {host} alone"
    if request.headers.get("sec-fetch-site") == "cross-site" and request.url.path != "/":
        return "this server answers no other site"
    given = request.cookies.get(cookie(host), "")
    if request.url.path == "/" and not given:
        given = request.query_params.get("token", "")
    if not compare_digest(given.encode(), token.encode()):
        return "open the address that the command printed: it has the token that lets you in"
    if request.method not in ("GET", "HEAD", "POST"):
        return "this server reads and decides, and does nothing else"
    if request.method == "POST" and request.headers.get("origin") != f"http://{host}":
        return "a decision is taken only from a page of this server"
    return None


class _Pages:
    """What each address answers."""

    def __init__(self, reviewer: Reviewer, token: str, host: str, pictures: Path) -> None:
        self._reviewer, self._token, self._host, self._pictures = reviewer, token, host, pictures
        self._said: tuple[str, bool] | None = None

    async def enter(self, _: Request) -> Response:
        response = RedirectResponse("/queue", 303)
        response.set_cookie(cookie(self._host), self._token, httponly=True, samesite="strict")
        return response

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if f"static/{name}" == "static/search-entries.js":
            text = await run_in_threadpool(self._reviewer.reviewed.whole.search_script)
            return Response(text, media_type=_TYPES[".js"])
        return _file(render.STATIC, name)

    async def picture(self, request: Request) -> Response:
        return _file(self._pictures / "pages", request.path_params["name"])

    async def page(self, request: Request) -> Response:
        return await run_in_threadpool(self._page, request.path_params["file"])

    def _page(self, file: str) -> Response:
        json_file = file.endswith(".json")
        page = self._reviewer.reviewed.page(f"{file.removesuffix('.json')}.html" if json_file else file)
        if page is None:
            return Response("there is no such page", 404, media_type="text/plain")
        if json_file:
            return Response(render.data(page) or "null", media_type="application/json")
        return self._html(page, file)

    def _html(self, page: SitePage, here: str, status: int = 200) -> Response:
        said, self._said = self._said, None
        return Response(render.html(page, ReviewView(self._reviewer, here, said)), status, media_type="text/html")

    async def queue(self, _: Request) -> Response:
        return await run_in_threadpool(self._queue)

    def _queue(self) -> Response:
        reviewer = self._reviewer
        found = reviewer.questions
        updates = {
            row["update_id"]: row
            for row in _rows_of(reviewer, "updates", {q.update_id for q in found[:SHOWN] if q.update_id})
        }
        commitments = {row["action_id"]: row for row in reviewer.reviewed.whole.commitments}
        titles = reviewer.reviewed.whole.titles
        asked = [
            {
                "question": question,
                "commitment": commitments[question.action_id],
                "case": titles.get(commitments[question.action_id]["case_id"], ""),
                "statement": updates.get(question.update_id or ""),
                "page": names.commitment_page(question.action_id),
            }
            for question in found[:SHOWN]
        ]
        view = {"asked": asked, "open": len(found), "states": words.STATES}
        return self._html(SitePage("queue", "review/queue.html", "What to look at", view), "queue")

    async def bands(self, _: Request) -> Response:
        return await run_in_threadpool(self._bands)

    def _bands(self) -> Response:
        found = self._reviewer.bands
        view = {"bands": found, "advice": bands.advice(found)}
        return self._html(SitePage("bands", "review/bands.html", "How often links were right", view), "bands")

    async def decide(self, request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(self._decide, form)

    def _decide(self, form: Mapping[str, str]) -> Response:
        back = _back(form)
        try:
            for given in _given(form):
                made = self._reviewer.decide(given, beside=form.get("beside") == "yes")
                self._said = (f"Written down: {made.field} of {made.record} is {made.value or 'nothing'}.", True)
        except DecisionConflict as conflict:
            view = {"other": conflict.other, "form": form}
            page = SitePage("conflict", "review/conflict.html", "Another person decided otherwise", view)
            return self._html(page, back.lstrip("/"), 409)
        except PipelineError as error:
            self._said = (f"Not written: {error}", False)
        return RedirectResponse(back, 303)

    async def undo(self, request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(self._undo, form)

    def _undo(self, form: Mapping[str, str]) -> Response:
        try:
            gone = self._reviewer.undo()
            self._said = (f"Taken back: {gone.field} of {gone.record} is no longer decided by this.", True)
        except PipelineError as error:
            self._said = (f"Not taken back: {error}", False)
        return RedirectResponse(_back(form), 303)

    async def who(self, request: Request) -> Response:
        form = await _form(request)
        self._reviewer.who = " ".join(form.get("who", "").split())[:100]
        return RedirectResponse(_back(form), 303)


def _rows_of(reviewer: Reviewer, table: str, keys: set[str]) -> list[dict[str, object]]:
    from pipeline.tables.parquet import rows_with

    return rows_with(reviewer.reviewed.dataset.arrow_tables[table], "update_id", keys)


def _given(form: Mapping[str, str]) -> list[Given]:
    """The decisions of a form: one, or for another commitment two, that it is not this one and that it is that."""
    record, field, value = (form.get(name, "").strip() for name in ("record", "field", "value"))
    reason = form.get("reason", "").strip()
    if field != LINK or value in VERDICTS:
        return [Given(record, field, value, reason)]
    if value != "other" or not form.get("other"):
        raise PipelineError("say whether the passage is about the commitment, or which other one it is about")
    update = record.partition(" | ")[0]
    return [
        Given(record, LINK, "rejected", reason),
        Given(f"{update} | {form['other']}", LINK, "accepted", reason),
    ]


async def _form(request: Request) -> dict[str, str]:
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > FORM:
            raise PipelineError("the form holds more than a person writes")
    found = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    return {name: values[-1] for name, values in found.items()}


def _back(form: Mapping[str, str]) -> str:
    """Where to go on: a page of this server, whatever the form says."""
    parts = urlsplit(form.get("next", ""))
    path = parts.path.lstrip("/\\")
    fragment = (
        f"#{parts.fragment}"
        if parts.fragment and parts.fragment.replace("-", "").replace(".", "").isalnum()
        else ""
    )
    return f"/{path}{fragment}" if path and not parts.scheme and not parts.netloc else "/queue"


def _file(folder: Path, name: str) -> Response:
    path = (folder / name).resolve()
    if path.parent != folder.resolve() or not path.is_file():
        return Response("there is no such file", 404, media_type="text/plain")
    return FileResponse(path, media_type=_TYPES.get(path.suffix, "application/octet-stream"))
