"""`/api/v1`: ask (one JSON object), chat (server-sent events), feedback, coverage."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import Receive, Scope, Send

from bot.answers.coverage import Row
from bot.answers.events import Done, Progress, Told
from bot.errors import QuestionError
from bot.triage.privacy import masked
from bot.types import Answer
from bot.web.desk import Asked, Desk, Ticket
from bot.web.headers import foreign_origin
from bot.web.layout import lay_out
from bot.web.limits import Visitor, client_address
from bot.web.refusals import Refusal, RefusalText

_MOST_TURNS = 50

SiteId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class AskRequest(BaseModel):
    """The body of `POST /api/v1/ask` and `POST /api/v1/chat`."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=20_000)
    history: list[tuple[str, str]] = Field(default=[], max_length=_MOST_TURNS, description="[[question, answer], …]")
    site: SiteId | None = Field(default=None, description="a site of sites.toml; none: our own page")
    session: Annotated[str, Field(pattern=r"^[\w-]{8,64}$")] | None = Field(
        default=None, description="a random id of one open page, for its limit; it is not kept"
    )


class FeedbackRequest(BaseModel):
    """The body of `POST /api/v1/feedback`."""

    model_config = ConfigDict(extra="forbid")

    answer_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    helpful: bool | None = None
    report: bool = Field(default=False, description="something is wrong with the answer")
    note: str | None = Field(default=None, max_length=2_000, description="masked, and kept only where the site says so")
    site: SiteId | None = None


class FeedbackReply(BaseModel):
    """What became of it."""

    kept: bool = Field(description="false: this server keeps no audit")
    note_kept: bool


class RefusalReply(BaseModel):
    """The body of every refusal: a reason for programs, a text with telephone numbers for people."""

    error: RefusalText


_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": RefusalReply, "description": told}
    for status, told in {
        403: "this origin may not ask for this site", 404: "no such site", 413: "too large",
        422: "not a question", 429: "too many questions; see Retry-After",
        503: "paused, over budget, stopping, or its sources just changed", 504: "took too long",
    }.items()
}  # fmt: skip


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the API."""
    router = APIRouter(prefix="/api/v1", responses=_REFUSALS)

    @router.post("/ask", summary="One question, one answer")
    async def ask(body: AskRequest, request: Request) -> Answer:
        answer, _ = await desk.answer(_asked(body, request, desk, "api"))
        return answer

    @router.post(
        "/chat",
        summary="The same, as server-sent events",
        description=(
            "`stage` {stage, text}; `sentence` {part, text, citations, certainty}; `answer`: the answer object; "
            "`layout`: the same cut into the parts that a page shows, as plain text; `done`, always last; `error` "
            "instead of the rest where it fails on the way. No sentence is sent before it is verified."
        ),
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def chat(body: AskRequest, request: Request) -> Response:
        surface = "widget" if request.headers.get("x-litotes-surface") == "widget" else "api"
        ticket = await desk.admit(_asked(body, request, desk, surface))
        return EventStream(ticket, _sse(desk, ticket))

    @router.post("/feedback", summary="What a reader thought of an answer")
    async def feedback(body: FeedbackRequest, request: Request) -> FeedbackReply:
        site = desk.site_for(body.site, foreign_origin(request.scope, desk.settings.public_url))
        desk.count_feedback(site, visitor_of(request, desk, None))
        note = masked(body.note) if body.note and site.keep_text else None
        kept = await desk.record(
            lambda audit: audit.feedback(
                body.answer_id, site=site.id, helpful=body.helpful, report=body.report, note=note
            )
        )
        return FeedbackReply(kept=kept, note_kept=kept and note is not None)

    @router.get("/coverage", summary="What can be answered, and how sure its sources are")
    async def covered() -> tuple[Row, ...]:
        return desk.served.now.rows

    return router


class EventStream(Response):
    """Sends the events of a ticket, and gives the ticket back whatever happens."""

    media_type = "text/event-stream"

    def __init__(self, ticket: Ticket, events: AsyncIterator[str]) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._ticket = ticket
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        import anyio

        async def leave_with_reader(work: anyio.abc.TaskGroup) -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            work.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as work:
                work.start_soon(leave_with_reader, work)
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                async for event in self._events:
                    await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                work.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await self._events.aclose()  # type: ignore[attr-defined]  # because it is an async generator
            self._ticket.release()


async def _sse(desk: Desk, ticket: Ticket) -> AsyncIterator[str]:
    try:
        async for event in ticket.events():
            if isinstance(event, Progress):
                yield _event("stage", event.model_dump_json())
            elif isinstance(event, Told):
                yield _event("sentence", event.model_dump_json())
            elif isinstance(event, Done):
                site = ticket.site
                layout = lay_out(event.answer, ticket.snapshot.passages, desk.contacts(site), site.emergency_text)
                yield _event("answer", event.answer.model_dump_json())
                yield _event("layout", layout.model_dump_json())
                yield _event("done", json.dumps({"answer_id": event.answer.answer_id}))
    except Refusal as refusal:
        yield _event("error", refusal.told.model_dump_json())
    except QuestionError:
        yield _event("error", Refusal("bad_request", desk.contacts(ticket.site)).told.model_dump_json())


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


def _asked(body: AskRequest, request: Request, desk: Desk, surface: str) -> Asked:
    return Asked(
        question=body.question,
        history=tuple(body.history),
        site_id=body.site,
        origin=foreign_origin(request.scope, desk.settings.public_url),
        visitor=visitor_of(request, desk, body.session),
        surface=surface,
    )


def visitor_of(request: Request, desk: Desk, session: str | None) -> Visitor:
    """Return who asks; a forwarded address is believed from a trusted proxy alone."""
    peer = request.client.host if request.client else ""
    address = client_address(peer, request.headers.get("x-forwarded-for"), desk.settings.trusted_proxies)
    return Visitor(address=address, session=session)


def refused(refusal: Refusal) -> JSONResponse:
    """Return a refusal as a response."""
    content = RefusalReply(error=refusal.told).model_dump(mode="json")
    return JSONResponse(content, status_code=refusal.status, headers=refusal.headers)
