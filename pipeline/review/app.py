"""The pages with controls, for one person on this machine: the one door to Starlette.

Nothing is answered but to who has the token of the address that the command printed, in a request to this very host
and port; a form is taken only from a page of this server. So no other site that the person's browser has open, and
nobody else on the network, can read or decide anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hmac import compare_digest
from pathlib import Path
from secrets import token_hex
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.analysis.markup import cut
from pipeline.decisions.file import LINK, VERDICTS, Decision
from pipeline.decisions.writing import DecisionConflict, standing
from pipeline.errors import PipelineError
from pipeline.model import document_of
from pipeline.review import bands
from pipeline.review.reviewer import Given, Reviewer
from pipeline.site import names, render, words
from pipeline.site.build import SEARCH
from pipeline.site.page import SitePage
from pipeline.tables.parquet import rows_with

# Bytes of a form: what a person writes into one is less.
FORM = 1 << 20
# Questions that the list shows at once.
SHOWN = 25
# Messages that no page has told yet, and characters of a value in one.
UNTOLD, SAID = 100, 120
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


class ReviewView:
    """What the templates of one page ask the review for: the decisions and the run as they are when it is made.

    ``here`` is the page, to come back to, ``said`` what was done just now and whether it went well.
    """

    def __init__(self, reviewer: Reviewer, here: str, said: tuple[str, bool] | None = None) -> None:
        self.here, self.said, self.who = here, said, reviewer.who
        # Of several decisions made in one act the last.
        self.can_undo = reviewer.sitting[-1][-1] if reviewer.sitting else None
        self._reviewed, self._decisions = reviewer.reviewed, reviewer.decisions
        self._used = {tuple(row["key"]) for row in self._reviewed.dataset.run["decisions"]}
        self._labels: dict[str, list[tuple[str, str]]] = {}

    def is_used(self, decision: Decision) -> bool:
        """Whether the run that is shown was made with a decision."""
        return decision.key in self._used

    def standing(self, record: str, field: str) -> Decision | None:
        """What the file decides already."""
        return standing(self._decisions, record, field)

    def others(self, record_id: str) -> list[tuple[str, str]]:
        """The commitments of the case of a record but itself, by action_id, in words."""
        document = document_of(record_id)
        if document not in self._labels:
            self._labels[document] = [
                (row["action_id"], f"{names.short(row['action_id'])} {(row['action'] or '')[:80]}")
                for row in self._reviewed.commitments_of(document)
            ]
        return [(key, label) for key, label in self._labels[document] if key != record_id]


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
    # The token of the address first: a browser may still hold that of a server which had this port before.
    asked = request.query_params.get("token", "") if request.url.path == "/" else ""
    given = asked or request.cookies.get(cookie(host), "")
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
        self._said: dict[str, tuple[str, bool]] = {}

    async def enter(self, _: Request) -> Response:
        response = RedirectResponse("/queue", 303)
        response.set_cookie(cookie(self._host), self._token, httponly=True, samesite="strict")
        return response

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if f"static/{name}" == SEARCH:
            text = await run_in_threadpool(self._reviewer.reviewed.whole.search_script)
            return Response(text, media_type=_TYPES[".js"])
        return _file(render.STATIC, name)

    async def picture(self, request: Request) -> Response:
        return _file(self._pictures / "pages", request.path_params["name"])

    async def page(self, request: Request) -> Response:
        return await run_in_threadpool(self._page, request.path_params["file"], _told_of(request))

    def _page(self, file: str, told: str) -> Response:
        json_file = file.endswith(".json")
        page = self._reviewer.reviewed.page(f"{file.removesuffix('.json')}.html" if json_file else file)
        if page is None or (json_file and page.data is None):
            return Response("there is no such page", 404, media_type="text/plain")
        if json_file:
            return Response(render.data(page), media_type="application/json")
        return self._html(page, file, told)

    def _html(self, page: SitePage, here: str, told: str = "", status: int = 200) -> Response:
        said = self._said.pop(told, None)
        return Response(render.html(page, ReviewView(self._reviewer, here, said)), status, media_type="text/html")

    def _go(self, back: str, said: str, *, well: bool) -> Response:
        """To a page, which then tells what was done."""
        name = token_hex(4)
        while len(self._said) >= UNTOLD:
            self._said.pop(next(iter(self._said)))
        self._said[name] = (said, well)
        path, hash_, fragment = back.partition("#")
        return RedirectResponse(f"{path}?told={name}{hash_}{fragment}", 303)

    async def queue(self, request: Request) -> Response:
        return await run_in_threadpool(self._queue, _told_of(request))

    def _queue(self, told: str) -> Response:
        found, reviewed = self._reviewer.questions, self._reviewer.reviewed
        wanted = {question.update_id for question in found[:SHOWN] if question.update_id}
        said = rows_with(reviewed.dataset.arrow_tables, "updates", "update_id", wanted)
        updates = {row["update_id"]: row for row in said}
        commitments = {row["action_id"]: row for row in reviewed.whole.commitments}
        titles = reviewed.whole.titles
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
        return self._html(SitePage("queue", "review/queue.html", "What to look at", view), "queue", told)

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
            made = self._reviewer.decide(*_given(form), beside=form.get("beside") == "yes")
        except DecisionConflict as conflict:
            view = {"other": conflict.other, "form": form}
            page = SitePage("conflict", "review/conflict.html", "Another person decided otherwise", view)
            return self._html(page, back.lstrip("/"), status=409)
        except PipelineError as error:
            page = SitePage(
                "refused", "review/refused.html", "This was not written down", {"why": f"{error}", "form": form}
            )
            return self._html(page, back.lstrip("/"), status=422)
        said = "; ".join(f"{each.field} of {each.record} is {cut(each.value, SAID) or 'nothing'}" for each in made)
        return self._go(back, f"Written down: {said}." if said else "This was decided already.", well=True)

    async def undo(self, request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(self._undo, form)

    def _undo(self, form: Mapping[str, str]) -> Response:
        try:
            gone = self._reviewer.undo()
        except PipelineError as error:
            return self._go(_back(form), f"Not taken back: {error}", well=False)
        said = "; ".join(f"{each.field} of {each.record}" for each in gone)
        return self._go(_back(form), f"Taken back: the decision on {said}.", well=True)

    async def who(self, request: Request) -> Response:
        form = await _form(request)
        self._reviewer.who = " ".join(form.get("who", "").split())[:100]
        return RedirectResponse(_back(form), 303)


def _given(form: Mapping[str, str]) -> list[Given]:
    """The decisions of a form: one, or for another commitment two, that it is not this one and that it is that."""
    record, field, value = (form.get(name, "").strip() for name in ("record", "field", "value"))
    reason = form.get("reason", "").strip()
    if value == "only" and field == LINK and form.get("other"):
        return [Given(f"{record} | {form['other']}", LINK, "accepted", reason)]
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
    try:
        found = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise PipelineError("the form has more fields than any of ours") from error
    return {name: values[-1] for name, values in found.items()}


def _told_of(request: Request) -> str:
    return request.query_params.get("told", "")


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
