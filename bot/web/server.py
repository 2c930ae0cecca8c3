"""The web server: the page at `/`, the widget, the API, the health checks.

SecurityHeaders → Doorway → CORS → routes, Gradio mounted last
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.middleware.cors import CORSMiddleware

from bot.errors import QuestionError, ServerError
from bot.pipeline import Bot, app_version, open_bot
from bot.settings import Settings
from bot.web import api, health, staff, widget
from bot.web.audit import open_audit
from bot.web.desk import Desk
from bot.web.headers import Doorway, SecurityHeaders
from bot.web.metrics import Metrics
from bot.web.refusals import Refusal
from bot.web.served import Served
from bot.web.sites import Origins, Sites

if TYPE_CHECKING:
    import uvicorn

_log = structlog.get_logger("litotes.web")
_FORGET_EVERY_S = 3_600.0
# Longer than clients keep an idle connection (httpx: 5 s): else one closes it while the other writes.
_KEEP_ALIVE_S = 30


def create_app(settings: Settings) -> FastAPI:
    """Return the application; opens the bot, the sites and the audit.

    Raises:
        LitotesError: one of them cannot be used; the message says what to do.
    """
    return app_of(open_bot(settings), settings)


def app_of(bot: Bot, settings: Settings, *, with_page: bool = True) -> FastAPI:
    """Return the application around an open bot; without the page it starts in no time."""
    sites = Sites(settings.sites)
    metrics = Metrics()
    served = Served(bot, settings, metrics)
    desk = Desk(served, settings, sites, metrics, open_audit(settings))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        chores = [asyncio.create_task(chore) for chore in (_forget_old_texts(desk), served.keep_true())]
        watched = None
        if settings.metrics_port is not None:
            watched, _ = metrics.serve(settings.host, settings.metrics_port)
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            if watched:
                watched.shutdown()
                watched.server_close()
            await desk.aclose()

    app = FastAPI(
        title="Litotes",
        version=app_version(),
        summary="Answers to questions about treatments, never stronger than their evidence.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # Swagger's page loads its scripts from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = desk
    # Starlette's own class, not a subclass: Gradio leaves CORS to it only then (gradio/route_utils.py).
    app.add_middleware(
        CORSMiddleware,
        allow_origins=Origins(sites),
        allow_methods=("GET", "POST"),
        allow_headers=("content-type", "x-litotes-surface"),
        expose_headers=("retry-after",),
    )
    app.add_middleware(Doorway, max_bytes=settings.max_request_bytes)
    app.add_middleware(SecurityHeaders, https=(settings.public_url or "").startswith("https:"))
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(QuestionError, _bad_request)
    app.add_exception_handler(RequestValidationError, _bad_request)

    app.include_router(health.routes(desk))
    app.include_router(api.routes(desk))
    app.include_router(widget.routes(desk))
    if settings.staff_token or settings.staff_header:
        app.include_router(staff.routes(desk))
    if with_page:
        from bot.web.page import mount_page

        mount_page(app, desk)
    return app


def serve(settings: Settings) -> None:
    """Open the bot and serve it until interrupted; what was accepted by then is still answered.

    Raises:
        ServerError: a port is taken, or the address is not of this machine.
    """
    import uvicorn

    from bot.web.logs import write_json_lines

    _check_port(settings.host, settings.port, "--port or LITOTES_PORT")
    if settings.metrics_port is not None:
        _check_port(settings.host, settings.metrics_port, "LITOTES_METRICS_PORT")
    app = create_app(settings)
    write_json_lines()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # bot.web.limits reads forwarded addresses, of trusted proxies alone
        timeout_graceful_shutdown=settings.shutdown_s,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    print(f"Litotes is ready: http://{settings.host}:{settings.port}", flush=True)  # noqa: T201  # reason: tells where
    _serving(config, app.state.desk).run()


def _serving(config: uvicorn.Config, desk: Desk) -> uvicorn.Server:
    """Return a server that tells the desk as soon as a stop is asked for: no new question is let in from then on."""
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            desk.stopping = True
            _log.info("stopping")
            await super().shutdown(sockets)

    return Server(config)


async def _forget_old_texts(desk: Desk) -> None:
    """Delete kept texts after their site's retention, now and every hour."""

    def days(site_id: str) -> int:
        site = desk.sites.find(site_id)
        return site.retention_days if site else 0  # a site that is gone keeps nothing

    while True:
        try:
            await desk.record(lambda audit: audit.forget(days))
        except Exception as error:  # reason: the server goes on; the operator must know
            _log.error("old texts could not be deleted", error=type(error).__name__)
            desk.metrics.defects.labels("retention").inc()
        await asyncio.sleep(_FORGET_EVERY_S)


async def _refused(_request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)  # noqa: S101  # reason: registered for this class alone
    return api.refused(refusal)


async def _bad_request(request: Request, _error: Exception) -> JSONResponse:
    """Say that a body cannot be read, without repeating any of it."""
    return api.refused(Refusal("bad_request", request.app.state.desk.contacts(None)))


def _check_port(host: str, port: int, name: str) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ServerError(
                f"cannot listen on {host}:{port} ({error}); end the program that uses it, or choose another with {name}"
            ) from error
