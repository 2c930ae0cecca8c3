"""The web server: the chat page at /, `POST /api/v1/ask`, and two health checks."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import closing
from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from bot.coverage import coverage_table
from bot.errors import QuestionError, ServerError
from bot.pipeline import Bot, app_version, open_bot
from bot.settings import Settings
from bot.types import Answer

_log = logging.getLogger("litotes")


class AskRequest(BaseModel):
    """The body of `POST /api/v1/ask`."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=20_000)
    history: list[tuple[str, str]] = Field(default=[], max_length=50)


def create_app(bot: Bot) -> FastAPI:
    """Return the application for an open bot."""
    import gradio as gr

    from bot.web.page import CSS, build_page

    app = FastAPI(title="Litotes", version=app_version(), docs_url="/api/docs", redoc_url=None)

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready", "index": bot.retriever.fingerprint[:12]}

    @app.post("/api/v1/ask")
    async def ask(request: AskRequest) -> Answer:
        try:
            return await asyncio.to_thread(bot.runnable.invoke, request.model_dump())
        except QuestionError as error:
            raise HTTPException(status_code=422, detail=str(error)) from error

    def answer(given: dict[str, Any]) -> Answer:
        return bot.runnable.invoke(given)

    page = build_page(answer, coverage_table(bot.articles, bot.lexicon))
    mounted: FastAPI = gr.mount_gradio_app(
        app, page, path="/", css=CSS, footer_links=[], show_error=False, ssr_mode=False, max_file_size=0,
        enable_monitoring=False,
    )  # fmt: skip
    return mounted


def serve(settings: Settings) -> None:
    """Open the bot and serve it until interrupted.

    Raises:
        ServerError: the port is taken, or the address is not of this machine.
    """
    import uvicorn

    _check_port(settings.host, settings.port)
    app = create_app(open_bot(settings))
    print(f"Litotes is ready: http://{settings.host}:{settings.port}", flush=True)  # noqa: T201  # reason: tells where
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", server_header=False)


def _check_port(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ServerError(
                f"cannot listen on {host}:{port} ({error}); end the program that uses it, or choose another with "
                "--port or LITOTES_PORT"
            ) from error
